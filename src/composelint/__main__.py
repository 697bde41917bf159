"""`composelint` and `python -m composelint`."""

from __future__ import annotations

import gc
from typing import NoReturn


def main() -> NoReturn:
    """Runs the command line. Start-up makes many objects that stay: looking for garbage among them is a waste."""
    gc.set_threshold(200_000, 20, 20)
    from .cli import main as run

    run()


if __name__ == "__main__":
    main()
