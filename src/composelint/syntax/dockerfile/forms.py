"""Arguments of each instruction: which forms it takes, and what the builder refuses."""

from __future__ import annotations

from collections.abc import Callable

from ...core.patterns import pattern
from .scan import KEYWORD, Logical
from .splitting import Word, blank_words, is_json_array, json_strings, quoted_words, read_flags, skip_spaces
from .tree import InstructionNode, Pair
from .words import BLANKS, SPACES

FLAGS: dict[str, frozenset[str]] = {
    "FROM": frozenset(("platform",)),
    "RUN": frozenset(("mount", "network", "security", "device")),
    "COPY": frozenset(("from", "chown", "chmod", "link", "parents", "exclude")),
    "ADD": frozenset(("chown", "chmod", "link", "checksum", "keep-git-dir", "unpack", "exclude")),
    "HEALTHCHECK": frozenset(("interval", "timeout", "start-period", "start-interval", "retries")),
}
"""Flags of Docker's frontend 1.20; instructions that are not here have none."""
REPEATABLE_FLAGS = frozenset(("mount", "device", "exclude"))
BOOLEAN_FLAGS = frozenset(("link", "parents", "keep-git-dir", "unpack"))

EXPANDING = frozenset(
    ("ADD", "ARG", "COPY", "ENV", "EXPOSE", "FROM", "LABEL", "STOPSIGNAL", "USER", "VOLUME", "WORKDIR")
)
"""Instructions whose words the builder expands."""

_STAGE_NAME = pattern(r"[a-z][a-z0-9-_.]*")
_BLANK = pattern(f"[{BLANKS}]+")

Fault = tuple[int, int, str]
"""[start, end) of the joined line, and what is wrong there."""


class Reading:
    """One instruction while its arguments are read."""

    __slots__ = ("faults", "line", "node", "start", "stop")

    def __init__(self, line: Logical, node: InstructionNode, start: int, stop: int) -> None:
        self.line = line
        self.node = node
        self.start = start
        self.stop = stop
        self.faults: list[Fault] = []

    def refuse(self, message: str, word: Word | Pair | None = None) -> None:
        node = self.node
        start, end = (node.at, node.at + len(node.keyword)) if word is None else (word.start, word.end)
        self.faults.append((start, end, f"{node.keyword} {message}"))

    def json(self, start: int) -> bool:
        """Read the exec form, if it is one."""
        text = self.line.text
        if not text.startswith("[", start):
            return False
        words = json_strings(self.line, start, self.stop)
        if words is None:
            if is_json_array(text[: self.stop], start):
                self.refuse("takes an array of strings only", Word(self.line, start, self.stop))
            return False
        self.node.words = words
        self.node.form = "exec"
        return True


def read(
    line: Logical, keyword: str, start: int, stop: int, *, at: int | None = None
) -> tuple[InstructionNode, list[Fault]]:
    """The instruction whose arguments are text[start:stop] of a line, and what the builder refuses in it."""
    reader = READERS.get(keyword)
    node = InstructionNode(line, keyword, skip_spaces(line.text, 0) if at is None else at, stop, reader is not None)
    if reader is None:
        node.text = Word(line, start, stop) if start < stop else None
        return node, []
    flags, begin = read_flags(line, start) if line.text.startswith("--", start) else ([], start)
    begin = min(begin, stop)
    names = FLAGS.get(keyword, frozenset())
    for flag in flags:
        flag.known = flag.name in names
    node.flags = flags
    reading = Reading(line, node, begin, stop)
    if begin < stop:
        node.text = Word(line, begin, stop)
    reader(reading)
    if keyword in EXPANDING and at is None:
        _substitutions(reading)
    return node, reading.faults


def _substitutions(reading: Reading) -> None:
    """Report the words that the builder cannot expand."""
    node, text = reading.node, reading.line.text
    if "$" not in text and '"' not in text and "'" not in text:
        return
    words: list[Word | None] = [flag.value for flag in node.flags]
    words += node.words
    for pair in node.pairs:
        words += (pair.key, pair.value)
    for word in words:
        if word is not None and not word.parts and word.error is not None:
            reading.faults.append(_fault(node, word))


def _fault(node: InstructionNode, word: Word) -> Fault:
    assert word.error is not None
    start, end = word.place(word.error.start), word.place(word.error.end, closing=True)
    return start, max(end, start + 1), f"{node.keyword} {word.error.message}"


def _shell_or_exec(reading: Reading) -> None:
    node = reading.node
    if not reading.json(reading.start):
        node.form = "shell" if node.text else "none"
    elif not node.words and node.keyword == "RUN":
        reading.refuse("has an empty array, there is nothing to run", node.text)


def _shell(reading: Reading) -> None:
    if not reading.json(reading.start):
        if not reading.faults:
            reading.refuse("takes a JSON array only", reading.node.text)
    elif not reading.node.words:
        reading.refuse("has an empty array", reading.node.text)


