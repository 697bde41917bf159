"""`python -m composelint`."""

from .cli import main

main()
