"""Mounts that give a container more than it needs."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase

from ...core.defect import Defect
from ...core.edit import Intent
from ...core.patterns import pattern
from ...knowledge import config_targets as known
from ...knowledge.mounting import MOUNTING_WORDS
from ...model import commands
from ...model.advice import advise
from ...model.compose import Mount, find, text_of
from ...model.host_access import image_words
from ...model.mount_advice import mount_help, read_only_help, short_form
from ...model.mount_remedies import is_short, read_only_fix, words_fix, words_of
from ...model.mounts import layout
from ...model.remedies import taken_out
from ...model.service import Service
from ...model.values import Field

_EDITS = pattern(r"sentinel|envsubst|\bsed\s+-i|\btee\b|\bcp\b|\bmv\b|\bchown\b|\bchmod\b|>\s*/")
"""What may write a configuration: Redis Sentinel, and commands before the program starts."""


def shared_propagation(service: Service) -> Iterator[Defect]:
    """What a container mounts below a directory appears on its host as well."""
    if not MOUNTING_WORDS.isdisjoint(image_words(service)):
        return
    for mount in service.mounts:
        field = find(mount.body, "bind", "propagation")
        word = text_of(field.value) if field is not None else None
        if field is None or word not in ("shared", "rshared"):
            continue
        yield Defect(
            mount.options or field.value,
            f"what {service.label} mounts below {mount.target} appears on the host, too ({word})",
            help=_without(service, mount, word),
            fix=_private(service, mount, field, word),
        )


def _private(service: Service, mount: Mount, field: Field, word: str) -> list[Intent]:
    title = f"Keep what {service.label} mounts below {mount.target} to itself"
    if mount.options is None:
        return [] if is_short(mount) else taken_out(field, title)
    words = words_of(mount.options)
    return words_fix(mount.options, [other for other in words if other != word], title) if word in words else []


def _without(service: Service, mount: Mount, word: str) -> str:
    text = short_form(mount)
    if text is None or mount.options is None:
        return "Take it out, or write rslave where the container is to see what the host mounts."
    words = (mount.options.value or "").split(",")
    left = ",".join(other for other in words if other != word)
    head = text[: len(text) - len(mount.options.value or "")]
    sentence = "Without it; or with rslave, where the container is to see what the host mounts:"
    return mount_help(sentence, service, f"{head}{left}" if left else head.rstrip(":"))


def writable_config_mount(service: Service) -> Iterator[Defect]:
    """A container can write a configuration of the project that it only reads."""
    facts = service.facts
    if service.build is None and (facts is None or not facts.source or facts.name in known.EDITORS):
        return
    if facts is not None and facts.name.startswith("linuxserver/"):
        return
    if not service.mounts or service.entrypoint is not None or _EDITS.search(commands.text(service)):
        # Something else than the program comes first, and may write.
        return
    for mount in service.mounts:
        of_project = mount.host is not None and mount.host.of_project
        if mount.type == "bind" and of_project and not mount.read_only and _is_configuration(service, mount):
            yield Defect(
                mount,
                f"{service.label} can write {mount.source}, which it only needs to read",
                help=read_only_help("Mount it read-only:", service, mount),
                fix=read_only_fix(service, mount),
            )


def _is_configuration(service: Service, mount: Mount) -> bool:
    """A file or directory at a place from which programs only read."""
    target = mount.target or ""
    if target.endswith(known.WRITTEN):
        return False
    if any(fnmatchcase(target, pattern) for pattern in known.DIRECTORIES):
        # nginx writes there what it makes of its templates.
        return target != "/etc/nginx/conf.d" or layout(service).covering("/etc/nginx/templates") is None
    if mount.host is not None and mount.host.is_dir:
        return False
    below_etc = target.startswith("/etc/") and target.endswith(known.ENDINGS)
    return below_etc or any(fnmatchcase(target, pattern) for pattern in known.FILES)


MOST_LINES = 12
RELAXING = {"exec": "run programs from it", "suid": "give programs in it another user", "dev": "use devices in it"}
"""Options of a tmpfs that take back what Docker switches off, and what a process may do then (docker run, --tmpfs)."""


def executable_tmpfs(service: Service) -> Iterator[Defect]:
    """A tmpfs allows again what Docker forbids in it."""
    facts = service.facts
    needs = facts is None or facts.jvm or facts.role in ("search", "broker") or service.build is not None
    for mount in service.mounts:
        if mount.key != "tmpfs" or mount.options is None:
            continue
        words = words_of(mount.options)
        given = [word for word in words if word in RELAXING and not (word == "exec" and needs)]
        if given:
            allowed = " and ".join(RELAXING[word] for word in given)
            yield Defect(
                mount.options,
                f"{service.label} may {allowed}: {mount.target} is a tmpfs with {', '.join(given)}",
                help=_tightened(service, mount, given),
                fix=words_fix(
                    mount.options, [word for word in words if word not in given], f"Take out {', '.join(given)}"
                ),
            )


def _tightened(service: Service, mount: Mount, given: list[str]) -> str:
    """All entries of `tmpfs`, this one without the words: an override adds to the list."""
    lines: list[str] = []
    if len(service.mounts) > MOST_LINES:
        return "Docker mounts it with noexec, nosuid and nodev otherwise: leave the words out."
    for other in service.mounts:
        if other.key == "tmpfs" and other.target is not None:
            words = (other.options.value or "").split(",") if other.options is not None else []
            left = ",".join(word for word in words if word not in given or other is not mount)
            lines.append(f"  - {other.target}{':' if left else ''}{left}")
    return advise("Docker mounts it with noexec, nosuid and nodev otherwise:", (service, ["tmpfs: !override", *lines]))
