"""Names and files that point to nothing."""
