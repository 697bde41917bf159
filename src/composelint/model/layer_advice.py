"""The lines that a Dockerfile should have instead, where something is installed below the sources."""

from __future__ import annotations

import posixpath

from ..knowledge.ecosystems import does
from ..syntax.shell import Command
from .advice import fenced
from .copies import ContextCopy, known_files
from .dockerfile import Arg, Copy, Env, Instruction, Run, ShellInstruction, Stage, User, Workdir
from .installs import Install, directory_of, installs, split
from .layers import Late
from .manifests import Manifests

_NEEDS_NO_SOURCES = frozenset(
    "[ [[ : a2enmod add-apt-repository addgroup adduser apt-get apt-key apk cd corepack curl dnf"
    " docker-php-ext-configure docker-php-ext-enable dpkg echo exit export gpg groupadd ln locale-gen ls mkdir printf"
    " rm rpm set tar tee test true unzip update-ca-certificates useradd venv wget yum".split()
)
"""Programs that have no use for the sources, as a rule."""
_HOUSEKEEPING = (
    "bundle config|clean",
    "composer clear-cache|config",
    "conda clean|config",
    "go clean|env|version",
    "npm cache|config|set",
    "pip cache|config",
    "pnpm config|store",
    "poetry cache|config",
    "uv cache|venv",
    "yarn cache|config",
)
_WRAPPER_FILES = {"gradlew": ("gradlew", "gradle/"), "mvnw": ("mvnw", ".mvn/")}
_KEPT = (Arg, Env, ShellInstruction, Stage, User, Workdir)
MOST_CHARACTERS = 100
"""Of a message."""
MOST_LINES = 12
MOST_MEMBERS = 6


