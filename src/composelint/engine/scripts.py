"""Scripts of RUN made ready for ShellCheck: text as the shell receives it, dialect, and the way back to the file."""

from __future__ import annotations

import posixpath

from ..core.patterns import pattern
from ..core.source import Excerpt, Span
from ..model.dockerfile import Run
from ..model.kept import Keeper, fact
from ..model.scope import PREDEFINED

LONGEST = 256 * 1024
PREAMBLE = 2
"""Lines that stand above the script."""
DIALECTS = {"bash": "bash", "sh": "sh", "dash": "dash", "ash": "busybox", "busybox": "busybox", "ksh": "ksh"}
FAMILIES = {"alpine": "busybox", "busybox": "busybox", "wolfi": "busybox", "debian": "dash", "ubuntu": "dash"}
"""What /bin/sh is, by operating system; on RPM systems bash."""
RPM = ("rhel", "rhel-minimal", "fedora", "azurelinux", "suse")
_SHEBANG = pattern(r"#![ \t]*(?:\S*/)?(?:env[ \t]+)?(?:\S*/)?(\S+)")
_NAME = pattern(r"[A-Za-z_][A-Za-z0-9_]*")
_CODE = pattern(r"SC([0-9]{4})")
_OWN_SHELL = pattern(r"(?:hadolint|shellcheck)\s+shell\s*=\s*(\S+)\Z")
_OWN_DIRECTIVE = pattern(r"#\s*shellcheck\s+disable=")


class Prepared(Keeper):
    """One script. `guessed`: nobody knows which shell runs it."""

    __slots__ = ("_dialect", "_excerpt", "_starts", "guessed", "run")

    def __init__(self, run: Run, excerpt: Excerpt, dialect: str, *, guessed: bool) -> None:
        self.run = run
        self.guessed = guessed
        self._dialect = dialect
        self._excerpt = excerpt
        self._starts: list[int] = []

    @fact
    def text(self) -> str:
        """What ShellCheck is to read; made when there is somebody to ask."""
        names = sorted({name for name in (*self.run.env, *PREDEFINED, "HOME", "PATH") if _NAME.fullmatch(name)})
        head = f"# shellcheck shell={self._dialect}\nexport {' '.join(names)}{_options(self.run)}"
        return f"{head}\n{self._excerpt.text}\n"

    @fact
    def ignored(self) -> frozenset[int]:
        """Codes that the script's first lines take back for all of it."""
        return _ignored(self._excerpt.text)

    @property
    def closed(self) -> bool:
        """No base image sets variables."""
        return self.run.stage is not None and self.run.stage.from_scratch()

    def span(self, start: tuple[int, int], end: tuple[int, int]) -> Span | None:
        """The place in the file of a stretch of the text; None for one that begins in the preamble."""
        low, high = self._offset(start), self._offset(end)
        if low is None or high is None:
            return None
        # What cannot be read is told of as a point.
        return self._excerpt.span(low, min(max(low + 1, high), len(self._excerpt.text)))

    def after(self, place: tuple[int, int]) -> str:
        """The text behind a place."""
        return self._excerpt.text[self._offset(place) or 0 :]

    def _offset(self, place: tuple[int, int]) -> int | None:
        if not self._starts:
            starts, at = [0], self._excerpt.text.find("\n")
            while at >= 0:
                starts.append(at + 1)
                at = self._excerpt.text.find("\n", at + 1)
            self._starts = starts
        line = place[0] - PREAMBLE - 1
        if line < 0:
            return None
        start = self._starts[min(line, len(self._starts) - 1)]
        return min(start + place[1] - 1, len(self._excerpt.text))


def prepared(run: Run) -> Prepared | None:
    """A RUN made ready; None for what is no shell script, or too long."""
    excerpt, shell = _excerpt(run)
    if excerpt is None or not excerpt.text.strip() or len(excerpt.text) > LONGEST:
        return None
    dialect, guessed = _dialect(run, excerpt, shell)
    return Prepared(run, excerpt, dialect, guessed=guessed) if dialect is not None else None


def _excerpt(run: Run) -> tuple[Excerpt | None, str]:
    """The text that a shell reads, and the name of that shell where the instruction itself says it."""
    node, script = run.node, run.script
    if node.form == "exec":
        known = script is not None and bool(script.excerpt.runs)
        return (script.excerpt, posixpath.basename(node.words[0].text)) if known and script is not None else (None, "")
    bodies = [heredoc.content for heredoc in node.heredocs if heredoc.terminated]
    if script is not None and node.text is not None and bodies:
        if script.excerpt.text == bodies[0].text:
            return script.excerpt, ""
        first = script.commands[0] if script.commands else None
        fed = first is not None and first.program in DIALECTS and node.heredocs[0].start == node.text.start
        return (bodies[0], first.program) if fed and first is not None and not first.arguments else (None, "")
    if script is not None:
        return script.excerpt, ""
    foreign = run.shell is not None and run.shell.foreign
    windows = run.stage is None or run.stage.windows
    if node.text is None or node.heredocs or node.broken_exec or foreign or windows:
        return None, ""
    return node.text.excerpt, ""


def _dialect(run: Run, excerpt: Excerpt, shell: str) -> tuple[str | None, bool]:
    """The dialect, and whether it is only a guess; None for a shell that ShellCheck does not know."""
    shebang = _SHEBANG.match(excerpt.text)
    if shebang:
        return DIALECTS.get(shebang[1]), False
    own = [match[1] for comment in (run.parent or run).comment_above if (match := _OWN_SHELL.match(comment.text))]
    argv = run.shell.argv if run.shell is not None else []
    if own and not shell:
        return DIALECTS.get(posixpath.basename(own[-1])), False
    name = shell or (posixpath.basename(argv[0]) if argv else "sh")
    if name != "sh":
        return DIALECTS.get(name), False
    base = run.stage.external_base() if run.stage is not None else None
    family = base.facts.family if base is not None and base.facts is not None else None
    if family in RPM:
        return "bash", True
    return (FAMILIES[family], False) if family in FAMILIES else ("dash", True)


def _options(run: Run) -> str:
    """What SHELL switches on, as a `set` on the last line of the preamble."""
    arguments = run.shell.argv[1:] if run.shell is not None and run.node.form == "shell" else []
    letters = "".join(word[1:] for word in arguments if word.startswith("-") and not word.startswith("--"))
    options = [f"-{letter}" for letter in "eu" if letter in letters]
    options += ["-o pipefail"] if "pipefail" in arguments else []
    return f"; set {' '.join(options)}" if options else ""


def _ignored(text: str) -> frozenset[int]:
    """ShellCheck itself would relate a comment there to the first command only: it does not stand first any more."""
    codes: list[str] = []
    for line in text.split("\n"):
        if not line.lstrip().startswith("#"):
            break
        codes += _CODE.findall(line) if _OWN_DIRECTIVE.match(line.lstrip()) else ()
    return frozenset(map(int, codes))
