"""Credentials as they stand in the instructions of a Dockerfile."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from ..core.patterns import pattern
from ..core.source import Excerpt
from ..knowledge.credentials.files import settings_file
from ..knowledge.credentials.names import sense
from .compose import Variable
from .instructions import Arg, Copy, Env, Instruction, Label, Onbuild
from .kept import remembered
from .programs import Program, Run
from .secrets import Secret, bare, counts, in_value, may_tell

if TYPE_CHECKING:
    from ..syntax.dockerfile import Word
    from ..syntax.shell import Command
    from .dockerfile import Dockerfile
    from .stages import Stage

_NAMING = frozenset(("ARG", "ENV", "LABEL"))
_USED = pattern(r"\$\{?([A-Za-z_]\w*)")


def in_dockerfile(dockerfile: Dockerfile) -> Iterator[Secret]:
    for instruction in dockerfile.instructions:
        yield from in_instruction(instruction)


def in_instruction(instruction: Instruction) -> Iterable[Secret]:
    """The literal credentials in names and values of ARG, ENV and LABEL, in what is run, and in files it writes."""
    if isinstance(instruction, Program):
        return [*given(instruction), *written_out(instruction)]
    if isinstance(instruction, Onbuild):
        return in_instruction(instruction.trigger) if instruction.trigger is not None else ()
    return written_out(instruction)


def written_out(instruction: Instruction) -> Iterable[Secret]:
    """The literal credentials in what ARG, ENV and LABEL name, and in files of settings that RUN, COPY or ADD write."""
    if instruction.keyword in _NAMING:
        return _in_pairs(instruction) if may_name_one(instruction) else ()
    return _in_settings(instruction) if "<<" in instruction.node.line.text else ()


def _in_settings(instruction: Instruction) -> Iterator[Secret]:
    if may_tell(bare(instruction.span.text)):
        for path, body in _copied(instruction) if isinstance(instruction, Copy) else _redirected(instruction):
            if settings_file(path):
                yield from in_value("", body, references=False)


@remembered
def may_name_one(instruction: Instruction) -> bool:
    """Whether a name or a value of it may be a credential's, as far as characters can say."""
    return may_tell(bare(instruction.node.line.text))


def _in_pairs(instruction: Instruction) -> Iterator[Secret]:
    variables = instruction.labels if isinstance(instruction, Label) else []
    variables = instruction.variables if isinstance(instruction, (Arg, Env)) else variables
    for variable, pair in zip(variables, instruction.node.pairs, strict=True):
        name, value = variable.name.value, variable.value
        if name is None or value is None or pair.value is None:
            continue
        if value.literal and value.value is not None:
            yield from in_value(name, value.excerpt, references=False)
        else:
            yield from _defaults(name, pair.value)


@remembered
def given(program: Program) -> list[Secret]:
    """The literal credentials in what an instruction runs."""
    from .arguments import in_script, may_ask

    text = bare(_written(program))
    if not may_ask(text) and not ("$" in text and _may_ask_anywhere(program.dockerfile)):
        return []
    script = program.script
    return list(in_script(script)) if script is not None else []


@remembered
def _may_ask_anywhere(dockerfile: Dockerfile) -> bool:
    """The same of a whole Dockerfile and its builds, where the values of variables come from."""
    from .arguments import may_ask

    return bool(dockerfile.builds) or may_ask(bare(dockerfile.tree.excerpt.text))


def _written(program: Program) -> str:
    """What it runs as it is written; the words of the exec form without their JSON escapes."""
    node = program.node
    if node.form == "exec":
        return " ".join([word.text for word in node.words])
    return program.span.text if node.heredocs else node.line.text


def _copied(copy: Copy) -> Iterator[tuple[str, Excerpt]]:
    """The paths of files whose content stands in the instruction, and that content."""
    heredocs = [heredoc for heredoc in copy.node.line.heredocs if heredoc.terminated]
    if heredocs and copy.form != "exec":
        target = copy.destination.value
        alone = len(heredocs) == 1 and not copy.sources
        for heredoc in heredocs:
            named = alone and target is not None and not target.endswith("/")
            yield (target or "") if named else heredoc.name, heredoc.content


