"""Env files as Compose reads them: text -> entries with spans.

`parse` follows compose-go's `dotenv` package (the default format), `parse_raw` the docker CLI's (`format: raw`).
Compose stops at the first error; this reader reports it and goes on with the next line.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from ..core.defect import Defect, Problem
from ..core.patterns import pattern
from ..core.source import Excerpt, Source, Span
from .interpolation import Found, Lookup, Resolved, Template, joined, resolve
from .interpolation import parse as parse_template
from .yaml import Comment

# Go's unicode.IsSpace; Python's own notion of blanks is wider.
_SPACES = "\t\n\v\f\r \x85\xa0\u1680" + "".join(map(chr, range(0x2000, 0x200B))) + "\u2028\u2029\u202f\u205f\u3000"
_BLANKS = "\t\v\f\r \x85\xa0"

_START = pattern(f"[{_SPACES}]*")
_EXPORT = f"export[\t\n\f\r ]+[{_BLANKS}]*"
_KEY = pattern("[^=:\n]*")
_BLANK = pattern(f"[{_BLANKS}]*")
_NOT_IN_NAME = pattern(rf"[^\w.\-\[\]{_BLANKS}]")
_QUOTED = {
    "'": r"(?s)'([^'\\]*+(?:\\.[^'\\]*+)*+)'",
    '"': r'(?s)"([^"\\]*+(?:\\.[^"\\]*+)*+)"',
}
_ESCAPE = {
    "'": r"\\(?:(')|\\)",
    '"': r'(?s)\\(?:(["$abfnrtv\\])|0([0-3][0-7]{2})|.)',
}
_MAX_GROWTH = 4 << 20
"""Characters that interpolation may produce in one file; values behind that are unknown."""
_MEANS = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}


class Entry:
    """One statement. `value` is None when unknown; `text` is the value before interpolation.

    `separator` is `=` or `:`; it is empty for a bare `NAME`, which is `inherited` from the environment, except in the
    last line without a line end: there Compose takes it for the value of a variable without a name.
    """

    __slots__ = (
        "inherited",
        "name",
        "name_span",
        "parts",
        "quote",
        "separator",
        "template",
        "text",
        "value",
        "value_span",
    )

    def __init__(self, name: str, name_span: Span, separator: str, value_span: Span) -> None:
        self.name = name
        self.name_span = name_span
        self.separator = separator
        self.value_span = value_span
        """Without the quotes; empty where the value is."""
        self.quote = ""
        self.inherited = False
        self.text: Excerpt | None = None
        self.template: Template | None = None
        """None when nothing in the value is interpolated."""
        self.parts: list[Resolved] = []
        """What the template's parts became; empty when nothing was interpolated."""
        self.value: str | None = None

    @property
    def span(self) -> Span:
        return Span(self.name_span.source, self.name_span.start, self.value_span.end + len(self.quote))

    def names(self) -> list[str]:
        """The variables that its value names."""
        return [] if self.template is None else [reference.name for reference in self.template.references()]

    def __repr__(self) -> str:
        return f"Entry({self.name!r}, {self.value!r})"


class EnvFile:
    """What an env file says. With `problems` Compose refuses all of it."""

    __slots__ = ("comments", "entries", "problems", "source", "variables")

    def __init__(self, source: Source, earlier: Mapping[str, Found]) -> None:
        self.source = source
        self.entries: list[Entry] = []
        self.comments: list[Comment] = []
        self.problems: list[Problem] = []
        self.variables: dict[str, Found] = dict(earlier)
        """Name -> value after this file, those of earlier files included; `via` is the `Entry` that set it."""

    def get(self, name: str) -> Entry | None:
        """The entry that counts: the last one of that name."""
        return next((entry for entry in reversed(self.entries) if entry.name == name), None)

    def inherit(self, entry: Entry, lookup: Lookup) -> None:
        """Add a bare name: it takes its value from the environment, and stays undefined without one there."""
        entry.inherited = True
        found = lookup(entry.name)
        if found is not None:
            entry.value = found.value
            self.variables[entry.name] = found
        self.entries.append(entry)

    def problem(self, span: Span, message: str) -> None:
        self.problems.append(Problem("invalid-env-file", Defect(span, message)))


