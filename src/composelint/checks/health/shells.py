"""Tests that need a shell, and get none."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ...core.defect import Defect, Place
from ...core.patterns import pattern
from ...model.health_test import HealthTest, script_at, test_in_force
from ...model.service import Service

if TYPE_CHECKING:
    from ...model.stages import Stage

_OPERATOR = pattern(r"\|\|?|&&?|;|[0-9&]?>>?(?:&[0-9]|/dev/null)?|<|\|\s*(?:grep|exit)\b.*")
_INSIDE = pattern(r"\s(?:\|\||&&|;)\s*(?:exit|true|false|echo)\b|\s[12]?>\s*/dev/null|\s2>&1")
_SUBSTITUTION = pattern(r"\$\([^)]+\)|`[^`]+`")
_VARIABLE = pattern(r"\$\{?([A-Za-z_]\w*)")
_LONG_NAME = pattern(r"[A-Z][A-Z0-9]*_[A-Z0-9_]+")
_ALWAYS_SET = frozenset(("HOME", "HOSTNAME"))
_CODE = frozenset("-c -e -E -q -Q -r -x -exec --command --eval --exec --execute --query -Command --js -eval".split())
"""Options behind which text of another language stands."""
_INTERPRETERS = frozenset("bun deno node perl php pwsh python python3 ruby".split())
"""Programs among whose arguments is code, behind many options."""
_AS_TEXT = "Write it as one text behind CMD-SHELL."
_OWN_SIGNS = frozenset("awk expr find gawk grep jq perl sed test [".split())
"""Programs for which these signs may mean something."""


def healthcheck_without_shell(subject: Service | Stage) -> Iterator[Defect]:
    """The test of a healthcheck is written for a shell, but none reads it, or the image has none."""
    test = test_in_force(subject)
    if test is None:
        return
    if test.shell:
        yield from _no_shell(test)
    elif script_at(test.words) is None:
        yield from _unread(test)


def _unread(test: HealthTest) -> Iterator[Defect]:
    """Shell syntax among the words of a program."""
    from ...model.probe_remedies import rewritten_fix

    program = (test.words[0].value or "").rpartition("/")[2]
    if program in _OWN_SIGNS:
        return
    for before, word in zip(test.words, test.words[1:], strict=False):
        text = word.value
        if text is None or before.value in _CODE:
            continue
        if program in _INTERPRETERS and not _OPERATOR.fullmatch(text):
            continue
        sign = _sign(text)
        variable = None if sign else _variable(test, text)
        if sign or variable:
            what = f"hands {sign} to {program} as an argument" if sign else f"does not fill in ${variable}"
            yield Defect(
                word,
                f"{test.label} {what}: no shell reads it",
                help=_with_shell(test),
                severity=None if sign else "warning",
                fix=rewritten_fix(test.holder, _for_shell(test), "Let a shell read it"),
            )
            return


def _sign(text: str) -> str | None:
    """The shell's sign in a word, as messages show it."""
    if _OPERATOR.fullmatch(text):
        return text.split()[0]
    inside = _INSIDE.search(text)
    if inside is not None:
        return inside[0].split()[0]
    found = _SUBSTITUTION.search(text)
    return found and ("$(…)" if found[0][0] == "$" else "`…`")


def _variable(test: HealthTest, text: str) -> str | None:
    """The variable of the container that a word names."""
    for found in _VARIABLE.finditer(text):
        if _LONG_NAME.fullmatch(found[1]) or found[1] in _ALWAYS_SET or found[1] in _environment(test):
            return found[1]
    return None


def _environment(test: HealthTest) -> set[str]:
    holder = test.holder
    stage = holder if not isinstance(holder, Service) else holder.build.stage if holder.build is not None else None
    names = set(stage.env()) if stage is not None else set()
    return names.union(*(service.environment for service in test.services))


def _with_shell(test: HealthTest) -> str:
    from ...model.probes import rewritten

    words = _for_shell(test)
    if test.has("sh") is False:
        return "Its image has no shell either: give it a program that does all of it and ends with 0 or 1."
    return rewritten("Let the shell of the image read it:", test, words) if words else _AS_TEXT


def _for_shell(test: HealthTest) -> list[str] | None:
    """The same test for the image's shell."""
    from ...model.probes import as_shell_text, known_words

    words = known_words(test.words)
    if words is None or test.has("sh") is False:
        return None
    text = as_shell_text(words, lambda word: _OPERATOR.fullmatch(word) is not None or bool(_INSIDE.search(word)))
    return ["CMD-SHELL", text]


def _no_shell(test: HealthTest) -> Iterator[Defect]:
    """A text for a shell in an image that has none."""
    from ...model.probe_remedies import rewritten_fix

    stage = _stage(test)
    shell = stage.states[-1].shell if stage is not None else None
    if shell is not None and shell.foreign:
        return
    if test.has(shell.argv[0] if shell is not None else "sh") is False:
        yield Defect(
            test,
            f"{test.label} needs a shell, which is not in its image",
            also=_image(test),
            help=_without_shell(test),
            fix=rewritten_fix(test.holder, _program_alone(test), "Start the program itself"),
        )


def _stage(test: HealthTest) -> Stage | None:
    holder = test.holder
    return holder if not isinstance(holder, Service) else holder.build.stage if holder.build is not None else None


def _image(test: HealthTest) -> list[tuple[Place, str]]:
    stage, holder = _stage(test), test.holder
    place: Place | None = stage.lineage()[0].instruction.image if stage is not None else None
    if isinstance(holder, Service) and stage is None and holder.image is not None:
        place = holder.image
    return [(place, "this has no shell")] if place is not None else []


def _without_shell(test: HealthTest) -> str:
    from ...model.probes import rewritten

    words = _program_alone(test)
    if words is not None:
        return rewritten("Start the program itself:", test, words)
    return "Take a variant of the image that has a shell, or write `CMD` and a program of the image that needs none."


def _program_alone(test: HealthTest) -> list[str] | None:
    """The same program without a shell, where that is all there is to the text."""
    statements = [found for found in test.statements() if any(found)]
    first = statements[0][0] if len(statements) == 1 else []
    rest = statements[0][1:] if len(statements) == 1 else []
    ends = all(len(attempt) == 1 and attempt[0].program in ("exit", "false") for attempt in rest)
    if len(first) != 1 or not ends or first[0].redirections or first[0].assignments:
        return None
    values = [word.value for word in first[0].words]
    if None in values or test.has(values[0] or "") is False:
        return None
    return ["CMD", *(value for value in values if value)]
