"""A small pattern language over command lines.

`install|i` is an operand, in its place, one of these; `-x|--y` an option that is there, `!-x` one that is not;
`-e=.*` narrows its value down by a glob; `~*:resolve` is an operand anywhere that fits a glob. A last `=none`,
`=names`, `=some-names` or `=sources` says what the other operands are; without it they may be anything.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase
from functools import cache

Options = Mapping[str, Sequence["str | None"]]
"""Option name -> its values, None for a flag or an unknown value."""
ARCHIVES = (".whl", ".tar.gz", ".tgz", ".tar.bz2", ".tar.xz", ".zip", ".deb", ".rpm", ".apk", ".gem", ".jar")


class Usage:
    """One usage, taken apart: what each operand, the options and the other operands have to be."""

    __slots__ = ("anywhere", "given", "operands", "refused", "rest")

    def __init__(self, text: str) -> None:
        self.operands: list[list[str]] = []
        self.given: list[list[str]] = []
        self.refused: list[str] = []
        self.anywhere: list[list[str]] = []
        self.rest = ""
        for term in text.split():
            choices = term.lstrip("!~").split("|")
            if term.startswith("="):
                self.rest = term
            elif term.startswith("!"):
                self.refused += choices
            elif term.startswith("-"):
                self.given.append(choices)
            elif term.startswith("~"):
                self.anywhere.append(choices)
            else:
                self.operands.append(choices)

    def fits(self, operands: Sequence[str | None], options: Options) -> bool:
        """Whether operands and options are as the usage says."""
        named = len(self.operands)
        if len(operands) < named:
            return False
        for word, choices in zip(operands, self.operands, strict=False):
            if word not in choices:
                return False
        if options and any(_given(choice, options) for choice in self.refused):
            return False
        if self.given and not all(any(_given(choice, options) for choice in choices) for choices in self.given):
            return False
        rest = operands[named:]
        return _are(self.rest, rest) and all(_is_among(rest, choices) for choices in self.anywhere)


@cache
def usage(text: str) -> Usage:
    """A usage of the tables, read once."""
    return Usage(text)


def _is_among(operands: Sequence[str | None], choices: Sequence[str]) -> bool:
    return any(word is not None and fnmatchcase(word, choice) for word in operands for choice in choices)


def _given(choice: str, options: Options) -> bool:
    name, narrowed, wanted = choice.partition("=")
    values = options.get(name)
    if values is None or not narrowed:
        return values is not None
    return any(value is not None and fnmatchcase(value, wanted) for value in values)


def is_path(operand: str) -> bool:
    """A file or directory rather than the name of a package."""
    return operand.startswith((".", "/", "~", "file:", "*")) or operand.lower().endswith(ARCHIVES)


def is_source(operand: str) -> bool:
    """The project itself or a directory below it: `.`, `.[extra]`, `./app`."""
    return operand.startswith((".", "./", "../")) and not operand.lower().endswith(ARCHIVES) and "*" not in operand


def _are(what: str, operands: Sequence[str | None]) -> bool:
    """Whether the operands that the usage does not name are what it says they are."""
    if what == "=none":
        return not operands
    if what == "=sources":
        return any(operand is not None and is_source(operand) for operand in operands)
    names = all(operand is not None and not is_path(operand) for operand in operands)
    return not what or (names and (what == "=names" or bool(operands)))
