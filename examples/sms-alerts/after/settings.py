"""Where the programs of this stack find their secrets."""

import os
from pathlib import Path


def secret(name: str) -> str:
    """Read the file that NAME_FILE points to, as the official images do."""
    return Path(os.environ[f"{name}_FILE"]).read_text(encoding="utf-8").strip()
