"""The name of a project: given, written at the top of a file, or that of its directory."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Sequence

from ..core.patterns import pattern
from ..model.values import Text, Via
from ..syntax import yaml
from ..syntax.interpolation import Found
from .environment import Environment
from .files import Files
from .reader import Complain, Reader
from .rows import S

VARIABLE = "COMPOSE_PROJECT_NAME"
_VALID = pattern(r"[a-z0-9][a-z0-9_-]*\Z")
_RULE = "A project's name is made of lowercase letters, digits, - and _, the first a letter or digit."


def name_project(
    files: Files, names: Sequence[str], directory: str, environment: Environment, complain: Complain
) -> None:
    """Sets COMPOSE_PROJECT_NAME, which Compose makes known to the files themselves.

    A given name must be valid; a written one and that of a directory are made so. Relative to the root, a project in
    the root itself has a name only when it is written.
    """
    given = environment.lookup(VARIABLE)
    if given is not None and given.value != "":
        if given.value is not None and not _VALID.match(given.value):
            at = given.via.span if isinstance(given.via, Via) else None
            place = at or next((file for name in names if (file := files.compose(name)) is not None), None)
            if place is not None:
                complain("invalid-value", place, f'"{given.value[:30]}" is no name of a project', _RULE)
        return
    found = written_name(files, names, environment)
    if found is None:
        base = posixpath.basename(posixpath.normpath(directory or "."))
        environment.found[VARIABLE] = Found(None if base in ("", ".", "..") else normalized(base))
        return
    name = None if found.value is None else normalized(found.value)
    if name == "":
        complain("invalid-value", found, f'"{(found.value or "")[:30]}" leaves no name for the project', _RULE)
    environment.found[VARIABLE] = Found(name or None)


def written_name(files: Files, names: Sequence[str], environment: Environment) -> Text | None:
    """The last top-level `name` that is not empty."""
    last: Text | None = None
    for path in names:
        file = files.compose(path)
        for tree in file.stream.documents if file is not None and file.stream is not None else ():
            for key, value in tree.entries if isinstance(tree, yaml.Mapping) else ():
                if isinstance(key, yaml.Scalar) and key.text == "name":
                    node = Reader(environment.lookup, blank=environment.blank).read(value, S)
                    if isinstance(node, Text) and node.value != "":
                        last = node
    return last


def normalized(text: str) -> str:
    return re.sub(r"^[_-]+", "", re.sub(r"[^a-z0-9_-]", "", text.lower()))
