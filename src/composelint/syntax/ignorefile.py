"""`.dockerignore` and `.gitignore`: text -> patterns with spans, and which path they take out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..core.source import Source, Span
from . import glob

MAX_PATTERNS = 10_000
"""Patterns of one file that are read."""
_MAX_DIRECTORIES = 20_000
"""Directories whose results are remembered at a time."""


class Pattern:
    """One line. `text` is cleaned, without `!` and slashes at its ends."""

    __slots__ = ("directories_only", "glob", "negated", "on_names", "span", "text")

    def __init__(self, text: str, compiled: glob.Glob, span: Span, negated: bool) -> None:
        self.text = text
        self.glob = compiled
        self.span = span
        self.negated = negated
        self.on_names = False
        """Only git: matched against the last component, at any depth."""
        self.directories_only = False
        """Only git: written with a slash at its end."""

    def __repr__(self) -> str:
        return f"Pattern({'!' * self.negated}{self.text})"


class Malformed:
    """A line that Docker refuses, and why."""

    __slots__ = ("message", "span")

    def __init__(self, span: Span, message: str) -> None:
        self.span = span
        self.message = message


class IgnoreFile:
    """A `.dockerignore`. With a `malformed` line Docker refuses to build."""

    __slots__ = ("_results", "malformed", "patterns", "source")

    def __init__(self, source: Source) -> None:
        self.source = source
        self.patterns: list[Pattern] = []
        self.malformed: list[Malformed] = []
        self._results: dict[str, bytearray] = {}

    @property
    def allow_list(self) -> bool:
        """Everything is taken out first, so that only what `!` brings back reaches the builder."""
        return any(not pattern.negated and pattern.text in ("*", "**", "**/*") for pattern in self.patterns)

    def excludes(self, path: str) -> Pattern | None:
        """The pattern that keeps a context-relative path from the builder; None when the path is sent."""
        return self._judge(path, self._hits(path.rpartition("/")[0]))[0]

    def keeps_below(self, directory: str) -> bool:
        """Whether anything below a directory may be sent; False allows not to look there."""
        decider = self.excludes(directory)
        if decider is None:
            return True
        later = self.patterns[self.patterns.index(decider) + 1 :]
        return any(pattern.negated and pattern.glob.may_match_below(directory) for pattern in later)

    def _judge(self, path: str, above: bytearray) -> tuple[Pattern | None, bytearray]:
        """The deciding pattern, and which patterns hit the path or, by `above`, one of its parents.

        As BuildKit does it: a pattern that would change nothing is not asked, and so does not hit what lies below.
        """
        hits = bytearray(above)
        decider = None
        for at, pattern in enumerate(self.patterns):
            if not above[at]:
                if pattern.negated is (decider is None) or not pattern.glob.matches(path):
                    continue
                hits[at] = True
            decider = None if pattern.negated else pattern
        return decider, hits

    def _hits(self, directory: str) -> bytearray:
        """The hits of a directory and its parents, remembered."""
        if (known := self._results.get(directory)) is not None:
            return known
        if len(self._results) > _MAX_DIRECTORIES:
            self._results.clear()
        hits = bytearray(len(self.patterns))
        for parent in _parents(directory) if directory else ():
            found = self._results.get(parent)
            hits = self._results[parent] = self._judge(parent, hits)[1] if found is None else found
        return hits


def parse_dockerignore(source: Source) -> IgnoreFile:
    """The reading of moby's `ignorefile` and `patternmatcher` packages."""
    file = IgnoreFile(source)
    for line, start in _lines(source):
        text = line.strip()
        if not text or line[0] == "#":
            continue
        begin = start + line.index(text)
        span = Span(source, begin, begin + len(text))
        if len(file.patterns) >= MAX_PATTERNS:
            file.malformed.append(Malformed(span, f"more than {MAX_PATTERNS} patterns; the rest is not read"))
            break
        negated = text[0] == "!"
        cleaned = _clean(text[1:].strip() if negated else text)
        # `/!x` becomes `!x` by losing its slash, and only then is read as a re-inclusion.
        if not negated and cleaned[0] == "!":
            negated, cleaned = True, cleaned[1:]
        compiled = glob.docker(cleaned)
        if negated and cleaned in ("", "/"):
            file.malformed.append(Malformed(span, "`!` brings nothing back: no pattern stands behind it"))
        elif compiled is None:
            file.malformed.append(Malformed(span, "the pattern is malformed: an unfinished `[…]` or a last `\\`"))
        else:
            file.patterns.append(Pattern(cleaned, compiled, span, negated))
    return file


