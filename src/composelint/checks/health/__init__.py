"""Whether a service can say that it is well."""
