"""Real git repositories, made by a test and read by the command."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

HERMETIC = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_NAME": "Tester",
    "GIT_AUTHOR_EMAIL": "tester@example.org",
    "GIT_COMMITTER_NAME": "Tester",
    "GIT_COMMITTER_EMAIL": "tester@example.org",
}
"""Whoever runs the tests has a git configuration of their own."""


def environment(**more: str) -> dict[str, str]:
    mine = {name: value for name, value in os.environ.items() if not name.startswith("GIT_") and name != "NO_COLOR"}
    return mine | HERMETIC | more


class Repository:
    """A directory under git."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.mkdir(parents=True, exist_ok=True)
        self.git("init", "--quiet", "--initial-branch", "main")

    def git(self, *arguments: str) -> str:
        done = subprocess.run(
            ["git", *arguments], cwd=self.path, env=environment(), capture_output=True, text=True, check=True
        )
        return done.stdout

    def write(self, files: dict[str, str]) -> None:
        for name, text in files.items():
            path = self.path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)

    def commit(self, files: dict[str, str] | None = None) -> str:
        """Everything as it stands, with these files; the commit's name."""
        self.write(files or {})
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", "a commit")
        return self.git("rev-parse", "HEAD").strip()

    def run(self, *arguments: str, cwd: str = ".", **more: str) -> subprocess.CompletedProcess[str]:
        """composelint with these arguments."""
        return composelint(*arguments, cwd=self.path / cwd, **more)

    def found(self, *arguments: str) -> list[tuple[str, str]]:
        """(rule, place) of what `check` finds, in order."""
        done = self.run("check", "--quiet", *arguments)
        assert done.returncode in (0, 1), done.stderr
        lines = [line for line in done.stdout.splitlines() if line.endswith("]")]
        return [(line.rpartition("[")[2][:-1], line.split(": ")[0]) for line in lines]


def composelint(*arguments: str, cwd: Path, **more: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "composelint", *arguments]
    return subprocess.run(
        command, cwd=cwd, env=environment(**more), capture_output=True, text=True, check=False, timeout=60
    )
