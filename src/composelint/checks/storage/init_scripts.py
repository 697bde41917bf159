"""Scripts for the first start: what runs once, and what never runs."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ...core.defect import Defect
from ...core.patterns import pattern
from ...knowledge import init_scripts as known
from ...model import commands
from ...model.advice import advise
from ...model.compose import Mount, Stack
from ...model.data import data_places, ground
from ...model.kept import remembered
from ...model.mount_advice import rewritten_help
from ...model.mounts import is_below, layout
from ...model.service import Service
from ...model.values import UNKNOWN

if TYPE_CHECKING:
    from ...knowledge.images.known import ImageFacts

_SEED = pattern(r"seed|demo|sample|example|fixture|dummy|mock|test|dev", re.IGNORECASE)
_MIGRATES = pattern(
    r"alembic|flyway|liquibase|dbmate|\bgoose\b|sqitch|prisma|knex|sequelize|typeorm|drizzle|migrat", re.IGNORECASE
)


def first_run_init_script(service: Service) -> Iterator[Defect]:
    """Scripts that set a database up run only while its volume is empty."""
    facts = service.facts
    if facts is None or facts.role != "database" or not facts.init_directory or not service.is_server:
        return
    directory, found, places = facts.init_directory, layout(service), data_places(service)
    mounts = [it for it in found.mounts if is_below(it.target or "", directory) and not _only_seeds(it)]
    if not mounts or not places or any(ground(service, place) != "mount" for place in places):
        return
    if _migrates(service.stack):
        return
    held = found.covering(places[0].path)
    yield Defect(
        mounts[0],
        f"{service.label} runs its scripts in {directory} only once, while its volume is empty",
        also=[*((mount, "and this") for mount in mounts[1:]), *([(held, "the data stays here")] if held else [])],
        help="Later edits of them do nothing. Change the schema by migrations (Alembic, Flyway, Liquibase, Prisma), "
        "or begin anew with `docker compose down -v`, which deletes the data.",
    )


def _only_seeds(mount: Mount) -> bool:
    """Whether it only brings rows to play with, by the names of the files."""
    names = [posixpath.basename(mount.source or ""), posixpath.basename(mount.target or "")]
    if mount.host is not None and mount.host.is_dir:
        names = [name for name, _ in mount.host.names() or ()]
        return bool(names) and all(_SEED.search(name) for name in names)
    return any(_SEED.search(name) for name in names)


@remembered
def _migrates(stack: Stack) -> bool:
    """Whether something in the stack changes a database after its first start."""
    for service in stack.services.values():
        image = service.base_image
        texts = (service.label, commands.text(service), image.last if image is not None else "")
        if any(_MIGRATES.search(text) for text in texts):
            return True
        context = service.build.context_files if service.build is not None else None
        if context is not None and any(context.exists(name) for name in known.MIGRATIONS):
            return True
    return False


# What never runs


def ignored_init_script(service: Service) -> Iterator[Defect]:
    """A file is mounted for the first start, and the image does not run it."""
    facts = service.facts
    if facts is None or not facts.source or facts.init_directory is None or not _starts_as_its_image(service):
        return
    mounts = [mount for mount in layout(service).mounts if mount.target is not None and mount.key != "volumes_from"]
    directory = facts.init_directory or "-"
    inside = {id(mount) for mount in mounts if is_below(mount.target or "", directory)}
    for mount in mounts:
        if id(mount) not in inside:
            found = _elsewhere(service, facts, mount)
        elif facts.init_directory == known.REALMS:
            found = _realm(service, mount)
        else:
            found = _unread(service, facts, mount, others=len(inside) > 1) if facts.init_suffixes else None
        if found is not None:
            yield found


def _starts_as_its_image(service: Service) -> bool:
    """Whether the image's own entrypoint decides what is run first."""
    if service.entrypoint is not None:
        return False
    stage = service.build.stage if service.build is not None else None
    return service.build is None or (stage is not None and stage.entrypoint() is None and service.stateful)


def _elsewhere(service: Service, facts: ImageFacts, mount: Mount) -> Defect | None:
    """A mount at an init directory that is not this image's."""
    target, directory = mount.target or "", facts.init_directory
    of_others = next((path for path in known.DIRECTORIES if is_below(target, path)), None)
    if of_others is not None and directory == "":
        message = f"the image of {service.label} runs no scripts from {of_others}"
        return Defect(mount, message, help="Run them from a job that waits until it is healthy.")
    if of_others is None and directory in known.DIRECTORIES and target.startswith("/docker-entrypoint-init"):
        wrong = "/" + target.split("/")[1]

        def change(other: Mount, text: str) -> str:
            return text.replace(f":{wrong}", f":{directory}", 1) if other is mount else text

        help = rewritten_help("Mount it there:", service, change)
        return Defect(mount, f"{service.label} runs the scripts in {directory}, not in {wrong}", help=help)
    return None