def _clean(text: str) -> str:
    """Go's filepath.Clean, then without the leading slash; a pattern that is nothing stays empty."""
    if not text:
        return ""
    parts: list[str] = []
    rooted = text[0] == "/"
    for part in text.split("/"):
        if part == ".." and (rooted or parts) and parts[-1:] != [".."]:
            del parts[-1:]
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts) or ("/" if rooted else ".")


class GitIgnore:
    """One `.gitignore`; `base` is its directory relative to the root, empty at the root."""

    __slots__ = ("base", "patterns", "source")

    def __init__(self, source: Source, base: str) -> None:
        self.source = source
        self.base = base
        self.patterns: list[Pattern] = []

    def decide(self, path: str, is_dir: bool) -> Pattern | None:
        """The last pattern that matches the path itself; its parents are not asked."""
        if self.base:
            if not path.startswith(f"{self.base}/"):
                return None
            path = path[len(self.base) + 1 :]
        path = _as_git_sees(path)
        name = path.rpartition("/")[2]
        for pattern in reversed(self.patterns):
            if (is_dir or not pattern.directories_only) and pattern.glob.matches(name if pattern.on_names else path):
                return pattern
        return None

    def ignored(self, path: str, is_dir: bool) -> bool:
        """Whether this file alone has git ignore a path (relative to the root)."""
        return GitIgnores([self]).ignored(path, is_dir)


class GitIgnores:
    """The `.gitignore` files of a tree: the deeper one wins, and nothing comes back from an ignored directory."""

    __slots__ = ("_directories", "_files")

    def __init__(self, files: Iterable[GitIgnore]) -> None:
        self._files = {file.base: file for file in files if file.patterns}
        self._directories: dict[str, bool] = {"": False}

    def add(self, file: GitIgnore) -> None:
        """One file more; to be added before anything in its directory is asked for."""
        if file.patterns:
            self._files[file.base] = file

    def ignored(self, path: str, is_dir: bool) -> bool:
        if not self._files:
            return False
        *parents, last = _parents(path)
        above = ""
        for parent in parents:
            if parent not in self._directories:
                if len(self._directories) > _MAX_DIRECTORIES:
                    self._directories = {"": False}
                self._directories[parent] = self._matched(parent, above, is_dir=True)
            if self._directories[parent]:
                return True
            above = parent
        return self._matched(last, above, is_dir)

    def _matched(self, path: str, directory: str, is_dir: bool) -> bool:
        while True:
            file = self._files.get(directory)
            decider = file.decide(path, is_dir) if file else None
            if decider is not None:
                return not decider.negated
            if not directory:
                return False
            directory = directory.rpartition("/")[0]


def parse_gitignore(source: Source, base: str = "") -> GitIgnore:
    """The reading of git's dir.c; lines that git cannot use match nothing, and git says nothing either."""
    file = GitIgnore(source, base)
    for line, start in _lines(source):
        text = _without_trailing_blanks(line)
        if not text or text[0] == "#" or len(file.patterns) >= MAX_PATTERNS:
            continue
        span = Span(source, start, start + len(text))
        negated = text[0] == "!"
        text = text[negated:]
        directories_only = text.endswith("/")
        text = text.removesuffix("/")
        on_names = "/" not in text
        compiled = glob.git(_as_git_sees(text.removeprefix("/")), basename=on_names)
        if compiled is not None:
            pattern = Pattern(text, compiled, span, negated)
            pattern.on_names = on_names
            pattern.directories_only = directories_only
            file.patterns.append(pattern)
    return file


def _as_git_sees(text: str) -> str:
    """git compares bytes: to its `?` an `é` is two characters."""
    return text if text.isascii() else text.encode("utf-8", "surrogatepass").decode("latin-1")


def _without_trailing_blanks(line: str) -> str:
    """Blanks at the end are no part of a pattern, unless a backslash protects them."""
    text = line.rstrip(" ")
    slashes = len(text) - len(text.rstrip("\\"))
    return text + " " if slashes % 2 and len(text) < len(line) else text


def _lines(source: Source) -> Iterator[tuple[str, int]]:
    """Lines without their ends, and where they start."""
    start = 0
    for line in source.text.split("\n"):
        yield line.removesuffix("\r"), start
        start += len(line) + 1


def _parents(path: str) -> Iterator[str]:
    """`a`, `a/b`, `a/b/c` of `a/b/c`."""
    at = path.find("/")
    while at >= 0:
        yield path[:at]
        at = path.find("/", at + 1)
    yield path
