"""What mounts name on the host: whether it is there, and whether it is what the author meant."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from itertools import islice

from ...core.defect import Defect
from ...core.edit import Intent, ReplaceText
from ...core.nearest import nearest
from ...core.patterns import pattern
from ...knowledge.host.paths import CODE_TARGETS, MADE_LATER
from ...model.compose import Mount, Stack, find
from ...model.data import data_places, usual_places
from ...model.hosts import HostSide
from ...model.kept import remembered
from ...model.mount_advice import mount_help, short_form
from ...model.mount_remedies import is_short
from ...model.mounts import is_below
from ...model.service import Service
from ...model.values import Flag

_FILE_NAME = pattern(r".+\.(?!d$)[A-Za-z][A-Za-z0-9_]{0,11}|\.[a-z]{1,20}(?:rc|env)|\.env\..+|\.env|[A-Z][a-z]+file")
MOST_MADE = 200
MOST_NEIGHBOURS = 100
TEMPLATES = (".example", ".sample", ".dist", ".template")


def missing_bind_source(service: Service) -> Iterator[Defect]:
    """A bind mount names a file or directory that does not exist, so Docker makes an empty directory there."""
    for mount in service.mounts:
        host = mount.host
        if mount.type != "bind" or mount.named is None or host is None or not host.of_project or host.leaves_root:
            continue
        if host.exists is False and not host.ignored():
            yield from _missing(service, mount, host)
        elif host.is_dir and _names_file(mount) and host.names() == [] and not host.ignored():
            yield Defect(
                mount.named,
                f"{service.label} mounts {host.path} as a file, but it is an empty directory",
                help="Docker makes such a directory when the file is missing: remove it, and put the file there.",
                severity="error",
            )


def _missing(service: Service, mount: Mount, host: HostSide) -> Iterator[Defect]:
    place = mount.named or mount
    name = posixpath.basename(host.path)
    create = find(mount.body, "bind", "create_host_path")
    if create is not None and isinstance(create.value, Flag) and create.value.value is False:
        message = f"{service.label} mounts {host.path}, which does not exist: Docker refuses to start it"
        yield Defect(place, message, help="Correct the path, or add what is missing.", severity="error")
        return
    template = next((end for end in TEMPLATES if host.holds(f"../{name}{end}")), None)
    if template is not None:
        message = f"{service.label} mounts {host.path}, which does not exist yet, only its template"
        yield Defect(place, message, help=f"Make it from its template: cp {host.path}{template} {host.path}")
    elif _names_file(mount):
        yield Defect(
            place,
            f"{service.label} mounts {host.path}, which does not exist: Docker makes a directory of it",
            help=f"The container finds an empty directory in the place of the file. {_correction(host, 'file')}",
            severity="error",
        )
    elif not _meant_to_be_made(service, mount, host):
        yield Defect(
            place,
            f"{service.label} mounts {host.path}, which does not exist: Docker makes an empty directory",
            help=f"It belongs to root and hides what the image has there. {_correction(host, 'directory')}",
        )


def _correction(host: HostSide, what: str) -> str:
    near = nearest(posixpath.basename(host.path), host.neighbours()[:MOST_NEIGHBOURS])
    return f"Did you mean {near}?" if near else f"Correct the path, or add the {what}."


def _names_file(mount: Mount) -> bool:
    """Whether both ends of a mount are named like files."""
    names = [posixpath.basename(path) for path in (mount.source or "", mount.target or "")]
    return all(_FILE_NAME.fullmatch(name) for name in names)


def _meant_to_be_made(service: Service, mount: Mount, host: HostSide) -> bool:
    """A directory for data, by its name or its place in the container, or one that a job of the stack fills."""
    if not MADE_LATER.isdisjoint(_words(host.path)):
        return True
    target = mount.target or ""
    places = {place.path for place in data_places(service) or ()} | usual_places(service)
    if any(is_below(target, place) or is_below(place, target) for place in places) or not MADE_LATER.isdisjoint(
        _words(posixpath.basename(target))
    ):
        return True
    return any(is_below(host.path, path) for path in _made_by_jobs(service.stack))


@remembered
def _made_by_jobs(stack: Stack) -> list[str]:
    """The directories of the project that jobs write."""
    jobs = (service for service in stack.services.values() if service.mounts and service.is_job)
    mounts = (mount for job in jobs for mount in job.mounts if not mount.read_only)
    paths = (mount.host.path for mount in mounts if mount.host is not None and mount.host.of_project)
    return list(islice(dict.fromkeys(paths), MOST_MADE))


def _words(path: str) -> set[str]:
    """The names of a path, and the last word of each: `es-data` is data."""
    names = path.lower().strip("/").split("/")
    return {*names, *(name.replace("_", "-").rpartition("-")[2] for name in names)}


def path_like_volume(service: Service) -> Iterator[Defect]:
    """The source of a mount is a path to its author and the name of a volume to Compose."""
    for mount in service.mounts:
        if mount.type != "volume" or mount.named is None or not mount.source:
            continue
        there = mount.host is not None and mount.host.exists is True
        if "/" in mount.source or "\\" in mount.source:
            what, severe = "which is meant as a path, but is no name of a volume either", True
        elif there and mount.volume is None and service.stack.complete:
            what, severe = f"which is no volume, but a {_kind(mount)} of the project", True
        elif there and mount.volume is not None and _takes_the_place_of_files(service, mount):
            what, severe = f"while a {_kind(mount)} of that name lies beside the file", False
        else:
            continue
        yield Defect(
            mount.named,
            f"{service.label} mounts the volume {mount.source}, {what}",
            help=_as_path(service, mount),
            severity=None if severe else "warning",
            fix=_prefixed(mount) if severe and there else (),
        )


def _kind(mount: Mount) -> str:
    return "directory" if mount.host is not None and mount.host.is_dir else "file"


def _takes_the_place_of_files(service: Service, mount: Mount) -> bool:
    """Whether a volume is mounted where files of the project are wanted: sources, or a single file."""
    resource, target = mount.volume, mount.target or ""
    if resource is None or resource.external or find(resource.body, "driver_opts") is not None:
        return False
    if _kind(mount) == "file":
        return True
    if not MADE_LATER.isdisjoint({*_words(mount.source or ""), *_words(posixpath.basename(target))}):
        return False
    stage = service.build.stage if service.build else None
    places = [*CODE_TARGETS, *([stage.workdir().value] if stage is not None else ())]
    return any(place and place != "/" and is_below(target, place) for place in places)


def _prefixed(mount: Mount) -> list[Intent]:
    """The path that is meant, which exists; Docker refuses the stack as it is."""
    source = mount.named
    if source is None or not is_short(mount) or source.span.text != source.value:
        return []
    path = source.value.replace("\\", "/")
    return [ReplaceText(source, f"./{path}", f"Write ./{path}", was=source.value)]


def _as_path(service: Service, mount: Mount) -> str:
    text, path = short_form(mount), (mount.source or "").replace("\\", "/")
    sentence = "With `./` in front it is a path of the project"
    if text is None or mount.source is None or not text.startswith(mount.source):
        return f"{sentence}: write `./{path}`."
    return mount_help(f"{sentence}:", service, f"./{path}{text[len(mount.source) :]}")
