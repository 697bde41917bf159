"""What a Dockerfile consists of. Every piece knows where it stands; what it means is the model's business."""

from __future__ import annotations

import re
from typing import Literal as Choice

from ...core.defect import Problem
from ...core.source import Excerpt, Span
from .heredocs import Heredoc
from .scan import Comment, Directive, Logical
from .splitting import Flag, Word
from .words import SPACES

Form = Choice["exec", "shell", "none"]

_DOCKER_FRONTEND = r"(?:.*/)?docker/dockerfile(?:-upstream)?(?::([^@]*))?(?:@.*)?"
_QUOTE = "[\"'“”‘’]"
_MEANT_AS_JSON = rf"\[\s*{_QUOTE}|\[.*\]$|([\"'])[^\"']*\1\s*,\s*[\"']"
_BEGINS_JSON = ("[", '"', "'")
_SHELL_TEST = r"\[\[?\s.*\s\]\]?(?:\s|;|$)"
_QUOTED_ITEM = rf"{_QUOTE}\s*,"


class Pair:
    """`key=value` of ENV, LABEL and ARG. `value` None: an ARG without default. `legacy`: written `key value`."""

    __slots__ = ("end", "key", "legacy", "line", "start", "value")

    def __init__(self, line: Logical, start: int, end: int, key: Word, value: Word | None, legacy: bool) -> None:
        self.line = line
        self.start = start
        self.end = end
        self.key = key
        self.value = value
        self.legacy = legacy

    @property
    def span(self) -> Span:
        return self.line.excerpt.span(self.start, self.end)

    @property
    def name(self) -> str:
        """The key without quotes; as written when a variable takes part in it."""
        value = self.key.value
        return self.key.text if value is None else value

    def __repr__(self) -> str:
        return f"Pair({self.key.text!r})"


class InstructionNode:
    """One instruction. `keyword` is in upper case; `known` False when Docker has no such instruction.

    In the joined line the keyword begins `at`, and the arguments behind the flags are what lies from `begin` to `stop`.
    `words` are the arguments that the instruction splits off (the strings of the exec form, paths, ports, image and
    stage name); `text` is all of them as one word, where it is not empty. `kind` is HEALTHCHECK's CMD or NONE.
    """

    __slots__ = (
        "_text",
        "at",
        "begin",
        "flags",
        "form",
        "keyword",
        "kind",
        "known",
        "line",
        "nested",
        "pairs",
        "stop",
        "words",
    )

    def __init__(self, line: Logical, keyword: str, at: int, begin: int, stop: int, known: bool) -> None:
        self.line = line
        self.keyword = keyword
        self.at = at
        self.begin = begin
        self.stop = stop
        self.known = known
        self.flags: list[Flag] = []
        self.form: Form = "none"
        self.kind: Word | None = None
        self._text: Word | None = None
        self.words: list[Word] = []
        self.pairs: list[Pair] = []
        self.nested: InstructionNode | None = None

    @property
    def text(self) -> Word | None:
        """All arguments as one word; None without any."""
        if self._text is None and self.begin < self.stop:
            self._text = Word(self.line, self.begin, self.stop)
        return self._text

    @property
    def lines(self) -> tuple[int, int]:
        """First and last physical line, heredoc bodies included, counted from 1 in the excerpt that was read."""
        return self.line.first, self.line.last

    @property
    def span(self) -> Span:
        """From the keyword to the end of the last physical line."""
        return self.line.outer.span(self.line.offset(self.at), self.line.stop)

    @property
    def head(self) -> Span:
        """Keyword and arguments on the keyword's physical line; what renderers underline."""
        start = self.line.offset(self.at)
        end = next((end for low, end in self.line.pieces if low <= start < end), self.line.stop)
        text = self.line.outer.text
        return self.line.outer.span(start, start + len(text[start:end].rstrip(SPACES)))

    @property
    def keyword_span(self) -> Span:
        return self.line.excerpt.span(self.at, self.at + len(self.written_keyword))

    @property
    def written_keyword(self) -> str:
        """The keyword in the case in which it is written."""
        return self.line.split(self.at)[0]

    @property
    def heredocs(self) -> list[Heredoc]:
        return self.line.heredocs

    @property
    def comment_above(self) -> list[Comment]:
        """The comment lines directly above, without a blank line between."""
        return self.line.above

    @property
    def empty_continuations(self) -> list[Span]:
        """The blank lines inside the instruction."""
        outer = self.line.outer
        starts = [0]
        for _ in range(self.line.blanks[-1] if self.line.blanks else 0):
            starts.append(outer.text.find("\n", starts[-1]) + 1)
        return [outer.span(starts[line - 1], starts[line] - 1) for line in self.line.blanks]

    @property
    def broken_exec(self) -> bool:
        """Meant as a JSON array, by its brackets, quotes and commas, yet none: the builder takes it for plain text."""
        word = self.text if self.form != "exec" and self.keyword in JSON_KEYWORDS else None
        text = word.text if word is not None else ""
        if not text.startswith(_BEGINS_JSON):
            return False
        if self.keyword in ("COPY", "ADD", "VOLUME") and text[:1] == "[" and text.find("]") == len(text) - 1:
            # Bare words in brackets; what lies in one word may be a class of characters.
            return self.keyword == "VOLUME" or re.search(r"[/,\s]", text) is not None
        if re.match(_MEANT_AS_JSON, text) is None:
            return False
        if self.keyword in ("COPY", "ADD", "VOLUME"):
            return bool(re.match(rf"\[?\s*{_QUOTE}", text) and re.search(_QUOTED_ITEM, text)) or text[:2] in (
                "['",
                '["',
            )
        return not re.match(_SHELL_TEST, text) or bool(re.search(_QUOTED_ITEM, text))

    @property
    def late_flags(self) -> list[Word]:
        """Words behind the first argument that look like this instruction's flags; the builder takes them for paths."""
        if self.keyword not in ("FROM", "COPY", "ADD") or self.form == "exec":
            return []
        dashed = [word for word in self.words if word.text.startswith("--")]
        if not dashed:
            return []
        from .forms import FLAGS

        return [word for word in dashed if word.text[2:].partition("=")[0] in FLAGS[self.keyword]]

    def __repr__(self) -> str:
        return f"InstructionNode({self.keyword}, {self.lines})"


