"""Tests that pass whatever happens to the server."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ...core.defect import Defect
from ...model.health_test import HealthTest, test_in_force
from ...model.service import Service
from ...model.stages import Stage

if TYPE_CHECKING:
    from ...model.vain_tests import Vain

_SAID = {
    "swallowed": "cannot fail: it ends in {}",
    "nothing": "cannot fail: it only runs {}",
    "every answer": "passes whatever the server answers: {}",
    "itself": "cannot fail: {}",
}
_EXIT_CODE = "the exit code says how it went, 0 is healthy, 1 is not."


def healthcheck_always_passes(subject: Service | Stage) -> Iterator[Defect]:
    """The test of a healthcheck cannot fail, so the container is healthy whatever its server does."""
    test = test_in_force(subject)
    if test is None:
        return
    from ...model.vain_tests import vain

    found = vain(test)
    if found is not None:
        yield Defect(found.span, f"{test.label} {_SAID[found.reason].format(found.words)}", help=_help(test, found))


def _help(test: HealthTest, found: Vain) -> str:
    if found.reason == "swallowed":
        return f"Leave `{found.words}` away: {_EXIT_CODE}"
    if found.reason == "nothing":
        return f"Ask the server itself: {_EXIT_CODE}"
    if found.reason == "every answer":
        return _with_fail(test)
    return "Ask the server itself: that a process runs, Docker sees without a healthcheck."


def _with_fail(test: HealthTest) -> str:
    """The test with `--fail` behind curl."""
    from ...model.probes import known_words, rewritten

    words = known_words(test.words)
    if words is None:
        return "Write `curl --fail`: then a status of 400 and above is a failure."
    sentence = "With `--fail` a status of 400 and above is a failure:"
    if not test.shell and words[0].rpartition("/")[2] == "curl":
        return rewritten(sentence, test, ["CMD", words[0], "--fail", *words[1:]])
    at = next((at for at, word in enumerate(words) if "curl" in word.split() or "curl " in word), None)
    if at is None:
        return "Write `curl --fail`: then a status of 400 and above is a failure."
    words[at] = words[at].replace("curl", "curl --fail", 1)
    return rewritten(sentence, test, ["CMD-SHELL" if test.shell else "CMD", *words])
