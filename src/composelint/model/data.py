"""Where a service keeps what must survive its container, and what that lies on."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING, Literal

from ..core.patterns import pattern
from ..knowledge import data_paths as known
from . import commands
from .compose import Mount
from .kept import remembered
from .mounts import is_below, layout
from .values import UNKNOWN

if TYPE_CHECKING:
    from ..knowledge.images.known import ImageFacts
    from .service import Service

_OPTION = pattern(
    rf"(?:^|[\s'\"])(?:--?|-[cE]\s*)(?:{'|'.join(map(re.escape, known.DATA_OPTIONS))})(?:\s*=\s*|\s+)([^\s'\"]+)"
    rf"|(?:^|\s)-(?:{'|'.join(known.SHORT_DATA_OPTIONS)})(?:\s*=\s*|\s+)([^\s'\"]+)"
)
_ASIDE = pattern(r"\bmongos\b|dump|backup|restore|\bcrond?\b|\bsleep\b|supercronic|\btail\b")
_PERSISTENCE = pattern(r"(?:--|\b)appendonly\s+[\"']?yes|(?:--|\b)save\s+[\"']?\d")
_OTHER_SETTINGS = pattern(r"/provisioning|/import\b")
"""Directories whose files say what is in the data, not where it lies."""
COMMANDS = {
    "nats": pattern(r"(?:^|\s)(?:-js|--jetstream)\b"),
    "quay.io/keycloak/keycloak": pattern(r"\bstart-dev\b(?!.*\s--db\b)"),
}
"""What some images must be told before they keep anything on disk."""

Ground = Literal["mount", "memory", "anonymous", "container", "unknown"]
"""What a directory lies on: something that stays; tmpfs, wanted so; a volume that nobody finds again; nothing."""


class DataPlace:
    """A directory that must survive; a mount at one of `inner` keeps it, too. `usual`: it is the image's own place."""

    __slots__ = ("inner", "path", "usual")

    def __init__(self, path: str, inner: tuple[str, ...] = (), *, usual: bool = False) -> None:
        self.path = path
        self.inner = inner
        self.usual = usual

    def __repr__(self) -> str:
        return f"DataPlace({self.path!r})"


def keeps_state(service: Service) -> bool:
    """Whether a server's image keeps on disk what its users would miss; caches do when they are told to."""
    facts, role = service.facts, service.role
    if facts is None or not facts.source or role is None:
        return False
    if not service.is_server or not _runs_the_server(service):
        return False
    if role == "cache":
        arguments = [variable.known or "" for name, variable in service.environment.items() if name.endswith("_ARGS")]
        return _PERSISTENCE.search(" ".join((commands.text(service), *arguments))) is not None
    told = COMMANDS.get(facts.name)
    if told is not None and not told.search(commands.text(service)):
        return False
    stateful = role in known.STATEFUL_ROLES or facts.name in {*known.STATEFUL, *COMMANDS}
    return stateful and not _kept_outside(service, facts)


def _kept_outside(service: Service, facts: ImageFacts) -> bool:
    """Whether the environment gives it a database, or a store, to keep its data in."""
    from ..knowledge.images.environment import holds

    condition = known.KEPT_OUTSIDE.get(facts.name)
    given = {name: (it.known, True) for name, it in service.environment.items()}
    return condition is not None and holds(condition, given, service.environment_complete) is not False


def _runs_the_server(service: Service) -> bool:
    """Whether nothing else runs in the image than what it is for: a backup, a scheduler, a program of one's own."""
    text = commands.text(service).lower()
    if text and _ASIDE.search(text):
        return False
    stage = service.build.stage if service.build else None
    if stage is None or (stage.entrypoint() is None and stage.command() is None):
        return service.build is None or stage is not None
    step = commands.last_step(service)
    return step is not None and step[0] in SERVERS


SERVERS = frozenset((
    "postgres", "mysqld", "mariadbd", "mongod", "redis-server", "valkey-server", "rabbitmq-server", "minio",
    "docker-entrypoint.sh", "docker-entrypoint", "prometheus", "grafana", "elasticsearch", "nats-server",
))  # fmt: skip
"""What a Dockerfile starts that is built on a server and still is one."""


@remembered
def data_places(service: Service) -> list[DataPlace] | None:
    """Where the data lies with this version, environment and command; None when nobody can know."""
    facts = service.facts
    if facts is None or service.role is None:
        return None
    text = commands.text(service)
    if facts.name == "minio/minio":
        return _of_minio(service, facts, text)
    told = [first or second for first, second in _OPTION.findall(text)] if text else []
    if told:
        certain = [path for path in told if path.startswith("/") and UNKNOWN not in path]
        return [DataPlace(posixpath.normpath(path)) for path in certain] if len(certain) == len(told) else None
    if UNKNOWN in text or _configured_elsewhere(service, facts):
        return None
    for name in facts.data_variables:
        set_, value = variable(service, name)
        if set_ is None or (set_ and not value):
            return None
        if set_ and value is not None:
            paths = [posixpath.normpath(path.strip()) for path in value.split(",")]
            return [DataPlace(path) for path in paths] if all(path.startswith("/") for path in paths) else None
    if facts.name in known.UNSET:
        return [DataPlace(known.UNSET[facts.name][0], known.UNSET[facts.name][1:])]
    if facts.data is None:
        return None
    inner = facts.inner_data if len(facts.data) == 1 else ()
    return [DataPlace(path, inner, usual=True) for path in facts.data]


