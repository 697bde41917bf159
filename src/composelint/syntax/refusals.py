"""What there is to say of a `${}` that is no Compose template."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .interpolation import Fault

if TYPE_CHECKING:
    from ..core.source import Span

_SHELL = "is shell, not Compose; `$$` leaves it to the shell"

# (what stands behind `${`, what to say, whether doubling the `$` is surely what was meant); the first that fits speaks.
_REFUSALS: tuple[tuple[str, str, bool], ...] = (
    (r"\s*\}", "names no variable; write `$$` for a literal `$`", False),
    (r"\s*[A-Za-z_]\w*\s*\}", "has blanks around the name", False),
    (r"\{", "is no variable; write `$$` if a template engine should read it", False),
    (r"[\"'\[]", "is no variable; write `$$` if it is JSON or code", False),
    (r"#[\w@*]", _SHELL, True),
    (r"![\w@*]", _SHELL, True),
    (r"\d+\}", _SHELL, True),
    (r"[@*#?$!-]\}", _SHELL, True),
    (r"\d+(?::?[-+?=]|[%#/^,])", _SHELL, True),
    (r"[A-Za-z_]\w*\[(?:\d+|[@*]|\$\w+)\]", _SHELL, True),
    (r"[A-Za-z_]\w*(?:/|%|#|\^|,)", _SHELL, True),
    (r"[A-Za-z_]\w*@[A-Za-z]\}", _SHELL, True),
    (r"[A-Za-z_]\w*:[ ]?-?\d", _SHELL, True),
    (r"[A-Za-z_]\w*:?=", "assigns as a shell does; Compose knows `:-` for a default", False),
    (r"\d", "starts its name with a digit; write `$$` if a shell should read it", True),
    (r"[A-Za-z_]\w*[.:][A-Za-z_]", "is no Compose form; `$$` keeps it for the program, `:-` gives a default", False),
)


def refused(written: str, span: Span) -> Fault:
    """What is wrong with a text from `${` to its `}`, or to the end of the line."""
    for shape, words, escapable in _REFUSALS:
        if re.match(shape, written[2:]):
            shown = written if len(written) <= 28 else written[:26] + "…}"
            return Fault(f"`{shown}` {words}", span, escapable)
    # Nothing that is known: it may be a part of a password, so it is not repeated.
    return Fault("`${…}` is no valid reference; write `$$` for a literal `$`", span)
