"""What the Compose specification does not know, or knows otherwise."""
