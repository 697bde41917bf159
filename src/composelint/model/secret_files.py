"""Files with credentials that instructions name: what is in them, and who points at them."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from ..knowledge.credentials.files import POINTERS, secret_file
from ..knowledge.credentials.formats import leaks
from .compose import Variable
from .held_files import names_credential
from .instructions import Copy, Env

_NETRC = ("password ", "_password=", "_auth=")
"""How netrc and npm's settings introduce a password."""


def holds_credential(copy: Copy, path: str) -> bool | None:
    """Whether a copied file of the build context holds a credential; None when it cannot be read."""
    context = copy.dockerfile.context
    text = context.read(path) if context is not None and copy.from_ is None else None
    if text is None:
        return None
    return bool(leaks(text)) or any(sign in text for sign in _NETRC) or names_credential(text)


def arrival(copy: Copy, path: str) -> str | None:
    """Where a copied file arrives in the image; None when unknown."""
    target = copy.target
    if target is None:
        return None
    folder = target.endswith("/") or len(copy.sources) > 1
    return posixpath.join(target, posixpath.basename(path)) if folder else target


def pointed_at(env: Env) -> Iterator[tuple[Variable, Copy]]:
    """Variables that name a file with credentials which an earlier instruction copies, under an innocent name."""
    stage = env.stage
    for variable in env.variables:
        place = variable.known
        if variable.name.value not in POINTERS or not place or stage is None:
            continue
        for instruction in (inner for each in stage.lineage() for inner in each.instructions):
            if isinstance(instruction, Copy):
                paths = [source.value for source in instruction.local_sources if source.value]
                if any(not secret_file(path) and arrival(instruction, path) == place for path in paths):
                    yield variable, instruction
                    break
