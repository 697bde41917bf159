"""What the builder's grammar knows, for the checks that compare with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..syntax.dockerfile.forms import BOOLEAN_FLAGS, FLAGS, KEYWORDS, REPEATABLE_FLAGS
from .programs import Mount, Run, seconds

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..core.source import Span
    from ..syntax.dockerfile import Flag
    from .instructions import Instruction

__all__ = ["FLAGS", "KEYWORDS", "flag_problems"]

_MOUNT_KEYS = frozenset(
    """type target dst destination source src from readonly ro readwrite rw id sharing required size mode uid gid
    env""".split()
)
_MOUNT_TYPES = ("bind", "cache", "tmpfs", "secret", "ssh")
_SHARING = ("shared", "private", "locked")
_VALUES = {"network": ("default", "none", "host"), "security": ("sandbox", "insecure")}
"""Flags of RUN that take one of a few words."""
_SHORTEST = 0.001
"""Seconds (docker/api, container.MinimumDuration)."""
_NO_VARIABLE = "takes no variable; name a stage that is built FROM it"
_DURATIONS = frozenset(("interval", "timeout", "start-period", "start-interval"))


def flag_problems(instruction: Instruction) -> Iterator[tuple[Span, str]]:
    """What is wrong with the values of known flags: the place and the words."""
    seen: set[str] = set()
    for flag in instruction.flags:
        if not flag.known:
            continue
        problem = _value_problem(flag)
        if flag.name in seen and flag.name not in REPEATABLE_FLAGS:
            problem = "is given twice"
        seen.add(flag.name)
        if problem is not None:
            yield flag.word.span, f"--{flag.name} {problem}"
    for mount in instruction.mounts if isinstance(instruction, Run) else ():
        yield from _mount_problems(mount)


def _value_problem(flag: Flag) -> str | None:
    if flag.value is None or not flag.value.text:
        return None if flag.name in BOOLEAN_FLAGS and flag.value is None else "has no value"
    text = flag.value.text
    if "$" in text:
        return _NO_VARIABLE if flag.name == "from" else None
    if flag.name in _VALUES and text not in _VALUES[flag.name]:
        return f"takes {' or '.join(_VALUES[flag.name])}, not {text[:20]}"
    if flag.name in BOOLEAN_FLAGS and text.lower() not in ("true", "false"):
        return "takes true or false only"
    duration = seconds(text) if flag.name in _DURATIONS else 0.0
    if duration is None:
        return f"takes a duration such as 30s, not {text[:20]}"
    if 0 < duration < _SHORTEST:
        return "is shorter than a millisecond"
    if flag.name == "retries" and not text.isdecimal():
        return f"takes a number, not {text[:20]}"
    return None


def _mount_problems(mount: Mount) -> Iterator[tuple[Span, str]]:
    for option in mount.options:
        name, value = option.name.value or "", option.value.value if option.value is not None else None
        if name and name not in _MOUNT_KEYS:
            yield option.name.span, f"a mount has no option {name[:30]}"
        elif value and name == "type" and value.lower() not in _MOUNT_TYPES:
            yield option.name.span, f"there is no mount of type {value[:30]}"
        elif value and name == "sharing" and value.lower() not in _SHARING:
            yield option.name.span, f"there is no sharing mode {value[:30]}"
        elif name == "from" and option.value is not None and "$" in option.value.span.text:
            yield option.value.span, f"`from` of a mount {_NO_VARIABLE}"
