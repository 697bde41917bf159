"""The stages of a Dockerfile: what each is built from, what it leaves behind, and who takes from it."""

from __future__ import annotations

import posixpath
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..core.source import Span
from .images import ImageReference
from .instructions import (
    Copy,
    Env,
    Expose,
    ExposedPort,
    From,
    Instruction,
    ShellInstruction,
    User,
    Workdir,
)
from .kept import Keeper, fact, remembered
from .programs import Cmd, Entrypoint, Healthcheck, Mount, Run
from .scope import Names
from .values import Text, Unknown

if TYPE_CHECKING:
    from .dockerfile import Dockerfile

MOST_PORTS = 4096
DEEPEST = 100
"""Stages built from one another; beyond these nobody knows what the next one is built from."""


class Scratch:
    """`FROM scratch`: nothing at all, so everything is known to be empty."""

    __slots__ = ("span",)

    def __init__(self, span: Span) -> None:
        self.span = span


class Shell:
    """What SHELL sets, or the default of Windows. `foreign`: no POSIX shell."""

    __slots__ = ("argv", "span")

    def __init__(self, argv: Sequence[str], span: Span) -> None:
        self.argv = list(argv)
        self.span = span

    @property
    def foreign(self) -> bool:
        from ..syntax.shell import SHELLS

        return not self.argv or self.argv[0].rpartition("/")[2] not in SHELLS


class State:
    """Working directory, user and shell between two instructions."""

    __slots__ = ("shell", "user", "workdir")

    def __init__(self, workdir: Text, user: Text, shell: Shell | None) -> None:
        self.workdir = workdir
        self.user = user
        self.shell = shell


class Origin:
    """What `--from` names: a stage, an additional context, or an image. None of them: unknown."""

    __slots__ = ("context", "image", "stage", "text")

    def __init__(
        self, text: Text, *, stage: Stage | None = None, context: str | None = None, image: ImageReference | None = None
    ) -> None:
        self.text = text
        self.stage = stage
        self.context = context
        self.image = image

    @property
    def span(self) -> Span:
        return self.text.span


Base = "Stage | ImageReference | Scratch | Unknown"


