"""Arguments of each instruction: which forms it takes, and what the builder refuses."""

from __future__ import annotations

from collections.abc import Callable

from ...core.patterns import pattern
from .scan import Logical
from .splitting import Word, blank_words, is_json_array, json_strings, quoted_places, read_flags, skip_spaces
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


Reader = Callable[[InstructionNode, list[Fault]], None]
"""Takes the arguments of an instruction apart, and adds what the builder refuses there."""


def read(line: Logical, faults: list[Fault], at: int = 0, *, nested: bool = False) -> InstructionNode:
    """The instruction that begins at or after a place of a line; what the builder refuses in it is added to `faults`.

    `nested`: it is the trigger of an ONBUILD, in which nothing is expanded yet.
    """
    written, at, start, stop = line.split(at)
    keyword = written.upper()
    reader = READERS.get(keyword)
    node = InstructionNode(line, keyword, at, start, stop, reader is not None)
    if reader is None:
        return node
    if line.text.startswith("--", start):
        node.flags, begin = read_flags(line, start)
        node.begin = min(begin, stop)
        names = FLAGS.get(keyword, frozenset())
        for flag in node.flags:
            flag.known = flag.name in names
    reader(node, faults)
    if keyword in EXPANDING and not nested:
        _substitutions(node, faults)
    return node


def _refuse(node: InstructionNode, faults: list[Fault], message: str, at: tuple[int, int] | None = None) -> None:
    start, end = at or (node.at, node.at + len(node.keyword))
    faults.append((start, end, f"{node.keyword} {message}"))


def _refuse_all(node: InstructionNode, faults: list[Fault], message: str) -> None:
    """Refuse the arguments, or the keyword where there are none."""
    _refuse(node, faults, message, (node.begin, node.stop) if node.begin < node.stop else None)


def _json(node: InstructionNode, faults: list[Fault]) -> bool:
    """Read the exec form, if it is one."""
    text = node.line.text
    if not text.startswith("[", node.begin):
        return False
    words = json_strings(node.line, node.begin, node.stop)
    if words is None:
        if is_json_array(text[: node.stop], node.begin):
            _refuse_all(node, faults, "takes an array of strings only")
        return False
    node.words = words
    node.form = "exec"
    return True


def _substitutions(node: InstructionNode, faults: list[Fault]) -> None:
    """Report the words that the builder cannot expand."""
    text = node.line.text
    if "$" not in text and '"' not in text and "'" not in text:
        return
    words: list[Word | None] = [flag.value for flag in node.flags]
    words += node.words
    for pair in node.pairs:
        words += (pair.key, pair.value)
    for word in words:
        if word is not None and not word.plain and not word.parts and word.error is not None:
            start, end = word.place(word.error.start), word.place(word.error.end, closing=True)
            _refuse(node, faults, word.error.message, (start, max(end, start + 1)))


def _shell_or_exec(node: InstructionNode, faults: list[Fault]) -> None:
    if not _json(node, faults):
        node.form = "shell" if node.begin < node.stop else "none"
    elif not node.words and node.keyword == "RUN":
        _refuse_all(node, faults, "has an empty array, there is nothing to run")


def _shell(node: InstructionNode, faults: list[Fault]) -> None:
    if not _json(node, faults):
        if not faults:
            _refuse_all(node, faults, "takes a JSON array only")
    elif not node.words:
        _refuse_all(node, faults, "has an empty array")


def _healthcheck(node: InstructionNode, faults: list[Fault]) -> None:
    text, start = node.line.text, node.begin
    end = start
    while end < node.stop and text[end] not in SPACES:
        end += 1
    if end == start:
        _refuse(node, faults, "has no arguments")
        return
    node.kind = Word(node.line, start, end)
    node.begin = min(skip_spaces(text, end), node.stop)
    kind = node.kind.text.upper()
    if kind == "NONE":
        if node.begin < node.stop:
            _refuse_all(node, faults, "NONE takes no arguments")
    elif kind != "CMD":
        _refuse(node, faults, "takes CMD or NONE only", (start, end))
    elif node.begin == node.stop:
        _refuse(node, faults, "CMD has no command", (start, end))
    elif not _json(node, faults):
        node.form = "shell"
    elif not node.words:
        _refuse_all(node, faults, "CMD has no command")


def _paths(node: InstructionNode, faults: list[Fault]) -> None:
    if not _json(node, faults):
        node.words = blank_words(node.line, node.begin, node.stop)
    if node.keyword == "VOLUME":
        if not node.words:
            _refuse_all(node, faults, "has no arguments")
        for word in node.words:
            if not word.text.strip(SPACES):
                _refuse(node, faults, "has an empty entry", (word.start, word.end))
    elif len(node.words) < 2:
        if not faults:
            _refuse(node, faults, "needs a source and a destination")
    elif node.form != "exec":
        last = node.words[-1]
        for heredoc in node.heredocs:
            if heredoc.end > last.start:
                _refuse(node, faults, "cannot have a heredoc as its destination", (last.start, last.end))


def _pairs(node: InstructionNode, faults: list[Fault]) -> None:
    line, text = node.line, node.line.text
    places = quoted_places(line, node.begin, node.stop)
    if not places:
        _refuse(node, faults, "has no arguments")
    elif node.keyword != "ARG" and text.find("=", *places[0]) < 0:
        blank = _BLANK.search(text, node.begin, node.stop)
        if blank is None:
            _refuse(node, faults, "needs a name and a value", places[0])
            return
        key, value = Word(line, node.begin, blank.start()), Word(line, blank.end(), node.stop)
        node.pairs = [Pair(line, node.begin, node.stop, key, value, True)]
    else:
        node.pairs = [pair for place in places if (pair := _pair(node, faults, place)) is not None]


def _pair(node: InstructionNode, faults: list[Fault], place: tuple[int, int]) -> Pair | None:
    line, (start, end) = node.line, place
    equals = line.text.find("=", start, end)
    if equals > start:
        return Pair(line, start, end, Word(line, start, equals), Word(line, equals + 1, end), False)
    if equals == start:
        _refuse(node, faults, "has a value without a name", place)
    elif node.keyword == "ARG":
        return Pair(line, start, end, Word(line, start, end), None, False)
    else:
        _refuse(node, faults, "has a word without `=`", place)
    return None


def _from(node: InstructionNode, faults: list[Fault]) -> None:
    words = node.words = blank_words(node.line, node.begin, node.stop)
    if not words:
        _refuse(node, faults, "has no image")
    elif len(words) == 3 and words[1].text.upper() == "AS":
        if _STAGE_NAME.fullmatch(words[2].text.lower()) is None:
            _refuse(node, faults, "has an invalid stage name", (words[2].start, words[2].end))
    elif len(words) != 1:
        _refuse(node, faults, "takes `image` or `image AS name`", (words[1].start, words[1].end))


def _words(node: InstructionNode, faults: list[Fault]) -> None:
    node.words = blank_words(node.line, node.begin, node.stop)
    if not node.words:
        _refuse(node, faults, "has no arguments")


def _whole(node: InstructionNode, faults: list[Fault]) -> None:
    if node.text is None:
        _refuse(node, faults, "has no value")
    else:
        node.words = [node.text]


def _onbuild(node: InstructionNode, faults: list[Fault]) -> None:
    keyword, at, _, stop = node.line.split(node.begin)
    if not keyword:
        _refuse(node, faults, "has no instruction")
    elif keyword.upper() == "ONBUILD":
        node.nested = InstructionNode(node.line, "ONBUILD", at, stop, stop, True)
    else:
        node.nested = read(node.line, faults, at, nested=True)


READERS: dict[str, Reader] = {
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
