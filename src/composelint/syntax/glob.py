"""Path patterns as Docker's ignore files and git's write them, matched in linear time whatever the pattern.

A pattern is a row of cells, an automaton whose set of live positions is one integer. Steps are remembered as they
are first taken, so that a much used pattern costs two dictionary look-ups per character.
"""

from __future__ import annotations


class CharSet:
    """`[a-z]`. `slash` says whether the set may match `/`, which differs between the two dialects."""

    __slots__ = ("negated", "ranges", "slash")

    def __init__(self, ranges: list[tuple[str, str]], negated: bool, slash: bool) -> None:
        self.ranges = ranges
        self.negated = negated
        self.slash = slash

    def __contains__(self, char: str) -> bool:
        if char == "/" and not self.slash:
            return False
        return any(low <= char <= high for low, high in self.ranges) is not self.negated


class Wild:
    """A cell that is no single known character: one that is not `/`, a run of those, any directories, anything."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name


ONE, RUN, DIRECTORIES, INSIDE, ANYTHING = map(Wild, ("one", "run", "directories", "inside", "anything"))
Cell = str | Wild | CharSet
_REPEATED = (RUN, DIRECTORIES, ANYTHING)
"""Cells that, next to themselves, mean no more than once."""

MAX_CELLS = 4096
"""No path is longer, so a pattern with more characters is not worth an automaton: it matches nothing."""
_MAX_STEPS = 20_000
"""Remembered steps of one pattern; behind that it forgets them all, as hostile patterns would fill the memory."""


class Glob:
    """A compiled pattern, to be matched against whole paths."""

    __slots__ = ("_cells", "_empty", "_final", "_masks", "_needle", "_steps", "_taken", "literal")

    def __init__(self, cells: list[Cell]) -> None:
        text = "".join([cell if isinstance(cell, str) else "\0" for cell in cells])
        self.literal: str | None = text if all(isinstance(cell, str) for cell in cells) else None
        """The only text that matches, when nothing in the pattern is wild."""
        self._needle = max(text.split("\0"), key=len)
        self._cells = cells
        self._final = 0
        self._masks: dict[str, tuple[int, int]] = {}
        self._steps: dict[int, dict[str, int]] = {}
        self._taken = 0

    def _prepare(self) -> None:
        """Lay the automaton out; most patterns are decided by their literal parts and never need one."""
        written, self._cells = self._cells, []
        for before, cell in zip([None, *written], written, strict=False):
            if cell is not before or cell not in _REPEATED:
                self._cells += [DIRECTORIES, INSIDE] if cell is DIRECTORIES else [cell]
        self._final = 1 << len(self._cells)
        self._empty = (self._mask(RUN, DIRECTORIES, ANYTHING), self._mask(DIRECTORIES))

    def matches(self, path: str) -> bool:
        if self.literal is not None:
            return path == self.literal
        return self._needle in path and self._after(path) >= self._final > 0

    def may_match_below(self, directory: str) -> bool:
        """Whether some path below a directory can match."""
        if self.literal is not None:
            return self.literal.startswith(f"{directory}/")
        return self._after(f"{directory}/") != 0

    def _mask(self, *wild: Wild) -> int:
        return sum(1 << at for at, cell in enumerate(self._cells) if cell in wild)

    def _after(self, path: str) -> int:
        """The live positions behind a text; 0 when no continuation can match any more."""
        if not self._final:
            self._prepare()
        state = self._closed(1)
        for char in path:
            row = self._steps.get(state)
            if row is None:
                row = self._steps[state] = {}
            after = row.get(char)
            if after is None:
                after = row[char] = self._step(state, char)
            if not after:
                return 0
            state = after
        return state

    def _step(self, state: int, char: str) -> int:
        self._taken += 1
        if self._taken > _MAX_STEPS:
            self._steps.clear()
            self._masks.clear()
            self._taken = 0
        masks = self._masks.get(char)
        if masks is None:
            masks = self._masks[char] = self._masks_of(char)
        moves, stays = masks
        return self._closed((state & moves) << 1 | state & stays)

    def _masks_of(self, char: str) -> tuple[int, int]:
        """Cells that take this character and are done; cells that take it and want more."""
        moves = self._mask(INSIDE) if char == "/" else self._mask(ONE)
        stays = self._mask(INSIDE, ANYTHING) if char == "/" else self._mask(INSIDE, ANYTHING, RUN)
        for at, cell in enumerate(self._cells):
            if not isinstance(cell, Wild) and (char == cell if isinstance(cell, str) else char in cell):
                moves |= 1 << at
        return moves, stays

    def _closed(self, state: int) -> int:
        """The positions, and those behind cells that may match nothing. Directories either start or are left out."""
        one, two = self._empty
        while (more := state | (state & one) << 1 | (state & two) << 2) != state:
            state = more
        return state


def docker(pattern: str) -> Glob | None:
    """A cleaned pattern of a `.dockerignore`, as moby's patternmatcher reads it; None when it is malformed."""
    if len(pattern) > MAX_CELLS:
        return Glob(["/", "/"])
    cells: list[Cell] = []
    at = 0
    while at < len(pattern):
        char = pattern[at]
        at += 1
        if char == "*":
            if not pattern.startswith("*", at):
                cells.append(RUN)
                continue
            at += 2 if pattern.startswith("*/", at) else 1
            # `**x` with nothing else special is a mere suffix there; otherwise `**` means whole directories.
            suffix = not cells and pattern[at - 1] != "/" and not set(pattern[at:]) & set("*?[]\\")
            cells.append(ANYTHING if suffix or at >= len(pattern) else DIRECTORIES)
        elif char == "?":
            cells.append(ONE)
        elif char == "[":
            found = _docker_set(pattern, at)
            if found is None:
                return None
            cells.append(found[0])
            at = found[1]
        elif char == "\\":
            if at >= len(pattern):
                return None
            cells.append(pattern[at])
            at += 1
        else:
            cells.append(char)
    return Glob(cells)


