"""How much memory the settings of a service let its program take: heaps, caches, buffers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from ..core.patterns import pattern
from . import commands

if TYPE_CHECKING:
    from ..core.defect import Place
    from .service import Service
    from .values import Text

_UNITS = "bkmgt"
_SIZE = r"[\"']?([0-9]{1,12}(?:\.[0-9]{1,3})?)\s?([kmgt]?i?b?)(?![\w.])"


class Knob:
    """A setting: its pattern in a command line or a variable's value, the size that a bare number counts in, and the
    largest share of the memory limit that it should have; `decimal` units without a `b` count in thousands. Without
    `word` (in lower case) in a text there is no need to search it."""

    __slots__ = ("decimal", "found", "noun", "share", "unit", "word")

    def __init__(
        self, noun: str, found: str, unit: int = 1, share: float = 0.8, *, word: str = "", decimal: bool = False
    ) -> None:
        self.noun = noun
        self.word = word
        self.found = pattern(found + _SIZE, re.IGNORECASE)
        self.unit = unit
        self.share = share
        self.decimal = decimal

    def last(self, text: str) -> re.Match[str] | None:
        """Where a text sets it; of several, the last counts."""
        every = list(self.found.finditer(text)) if self.word in text.lower() else []
        return every[-1] if every else None

    def size(self, found: re.Match[str]) -> float:
        """Bytes."""
        number, word = found[1], found[2].lower()
        if not word:
            return float(number) * self.unit
        base = 1000 if self.decimal and len(word) == 1 else 1024
        return float(number) * float(base ** _UNITS.index(word[0]))


_KIB, _MIB, _GIB = 1024, 1024**2, 1024**3
HEAP = Knob("heap", "-Xmx", word="-xmx")
SEARCH_HEAP = Knob("heap", "-Xmx", share=0.5, word="-xmx")
"""Elasticsearch and OpenSearch leave the other half to the file cache (their manuals, 2026)."""
KNOBS = (
    HEAP,
    Knob("heap", r"--max[-_]old[-_]space[-_]size[\s=]+", _MIB, word="--max"),
    Knob("data", r"--maxmemory[\s=]+", share=0.9, word="--maxmemory", decimal=True),
    Knob("buffer pool", r"--innodb[-_]buffer[-_]pool[-_]size[\s=]+", word="--innodb"),
    Knob("cache", r"--wiredTigerCacheSizeGB[\s=]+", _GIB, word="--wired"),
    Knob("shared buffers", r"\bshared_buffers\s*=\s*", 8 * _KIB, word="shared_buffers"),
)
"""What command lines and options in variables say; a bare number counts in the unit given here."""
VARIABLES = {
    "GOMEMLIMIT": Knob("heap", "", share=1.0),
    "MAX_HEAP_SIZE": Knob("heap", ""),
    "MSSQL_MEMORY_LIMIT_MB": Knob("memory", "", _MIB, 1.0),
    "NEO4J_dbms_memory_heap_max__size": Knob("heap", ""),
    "NEO4J_server_memory_heap_max__size": Knob("heap", ""),
    "ZK_SERVER_HEAP": Knob("heap", "", _MIB),
}
"""Variables whose whole value is a size."""
_MEMCACHED = Knob("data", r"\bmemcached\b.{0,200}?\s(?:-m\s?|--memory-limit=)", _MIB, 0.9, word="memcached")
_FIRST_HEAP = Knob("heap", "-Xms", word="-xms")
_SHARE = pattern(r"-XX:MaxRAMPercentage=([0-9]{1,3}(?:\.[0-9]{1,3})?)")


class Heap:
    """An amount of memory, in bytes, that a setting lets a program take; `share` as in `Knob`."""

    __slots__ = ("at", "noun", "share", "size")

    def __init__(self, at: Place, noun: str, size: float, share: float) -> None:
        self.at = at
        self.noun = noun
        self.size = size
        self.share = share


def heaps(service: Service) -> list[Heap]:
    """Every setting of that kind; of a JVM, the command line wins over the variables."""
    spoken = list(_in_command(service))
    own_heap = any(heap.noun == "heap" for heap in spoken)
    return spoken + [heap for heap in _in_variables(service) if not (own_heap and heap.noun == "heap")]


def _in_command(service: Service) -> Iterator[Heap]:
    text = commands.text(service)
    for knob in (*KNOBS, _MEMCACHED):
        found = knob.last(text)
        if found is not None:
            yield Heap(_word_at(service, found.start(1)), knob.noun, knob.size(found), knob.share)


def _word_at(service: Service, at: int) -> Place:
    """The word of the command that holds a character of its text."""
    length = 0
    words = commands.words(service)
    for word, span in words:
        length += len(word) + 1
        if at < length:
            return span
    return words[-1][1]


def _in_variables(service: Service) -> Iterator[Heap]:
    for name, value in settings(service):
        text = value.value or ""
        knob = VARIABLES.get(name)
        if knob is not None:
            whole = knob.found.fullmatch(text.strip())
            if whole is not None and (name != "MAX_HEAP_SIZE" or whole[2]):
                yield Heap(value, knob.noun, knob.size(whole), knob.share)
            continue
        for knob in (SEARCH_HEAP if name in ("ES_JAVA_OPTS", "OPENSEARCH_JAVA_OPTS") else HEAP, KNOBS[1]):
            found = knob.last(text)
            if found is not None:
                yield Heap(_part(value, found), knob.noun, knob.size(found), knob.share)


def settings(service: Service) -> Iterator[tuple[str, Text]]:
    """The variables of a container that are known: those of Compose, then those of its Dockerfile."""
    for name, variable in service.environment.items():
        if variable.known is not None and variable.value is not None:
            yield name, variable.value
    stage = service.build.stage if service.build is not None else None
    for name, text in stage.env().items() if stage is not None else ():
        if name not in service.environment and text.value is not None:
            yield name, text


def _part(value: Text, found: re.Match[str]) -> Place:
    excerpt = value.resolved()
    return excerpt.span(*found.span()) if excerpt.text == value.value else value


def heap_shares(service: Service) -> Iterator[tuple[Place, float]]:
    """The shares of the memory limit, in percent, that a JVM is told to take for its heap alone."""
    for at, text in _texts(service):
        for found in _SHARE.finditer(text):
            yield at(found), float(found[1])


def contradictions(service: Service) -> Iterator[tuple[Place, float, float]]:
    """First heaps that are larger than the largest one, which a JVM refuses: the place and both sizes in bytes."""
    for at, text in _texts(service):
        first, most = _FIRST_HEAP.last(text), HEAP.last(text)
        if first is not None and most is not None and _FIRST_HEAP.size(first) > HEAP.size(most):
            yield at(first), _FIRST_HEAP.size(first), HEAP.size(most)


def _texts(service: Service) -> Iterator[tuple[Callable[[re.Match[str]], Place], str]]:
    """The texts in which options of a JVM may stand, each with what tells the place of a match in it."""
    yield lambda found: _word_at(service, found.start(1)), commands.text(service)
    for _, value in settings(service):
        yield partial(_part, value), value.value or ""
