"""The package managers of operating systems: apt, apk, the RPM family, zypper, pacman."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ...core.defect import Defect, Severity
from ...core.edit import Intent
from ...knowledge.packages import APT, OLD_APT
from ...model.dockerfile import Instruction, Run
from ...model.insertions import behind, instead
from ...model.packages import (
    LISTS,
    PackageCommand,
    below,
    index_states,
    indexed,
    mounted,
    of_debian,
    opaque,
    package_commands,
    says,
    shipped,
)

_APT_WORDS = frozenset("install update remove upgrade full-upgrade purge autoremove search list show policy".split())
_QUESTIONS = ("search", "show", "policy")


def _of(instruction: Instruction) -> list[PackageCommand]:
    run = instruction.run
    return package_commands(run) if run is not None else []


def apt_command(instruction: Instruction) -> Iterator[Defect]:
    """`apt` is made for people; its options and its output change between releases."""
    for found in _of(instruction):
        word = found.word.value
        if found.name == "apt" and word in _APT_WORDS and found.command.program_word is not None:
            other = "apt-cache" if word in _QUESTIONS else "dpkg-query --list" if word == "list" else "apt-get"
            what = "dpkg-query --list" if word == "list" else f"{other} {word}"
            yield Defect(
                found.command.program_word,
                f"apt {word} is for people at a terminal; scripts use {other}",
                help=f"`{what}` keeps its interface from release to release.",
                fix=[] if word == "list" else instead(found.command.program_word, other, f"Write {other}"),
            )


def interactive_install(instruction: Instruction) -> Iterator[Defect]:
    """A package manager asks for confirmation, and nobody answers in a build."""
    for found in _of(instruction):
        if found.action in found.manager.asks and not _assumes_yes(found) and not _answered(found):
            option = "--noconfirm" if found.name == "pacman" else "-y"
            yield Defect(
                found,
                f"{found.named} asks for confirmation, which a build cannot give",
                help=f"Add `{option}`: without it the build stops at the question.",
                fix=behind(instruction, found.word, option, f"Add {option}") if found.name != "pacman" else (),
            )
    for command in instruction.programs.get("add-apt-repository", ()):
        if not {word.value for word in command.arguments} & {"-y", "--yes", "-L", "--list", "-h", "--help"}:
            yield Defect(
                command.program_word or command,
                "add-apt-repository asks for confirmation, which a build cannot give",
                help="Add `-y`.",
                fix=behind(instruction, command.program_word, "-y", "Add -y") if command.program_word else (),
            )


def _assumes_yes(found: PackageCommand) -> bool:
    arguments = found.arguments
    if arguments.has(*found.manager.assumes, "--print-uris", "--simulate", "-s", "--dry-run", "--help", "--version"):
        return True
    if found.manager.family != "apt":
        return arguments.unclear
    settings = [(value or "").lower() for value in arguments.values("-o", "--option")]
    quiet = sum(option.name in ("-q", "--quiet") for option in arguments)
    written = [word.value or "" for word in found.command.arguments]
    return (
        quiet > 1
        or any(word.startswith(("-q=2", "-q=3", "--quiet=2")) for word in written)
        or any("assume-yes" in value for value in settings)
        or any(not word.head for word in found.command.arguments)
    )


def _answered(found: PackageCommand) -> bool:
    """By `yes |`, by standard input, or by a configuration that something above may have written."""
    pipeline = found.command.pipeline
    if pipeline is not None and any(found.command not in member for member in pipeline.members[:1]):
        return True
    if any(redirection.operator in ("<", "<<", "<<<", "<<-") for redirection in found.command.redirections):
        return True
    return says(found.run, "apt.conf", "assume-yes") or says(found.run, "assumeyes=")


def install_without_update(instruction: Instruction) -> Iterator[Defect]:
    """apt-get installs packages, but no index of packages is there."""
    run = instruction.run
    if run is None or APT.isdisjoint(run.programs) or run.stage is None or run.onbuild:
        return
    if not of_debian(run.stage) or mounted(run, LISTS):
        return
    there = indexed(run.stage)[run.index]
    states = dict(zip(map(id, run.commands), index_states(run, there), strict=False))
    for found in package_commands(run):
        if found.manager.family != "apt" or found.word.value != "install" or not found.listed:
            continue
        if not states[id(found.command)] and not found.command.conditional:
            yield Defect(
                found,
                f"{found.named} finds no index of packages: nothing above has updated it",
                help=f"The image ships without one: `apt-get update && {found.named} …` in one RUN.",
                fix=_updating(found),
            )
            return


def _updating(found: PackageCommand) -> list[Intent]:
    """The index fetched by the command before it; what another program starts would not reach that."""
    program = found.command.program_word
    if found.run.form != "shell" or program is None or found.command.wrappers:
        return []
    text = f"{found.name} update && {found.name}"
    return instead(program, text, "Fetch the index in the same RUN", "unsafe")


def update_without_install(instruction: Instruction) -> Iterator[Defect]:
    """An index of packages is fetched in one RUN and used in another, where it is as old as the cached layer."""
    run = instruction.run
    if run is None or run.stage is None or run.onbuild:
        return
    commands = package_commands(run)
    for found in commands:
        family, caches = found.manager.family, found.manager.caches
        same = [other for other in commands if other.manager.family == family and other is not found]
        if found.action != "refresh" or any(other.action != "refresh" for other in same):
            continue
        if opaque(command for command in run.commands if command is not found.command):
            continue
        if any(mounted(run, cache) for cache in caches):
            continue
        user = _user_of(family, below(run))
        if user is not None:
            yield Defect(
                found,
                f"{found.named} is cached apart from the install that needs it, and goes stale",
                also=[(user, "installs by that index")],
                help=f"Put both into one RUN: `{found.named} && {user.named} …`.",
            )
        return


def _user_of(family: str, instructions: Iterable[Instruction]) -> PackageCommand | None:
    """The first install that uses an index which is already there."""
    for instruction in instructions:
        for found in package_commands(instruction) if isinstance(instruction, Run) else ():
            if found.manager.family == family:
                if found.action == "refresh" or found.arguments.has("-U", "--update-cache", "--update"):
                    return None
                if found.action in ("install", "upgrade"):
                    return found
    return None


def retired_apt_key(instruction: Instruction) -> Iterator[Defect]:
    """apt-key is gone from current releases of Debian and Ubuntu."""
    commands = instruction.programs.get("apt-key", ())
    if not commands:
        return
    stage = instruction.stage
    base = stage.external_base() if stage is not None else None
    old = base is not None and (
        bool(OLD_APT & set(base.variant))
        or (base.repository == "debian" and base.version is not None and base.version < (13,))
        or (base.repository == "ubuntu" and base.version is not None and base.version < (24, 10))
    )
    for command in commands:
        word = command.arguments[0].value if command.arguments else None
        adds = any(word.value in ("add", "adv", "fetch-keys") for word in command.arguments)
        if adds and command.program_word is not None:
            severity: Severity | None = "info" if old else None
            yield Defect(
                command.program_word,
                f"apt-key {word} is gone from Debian 13 and Ubuntu 24.10, and trusts a key for everything",
                help="Write the key to /etc/apt/keyrings/NAME.asc and add `signed-by=` that file to the source.",
                severity=severity,
            )


def apt_with_recommends(instruction: Instruction) -> Iterator[Defect]:
    """apt installs recommended packages too, which the image may not need."""
    for found in _of(instruction):
        if found.manager.family != "apt" or found.word.value != "install" or not shipped(found.run):
            continue
        settings = [(value or "").lower().replace(" ", "") for value in found.arguments.values("-o", "--option")]
        off = any("install-recommends" in value and value.endswith(("=false", "=0", "=no")) for value in settings)
        unknown = any(not word.head for word in found.command.arguments)
        if found.arguments.has("--no-install-recommends") or off or unknown or found.from_archives:
            continue
        if found.packages and not says(found.run, "install-recommends", "apt.conf"):
            yield Defect(
                found,
                f"{found.named} takes recommended packages along",
                help="Add `--no-install-recommends`, and name what is needed.",
                fix=behind(
                    instruction, found.word, "--no-install-recommends", "Leave recommended packages out", "unsafe"
                ),
            )


def distribution_upgrade(instruction: Instruction) -> Iterator[Defect]:
    """All packages of the base image are upgraded, so that no two builds are alike."""
    for found in _of(instruction):
        if found.action == "upgrade" and not found.packages and found.manager.family != "pacman":
            security = found.arguments.has("--security") or "security" in found.arguments.values("--category")
            if not security and not (found.manager.family == "rpm" and found.name == "tdnf" and not found.word.value):
                yield Defect(
                    found,
                    f"{found.named} makes the image differ from build to build",
                    help="Take a newer base image instead, and pin it.",
                )


def unpinned_system_package(instruction: Instruction) -> Iterator[Defect]:
    """A system package is installed in whatever version the repository holds today."""
    for found in _of(instruction):
        if found.action != "install" or found.name == "pacman":
            continue
        marks = {"apt": "=", "apk": "=~<>", "rpm": ":", "zypp": "=<>"}.get(found.manager.family, "=<>")
        open_ones = [
            word
            for word in found.listed
            if not any(mark in (word.value or "") for mark in marks)
            and not (word.value or "").startswith((".", "@"))
            and not (found.manager.family == "rpm" and _rpm_version(word.value or ""))
        ]
        if open_ones:
            names = ", ".join(word.value or "" for word in open_ones)
            yield Defect(open_ones[0], f"{found.named} pins no version of {names}")


def _rpm_version(name: str) -> bool:
    """A part behind a dash that begins with a digit: `nginx-1.28.0`."""
    return any(part[:1].isdigit() and "." in part for part in name.split("-")[1:])
