"""The examples of a rule document: small projects whose caret lines say what must be found.

Every fenced block of the sections Bad, Good and Fixed is a file:

- a `yaml`, `dockerfile`, `dotenv` or `dockerignore` block is `compose.yaml`, `Dockerfile`, `.env` or `.dockerignore`,
  unless the line before the block is a path in backticks (and nothing else but a colon), which then names the file,
  whatever the block's language;
- a `###` heading begins the next project, so that one section can hold several, one for each look-alike;
- a `run` block states, as YAML, how the project is linted: arguments of `composelint.lint` such as `complete: true`;
  besides, `tracked` lists the files that git tracks, and makes the project a repository even when the list is empty;
- a caret line under a line of a file asserts a finding at exactly these columns: `# ^^ has no healthcheck` (columns 3
  and 4, the words being part of the message). A `#` directly followed by `^` is itself a caret (`#^^^ text` = columns
  1 to 4). Several caret lines may follow one line; all of them are taken out of the file. A finding that spans several
  lines is marked on the first of them, one of no width by one caret;
- placeholders such as `<github-token>` become values of the right format. Carets are counted on the page as it stands,
  the placeholder for the whole value.
"""

from __future__ import annotations

import re

from ..core.patterns import pattern
from .markdown import Block, pieces
from .placeholders import PLACEHOLDERS
from .plain import mapping

BLOCK_PATHS = {"yaml": "compose.yaml", "dockerfile": "Dockerfile", "dotenv": ".env", "dockerignore": ".dockerignore"}
_NAMED_PATH = pattern(r"`([^`\s]+)`:?\Z")
_CARETS = pattern(r"(\s*)(#\s*)(\^+)(?:\s+(.*))?\Z")
_PLACEHOLDER = pattern(r"<([a-z][a-z0-9-]*)>")

Swap = tuple[int, int, int]
"""A placeholder's start and end in the line as shown, and the length of its value's first line."""


class Caret:
    """An expected finding: the place in the project's file as it is linted (1-based, `end` exclusive), and words."""

    __slots__ = ("column", "end", "line", "path", "words")

    def __init__(self, path: str, line: int, column: int, end: int, words: str) -> None:
        self.path = path
        self.line = line
        self.column = column
        self.end = end
        self.words = words


class Project:
    """One example: its files as they are linted (placeholders filled, carets taken out) and what must be found.

    `run` holds arguments of `composelint.lint`; `tracked` the files that git tracks, None when there is no repository.
    """

    __slots__ = ("carets", "files", "run", "title", "tracked")

    def __init__(self, title: str) -> None:
        self.title = title
        self.files: dict[str, str] = {}
        self.carets: list[Caret] = []
        self.run: dict[str, object] = {}
        self.tracked: list[str] | None = None

    @property
    def inputs(self) -> dict[str, str | bytes]:
        """What `composelint.lint` takes: the files, and git's index."""
        index = {} if self.tracked is None else {".git/index": _git_index(self.tracked)}
        return {**self.files, **index}


def projects(markdown: str) -> list[Project]:
    """The projects of one section. Raises ValueError where a block breaks the grammar."""
    found = [Project("")]
    before = ""
    for piece in pieces(markdown):
        if isinstance(piece, Block):
            named = _NAMED_PATH.match(before)
            path = named.group(1) if named else BLOCK_PATHS.get(piece.language, "")
            if piece.language == "run" and not named:
                _set_run(found[-1], mapping("\n".join(piece.lines)))
            elif not path:
                raise ValueError(f"a block of language {piece.language!r} needs a path in the line before it")
            elif path in found[-1].files:
                raise ValueError(f"a second {path}: begin another project with a heading ###")
            else:
                _add_file(found[-1], path, piece.lines)
            before = ""
        elif piece.startswith("### "):
            found.append(Project(piece[4:].strip()))
        elif piece.strip():
            before = piece.strip()
    return [project for project in found if project.files]


def _set_run(project: Project, run: dict[str, object]) -> None:
    tracked = run.pop("tracked", None)
    if isinstance(tracked, list):
        project.tracked = sorted(map(str, tracked))
    project.run = run


def _git_index(paths: list[str]) -> bytes:
    """An index of git, version 2, that names these files and nothing else of them."""
    data = b"DIRC" + (2).to_bytes(4, "big") + len(paths).to_bytes(4, "big")
    for path in paths:
        name = path.encode()
        entry = bytes(24) + (0o100644).to_bytes(4, "big") + bytes(32) + len(name).to_bytes(2, "big") + name
        data += entry + bytes(8 - len(entry) % 8)
    return data + bytes(20)


def _add_file(project: Project, path: str, lines: list[str]) -> None:
    """Adds one file: caret lines become expectations about the line above, placeholders values."""
    text: list[str] = []
    shown, number, swaps = "", 0, list[Swap]()
    for line in lines:
        match = _CARETS.match(line)
        if match is None:
            shown, number = line, len(text) + 1
            filled, swaps = _fill(line)
            text += filled.split("\n")
            continue
        indent, sign, marks, words = match.groups()
        start = len(indent) + (0 if sign == "#" else len(sign))
        end = len(indent) + len(sign) + len(marks)
        if not number or end > len(shown) + (end - start == 1):
            raise ValueError(f"the carets of {line.strip()!r} point past the line above")
        project.carets.append(Caret(path, number, _moved(start, swaps) + 1, _moved(end, swaps) + 1, words or ""))
    project.files[path] = "".join(f"{line}\n" for line in text)


def _fill(line: str) -> tuple[str, list[Swap]]:
    """The line with its placeholders filled, and (start, end, length of the first line of the value) of each.

    Further lines of a value are indented as the line is.
    """
    indent = line[: len(line) - len(line.lstrip())]
    swaps: list[Swap] = []

    def value(match: re.Match[str]) -> str:
        make = PLACEHOLDERS.get(match.group(1))
        if make is None:
            return match.group()
        first, *others = make().split("\n")
        swaps.append((match.start(), match.end(), len(first)))
        return "\n".join((first, *(indent + other for other in others)))

    return _PLACEHOLDER.sub(value, line), swaps


def _moved(offset: int, swaps: list[Swap]) -> int:
    """Where an offset of the line as shown lies in the line as filled; inside a placeholder, at the value's start."""
    shift = 0
    for start, end, length in swaps:
        if offset >= end:
            shift += length - (end - start)
        elif offset > start:
            return start + shift
    return offset + shift
