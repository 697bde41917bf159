"""What changed since a git revision: the tree as it was, linted again, and its findings taken out of the report.

The only place where git is run, because the caller asks for it. It reads objects and nothing else: no hook, no monitor,
no pager, no filter, no network, and no repository but the one that was named.
"""

from __future__ import annotations

import os
import posixpath
import subprocess
from collections import Counter
from collections.abc import Callable, Hashable, Sequence

from ..core.defect import Finding
from ..load.discover import Found, StackFiles, search
from ..load.ignoring import Exclusion, IgnoredByGit
from ..load.paths import directory_of
from ..workspace import Entry, Place, Unreadable, Workspace
from ..workspace.storage import Disk, leaves_root
from .baseline import known_of, subtract
from .report import Report, UsageError
from .targets import Spelled, one_stack, spelled_out

QUIETLY = (
    "--no-pager", "--no-replace-objects", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null",
    "-c", "protocol.allow=never", "-c", "safe.bareRepository=explicit", "-c", "core.quotePath=false",
)  # fmt: skip
KEPT = ("GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_QUARANTINE_PATH")
"""What a server's hook says of where its objects are; everything else of the kind points git elsewhere."""
MAX_HOPS = 40
_LINK, _SUBMODULE = "120000", "160000"


class Git:
    """The git of one work tree, by which the objects of one commit are read."""

    __slots__ = ("_batch", "_root", "revision")

    def __init__(self, root: str, revision: str) -> None:
        """Raises UsageError where there is no git, no repository, or no such revision."""
        self._root = root
        self._batch: subprocess.Popen[bytes] | None = None
        if not os.path.lexists(os.path.join(root, ".git")):
            raise UsageError(f"--since needs a git repository, and {os.path.relpath(root)} is none")
        self._run("rev-parse", "--git-dir")
        name, base = revision.removesuffix("..."), revision.endswith("...")
        commit = self._try("rev-parse", "--verify", "--quiet", f"{name}^{{commit}}") if name[:1] != "-" else None
        if not commit:
            raise UsageError(f"no revision is called {name[:80]!r} here; in a shallow clone it has to be fetched first")
        self.revision = commit.decode().strip()
        if base:
            common = self._try("merge-base", self.revision, "HEAD")
            if not common:
                raise UsageError(f"{name} and HEAD have no common ancestor here; a shallow clone may lack it")
            self.revision = common.decode().strip()

    def tree(self) -> dict[str, tuple[str, str]]:
        """Path -> (mode, object) of every file of the commit."""
        listing = self._run("ls-tree", "-r", "-z", "--full-tree", self.revision).decode("utf-8", "surrogateescape")
        files = {}
        for line in listing.split("\0"):
            facts, _, path = line.partition("\t")
            if path:
                mode, _, name = facts.split(" ")
                files[path] = (mode, name)
        return files

    def read(self, name: str, limit: int) -> bytes | None:
        """An object's content, or one byte more than `limit` of it; None when it is not here."""
        if self._batch is None:
            self._batch = subprocess.Popen(
                self._command("cat-file", "--batch"),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=_environment(self._root),
            )
        asked, answer = self._batch.stdin, self._batch.stdout
        assert asked is not None
        assert answer is not None
        try:
            asked.write(f"{name}\n".encode())
            asked.flush()
            head = answer.readline().split()
        except OSError:
            return None
        if len(head) != 3:
            return None
        size = int(head[2])
        content = answer.read(min(size, limit + 1))
        rest = size + 1 - len(content)
        while rest > 0 and (skipped := answer.read(min(rest, 1 << 20))):
            rest -= len(skipped)
        return content

    def close(self) -> None:
        if self._batch is not None:
            self._batch.communicate()
            self._batch = None

    def _command(self, *arguments: str) -> list[str]:
        return ["git", *QUIETLY, "-C", self._root, *arguments]

    def _try(self, *arguments: str) -> bytes | None:
        done = self._done(*arguments)
        return done.stdout if done.returncode == 0 else None

    def _run(self, *arguments: str) -> bytes:
        done = self._done(*arguments)
        if done.returncode != 0:
            said = done.stderr.decode("utf-8", "replace").strip().splitlines() or [f"git {arguments[0]} failed"]
            raise UsageError(f"git cannot read {os.path.relpath(self._root)}: {said[0].removeprefix('fatal: ')[:200]}")
        return done.stdout

    def _done(self, *arguments: str) -> subprocess.CompletedProcess[bytes]:
        try:
            return subprocess.run(
                self._command(*arguments),
                stdin=subprocess.DEVNULL,
                capture_output=True,
                env=_environment(self._root),
                check=False,
            )
        except OSError as error:
            raise UsageError(f"--since needs git, which cannot be run: {error.strerror}") from None


