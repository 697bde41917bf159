"""Intents about single words of a Dockerfile's scripts: only where a word stands as the shell reads it."""

from __future__ import annotations

from ..core.edit import Intent, ReplaceText, Safety
from ..core.source import Span
from ..syntax.shell import Word
from .instructions import Instruction


def behind(instruction: Instruction, word: Word, text: str, title: str, safety: Safety = "safe") -> list[Intent]:
    """A text is put behind a word of a script, a blank before it; a JSON array has no room for that."""
    span = word.span
    if instruction.node.form == "exec" or word.value is None or not word.exact or span.text != word.value:
        return []
    return [ReplaceText(Span(span.source, span.end, span.end), f" {text}", title, safety)]


def instead(word: Word, text: str, title: str, safety: Safety = "safe") -> list[Intent]:
    """A word without quotes becomes another one."""
    if word.value is None or word.span.text != word.value:
        return []
    return [ReplaceText(word.span, text, title, safety, was=word.value)]


def without(word: Word, title: str, safety: Safety = "safe") -> list[Intent]:
    """A word goes, with the one blank before it."""
    span = word.span
    whole = Span(span.source, span.start - 1, span.end)
    if word.value is None or whole.text != f" {word.value}":
        return []
    return [ReplaceText(whole, "", title, safety)]
