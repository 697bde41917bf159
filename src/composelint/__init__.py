"""composelint reads a whole Docker Compose stack and says what is broken, what will bite, and how to mend it."""

__version__ = "0.1.0"