def _realm(service: Service, mount: Mount) -> Defect | None:
    """Keycloak reads realms only when it is told to."""
    text = commands.text(service)
    if "start" not in text or "import" in text or UNKNOWN in text or service.build is not None:
        return None
    help = advise("Tell it to:", (service, [f"command: {text} --import-realm"]))
    return Defect(mount, f"{service.label} imports no realm: its command lacks --import-realm", help=help)


def _unread(service: Service, facts: ImageFacts, mount: Mount, *, others: bool) -> Defect | None:
    """A mount at the image's own init directory, or in it."""
    target, directory, suffixes = mount.target or "", facts.init_directory or "", facts.init_suffixes or ()
    is_dir = mount.host is not None and mount.host.is_dir
    if target == directory:
        if _is_file(mount, suffixes):
            name = posixpath.basename(mount.source or "")
            help = f"Docker cannot mount a file on a directory: mount it at {directory}/{name}."
            message = f"{service.label} gets a file in the place of the directory {directory}"
            return Defect(mount, message, help=help, severity="error")
        return _of_directory(service, facts, mount)
    if posixpath.dirname(target) != directory:
        return None
    if is_dir:
        scripts = [name for name in _files(mount) if name.endswith(suffixes)]
        if facts.name not in known.NOT_RECURSIVE or others or not scripts:
            return None
        message = f"{service.label} looks for scripts in {directory} itself, not in {target}"
        return Defect(mount, message, help=f"Mount it at {directory}.")
    name = posixpath.basename(target)
    if name.endswith(suffixes) or "." not in name or (others and not _misspelt(name, suffixes)):
        return None
    message = f"{service.label} does not run {name}, only {_list(suffixes)}"
    return Defect(mount, message, help=_renaming(name, suffixes))


def _of_directory(service: Service, facts: ImageFacts, mount: Mount) -> Defect | None:
    """What lies in the directory that is mounted as the init directory."""
    suffixes, files = facts.init_suffixes or (), _files(mount)
    wrong = [name for name in files if _misspelt(name, suffixes)]
    if wrong:
        message = f"{service.label} does not run {', '.join(wrong)}, only {_list(suffixes)}"
        return Defect(mount, message, help=_renaming(wrong[0], suffixes))
    if facts.name not in known.NOT_RECURSIVE or any(name.endswith(suffixes) for name in files):
        return None
    below = [name for name, is_dir in (mount.host.names() if mount.host else None) or () if is_dir]
    if below and not files:
        help = "Put the scripts directly into it; their names give the order."
        return Defect(
            mount, f"{service.label} runs nothing from {mount.source}: it does not look into {below[0]}", help=help
        )
    return Defect(mount, f"{service.label} runs nothing from {mount.source}, only {_list(suffixes)}") if files else None


def _files(mount: Mount) -> list[str]:
    """The files of the directory that is mounted, hidden ones left out."""
    names = mount.host.names() if mount.host is not None and mount.host.is_dir else None
    return [name for name, is_dir in names or () if not is_dir and not name.startswith(".")]


def _is_file(mount: Mount, suffixes: tuple[str, ...]) -> bool:
    if mount.host is None or mount.host.is_dir:
        return mount.key in ("configs", "secrets")
    if mount.host.exists is True:
        return True
    return mount.host.exists is None and (mount.source or "").lower().endswith((*suffixes, *known.SCRIPT_ENDINGS))


def _misspelt(name: str, suffixes: tuple[str, ...]) -> bool:
    """A script that only its ending keeps from being run."""
    return not name.endswith(suffixes) and name.lower().endswith((*suffixes, *known.SCRIPT_ENDINGS))


def _list(suffixes: tuple[str, ...]) -> str:
    return f"{', '.join(suffixes[:-1])} and {suffixes[-1]}" if len(suffixes) > 1 else suffixes[0]


def _renaming(name: str, suffixes: tuple[str, ...]) -> str:
    if name.lower().endswith(suffixes):
        return f"Rename it to {name.lower()}."
    ending = ".sql" if ".sql" in suffixes else suffixes[0]
    return f"Rename it to {name.rpartition('.')[0]}{ending} if it is a script, or let one with such an ending read it."
