"""Intents about env files -> edits, and the proof that only the intended variable changed."""

from __future__ import annotations

from collections import Counter

from ...core.edit import Edit, Intent, RemoveComment, ReplaceText
from ...core.source import Source
from ...syntax import dotenv
from .claims import Change, RefusedError
from .compose import comment_extent


def change(intent: Intent) -> Change:
    """What an intent does to an env file. Raises RefusedError."""
    if isinstance(intent, RemoveComment):
        return Change([Edit(comment_extent(intent.span), "")], lost=[intent.span.text.rstrip()])
    if isinstance(intent, ReplaceText) and intent.was in (None, intent.span.text):
        return Change([Edit(intent.span, intent.text)])
    raise RefusedError("this is no intent about an env file")


def proves(source: Source, text: str, changes: Change) -> bool:
    """Whether the edited text sets the same variables, all others to the same, and lost no comment but those to go."""
    before, after = dotenv.parse(source), dotenv.parse(Source("", text))
    touched = {number for number, entry in enumerate(before.entries) if _touches(entry, changes)}
    return (
        [entry.name for entry in before.entries] == [entry.name for entry in after.entries]
        and _said(before, touched) == _said(after, touched)
        and _comments(before) - Counter(changes.lost) == _comments(after)
        and not _problems(after) - _problems(before)
    )


def _touches(entry: dotenv.Entry, changes: Change) -> bool:
    """Whether an edit lies in the value of an entry, its quotes included."""
    start, end = entry.value_span.start - len(entry.quote), entry.value_span.end + len(entry.quote)
    return any(start <= edit.span.start and edit.span.end <= end for edit in changes.edits if edit.text)


def _said(tree: dotenv.EnvFile, touched: set[int]) -> list[tuple[str, str, str]]:
    return [
        (entry.separator, entry.quote, entry.text.text if entry.text is not None else "")
        for number, entry in enumerate(tree.entries)
        if number not in touched
    ]


def _comments(tree: dotenv.EnvFile) -> Counter[str]:
    return Counter(comment.text.rstrip() for comment in tree.comments)


def _problems(tree: dotenv.EnvFile) -> Counter[str]:
    return Counter(problem.kind for problem in tree.problems)
