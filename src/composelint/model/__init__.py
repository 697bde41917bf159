"""The typed, linked picture of a stack, and what follows from it."""
