"""A service out of a compose file in a few words."""

from __future__ import annotations

from composelint.load.discover import StackFiles
from composelint.load.stack import Options, load
from composelint.model.service import Service
from composelint.workspace import Workspace


def services(
    text: str, dockerfile: str | None = None, *others: tuple[str, str], complete: bool = False
) -> dict[str, Service]:
    """The services written in `text`, each on a line of its own; a Dockerfile stands beside their compose file.

    `complete`: there are no other files.
    """
    files = {"compose.yaml": "services:\n" + "".join(f"  {line}\n" for line in text.splitlines()), **dict(others)}
    if dockerfile is not None:
        files["Dockerfile"] = dockerfile
    compose = [name for name in files if "compose" in name]
    stack, _ = load(Workspace.in_memory(files, complete=complete), StackFiles(".", compose), Options())
    return stack.services


def service(text: str, dockerfile: str | None = None, *others: tuple[str, str], complete: bool = False) -> Service:
    """The first of them."""
    return next(iter(services(text, dockerfile, *others, complete=complete).values()))
