"""Cache mounts: missing, of no use, or closed to the user who should fill them."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from ...core.defect import Defect, Place
from ...model.commandlines import Command, Word
from ...model.dockerfile import Instruction, Mount, Run
from ...model.insertions import without
from ...model.installs import installs
from ...model.packages import of_debian, owned_caches, removes, says

_CLEANERS = (
    ("pip", "cache", "purge"), ("npm", "cache", "clean"), ("yarn", "cache", "clean"), ("go", "clean", "-modcache"),
    ("apt-get", "clean"), ("apt", "clean"), ("dnf", "clean"), ("yum", "clean"), ("uv", "cache", "clean"),
    ("composer", "clear-cache"), ("pnpm", "store", "prune"),
)  # fmt: skip
"""Commands that empty a cache; `npm` empties that of npm, and so on."""
_OF = {
    "pip": ("pip", ".cache"), "npm": (".npm",), "yarn": ("yarn", ".yarn"), "go": ("mod",), "apt-get": ("apt",),
    "apt": ("apt",), "dnf": ("dnf", "libdnf5"), "yum": ("yum", "dnf"), "uv": ("uv",), "composer": ("composer", "cache"),
    "pnpm": ("store", "pnpm"), "apk": ("apk",),
}  # fmt: skip
"""By program: last components of the directories that it keeps downloads in."""


def _caches(run: Run) -> list[Mount]:
    return [mount for mount in run.mounts if mount.type == "cache" and mount.path is not None]


def missing_cache_mount(instruction: Instruction) -> Iterator[Defect]:
    """An install downloads everything again whenever its layer is built again."""
    run = instruction.run
    if run is None or any(mount.type in ("cache", None) for mount in run.mounts):
        return
    for install in installs(run):
        if install.kind != "tool" and install.ecosystem.cache:
            cache = install.ecosystem.cache[0]
            yield Defect(
                install.command.program_word or install,
                f"{install.command.program} downloads everything again whenever this layer is built",
                help=f"Keep its downloads between builds: `RUN --mount=type=cache,target={cache} …`.",
            )
            return


def defeated_cache_mount(instruction: Instruction) -> Iterator[Defect]:
    """A cache mount is there, but the same RUN does not use it, or empties it."""
    run = instruction.run
    for mount in _caches(run) if run is not None else ():
        path = mount.path or ""
        found = next((at for command in instruction.commands if (at := _defeats(command, path))), None)
        if found is not None:
            yield Defect(
                found,
                f"this makes the cache mount on {path[:50]} useless",
                also=[(mount, "mounted here")],
                help="What a cache mount holds never reaches the image: nothing has to be switched off or cleaned up.",
                fix=without(found, "Use the cache") if isinstance(found, Word) and found.head.startswith("--") else (),
            )
        elif run is not None and path == "/var/cache/apt" and _docker_clean(run):
            yield Defect(
                mount,
                "apt deletes its downloads here after each install, as the image configures it",
                help="Remove `/etc/apt/apt.conf.d/docker-clean` in a RUN above.",
            )


def _defeats(command: Command, path: str) -> Place | None:
    """Where a command ignores or empties the cache in a directory."""
    if removes(command, path):
        return command.program_word or command
    words = [word.value or "" for word in command.arguments]
    program = (
        "pip" if command.program.startswith("pip") and command.program not in ("pipx", "pipenv") else command.program
    )
    if posixpath.basename(path) not in _OF.get(program, ()):
        return None
    flag = {"pip": "--no-cache-dir", "apk": "--no-cache", "uv": "--no-cache"}.get(program)
    for word in command.arguments:
        if flag is not None and word.value == flag:
            return word
    if any((program, *words[: len(cleaner) - 1]) == cleaner for cleaner in _CLEANERS):
        return command.program_word or command
    return None


def _docker_clean(run: Run) -> bool:
    """Whether the configuration is still in force that empties apt's cache."""
    if run.stage is None or not of_debian(run.stage):
        return False
    installing = not run.programs.keys().isdisjoint(("apt-get", "apt"))
    return installing and not says(run, "docker-clean") and not says(run, "apt.conf", "keep-downloaded")


def unwritable_cache_mount(instruction: Instruction) -> Iterator[Defect]:
    """A cache mount belongs to root, while another user is to fill it."""
    run = instruction.run
    if run is None or run.onbuild or not run.mounts:
        return
    user = (run.user.value or "").partition(":")[0]
    if not user or user in ("root", "0") or any("sudo" in command.wrappers for command in run.commands):
        return
    names = {posixpath.basename(cache) for install in installs(run) for cache in install.ecosystem.cache}
    for mount in _caches(run):
        path = mount.path or ""
        given = mount.option("uid") is not None or mount.option("mode") is not None
        shared = mount.id is not None and _given_elsewhere(mount)
        if not given and not shared and names & set(path.split("/")):
            number = user if user.isdecimal() else "<number>"
            yield Defect(
                mount,
                f"this cache belongs to root, and {user[:30]} cannot write to it",
                help=f"Give it to the user: `--mount=type=cache,target={path},uid={number}`.",
            )


def _given_elsewhere(mount: Mount) -> bool:
    """Whether another mount of the same cache says whose it is."""
    return mount.id is not None and mount.id.value in owned_caches(mount.run.dockerfile)
