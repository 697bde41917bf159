"""Verdicts of earlier runs: one holds as long as everything that was asked for it has the same answer.

What a stack was judged by as a whole (this program, the caller's choices, the configuration) is in the name of its
entry. What was read for it is in the entry: every question that was put to the workspace, and a digest of the answer;
and between which days the verdict holds, as far as a date had a part in it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from .. import __version__
from ..core.day import Day
from ..core.source import Source
from ..load.discover import StackFiles
from ..load.files import SharedFacts
from ..load.stack import Options
from ..workspace import Ask, Question, View, Workspace
from .report import Verdict
from .select import Chosen
from .shelf import Shelf, digest
from .verdict import Plain, Reading, SecretError, Sources, laid_down

if TYPE_CHECKING:
    from .lint import Keeping

FORMAT = 1
MOST_ASKED = 2000
"""Questions; a stack that asks more is not kept. Only what walks large directories does."""
LIBRARIES = ("pyyaml-", "dockerfile_parse-", "jsonschema-")
"""Beginnings of the names under which the libraries that read files are installed, in lower case."""
PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


class Cache:
    """The verdicts that earlier runs kept, for one run."""

    __slots__ = ("_answers", "_ask", "_rules", "_run", "_shelf", "_today", "_workspace", "hits")

    def __init__(
        self, keeping: Keeping, workspace: Workspace, shared: SharedFacts, rules: Chosen, today: str, shellcheck: str
    ) -> None:
        self.hits = 0
        self._shelf = Shelf(keeping.directory)
        self._workspace = workspace
        self._rules = rules
        self._today = today
        self._answers: dict[Question, object] = {}
        self._ask: dict[Ask, Callable[[str], object]] = {
            "text": self._text,
            "exists": workspace.exists,
            "is_dir": workspace.is_dir,
            "listing": self._listing,
            "tracked": workspace.tracked,
            "tracks_below": workspace.tracks_below,
            "ignored": shared.ignored,
            "ignored_dir": lambda path: shared.ignored(path, is_dir=True),
        }
        configured = [(kind, path, self._ask[kind](path)) for kind, path in keeping.configured.asked]
        judged_by = (FORMAT, program(), keeping.choices, rules.names, configured, self._identity(shellcheck))
        self._run = _digest_of(judged_by)

    def get(self, files: StackFiles, options: Options) -> Verdict | None:
        """The verdict on a stack, if one was kept and still holds."""
        entry = self._shelf.get(self._name(files, options))
        try:
            since, until, asked, paths, data = entry
            if not since <= self._today < until or not self._still(asked):
                return None
            sources = [self._source(path, hollow) for path, hollow in paths]
            verdict = Reading(sources, self._rules).verdict(data)
        except (ValueError, LookupError, TypeError, AttributeError):
            return None
        self.hits += 1
        return verdict

    def put(self, files: StackFiles, options: Options, verdict: Verdict, view: View, today: Day) -> None:
        """Keeps a verdict, before it becomes part of a report; not one that a later run might not come to."""
        crashed = any(finding.rule == "internal-error" for finding in verdict.findings)
        if crashed or len(view.asked) > MOST_ASKED:
            return
        sources = Sources()
        try:
            data = laid_down(verdict, sources)
            paths = tuple(self._named(source, view) for source in sources.known)
        except (SecretError, LookupError):
            return
        asked: dict[Ask, list[tuple[str, object]]] = {}
        for kind, path in view.asked:
            asked.setdefault(kind, []).append((path, self._ask[kind](path)))
        questions = tuple((kind, tuple(answers)) for kind, answers in asked.items())
        self._shelf.put(self._name(files, options), (today.since, today.until, questions, paths, data))

    def close(self) -> None:
        self._shelf.close()

    def _name(self, files: StackFiles, options: Options) -> str:
        stack = (files.directory, files.compose, files.dockerfile, files.origin, files.passed_over)
        chosen = (sorted(options.env.items()), options.env_files, options.profiles)
        return _digest_of((self._run, stack, chosen))

    def _still(self, asked: Iterable[tuple[Ask, Iterable[tuple[str, object]]]]) -> bool:
        """Whether all questions have the answers that they had."""
        for kind, answers in asked:
            ask = self._ask[kind]
            for path, answer in answers:
                if ask(path) != answer:
                    return False
        return True

    # Sources

    def _source(self, path: str, hollow: bool) -> Source:
        """Raises LookupError for a text that is not there."""
        source = Source(path, "") if hollow else self._workspace.read(path)
        if not isinstance(source, Source):
            raise LookupError(path)
        return source

    def _named(self, source: Source, view: View) -> tuple[str, bool]:
        """What a source is found by again, and whether it only stands for a file that gave no text.

        Raises LookupError for a text that came from elsewhere.
        """
        if view.read(source.path) is source:
            return source.path, False
        if source.text:
            raise LookupError(source.path)
        return source.path, True

    # Answers, as small as they can be

    def _text(self, path: str) -> object:
        known = self._answers.get(("text", path))
        if known is None:
            found = self._workspace.read(path)
            if isinstance(found, Source):
                text = f"\ufeff{found.text}" if found.bom else found.text
                known = digest(text.encode("utf-8", "surrogatepass"))
            else:
                known = f"{found.kind}: {found.reason}"
            self._answers["text", path] = known
        return known

    def _listing(self, path: str) -> object:
        known = self._answers.get(("listing", path))
        if known is None:
            entries = self._workspace.listing(path)
            names = "" if entries is None else "/".join(f"{it.name}/{it.is_dir:d}{it.is_link:d}" for it in entries)
            known = self._answers["listing", path] = digest(
                f"{entries is None:d}{names}".encode("utf-8", "surrogatepass")
            )
        return known

    # What a run judges by

    def _identity(self, shellcheck: str) -> str:
        """What tells a program from another one: its content, which is read again only when it was installed anew."""
        if not shellcheck:
            return ""
        try:
            status = os.stat(shellcheck)
            stamp = (shellcheck, status.st_size, status.st_mtime_ns, status.st_ino)
            name = _digest_of(stamp)
            known = self._shelf.get(name)
            if not isinstance(known, bytes):
                with open(shellcheck, "rb") as file:
                    known = digest(file.read())
                self._shelf.put(name, known)
        except (OSError, ValueError):
            return "none"
        return f"{shellcheck} {known.hex()}"


def _digest_of(data: Plain) -> str:
    return digest(repr(data).encode("utf-8", "backslashreplace")).hex()


def program() -> Plain:
    """What tells this composelint from another one, and what it reads files with."""
    beside = os.path.dirname(PACKAGE)
    try:
        with open(os.path.join(beside, f"composelint-{__version__}.dist-info", "RECORD"), "rb") as file:
            itself: object = digest(file.read())
    except OSError:
        # A checkout: its version says little.
        itself = _newest(PACKAGE)
    places = [path for path in sys.path if path.endswith(("site-packages", "dist-packages"))]
    libraries = [name for path in places for name in _names(path) if name.lower().startswith(LIBRARIES)]
    return __version__, sys.implementation.cache_tag, itself, sorted(libraries)


def _newest(directory: str) -> tuple[int, int]:
    """How many files there are, and the time of the last change (ns)."""
    times = [
        os.stat(os.path.join(folder, name)).st_mtime_ns
        for folder, _, names in os.walk(directory)
        for name in names
        if not name.endswith(".pyc")
    ]
    return len(times), max(times, default=0)


def _names(directory: str) -> list[str]:
    try:
        return [name for name in os.listdir(directory) if name.endswith(".dist-info")]
    except OSError:
        return []
