"""composelint beside its peers: the same files, the same machine, one run.

    python bench/side_by_side.py [CORPUS]

Times are wall-clock seconds of whole processes, the median of several alternating runs after one that warms the disk.
The peers are those installed beside this Python.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
BIN = Path(sys.executable).parent
SMALL = {
    "one small compose file, cold": HERE / "small",
    "one small stack with its Dockerfile (which the peer does not read), cold": HERE.parent
    / "examples"
    / "sports-analytics"
    / "before",
}
ROUNDS = 15


def seconds(commands: list[list[str]]) -> float:
    """Wall-clock time of some commands, one after the other; their exit codes do not matter here."""
    started = time.perf_counter()
    for command in commands:
        subprocess.run(command, capture_output=True, check=False)
    return time.perf_counter() - started


def compare(title: str, contestants: dict[str, list[list[str]]], rounds: int) -> None:
    for commands in contestants.values():
        seconds(commands)
    times: dict[str, list[float]] = {name: [] for name in contestants}
    for _ in range(rounds):
        for name, commands in contestants.items():
            times[name].append(seconds(commands))
    medians = {name: statistics.median(values) for name, values in times.items()}
    own = medians["composelint"]
    print(f"\n{title} (median of {rounds})")
    for name, median in medians.items():
        spread = f"({min(times[name]) * 1000:.1f} to {max(times[name]) * 1000:.1f})"
        print(f"  {name:28} {median * 1000:9.1f} ms  {spread}  composelint/it {own / median:.2f}")


def main() -> None:
    for title, directory in SMALL.items():
        (file,) = directory.glob("*compose*.y*ml")
        contestants = {
            "composelint": [[f"{BIN}/composelint", "check", str(directory)]],
            "compose-lint": [[f"{BIN}/compose-lint", "check", str(file)]],
        }
        compare(title, contestants, ROUNDS)
    if len(sys.argv) > 1:
        corpus = Path(sys.argv[1])
        names = sorted(str(path) for path in corpus.rglob("*compose*.y*ml"))
        dockerfiles = sorted(
            str(path) for path in corpus.rglob("Dockerfile*") if not path.name.endswith(".dockerignore")
        )
        projects = sorted(str(path) for path in corpus.iterdir() if path.is_dir())
        print(f"\n{len(names)} compose files, {len(dockerfiles)} Dockerfiles")
        compare(
            "the whole corpus",
            {
                "composelint": [[f"{BIN}/composelint", "check", "--quiet", "--no-cache", *projects]],
                "compose-lint + hadolint": [
                    [f"{BIN}/compose-lint", "check", *names],
                    [f"{BIN}/hadolint", *dockerfiles],
                ],
                "compose-lint alone": [[f"{BIN}/compose-lint", "check", *names]],
                "hadolint alone": [[f"{BIN}/hadolint", *dockerfiles]],
            },
            5,
        )


if __name__ == "__main__":
    main()
