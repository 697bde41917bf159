"""Volumes, mounts, and what survives a restart."""