def _of_minio(service: Service, facts: ImageFacts, text: str) -> list[DataPlace] | None:
    found = _served(text.split())
    if found is None or UNKNOWN in text:
        set_, value = variable(service, "MINIO_VOLUMES")
        if not set_ or not value or not value.startswith("/") or set("{ ") & set(value):
            return None
        return [DataPlace(posixpath.normpath(value))]
    path = posixpath.normpath(found)
    return None if "{" in path else [DataPlace(path, usual=path in (facts.data or ()))]


def _served(words: list[str]) -> str | None:
    """The first directory behind `server`, its options and their values passed over."""
    behind = words[words.index("server") + 1 :] if "server" in words else []
    value = False
    for word in behind:
        if word.startswith("--"):
            value = "=" not in word
        elif word.startswith("/") or not value:
            return word if word.startswith("/") else None
        else:
            value = False
    return None


def variable(service: Service, name: str) -> tuple[bool | None, str | None]:
    """(whether a variable is set, its value) in the container: None for what nobody can know."""
    if name in service.environment:
        return True, service.environment[name].known
    stage = service.build.stage if service.build else None
    if stage is not None and name in stage.env():
        return True, stage.env()[name].value
    return (False, None) if service.environment_complete else (None, None)


def _configured_elsewhere(service: Service, facts: ImageFacts) -> bool:
    """Whether a file that is mounted, or copied in, may name another place."""
    if facts.name not in known.CONFIGURED_ELSEWHERE:
        return False
    files = (mount for mount in layout(service).mounts if not _OTHER_SETTINGS.search(mount.target or ""))
    return service.build is not None or any(map(is_configuration, files))


def is_configuration(mount: Mount) -> bool:
    """Whether a mount looks like one of a configuration, by its place in the container."""
    target = mount.target or ""
    return (
        mount.key == "configs"
        or target.lower().endswith(known.CONFIG_ENDINGS)
        or target.startswith(known.CONFIG_DIRECTORIES)
    )


def persistent(mount: Mount) -> bool:
    """Whether a mount could hold data that stays: a volume with a name, a directory of the host."""
    if mount.read_only or mount.type not in ("volume", "bind", "cluster", None):
        return False
    return mount.type == "bind" or mount.named is not None


def ground(service: Service, place: DataPlace) -> Ground:
    """What a place of data lies on."""
    grounds = [_ground(service, path) for path in (place.path, *place.inner)]
    order: tuple[Ground, ...] = ("mount", "memory", "unknown", "anonymous", "container")
    return next(found for found in order if found in grounds)


def _ground(service: Service, path: str) -> Ground:
    found = layout(service)
    mount = found.covering(path)
    volume = max((own for own in image_volumes(service) if is_below(path, own)), key=len, default=None)
    if mount is None or mount.target is None:
        return "unknown" if not found.complete else "container" if volume is None else "anonymous"
    if volume is not None and len(volume) > len(mount.target):
        # The image's own volume lies deeper, so it takes the data.
        return "anonymous" if found.complete else "unknown"
    if mount.type == "tmpfs":
        return "memory"
    return "mount" if mount.type != "volume" or mount.named is not None else "anonymous"


@remembered
def image_volumes(service: Service) -> tuple[str, ...]:
    """The directories that its image is known to declare as volumes."""
    facts = service.facts
    found = list(facts.data or ()) if facts is not None and facts.declares_data else []
    found += known.OTHER_VOLUMES.get(facts.name, ()) if facts is not None and facts.source else ()
    if service.build is None or service.build.stage is None:
        return tuple(found)
    from .instructions import Volume

    for stage in service.build.stage.lineage():
        declared = [instruction for instruction in stage.instructions if isinstance(instruction, Volume)]
        found += [path.value for instruction in declared for path in instruction.paths if path.value]
    return tuple(found)


def usual_places(service: Service) -> frozenset[str]:
    """Where the product keeps its data in one image or another."""
    image = service.base_image
    last = image.last if image is not None else ""
    facts = service.facts
    names = {last, facts.name.rpartition("/")[2] if facts is not None else last}
    return frozenset(path for words, paths in known.USUAL if not names.isdisjoint(words.split()) for path in paths)


def lost_places(service: Service) -> list[DataPlace]:
    """The places of data that nothing keeps."""
    return [place for place in data_places(service) or () if ground(service, place) in ("anonymous", "container")]


def partly_kept(service: Service, place: DataPlace) -> bool:
    """Whether somebody chose directories below a place to be kept."""
    return any(persistent(mount) for mount in layout(service).inside(place.path))


@remembered
def misplaced(service: Service) -> list[tuple[Mount, DataPlace]]:
    """Mounts that are meant to hold the data and hold none of it, each with the place where that really lies."""
    places = data_places(service)
    if not places or not service.is_server or not _runs_the_server(service):
        return []
    lost = lost_places(service)
    if len(lost) < len(places):
        return []
    usual = usual_places(service)
    return [
        (mount, lost[0])
        for mount in layout(service).mounts
        if persistent(mount) and mount.target not in (None, "/") and _aims(mount.target or "", lost[0].path, usual)
    ]


def _aims(target: str, path: str, usual: frozenset[str]) -> bool:
    """Whether a mount is meant for the data: at a place where the product has it elsewhere, or above its place."""
    return target in usual or is_below(path, target)