def nowhere(name: str) -> Found | None:
    """The lookup of an environment that defines nothing."""
    return None


def parse(source: Source, lookup: Lookup = nowhere, earlier: Mapping[str, Found] | None = None) -> EnvFile:
    """An env file in the default format.

    `lookup` is the outer environment, which wins in `${X}`; `earlier` holds the variables of the files before this.
    """
    return _Reader(EnvFile(source, earlier or {}), lookup).read()


class _Reader:
    __slots__ = ("at", "file", "lookup", "room", "source", "text", "troubled")

    def __init__(self, file: EnvFile, lookup: Lookup) -> None:
        self.file = file
        self.lookup = lookup
        self.source = file.source
        self.text = file.source.text
        self.at = 0
        self.room = _MAX_GROWTH
        self.troubled = False
        """Behind an error and before the next sound statement: what is wrong there follows from it."""

    def read(self) -> EnvFile:
        while (start := _end(_START, self.text, self.at)) < len(self.text):
            if self.text[start] == "#":
                self.comment(start)
            else:
                self.statement(start)
        return self.file

    def span(self, start: int, end: int) -> Span:
        return Span(self.source, start, end)

    def end_of_line(self, at: int) -> int:
        end = self.text.find("\n", at)
        return len(self.text) if end < 0 else end

    def comment(self, start: int) -> None:
        """A comment up to the end of its line, which becomes the place to go on at."""
        self.at = self.end_of_line(start)
        begin = self.text.rfind("\n", 0, start) + 1
        end = start + len(self.text[start : self.at].rstrip())
        self.file.comments.append(Comment(self.span(start, end), not self.text[begin:start].strip()))

    def fail(self, start: int, end: int, message: str) -> None:
        if not self.troubled:
            self.file.problem(self.span(start, end), message)
        self.troubled = True
        self.at = self.end_of_line(start)

    def statement(self, start: int) -> None:
        exported = self.text.startswith("export", start) and re.compile(_EXPORT).match(self.text, start)
        begin = exported.end() if exported else start
        if begin == len(self.text):
            self.fail(start, start + len("export"), "`export` names no variable")
            return
        stop = _end(_KEY, self.text, begin)
        if bad := _NOT_IN_NAME.search(self.text, begin, stop):
            self.fail(bad.start(), bad.end(), f"a variable name holds {_shown(bad[0])}")
            return
        name = self.text[begin:stop].rstrip(_SPACES)
        if " " in name:
            self.fail(begin, begin + len(name), "a variable name holds a blank")
            return
        separator = self.text[stop : stop + 1]
        if separator == "\n":
            self.at = stop
            if not self.troubled:
                end = begin + len(name)
                self.file.inherit(Entry(name, self.span(begin, end), "", self.span(end, end)), self.lookup)
            return
        if not separator:
            name, stop = "", begin - 1
        entry = Entry(name, self.span(begin, begin + len(name)), separator, self.span(stop + 1, stop + 1))
        self.value(entry, _end(_BLANK, self.text, stop + 1))

    def value(self, entry: Entry, start: int) -> None:
        """What stands behind the separator: an unquoted value ends with its line, a quoted one with its quote."""
        quote = self.text[start : start + 1]
        closed = _QUOTED.get(quote)
        if closed is None:
            end = self.unquoted(start)
            entry.value_span = self.span(start, end) if end > start else entry.value_span
            self.define(entry, Excerpt.verbatim(self.source, entry.value_span.start, entry.value_span.end))
        elif quoted := re.compile(closed).match(self.text, start):
            entry.quote = quote
            entry.value_span = self.span(*quoted.span(1))
            self.at = quoted.end()
            self.define(entry, _unescaped(Excerpt.verbatim(self.source, *quoted.span(1)), quote))
        else:
            end = start + len(self.text[start : self.end_of_line(start)].rstrip())
            self.fail(start, end, f"a value opens with {quote} and never closes it")

    def unquoted(self, start: int) -> int:
        """Where an unquoted value ends; what follows on the line is read."""
        self.at = end = self.end_of_line(start)
        hash_at = self.text.find(" #", start, end)
        if hash_at >= 0:
            self.comment(hash_at + 1)
            end = hash_at
        return start + len(self.text[start:end].rstrip(_SPACES))

    def define(self, entry: Entry, text: Excerpt) -> None:
        self.troubled = self.troubled and not entry.name
        entry.text = text
        entry.value = text.text
        if entry.quote != "'" and (template := parse_template(text)) is not None:
            entry.template = template
            entry.parts = resolve(template, self.seen)
            value = joined(entry.parts) if self.room > 0 else None
            self.room -= len(value or "")
            entry.value = value
            for fault in template.faults():
                self.file.problem(fault.span, fault.message)
        self.file.entries.append(entry)
        self.file.variables[entry.name] = Found(entry.value, entry)

    def seen(self, name: str) -> Found | None:
        return self.lookup(name) or self.file.variables.get(name)


