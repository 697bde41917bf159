"""The little of Markdown that rule documents need: fenced blocks told from prose, line by line."""

from __future__ import annotations

from collections.abc import Iterator

from ..core.patterns import pattern

_FENCE = pattern(r"(`{3,}|~{3,})\s*([\w.+-]*)[^`]*\Z")


class Block:
    """A fenced block: its language, its lines without the fences, and `markdown`, the block as it stands."""

    __slots__ = ("fence", "language", "lines", "opening")

    def __init__(self, opening: str, fence: str, language: str) -> None:
        self.opening = opening
        self.fence = fence
        self.language = language
        self.lines: list[str] = []

    @property
    def markdown(self) -> str:
        return "\n".join((self.opening, *self.lines, self.fence))


def pieces(markdown: str) -> Iterator[str | Block]:
    """Markdown as lines of prose and whole fenced blocks."""
    block: Block | None = None
    for line in markdown.split("\n"):
        match = _FENCE.match(line)
        if block is None:
            if match:
                block = Block(line, match.group(1), match.group(2))
            else:
                yield line
        elif match and match.group(1).startswith(block.fence) and not match.group(2):
            yield block
            block = None
        else:
            block.lines.append(line)
    if block is not None:
        yield block