JSON_KEYWORDS = frozenset(("RUN", "CMD", "ENTRYPOINT", "SHELL", "HEALTHCHECK", "COPY", "ADD", "VOLUME"))


class DockerfileTree:
    """A whole Dockerfile."""

    __slots__ = ("comments", "directives", "escape", "excerpt", "instructions", "problems")

    def __init__(self, excerpt: Excerpt) -> None:
        self.excerpt = excerpt
        self.escape = "\\"
        self.directives: list[Directive] = []
        self.comments: list[Comment] = []
        self.instructions: list[InstructionNode] = []
        self.problems: list[Problem] = []

    @property
    def span(self) -> Span:
        return self.excerpt.whole

    @property
    def agreed(self) -> bool:
        """Whether dockerfile-parse splits it as we do: an independent reader for whoever changes the file."""
        from .library import agrees

        return agrees([node.line for node in self.instructions])

    def directive(self, name: str) -> Directive | None:
        return next((directive for directive in self.directives if directive.name == name), None)

    @property
    def frontend(self) -> str | None:
        """What `# syntax=` names; the daemon also looks behind a `#!` line, after `//` and in a JSON head."""
        directive = self.directive("syntax")
        if directive is not None:
            return directive.value.split(" ", 1)[0]
        return _frontend_elsewhere(self.excerpt.text)

    @property
    def foreign(self) -> bool:
        """Read by a frontend that is not Docker's own: its grammar is unknown."""
        frontend = self.frontend
        return frontend is not None and re.fullmatch(_DOCKER_FRONTEND, frontend) is None

    @property
    def labs(self) -> bool:
        """Read by Docker's experimental frontend, which knows more flags."""
        match = re.fullmatch(_DOCKER_FRONTEND, self.frontend or "")
        return bool(match and match[1] and match[1].endswith("labs"))

    def __repr__(self) -> str:
        return f"DockerfileTree({self.instructions!r})"


def _frontend_elsewhere(text: str) -> str | None:
    head = text[:1024]
    if head.startswith("#!"):
        head = head.partition("\n")[2]
        match = re.match(r"#[\t ]*syntax[\t ]*=[\t ]*(\S+)", head, re.IGNORECASE)
    elif head.startswith("//"):
        match = re.match(r"//[\t ]*syntax[\t ]*=[\t ]*(\S+)", head, re.IGNORECASE)
    elif head.startswith("{"):
        match = re.match(r'\{\s*"syntax"\s*:\s*"([^"\s]+)"', head)
    else:
        return None
    return match[1] if match else None
