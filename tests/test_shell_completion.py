"""Completion as a shell asks for it, and as bash shows it with the line of the documentation."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs" / "shell-completion.md").read_text(encoding="utf-8")
SCRIPT = Path(sys.executable).with_name("composelint")


def completed(*words: str) -> list[str]:
    """What click answers when the last word is being typed."""
    asked = {"_COMPOSELINT_COMPLETE": "bash_complete", "COMP_WORDS": " ".join(words), "COMP_CWORD": str(len(words) - 1)}
    done = subprocess.run([str(SCRIPT)], env=os.environ | asked, capture_output=True, text=True, check=True)
    return [line.partition(",")[2] for line in done.stdout.splitlines() if line]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("composelint", "expl"), ["explain"]),
        (("composelint", "check", "--fail-"), ["--fail-on"]),
        (("composelint", "check", "--fail-on", "w"), ["warning"]),
        (("composelint", "check", "--select", "startu"), ["startup"]),
        (("composelint", "check", "--ignore", "startup,missing-restart"), ["startup,missing-restart-policy"]),
        (("composelint", "explain", "missing-healthc"), ["missing-healthcheck"]),
        (("composelint", "explain", "no-such-rule"), []),
    ],
)
def test_names_are_completed(words: tuple[str, ...], expected: list[str]) -> None:
    assert completed(*words) == expected


def test_the_line_for_bash_completes_in_bash() -> None:
    (line,) = re.findall(r"```bash\n(.*)\n```", PAGE)
    typed = "COMP_WORDS=(composelint explain missing-healthc); COMP_CWORD=2"
    ask = f'{typed}; _composelint_completion composelint; echo "${{COMPREPLY[*]}}"'
    path = {"PATH": f"{SCRIPT.parent}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run(
        ["bash", "-c", f"set -e\n{line}\ncomplete -p composelint\n{ask}"],
        env=os.environ | path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines()[-1] == "missing-healthcheck"
    assert "-F _composelint_completion" in done.stdout


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_gets_its_script(shell: str) -> None:
    assert f"_COMPOSELINT_COMPLETE={shell}_source composelint" in PAGE
    asked = {"_COMPOSELINT_COMPLETE": f"{shell}_source"}
    done = subprocess.run([str(SCRIPT)], env=os.environ | asked, capture_output=True, text=True, check=True)
    assert "_composelint_completion" in done.stdout
