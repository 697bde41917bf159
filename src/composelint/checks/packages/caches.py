"""Downloads of package managers that stay in the image."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from ...core.defect import Defect
from ...core.edit import AppendCommand, Intent
from ...knowledge.packages import APT
from ...model.commandlines import Command, arguments_of
from ...model.dockerfile import Instruction, Run
from ...model.insertions import behind
from ...model.packages import (
    LISTS,
    PackageCommand,
    mounted,
    package_commands,
    removes,
    says,
    shipped,
    tidies,
)

_APK = ("/var/cache/apk", "/etc/apk/cache")
_METADATA = ("dnf", "dnf5", "microdnf", "tdnf", "yum", "zypper")
_TRUTHS = ("1", "true", "yes", "on", "off")  # pip reads `PIP_NO_CACHE_DIR=off` as "no cache", too
_PIP_CACHES = ("/root/.cache/pip", "/root/.cache")
_PIP_SETTINGS = (("pip config set", "no-cache-dir"), ("export pip_no_cache_dir",))
_YARN_CACHES = ("/usr/local/share/.cache/yarn", "/root/.cache/yarn", "/usr/local/share/.cache")


def _shipped_run(instruction: Instruction, programs: Iterable[str]) -> Run | None:
    """The RUN whose layer is in an image that somebody builds, when it runs one of these programs."""
    if instruction.programs.keys().isdisjoint(programs):
        return None
    run = instruction.run
    return run if run is not None and shipped(run) and not run.onbuild else None


def _cleaned(run: Run, cleans: Callable[[Command], bool]) -> set[Command]:
    """The commands of a script that another one behind them cleans up after."""
    commands = run.commands
    last = next((at for at in range(len(commands) - 1, -1, -1) if cleans(commands[at])), 0)
    return set(commands[:last])


def _append(run: Run, command: Command, cleaning: str) -> list[Intent]:
    """Cleaning up at the end of the RUN, by the user that the command runs as; in a heredoc it could hide a failure."""
    if run.heredocs or run.form != "shell":
        return []
    sudo = "sudo " if "sudo" in command.wrappers else ""
    return [AppendCommand(command, sudo + cleaning, "Clean up in the same RUN")]


def apt_lists_kept(instruction: Instruction) -> Iterator[Defect]:
    """The lists that apt-get update downloads stay in the layer."""
    run = _shipped_run(instruction, APT)
    if run is None or mounted(run, LISTS):
        return
    own = {found.command: found.word.value for found in package_commands(run)}
    cleaned = _cleaned(
        run, lambda found: removes(found, LISTS) or tidies(found) or own.get(found) in ("dist-clean", "distclean")
    )
    for found in package_commands(run):
        if found.manager.family == "apt" and found.action == "refresh" and found.command not in cleaned:
            yield Defect(
                found,
                f"the lists of {found.named} stay in the layer",
                help="End the RUN with `&& rm -rf /var/lib/apt/lists/*`: a later RUN cannot make the layer smaller.",
                fix=_append(run, found.command, "rm -rf /var/lib/apt/lists/*"),
            )
            return


def apk_cache_kept(instruction: Instruction) -> Iterator[Defect]:
    """apk add stores the index of packages in the layer."""
    run = _shipped_run(instruction, ("apk",))
    if run is None or any(mounted(run, cache) for cache in _APK):
        return
    cleaned = _cleaned(run, lambda found: any(removes(found, cache) for cache in _APK))
    for found in package_commands(run):
        if found.name != "apk" or found.action != "install" or found.arguments.has("--no-cache"):
            continue
        if found.command not in cleaned and not _to_another_root(found):
            yield Defect(
                found,
                "apk add keeps the index of packages in the layer",
                help="`apk add --no-cache` reads the index and stores none; it needs no `apk update` before it.",
                fix=behind(instruction, found.word, "--no-cache", "Add --no-cache"),
            )


def _to_another_root(found: PackageCommand) -> bool:
    return found.arguments.has("-p", "--root", "--installroot")


def rpm_cache_kept(instruction: Instruction) -> Iterator[Defect]:
    """The metadata and packages that dnf, yum or zypper downloads stay in the layer."""
    run = _shipped_run(instruction, _METADATA)
    if run is None:
        return
    own = {found.command: found for found in package_commands(run) if found.name in _METADATA}
    caches = [cache for found in own.values() for cache in found.manager.caches]
    cleaned = _cleaned(run, lambda command: _cleans(command, own, set(caches)))
    pending = None
    for found in own.values():
        filling = found.action in ("install", "upgrade") and not found.arguments.has("--no-cache")
        if filling and found.command not in cleaned and not _to_another_root(found):
            pending = found
    if pending is not None and not any(mounted(run, cache) for cache in pending.manager.caches):
        yield Defect(
            pending,
            f"the downloads of {pending.named} stay in the layer",
            help=f"End the RUN with `&& {pending.manager.clean}`: a later RUN cannot make the layer smaller.",
            fix=_append(run, pending.command, pending.manager.clean),
        )


def _cleans(command: Command, own: dict[Command, PackageCommand], caches: set[str]) -> bool:
    if command in own:
        return own[command].action == "clean"
    return tidies(command) or any(removes(command, cache) for cache in caches)


def pip_cache_kept(instruction: Instruction) -> Iterator[Defect]:
    """pip keeps what it downloads in the layer."""
    run = _shipped_run(instruction, filter(_is_pip, instruction.programs))
    if run is None or _pip_uncached(run):
        return
    cleaned = _cleaned(run, lambda found: _purges(found) or any(removes(found, cache) for cache in _PIP_CACHES))
    for command in run.commands:
        if not _is_pip(command.program) or command.conditional or command in cleaned:
            continue
        arguments = arguments_of(command, "pip")
        words = [word.value for word in arguments.operands[:1]]
        if words not in (["install"], ["download"], ["wheel"]) or arguments.has("--no-cache-dir", "--no-index"):
            continue
        named = len(arguments.operands) > 1 or arguments.has("-r", "--requirement", "-e", "--editable", "--group")
        if not named or any(assigned.name == "PIP_NO_CACHE_DIR" for assigned in command.assignments):
            continue
        yield Defect(
            arguments.operands[0],
            f"pip {words[0]} keeps its downloads in the layer",
            help="Add `--no-cache-dir`, or mount the cache: `--mount=type=cache,target=/root/.cache/pip`.",
            fix=behind(instruction, arguments.operands[0], "--no-cache-dir", "Add --no-cache-dir"),
        )


def _is_pip(name: str) -> bool:
    return name.startswith("pip") and (name == "pip" or name[3:].replace(".", "").isdigit())


def _purges(command: Command) -> bool:
    return _is_pip(command.program) and [word.value for word in command.arguments[:2]] == ["cache", "purge"]


def _pip_uncached(run: Run) -> bool:
    """By a mount, by a variable of the image, or by pip's configuration."""
    for mount in run.mounts:
        path = mount.path
        if mount.type in ("cache", "tmpfs", None) and (path is None or "cache" in path or path == "/root"):
            return True
    if "PIP_NO_CACHE_DIR" in run.env or "PIP_CACHE_DIR" in run.env:
        value = run.env.get("PIP_NO_CACHE_DIR")
        if value is None or value.lower() in _TRUTHS:
            return True
    return any(says(run, *words) for words in _PIP_SETTINGS)


