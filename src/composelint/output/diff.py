"""What fixes would change, as a unified diff that `patch` and `git apply` take."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..core.source import Source
from .escapes import defused
from .terminal import visible

SHORTEST = 4
"""Shorter values are part of too many words; they are masked only where they stand."""
MISSING_END = "\\ No newline at end of file"


def render(changes: Sequence[tuple[Source, str]]) -> str:
    """The diff of each file with its new text, secrets masked (such a line no longer applies), by path."""
    from difflib import unified_diff

    lines: list[str] = []
    for source, text in sorted(changes, key=lambda change: change[0].path):
        before, after = _lines(source.text), _lines(text)
        path = visible(source.path)
        lines += _masked(source, unified_diff(before, after, f"a/{path}", f"b/{path}"))
    return defused("".join(lines))


def masked(changes: Sequence[tuple[Source, str]]) -> bool:
    """Whether a secret is hidden in the diff, so that nobody can apply it as it is."""
    plain = [(Source(source.path, source.text), text) for source, text in changes if source.hidden]
    return bool(plain) and render(plain) != render([change for change in changes if change[0].hidden])


def _lines(text: str) -> list[str]:
    """The lines with their ends; only LF ends one."""
    *lines, last = text.split("\n")
    return [*(f"{line}\n" for line in lines), *([last] if last else [])]


def _masked(source: Source, diff: Iterator[str]) -> Iterator[str]:
    """The lines of a diff as they may be shown; `number` is the next old line, None before the first `@@`."""
    covers = {
        source.text[start:end]: cover.ljust(end - start, "*")[: end - start]
        for start, end, cover in source.hidden
        if end - start >= SHORTEST
    }
    number: int | None = None
    for line in diff:
        sign, words = line[:1], line[1:].removesuffix("\n")
        end = "\r" if words.endswith("\r") else ""
        words = words.removesuffix("\r")
        if line.startswith("@@"):
            number = int(line.split("-", 1)[1].split(" ", 1)[0].split(",")[0])
        elif number is not None and sign in " -":
            words = source.shown_line(number)
            number += 1
        for value, cover in covers.items() if sign == "+" else ():
            words = words.replace(value, cover)
        yield sign + "\t".join(map(visible, words.split("\t"))) + end + "\n"
        if not line.endswith("\n"):
            yield MISSING_END + "\n"
