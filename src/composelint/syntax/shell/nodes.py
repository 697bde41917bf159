"""What a shell text consists of: words, commands, pipelines, scripts. Every piece knows where it stands."""

from __future__ import annotations

from ...core.source import Excerpt, Span

MOST_VALUES = 64
GLOB = frozenset("*?[")
MOST_CHARACTERS = 256  # of one of several values


class Written:
    """What stands in a script: the characters `start` to `end` of the excerpt `of`."""

    __slots__ = ("end", "of", "start")

    def __init__(self, of: Excerpt, start: int, end: int) -> None:
        self.of = of
        self.start = start
        self.end = end

    @property
    def raw(self) -> str:
        return self.of.text[self.start : self.end]

    @property
    def span(self) -> Span:
        return self.of.span(self.start, self.end)


class Token(Written):
    """An operator or a comment as written."""

    __slots__ = ("text",)

    def __init__(self, text: str, of: Excerpt, start: int) -> None:
        self.of = of
        self.start = start
        self.end = start + len(text)
        self.text = text

    def __repr__(self) -> str:
        return f"Token({self.text!r})"


class Part:
    """A piece of a word. `kind`: literal, variable, command, arithmetic, process, array.

    `values` are the texts it may stand for (one, or those of a `for` variable); empty when unknown.
    `start` and `end` count characters of the excerpt the word was read from.
    """

    __slots__ = ("end", "kind", "name", "quoted", "start", "values")

    def __init__(
        self, kind: str, values: tuple[str, ...], start: int, end: int, *, quoted: bool = False, name: str = ""
    ) -> None:
        self.kind = kind
        self.values = values
        self.start = start
        self.end = end
        self.quoted = quoted
        self.name = name

    def __repr__(self) -> str:
        return f"Part({self.kind}, {self.values!r})"


class Word(Written):
    """One word of a command after quote removal.

    `values` as in `Part`; a field split out of `$x` keeps the place of its whole word. `value` is the word as the
    program receives it; None when unknown or one of several. `plain`, given no parts: it means what is written.
    """

    __slots__ = ("_parts", "plain", "value", "values")

    def __init__(
        self, of: Excerpt, start: int, end: int, parts: list[Part] | None = None, values: tuple[str, ...] | None = None
    ) -> None:
        self.of = of
        self.start = start
        self.end = end
        self._parts = parts
        self.plain = parts is None
        if values is None:
            values = (of.text[start:end],) if parts is None else combined(parts)
        self.values = values
        self.value = values[0] if len(values) == 1 else None

    @property
    def parts(self) -> list[Part]:
        if self._parts is None:
            self._parts = [Part("literal", self.values, self.start, self.end)]
        return self._parts

    @property
    def exact(self) -> bool:
        """Whether the word stands in one piece in the source, so that a fix may edit it."""
        return self.of.exact(self.start, self.end)

    @property
    def head(self) -> str:
        """What is known of its beginning; the whole value when that is known."""
        return self.value if self.value is not None else _known(self.parts)

    @property
    def tail(self) -> str:
        """What is known of its end; the whole value when that is known."""
        return self.value if self.value is not None else _known(self.parts[::-1], backwards=True)

    @property
    def has_glob(self) -> bool:
        """Whether the shell would look for files of this pattern."""
        if self.plain:
            return not GLOB.isdisjoint(self.raw)
        return any(
            part.kind == "literal" and not part.quoted and not GLOB.isdisjoint(part.values[0]) for part in self.parts
        )

    @property
    def excerpt(self) -> Excerpt:
        """The word's value with the place of each character: the script handed to `sh -c`. The value must be known."""
        if self.plain:
            return self.of.slice(self.start, self.end)
        pieces = [
            (part.values[0], part.start, part.end if part.kind == "literal" else part.start) for part in self.parts
        ]
        if self.value is None or "".join(text for text, _, _ in pieces) != self.value:
            return Excerpt.opaque(self.value or "", self.span)
        return stitch(self.of, pieces, self.span)

    def __repr__(self) -> str:
        return f"Word({self.raw!r})"


def combined(parts: list[Part]) -> tuple[str, ...]:
    """Every text that the parts together may stand for; none when a part is unknown or they are too many."""
    if len(parts) == 1:
        return parts[0].values
    texts = [part.values[0] for part in parts if len(part.values) == 1]
    if len(texts) == len(parts):
        return ("".join(texts),)
    values: tuple[str, ...] = ("",)
    for part in parts:
        if not part.values or len(values) * len(part.values) > MOST_VALUES:
            return ()
        values = tuple(front + back for front in values for back in part.values)
        if len(values[0]) > MOST_CHARACTERS:
            return ()
    return values