def _healthcheck(reading: Reading) -> None:
    node, line = reading.node, reading.line
    end = reading.start
    while end < reading.stop and line.text[end] not in SPACES:
        end += 1
    if end == reading.start:
        reading.refuse("has no arguments")
        return
    node.kind = Word(line, reading.start, end)
    begin = skip_spaces(line.text, end)
    node.text = Word(line, begin, reading.stop) if begin < reading.stop else None
    kind = node.kind.text.upper()
    if kind == "NONE":
        if node.text:
            reading.refuse("NONE takes no arguments", node.text)
    elif kind != "CMD":
        reading.refuse("takes CMD or NONE only", node.kind)
    elif node.text is None:
        reading.refuse("CMD has no command", node.kind)
    elif reading.json(begin):
        if not node.words:
            reading.refuse("CMD has no command", node.text)
    else:
        node.form = "shell"


def _paths(reading: Reading) -> None:
    node = reading.node
    if not reading.json(reading.start):
        node.words = blank_words(reading.line, reading.start, reading.stop)
    if node.keyword == "VOLUME":
        if not node.words:
            reading.refuse("has no arguments", node.text)
        for word in node.words:
            if not word.text.strip(SPACES):
                reading.refuse("has an empty entry", word)
    elif len(node.words) < 2:
        if not reading.faults:
            reading.refuse("needs a source and a destination")
    elif node.form != "exec":
        for heredoc in reading.line.heredocs:
            if heredoc.end > node.words[-1].start:
                reading.refuse("cannot have a heredoc as its destination", node.words[-1])


def _pairs(reading: Reading) -> None:
    node, line, text = reading.node, reading.line, reading.line.text
    words = quoted_words(line, reading.start, reading.stop)
    if not words:
        reading.refuse("has no arguments")
    elif node.keyword != "ARG" and "=" not in words[0].text:
        blank = _BLANK.search(text, reading.start, reading.stop)
        if blank is None:
            reading.refuse("needs a name and a value", words[0])
            return
        key, value = Word(line, reading.start, blank.start()), Word(line, blank.end(), reading.stop)
        node.pairs.append(Pair(line, reading.start, reading.stop, key, value, True))
    else:
        node.pairs = [pair for word in words if (pair := _pair(reading, word)) is not None]


def _pair(reading: Reading, word: Word) -> Pair | None:
    equals = word.text.find("=")
    if equals == 0:
        reading.refuse("has a value without a name", word)
    elif equals > 0:
        key, value = word.sub(0, equals), word.sub(equals + 1, len(word.text))
        return Pair(word.line, word.start, word.end, key, value, False)
    elif reading.node.keyword == "ARG":
        return Pair(word.line, word.start, word.end, word, None, False)
    else:
        reading.refuse("has a word without `=`", word)
    return None


def _from(reading: Reading) -> None:
    words = reading.node.words = blank_words(reading.line, reading.start, reading.stop)
    if not words:
        reading.refuse("has no image")
    elif len(words) == 3 and words[1].text.upper() == "AS":
        if _STAGE_NAME.fullmatch(words[2].text.lower()) is None:
            reading.refuse("has an invalid stage name", words[2])
    elif len(words) != 1:
        reading.refuse("takes `image` or `image AS name`", words[1])


def _words(reading: Reading) -> None:
    reading.node.words = blank_words(reading.line, reading.start, reading.stop)
    if not reading.node.words:
        reading.refuse("has no arguments")


def _whole(reading: Reading) -> None:
    if reading.node.text is None:
        reading.refuse("has no value")
    else:
        reading.node.words = [reading.node.text]


def _onbuild(reading: Reading) -> None:
    node, line = reading.node, reading.line
    match = KEYWORD.match(line.text, reading.start, reading.stop)
    if match is None:
        reading.refuse("has no instruction")
        return
    keyword = match[0].upper()
    if keyword == "ONBUILD":
        node.nested = InstructionNode(line, keyword, match.start(), reading.stop, True)
        return
    begin = min(skip_spaces(line.text, match.end()), reading.stop)
    node.nested, faults = read(line, keyword, begin, reading.stop, at=match.start())
    reading.faults += faults


READERS: dict[str, Callable[[Reading], None]] = {
    "ADD": _paths,
    "ARG": _pairs,
    "CMD": _shell_or_exec,
    "COPY": _paths,
    "ENTRYPOINT": _shell_or_exec,
    "ENV": _pairs,
    "EXPOSE": _words,
    "FROM": _from,
    "HEALTHCHECK": _healthcheck,
    "LABEL": _pairs,
    "MAINTAINER": _whole,
    "ONBUILD": _onbuild,
    "RUN": _shell_or_exec,
    "SHELL": _shell,
    "STOPSIGNAL": _whole,
    "USER": _whole,
    "VOLUME": _paths,
    "WORKDIR": _whole,
}
KEYWORDS = tuple(READERS)
