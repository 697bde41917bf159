"""Ports, addresses, and who reaches whom."""
