"""What an image runs when it starts, and what reaches it."""

from __future__ import annotations

from collections.abc import Iterator

from ...core.defect import Defect
from ...core.edit import Intent, ReplaceText
from ...model.dockerfile import Cmd, Copy, Entrypoint, Instruction, Program, Run, Stage
from ...model.running import all_init, all_set, plain, services_of, takes_arguments
from ...model.service import Service


def ignored_command(subject: Service | Stage) -> Iterator[Defect]:
    """A command never reaches the program, because ENTRYPOINT is written in shell form."""
    stage = subject if isinstance(subject, Stage) else subject.build.stage if subject.build is not None else None
    entrypoint = _deaf(stage) if stage is not None and stage.final else None
    if stage is None or entrypoint is None:
        return
    also = [(entrypoint.node.keyword_span, "this ENTRYPOINT passes no arguments on")]
    if isinstance(subject, Service):
        command = subject.command
        if command is not None and command.words and subject.entrypoint is None:
            yield Defect(
                command,
                f"the command of {subject.label[:40]} never reaches its program",
                also=also,
                help="Write ENTRYPOINT as a JSON array: a shell form takes no arguments.",
            )
        return
    cmd = stage.command()
    if cmd is not None and cmd.node.text is not None and cmd.argv and not all_set(services_of(stage), "entrypoint"):
        yield Defect(
            cmd.node.keyword_span,
            "CMD never reaches the program, because ENTRYPOINT is in shell form",
            also=also,
            help="Write ENTRYPOINT as a JSON array: a shell form takes no arguments.",
        )


def _deaf(stage: Stage) -> Entrypoint | None:
    """The ENTRYPOINT in force, when it passes nothing on to its program."""
    entrypoint = stage.entrypoint()
    if entrypoint is None or entrypoint.form != "shell" or entrypoint.shell is not None:
        return None
    return None if takes_arguments(entrypoint) or entrypoint.node.broken_exec else entrypoint


def shell_form_entrypoint(stage: Stage) -> Iterator[Defect]:
    """ENTRYPOINT is in shell form: a shell is process 1, and takes neither signals nor arguments for the program."""
    entrypoint = stage.entrypoint() if stage.final else None
    if entrypoint is None or not _speaks(stage, entrypoint):
        return
    services = services_of(stage)
    if all_set(services, "entrypoint"):
        return
    replaced = _text(entrypoint).startswith("exec ") or all_init(services)
    yield Defect(
        entrypoint.node.keyword_span,
        "ENTRYPOINT in shell form: a shell stands between Docker and the program",
        help=_exec_form(entrypoint),
        fix=_as_words(entrypoint),
        severity="info" if replaced else None,
    )


def shell_form_command(stage: Stage) -> Iterator[Defect]:
    """CMD is in shell form: a shell is process 1 and may keep the stop signal from the program."""
    command = stage.command() if stage.final else None
    if command is None or not _speaks(stage, command) or _text(command).startswith("exec "):
        return
    services = services_of(stage)
    if all_set(services, "command") or all_init(services) or not (plain(command) or _last_is_not_exec(command)):
        return
    entrypoint = stage.entrypoint()
    if entrypoint is None or not entrypoint.argv or entrypoint.argv[-1] != "-c":
        yield Defect(
            command.node.keyword_span,
            "CMD in shell form: a shell stands between Docker and the program",
            help=_exec_form(command),
            fix=_as_words(command),
        )


def _speaks(stage: Stage, program: Program) -> bool:
    """Whether a text is handed to Docker's own shell, on purpose."""
    written = program.form == "shell" and program.shell is None and not program.node.broken_exec
    return written and not stage.windows


def _text(program: Program) -> str:
    return program.node.text.text if program.node.text is not None else ""


def _last_is_not_exec(program: Program) -> bool:
    """Whether the shell stays while the last command of the text runs; False when nobody can know."""
    script = program.script
    if script is None or not script.commands:
        return False
    return "exec" not in script.commands[-1].wrappers


def _array(program: Program) -> str | None:
    """The text of a shell form as a JSON array, where it is plain words."""
    text = _text(program)
    if not plain(program) or {"'", '"', "\\"} & set(text):
        return None
    return "[" + ", ".join(f'"{word}"' for word in text.removeprefix("exec ").split()) + "]"


def _as_words(program: Program) -> list[Intent]:
    array, text = _array(program), program.node.text
    if array is None or text is None:
        return []
    return [ReplaceText(text, array, "Write it as words", "unsafe", was=text.text)]


def _exec_form(program: Program) -> str:
    array = _array(program)
    if array is not None:
        return f"Write it as words:\n\n```dockerfile\n{program.keyword} {array}\n```"
    return "Write a JSON array of the program and its arguments, or begin the last command with `exec`."


def shell_run_in_scratch(instruction: Instruction) -> Iterator[Defect]:
    """A RUN needs a shell in an image that holds nothing at all."""
    stage = instruction.stage
    if not isinstance(instruction, Run) or stage is None or not stage.from_scratch() or instruction.form != "shell":
        return
    brought = any(isinstance(found, Copy | Run) for found in stage.instructions[: instruction.index])
    inherited = any(isinstance(found, Copy) for own in stage.lineage()[:-1] for found in own.instructions)
    if not brought and not inherited and instruction.shell is None and not instruction.mounts:
        yield Defect(
            instruction.node.keyword_span,
            "RUN needs /bin/sh, which an image built from scratch does not have",
            help="Run it in a stage that has a shell, and copy the result: `COPY --from=build /out /`.",
        )


def image_without_healthcheck(stage: Stage) -> Iterator[Defect]:
    """An image that is built has no HEALTHCHECK."""
    if not stage.final or stage.healthcheck() is not None or stage.from_scratch() or services_of(stage):
        return
    base = stage.external_base()
    if base is None or (base.facts is not None and base.facts.healthcheck):
        return
    if isinstance(stage.command() or stage.entrypoint(), Cmd | Entrypoint):
        yield Defect(stage, "the image has no HEALTHCHECK", help="Add `HEALTHCHECK CMD …`, or `HEALTHCHECK NONE`.")
