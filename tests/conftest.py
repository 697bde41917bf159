"""Fixtures that any room's tests may use."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from types import FrameType

import pytest
from hypothesis import settings

# The same examples in every run; whoever hunts for others sets COMPOSELINT_EXAMPLES to how many.
settings.register_profile("repeatable", derandomize=not os.environ.get("COMPOSELINT_EXAMPLES"), deadline=None)
settings.load_profile("repeatable")

HANG = 60
"""Seconds; far more than any of these tests takes on a slow machine, far less than a quadratic reader needs."""


@pytest.fixture(autouse=True, scope="session")
def no_cache() -> Iterator[None]:
    """No test meets what another one found, nor touches the cache of whoever runs it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COMPOSELINT_CACHE_DIR", os.devnull)
        yield


@pytest.fixture
def no_hang() -> Iterator[None]:
    """Fails a test that would run for ever, as hostile input makes a careless reader do."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise TimeoutError(f"still running after {HANG} seconds")

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(HANG)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)
