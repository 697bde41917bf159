"""Lines to write for volumes and mounts: blocks that can be laid over the stack."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from itertools import islice
from typing import TYPE_CHECKING

from ..knowledge.mounting import OPTIONS
from .advice import advise, fenced, quoted_key

if TYPE_CHECKING:
    from .compose import Mount
    from .service import Service

_PLAIN = r"[A-Za-z0-9_./~$\\][^\s\"'#\\]*"
_MOST_MOUNTS = 12


def volume_names(service: Service, paths: list[str]) -> list[str]:
    """A name for the volume of each path, made as those are that the stack has already."""
    taken = service.stack.volumes
    names = list(islice(taken, _MOST_MOUNTS))
    joint = "_" if any("_" in name for name in names) and not any("-" in name for name in names) else "-"
    label = re.sub(r"[^A-Za-z0-9_.-]+", joint, service.label).strip("._-") or "service"
    ends = [path.rpartition("/")[2].lstrip(".") or "data" for path in paths] if len(paths) > 1 else ["data"]
    found: list[str] = []
    for end in ends:
        name = f"{label}{joint}{end}"
        while name in taken or name in found:
            name += f"{joint}volume"
        found.append(name)
    return found


def volume_help(sentence: str, service: Service, paths: list[str], lines: Iterable[str] = ()) -> str:
    """A named volume at each of some paths, with its declaration; `lines` are further ones of the service."""
    names = volume_names(service, paths)
    mounts = [f"      - {name}:{path}" for name, path in zip(names, paths, strict=True)]
    return fenced(
        sentence,
        "yaml",
        [
            "services:",
            f"  {quoted_key(service.label)}:",
            *(f"    {line}" for line in lines),
            "    volumes:",
            *mounts,
            "volumes:",
            *(f"  {name}:" for name in names),
        ],
    )


def mount_help(sentence: str, service: Service, *lines: str) -> str:
    """One more entry of `volumes:`, or one that takes the place of that with the same target."""
    return advise(sentence, (service, ["volumes:", *(f"  - {line}" for line in lines)]))


def rewritten_help(sentence: str, service: Service, change: Callable[[Mount, str], str | None]) -> str | None:
    """All entries of `volumes:`, as `change` rewrites each, None dropping it; None where one is not written plainly.

    An override file can take away no single entry of a list.
    """
    lines: list[str] = []
    if len(service.mounts) > _MOST_MOUNTS:
        return None
    for mount in service.mounts:
        if mount.key != "volumes":
            continue
        text = short_form(mount) or _shortened(mount)
        if text is None:
            return None
        changed = change(mount, text)
        lines += [] if changed is None else [f"  - {changed}"]
    if not lines:
        return None
    return advise(sentence, (service, ["volumes: !override", *lines]))


def _shortened(mount: Mount) -> str | None:
    """A mount in the long form, if it says no more than the short form can."""
    source = mount.named.span.text if mount.named is not None else ""
    if not _says_little(mount) or mount.type not in ("bind", "volume") or not re.fullmatch(_PLAIN, source):
        return None
    here = "./" if mount.type == "bind" and source[0] not in "./~$" else ""
    return f"{here}{source}:{mount.target}{':ro' if mount.read_only else ''}"


def _says_little(mount: Mount) -> bool:
    known = {"type", "source", "target", "read_only"}
    return mount.body is not None and mount.target is not None and mount.body.fields.keys() <= known


def read_only_help(sentence: str, service: Service, mount: Mount) -> str:
    """The same mount, read-only."""
    text = short_form(mount)
    if text is not None and mount.options is not None:
        words = [
            word for word in (mount.options.value or "").split(",") if word in OPTIONS and word not in ("rw", "ro")
        ]
        head = text[: len(text) - len(mount.options.value or "")]
        return mount_help(sentence, service, f"{head}{','.join([*words, 'ro'])}")
    if text is not None and mount.key == "volumes":
        return mount_help(sentence, service, f"{text}:ro")
    source = mount.named.span.text if mount.named is not None else ""
    if mount.type is None or not _says_little(mount) or "\n" in source or not source:
        return f"{sentence} `read_only: true`."
    lines = [f"type: {mount.type}", f"source: {source}", f"target: {mount.target}", "read_only: true"]
    return advise(sentence, (service, ["volumes:", f"  - {lines[0]}", *(f"    {line}" for line in lines[1:])]))


def short_form(mount: Mount) -> str | None:
    """A mount as it stands, when it is written in the short form and needs no quotes."""
    text = mount.span.text
    if text[:1] in "'\"" and text[-1:] == text[:1] and len(text) > 1:
        text = text[1:-1]
    return text if re.fullmatch(_PLAIN, text) and not text.endswith(":") and mount.span.text != "" else None
