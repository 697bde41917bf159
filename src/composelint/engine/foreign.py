"""Ignore comments of other tools, read as these tools read them; rules are named by our aliases for theirs.

Sources (November 2026): hadolint's README; docs.docker.com/build/checks; checkov.io on suppressing and skipping
policies; shellcheck.net/wiki/Directive; trivy pull request 8115; docs.kics.io on running KICS; semgrep.dev on ignoring
code; dclint's README.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from ..core.patterns import pattern

Reach = Literal["line", "file"]

FORMS: tuple[tuple[str, Reach, bool, str], ...] = (
    ("hadolint", "line", True, r"hadolint\s+ignore\s*=\s*(?P<names>\w+(?:\s*,\s*\w+)*+)(?P<reason>.*)"),
    ("hadolint", "file", True, r"hadolint\s+global\s+ignore\s*=\s*(?P<names>\w+(?:\s*,\s*\w+)*+)(?P<reason>.*)"),
    ("shellcheck", "line", True, r"shellcheck\s+disable=(?P<names>\w+(?:,\w+)*+)(?P<reason>.*)"),
    ("buildkit", "file", True, r"check\s*=\s*(?:error=\w+;)?skip=(?P<names>\w+(?:\s*,\s*\w+)*+)"),
    ("checkov", "file", True, r"checkov:\s*skip=(?P<names>\w+)(?::(?P<reason>.*))?"),
    (
        "trivy", "line", True,
        r"trivy:ignore:(?P<names>[\w-]+(?:\s+trivy:ignore:[\w-]+)*+)(?::exp:(?P<until>\d{4}-\d\d-\d\d))?(?P<reason>.*)",
    ),
    ("kics", "line", False, r"kics-scan\s+ignore-line\b"),
    ("kics", "file", False, r"kics-scan\s+ignore\s*\Z"),
    ("semgrep", "line", False, r"nosem(?:grep)?(?:\s*:\s*(?P<names>[\w.-]+(?:\s*,\s*[\w.-]+)*+))?(?P<reason>\s.*)?\Z"),
    ("dclint", "line", False, r"dclint\s+disable-line(?:\s+(?P<names>[\w-]+(?:\s+[\w-]+)*+))?\s*\Z"),
    ("dclint", "file", False, r"dclint\s+disable(?:\s+(?P<names>[\w-]+(?:\s+[\w-]+)*+))?\s*\Z"),
)  # fmt: skip
"""(tool, what a comment reaches, only in Dockerfiles, what stands behind its `#`). Without names: all of the tool's."""
WORDS = ("hadolint", "shellcheck", "skip=", "trivy:", "kics-scan", "nosem", "dclint")
"""One of these is in every such comment; a file without them is not looked through."""
_FORMS = [(tool, reach, only, pattern(rf"#\s*(?:{form})")) for tool, reach, only, form in FORMS]
_SPLIT = pattern(r"[,\s]+")
_OLD_TRIVY = pattern(r"(?:AVD-)?DS-?0*(\d+)\Z")


class Comment:
    """What another tool's comment says: aliases of ours, an empty list for everything of the tool."""

    __slots__ = ("aliases", "reach", "reason", "tool", "until")

    def __init__(self, tool: str, reach: Reach, aliases: list[str], reason: str, until: str) -> None:
        self.tool = tool
        self.reach: Reach = reach
        self.aliases = aliases
        self.reason = reason
        self.until = until


def read(text: str, dockerfile: bool) -> Comment | None:
    """What a comment, `#` included, tells another tool to ignore."""
    for tool, reach, only_dockerfiles, form in _FORMS:
        match = form.match(text) if dockerfile or not only_dockerfiles else None
        if match is not None:
            said = match.groupdict()
            reason = (said.get("reason") or "").strip(" \t-#:")
            return Comment(tool, reach, list(_aliases(tool, said.get("names") or "")), reason, said.get("until") or "")
    return None


def _aliases(tool: str, names: str) -> Iterator[str]:
    for name in _SPLIT.split(names):
        if tool == "trivy":
            name = name.removeprefix("trivy:ignore:")
            number = _OLD_TRIVY.match(name)
            # The same check was DS002, then AVD-DS-0002, and is DS-0002 now.
            name = f"DS-{int(number[1]):04}" if number else name
        elif tool == "semgrep":
            name = name.rpartition(".")[2]
        if name and name != "all":
            yield f"{tool}:{name}"
