"""Matters of taste; off by default."""
