"""dockerfile-parse behind a text on which it cannot be wrong.

The library ends instructions at blank lines, reads heredoc bodies as instructions and loses those without arguments;
so it is given each logical line joined on its first physical line, followed by a sentinel, and nothing else.
"""

from __future__ import annotations

from .scan import Logical, Scan
from .words import SPACES

Head = tuple[str, int, int]
"""Keyword in upper case, where the arguments begin and where they end in the joined line."""


def heads(scan: Scan) -> tuple[list[Head], bool]:
    """Keyword and arguments of each logical line, and whether the library agreed on all of them."""
    own = [_own_head(logical) for logical in scan.logicals]
    if not own:
        return own, True
    theirs = _theirs(scan, _sentinel(scan.excerpt.text))
    if len(theirs) != len(own):
        return own, False
    paired = [_paired(*pair) for pair in zip(scan.logicals, own, theirs, strict=True)]
    return [mine if head is None else head for mine, head in zip(own, paired, strict=True)], None not in paired


def _own_head(logical: Logical) -> Head:
    keyword, at = logical.split()
    return keyword.upper(), at, len(logical.text.rstrip(SPACES))


def _sentinel(text: str) -> str:
    """A private-use character that does not occur in the text."""
    code = 0xE000
    while chr(code) in text:
        code += 1
    return chr(code)


def _theirs(scan: Scan, sentinel: str) -> list[tuple[str, int, str]]:
    """(keyword, number of the first line, arguments) as the library reads them; nothing when it cannot."""
    from io import BytesIO

    from dockerfile_parse import DockerfileParser

    lines = [""] * len(scan.lines)
    for logical in scan.logicals:
        lines[logical.first - 1] = f"{logical.text} {sentinel}"
    try:
        content = "\n".join(lines).encode()
    except UnicodeEncodeError:
        return []
    structure = DockerfileParser(fileobj=BytesIO(content), env_replace=False).structure
    return [
        (entry["instruction"], entry["startline"] + 1, entry["value"].removesuffix(sentinel).rstrip(SPACES))
        for entry in structure
        if entry["instruction"] != "COMMENT"
    ]


def _paired(logical: Logical, own: Head, theirs: tuple[str, int, str]) -> Head | None:
    """The library's reading, put in its place in the joined line; None when it differs from the scan's."""
    keyword, line, arguments = theirs
    start = own[2] - len(arguments)
    agreed = (
        keyword == own[0]
        and line == logical.first
        and start >= own[1]
        and logical.text.startswith(arguments, start)
        and not logical.text[own[1] : start].strip(SPACES)
    )
    return (keyword, start, own[2]) if agreed else None
