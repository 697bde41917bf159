"""A YAML library's error said again for the person who wrote the file."""

from __future__ import annotations

import re

from ..core.defect import Defect, Problem
from ..core.source import Source, Span

# (pattern over the library's words and the line, message, help); the first that fits speaks.
_CAUSES: tuple[tuple[str, str, str, str], ...] = (
    (
        r"cannot start any token|found a tab|tab character",
        r"^\s*\t",
        "a tab is used for indentation",
        "YAML indents with blanks only: replace the tab by two blanks.",
    ),
    (
        r"cannot start any token",
        r"[:\-]\s+[@`%]",
        "an unquoted value starts with a character that YAML reserves",
        "Put the value in quotes.",
    ),
    (
        r"mapping values are not allowed",
        r":\s.*:(\s|$)",
        "an unquoted value contains a colon followed by a blank",
        "Put the value in quotes, or break the line if the second part is a key of its own.",
    ),
    (
        r"mapping values are not allowed",
        r"",
        "a key stands where none can stand; the indentation above it is probably off",
        "Keys of one mapping start in the same column.",
    ),
    (
        r"could not find expected ':'",
        r"",
        "a key has no colon, or the blank after its colon is missing",
        'Write "key: value" with a blank after the colon.',
    ),
    (
        r"did not find expected key|expected <block end>",
        r"""^[^'"]*(?:"[^"]*"|'[^']*')\s*[^\s#:,]""",
        "text stands behind a closing quote",
        "Put the whole value in quotes, or none of it.",
    ),
    (
        r"did not find expected key|expected <block end>|did not find expected '-' indicator",
        r"",
        "the indentation does not fit the lines above",
        "Entries of one mapping or list start in the same column.",
    ),
    (
        r"found unexpected end of stream|unexpected document indicator",
        r"",
        "a quoted value is not closed",
        "Add the missing quote.",
    ),
    (
        r"expected ',' or",
        r"\$\{",
        "an unquoted ${...} stands inside [] or {}",
        'YAML reads its { as the start of a mapping: put the entry in quotes, ["${NAME}"].',
    ),
    (
        r"expected ',' or '[\]}]'",
        r"",
        "a flow list or mapping is not closed",
        "Add the missing comma or bracket.",
    ),
    (
        r"undefined tag handle|found unknown escape|escape",
        r"\\",
        "a double-quoted value holds an escape that YAML does not know",
        "Double the backslash, or use single quotes.",
    ),
    (
        r"did not find expected (alphabetic|whitespace)|expected alphabetic|anchor|alias",
        r"[:\-]\s+[*&]",
        "an unquoted value starts with * or &",
        "YAML reads * as an alias and & as an anchor: put the value in quotes.",
    ),
    (r"special characters are not allowed|control characters are not allowed|unacceptable character", r"", "", ""),
)


def problem(source: Source, error: Exception) -> Problem:
    """The `invalid-yaml` problem of a PyYAML error, at the place where reading stopped."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    words = str(getattr(error, "problem", None) or getattr(error, "reason", None) or "")
    offset = mark.index if mark is not None else _position(source, error)
    offset = min(max(offset, 0), len(source.text))
    if offset == len(source.text) and offset:
        # Point at the last visible character rather than behind the file.
        offset = max(len(source.text.rstrip()) - 1, 0)
    line = source.line_text(source.line_of(offset))
    message, help = f"not valid YAML: {words or 'it cannot be read'}", None
    for pattern, on_line, said, advice in _CAUSES:
        if re.search(pattern, words) and re.search(on_line, line):
            if said:
                message, help = f"not valid YAML: {said}", advice
            else:
                message, help = "not valid YAML: a control character stands in the text", "Remove it."
            break
    end = offset + 1 if offset < len(source.text) and source.text[offset] not in "\r\n" else offset
    context = getattr(error, "context_mark", None)
    also = []
    if context is not None and mark is not None and context.index < mark.index and context.line != mark.line:
        also.append((Span(source, context.index, context.index), "what it belongs to starts here"))
    return Problem("invalid-yaml", Defect(Span(source, offset, end), message, also=also, help=help))


def _position(source: Source, error: Exception) -> int:
    """Offset of a reader error: libyaml counts bytes, so the first character that YAML forbids is looked up instead."""
    match = re.search("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", source.text)
    return match.start() if match else int(getattr(error, "position", 0) or 0)
