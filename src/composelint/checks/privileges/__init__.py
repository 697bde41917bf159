"""What a container may do to its host."""