class Stage(Keeper):
    """One FROM and what follows it. `name` is in lower case, None when the stage has none."""

    __slots__ = (
        "base_found",
        "depth",
        "dockerfile",
        "index",
        "instruction",
        "instructions",
        "name",
        "own_names",
        "parent",
    )

    def __init__(self, dockerfile: Dockerfile, index: int, instruction: From) -> None:
        self.dockerfile = dockerfile
        self.index = index
        self.instruction = instruction
        word = instruction.name_word
        self.name = word.text.lower() if word is not None else None
        self.instructions: list[Instruction] = []
        """Everything behind FROM, in order; triggers hang on their ONBUILD."""
        self.own_names = Names()
        self.depth = 0
        self.base_found: Stage | ImageReference | Scratch | Unknown | None = None
        self.parent: Stage | None = None
        """The stage it is built from, if it is one; known once the file is evaluated."""

    @property
    def span(self) -> Span:
        """Where something that the stage lacks is reported: its name, else its image, else FROM."""
        words = self.instruction.node.words
        word = self.instruction.name_word or (words[0] if words else None)
        return word.span if word is not None else self.instruction.node.keyword_span

    @property
    def label(self) -> str:
        """Its name, else its number, for messages."""
        return self.name or str(self.index)

    @fact
    def base(self) -> Stage | ImageReference | Scratch | Unknown:
        """What it is built from; unknown also when an additional context takes the name's place."""
        self.dockerfile.evaluate()
        return self.base_found or Unknown(self.span)

    @fact
    def names(self) -> Names:
        self.dockerfile.evaluate()
        return self.own_names

    @property
    def platform(self) -> Text | None:
        return self.instruction.platform

    @remembered
    def lineage(self) -> list[Stage]:
        """The stages it consists of, the lowest first, itself last."""
        self.dockerfile.evaluate()
        found, stage = [self], self.parent
        while stage is not None:
            found.append(stage)
            stage = stage.parent
        return found[::-1]

    @fact
    def foundation(self) -> ImageReference | Scratch | Unknown:
        """What its lowest stage is built from."""
        base = self.lineage()[0].base
        return Unknown(base.span) if isinstance(base, Stage) else base

    def external_base(self) -> ImageReference | None:
        """The image below its lowest stage; None for scratch and when it is unknown."""
        base = self.foundation
        return base if isinstance(base, ImageReference) else None

    def from_scratch(self) -> bool:
        return isinstance(self.foundation, Scratch)

    @fact
    def windows(self) -> bool:
        """Built for Windows, as far as base, platform or a backtick as escape character tell."""
        base = self.external_base()
        platforms = [stage.platform for stage in self.lineage()]
        return (
            self.dockerfile.escape == "`"
            or (base is not None and base.windows)
            or any(text is not None and text.known_text.lower().startswith("windows") for text in platforms)
        )

    @fact
    def states(self) -> list[State]:
        """The state before each instruction, and at the end that of the finished stage."""
        for stage in self.lineage()[:-1]:
            _ = stage.states
        state = self.parent.states[-1] if self.parent is not None else _first_state(self)
        found = [state]
        for instruction in self.instructions:
            state = _next_state(state, instruction)
            found.append(state)
        return found

    def last(self, keyword: str) -> Instruction | None:
        """The last instruction of that name in this very stage; triggers do not count."""
        return self._last_of.get(keyword)

    @fact
    def _last_of(self) -> dict[str, Instruction]:
        return {instruction.keyword: instruction for instruction in self.instructions}

    def deciding(self, keyword: str) -> Instruction | None:
        """The last instruction of that name in the lineage; None when only the base image could tell."""
        for stage in reversed(self.lineage()):
            found = stage.last(keyword)
            if found is not None:
                return found
        return None

    def user(self) -> Text | None:
        """The user containers run as; None when no USER decides, so that the base image does."""
        found = self.deciding("USER")
        return found.name if isinstance(found, User) else None

    def workdir(self) -> Text:
        """The directory containers start in; the value is unknown when only the base image could tell."""
        return self.states[-1].workdir

    def entrypoint(self) -> Entrypoint | None:
        found = self.deciding("ENTRYPOINT")
        return found if isinstance(found, Entrypoint) else None

    def command(self) -> Cmd | None:
        """The CMD in force; None when only the base image could tell, and when `command_cleared_by` says who did."""
        for stage in reversed(self.lineage()):
            found = stage.last("CMD")
            if isinstance(found, Cmd):
                return found
            if stage.last("ENTRYPOINT") is not None:
                return None
        return None

    def command_cleared_by(self) -> Entrypoint | None:
        """The ENTRYPOINT that drops the CMD of its base; None when a CMD is in force, or nothing decides."""
        for stage in reversed(self.lineage()):
            found = stage.last("ENTRYPOINT")
            if stage.last("CMD") is not None:
                return None
            if isinstance(found, Entrypoint):
                return found
        return None

    def healthcheck(self) -> Healthcheck | None:
        """The HEALTHCHECK that decides, NONE included; None when no instruction of the file does."""
        found = self.deciding("HEALTHCHECK")
        return found if isinstance(found, Healthcheck) else None

    @remembered
    def exposed_ports(self) -> dict[tuple[int, str], ExposedPort]:
        """(number, protocol) of every known port that the lineage exposes, with the place where it is written."""
        found: dict[tuple[int, str], ExposedPort] = {}
        for instruction in self._of_lineage("EXPOSE"):
            for port in instruction.ports if isinstance(instruction, Expose) else ():
                if port.low is not None and port.high is not None:
                    for number in range(port.low, min(port.high, port.low + MOST_PORTS - len(found)) + 1):
                        found[number, port.protocol] = port
        return found

    @remembered
    def env(self) -> dict[str, Text]:
        """The environment that the lineage gives its containers; the base image's comes on top."""
        found: dict[str, Text] = {}
        for instruction in self._of_lineage("ENV"):
            for variable in instruction.variables if isinstance(instruction, Env) else ():
                if variable.name.value is not None and variable.value is not None:
                    found[variable.name.value] = variable.value
        return found

    def _of_lineage(self, keyword: str) -> list[Instruction]:
        return [found for stage in self.lineage() for found in stage.instructions if found.keyword == keyword]

    @fact
    def takes(self) -> list[Copy | Mount]:
        """Its copies and mounts that take from something other than the build context."""
        found: list[Copy | Mount] = []
        for instruction in self.instructions:
            if isinstance(instruction, Copy) and instruction.from_ is not None:
                found.append(instruction)
            elif isinstance(instruction, Run):
                found += [mount for mount in instruction.mounts if mount.from_ is not None]
        return found

    @fact
    def images(self) -> list[ImageReference]:
        """The external images that it names itself: its base, and those it copies or mounts from."""
        found = [self.base] if isinstance(self.base, ImageReference) else []
        return found + [taker.from_.image for taker in self.takes if taker.from_ is not None and taker.from_.image]

    @fact
    def needs(self) -> list[Stage]:
        """The stages it takes from, in order, its base first; itself too, if it says so."""
        found = [self.base] if isinstance(self.base, Stage) else []
        found += [
            taker.from_.stage for taker in self.takes if taker.from_ is not None and taker.from_.stage is not None
        ]
        return list(dict.fromkeys(found))

    @property
    def used_by(self) -> list[Stage | Copy | Mount]:
        """The stages built from it, the copies and the mounts that take from it."""
        return self.dockerfile.users().get(self, [])

    @fact
    def final(self) -> bool:
        """Somebody builds it as an image."""
        return self in self.dockerfile.selection.final

    @fact
    def shipped(self) -> bool:
        """Its layers are in an image that somebody builds."""
        return self in self.dockerfile.selection.shipped

    @fact
    def reachable(self) -> bool:
        """A stage that somebody builds needs it."""
        return self in self.dockerfile.selection.reachable

    def __repr__(self) -> str:
        return f"Stage({self.label!r})"


