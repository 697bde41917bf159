"""The instructions of a Dockerfile: what each says, with its variables filled in as far as they are known."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from ..core.source import Span
from .compose import Variable
from .kept import Keeper, fact
from .scope import NOWHERE, Scope, Verbatim
from .values import Text

if TYPE_CHECKING:
    from collections.abc import Collection

    from ..syntax.dockerfile import Comment, Flag, Form, Heredoc, InstructionNode, Word
    from ..syntax.shell import Command
    from .dockerfile import Dockerfile
    from .programs import Run
    from .stages import Origin, Shell, Stage, State

_REMOTE = r"(?:[A-Za-z][A-Za-z0-9+.-]*://|git@[^/:]+:)"
_PORT = r"(?:.*:)?([0-9]{1,5})(?:-([0-9]{1,5}))?(?:/([A-Za-z]+))?"


class Instruction(Keeper):
    """One instruction in its stage. `parent` is the ONBUILD whose trigger it is; `stage` None before the first FROM.

    `workdir`, `user`, `shell` and `env` are the state *before* it.
    """

    __slots__ = ("dockerfile", "index", "keyword", "node", "onbuild", "parent", "stage")

    def __init__(
        self,
        node: InstructionNode,
        dockerfile: Dockerfile,
        stage: Stage | None,
        index: int,
        parent: Onbuild | None = None,
    ) -> None:
        self.node = node
        self.keyword = node.keyword
        self.dockerfile = dockerfile
        self.stage = stage
        self.index = index
        self.parent = parent
        self.onbuild = parent is not None
        """Whether it is a trigger, which acts in other files only."""

    @property
    def known(self) -> bool:
        """Whether Docker has an instruction of this name."""
        return self.node.known

    @property
    def span(self) -> Span:
        """From the keyword to the end of the last physical line, heredoc bodies included."""
        return self.node.span

    @property
    def head(self) -> Span:
        """Keyword and arguments on the first physical line."""
        return self.node.head

    @property
    def form(self) -> Form:
        return self.node.form

    @property
    def flags(self) -> list[Flag]:
        return self.node.flags

    @property
    def heredocs(self) -> list[Heredoc]:
        return self.node.heredocs

    @property
    def comment_above(self) -> list[Comment]:
        return self.node.comment_above

    @property
    def env(self) -> Scope:
        """What names stand for before it."""
        return NOWHERE if self.onbuild else self.dockerfile.scope(self.stage, self.index)

    @property
    def state(self) -> State | None:
        """Directory, user and shell before it; None where nobody can know them."""
        return None if self.stage is None or self.onbuild else self.stage.states[self.index]

    @property
    def workdir(self) -> Text:
        """The directory it works in; the value is unknown when only the base image could tell."""
        state = self.state
        return state.workdir if state is not None else Text(None, self.span)

    @property
    def user(self) -> Text:
        """The user it runs as; the value is unknown when only the base image could tell."""
        state = self.state
        return state.user if state is not None else Text(None, self.span)

    @property
    def shell(self) -> Shell | None:
        """The shell of its shell form; None for the default one, `/bin/sh -c`."""
        state = self.state
        return state.shell if state is not None else None

    def text(self, word: Word) -> Text:
        """One of its words with the variables filled in."""
        return Verbatim(word) if word.plain else self.env.text(word)

    @property
    def run(self) -> Run | None:
        """The RUN that it is, or that it triggers."""
        return None

    @fact
    def commands(self) -> list[Command]:
        """The commands of its RUN; none where that cannot be read."""
        script = self.run.script if self.run is not None else None
        return script.commands if script is not None else []

    @fact
    def programs(self) -> dict[str, list[Command]]:
        """The commands of its RUN by their programs."""
        found: dict[str, list[Command]] = {}
        for command in self.commands:
            found.setdefault(command.program, []).append(command)
        return found

    def running(self, programs: Collection[str]) -> list[Command]:
        """The commands of its RUN that are one of some programs, in order."""
        if self.programs.keys().isdisjoint(programs):
            return []
        return [command for command in self.commands if command.program in programs]

    def flag(self, name: str) -> Text | None:
        """The value of a flag; None when the flag is not given or has none."""
        for flag in self.node.flags:
            if flag.name == name and flag.value is not None:
                return self.text(flag.value)
        return None

    def has_flag(self, name: str) -> bool:
        """Whether a boolean flag is set."""
        flag = next((flag for flag in self.flags if flag.name == name), None)
        return flag is not None and (flag.value is None or flag.value.text.lower() == "true")

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.keyword}, {self.node.lines})"


class From(Instruction):
    __slots__ = ()

    @fact
    def image(self) -> Text | None:
        """What it is built from, as written; None when nothing is written."""
        return self.text(self.node.words[0]) if self.node.words else None

    @property
    def name_word(self) -> Word | None:
        words = self.node.words
        return words[2] if len(words) == 3 and words[1].text.upper() == "AS" else None

    @fact
    def platform(self) -> Text | None:
        return self.flag("platform")

    @property
    def env(self) -> Scope:
        return self.dockerfile.scope(None, self.index)

    @property
    def state(self) -> State | None:
        return None


class Arg(Instruction):
    __slots__ = ()

    @fact
    def variables(self) -> list[Variable]:
        """Names and defaults; `value` None where no default is written."""
        return _variables(self)


class Env(Instruction):
    __slots__ = ()

    @fact
    def variables(self) -> list[Variable]:
        return _variables(self)


class Label(Instruction):
    __slots__ = ()

    @fact
    def labels(self) -> list[Variable]:
        return _variables(self)


def _variables(instruction: Instruction) -> list[Variable]:
    return [
        Variable(instruction.text(pair.key), instruction.text(pair.value) if pair.value is not None else None)
        for pair in instruction.node.pairs
    ]


class Workdir(Instruction):
    __slots__ = ()

    @fact
    def path(self) -> Text:
        """As written; `stage.workdir()` and `instruction.workdir` hold the directory that results."""
        return self.text(self.node.words[0]) if self.node.words else Text(None, self.span)


class User(Instruction):
    __slots__ = ()

    @fact
    def name(self) -> Text:
        """User and, behind a colon, group."""
        return self.text(self.node.words[0]) if self.node.words else Text(None, self.span)


class StopSignal(Instruction):
    __slots__ = ()

    @fact
    def signal(self) -> Text:
        return self.text(self.node.words[0]) if self.node.words else Text(None, self.span)


class Volume(Instruction):
    __slots__ = ()

    @fact
    def paths(self) -> list[Text]:
        return [self.text(word) for word in self.node.words]


class ExposedPort:
    """One port or range of EXPOSE. `low` and `high` are None when unknown or no numbers."""

    __slots__ = ("high", "low", "protocol", "text")

    def __init__(self, text: Text, written: str | None) -> None:
        self.text = text
        self.low: int | None = None
        self.high: int | None = None
        self.protocol = "tcp"
        match = re.fullmatch(_PORT, written) if written is not None else None
        if match:
            self.low = int(match[1])
            self.high = int(match[2] or match[1])
            self.protocol = (match[3] or "tcp").lower()

    @property
    def span(self) -> Span:
        return self.text.span

    def __repr__(self) -> str:
        return f"ExposedPort({self.text.value!r})"


class Expose(Instruction):
    __slots__ = ()

    @fact
    def ports(self) -> list[ExposedPort]:
        """The ports, those that come out of one variable each on its own."""
        found: list[ExposedPort] = []
        for word in self.node.words:
            text = self.text(word)
            written = [text.value] if text.value is None or text.literal else text.value.split()
            found += [ExposedPort(text, port) for port in written]
        return found


class Copy(Instruction):
    """COPY or ADD."""

    __slots__ = ()

    @property
    def is_add(self) -> bool:
        return self.keyword == "ADD"

    @fact
    def sources(self) -> list[Text]:
        """What is copied, heredocs left out."""
        words = self.node.words[:-1]
        heredocs = self.heredocs if self.form != "exec" else []
        if not heredocs:
            return [self.text(word) for word in words]
        return [
            self.text(word)
            for word in words
            if not any(heredoc.start < word.end and word.start < heredoc.end for heredoc in heredocs)
        ]

    @fact
    def destination(self) -> Text:
        words = self.node.words
        return self.text(words[-1]) if len(words) > 1 else Text(None, self.span)

    @fact
    def target(self) -> str | None:
        """The destination as an absolute path, a trailing slash kept; None when unknown."""
        written, base = self.destination.value, self.workdir.value
        if written is None or (base is None and not written.startswith("/")):
            return None
        if self.stage is not None and self.stage.windows:
            return None
        path = posixpath.normpath(posixpath.join("/", base or "/", written))
        directory = written.endswith("/") or written.rpartition("/")[2] in (".", "..")
        return f"{path}/" if directory and path != "/" else path

    @fact
    def from_(self) -> Origin | None:
        """What `--from` names; None when it copies from the build context."""
        for flag in self.node.flags:
            if flag.name == "from" and flag.value is not None:
                return self.dockerfile.origin(flag.value, self) if flag.value.text else None
        return None

    @fact
    def local_sources(self) -> list[Text]:
        """Sources that are paths: in the build context, or in what `--from` names."""
        return [source for source in self.sources if not _is_remote(source)]

    @property
    def remote_sources(self) -> list[Text]:
        """URLs and git repositories; only ADD fetches them."""
        return [source for source in self.sources if self.is_add and _is_remote(source)]

    @property
    def from_context(self) -> bool:
        """Whether it takes something from the build context."""
        return self.from_ is None and bool(self.local_sources if self.is_add else self.sources)

    @property
    def link(self) -> bool:
        return self.has_flag("link")

    @property
    def parents(self) -> bool:
        return self.has_flag("parents")

    @fact
    def exclude(self) -> list[Text]:
        return [self.text(flag.value) for flag in self.flags if flag.name == "exclude" and flag.value is not None]


def _is_remote(source: Text) -> bool:
    text = source.known_text
    return ":" in text and re.match(_REMOTE, text) is not None


class ShellInstruction(Instruction):
    """SHELL."""

    __slots__ = ()

    @property
    def argv(self) -> list[str]:
        return [word.text for word in self.node.words]


class Onbuild(Instruction):
    """ONBUILD; `trigger` is None when nothing follows."""

    __slots__ = ("trigger",)

    trigger: Instruction | None

    def forget(self) -> None:
        super().forget()
        if self.trigger is not None:
            self.trigger.forget()

    @fact
    def run(self) -> Run | None:
        return self.trigger.run if self.trigger is not None else None
