"""Downloads of package managers that stay in the image."""

from __future__ import annotations

from collections.abc import Iterator

from ...core.defect import Defect
from ...model.commandlines import Command, arguments_of
from ...model.dockerfile import Instruction, Run
from ...model.packages import (
    PackageCommand,
    before,
    commands_of,
    mounted,
    package_commands,
    removes,
    run_of,
    shipped,
    tidies,
)

_LISTS = "/var/lib/apt/lists"
_TRUTHS = ("1", "true", "yes", "on", "off")  # pip reads `PIP_NO_CACHE_DIR=off` as "no cache", too
_PIP_CACHES = ("/root/.cache/pip", "/root/.cache")
_YARN_CACHES = ("/usr/local/share/.cache/yarn", "/root/.cache/yarn", "/usr/local/share/.cache")


def _shipped_run(instruction: Instruction) -> Run | None:
    run = run_of(instruction)
    return run if run is not None and run.script is not None and shipped(run) and not run.onbuild else None


def _behind(run: Run, command: Command) -> list[Command]:
    """The commands that follow one in its script."""
    commands = commands_of(run)
    at = next((at for at, found in enumerate(commands) if found is command), len(commands))
    return commands[at + 1 :]


def apt_lists_kept(instruction: Instruction) -> Iterator[Defect]:
    """The lists that apt-get update downloads stay in the layer."""
    run = _shipped_run(instruction)
    for found in package_commands(run) if run is not None else ():
        if found.manager.family != "apt" or found.action != "refresh" or run is None or mounted(run, _LISTS):
            continue
        behind = _behind(run, found.command)
        own = {other.command: other for other in package_commands(run)}
        if any(removes(command, _LISTS) or tidies(command) for command in behind):
            return
        if any(command in own and own[command].word.value in ("dist-clean", "distclean") for command in behind):
            return
        yield Defect(
            found,
            f"the lists of {found.named} stay in the layer",
            help="End the RUN with `&& rm -rf /var/lib/apt/lists/*`: a later RUN cannot make the layer smaller.",
        )
        return


def apk_cache_kept(instruction: Instruction) -> Iterator[Defect]:
    """apk add stores the index of packages in the layer."""
    run = _shipped_run(instruction)
    for found in package_commands(run) if run is not None else ():
        if found.name != "apk" or found.action != "install" or found.arguments.has("--no-cache") or run is None:
            continue
        caches = found.manager.caches
        emptied = any(removes(command, cache) for command in _behind(run, found.command) for cache in caches)
        if emptied or any(mounted(run, cache) for cache in caches) or _to_another_root(found):
            continue
        yield Defect(
            found,
            "apk add keeps the index of packages in the layer",
            help="`apk add --no-cache` reads the index and stores none; it needs no `apk update` before it.",
        )


def _to_another_root(found: PackageCommand) -> bool:
    return found.arguments.has("-p", "--root", "--installroot")


def rpm_cache_kept(instruction: Instruction) -> Iterator[Defect]:
    """The metadata and packages that dnf, yum or zypper downloads stay in the layer."""
    run = _shipped_run(instruction)
    if run is None:
        return
    own = {found.command: found for found in package_commands(run)}
    for found in own.values():
        manager = found.manager
        if manager.family not in ("rpm", "zypper") and found.name != "zypper":
            continue
        if found.action not in ("install", "upgrade") or _to_another_root(found) or found.arguments.has("--no-cache"):
            continue
        behind = _behind(run, found.command)
        cleaned = any(command in own and own[command].action == "clean" for command in behind)
        emptied = any(removes(command, cache) or tidies(command) for command in behind for cache in manager.caches)
        if cleaned or emptied or any(mounted(run, cache) for cache in manager.caches):
            continue
        again = any(command in own and own[command].action in ("install", "upgrade") for command in behind)
        if not again:
            yield Defect(
                found,
                f"the downloads of {found.named} stay in the layer",
                help=f"End the RUN with `&& {manager.clean}`: a later RUN cannot make the layer smaller.",
            )


def pip_cache_kept(instruction: Instruction) -> Iterator[Defect]:
    """pip keeps what it downloads in the layer."""
    run = _shipped_run(instruction)
    for command in commands_of(run) if run is not None else ():
        if not _is_pip(command) or run is None or command.conditional:
            continue
        arguments = arguments_of(command, "pip")
        words = [word.value for word in arguments.operands[:1]]
        if words not in (["install"], ["download"], ["wheel"]) or arguments.has("--no-cache-dir", "--no-index"):
            continue
        named = len(arguments.operands) > 1 or arguments.has("-r", "--requirement", "-e", "--editable", "--group")
        if not named or _pip_uncached(run, command):
            continue
        behind = _behind(run, command)
        if any(_purges(found) or any(removes(found, cache) for cache in _PIP_CACHES) for found in behind):
            continue
        yield Defect(
            arguments.operands[0],
            f"pip {words[0]} keeps its downloads in the layer",
            help="Add `--no-cache-dir`, or mount the cache: `--mount=type=cache,target=/root/.cache/pip`.",
        )


def _is_pip(command: Command) -> bool:
    name = command.program
    return name.startswith("pip") and (name == "pip" or name[3:].replace(".", "").isdigit())


def _purges(command: Command) -> bool:
    return _is_pip(command) and [word.value for word in command.arguments[:2]] == ["cache", "purge"]


def _pip_uncached(run: Run, command: Command) -> bool:
    """By a mount, by a variable of the image or of the command, or by pip's configuration."""
    for mount in run.mounts:
        path = mount.path
        if mount.type in ("cache", "tmpfs", None) and (path is None or "cache" in path or path == "/root"):
            return True
    if any(assigned.name == "PIP_NO_CACHE_DIR" for assigned in command.assignments):
        return True
    if "PIP_NO_CACHE_DIR" in run.env or "PIP_CACHE_DIR" in run.env:
        value = run.env.get("PIP_NO_CACHE_DIR")
        if value is None or value.lower() in _TRUTHS:
            return True
    runs = [other for other in (*before(run), run) if isinstance(other, Run)]
    return any("no-cache-dir" in text for other in runs for text in _settings(other))


def _settings(run: Run) -> Iterator[str]:
    """What `pip config set` and `export` say."""
    for command in commands_of(run):
        if command.program == "export" or (_is_pip(command) and "config" in [w.value for w in command.arguments[:1]]):
            yield " ".join(word.head for word in command.arguments).lower().replace("_", "-")


def yarn_cache_kept(instruction: Instruction) -> Iterator[Defect]:
    """Yarn 1 keeps a copy of every package in its cache."""
    run = _shipped_run(instruction)
    for command in commands_of(run) if run is not None else ():
        if command.program not in ("yarn", "yarnpkg") or command.through or run is None or command.conditional:
            continue
        arguments = arguments_of(command, "yarn")
        if [word.value for word in arguments.operands] not in ([], ["install"]):
            continue
        modern = arguments.has("--immutable", "--immutable-cache", "--mode", "--version", "-v", "--cache-folder")
        if modern or "YARN_CACHE_FOLDER" in run.env or _berry(run):
            continue
        behind = _behind(run, command)
        if any(_cleans_yarn(found) or any(removes(found, cache) for cache in _YARN_CACHES) for found in behind):
            continue
        if not any(mount.type in ("cache", "tmpfs", None) for mount in run.mounts):
            yield Defect(
                command.program_word or command,
                "yarn keeps a second copy of every package in its cache, which stays in the layer",
                help="End the RUN with `&& yarn cache clean`, or mount the cache.",
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
