"""Text for terminals: nothing of a file reaches one unseen, and columns are counted as a terminal counts them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..core.patterns import pattern

TAB = 4
COMMAND = pattern(r"##(?=\w*\[)")
"""What begins a command in the log of a pipeline, anywhere in a line: `##[error]`, `##vso[task.complete]`."""

STYLES = {
    "error": "1;31",
    "warning": "1;33",
    "info": "1;36",
    "bold": "1",
    "dim": "2",
    "frame": "94",
    "also": "1;94",
    "help": "1;32",
    "code": "36",
}


class Paint:
    """Wraps text in a style's colours, or leaves it as it is."""

    __slots__ = ("colour",)

    def __init__(self, colour: bool) -> None:
        self.colour = colour

    def __call__(self, text: str, style: str) -> str:
        return f"\x1b[{STYLES[style]}m{text}\x1b[0m" if self.colour and text else text


def visible(text: str) -> str:
    """The text with everything unprintable as an escape: control and format characters, bidi controls, odd blanks."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else escape(char) for char in text)


def escape(char: str) -> str:
    """`\\n`, `\\x1b`, `\\u202e`: as Python and YAML write it."""
    return char.encode("unicode_escape").decode("ascii")


def cells(text: str) -> int:
    """How many columns a printable text takes."""
    return len(text) if text.isascii() else sum(map(cell, text))


def cell(char: str) -> int:
    """The columns of one printable character: two for wide ones, none for marks that combine with the one before."""
    if char < "\u0300":
        return 1
    from unicodedata import combining, east_asian_width

    if combining(char) or "\ufe00" <= char <= "\ufe0f":
        return 0
    return 2 if east_asian_width(char) in "WF" else 1


class Laid:
    """A stretch of a line as a terminal shows it: what stands for each character, and at which column it begins.

    Columns count from 0. `starts` has one more entry, for the end; `cut` says whether text is missing at either side.
    """

    __slots__ = ("cut", "low", "pieces", "starts")

    def __init__(self, line: str, low: int, high: int) -> None:
        self.low = low
        self.cut = (low > 0, high < len(line))
        shown = line[low:high]
        commands = {match.start() + 1 for match in COMMAND.finditer(shown)} if "##" in shown else ()
        plain = shown.isascii() and shown.isprintable() and not commands
        self.pieces = list(shown) if plain else []
        self.starts = list(range(len(self.pieces) + 1))
        if plain:
            return
        for index, char in enumerate(shown):
            at = self.starts[-1]
            if char == "\t":
                piece = " " * (TAB - at % TAB)
            elif index in commands:
                # Told here and not later, so that carets keep their place.
                piece = "\\x23"
            else:
                piece = char if char.isprintable() else escape(char)
            self.pieces.append(piece)
            self.starts.append(at + cells(piece))

    def column(self, offset: int) -> int:
        """Where the character at an offset of the line begins; past either end, that end."""
        return self.starts[min(max(offset - self.low, 0), len(self.pieces))]

    def window(self, first: int, last: int) -> str:
        """The columns from `first` to before `last`, with `…` where something is cut off."""
        inside = [at for at in range(len(self.pieces)) if first <= self.starts[at] and self.starts[at + 1] <= last]
        if not inside:
            return ""
        low, high = inside[0], inside[-1] + 1
        left, right = self.cut[0] or low > 0, self.cut[1] or high < len(self.pieces)
        text = "".join(self.pieces[low + left : high - right])
        indent = self.starts[low + left] - first
        return ("…".rjust(indent) if left else " " * indent) + text + "…" * right


def wrap(text: str, width: int) -> list[str]:
    """The words of a paragraph in lines of at most `width` columns; a longer word and code in backticks stay whole."""
    lines, line = [], ""
    for word in _words(text):
        if line and cells(line) + 1 + cells(word) > width:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}" if line else word
    return [*lines, line] if line else lines


def _words(text: str) -> Iterator[str]:
    paired = text.count("`") % 2 == 0
    word = ""
    for part in text.split():
        word = f"{word} {part}" if word else part
        if not (paired and word.count("`") % 2):
            yield word
            word = ""


def listed(names: Iterable[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last


def counted(number: int, noun: str) -> str:
    """`1 file`, `2 files`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
