"""A Dockerfile: its stages, who builds which of them with what, and what follows from that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from ..core.defect import Problem
from ..core.source import Source, Span
from .images import ImageReference
from .instructions import (
    Arg,
    Copy,
    Env,
    Expose,
    ExposedPort,
    From,
    Instruction,
    Label,
    Onbuild,
    ShellInstruction,
    StopSignal,
    User,
    Volume,
    Workdir,
)
from .kept import Keeper, fact, remembered
from .programs import Cmd, Entrypoint, Healthcheck, Mount, Program, Run
from .scope import AUTOMATIC, Binding, Names, Scope
from .stages import DEEPEST, Origin, Scratch, Shell, Stage
from .values import Text, Unknown

if TYPE_CHECKING:
    from ..syntax.dockerfile import Comment, Directive, DockerfileTree, Word
    from ..syntax.ignorefile import IgnoreFile
    from .context import Context
    from .service import Service

__all__ = [
    "Arg",
    "Build",
    "Cmd",
    "Copy",
    "Dockerfile",
    "Entrypoint",
    "Env",
    "Expose",
    "ExposedPort",
    "From",
    "Healthcheck",
    "Instruction",
    "Label",
    "Mount",
    "Onbuild",
    "Origin",
    "Program",
    "Run",
    "Scratch",
    "Selection",
    "Shell",
    "ShellInstruction",
    "Stage",
    "StopSignal",
    "User",
    "Volume",
    "Workdir",
]

_STAGE_NAME = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-_.")


class Build:
    """One service's build of this file. `arguments` map to None, or to a Text without value, where unknown."""

    __slots__ = ("arguments", "contexts", "service", "target")

    def __init__(
        self, service: Service | None, target: Text | None, arguments: Mapping[str, Text | None], contexts: set[str]
    ) -> None:
        self.service = service
        self.target = target
        self.arguments = arguments
        self.contexts = contexts


class Selection:
    """Stages that become images, those that they need, and those whose layers they ship."""

    __slots__ = ("final", "reachable", "shipped")

    def __init__(self, final: set[Stage], reachable: set[Stage], shipped: set[Stage]) -> None:
        self.final = final
        self.reachable = reachable
        self.shipped = shipped


