"""Which files with credentials a stack names, for whoever asks what git does with them."""

from __future__ import annotations

from ..knowledge.credentials.files import secret_file
from ..knowledge.credentials.names import names_detail
from ..model.compose import Stack
from ..model.held_files import HeldFile
from ..model.values import Text
from ..workspace import Unreadable
from .files import Files
from .paths import written


def held_files(stack: Stack, files: Files) -> list[HeldFile]:
    """The files of secrets, and mounted files that are credentials by their names; env files speak for themselves."""
    found: dict[str, HeldFile] = {}
    known = {file.path for file in stack.files}
    for secret in stack.secrets.values():
        file = secret.body.get("file") if secret.body is not None else None
        if isinstance(file, Text):
            _add(found, file, files, whole=not names_detail(secret.name.value or ""))
    for service in stack.services.values():
        for mount in service.mounts:
            if mount.type == "bind" and mount.named is not None and secret_file(mount.source or ""):
                _add(found, mount.named, files, whole=False)
    return [held for path, held in found.items() if path not in known]


def _add(found: dict[str, HeldFile], at: Text, files: Files, *, whole: bool) -> None:
    path = written(at)
    if path is None or path.startswith(("/", "~", "..")) or path in found:
        return
    workspace = files.workspace

    def read() -> str | None:
        text = None if workspace.is_dir(path) is not False else workspace.read(path)
        return None if text is None or isinstance(text, Unreadable) else text.text

    found[path] = HeldFile(at, path, whole=whole, is_shared=lambda: files.shared.of(path), read_text=read)
