"""A command written as one string, split into words as Compose does it (go-shellwords, no shell involved).

Blanks separate; single quotes are literal; a backslash escapes; backquotes and `$(…)` keep together what they hold; an
unquoted `;`, `&`, `|`, `<` or `>` ends the reading, and what follows is lost. Other parentheses, and quotes that nobody
closes, are refused.
"""

from __future__ import annotations

from ..model.values import UNKNOWN, Text

_OPERATORS = frozenset(";&|<>")
_ESCAPES = {"n": "\n", "t": "\t"}
_CLOSING = {"`": "`", "(": ")"}
MOST_WORDS = 10_000
"""Words of a command that are told apart; what follows is one word that nobody knows."""


class Words:
    """The words of a string as (start, end, text); `sound` is False where Compose refuses the string."""

    __slots__ = ("current", "end", "found", "quote", "sound", "start")

    def __init__(self, whole: str) -> None:
        self.found: list[tuple[int, int, str]] = []
        self.current: list[str] = []
        self.start = -1
        self.quote = ""
        self.sound = True
        at = 0
        while at < len(whole) and len(self.found) < MOST_WORDS:
            character = whole[at]
            if character == "\\" and self.quote != "'":
                self.start = at if self.start < 0 else self.start
                following = whole[at + 1 : at + 2]
                self.sound = self.sound and following != ""
                self.current.append(_ESCAPES.get(following, following) or "\\")
                at += 1
            elif not self.quote and character in _OPERATORS:
                if character == ">" and "".join(self.current[:1]).isdigit():
                    self.start = -1
                break
            else:
                self.take(character, at)
            at += 1
        self.end = at
        self.sound = self.sound and not self.quote
        self.finish(min(at, len(whole)))

    def take(self, character: str, at: int) -> None:
        if not self.quote and character in " \t\r\n":
            self.finish(at)
            return
        self.start = at if self.start < 0 else self.start
        if self.quote in ("'", '"'):
            if character == self.quote:
                self.quote = ""
            else:
                self.current.append(character)
            return
        if not self.quote and character in "'\"":
            self.quote = character
            return
        if self.quote:
            self.sound = self.sound and not character == self.quote == "("
            self.quote = "" if character == _CLOSING[self.quote] else self.quote
        elif character == "`" or (character == "(" and self.current[-1:] == ["$"]):
            self.quote = character
        elif character in "()":
            self.sound = False
        self.current.append(character)

    def finish(self, end: int) -> None:
        if self.start >= 0:
            self.found.append((self.start, end, "".join(self.current)))
        self.current.clear()
        self.start = -1


def split(text: Text) -> list[Text]:
    """The words of a command string; a word with an unknown part has no value."""
    excerpt = text.resolved()
    read = Words(excerpt.text)
    words = []
    for start, end, value in read.found:
        piece = excerpt.slice(start, end)
        known = None if UNKNOWN in value else value
        words.append(Text(known, piece.span(), text.via, excerpt=piece, base=text.base))
    if len(read.found) == MOST_WORDS:
        words.append(Text(None, excerpt.span(read.end, len(excerpt.text)), text.via, base=text.base))
    return words


def lost(text: Text) -> Text | None:
    """What Compose drops of a command string: all from the first operator on; None when it takes the whole."""
    excerpt = text.resolved()
    if _OPERATORS.isdisjoint(excerpt.text):
        return None
    read = Words(excerpt.text)
    whole = excerpt.text.rstrip()
    if not read.sound or len(read.found) == MOST_WORDS or read.end >= len(whole):
        return None
    rest = excerpt.slice(read.end, len(whole))
    return Text(None if UNKNOWN in rest.text else rest.text, rest.span(), text.via, excerpt=rest, base=text.base)