def _environment(root: str) -> dict[str, str]:
    """Ours, without what a hook or a user may have said to git about other repositories."""
    environment = {name: value for name, value in os.environ.items() if name[:4] != "GIT_" or name in KEPT}
    # A broken repository must not make git look for another one above it.
    return environment | {
        "GIT_CEILING_DIRECTORIES": os.path.dirname(os.path.realpath(root)),
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_NO_LAZY_FETCH": "1",
        "LC_ALL": "C",
    }


class Revision:
    """The files of a commit. What git ignores now stands as it is now: nobody changed it by a commit."""

    __slots__ = ("_children", "_disk", "_git", "_ignored", "_now", "complete", "files")

    def __init__(self, git: Git, now: Workspace, root: str) -> None:
        self.complete = True
        self.files = git.tree()
        self._git = git
        self._now = now
        self._disk = Disk(root)
        self._ignored = IgnoredByGit(now)
        self._children: dict[str, dict[str, bool]] = {".": {}}
        for path in self.files:
            self._enter(path)

    def _enter(self, path: str) -> None:
        is_dir = self.files[path][0] == _SUBMODULE
        while path != ".":
            parent, name = directory_of(path), posixpath.basename(path)
            known = parent in self._children
            self._children.setdefault(parent, {})[name] = is_dir
            if known:
                return
            path, is_dir = parent, True

    def holds(self, directory: str) -> bool:
        return directory in self._children

    def locate(self, path: str) -> Place | Unreadable:
        real = self._resolved(path)
        if real is None:
            return Unreadable(path, "is a symbolic link that leads to itself", "symlink-loop")
        mode = self.files.get(real, ("", ""))[0]
        if real in self._children or (mode and mode != _SUBMODULE):
            return Place(real, is_dir=real in self._children)
        if self._stays(real):
            return self._disk.locate(real)
        return Unreadable(path, "does not exist", "missing")

    def load(self, path: str, place: Place, limit: int) -> bytes | Unreadable:
        # Only what lies on disk has a stamp.
        if place.stamp is not None:
            return self._disk.load(path, place, limit)
        content = self._git.read(self.files[place.real][1], limit)
        return Unreadable(path, "is not in this clone", "error") if content is None else content

    def entries(self, path: str, place: Place) -> list[Entry] | None:
        if place.stamp is not None:
            return self._disk.entries(path, place)
        names = self._children[place.real]
        found = [
            Entry(name, is_dir, self.files.get(posixpath.normpath(f"{place.real}/{name}"), ("",))[0] == _LINK)
            for name, is_dir in names.items()
        ]
        beside = self._now.listing(place.real) or ()
        found += [
            it for it in beside if it.name not in names and self._stays(posixpath.normpath(f"{place.real}/{it.name}"))
        ]
        found.sort(key=lambda entry: entry.name)
        return found

    def store(self, path: str, text: str) -> None:
        raise PermissionError(f"{path} is history")

    def unbounded(self) -> Revision:
        return self

    def _stays(self, path: str) -> bool:
        """Whether a path is beyond the reach of commits: ignored, in a submodule, outside, git's own."""
        if leaves_root(path) or path.split("/", 1)[0] == ".git":
            return True
        above = path
        while above != ".":
            if self.files.get(above, ("",))[0] == _SUBMODULE:
                return True
            above = directory_of(above)
        return not self._now.tracked(path) and self._ignored.ignored(path, bool(self._now.is_dir(path)))

    def _resolved(self, path: str) -> str | None:
        """A path with the links in it followed; None when they lead nowhere in the end."""
        for _ in range(MAX_HOPS):
            link = self._first_link(path)
            if link is None:
                return path
            content = self._git.read(self.files[link][1], 4096) or b""
            target = posixpath.join(directory_of(link), content.decode("utf-8", "surrogateescape"))
            path = posixpath.normpath(target + path[len(link) :])
        return None

    def _first_link(self, path: str) -> str | None:
        at = path.find("/")
        while at >= 0:
            if self.files.get(path[:at], ("",))[0] == _LINK:
                return path[:at]
            at = path.find("/", at + 1)
        return path if self.files.get(path, ("",))[0] == _LINK else None


