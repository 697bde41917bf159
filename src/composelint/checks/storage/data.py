"""Whether data outlives its container."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ...core.defect import Defect
from ...core.edit import AddKey, Intent
from ...knowledge.data_paths import PROPOSED
from ...model.advice import advise, quoted_key
from ...model.compose import Mount
from ...model.data import (
    DataPlace,
    data_places,
    ground,
    is_configuration,
    keeps_state,
    lost_places,
    misplaced,
    partly_kept,
    persistent,
    variable,
)
from ...model.mount_advice import rewritten_help, volume_help
from ...model.mount_remedies import retargeted, single, volume_fix
from ...model.mounts import layout
from ...model.service import Service

if TYPE_CHECKING:
    from ...knowledge.images.known import ImageFacts

TEST_WORDS = frozenset(("test", "tests", "testing", "ci", "e2e", "integration"))


def database_without_volume(service: Service) -> Iterator[Defect]:
    """A server keeps its data where the next container will not find it."""
    if not (keeps_state(service) or _half_kept(service)) or _for_tests(service) or misplaced(service):
        return
    facts = service.facts
    if facts is not None and facts.data_named_by_host:
        yield from _named_by_host(service)
    places = data_places(service)
    if places is None:
        if facts is not None and _has_data(facts) and _nothing_could_hold_it(service):
            message = f"no mount of {service.label} could hold its data, which goes with the container"
            sentence = "Mount a named volume where it keeps its data"
            paths = list(facts.data or ())
            help = volume_help(f"{sentence}, usually here:", service, paths) if paths else f"{sentence}."
            yield Defect(service.name, message, help=help)
        return
    lost = [place for place in lost_places(service) if not partly_kept(service, place)]
    if not lost:
        return
    paths = [place.path for place in lost]
    if any(ground(service, place) == "container" for place in lost):
        message = f"{service.label} keeps {' and '.join(paths)} in its container and loses it with that"
    else:
        message = f"{service.label} keeps {' and '.join(paths)} in an anonymous volume, a new one after each `down`"
    paths, lines = _kept_at(service, lost)
    if paths:
        sentence = "Tell it a lasting place, and mount a volume there:" if lines else "Keep it in a named volume:"
        help = volume_help(sentence, service, paths, lines)
        yield Defect(service.name, message, help=help, fix=volume_fix(service, paths, lines))
    else:
        help = "Tell it a directory outside of /tmp, and mount a named volume there."
        yield Defect(service.name, message, help=help)


def _half_kept(service: Service) -> bool:
    """A coordinator may forget, unless somebody wants part of its data kept."""
    if service.role != "coordination" or not service.is_server:
        return False
    return any(ground(service, place) == "mount" for place in data_places(service) or ())


def _has_data(facts: ImageFacts) -> bool:
    """Whether the image keeps data on disk, even if nobody can say where."""
    return bool(facts.data) or facts.name in ("postgres", "postgis/postgis", "pgvector/pgvector", "influxdb")


def _for_tests(service: Service) -> bool:
    """Meant for tests by the name of its file, of itself or of every profile: then nothing is to stay."""
    names = [*service.file.path.split("/"), service.label]
    profiles = [profile.value or "" for profile in service.profiles]
    return any(map(_of_tests, names)) or (bool(profiles) and all(map(_of_tests, profiles)))


def _of_tests(name: str) -> bool:
    return not TEST_WORDS.isdisjoint(name.lower().replace("-", ".").replace("_", ".").split("."))


def _nothing_could_hold_it(service: Service) -> bool:
    found = layout(service)
    return (
        found.complete
        and service.build is None
        and not any(persistent(mount) and not is_configuration(mount) for mount in found.mounts)
        and not any(mount.type == "tmpfs" for mount in found.mounts)
    )


def _named_by_host(service: Service) -> Iterator[Defect]:
    """RabbitMQ names its data after its node, which is named after the host: a new container, a new name."""
    if service.partial or service.setting("hostname") is not None:
        return
    if variable(service, "RABBITMQ_NODENAME")[0] is not False:
        return
    if any(ground(service, place) == "mount" for place in data_places(service) or ()):
        yield Defect(
            service.name,
            f"{service.label} names its data after its host, which has a new name in each container",
            help=advise("Give it a name that stays:", (service, [f"hostname: {quoted_key(service.label)}"])),
            fix=_named(service),
        )


def _named(service: Service) -> list[Intent]:
    """A host name that stays; several containers would quarrel over it, and who shares a network has none."""
    if not single(service) or service.setting("network_mode") is not None or service.setting("uts") is not None:
        return []
    title = f"Give {service.label} a host name that stays"
    return [AddKey(service.name, [f"hostname: {quoted_key(service.label)}"], title, "unsafe")]


def _kept_at(service: Service, lost: list[DataPlace]) -> tuple[list[str], list[str]]:
    """Where volumes belong that keep the places, and the settings that this needs; nowhere when nobody can know."""
    proposed = PROPOSED.get(service.facts.name) if service.facts is not None else None
    if proposed is not None and not any(place.usual for place in lost):
        name, value, directory = proposed
        return [directory], ["environment:", f"  {name}: {value}"]
    return [] if lost[0].path.startswith("/tmp") else [place.path for place in lost], []


def misplaced_data_volume(service: Service) -> Iterator[Defect]:
    """A volume is mounted beside the directory in which the server keeps its data."""
    for mount, place in misplaced(service):
        yield Defect(
            mount,
            f"{service.label} keeps its data in {place.path}, not in {mount.target}",
            help=_moved(service, mount, place),
            fix=_move(service, mount, place),
        )


def _moved(service: Service, mount: Mount, place: DataPlace) -> str:
    """All mounts with this one at its right place, or the setting that makes its place the right one."""
    lines = _told(service, mount, place)
    if lines:
        return advise("Tell it to keep its data there:", (service, lines))

    def change(other: Mount, text: str) -> str:
        return text.replace(f":{mount.target}", f":{place.path}", 1) if other is mount else text

    sentence = f"Mount it at {place.path}; what lies elsewhere by now has to be moved, or dumped and restored"
    return rewritten_help(f"{sentence}:", service, change) or f"{sentence}."


def _told(service: Service, mount: Mount, place: DataPlace) -> list[str]:
    """The setting that makes the mount's target the right place, where the image has one."""
    proposed = PROPOSED.get(service.facts.name) if service.facts is not None else None
    if proposed is None or proposed[1] != proposed[2] or place.usual:
        return []
    return ["environment:", f"  {proposed[0]}: {mount.target}"]


def _move(service: Service, mount: Mount, place: DataPlace) -> list[Intent]:
    """The same as an intent; none where another mount is as good, and where one target is not all that is wrong."""
    others = [other for other in layout(service).mounts if other is not mount and other.target == place.path]
    if others or len(misplaced(service)) > 1 or len(lost_places(service)) > 1:
        return []
    lines = _told(service, mount, place)
    if lines:
        key = service.key("environment")
        title = f"Tell {service.label} to keep its data in {mount.target}"
        return [] if key is not None and key.via else [AddKey(service.name, lines, title, "unsafe")]
    if place.path.startswith("/tmp"):
        return []
    return retargeted(mount, place.path, f"Mount it at {place.path}")
