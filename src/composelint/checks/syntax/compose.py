"""What is read otherwise than it is meant: variables that must be there, env files, files that nobody reads."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...core.defect import Defect, Severity
from ...core.edit import Intent, ReplaceText
from ...core.nearest import nearest
from ...core.source import Span
from ...model.compose import Stack, TextFile
from ...model.variables import Use, of_shell

FEW = 50
"""Of so many names at most, each is compared with the names that are set."""


def required_variable_missing(stack: Stack, *, env_vars_provided: tuple[str, ...] = ()) -> Iterator[Defect]:
    """A variable that the file demands has no value."""
    if not stack.environment_known:
        return
    lacking: dict[str, list[Use]] = {}
    for file in stack.compose_files:
        for use in file.uses:
            if use.lacking and use.reference.required and use.name not in stack.documented | {*env_vars_provided}:
                lacking.setdefault(use.name, []).append(use)
    entries = [entry for file in stack.files if file.fills and file.entries for entry in file.entries.entries]
    severity: Severity | None = None if entries or stack.strict else "info"
    for name, uses in lacking.items():
        at, empty = uses[0].span, uses[0].found is not None
        word = uses[0].reference.word
        said = f": {word.text}" if word is not None and word.text.strip() else ""
        near = nearest(name, [entry.name for entry in entries]) if len(lacking) <= FEW else None
        yield Defect(
            at,
            f"{name} is required and {'empty' if empty else 'not set'}{said}".rstrip(" .!"),
            also=[(span, "required here too") for span in dict.fromkeys(use.span for use in uses) if span != at][:3],
            help=f"Did you mean {near}?" if near else f"Docker stops until {name} has a value, for example in `.env`.",
            severity=severity,
        )


def env_value_surprise(stack: Stack) -> Iterator[Defect]:
    """A value in an env file is not what it looks like."""
    for file in stack.files:
        if file.kind == "env" and file.entries is not None:
            yield from _lost_text(file, stack)
            yield from _odd_statements(file)
            yield from _contradictions(file)
            yield from _kept_quotes(file)


def _lost_text(file: TextFile, stack: Stack) -> Iterator[Defect]:
    """`$name` in a value where nothing of that name is set: typical of passwords and hashes."""
    for entry in file.entries.entries if file.entries is not None else ():
        lost = [
            part.reference
            for part in entry.parts
            if part.reference is not None and part.value is None and part.source is None and not part.reference.required
        ]
        strange = [one for one in lost if not of_shell(one.name) and one.name not in stack.documented]
        if strange and (file.fills or stack.environment_known):
            # What stands behind the dollar may be a part of a password, so it is not repeated.
            message = f"text behind a $ in the value of {entry.name} is lost: it names a variable that is set nowhere"
            yield Defect(
                strange[0].span,
                message if len(message) <= 100 else message[: message.rindex(":")],
                help="Put the value in single quotes to keep its dollar signs.",
                fix=_single_quotes(entry.value_span, entry.quote) if _all_lost(file, entry.names(), strange) else (),
            )


def _all_lost(file: TextFile, names: list[str], strange: Sequence[object]) -> bool:
    """Whether nothing in a value is meant as a variable, and no reader takes quotes for a part of it."""
    return len(names) == len(strange) and "raw" not in file.formats


def _single_quotes(value: Span, quote: str) -> list[Intent]:
    """Single quotes around a value, in the place of others; the value, which may be a secret, is not repeated."""
    text = value.text
    if not text or any(char in text for char in "'\\\n"):
        return []
    title, width = "Put the value in single quotes", len(quote)
    ends = (Span(value.source, value.start - width, value.start), Span(value.source, value.end, value.end + width))
    return [ReplaceText(end, "'", title, "unsafe", was=quote) for end in ends]


def _odd_statements(file: TextFile) -> Iterator[Defect]:
    """Text that becomes a variable of its own, and a comment that becomes a value."""
    entries = file.entries.entries if file.entries is not None else []
    for before, entry in zip((None, *entries), entries, strict=False):
        if not entry.name and not entry.separator:
            help = "At the very end of a file Compose takes a bare name for a value: end the line, or write `NAME=`."
            yield Defect(entry.value_span, "the last line names a variable and is read as a value", help=help)
        elif entry.inherited and before is not None and before.quote and before.span.line == entry.span.line:
            message = f"the text behind the closing quote of {before.name} is read as another variable"
            yield Defect(entry.name_span, message, help="Put quotes around the whole value, or remove them.")
        elif not entry.quote and _is_comment(entry.value or "", file.source.text, entry.value_span.start):
            help = "Behind `=` a `#` begins no comment: put the comment on a line of its own."
            yield Defect(entry.value_span, f"the value of {entry.name} is the comment behind it", help=help)


def _is_comment(value: str, text: str, start: int) -> bool:
    """Whether a value is evidently a comment: `#` with a blank on either side, so that it is no colour."""
    return value.startswith("#") and (value[1:2] in (" ", "\t") or text[start - 1 : start] in (" ", "\t"))


def _contradictions(file: TextFile) -> Iterator[Defect]:
    """Settings of one name with different values; only the last of them counts."""
    entries = file.entries.entries if file.entries is not None else []
    last = {entry.name: entry for entry in reversed(entries) if entry.name and not entry.inherited}
    for entry in entries:
        before = last.get(entry.name)
        if before is None or before is entry or entry.inherited:
            continue
        if None not in (before.value, entry.value) and before.value != entry.value:
            message = f"{entry.name} is set a second time, to another value"
            also = [(before.name_span, "set here before")]
            yield Defect(entry.name_span, message, also=also, help="The last one counts: remove the other.")
        last[entry.name] = entry


def _kept_quotes(file: TextFile) -> Iterator[Defect]:
    """Quotes belong to the value where the file is read raw, and do not where it is read as usual."""
    if not {"", "raw"} <= file.formats:
        return
    for entry in file.entries.entries if file.entries is not None else ():
        value = entry.span.text.partition("=")[2].strip()
        if len(value) > 1 and value[0] in "'\"" and value[-1] == value[0]:
            message = f"the quotes of {entry.name} are part of the value where the file is read raw"
            help = "Read the file in one format everywhere, or drop the quotes."
            yield Defect(entry.value_span, message, help=help)


def ambiguous_compose_file(stack: Stack) -> Iterator[Defect]:
    """Two files of default names lie side by side; Compose reads one of them."""
    for ignored in stack.passed_over:
        beside = [file for file in stack.compose_files if _folder(file.path) == _folder(ignored.path)]
        read = beside[-1 if "override" in _name(ignored.path) else 0] if beside else None
        if read is not None and read.keys:
            message = f"Compose reads {_name(read.path)} and ignores {_name(ignored.path)} beside it"
            help = f"Remove {_name(ignored.path)}, or name the files with -f."
            yield Defect(read.keys[0], message, help=help)


def _folder(path: str) -> str:
    return path.rpartition("/")[0]


def _name(path: str) -> str:
    return path.rpartition("/")[2]
