"""Tests that pass whatever happens to the server."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ...core.defect import Defect
from ...core.edit import Intent
from ...core.patterns import pattern
from ...model.health_test import HealthTest, test_in_force
from ...model.service import Service

if TYPE_CHECKING:
    from ...model.stages import Stage
    from ...model.vain_tests import Vain

_SAID = {
    "swallowed": "cannot fail: it ends in {}",
    "nothing": "cannot fail: it only runs {}",
    "every answer": "passes whatever the server answers: {}",
    "itself": "cannot fail: {}",
}
_END = pattern(r"(?:\|\||;|\n)\s*(?:true|:|(?:exit|return) 0|(?:echo|printf)\b[^;&|\n]*)\s*\Z")
_EXIT_CODE = "the exit code says how it went, 0 is healthy, 1 is not."


def healthcheck_always_passes(subject: Service | Stage) -> Iterator[Defect]:
    """The test of a healthcheck cannot fail, so the container is healthy whatever its server does."""
    test = test_in_force(subject)
    if test is None:
        return
    from ...model.vain_tests import vain

    found = vain(test)
    if found is not None:
        yield Defect(
            found.span,
            f"{test.label} {_SAID[found.reason].format(found.words)}",
            help=_help(test, found),
            fix=_fix(test, found),
        )


def _fix(test: HealthTest, found: Vain) -> list[Intent]:
    from ...model.probe_remedies import failing_fix, rewritten_fix

    if found.reason == "every answer":
        return failing_fix(test, found.span, _with_fail(test))
    return rewritten_fix(test.holder, _without_end(test), "Let it fail") if found.reason == "swallowed" else []


def _help(test: HealthTest, found: Vain) -> str:
    from ...model.probes import own_check, rewritten

    if found.reason == "swallowed":
        words = _without_end(test)
        if words is None:
            return f"Leave `{found.words}` away: {_EXIT_CODE}"
        return rewritten(f"Leave `{found.words}` away, so that the exit code says how it went:", test, words)
    if found.reason == "every answer":
        words = _with_fail(test)
        if words is None:
            return "Write `curl --fail`: then a status of 400 and above is a failure."
        return rewritten("With `--fail` a status of 400 and above is a failure:", test, words)
    sentence = "Ask the server itself: that a process runs, Docker sees without a healthcheck"
    if found.reason == "nothing":
        sentence = "Ask the server itself"
    return own_check(sentence, test)


def _without_end(test: HealthTest) -> list[str] | None:
    """The test without what throws its answer away."""
    from ...model.probes import known_words

    words = known_words(test.words)
    text = _END.sub("", words[-1]).rstrip() if words else ""
    if words is None or text in ("", words[-1].rstrip()):
        return None
    return ["CMD-SHELL" if test.shell else "CMD", *words[:-1], text]


def _with_fail(test: HealthTest) -> list[str] | None:
    """The test with `--fail` behind curl."""
    from ...model.probes import known_words

    words = known_words(test.words)
    if words is None:
        return None
    if not test.shell and words[0].rpartition("/")[2] == "curl":
        return ["CMD", words[0], "--fail", *words[1:]]
    at = next((at for at, word in enumerate(words) if "curl" in word.split() or "curl " in word), None)
    if at is None:
        return None
    words[at] = words[at].replace("curl", "curl --fail", 1)
    return ["CMD-SHELL" if test.shell else "CMD", *words]
