"""Every file of one stack, each read and parsed once, with what was wrong on the way."""

from __future__ import annotations

from collections.abc import Sequence

from ..core.defect import Defect, Place, Problem
from ..core.source import Excerpt, Source, Span
from ..model.compose import TextFile
from ..syntax import dotenv, yaml
from ..syntax.interpolation import Found, Lookup
from ..workspace import Unreadable, Workspace
from .environment import Environment, read_env
from .ignoring import IgnoredByGit

TEMPLATES = (".example", ".sample", ".dist", ".template")
"""Endings of files that are committed in place of one that everybody makes for themselves."""

MOST_ENV_TEXT = 4 << 20
"""Characters of env files that a stack's services read, each file counted for each of them."""


class Files:
    """The files of a stack by path, in the order in which they were first read."""

    def __init__(self, workspace: Workspace, shared: SharedFacts | None = None) -> None:
        self.workspace = workspace
        self.by_path: dict[str, TextFile] = {}
        self.problems: list[Problem] = []
        self.judged: set[str] = set()
        """Files whose problems have been taken over already."""
        self.shared = shared or SharedFacts(workspace)
        self.room = MOST_ENV_TEXT
        self.unseen: list[tuple[Place, str]] = []
        """What is not looked at: the place that names it, and the reason."""
        self.environment_known = True
        """Of every env file of the project it is known whether it exists, and what it says."""

    def all(self) -> list[TextFile]:
        return list(self.by_path.values())

    def compose(self, path: str, at: Place | None = None) -> TextFile | None:
        """A compose file, parsed; None (and a problem) when it cannot be read. `at` is where it is named."""
        known = self.by_path.get(path)
        if known is not None:
            return known
        source = self.read(path, at)
        if source is None:
            return None
        stream = yaml.parse(source)
        self.problems += stream.problems
        file = self.by_path[path] = TextFile(source, "compose", stream=stream)
        return file

    def environment(self, paths: Sequence[str], environment: Environment) -> None:
        """Env files of a project, added to the environment; one that is not there adds nothing."""
        sources = []
        for path in paths:
            self.environment_known = self.environment_known and self.workspace.exists(path) is not None
            if self.workspace.exists(path) is True and not self.workspace.is_dir(path):
                source = self.read(path, None)
                if source is not None:
                    sources.append(source)
        for source, tree in zip(sources, environment.add_files(sources), strict=True):
            self.env_file(source.path, source, tree).fills = True
            self.environment_known = self.environment_known and not tree.problems

    def service_env(
        self, path: str, at: Place, lookup: Lookup, earlier: dict[str, Found], *, raw: bool = False, blank: bool = False
    ) -> tuple[TextFile, dotenv.EnvFile] | None:
        """A service's env file, read with the names that `lookup` and the earlier files of the service define."""
        source = self.read(path, at)
        if source is None or self.room < 0:
            return None
        self.room -= len(source.text)
        tree = read_env(source, lookup, earlier, blank=blank, raw=raw)
        file = self.env_file(path, source, tree)
        file.formats.add("raw" if raw else "")
        return file, tree

    def env_file(self, path: str, source: Source, tree: dotenv.EnvFile) -> TextFile:
        file = self.by_path.get(path)
        if file is None:
            self.problems += tree.problems
            file = self.by_path[path] = TextFile(source, "env", self.shared.of(path), entries=tree)
        return file

    def dockerfile(self, path: str, at: Place | None) -> TextFile | None:
        """A Dockerfile, parsed into its model; every build of it meets the same object."""
        known = self.by_path.get(path)
        if known is not None:
            return known
        source = self.read(path, at)
        if source is None:
            return None
        from .dockerfile import build_dockerfile

        dockerfile = build_dockerfile(Excerpt.verbatim(source), path=path)
        self.problems += dockerfile.problems
        file = self.by_path[path] = TextFile(source, "dockerfile", dockerfile=dockerfile)
        return file

    def read(self, path: str, at: Place | None) -> Source | None:
        """A file's text; what cannot be read is a problem, at the place that names it or at the file itself."""
        found = self.workspace.read(path)
        if not isinstance(found, Unreadable):
            return found
        if found.kind == "missing" and at is not None:
            self.missing(path, at)
            return None
        if found.kind == "outside" and at is not None:
            self.unseen.append((at, f"{path} lies outside of what is read"))
            return None
        place = Span(Source(path, ""), 0, 0) if at is None else at
        self.problems.append(Problem("unreadable-file", Defect(place, f"{path} {found.reason}")))
        return None

    def missing(self, path: str, at: Place) -> None:
        """Reports a file that is certainly absent; one that everybody makes for themselves is only a warning."""
        if path.startswith("~") or self.workspace.exists(path) is not False:
            return
        template = next((path + end for end in TEMPLATES if self.workspace.exists(path + end)), None)
        if template is not None:
            help = f"Make it from its template: cp {template} {path}"
            defect = Defect(at, f"{path} does not exist yet, only {template}", help=help, severity="warning")
        elif self.shared.ignored(path):
            help = f"Everybody has to make it; a committed {path}{TEMPLATES[0]} would show how."
            defect = Defect(at, f"{path} does not exist, and git ignores it", help=help, severity="warning")
        else:
            defect = Defect(at, f"{path} does not exist")
        self.problems.append(Problem("missing-file", defect))


class SharedFacts:
    """Whether git hands a file on: tracked, or lying in a repository without being ignored."""

    def __init__(self, workspace: Workspace, git: IgnoredByGit | None = None) -> None:
        self.workspace = workspace
        self.git = git or IgnoredByGit(workspace)

    def seen_by(self, workspace: Workspace) -> SharedFacts:
        """The same facts for a view of the workspace, which takes note of what is asked."""
        return SharedFacts(workspace, self.git)

    def of(self, path: str) -> bool | None:
        """None without git facts."""
        tracked = self.workspace.tracked(path)
        if tracked or tracked is None:
            return tracked
        return not self.ignored(path)

    def ignored(self, path: str, is_dir: bool = False) -> bool:
        self.workspace.note("ignored_dir" if is_dir else "ignored", path)
        return self.git.ignored(path, is_dir)
