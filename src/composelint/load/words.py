"""A command written as one string, split into words as Compose does it (go-shellwords, no shell involved).

Blanks separate; single quotes are literal; a backslash escapes; an unquoted `;`, `&`, `|`, `<` or `>` ends the
reading, and what follows is lost.
"""

from __future__ import annotations

from ..model.values import UNKNOWN, Text

_OPERATORS = frozenset(";&|<>")
_ESCAPES = {"n": "\n", "t": "\t"}
MOST_WORDS = 10_000
"""Words of a command that are told apart; what follows is one word that nobody knows."""


def split(text: Text) -> list[Text]:
    """The words of a command string; a word with an unknown part has no value."""
    excerpt = text.resolved()
    whole = excerpt.text
    words: list[Text] = []
    current: list[str] = []
    start = -1
    quote = ""
    at = 0

    def finish(end: int) -> None:
        nonlocal start
        if start >= 0:
            value = "".join(current)
            piece = excerpt.slice(start, end)
            words.append(
                Text(None if UNKNOWN in value else value, piece.span(), text.via, excerpt=piece, base=text.base)
            )
        current.clear()
        start = -1

    while at < len(whole):
        if len(words) == MOST_WORDS:
            words.append(Text(None, excerpt.span(at, len(whole)), text.via, base=text.base))
            return words
        character = whole[at]
        if quote:
            if character == quote:
                quote = ""
            elif character == "\\" and quote == '"' and at + 1 < len(whole):
                at += 1
                current.append(_ESCAPES.get(whole[at], whole[at]))
            else:
                current.append(character)
        elif character in " \t\r\n":
            finish(at)
        elif character in _OPERATORS:
            break
        else:
            start = at if start < 0 else start
            if character in "'\"":
                quote = character
            elif character == "\\" and at + 1 < len(whole):
                at += 1
                current.append(_ESCAPES.get(whole[at], whole[at]))
            else:
                current.append(character)
        at += 1
    finish(at)
    return words