def say(late: Late, template: str) -> str:
    """A message with `{copy}`, `{command}` and `{packages}` filled in; what is too long for one line is shortened."""
    names = list(dict.fromkeys(install.ecosystem.packages for install in late.installs))
    filled = template.replace("{packages}", names[0] if len(names) == 1 else "packages")
    commands = list(dict.fromkeys(install.text.replace('"', "") for install in late.installs))
    others = f" and {len(commands) - 1} more" if len(commands) > 1 else ""
    room = MOST_CHARACTERS - len(filled.replace("{copy}", '""').replace("{command}", f'""{others}'))
    copy = _short(_copy_words(late.copy), max(room - len(commands[0]), room // 2)) if "{copy}" in filled else ""
    command = _short(commands[0], room - len(copy))
    return filled.replace("{copy}", f'"{copy}"').replace("{command}", f'"{command}"{others}')


def _copy_words(copy: ContextCopy) -> str:
    instruction = copy.instruction
    if not isinstance(instruction, Copy):
        return copy.span.text
    words = (*instruction.sources, instruction.destination)
    return " ".join([instruction.keyword, *(word.span.text for word in words)])


def _short(text: str, most: int) -> str:
    """At most that many characters, cut between words where that loses less than half."""
    text = " ".join(text.split())
    if len(text) <= most:
        return text
    front, _, _ = text[:most].rpartition(" ")
    return (front if 2 * len(front) > most else text[: most - 1]) + "…"


def reordered(late: Late) -> str:
    """A sentence and the lines in the order that lets the cache hold."""
    if _unplaceable(late):
        return "Copy only what the install reads before it, and the sources behind it."
    if late.copy.mount is not None:
        return fenced("Mount only the files that the install reads:", "dockerfile", _mounted(late))
    if late.kind == "build":
        return _layered(late)
    if late.copy.archive:
        return "Keep what the install reads beside the archive, copy that and install, and only then add the archive."
    lines, cut = _in_order(late)
    if late.kind == "tool":
        if cut:
            return "Install the tools in a RUN of their own, above the copy of the sources."
        sentence = "Install tools above the copy of the sources:"
    elif late.apart:
        sentence = "The install needs nothing of it; copy it afterwards:"
    else:
        fetched = _fetched(late)
        if fetched:
            return fenced("Fetch by the lock file alone, and install from the store:", "dockerfile", fetched)
        lines = _first_copies(late) + lines
        sentence = "Copy what the install reads, install, and only then copy the sources:"
    if cut:
        sentence = sentence[:-1] + "; what else the RUN does stays below it:"
    if _left_without(late):
        sentence = sentence[:-1] + ", also in the other stages that are built from this one:"
    return fenced(sentence, "dockerfile", lines)


# RUN instructions


def _in_order(late: Late) -> tuple[list[str], bool]:
    """The installs, stage by stage, each with the copy below it; and whether more stays below than is shown."""
    home = late.copy.instruction.stage
    stages = list(dict.fromkeys(home if late.kind == "tool" else install.run.stage for install in late.installs))
    lines: list[str] = []
    cut = False
    for stage in stages:
        mine = [install for install in late.installs if late.kind == "tool" or install.run.stage is stage]
        if stage is not home and stage is not None:
            lines.append(stage.instruction.span.text)
        above, below, hidden = _runs(late, mine)
        lines += [*above, _moved(late, mine[-1].run), *below]
        cut = cut or hidden
    return lines, cut


def _unplaceable(late: Late) -> bool:
    """Whether the copy cannot move, since nobody knows what its destination would be behind another WORKDIR."""
    copy, target = late.copy.instruction, late.copy.target
    if late.kind == "tool" or not isinstance(copy, Copy) or (target is not None and not target.startswith("/?")):
        return False
    return any(directory_of(install.run) != directory_of(copy) for install in late.installs)


def _moved(late: Late, run: Run) -> str:
    """The copy as it has to be written behind a RUN: where another WORKDIR is in force, with its full destination."""
    copy = late.copy.instruction
    text = written(copy)
    if late.kind == "tool" or not isinstance(copy, Copy) or directory_of(run) == directory_of(copy):
        return text
    destination, target = copy.destination, late.copy.target
    if target is None or (destination.value or "/").startswith("/"):
        return text
    at = destination.span.start - copy.span.start
    return f"{text[:at]}{target}{'' if target == '/' else '/'}{text[at + len(destination.span.text) :]}"


def _left_without(late: Late) -> bool:
    """Whether a stage that is built from the copy's own would lose the sources when the copy moves to another."""
    home = late.copy.instruction.stage
    stages = {install.run.stage for install in late.installs}
    if home is None or home in stages or late.kind == "tool":
        return False
    return home.final or any(isinstance(user, Stage) and user not in stages for user in home.used_by)


def _runs(late: Late, mine: list[Install]) -> tuple[list[str], list[str], bool]:
    """The lines above the copy, those below it, and whether more stays below than is shown."""
    runs = list(dict.fromkeys(install.run for install in mine))
    lines: list[str] = []
    rest: list[str] = []
    hidden = False
    for instruction in _up_to(late, runs):
        if not isinstance(instruction, Run) or instruction not in runs:
            if isinstance(instruction, _KEPT) or (
                isinstance(instruction, Run) and runs_without_sources(instruction, late)
            ):
                lines.append(written(instruction))
        elif runs_without_sources(instruction, late) and written(instruction).count("\n") < MOST_LINES:
            lines.append(written(instruction))
        else:
            above, below = _cut(instruction, late)
            lines.append(above)
            rest += [below] if below else []
            hidden = hidden or below is None
    return lines, rest, hidden


def _up_to(late: Late, runs: list[Run]) -> list[Instruction]:
    """The instructions from the copy to the last install, if they stand in one stage; else the installs alone."""
    first = late.copy.instruction
    if first.stage is None or first.onbuild or late.kind == "tool" or any(run.stage is not first.stage for run in runs):
        return list(runs)
    return list(first.stage.instructions[first.index + 1 : runs[-1].index + 1])


def runs_without_sources(run: Run, late: Late) -> bool:
    """Whether a RUN does nothing but install and tidy up."""
    return run.script is not None and _may_move(run.script.commands, run, late)


def _may_move(commands: list[Command], run: Run, late: Late) -> bool:
    """Whether commands can stand above the sources: tools, what is reported, what has no use for any files."""
    known = {id(install.command) for install in late.installs}
    known |= {id(install.command) for install in installs(run) if install.kind == "tool"}
    return all(id(command) in known or _is_harmless(command) for command in commands)


def _is_harmless(command: Command) -> bool:
    operands, _ = split(command)
    piped_into = command.pipeline is not None and command not in command.pipeline.members[0]
    return (
        not command.words
        or command.program in _NEEDS_NO_SOURCES
        or (piped_into and command.program in ("sh", "bash"))
        or (
            command.program == "chmod"
            and all(word and word.removeprefix("./") in _WRAPPER_FILES for word in operands[1:])
        )
        or does(_HOUSEKEEPING, command.program, *split(command))
    )


def _cut(run: Run, late: Late) -> tuple[str, str | None]:
    """A RUN in two: up to the last of its installs, and the rest; None when it cannot be cut."""
    script = run.script
    commands = script.commands if script is not None else []
    mine = {id(install.command): install for install in late.installs if install.run is run}
    last = max((at for at, command in enumerate(commands) if id(command) in mine), default=-1)
    front, back = commands[: last + 1], commands[last + 1 :]
    plain = (
        run.form == "shell"
        and not run.heredocs
        and all(not command.depth and not command.conditional for command in commands)
        and all(command.after is None or command.after.text == "&&" for command in commands)
    )
    moves = any(command.program == "cd" for command in front)
    if plain and front and not (moves and back) and _may_move(front, run, late):
        text = run.dockerfile.source.text
        above = text[front[0].span.start : front[-1].span.end]
        below = text[back[0].span.start : run.span.end] if back else ""
        return _run(run, above), _run(run, below) if below else ""
    return _run(run, " && ".join(_with_cd(install) for install in mine.values())), None


def _with_cd(install: Install, text: str = "") -> str:
    steps = [f"cd {step}" for step in install.command.cwd or ()]
    return " && ".join([*steps, text or install.text])


def _run(run: Run, script: str) -> str:
    flags = "".join(f"{flag.span.text} " for flag in run.flags)
    return f"{_prefix(run)}RUN {flags}{script}"


def written(instruction: Instruction) -> str:
    """An instruction as it stands in the file."""
    return _prefix(instruction) + instruction.span.text


def _prefix(instruction: Instruction) -> str:
    return "ONBUILD " if instruction.onbuild else ""


# COPY instructions


def _first_copies(late: Late) -> list[str]:
    lines: list[str] = []
    for install in late.installs:
        manifests = Manifests(install, late.copy)
        lines += [line for line in copies(manifests, late.copy) if line not in lines]
    return lines


def copies(manifests: Manifests, copy: ContextCopy) -> list[str]:
    """The COPY lines that bring what an install reads, to where the copy would bring it."""
    files = manifests.to_copy()
    if manifests.files is None and manifests.install.command.program_word is not None:
        files += _WRAPPER_FILES.get(posixpath.basename(manifests.install.command.program_word.raw), ())
    members = manifests.members() if manifests.tied or any(file.endswith((".sln", ".slnx")) for file in files) else []
    if len(members) <= MOST_MEMBERS:
        files += members
    directory = _directory(copy)
    root = copy.roots[0] or "" if len(copy.roots) == 1 else ""
    groups: dict[str, list[str]] = {}
    for file in files:
        place = posixpath.dirname(file) if not file.endswith("/") else file.rstrip("/")
        below = posixpath.relpath(place or ".", root) if root.strip("*") else place
        groups.setdefault(f"{directory}{below}/" if below not in ("", ".") else directory, []).append(file.rstrip("/"))
    command = _copy_command(copy)
    lines = [f"{command} {' '.join(found)} {target}" for target, found in groups.items()]
    if len(members) > MOST_MEMBERS:
        lines.append(f"{command} --parents {_common_glob(members)} {directory}")
    return lines


def _copy_command(copy: ContextCopy) -> str:
    """`COPY` with the flags that say whose the files are."""
    kept = [flag.span.text for flag in copy.instruction.flags if flag.name in ("chown", "chmod", "link")]
    return " ".join([f"{_prefix(copy.instruction)}COPY", *kept])


def _directory(copy: ContextCopy) -> str:
    """The copy's destination as written, with a slash at its end."""
    instruction = copy.instruction
    if not isinstance(instruction, Copy):
        return "./"
    text = instruction.destination.span.text
    if instruction.form == "exec":
        text = instruction.destination.value or "."
    return "./" if text in (".", "./") else text.rstrip("/") + "/"


def _common_glob(paths: list[str]) -> str:
    """One glob for manifests in many directories of the same depth."""
    parts = [path.split("/") for path in paths]
    if len({len(part) for part in parts}) > 1:
        return f"**/{parts[0][-1]}"
    columns = [set(column) for column in zip(*parts, strict=True)]
    return "/".join(column.pop() if len(column) == 1 else "*" for column in columns)


# Special cases


def _fetched(late: Late) -> list[str]:
    """pnpm fills its store from the lock file, whatever the workspace consists of."""
    install = late.installs[0]
    manifests = Manifests(install, late.copy)
    if install.ecosystem.name != "pnpm" or len(late.installs) > 1 or not manifests.tied:
        return []
    files = [file for file in manifests.to_copy() if not file.endswith("package.json")]
    directory = _directory(late.copy)
    plain = [file for file in files if not file.endswith("/")]
    folders = [
        f"{_copy_command(late.copy)} {file.rstrip('/')} {directory}{file}" for file in files if file.endswith("/")
    ]
    return [
        f"{_copy_command(late.copy)} {' '.join(plain)} {directory}",
        *folders,
        _run(install.run, _with_cd(install, "pnpm fetch")),
        written(late.copy.instruction),
        _run(install.run, _with_cd(install, f"{install.text} --offline")),
    ]


def _mounted(late: Late) -> list[str]:
    install, mount = late.installs[0], late.copy.mount
    place = mount.target.span.text.rstrip("/") if mount is not None and mount.target is not None else "."
    prefix = "" if place == "." else f"{place}/"
    files = [file for file in Manifests(install, late.copy).to_copy() if "*" not in file]
    binds = [f"--mount=type=bind,source={file},target={prefix}{file}" for file in files]
    others = [flag.span.text for flag in install.run.flags if mount is None or flag is not mount.flag]
    command = _with_cd(install)
    return [" \\\n    ".join([f"{_prefix(install.run)}RUN {' '.join(binds[:1])}", *binds[1:], *others, command])]


def _layered(late: Late) -> str:
    """A layer for the dependencies of a build, by the ecosystem's own command."""
    install = late.installs[0]
    row = install.ecosystem
    stub = "{command}" in row.deps
    if not row.deps or (stub and not _may_have(late, install, "src/main.rs")):
        return _cache_mounted(install)
    program = install.command.program_word.raw if install.command.program_word is not None else install.command.program
    deps = row.deps.replace("{command}", install.text).replace("{program}", program)
    if deps.startswith("+"):
        deps = install.text + deps[1:]
    build = written(install.run)
    if stub:
        build = _run(install.run, _with_cd(install, f"touch src/main.rs && {install.text}"))
    between = [
        written(instruction)
        for instruction in _up_to(late, [install.run])
        if isinstance(instruction, _KEPT) and install.run.stage is late.copy.instruction.stage
    ]
    lines = [
        *copies(Manifests(install, late.copy), late.copy),
        *between,
        _run(install.run, _with_cd(install, deps)),
        _moved(late, install.run),
        build,
    ]
    return fenced("Get the dependencies in a layer of their own, above the sources:", "dockerfile", lines)


def _may_have(late: Late, install: Install, name: str) -> bool:
    files = known_files(install.run.dockerfile)
    directory = Manifests(install, late.copy).directory
    return files is None or directory is None or posixpath.normpath(posixpath.join(directory, name)) in files


def _cache_mounted(install: Install) -> str:
    """What needs the sources cannot move; its downloads can be kept."""
    sentence = "It needs the sources, so keep at least its downloads in a cache mount"
    user = install.run.user.value
    if user not in (None, "root", "0") and not (user or "").isdigit():
        return f"{sentence} that the user {user} may write."
    owner = f",uid={user}" if user not in (None, "root", "0") else ""
    text = install.text.replace(" --no-cache-dir", "")
    mount = f"--mount=type=cache,target={install.ecosystem.cache[0]}{owner}"
    return fenced(f"{sentence}:", "dockerfile", [_run(install.run, f"{mount} {_with_cd(install, text)}")])
