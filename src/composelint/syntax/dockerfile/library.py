"""dockerfile-parse, a second reader beside our scan, behind a text on which it cannot be wrong.

The library ends instructions at blank lines, reads heredoc bodies as instructions and loses those without arguments;
so it is given each logical line joined on its first physical line, followed by a sentinel, and nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence

from .scan import Logical
from .words import SPACES

Line = tuple[str, int, str]
"""Keyword in upper case, number of the first physical line, arguments."""


def agrees(lines: Sequence[Logical]) -> bool:
    """Whether the library splits the instructions on some lines as we do."""
    return not lines or [_ours(line) for line in lines] == _theirs(lines)


def _ours(line: Logical) -> Line:
    keyword, _, start, stop = line.split()
    return keyword.upper(), line.first, line.text[start:stop]


def _sentinel(lines: Sequence[Logical]) -> str:
    """A private-use character that does not occur in the lines."""
    code = 0xE000
    while any(chr(code) in line.text for line in lines):
        code += 1
    return chr(code)


def _theirs(lines: Sequence[Logical]) -> list[Line]:
    """Nothing when the library cannot read the lines."""
    from io import BytesIO

    from dockerfile_parse import DockerfileParser

    sentinel = _sentinel(lines)
    given = [""] * lines[-1].first
    for line in lines:
        given[line.first - 1] = f"{line.text} {sentinel}"
    try:
        content = "\n".join(given).encode()
    except UnicodeEncodeError:
        return []
    structure = DockerfileParser(fileobj=BytesIO(content), env_replace=False).structure
    return [
        (entry["instruction"], entry["startline"] + 1, entry["value"].removesuffix(sentinel).rstrip(SPACES))
        for entry in structure
        if entry["instruction"] != "COMMENT"
    ]