class Before(Workspace):
    """The workspace of a revision, in which exactly the files of the commit are tracked."""

    __slots__ = ("_revision",)

    def __init__(self, revision: Revision) -> None:
        super().__init__(revision)
        self._revision = revision

    def tracked(self, path: str) -> bool | None:
        return posixpath.normpath(path) in self._revision.files

    def tracks_below(self, directory: str) -> bool | None:
        return self._revision.holds(posixpath.normpath(directory))


def keep_new(
    report: Report,
    revision: str,
    root: str,
    now: Workspace,
    lint: Callable[[Workspace, Found], Report],
    *,
    files: Sequence[str] = (),
    exclude: Sequence[Exclusion] = (),
    spelled: Spelled = (),
) -> int:
    """Takes out of a report what was there at a revision; returns how many findings that were.

    `files` as for `-f`; else the stacks are searched for as they were. Raises UsageError.
    """
    git = Git(root, revision)
    try:
        before = Before(Revision(git, now, root))
        if files:
            still = [path for path in files if before.exists(path)]
            found = one_stack(still) if still else Found()
        else:
            found = _concerned(report, spelled_out(search(before, ".", exclude), ".", spelled), now)
        old = lint(before, found)
    finally:
        git.close()
    count = len(report.findings)
    met = {entry.fingerprint for entry in subtract(report, known_of(old.findings))}
    left = [finding for finding in old.findings if finding.fingerprint not in met]
    # What stands in a file that was only moved, or now belongs to another stack, is not new either;
    report.findings = _without(report.findings, left, _standing)
    # nor is what a stack said whose directory is gone, if it is said where none was.
    moved = [finding for finding in left if not now.exists(finding.identity[1])]
    fresh = [finding for finding in report.findings if not before.exists(finding.identity[1])]
    new = set(_without(fresh, moved, _saying))
    settled = {finding for finding in fresh if finding not in new}
    report.findings = [finding for finding in report.findings if finding not in settled]
    return count - len(report.findings)


def _without(findings: list[Finding], known: list[Finding], key: Callable[[Finding], Hashable]) -> list[Finding]:
    """Findings without as many of each kind as are known."""
    left = Counter(map(key, known))
    kept = []
    for finding in findings:
        kind = key(finding)
        if finding.rule != "internal-error" and left[kind] > 0:
            left[kind] -= 1
        else:
            kept.append(finding)
    return kept


def _concerned(report: Report, found: Found, now: Workspace) -> Found:
    """The old stacks which may have had the findings of a report: in the same place, or of files that moved away."""
    places = {finding.identity[1] for finding in report.findings}
    places |= {directory_of(finding.span.source.path) for finding in report.findings}

    def moved(files: StackFiles) -> bool:
        return not all(now.exists(path) for path in files.compose)

    stacks = [files for files in found.stacks if files.directory in places or moved(files)]
    dockerfiles = [path for path in found.dockerfiles if directory_of(path) in places or not now.exists(path)]
    return Found(stacks, dockerfiles)


def _standing(finding: Finding) -> tuple[str, str, int, int]:
    span = finding.span
    return finding.rule, span.source.text, span.start, span.end


def _saying(finding: Finding) -> tuple[str, str, str, str]:
    rule, _, service, key, _ = finding.identity
    return rule, service, key, finding.message
