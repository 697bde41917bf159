"""Files with credentials that git hands on."""

from __future__ import annotations

from collections.abc import Iterator

from ...core.defect import Defect
from ...knowledge.credentials.files import harmless
from ...model.compose import Stack, TextFile
from ...model.held_files import HeldFile
from ...model.secrets import secrets

_MOST_NAMES = 3


def tracked_secret_file(scope: TextFile | Stack) -> Iterator[Defect]:
    """A file that holds credentials is tracked by git, or lies in a repository that does not ignore it."""
    if isinstance(scope, Stack):
        for file in scope.find_held_files():
            yield from _held(file)
    elif scope.kind == "env" and scope.shared and not harmless(scope.path):
        yield from _env_file(scope)


def _env_file(file: TextFile) -> Iterator[Defect]:
    """One finding for a file, at the first of its credentials; known formats are told one by one."""
    found = [secret for secret in secrets(file) if secret.kind not in ("format", "hash") and not secret.weak]
    if found:
        names = list(dict.fromkeys(secret.name or "a URL with a password" for secret in found))
        named = ", ".join(names[:_MOST_NAMES]) + (" and more" if len(names) > _MOST_NAMES else "")
        yield Defect(found[0].span, f"git hands this file on, with {named} in it", help=_help(file.path))


def _held(file: HeldFile) -> Iterator[Defect]:
    weight = file.weight() if file.shared() and not harmless(file.path) else "none"
    if weight != "none":
        yield Defect(
            file,
            f"git hands on {file.path}, which holds a credential",
            help=_help(file.path),
            severity="error" if weight == "live" else None,
        )


def _help(path: str) -> str:
    return (
        f"Name {path} in `.gitignore`, take it out of git by `git rm --cached {path}` if it is in there, "
        "and change what was in it: history keeps it."
    )