def _known(parts: list[Part], *, backwards: bool = False) -> str:
    texts = []
    for part in parts:
        if len(part.values) != 1:
            break
        texts.append(part.values[0])
    return "".join(reversed(texts) if backwards else texts)


def stitch(base: Excerpt, pieces: list[tuple[str, int, int]], whole: Span) -> Excerpt:
    """The excerpt of texts taken from base[start:end] in ascending order; a text of another length has no place."""
    text: list[str] = []
    runs: list[tuple[int, int, int]] = []
    length, at = 0, 0
    for piece, start, end in pieces:
        if end - start == len(piece):
            while at < len(base.runs) and base.runs[at][0] + base.runs[at][2] <= start:
                at += 1
            over = at
            while over < len(base.runs) and base.runs[over][0] < end:
                low, high = max(base.runs[over][0], start), min(base.runs[over][0] + base.runs[over][2], end)
                runs.append((length + low - start, base.runs[over][1] + low - base.runs[over][0], high - low))
                over += 1
        text.append(piece)
        length += len(piece)
    return Excerpt(base.source, "".join(text), runs, whole)


class Assignment:
    """`NAME=value`, before a command or alone."""

    __slots__ = ("name", "value", "word")

    def __init__(self, name: str, word: Word, value: str | None) -> None:
        self.name = name
        self.word = word
        self.value = value

    @property
    def span(self) -> Span:
        return self.word.span


class Redirection(Written):
    """`[descriptor]operator target`; `body` is the text of a heredoc, where it is at hand."""

    __slots__ = ("body", "descriptor", "operator", "target")

    def __init__(self, operator: str, descriptor: str, target: Word, of: Excerpt, start: int, end: int) -> None:
        super().__init__(of, start, end)
        self.operator = operator
        self.descriptor = descriptor
        self.target = target
        self.body: Excerpt | None = None


class Pipeline:
    """Members joined by `|`, each with the commands it consists of (several for a group or loop)."""

    __slots__ = ("members", "pipefail")

    def __init__(self, members: list[list[Command]], pipefail: bool) -> None:
        self.members = members
        self.pipefail = pipefail


class Command(Written):
    """A program run with its arguments.

    `program` is the file name of what runs after wrappers (`sudo`, `env`, …) are taken away; empty when nothing runs
    or nobody can know what. `through` notes the runners it went through (`poetry run`, `npx`). `cwd` lists the `cd`
    targets taken since the start of the script; None when unknown. `depth` counts enclosing `$(…)`.
    """

    __slots__ = (
        "after",
        "arguments",
        "assignments",
        "captured",
        "conditional",
        "cwd",
        "depth",
        "pipeline",
        "program",
        "program_word",
        "redirections",
        "tested",
        "through",
        "unchecked",
        "words",
        "wrappers",
    )

    def __init__(self, of: Excerpt, start: int, end: int, words: list[Word], cwd: tuple[str, ...] | None = ()) -> None:
        self.of = of
        self.start = start
        self.end = end
        self.words = words
        self.cwd = cwd
        self.program = ""
        self.program_word: Word | None = None
        self.arguments: list[Word] = []
        self.assignments: list[Assignment] = []
        self.redirections: list[Redirection] = []
        self.wrappers: tuple[str, ...] = ()
        self.through: tuple[str, ...] = ()
        self.depth = 0
        self.conditional = False
        """In a branch or a loop: it may not run at all."""
        self.tested = False
        """In the condition of if, while or until: its failure is an answer."""
        self.captured = False
        """Its output becomes text of another command."""
        self.unchecked = False
        """Its failure does not stop the script."""
        self.pipeline: Pipeline | None = None
        self.after: Token | None = None
        """The operator that follows it."""

    def __repr__(self) -> str:
        return f"Command({' '.join(word.raw for word in self.words)!r})"


class ShellScript:
    """Commands in the order in which they are written, and what stands between them.

    `redirections` are those of groups and loops; each command has its own.
    """

    __slots__ = ("commands", "comments", "excerpt", "operators", "pipelines", "redirections")

    def __init__(self, excerpt: Excerpt) -> None:
        self.excerpt = excerpt
        self.commands: list[Command] = []
        self.operators: list[Token] = []
        self.comments: list[Token] = []
        self.pipelines: list[Pipeline] = []
        self.redirections: list[Redirection] = []

    @property
    def text(self) -> str:
        return self.excerpt.text

    @property
    def span(self) -> Span:
        return self.excerpt.whole