def yarn_cache_kept(instruction: Instruction) -> Iterator[Defect]:
    """Yarn 1 keeps a copy of every package in its cache."""
    run = _shipped_run(instruction, ("yarn", "yarnpkg"))
    if run is None or any(mount.type in ("cache", "tmpfs", None) for mount in run.mounts):
        return
    cleaned = _cleaned(run, lambda found: _cleans_yarn(found) or any(removes(found, cache) for cache in _YARN_CACHES))
    for command in run.commands:
        if command.program not in ("yarn", "yarnpkg") or command.through or command.conditional or command in cleaned:
            continue
        arguments = arguments_of(command, "yarn")
        if [word.value for word in arguments.operands] not in ([], ["install"]):
            continue
        modern = arguments.has("--immutable", "--immutable-cache", "--mode", "--version", "-v", "--cache-folder")
        if not modern and "YARN_CACHE_FOLDER" not in run.env and not _berry(run):
            yield Defect(
                command.program_word or command,
                "yarn keeps a second copy of every package in its cache, which stays in the layer",
                help="End the RUN with `&& yarn cache clean`, or mount the cache.",
                fix=_append(run, command, "yarn cache clean"),
            )


def _cleans_yarn(command: Command) -> bool:
    return command.program == "yarn" and [word.value for word in command.arguments[:2]] == ["cache", "clean"]


def _berry(run: Run) -> bool:
    """Yarn 2 or later, or nobody knows: by its settings file, or by a package.json that names it."""
    context = run.dockerfile.context
    if context is None:
        return False
    manifest = context.read("package.json") or ""
    return bool(context.exists(".yarnrc.yml")) or ('"yarn@' in manifest and '"yarn@1' not in manifest)
