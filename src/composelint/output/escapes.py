"""Text from files, made harmless for the place it goes to: a pipeline's log, JSON, XML, Markdown, a URI.

A GitHub runner obeys `::command::` at the start of a line and the older `##[command]` anywhere in one
(`ActionCommand.cs` of github.com/actions/runner, read in November 2026), Azure Pipelines `##vso[command]` and TeamCity
`##teamcity[command]` (their manuals call them logging commands and service messages): whatever format the line is of.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from ..core.patterns import pattern
from .terminal import COMMAND, visible

_ENTITIES = {ord("&"): "&amp;", ord("<"): "&lt;", ord(">"): "&gt;", ord('"'): "&quot;"}
_MARKDOWN = {ord(char): f"\\{char}" for char in "\\`*_[]~|"} | _ENTITIES
_REFERENCES = {ord(char): f"<span>{char}</span>" for char in "@#$"}
_CODE = pattern(r"`([^`]+)`")
_TICKS = pattern(r"`+")
_LEADING = pattern(r"(?m)^( *(?:\x1b\[[0-9;]*m)* *)::")
_MARKER = pattern(r"(\d{0,9})([.)#+=-])")
_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/")


def defused(lines: str) -> str:
    """Printable lines for a log, without anything that a runner takes for a command."""
    if "##" in lines:
        lines = COMMAND.sub(r"#\\x23", lines)
    return _LEADING.sub(r"\1\\x3a:", lines) if "::" in lines else lines


def defused_json(text: str) -> str:
    """JSON for a log: its lines begin with no `::`, and within strings the other command is written in another way."""
    return COMMAND.sub(r"\\u0023#", text) if "##" in text else text


def shown(text: str) -> str:
    """One line for a log: everything unprintable as an escape, and nothing that a runner takes for a command."""
    return defused(visible(text))


def shown_lines(text: str) -> str:
    """`shown`, line by line."""
    return "\n".join(map(shown, text.split("\n")))


def json(value: object, depth: int = 1) -> str:
    """A value as JSON in ASCII. Objects and lists (or iterators) down to a depth have a line for each of their entries.

    Below that depth the standard library's fast encoder writes. No line begins with what a file says.
    """
    return defused_json(_json(value, depth)) + "\n"


def _json(value: object, depth: int) -> str:
    from json import dumps

    if depth and isinstance(value, Mapping):
        return "{\n" + ",\n".join(f"{dumps(key)}: {_json(entry, depth - 1)}" for key, entry in value.items()) + "\n}"
    if depth and isinstance(value, list | Iterator):
        return "[\n" + ",\n".join(_json(entry, depth - 1) for entry in value) + "\n]"
    return dumps(value)


def xml(text: str) -> str:
    """One line for an element or an attribute of XML 1.0, in ASCII."""
    return shown(text).translate(_ENTITIES).encode("ascii", "xmlcharrefreplace").decode("ascii")


def xml_lines(text: str) -> str:
    """`xml`, line by line."""
    return "\n".join(map(xml, text.split("\n")))


@lru_cache(maxsize=256)
def uri(path: str) -> str:
    """A path as a relative URI reference (RFC 3986), byte by byte as the file system has it."""
    try:
        encoded = path.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        encoded = path.encode("utf-8", "replace")
    return "".join(chr(byte) if byte in _UNRESERVED else f"%{byte:02X}" for byte in encoded)


def prose(text: str, *, html: bool = True) -> str:
    """One line of words for GitHub's and GitLab's Markdown: text but for `code` in single backticks.

    Without HTML (SARIF forbids it) mentions, references, formulas and addresses are left to whoever shows it.
    """
    parts = _CODE.split(shown(text.strip()))
    line = "".join(_span(part) if at % 2 else _words(part, html) for at, part in enumerate(parts))
    # What would begin a list or a heading at the start of a line.
    return _MARKER.sub(r"\1\\\2", line, count=1) if _MARKER.match(line) else line


def _words(text: str, html: bool) -> str:
    text = text.translate(_MARKDOWN)
    if html:
        # Mentions notify people, and backslashes do not stop them (cmark-gfm issue 389): an element in between does.
        text = text.translate(_REFERENCES)
        text = text.replace("://", "<span>:</span>//").replace("www.", "<span>www</span>.")
    return text


def code(text: str) -> str:
    """A code span, its fence longer than any run of backticks inside."""
    return _span(shown(text))


def _span(text: str) -> str:
    fence = "`" * (_longest_run(text) + 1)
    pad = " " if "`" in text or not text.strip() else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def fenced(lines: list[str], language: str = "") -> list[str]:
    """The lines of a fenced block, its fence longer than any run of backticks inside."""
    body = [shown(line) for line in lines]
    fence = "`" * max(3, 1 + max(map(_longest_run, body), default=0))
    return [fence + "".join(re.findall(r"[\w.+-]", language)), *body, fence]


def _longest_run(text: str) -> int:
    return max(map(len, _TICKS.findall(text)), default=0) if "`" in text else 0
