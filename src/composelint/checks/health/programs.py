"""Tests that start a program which is not in the image."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ...core.defect import Defect, Place
from ...model.health_test import OTHERWISE, Attempt, HealthTest, Statement, script_at, test_in_force
from ...model.service import Service

if TYPE_CHECKING:
    from ...model.stages import Stage

_ASKS_FIRST = frozenset(("command", "hash", "type", "which"))


def healthcheck_tool_missing(subject: Service | Stage) -> Iterator[Defect]:
    """A healthcheck runs a program that is known to be missing from the image in which it runs."""
    test = test_in_force(subject)
    if test is None:
        return
    if not test.shell:
        starter = test.words[0]
        if test.has(starter.value or "") is False:
            yield _missing(test, [(starter, starter.value or "")])
            return
        if script_at(test.words) is None and test.script is None:
            return
    elif test.has("sh") is False:
        # What a shell would run does not matter where there is none.
        return
    for statement in test.statements():
        missing = _all_missing(test, statement)
        if missing:
            yield _missing(test, missing)
            return


def _all_missing(test: HealthTest, statement: Statement) -> list[tuple[Place, str]]:
    """The missing program of every way to ask; none when one of the ways is open."""
    found: list[tuple[Place, str]] = []
    for attempt in statement:
        if not attempt or (found and all(command.program in OTHERWISE for command in attempt)):
            continue
        if any(command.program in _ASKS_FIRST for command in attempt):
            return []
        missing = _first_missing(test, attempt)
        if missing is None:
            return []
        found.append(missing)
    return found


def _first_missing(test: HealthTest, attempt: Attempt) -> tuple[Place, str] | None:
    for command in attempt:
        word = command.program_word
        if word is not None and word.value and test.has(word.value) is False:
            return word, word.value
    return None


def _missing(test: HealthTest, programs: list[tuple[Place, str]]) -> Defect:
    from ...model.probe_remedies import rewritten_fix
    from ...model.probes import another_test, asked_otherwise

    names = [name for _, name in programs]
    listed = " or ".join(dict.fromkeys(names))
    which = "which is not" if len(set(names)) == 1 else "neither of which is"
    return Defect(
        programs[0][0],
        f"{test.label} runs {listed}, {which} in its image",
        also=_image(test, names[0].rpartition("/")[2]),
        help=another_test(test, names[0]),
        fix=rewritten_fix(test.holder, asked_otherwise(test), "Ask with a program that is there"),
    )


def _image(test: HealthTest, name: str) -> list[tuple[Place, str]]:
    """The image that lacks the program, as the stack names it."""
    holder = test.holder
    image = holder.base_image if isinstance(holder, Service) else holder.external_base()
    return [(image, f"{image} has no {name}")] if image is not None else []
