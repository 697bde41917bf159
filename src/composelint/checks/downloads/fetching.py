"""What a build fetches from elsewhere, and whether anybody looks at it."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from itertools import islice

from ...core.defect import Defect, Place, Severity
from ...core.edit import Intent
from ...core.patterns import pattern
from ...knowledge.downloads import LOCAL, SETTINGS, SWITCHES, UNSIGNED, UNSIGNED_SETTINGS
from ...model.commandlines import Command, Word
from ...model.dockerfile import Copy, Instruction, Onbuild, Run, Stage
from ...model.downloads import (
    Fetch,
    checks,
    fetch_of,
    fetched,
    host_of,
    installs_build,
    piped,
    services_of,
    unpacks,
    uses,
)
from ...model.insertions import behind, instead, without
from ...model.layers import for_development
from ...model.packages import following
from ...model.secret_files import arrival

_MOST_FETCHES = 20
_COMMIT = pattern(r"[0-9a-f]{40}|[0-9a-f]{64}")
_WRITERS = ("sed", "echo", "printf", "tee")
"""Programs that write the settings of package managers."""
_PIP = pattern(r"pip[0-9.]+")


def piped_installer(instruction: Instruction) -> Iterator[Defect]:
    """A download goes straight into an interpreter, so that nobody can tell what was run."""
    run = instruction.run
    if run is None or run.script is None or not fetched(instruction):
        return
    for found, runner in piped(run.script):
        yield Defect(
            found.command,
            f"{found.program} hands a download to {runner.program}, which runs whatever arrives",
            help="Fetch a file of a fixed version, compare its checksum (`sha256sum -c`), then run it.",
            severity="info" if _inside(run, found) else None,
        )


def _inside(run: Run, found: Fetch) -> bool:
    """Whether it fetches from this machine or from a service of the stack."""
    hosts = {host for url in found.urls if (host := host_of(url))}
    return found.inside or (bool(hosts) and hosts <= services_of(run.dockerfile) | set(LOCAL))


def insecure_download(instruction: Instruction) -> Iterator[Defect]:
    """A command is told not to check the certificate of the server that it talks to."""
    run = instruction.run
    for command in instruction.commands:
        word = _switch(command)
        if word is not None and run is not None:
            found = fetch_of(command)
            severity: Severity | None = "info" if found is not None and _inside(run, found) else None
            yield Defect(
                word,
                f"{command.program} does not check who it talks to",
                help="Install the certificate of the authority (`update-ca-certificates`) and leave the checks on.",
                severity=severity,
                fix=_checked(word) if command.program in ("curl", "wget") else (),
            )


def _checked(word: Word) -> list[Intent]:
    """The command without the option, alone or in a cluster of short ones."""
    value, title = word.value or "", "Check who answers"
    if value == "-k" or value.startswith("--"):
        return without(word, title, "unsafe")
    return instead(word, value.replace("k", "", 1), title, "unsafe") if re.fullmatch(r"-[fsSkL]+", value) else []


def _switch(command: Command) -> Word | None:
    """The word that switches certificate checks off."""
    program = command.program
    if program.startswith("pip") and _PIP.fullmatch(program):
        program = "pip"
    names, settings = SWITCHES.get(program, ()), SETTINGS.get(program, ())
    if not names and not settings:
        return None
    found = fetch_of(command)
    if found is not None:
        return next((option.word for option in found.arguments if option.name in names), None)
    texts = [(word, (word.value or word.head).lower()) for word in command.arguments]
    for word, text in texts:
        if any(text == name or text.startswith(f"{name}=") for name in names):
            return word
    whole = " ".join(text for _, text in texts) + " "
    for setting in settings:
        if setting in whole:
            key = setting.split("=")[0].split()[0]
            return next((word for word, text in texts if key in text), None)
    return None


def unsigned_packages(instruction: Instruction) -> Iterator[Defect]:
    """Packages are installed whose signature nobody checks."""
    for command in instruction.commands:
        found = _unsigned(command)
        if found is not None:
            word, weight = found
            yield Defect(
                word,
                f"{command.program} installs packages that nobody has signed",
                help="Add the key of the repository to what the package manager trusts, and leave the checks on.",
                severity=weight,
            )


def _unsigned(command: Command) -> tuple[Word, Severity | None] | None:
    """The word that switches the checks of signatures off, and how much less than usual it weighs."""
    names = UNSIGNED.get(command.program, ())
    if not names and command.program not in _WRITERS:
        return None
    for word in command.arguments:
        text = (word.value or word.head).lower()
        if text in names:
            local = any((other.value or "").endswith(".apk") for other in command.arguments)
            lesser = text == "--gpg-auto-import-keys" or (command.program == "apk" and local)
            return word, "info" if lesser else None
        if command.program == "sed":
            text = "".join(text.split(text[1:2])[2:3]) if text[1:2] else ""
        elif names:
            text = text.replace("::", "").replace("apt.", "apt").replace('"', "")
        if any(sign in text for sign in UNSIGNED_SETTINGS):
            return word, None
    return None


def unverified_download(instruction: Instruction) -> Iterator[Defect]:
    """A file from the network is run or installed, and nothing compares it with a checksum or a signature."""
    inner = instruction.trigger if isinstance(instruction, Onbuild) else instruction
    stage = instruction.stage
    if stage is None or (not stage.shipped and for_development(stage)):
        return
    if isinstance(inner, Run):
        for found in islice(fetched(inner), _MOST_FETCHES):
            if _switch(found.command) is not None:
                continue
            name = posixpath.basename(found.output or "")
            if name.strip("?") and not found.pinned and not found.inside and found.urls:
                user = _unchecked_use(inner, found.command, name)
                if user is not None and found.command.program_word is not None:
                    yield _unverified(found.command.program_word, f"{found.program} fetches {name[:40]}", user)
    elif isinstance(inner, Copy):
        for source in inner.remote_sources:
            place = arrival(inner, (source.value or "").partition("?")[0]) or ""
            name = posixpath.basename(place)
            if name and not name.endswith(".git") and inner.flag("checksum") is None:
                user = _unchecked_use(inner, None, name)
                if user is not None:
                    yield _unverified(source, f"ADD fetches {name[:40]}", user)


def _unverified(at: Place, what: str, user: Command) -> Defect:
    return Defect(
        at,
        f"{what}, and nothing compares its checksum before it is used",
        also=[(user, "used here")],
        help='Write the expected checksum beside it: `echo "<sha256>  FILE" | sha256sum -c -`.',
    )


def _unchecked_use(start: Instruction, fetch: Command | None, name: str) -> Command | None:
    """The first command that uses a file, when nothing is checked between the fetch and the end of that RUN."""
    user = None
    seen, unpacked = fetch is None, False
    for instruction in (start, *following(start)):
        if not isinstance(instruction, Run):
            continue
        if instruction.script is None:
            return None
        for command in instruction.script.commands:
            if seen and checks(command):
                return None
            unpacked = unpacked or (seen and unpacks(command, name))
            if user is None and seen and (uses(command, name) or (unpacked and installs_build(command))):
                user = command
            seen = seen or command is fetch
        if user is not None:
            return user
    return None


def unverified_remote_add(instruction: Instruction) -> Iterator[Defect]:
    """ADD fetches a URL whose content may change, without a checksum."""
    inner = instruction.trigger if isinstance(instruction, Onbuild) else instruction
    if not isinstance(inner, Copy) or inner.flag("checksum") is not None or instruction.stage is None:
        return
    for source in inner.remote_sources:
        text = source.known_text
        if host_of(text) in LOCAL or _verified_later(inner, text):
            continue
        if text.partition("#")[0].endswith(".git") or text.startswith(("git@", "git://", "ssh://")):
            reference = text.partition("#")[2].partition(":")[0]
            if source.value is None or _COMMIT.fullmatch(reference):
                continue
            message, help = "ADD clones whatever this name points at that day", "Name the commit: `URL.git#<commit>`."
        else:
            message = "ADD fetches this without a checksum to compare it with"
            help = "Add `--checksum=sha256:<digest>`: the build then fails when the file changes."
        yield Defect(source, message, help=help)


def _verified_later(copy: Copy, url: str) -> bool:
    name = posixpath.basename(url.partition("?")[0])
    scripts = [run.script for run in following(copy) if isinstance(run, Run)]
    commands = [command for script in scripts if script is not None for command in script.commands]
    return None in scripts or (bool(name) and any(checks(command) for command in commands))


def curl_without_fail(instruction: Instruction) -> Iterator[Defect]:
    """curl takes the page of an error for the file that was asked for."""
    if not fetched(instruction) or "curlrc" in instruction.dockerfile.source.text:
        # Which may well hold `fail`.
        return
    for found in fetched(instruction):
        command, arguments = found.command, found.arguments
        if found.program != "curl" or not found.urls or command.program_word is None or command.tested:
            continue
        if arguments.has("-f", "--fail", "--fail-with-body", "--fail-early", "-w", "--write-out", "-I", "--head"):
            continue
        if arguments.has("-X", "--request", "-d", "--data", "-K", "--config", "-V", "--version", "-h", "--help"):
            continue
        on = command.pipeline is not None and not any(command in member for member in command.pipeline.members[-1:])
        if (found.output is not None and found.output != "/dev/null") or on:
            yield Defect(
                command.program_word,
                "curl stores the page of an error as if it were the file",
                help="Add `-f` (in a cluster: `-fsSL`): curl then fails when the server answers with an error.",
                fix=_failing(instruction, command),
            )


def _failing(instruction: Instruction, command: Command) -> list[Intent]:
    """`-f` in the first cluster of short options, else as the first option."""
    for word in command.arguments:
        value = word.value or ""
        if re.fullmatch(r"-[a-zA-Z]+", value):
            return instead(word, f"-f{value[1:]}", "Let curl fail when the server does")
        if not value.startswith("--"):
            break
    program = command.program_word
    return behind(instruction, program, "-f", "Let curl fail when the server does") if program is not None else []


def wget_and_curl(stage: Stage) -> Iterator[Defect]:
    """One stage uses both wget and curl, where one of them would do."""
    first: dict[str, Command] = {}
    for instruction in stage.instructions:
        for found in fetched(instruction):
            first.setdefault(found.program, found.command)
    if len(first) > 1:
        earlier, later = sorted(first.values(), key=lambda command: command.span.start)
        yield Defect(
            later.program_word or later,
            f"{later.program} is used here, {earlier.program} above: one of them would do",
            also=[(earlier, f"{earlier.program} is used here")],
        )


def _quieter(instruction: Instruction) -> str:
    """GNU wget's few dots where that is known to be there; busybox has only one way to say less."""
    base = instruction.stage.external_base() if instruction.stage is not None else None
    gnu = base is not None and base.facts is not None and base.facts.family in ("debian", "ubuntu")
    return "--progress=dot:giga" if gnu else "-q"


def wget_progress(instruction: Instruction) -> Iterator[Defect]:
    """wget draws a progress bar, which fills the log of a build."""
    quiet = ("--progress", "-q", "--quiet", "-nv", "--no-verbose", "-o", "--output-file", "-a", "--append-output")
    for found in fetched(instruction):
        written = any(word.head.startswith(("-nv", "--progress")) for word in found.command.arguments)
        if found.program != "wget" or found.arguments.has(*quiet) or written or not found.urls:
            continue
        if found.command.pipeline is None and found.command.program_word is not None:
            yield Defect(
                found.command.program_word,
                "wget fills the log with its progress",
                help="`wget -q`, or `--progress=dot:giga` with GNU wget.",
                fix=behind(instruction, found.command.program_word, _quieter(instruction), "Say less"),
            )
