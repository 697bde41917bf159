"""One text in, one tree with spans out."""
