"""What the catalogue says of a rule: the front matter of its document, and where its check lives."""

from __future__ import annotations

from typing import Literal

from .defect import Severity

Fixability = Literal["none", "safe", "unsafe", "mixed"]
Raiser = Literal["check", "load", "engine"]

FIXABILITIES: tuple[Fixability, ...] = ("none", "safe", "unsafe", "mixed")
RAISERS: tuple[Raiser, ...] = ("check", "load", "engine")

THEMES = {
    "syntax": "What cannot be read at all.",
    "schema": "What the Compose specification does not know, or knows otherwise.",
    "references": "Names and files that point to nothing.",
    "health": "Whether a service can say that it is well.",
    "startup": "What starts before what, and what it waits for.",
    "lifecycle": "Restarting, stopping, signals, process number 1.",
    "resources": "Memory, CPU, processes, logs.",
    "secrets": "Credentials where others can read them.",
    "privileges": "What a container may do to its host.",
    "network": "Ports, networks, and who reaches whom.",
    "storage": "Volumes, mounts, and what survives a restart.",
    "images": "Which image runs: tags, digests, age, platform.",
    "dockerfile": "Dockerfiles that do something other than they say.",
    "layers": "The build cache and the size of what is shipped.",
    "packages": "Package managers inside a build.",
    "downloads": "What a build fetches from elsewhere.",
    "shell": "The shell of RUN, CMD and healthchecks.",
    "style": "Matters of taste; off by default.",
    "composelint": "What concerns composelint itself.",
}
"""Every theme in reading order, with the sentence that introduces it."""


class Rule:
    """One row of the catalogue.

    `scope` is the annotation of the check's first parameter as written; `module` is the check's dotted module, None
    where no function keeps the promise (`raised_by` is then not "check"); `options` maps names to defaults.

    `when` and `words` name what the check needs to find anything; without it, it is neither loaded nor called. `when`:
    one of these keys in a service, keywords of an instruction, a stage or a Dockerfile, sections or kinds of files of a
    stack. `words`: one of these texts, in lower case, anywhere in the stack's files.
    """

    __slots__ = (
        "aliases",
        "enabled",
        "fix",
        "module",
        "options",
        "raised_by",
        "scope",
        "severity",
        "silences",
        "since",
        "slug",
        "summary",
        "theme",
        "when",
        "words",
    )

    def __init__(
        self,
        slug: str,
        theme: str,
        summary: str,
        severity: Severity,
        scope: str,
        enabled: bool,
        fix: Fixability,
        *,
        aliases: tuple[str, ...] = (),
        options: dict[str, object] | None = None,
        silences: tuple[str, ...] = (),
        when: tuple[str, ...] = (),
        words: tuple[str, ...] = (),
        since: str = "",
        raised_by: Raiser = "check",
        module: str | None = None,
    ) -> None:
        self.slug = slug
        self.theme = theme
        self.summary = summary
        self.severity: Severity = severity
        self.scope = scope
        self.enabled = enabled
        self.fix: Fixability = fix
        self.aliases = aliases
        self.options: dict[str, object] = {} if options is None else options
        self.silences = silences
        self.when = when
        self.words = words
        self.since = since
        self.raised_by: Raiser = raised_by
        self.module = module

    @property
    def scopes(self) -> tuple[str, ...]:
        """The model types of the scope, one by one."""
        return tuple(name.strip() for name in self.scope.split("|"))

    @property
    def function(self) -> str:
        """The name of the check's function in its module."""
        return self.slug.replace("-", "_")

    def __repr__(self) -> str:
        return f"Rule({self.slug})"