def _docker_set(pattern: str, at: int) -> tuple[CharSet, int] | None:
    """The set whose `[` stands before `at`, and where it ends."""
    negated = pattern.startswith("^", at)
    at += negated
    ranges: list[tuple[str, str]] = []
    while not (ranges and pattern.startswith("]", at)):
        ends: list[str] = []
        while True:
            if pattern[at : at + 1] in ("", "-", "]"):
                return None
            at += pattern[at] == "\\"
            if at + 1 >= len(pattern):
                return None
            ends.append(pattern[at])
            at += 1
            if len(ends) == 2 or pattern[at] != "-":
                break
            at += 1
        if ends[0] > ends[-1]:
            return None
        ranges.append((ends[0], ends[-1]))
    return CharSet(ranges, negated, slash=True), at + 1


def git(pattern: str, *, basename: bool) -> Glob | None:
    """A pattern of a `.gitignore` as git's wildmatch reads it; None when it can never match.

    `basename`: it has no slash and is matched against names, where `**` means no more than `*`.
    """
    if len(pattern) > MAX_CELLS:
        return None
    cells: list[Cell] = []
    at, first_wild = 0, True
    while at < len(pattern):
        char = pattern[at]
        at += 1
        if char == "*":
            start = at - 1
            while pattern.startswith("*", at):
                at += 1
            # git cuts the plain beginning off before it looks at what precedes `**`.
            bounded = first_wild or pattern[start - 1] == "/"
            if basename or at - start == 1 or not bounded or pattern[at : at + 1] not in ("", "/"):
                cells.append(RUN)
            elif at == len(pattern):
                cells.append(ANYTHING)
            else:
                cells.append(DIRECTORIES)
                at += 1
        elif char == "?":
            cells.append(ONE)
        elif char == "[":
            found = _git_set(pattern, at)
            if found is None:
                return None
            cells.append(found[0])
            at = found[1]
        elif char == "\\":
            if at >= len(pattern):
                return None
            cells.append(pattern[at])
            at += 1
        else:
            cells.append(char)
            continue
        first_wild = False
    return Glob(cells)


_CLASSES = {
    "alnum": [("0", "9"), ("A", "Z"), ("a", "z")],
    "alpha": [("A", "Z"), ("a", "z")],
    "blank": [(" ", " "), ("\t", "\t")],
    "cntrl": [("\0", "\x1f"), ("\x7f", "\x7f")],
    "digit": [("0", "9")],
    "graph": [("!", "~")],
    "lower": [("a", "z")],
    "print": [(" ", "~")],
    "punct": [("!", "/"), (":", "@"), ("[", "`"), ("{", "~")],
    "space": [("\t", "\r"), (" ", " ")],
    "upper": [("A", "Z")],
    "xdigit": [("0", "9"), ("A", "F"), ("a", "f")],
}


def _git_set(pattern: str, at: int) -> tuple[CharSet, int] | None:
    """The set whose `[` stands before `at`, and where it ends. A `]` right at the beginning is a member."""
    negated = pattern[at : at + 1] in ("!", "^") and at < len(pattern)
    at += negated
    ranges: list[tuple[str, str]] = []
    previous = ""
    start = at
    while at < len(pattern) and (at == start or pattern[at] != "]"):
        char = pattern[at]
        if char == "-" and previous and pattern[at + 1 : at + 2] not in ("", "]"):
            at += 2 if pattern[at + 1] == "\\" else 1
            ranges.append((previous, pattern[at : at + 1]))
            previous = ""
        elif char == "[" and pattern.startswith(":", at + 1) and (close := pattern.find("]", at + 2)) > 0:
            name = pattern[at + 2 : close - 1]
            if pattern[close - 1] == ":" and close > at + 2:
                if name not in _CLASSES:
                    return None
                ranges += _CLASSES[name]
                at, previous = close, ""
            else:
                ranges.append(("[", "["))
                previous = "["
        else:
            at += char == "\\"
            previous = pattern[at : at + 1]
            ranges.append((previous, previous))
        at += 1
    return None if at >= len(pattern) else (CharSet(ranges, negated, slash=False), at + 1)
