"""A thousand Dockerfiles, each in a directory of its own: a first run, a second one, and hadolint.

    python bench/thousand.py DIRECTORY

The Dockerfiles below DIRECTORY are repeated until there are a thousand. Times are wall-clock seconds of whole processes
on one core, in turns. hadolint, if it is installed beside this Python, brings ShellCheck along; composelint asks it
where that is installed.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

BIN = Path(sys.executable).parent
MANY = 1000
ROUNDS = 5
PEER = "hadolint"
QUIET = ("check", "--quiet", "--fail-on", "never")
WITHOUT = ("--ignore", "shell-error,shell-warning,shell-hint")


def seconds(command: list[str], cache: Path) -> float:
    """Wall-clock time of a command; its exit code does not matter here."""
    environment = os.environ | {"COMPOSELINT_CACHE_DIR": str(cache)}
    started = time.perf_counter()
    subprocess.run(command, capture_output=True, check=False, env=environment)
    return time.perf_counter() - started


def spread(source: Path, target: Path) -> list[str]:
    """A thousand Dockerfiles below `target`."""
    found = [path for path in sorted(source.rglob("*ockerfile*")) if path.is_file() and path.suffix != ".dockerignore"]
    if not found:
        sys.exit(f"{source}: no Dockerfile")
    made = []
    for number in range(MANY):
        path = target / f"p{number:04}" / "Dockerfile"
        path.parent.mkdir(parents=True)
        shutil.copyfile(found[number % len(found)], path)
        made.append(str(path))
    return made


def compare(title: str, options: tuple[str, ...], tree: Path, cache: Path, peer: list[str]) -> None:
    """Prints the times of composelint's runs and the peer's, which take turns."""
    command = [str(BIN / "composelint"), *QUIET, *options, str(tree)]
    contestants = {
        "composelint --no-cache": [*command, "--no-cache"],
        "composelint, the first time": command,
        "composelint, the second time": command,
    }
    if peer:
        contestants[PEER] = peer
    times: dict[str, list[float]] = {name: [] for name in contestants}
    for _ in range(ROUNDS):
        shutil.rmtree(cache, ignore_errors=True)
        for name, arguments in contestants.items():
            times[name].append(seconds(arguments, cache))
    medians = {name: statistics.median(values) for name, values in times.items()}
    print(f"\n{title} (median of {ROUNDS})")
    for name, median in medians.items():
        ratio = f"  {PEER}/it {medians[PEER] / median:.1f}" if peer else ""
        print(f"  {name:30} {median:8.2f} s  ({min(times[name]):.2f} to {max(times[name]):.2f}){ratio}", flush=True)


def main() -> None:
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    with tempfile.TemporaryDirectory() as directory:
        tree, cache = Path(directory, "tree"), Path(directory, "cache")
        dockerfiles = spread(Path(sys.argv[1]), tree)
        seconds([str(BIN / "composelint"), *QUIET, str(tree)], cache)
        peer = [str(BIN / PEER), "--no-fail", *dockerfiles] if (BIN / PEER).exists() else []
        compare(f"{MANY} Dockerfiles, without ShellCheck", WITHOUT, tree, cache, peer)
        if (BIN / "shellcheck").exists() or shutil.which("shellcheck"):
            compare(f"{MANY} Dockerfiles, with ShellCheck", (), tree, cache, peer)


if __name__ == "__main__":
    main()
