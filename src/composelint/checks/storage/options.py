"""How things are mounted: twice, with options that nobody reads, or against what the image needs."""

from __future__ import annotations

from collections.abc import Iterator

from ...core.defect import Defect
from ...core.edit import Intent, Safety
from ...core.source import Span
from ...knowledge.host.paths import RELABELLED
from ...knowledge.mounting import BLOCKS, OLD_OPTIONS, OPTIONS, READ_ONLY
from ...model.compose import Mount, find, text_of
from ...model.host_mounts import host_mounts
from ...model.mount_advice import mount_help, short_form
from ...model.mount_remedies import words_fix, words_of
from ...model.mounts import layout
from ...model.service import Service
from ...model.values import Via


def duplicate_mount_target(service: Service) -> Iterator[Defect]:
    """Two mounts of a container have the same target."""
    seen: dict[str, Mount] = {}
    for mount in layout(service).mounts:
        if mount.target is None or mount.key == "volumes_from":
            continue
        for step in _repeats(mount):
            yield _replaced(service, mount, step.span)
        other = seen.setdefault(mount.target, mount)
        # A volume and an entry of `tmpfs` are named with all the settings that Docker refuses side by side.
        if other is not mount and {other.key, mount.key} != {"volumes", "tmpfs"}:
            yield Defect(
                mount,
                f"{service.label} mounts two things at {mount.target}",
                also=[(other, "the other one is mounted here")],
                help="Docker refuses this, or one of the two hides the other: give one of them another target.",
            )


def _repeats(mount: Mount) -> list[Via]:
    steps = mount.body.via if mount.body is not None else ()
    return [step for step in steps if step.kind == "repeat"]


def _replaced(service: Service, mount: Mount, earlier: Span) -> Defect:
    if earlier.text == mount.span.text:
        message = f"{service.label} mounts {mount.target} twice in the same way"
        return Defect(mount, message, also=[(earlier, "first here")], help="Remove one of the two.", severity="info")
    return Defect(
        mount,
        f"{service.label} mounts {mount.target} twice: only this one counts",
        also=[(earlier, "Compose drops this one without a word")],
        help="Remove the one that is not meant, or give it another target.",
    )


def ignored_mount_option(service: Service) -> Iterator[Defect]:
    """An option of a mount that Compose passes over, so that it says nothing."""
    for mount in service.mounts:
        if mount.key != "volumes" or mount.body is None:
            continue
        if mount.options is not None:
            yield from _short_options(service, mount, [word.strip() for word in words_of(mount.options)])
        elif mount.type is not None:
            for name, types in BLOCKS.items():
                field = mount.body.fields.get(name)
                if field is not None and field.key.span.text.strip("'\"") == name and mount.type not in types:
                    message = f"{service.label} sets {name} options on a mount of type {mount.type}, which has none"
                    yield Defect(field.key, message, help=f"Compose passes over them: only type {types[0]} takes them.")
    yield from _relabelled(service)


def _short_options(service: Service, mount: Mount, words: list[str]) -> Iterator[Defect]:
    at = mount.options or mount
    if any("$" in word for word in words):
        return
    for word in words:
        if word in OPTIONS or word in OLD_OPTIONS or not word:
            continue
        if word.lower() in READ_ONLY or word.lower() == "ro":
            message = f"{service.label} can write {mount.target}: {word} is no option, it is called ro"
            fix = _renamed(mount, word, "ro", "unsafe")
            yield Defect(at, message, help=_with_ro(service, mount, words, word), fix=fix)
        elif word.lower() == "rw":
            message = f"the mount option {word} of {service.label} has no effect: it is called rw"
            yield Defect(at, message, severity="info", fix=_renamed(mount, word, "rw", "safe"))
        else:
            message = f"the mount option {word} of {service.label} is not known to Compose, which passes over it"
            yield Defect(at, message, help="Known are ro, rw, z, Z, nocopy, and those for propagation.")
    if {"ro", "rw"} <= set(words):
        yield Defect(at, f"{service.label} mounts {mount.target} both ro and rw", help="Keep the one that is meant.")


def _renamed(mount: Mount, wrong: str, right: str, safety: Safety) -> list[Intent]:
    """The option that is meant; nothing where it stands twice."""
    if mount.options is None:
        return []
    words = words_of(mount.options)
    if wrong not in words or {"ro", "rw", right} & set(words):
        return []
    return words_fix(mount.options, [right if word == wrong else word for word in words], f"Write {right}", safety)


def _with_ro(service: Service, mount: Mount, words: list[str], wrong: str) -> str:
    text = short_form(mount)
    if text is None or mount.options is None:
        return "Write `ro`."
    written = ",".join("ro" if word == wrong else word for word in words)
    return mount_help("Write:", service, f"{text[: len(text) - len(mount.options.value or '')]}{written}")


def _relabelled(service: Service) -> Iterator[Defect]:
    for found in host_mounts(service):
        field = find(found.mount.body, "bind", "selinux")
        label = text_of(field.value) if field is not None else None
        if field is not None and label and (found.path in RELABELLED or found.in_home == "~"):
            yield Defect(
                found.mount.options or field.value,
                f"{service.label} has {found.path} of the host relabelled by {label}, for all its programs",
                help="On a host with SELinux they lose access: leave the option out, or mount a directory of its own.",
                severity="error",
            )
