"""Credentials where others can read them."""
