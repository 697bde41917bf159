"""What cannot be read at all, or is read otherwise than it is meant."""
