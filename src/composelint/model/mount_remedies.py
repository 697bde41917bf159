"""Intents about mounts: volumes that are added, other targets and options, all as their help shows them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..core.edit import AddItem, AddKey, Intent, Replace, ReplaceText, Safety
from ..core.source import Span
from ..knowledge.mounting import OPTIONS
from .advice import quoted_key
from .mount_advice import volume_names
from .values import Text, Value

if TYPE_CHECKING:
    from .compose import Mount
    from .service import Service


def added(service: Service, key: str, items: Sequence[str], title: str, safety: Safety = "safe") -> list[Intent]:
    """More entries of a service's `volumes` or `tmpfs`; none where these arrive from elsewhere, or are one text."""
    at = service.key(key)
    if at is None:
        return [AddKey(service.name, [f"{key}:", *(f"  - {item}" for item in items)], title, safety)]
    return [] if at.via else [AddItem(at, item, title, safety) for item in items]


def single(service: Service) -> bool:
    """Whether there is one container of a service, and no other service is made after it."""
    return not service.extended and all(
        service.setting(*path) is None for path in (("scale",), ("deploy", "replicas"), ("deploy", "mode"))
    )


def volume_fix(service: Service, paths: list[str], environment: Sequence[str] = ()) -> list[Intent]:
    """A named volume at each of some paths, with its declaration, and the lines of a variable that this needs.

    None for a service of which there may be several: they would all write to it.
    """
    anonymous = {mount.target: mount for mount in service.mounts if mount.target in paths}
    key = service.key("environment")
    if not single(service) or (environment and key is not None and key.via):
        return []
    title = f"Keep {' and '.join(paths)} of {service.label} in a named volume"
    intents: list[Intent] = [AddKey(service.name, environment, title, "unsafe")] if environment else []
    names = volume_names(service, paths)
    new = []
    for name, path in zip(names, paths, strict=True):
        mount = anonymous.get(path)
        if mount is None:
            new.append(f"{name}:{path}")
            continue
        text = _target(mount)
        if text is None or not is_short(mount):
            return []
        intents.append(ReplaceText(text, f"{name}:{text.span.text}", title, "unsafe", was=text.span.text))
    mounts = added(service, "volumes", new, title, "unsafe") if new else []
    if new and not mounts:
        return []
    intents += mounts
    top = Span(intents[0].span.source, 0, 0)
    declared = ["volumes:", *(f"  {quoted_key(name)}:" for name in names)]
    return [*intents, AddKey(top, declared, title, "unsafe")]


def retargeted(mount: Mount, target: str, title: str) -> list[Intent]:
    """Another target for a mount."""
    text = _target(mount)
    return [] if text is None else [ReplaceText(text, target, title, "unsafe", was=text.span.text)]


def read_only_fix(service: Service, mount: Mount) -> list[Intent]:
    """The same mount, read-only."""
    title = f"Mount {mount.target} of {service.label} read-only"
    if mount.body is None or mount.body.via:
        return []
    if mount.options is not None:
        words = words_of(mount.options)
        if not OPTIONS.issuperset(words):
            return []
        return words_fix(mount.options, [*(word for word in words if word not in ("rw", "ro")), "ro"], title)
    text = _target(mount)
    if text is not None and is_short(mount):
        return [ReplaceText(text, f"{text.span.text}:ro", title, "unsafe", was=text.span.text)]
    written = mount.body.fields.get("read_only")
    if written is not None:
        return [Replace(written.value, value=True, title=title, safety="unsafe")]
    return [AddKey(Value(mount.span, mount.body.via), ["read_only: true"], title, "unsafe")]


def words_of(options: Text) -> list[str]:
    return (options.value or "").split(",")


def words_fix(options: Text, words: Sequence[str], title: str, safety: Safety = "unsafe") -> list[Intent]:
    """Other options behind a target; with none of them the colon goes, too."""
    span, was = options.span, options.value
    if words:
        return [ReplaceText(options, ",".join(words), title, safety, was=was)]
    before = Value(Span(span.source, span.start - 1, span.end), options.via)
    return [ReplaceText(before, "", title, safety, was=f":{was}")]


def is_short(mount: Mount) -> bool:
    """Whether a mount is written in the short form, in which keys stand where their values stand."""
    target = mount.body.fields.get("target") if mount.body is not None else None
    return target is not None and target.key.span == target.value.span


def _target(mount: Mount) -> Text | None:
    """The target as it is written, where that is all there is to it."""
    target = mount.body.get("target") if mount.body is not None else None
    plain = isinstance(target, Text) and target.span.text == target.value and "$" not in target.span.text
    return target if isinstance(target, Text) and plain else None
