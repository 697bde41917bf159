"""`composelint` and `python -m composelint`."""

from __future__ import annotations

import gc
import os
import sys
from typing import NoReturn


def main() -> NoReturn:
    """Runs the command line in a process of its own, which neither starts nor ends slower than it must.

    Start-up makes many objects that stay: looking for garbage among them is a waste. And once everything is written,
    taking the interpreter apart piece by piece takes as long as judging a small stack.
    """
    gc.set_threshold(200_000, 20, 20)
    from .cli import main as run

    code = run()
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:
        # The reader has gone; nothing more can be said to it.
        pass
    os._exit(code)


if __name__ == "__main__":
    main()
