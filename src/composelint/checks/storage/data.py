"""Whether data outlives its container."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ...core.defect import Defect
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
    yield Defect(service.name, message, help=_volume_at(service, lost))


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
        )


def _volume_at(service: Service, lost: list[DataPlace]) -> str:
    """The volume that keeps the places, and the settings that this needs."""
    proposed = PROPOSED.get(service.facts.name) if service.facts is not None else None
    if proposed is not None and not any(place.usual for place in lost):
        name, value, directory = proposed
        lines = ["environment:", f"  {name}: {value}"]
        return volume_help("Tell it a lasting place, and mount a volume there:", service, [directory], lines)
    if lost[0].path.startswith("/tmp"):
        return "Tell it a directory outside of /tmp, and mount a named volume there."
    return volume_help("Keep it in a named volume:", service, [place.path for place in lost])


def misplaced_data_volume(service: Service) -> Iterator[Defect]:
    """A volume is mounted beside the directory in which the server keeps its data."""
    for mount, place in misplaced(service):
        yield Defect(
            mount,
            f"{service.label} keeps its data in {place.path}, not in {mount.target}",
            help=_moved(service, mount, place),
        )


def _moved(service: Service, mount: Mount, place: DataPlace) -> str:
    """All mounts with this one at its right place, or the setting that makes its place the right one."""
    proposed = PROPOSED.get(service.facts.name) if service.facts is not None else None
    if proposed is not None and proposed[1] == proposed[2] and not place.usual:
        lines = ["environment:", f"  {proposed[0]}: {mount.target}"]
        return advise("Tell it to keep its data there:", (service, lines))

    def change(other: Mount, text: str) -> str:
        return text.replace(f":{mount.target}", f":{place.path}", 1) if other is mount else text

    sentence = f"Mount it at {place.path}; what lies elsewhere by now has to be moved, or dumped and restored"
    return rewritten_help(f"{sentence}:", service, change) or f"{sentence}."