class Dockerfile(Keeper):
    """One Dockerfile, or one `dockerfile_inline`. `load` sets `context` and `ignore` where they are known.

    `global_args` stand before the first FROM; `orphans` is whatever else does, which the builder refuses.
    """

    __slots__ = (
        "builds",
        "context",
        "evaluated",
        "global_args",
        "ignore",
        "inline",
        "orphans",
        "path",
        "problems",
        "stages",
        "tree",
    )

    def __init__(self, tree: DockerfileTree, path: str, inline: bool) -> None:
        self.tree = tree
        self.path = path
        self.inline = inline
        self.problems: list[Problem] = tree.problems
        self.stages: list[Stage] = []
        self.global_args: list[Arg] = []
        self.orphans: list[Instruction] = []
        self.builds: list[Build] = []
        self.context: Context | None = None
        self.ignore: IgnoreFile | None = None
        self.evaluated = False
        """Whether `evaluate` has begun, which is then in force for what it asks itself."""

    @property
    def source(self) -> Source:
        return self.tree.excerpt.source

    @property
    def span(self) -> Span:
        return self.tree.excerpt.whole

    @property
    def escape(self) -> str:
        return self.tree.escape

    @property
    def readable(self) -> bool:
        """Read by Docker's own frontend, and free of faults that could hide an instruction."""
        return not self.tree.foreign and not self.problems

    @property
    def comments(self) -> list[Comment]:
        """All comment lines, those between the lines of an instruction too; directives are none."""
        return self.tree.comments

    @property
    def directives(self) -> list[Directive]:
        return self.tree.directives

    @fact
    def instructions(self) -> list[Instruction]:
        """Every instruction but FROM and ONBUILD's triggers, in order."""
        before: list[Instruction] = [*self.global_args, *self.orphans]
        if self.orphans:
            before.sort(key=lambda found: found.node.lines)
        return before + [found for stage in self.stages for found in stage.instructions]

    def add_build(
        self, service: Service | None, target: Text | None, arguments: Mapping[str, Text | None], contexts: set[str]
    ) -> None:
        """Another service builds this file; what was worked out without it is forgotten."""
        self.builds.append(Build(service, target, arguments, contexts))
        if self.evaluated or self.__dict__:
            self.evaluated = False
            self._forget_all()
            for stage in self.stages:
                stage.own_names = Names()

    def _forget_all(self) -> None:
        for instruction in self.instructions:
            instruction.forget()
        for stage in self.stages:
            stage.forget()
            stage.instruction.forget()
        self.forget()

    def let_go(self) -> None:
        """Drop its parts, once nobody asks anything any more.

        They refer to one another in rings, which the memory is free of only after a search through all of it.
        """
        self._forget_all()
        self.context = None
        for stage in self.stages:
            for instruction in stage.instructions:
                if isinstance(instruction, Onbuild):
                    instruction.trigger = None
            stage.instructions.clear()
            stage.instruction.stage = None
        for part in (self.stages, self.global_args, self.orphans):
            part.clear()

    def evaluate(self) -> None:
        """Work out what every ARG and ENV holds and what every stage is built from, once, from top to bottom."""
        if self.evaluated:
            return
        self.evaluated = True
        for arg in self.global_args:
            self._bind_args(arg, self.global_names)
        named: dict[str, Stage] = {}
        for stage in self.stages:
            stage.base_found = base = self._base(stage, named)
            stage.parent = base if isinstance(base, Stage) else None
            stage.depth = stage.parent.depth + 1 if stage.parent is not None else 0
            if stage.name is not None:
                named[stage.name] = stage
            for instruction in stage.instructions:
                if isinstance(instruction, Arg):
                    self._bind_args(instruction, stage.own_names)
                elif isinstance(instruction, Env):
                    for variable in instruction.variables:
                        name = variable.name.value
                        if name is not None:
                            stage.own_names.add(Binding(name, "env", instruction.index, variable.value))

    @fact
    def global_names(self) -> Names:
        """What names stand for before the first FROM."""
        names, unknown = Names(), Text(None, self.span)
        names.by_name = {name: [Binding(name, "automatic", -1, unknown)] for name in AUTOMATIC}
        return names

    def _bind_args(self, arg: Arg, names: Names) -> None:
        for variable in arg.variables:
            name = variable.name.value
            if name is not None:
                names.add(self._argument(arg, name, variable.value))

    def _argument(self, arg: Arg, name: str, default: Text | None) -> Binding:
        """What an ARG holds: the build argument, else its default, else (in a stage) what the global one holds."""
        given = self.argument(name, arg)
        if given is not None:
            return Binding(name, "arg", arg.index, given, given=True)
        if default is not None:
            return Binding(name, "arg", arg.index, default, default=True)
        outer = self.global_names.before(name, 1 << 62) if arg.stage is not None else None
        if outer is not None and outer.text is not None:
            return Binding(name, "arg", arg.index, outer.text, given=outer.given, default=outer.default)
        return Binding(name, "arg", arg.index, None)

    def argument(self, name: str, at: Instruction) -> Text | None:
        """The value that all builds give an argument; unknown when they differ, None when no build gives one."""
        givers = [build.arguments for build in self.builds if name in build.arguments]
        if not givers:
            return None
        texts = [arguments[name] for arguments in givers]
        first = texts[0]
        agreed = len(givers) == len(self.builds) and len({text.value if text else None for text in texts}) == 1
        return first if agreed and first is not None else Text(None, first.span if first is not None else at.span)

    def _base(self, stage: Stage, named: Mapping[str, Stage]) -> Stage | ImageReference | Scratch | Unknown:
        text = stage.instruction.image
        if text is None:
            return Unknown(stage.span)
        value = text.value
        if value is None:
            may_name_stage = not set(text.known_text) & set(":/@")
            return Unknown(text.span) if may_name_stage else ImageReference.parse(text)
        if self._is_context(text):
            return Unknown(text.span)
        earlier = named.get(value.lower())
        if earlier is not None:
            return earlier if earlier.depth < DEEPEST else Unknown(text.span)
        return Scratch(text.span) if value == "scratch" else ImageReference.parse(text)

    def _is_context(self, text: Text) -> bool:
        """Whether an additional context takes the place of this stage or image in some build."""
        if not self.builds or text.value is None:
            return False
        names = {name for build in self.builds for name in build.contexts}
        if not names:
            return False
        if text.value.lower() in {name.lower() for name in names}:
            return True
        identity = ImageReference.parse(text).identity
        return any(ImageReference.parse(Text(name, text.span)).identity == identity for name in names)

    def scope(self, stage: Stage | None, index: int) -> Scope:
        """What names stand for before instruction `index` of a stage; without a stage, before the first FROM."""
        self.evaluate()
        complete = bool(self.builds)
        if stage is None:
            return Scope(_Globals(self.global_names), index, partial=False, complete=complete)
        closed = isinstance(_lowest(stage).base_found, Scratch)
        return Scope(stage, index, partial=not closed, complete=complete)

    def origin(self, word: Word, taker: Instruction) -> Origin:
        """What a `--from` names. The builder fills in no variables there."""
        text = taker.text(word)
        if "$" in word.text:
            text = Text(None, word.span, pieces=text.pieces)
        value = text.value
        if value is None or taker.onbuild:
            return Origin(text)
        if self._is_context(text):
            return Origin(text, context=value)
        stage = self._taken_stage(value, taker)
        if stage is not None:
            return Origin(text, stage=stage)
        return Origin(text) if value.isdecimal() else Origin(text, image=ImageReference.parse(text))

    def _taken_stage(self, name: str, taker: Instruction) -> Stage | None:
        """The stage of a name or number: the nearest above, else one further down."""
        if name.isascii() and name.isdecimal():
            return self.stages[int(name)] if len(name) < 9 and int(name) < len(self.stages) else None
        at = taker.stage.index if taker.stage is not None else 0
        known = self._stages_by_name().get(name.lower(), [])
        return next((stage for stage in reversed(known) if stage.index < at), known[-1] if known else None)

    @remembered
    def _stages_by_name(self) -> dict[str, list[Stage]]:
        found: dict[str, list[Stage]] = {}
        for stage in self.stages:
            if stage.name is not None:
                found.setdefault(stage.name, []).append(stage)
        return found

    def stage_for(self, target: Text | None) -> Stage | None:
        """The stage that a build with this target makes; None when the target is unknown or names none."""
        if target is None:
            return self.stages[-1] if self.stages else None
        return None if target.value is None else self._target(target.value)

    def _target(self, name: str) -> Stage | None:
        known = self._stages_by_name().get(name.lower())
        if known:
            return known[-1]
        number = int(name) if name.isascii() and name.isdecimal() and len(name) < 9 else -1
        return self.stages[number] if 0 <= number < len(self.stages) else None

    @remembered
    def users(self) -> dict[Stage, list[Stage | Copy | Mount]]:
        """Who takes from each stage."""
        found: dict[Stage, list[Stage | Copy | Mount]] = {}
        for stage in self.stages:
            if isinstance(stage.base, Stage):
                found.setdefault(stage.base, []).append(stage)
            for taker in stage.takes:
                if taker.from_ is not None and taker.from_.stage is not None:
                    found.setdefault(taker.from_.stage, []).append(taker)
        return found

    @fact
    def selection(self) -> Selection:
        """The stages that the known builds concern. A target nobody knows may reach any, and surely ships none."""
        if any(build.target is not None and build.target.value is None for build in self.builds):
            return Selection(set(), set(self.stages), set())
        return self.select([build.target.value if build.target else None for build in self.builds] or [None])

    def select(self, targets: Sequence[str | None] = (None,)) -> Selection:
        """The stages that builds of these targets concern; None means the last stage.

        A name that leads nowhere is ignored, unless it is all there is: then the last stage is judged in its place.
        """
        last = self.stages[-1] if self.stages else None
        found = [last if target is None else self._target(target) for target in targets]
        final = {stage for stage in found if stage is not None} or ({last} if last is not None else set())
        reachable: set[Stage] = set()
        pending = list(final)
        while pending:
            stage = pending.pop()
            if stage not in reachable:
                reachable.add(stage)
                pending += stage.needs
        return Selection(final, reachable, {ancestor for stage in final for ancestor in stage.lineage()})

    def __repr__(self) -> str:
        return f"Dockerfile({self.path!r})"


class _Globals:
    """What stands before the first FROM, as a layer of names."""

    __slots__ = ("names",)
    parent = None

    def __init__(self, names: Names) -> None:
        self.names = names


def _lowest(stage: Stage) -> Stage:
    while stage.parent is not None:
        stage = stage.parent
    return stage