def _first_state(stage: Stage) -> State:
    """What the base brings along."""
    at = stage.span
    shell = Shell(("cmd", "/S", "/C"), at) if stage.windows else None
    if stage.from_scratch():
        return State(Text("/", at), Text("0", at), shell)
    image = stage.external_base()
    facts = image.facts if image is not None else None
    if facts is None:
        return State(Text(None, at), Text(None, at), shell)
    user = "root" if facts.user == "drops" else facts.user
    return State(Text(facts.workdir, at), Text(user, at), shell)


def _next_state(state: State, instruction: Instruction) -> State:
    if isinstance(instruction, Workdir):
        return State(_resolved(state.workdir, instruction), state.user, state.shell)
    if isinstance(instruction, User):
        return State(state.workdir, instruction.name, state.shell)
    if isinstance(instruction, ShellInstruction) and instruction.argv:
        return State(state.workdir, state.user, Shell(instruction.argv, instruction.span))
    return state


def _resolved(before: Text, instruction: Workdir) -> Text:
    """The directory that WORKDIR leads to."""
    path = instruction.path
    value = path.value
    if value is None:
        return Text(None, path.span, path.via, pieces=path.pieces)
    if instruction.stage is not None and instruction.stage.windows:
        absolute = value[:1] in ("/", "\\") or value[1:2] == ":"
        return Text(value if absolute else None, path.span, path.via)
    if not value.startswith("/"):
        value = None if before.value is None else posixpath.join(before.value, value)
    return Text(None if value is None else posixpath.normpath(value), path.span, path.via)
