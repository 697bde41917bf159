"""The build cache and the size of what is shipped."""
