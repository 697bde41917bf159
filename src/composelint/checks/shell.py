"""The shell of RUN: what it loses, what it starts in vain, and which failures it hides."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence

from ..core.defect import Defect, Severity
from ..core.edit import InsertInstruction, Intent, ReplaceText
from ..core.source import Span
from ..knowledge.packages import MANAGERS
from ..model.commandlines import Command, Token, Word
from ..model.dockerfile import Instruction, Run, ShellInstruction
from ..model.downloads import fetch_of
from ..model.installs import installs
from ..model.packages import package_commands, shipped

_STATE = frozenset("cd export source . alias umask set ulimit eval shopt pushd".split())
_ACTIVATES = frozenset("activate env .bashrc .profile .bash_profile nvm.sh conda.sh profile .env setup.bash".split())
_MAY_FAIL = frozenset(
    "bsdtar bunzip2 cargo cmake composer curl gem git gpg gunzip make mvn npm openssl pip pip3 pnpm rpm2cpio ssh tar"
    " unxz unzip wget xz yarn".split()
)
"""Programs whose failure matters although another program reads their output."""
_CANNOT_FAIL = frozenset("echo printf yes true : cat ls env uname".split())
_SERVICE_WORDS = ("start", "restart")
_POINTLESS = (
    "ssh", "vim", "vi", "nano", "top", "htop", "free", "ps", "mount", "umount", "kill", "shutdown", "reboot",
    "service", "systemctl", "ifconfig",
)  # fmt: skip


def swallowed_continuation(instruction: Instruction) -> Iterator[Defect]:
    """A shell comment swallows the lines that continue its instruction, because they are one line to the shell."""
    run = instruction.run
    script = run.script if run is not None and run.form == "shell" else None
    if (
        run is None
        or script is None
        or (run.heredocs and script.excerpt.whole.start >= run.heredocs[0].content.whole.start)
    ):
        return
    for comment in script.comments:
        lost = [line.strip().rstrip("\\").strip() for line in comment.span.text.split("\n")[1:]]
        lost = [line for line in lost if line and not line.startswith("#")]
        if lost:
            first = comment.span.text.partition("\n")[0].rstrip().rstrip("\\").rstrip()
            at = Span(comment.span.source, comment.span.start, comment.span.start + len(first))
            yield Defect(
                at,
                f"this comment swallows what follows: {lost[0]}",
                help="The continued lines are one line to the shell: put the comment on a line of its own above them.",
            )


def lost_shell_state(instruction: Instruction) -> Iterator[Defect]:
    """A RUN only changes what dies with its shell: the next instruction starts anew."""
    run = instruction.run
    script = run.script if run is not None and run.form == "shell" else None
    if script is None or not script.commands or script.redirections or script.pipelines:
        return
    commands = []
    for command in script.commands:
        if command.depth == 0:
            if not _only_state(command):
                return
            commands.append(command)
    if not commands:
        return
    sourced = [command for command in commands if command.program in (".", "source")]
    unknown = [command for command in sourced if not _activates(command)]
    severity: Severity | None = "info" if unknown else None
    last = commands[-1]
    yield Defect(
        Span(last.span.source, commands[0].span.start, last.span.end),
        "this ends with the RUN: the next instruction starts in a shell of its own",
        help=_instead(last),
        severity=severity,
    )


def _only_state(command: Command) -> bool:
    if any(redirection.operator not in ("<", "<<<") for redirection in command.redirections):
        return False
    bare = not command.words and bool(command.assignments)
    return not command.conditional and (bare or (command.program in _STATE and not command.wrappers))


def _activates(command: Command) -> bool:
    word = command.arguments[0] if command.arguments else None
    return word is not None and posixpath.basename(word.value or word.tail) in _ACTIVATES


def _instead(command: Command) -> str:
    if command.program in ("cd", "pushd"):
        return "`WORKDIR` changes the directory for all instructions that follow."
    if command.program == "export" or not command.words:
        return "`ENV` sets a variable for all instructions that follow, and for the container."
    if command.program in (".", "source"):
        return "Put the environment's `bin` directory first: `ENV PATH=/path/to/venv/bin:$PATH`."
    return "Join it with `&&` to the command that needs it."


def service_started_in_run(instruction: Instruction) -> Iterator[Defect]:
    """A RUN starts a service and ends: the image holds files, no processes."""
    commands = instruction.commands
    last = commands[-1] if commands else None
    if last is None or last.depth or last.captured:
        return
    if _starts_service(last) or (last.after is not None and last.after.text == "&"):
        yield Defect(
            last,
            "the process started here ends with the RUN: an image holds files only",
            help="Start it in CMD or ENTRYPOINT, or run it as a service of its own.",
        )


def _starts_service(command: Command) -> bool:
    path = command.program_word.value if command.program_word is not None else None
    script = path is not None and path.startswith("/etc/init.d/")
    if not script and command.program not in ("service", "systemctl"):
        return False
    words = [word.value for word in command.arguments if not word.head.startswith("-")]
    options = {word.value for word in command.arguments}
    if command.program == "service":
        return len(words) == 2 and words[1] in _SERVICE_WORDS
    if command.program == "systemctl":
        return words[:1] == ["start"] or words[:1] == ["restart"] or (words[:1] == ["enable"] and "--now" in options)
    return script and words[:1] in (["start"], ["restart"])


def sudo_in_run(instruction: Instruction) -> Iterator[Defect]:
    """sudo in a build, where USER says who runs what."""
    run = instruction.run
    for command in instruction.commands:
        if run is None or ("sudo" not in command.wrappers and command.program != "sudo"):
            continue
        at = next((word for word in command.words if posixpath.basename(word.value or "") == "sudo"), None)
        other = any(word.value in ("-u", "--user") or word.head.startswith("--user=") for word in command.words)
        if at is None or (other and _not_to_root(command)):
            continue
        user = (run.user.value or "").partition(":")[0]
        yield Defect(
            at,
            "sudo is of no use to root" if user in ("root", "0") else "sudo gives a build what USER should give it",
            help="Root needs no sudo; for another user write `USER root` above the RUN and the user's name below it.",
            fix=_as_root(command, at) if user in ("root", "0") and not other else (),
            severity=None if user in ("root", "0") else "info",
        )
        return


def _as_root(command: Command, at: Word) -> list[Intent]:
    """The command without `sudo`, where it has no options."""
    following = next((word for word in command.words[command.words.index(at) + 1 :]), None)
    gone = Span(at.span.source, at.span.start, at.span.end + 1)
    if gone.text != "sudo " or following is None or following.head.startswith("-") or "=" in following.head:
        return []
    return [ReplaceText(gone, "", "Leave sudo out", "unsafe")]


def _not_to_root(command: Command) -> bool:
    words = [word.value or "" for word in command.words]
    given = [words[at + 1] for at, word in enumerate(words[:-1]) if word in ("-u", "--user")]
    given += [word.partition("=")[2] for word in words if word.startswith("--user=")]
    return any(name not in ("root", "0", "#0") for name in given)


def pipe_without_pipefail(instruction: Instruction, *, strict: bool = False) -> Iterator[Defect]:
    """A command in front of a pipe may fail, and the RUN succeeds all the same."""
    run = instruction.run
    script = run.script if run is not None else None
    for pipeline in script.pipelines if script is not None else ():
        if pipeline.pipefail or (script is not None and _forgiven(pipeline.members[-1][-1:], script.commands)):
            continue
        for member in pipeline.members[:-1]:
            failing = next((command for command in member if _may_fail(command, strict)), None)
            if failing is not None and failing.program_word is not None:
                yield Defect(
                    failing.program_word,
                    f"if {failing.program} fails here, the RUN succeeds all the same",
                    help='`SHELL ["/bin/bash", "-o", "pipefail", "-c"]` below FROM (`/bin/ash` on Alpine), or `set -o '
                    "pipefail &&` at the start of the RUN.",
                    fix=_pipefail(run),
                )
                break


def _forgiven(last: list[Command], commands: list[Command]) -> bool:
    """`|| true` stands behind the last of some commands: they may fail."""
    fallen = [command for command in last if command.after is not None and command.after.text == "||"]
    following = commands[commands.index(fallen[0]) + 1 :] if fallen else []
    return bool(following) and following[0].program in ("true", ":")


def _pipefail(run: Run | None) -> list[Intent]:
    """A shell that minds every part of a pipe, where the image is known to have it."""
    stage = run.stage if run is not None else None
    base = stage.external_base() if stage is not None else None
    shell = _SHELLS.get(base.facts.family or "") if base is not None and base.facts is not None else None
    if (
        run is None
        or stage is None
        or shell is None
        or run.onbuild
        or any(own.last("SHELL") for own in stage.lineage())
    ):
        return []
    text = f'SHELL ["{shell}", "-o", "pipefail", "-c"]'
    return [InsertInstruction(stage.instruction, text, "Let a pipe fail with any of its parts", "unsafe")]


_SHELLS = {"alpine": "/bin/ash", "debian": "/bin/bash", "ubuntu": "/bin/bash"}
"""What knows `pipefail`, by the family of the image (busybox's ash does since 1.16, 2010)."""


def _may_fail(command: Command, strict: bool) -> bool:
    if command.tested or (command.after is not None and command.after.text == "||"):
        return False
    return command.program in _MAY_FAIL or (strict and bool(command.program) and command.program not in _CANNOT_FAIL)


def swallowed_failure(instruction: Instruction) -> Iterator[Defect]:
    """An install or a download may fail, and the RUN goes on as if nothing had happened."""
    run = instruction.run
    if run is None or run.onbuild:
        return
    for command in run.commands:
        after = command.after
        if not command.unchecked or after is None or command.tested or command.program_word is None:
            continue
        if command.pipeline is not None or command.depth or not _matters(run, command):
            continue
        if after.text == "||" and not _explained(run, after):
            what, help = "`|| true` hides", "Drop `|| true`, or say in a comment why this may fail."
        elif after.text in (";", "\n") and not command.conditional:
            what, help = "nothing notices", "Join the commands with `&&`, or begin with `set -e`."
        else:
            continue
        yield Defect(command.program_word, f"{what} it when {command.program} fails", help=help)


def _matters(run: Run, command: Command) -> bool:
    """Whether it installs or downloads something."""
    if any(found.command is command for found in installs(run)):
        return True
    if any(found.command is command and found.action == "install" for found in package_commands(run)):
        return True
    fetch = fetch_of(command)
    return fetch is not None and fetch.output not in (None, "/dev/null")


def _explained(run: Run, after: Token) -> bool:
    """Whether a comment stands in its line or in the line above."""
    line = after.span.line
    source = after.span.source
    return any("#" in source.line_text(at) for at in (line - 1, line) if at >= 1)


def relinked_shell(instruction: Instruction) -> Iterator[Defect]:
    """Another program is put in the place of /bin/sh."""
    commands = instruction.running(("ln", "mv", "cp"))
    run = instruction.run
    if not commands or run is None or not shipped(run) or run.stage is None:
        return
    if any(isinstance(other, ShellInstruction) for other in run.stage.instructions):
        return
    for command in commands:
        words = [word for word in command.arguments if not word.head.startswith("-")]
        if len(words) == 2 and words[1].value in ("/bin/sh", "/usr/bin/sh"):
            yield Defect(
                command,
                "every script of the image now gets another /bin/sh than it was written for",
                help='`SHELL ["/bin/bash", "-c"]` changes the shell of the RUNs that follow, and of nothing else.',
            )


def cd_instead_of_workdir(instruction: Instruction) -> Iterator[Defect]:
    """A RUN changes its directory first and stays there."""
    run, commands = instruction.run, instruction.commands
    if run is None or len(commands) < 2 or commands[0].program != "cd" or run.form != "shell" or run.heredocs:
        return
    first = commands[0]
    if run.script is not None and run.script.excerpt.text.lstrip().startswith("("):
        return
    again = any(command.program in ("cd", "pushd", "popd") for command in commands[1:])
    joined = first.after is not None and first.after.text == "&&"
    if joined and not again and len(first.arguments) == 1 and first.arguments[0].value:
        stays = all(command.cwd == commands[-1].cwd and command.cwd for command in commands[1:])
        if stays:
            yield Defect(
                first,
                "the RUN changes its directory and stays there",
                help=f"`WORKDIR {first.arguments[0].value}` says so for all instructions that follow.",
            )


def pointless_command(instruction: Instruction, *, commands: Sequence[str] = _POINTLESS) -> Iterator[Defect]:
    """A program that makes sense on a running system only."""
    found = instruction.running(commands)
    if not found:
        return
    background = any(command.after is not None and command.after.text == "&" for command in instruction.commands)
    for command in found:
        if command.program in MANAGERS or command.program_word is None:
            continue
        words = {word.value for word in command.arguments}
        if (background and command.program in ("kill", "ps")) or words & {"-T", "--version", "enable"}:
            continue
        yield Defect(command.program_word, f"{command.program} makes no sense while an image is built")
