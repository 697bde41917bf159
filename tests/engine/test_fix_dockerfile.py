"""Intents about Dockerfiles and env files: what they write, and what is refused because more would change."""

from __future__ import annotations

import pytest

from composelint.core.edit import (
    AppendCommand,
    Fix,
    InsertInstruction,
    Intent,
    RemoveComment,
    RemoveInstruction,
    ReplaceText,
)
from composelint.core.source import Source, Span
from composelint.engine.fix.draft import Draft


def place(text: str, words: str = "") -> Span:
    """The place of the words that `@` marks in the text."""
    at = text.index("@")
    source = Source("Dockerfile", text[:at] + text[at + 1 :])
    assert source.text.startswith(words, at)
    return Span(source, at, at + len(words))


def fixed(*intents: Intent, kind: str = "dockerfile") -> str | None:
    draft = Draft(intents[0].span.source, kind, thorough=True)
    change = draft.change(Fix(intents))
    return draft.after([change]) if change is not None and draft.sound([change]) else None


REPLACED: list[tuple[str, str, str, str | None]] = [
    ("FROM a:1\nWORKDIR @app\n", "app", "/app", "FROM a:1\nWORKDIR /app\n"),
    ("FROM a:1\r\n@run x\r\n", "run", "RUN", "FROM a:1\r\nRUN x\r\n"),
    ("FROM a:1\nRUN a @\\\n\n  b\n", "\\\n\n", "\\\n", "FROM a:1\nRUN a \\\n  b\n"),
    ("FROM a:1\nRUN @x\n", "x", "y\nRUN z", None),
    ("FROM a:1\nRUN @x\nCMD y\n", "x", "x \\", None),
    ("FROM a:1\n# @c\nCMD y\n", "c", "d", None),
    ("FROM a:1\n@COPY <<EOF x\nb\nEOF\n", "COPY", "CMD", None),
    ("FROM a:1\n@COPY x y\n", "COPY", "COPPY", None),
    ("FROM a:1\nRUN @x <<EOF\nb\nEOF\n", "x", "y <<EOG", None),
    ("FROM a:1\nRUN @x <<EOF\nb\nEOF\n", "x", "y", "FROM a:1\nRUN y <<EOF\nb\nEOF\n"),
]


@pytest.mark.parametrize(("text", "words", "new", "expected"), REPLACED)
def test_text_is_replaced_within_its_instruction(text: str, words: str, new: str, expected: str | None) -> None:
    assert fixed(ReplaceText(place(text, words), new, "Replace it")) == expected


def test_what_is_not_as_it_was_seen_is_left() -> None:
    at = place("FROM a:1\nWORKDIR @app\n", "app")
    assert fixed(ReplaceText(at, "/app", "Replace it", was="other")) is None
    assert fixed(ReplaceText(at, "/app", "Replace it", was="app")) is not None


def test_a_fix_of_two_intents_is_made_as_a_whole_or_not_at_all() -> None:
    text = "FROM a:1 AS Base\nRUN x\nFROM Base\n"
    source = Source("Dockerfile", text)
    first = ReplaceText(Span(source, 12, 16), "base", "a")
    second = ReplaceText(Span(source, 28, 32), "base", "b")
    assert fixed(first, second) == text.replace("Base", "base")
    assert fixed(first, ReplaceText(Span(source, 28, 32), "b\nRUN y", "b")) is None
    assert fixed(first, first) is None


REMOVED = [
    ("FROM a:1\n@CMD a\nCMD b\n", "FROM a:1\nCMD b\n"),
    ("FROM a:1\n# why\n@CMD a\n\nCMD b", "FROM a:1\n# why\n\nCMD b"),
    ("FROM a:1\n\n@CMD a\n\nCMD b\n", "FROM a:1\n\nCMD b\n"),
    ("FROM a:1\n@CMD a \\\n  b\nCMD c\n", "FROM a:1\nCMD c\n"),
    ("FROM a:1\n@CMD a \\\n# inside\n  b\nCMD c\n", None),
    ("FROM a:1\nCMD a\n@CMD b", "FROM a:1\nCMD a\n"),
]


@pytest.mark.parametrize(("text", "expected"), REMOVED)
def test_an_instruction_goes_alone(text: str, expected: str | None) -> None:
    assert fixed(RemoveInstruction(place(text), "Remove it")) == expected


