"""A thousand Dockerfiles, each in a directory of its own: a first run, a second one, and hadolint.

    python bench/thousand.py DIRECTORY

The Dockerfiles below DIRECTORY are repeated until there are a thousand. Times are wall-clock seconds of whole processes
on one core, the median of three. The peers are those installed beside this Python; hadolint brings ShellCheck along,
composelint asks it where it is installed.
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
ROUNDS = 3
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


def measure(title: str, command: list[str], cache: Path, *, cold: bool = True) -> float:
    times = []
    for _ in range(ROUNDS):
        if cold:
            shutil.rmtree(cache, ignore_errors=True)
        times.append(seconds(command, cache))
    median = statistics.median(times)
    print(f"  {title:42} {median:8.2f} s  ({min(times):.2f} to {max(times):.2f})", flush=True)
    return median


def compare(title: str, options: tuple[str, ...], tree: Path, cache: Path) -> dict[str, float]:
    """Times of composelint."""
    command = [str(BIN / "composelint"), *QUIET, *options, str(tree)]
    print(f"\n{title}")
    times = {"--no-cache": measure("composelint --no-cache", [*command, "--no-cache"], cache)}
    times["the first time"] = measure("composelint, the first time", command, cache)
    times["the second time"] = measure("composelint, the second time", command, cache, cold=False)
    print(f"  the second run is {times['the first time'] / times['the second time']:.1f} times faster")
    return times


def main() -> None:
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    with tempfile.TemporaryDirectory() as directory:
        tree, cache = Path(directory, "tree"), Path(directory, "cache")
        dockerfiles = spread(Path(sys.argv[1]), tree)
        seconds([str(BIN / "composelint"), *QUIET, str(tree)], cache)
        times = compare(f"{MANY} Dockerfiles, without ShellCheck", WITHOUT, tree, cache)
        if (BIN / "shellcheck").exists() or shutil.which("shellcheck"):
            compare(f"{MANY} Dockerfiles, with ShellCheck", (), tree, cache)
        if (BIN / "hadolint").exists():
            print()
            peer = measure("hadolint", [str(BIN / "hadolint"), "--no-fail", *dockerfiles], cache)
            for name, own in times.items():
                print(f"  composelint {name} is {peer / own:.1f} times faster")


if __name__ == "__main__":
    main()