def _end(pattern: re.Pattern[str], text: str, at: int) -> int:
    """Where a pattern that always matches ends."""
    match = pattern.match(text, at)
    return at if match is None else match.end()


def _shown(char: str) -> str:
    return f"the character `{char}`" if char.isprintable() and char != "`" else f"the character U+{ord(char):04X}"


def _unescaped(raw: Excerpt, quote: str) -> Excerpt:
    """The text between quotes with its escapes decoded; `\\$` becomes `$$`, which interpolation turns into `$`."""
    if "\\" not in raw.text:
        return raw
    pieces: list[str] = []
    runs: list[tuple[int, int, int]] = []
    length = done = 0

    def keep(end: int) -> None:
        nonlocal length
        if end > done:
            pieces.append(raw.text[done:end])
            runs.append((length, raw.whole.start + done, end - done))
            length += end - done

    for escape in re.finditer(_ESCAPE[quote], raw.text):
        decoded = _decoded(escape)
        if decoded is None:
            continue
        keep(escape.start())
        pieces.append(decoded)
        length += len(decoded)
        done = escape.end()
    keep(len(raw.text))
    return Excerpt(raw.source, "".join(pieces), runs, raw.whole)


def _decoded(escape: re.Match[str]) -> str | None:
    """What an escape stands for; None when it stands for itself."""
    char = escape[1]
    if char == "$":
        return "$$"
    if char is not None:
        return _MEANS.get(char, char)
    octal = escape[2] if escape.re.groups > 1 else None
    return chr(int(octal, 8)) if octal else None


def parse_raw(source: Source, lookup: Lookup = nowhere, earlier: Mapping[str, Found] | None = None) -> EnvFile:
    """An env file with `format: raw`: lines, verbatim; neither quotes nor `$` mean anything."""
    file = EnvFile(source, earlier or {})
    begin = 0
    for line in source.text.split("\n"):
        end = begin + len(line.removesuffix("\r"))
        start = min(_end(_START, source.text, begin), end)
        if source.text.startswith("#", start, end):
            file.comments.append(Comment(Span(source, start, end), own_line=True))
        elif start < end:
            _raw_statement(file, start, end, lookup)
        begin += len(line) + 1
    return file


def _raw_statement(file: EnvFile, start: int, end: int, lookup: Lookup) -> None:
    source = file.source
    name, separator, value = source.text[start:end].partition("=")
    stop = start + len(name)
    if not name:
        file.problem(Span(source, start, end), "a line names no variable before its `=`")
    elif " " in name or "\t" in name:
        file.problem(Span(source, start, stop), "a variable name holds a blank")
    else:
        entry = Entry(name, Span(source, start, stop), separator, Span(source, stop + len(separator), end))
        if separator:
            entry.value = value
            entry.text = Excerpt.verbatim(source, stop + 1, end)
            file.variables[name] = Found(value, entry)
            file.entries.append(entry)
        else:
            file.inherit(entry, lookup)
