"""Reports as text for people and machines."""