def _redirected(instruction: Instruction) -> Iterator[tuple[str, Excerpt]]:
    """The same for what a script writes: `cat > .env`, `tee`."""
    for command in instruction.commands:
        for redirection in command.redirections:
            if redirection.body is not None:
                yield from ((path, redirection.body) for path in _targets(command))


def _targets(command: Command) -> list[str]:
    """The files that a command writes its input to."""
    words = [redirection.target for redirection in command.redirections if redirection.operator in (">", ">>", ">|")]
    words = words if command.program == "cat" else command.arguments if command.program == "tee" else []
    return [word.value for word in words if word.value]


def in_inline_dockerfile(text: Excerpt) -> Iterator[Secret]:
    """What an inline Dockerfile holds, as far as its text alone tells."""
    from ..syntax.dockerfile import parse
    from ..syntax.shell import parse_script
    from .arguments import in_script

    for node in parse(text).instructions:
        for pair in node.pairs:
            if pair.value is not None:
                yield from in_value(pair.name, pair.value.excerpt, references=False)
        if node.keyword == "RUN" and node.text is not None:
            bodies = [heredoc.content for heredoc in node.heredocs if heredoc.terminated]
            script = parse_script(node.text.excerpt, bodies=bodies)
            yield from in_script(script) if script is not None else ()
        for heredoc in node.heredocs:
            yield from in_value("", heredoc.content, references=False)


def _defaults(name: str, value: Word) -> Iterator[Secret]:
    """The literal in `${X:-literal}`, where the name of either says what it is."""
    from ..syntax.dockerfile.words import Literal, Variable

    for part in value.parts:
        if not isinstance(part, Variable) or part.modifier not in ("-", ":-"):
            continue
        literals = [inner for inner in part.word if isinstance(inner, Literal)]
        meaning = sense(part.name) or (sense(name) if len(value.parts) == 1 else None)
        text = "".join(inner.text for inner in literals)
        if text and meaning is not None and len(literals) == len(part.word) and counts(part.name, meaning, text):
            yield Secret("default", part.name, text, value.span_of(literals[0].start, literals[-1].end))


def secret_arguments(instruction: Env | Label) -> Iterator[tuple[Variable, str]]:
    """The variables that take a build argument which is a secret by its name or by theirs, and the argument's name."""
    variables = instruction.labels if isinstance(instruction, Label) else instruction.variables
    for variable in variables if may_name_one(instruction) else ():
        own = sense(variable.name.value or "")
        for piece in variable.value.pieces if variable.value is not None else ():
            name = piece.reference.name if piece.reference is not None else ""
            binding = instruction.env.binding(name) if name else None
            if binding is not None and binding.kind == "arg" and (own or sense(name)) not in (None, "weak"):
                yield variable, name


def runs_with(instruction: Instruction, name: str) -> list[Run]:
    """The RUN instructions behind an ARG, in its stage and those built from it, that use the name."""
    stage = instruction.stage
    if stage is None:
        return []
    own = [run for run in _mentions(stage).get(name, ()) if run.index > instruction.index]
    return own + [run for child in _built_from(stage) for run in _mentions(child).get(name, ())]


@remembered
def _mentions(stage: Stage) -> dict[str, list[Run]]:
    """The RUN instructions of a stage by the variables they use."""
    found: dict[str, list[Run]] = {}
    for inner in stage.instructions:
        if isinstance(inner, Run):
            for name in dict.fromkeys(_USED.findall(inner.span.text)):
                found.setdefault(name, []).append(inner)
    return found


@remembered
def _built_from(stage: Stage) -> list[Stage]:
    """The stages whose lineage holds this one."""
    return [other for other in stage.dockerfile.stages if other is not stage and stage in other.lineage()]
