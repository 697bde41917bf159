"""A small pattern language over command lines.

`install|i` is an operand, in its place, one of these; `-x|--y` an option that is there, `!-x` one that is not;
`-e=.*` narrows its value down by a glob; `~*:resolve` is an operand anywhere that fits a glob. A last `=none`,
`=names`, `=some-names` or `=sources` says what the other operands are; without it they may be anything.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase

Options = Mapping[str, Sequence["str | None"]]
"""Option name -> its values, None for a flag or an unknown value."""
ARCHIVES = (".whl", ".tar.gz", ".tgz", ".tar.bz2", ".tar.xz", ".zip", ".deb", ".rpm", ".apk", ".gem", ".jar")


def fits(usage: str, operands: Sequence[str | None], options: Options) -> bool:
    """Whether operands and options are as the usage says."""
    rest, what = list(operands), ""
    for term in usage.split():
        choices = term.lstrip("!~").split("|")
        if term.startswith("="):
            what = term
        elif term.startswith("!"):
            if any(_given(choice, options) for choice in choices):
                return False
        elif term.startswith("-"):
            if not any(_given(choice, options) for choice in choices):
                return False
        elif term.startswith("~"):
            if not any(word is not None and fnmatchcase(word, choice) for word in rest for choice in choices):
                return False
        elif not rest or rest.pop(0) not in choices:
            return False
    return _are(what, rest)


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