INSERTED = [
    ("FROM a:1\n@CMD x\n", True, "FROM a:1\nUSER app\nCMD x\n"),
    ("@FROM a:1\r\nCMD x\r\n", False, "FROM a:1\r\nUSER app\r\nCMD x\r\n"),
    ("FROM a:1\n@CMD x", False, "FROM a:1\nCMD x\nUSER app"),
    ("FROM a:1\n  @CMD x\n", True, "FROM a:1\n  USER app\n  CMD x\n"),
    ("FROM a:1\n# about it\n@CMD x\n", True, "FROM a:1\n# about it\nUSER app\nCMD x\n"),
    ("FROM a:1\n@RUN x <<E\nb\nE\nCMD x\n", False, "FROM a:1\nRUN x <<E\nb\nE\nUSER app\nCMD x\n"),
]


@pytest.mark.parametrize(("text", "above", "expected"), INSERTED)
def test_an_instruction_is_put_beside_another(text: str, above: bool, expected: str) -> None:
    assert fixed(InsertInstruction(place(text), "USER app", "Add it", above=above)) == expected


@pytest.mark.parametrize("new", ["USER app\nCMD y", "USER app \\", "nonsense", "# a comment", ""])
def test_only_one_whole_instruction_is_inserted(new: str) -> None:
    assert fixed(InsertInstruction(place("FROM a:1\n@CMD x\n"), new, "Add it", above=True)) is None


APPENDED = [
    ("FROM a:1\n@RUN a\n", "FROM a:1\nRUN a && clean\n"),
    ("FROM a:1\n@RUN a", "FROM a:1\nRUN a && clean"),
    ("FROM a:1\n@RUN a \\\n    && b\n", "FROM a:1\nRUN a \\\n    && b \\\n    && clean\n"),
    ("FROM a:1\n@RUN a && \\\n\tb\n", "FROM a:1\nRUN a && \\\n\tb && \\\n\tclean\n"),
    ("FROM a:1\r\n@RUN a \\\r\n  b\r\n", "FROM a:1\r\nRUN a \\\r\n  b && \\\r\n  clean\r\n"),
    ("# escape=`\nFROM a:1\n@RUN a `\n  && b\n", "# escape=`\nFROM a:1\nRUN a `\n  && b `\n  && clean\n"),
    ("FROM a:1\n@RUN if x; then y; fi\n", "FROM a:1\nRUN if x; then y; fi && clean\n"),
    ("FROM a:1\n@RUN a;\n", None),
    ("FROM a:1\n@RUN a &\n", None),
    ("FROM a:1\n@RUN a # why\n", None),
    ('FROM a:1\n@RUN ["a"]\n', None),
    ("FROM a:1\n@RUN <<E\na\nE\n", None),
    ("FROM a:1\n@RUN a \\\n", None),
    ("FROM a:1\n@CMD a\n", None),
]


@pytest.mark.parametrize(("text", "expected"), APPENDED)
def test_a_command_is_put_at_the_end_of_a_run(text: str, expected: str | None) -> None:
    assert fixed(AppendCommand(place(text), "clean", "Clean up")) == expected


COMMENTS = [
    ("FROM a:1\n@# c\nCMD x\n", "FROM a:1\nCMD x\n"),
    ("@# c\n# syntax=docker/dockerfile:1\nFROM a:1\n", None),
    ("FROM a:1\nRUN a \\\n  @# c\n  b\n", "FROM a:1\nRUN a \\\n  b\n"),
    ("FROM a:1\nRUN a @# c\n", None),
]


@pytest.mark.parametrize(("text", "expected"), COMMENTS)
def test_a_comment_of_a_dockerfile_goes(text: str, expected: str | None) -> None:
    assert fixed(RemoveComment(place(text, "# c"), "Remove it")) == expected


ENV = [
    ("A=1 @# c\nB=2\n", "A=1\nB=2\n"),
    ("@# c\nB=2\n", "B=2\n"),
    ("A='x\n@# c\n'\n", None),
    ("A=1@# c\n", None),
]


@pytest.mark.parametrize(("text", "expected"), ENV)
def test_a_comment_of_an_env_file_goes(text: str, expected: str | None) -> None:
    assert fixed(RemoveComment(place(text, "# c"), "Remove it"), kind="env") == expected


def test_intents_about_other_files_are_refused() -> None:
    at = place("FROM a:1\n@CMD x\n", "CMD")
    assert fixed(RemoveInstruction(at, "Remove it"), kind="compose") is None
    assert fixed(RemoveInstruction(at, "Remove it"), kind="env") is None
