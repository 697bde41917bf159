"""What is mounted where in a service's container, wherever it is written."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import TYPE_CHECKING

from .compose import Mount, text_of
from .kept import remembered
from .values import Items, Map, Node, Text, Unknown

if TYPE_CHECKING:
    from .service import Service

FILE_ROOTS = {"secrets": "/run/secrets", "configs": "/"}
"""What relative targets of secrets and configs start from."""

MOST_LENDERS = 50
"""Services whose volumes one service takes; those of others are not looked at."""


class Layout:
    """The mounts of a container: of `volumes`, `tmpfs`, `configs`, `secrets`, and those of other services.

    `complete` False: there may be others, nobody knows where.
    """

    __slots__ = ("complete", "mounts")

    def __init__(self, mounts: list[Mount], complete: bool) -> None:
        self.mounts = mounts
        self.complete = complete

    def at(self, path: str) -> Mount | None:
        """The mount with exactly this target."""
        return next((mount for mount in self.mounts if mount.target == path), None)

    def covering(self, path: str) -> Mount | None:
        """The mount on which a path lies: the deepest one at it or above it."""
        found = [mount for mount in self.mounts if mount.target is not None and is_below(path, mount.target)]
        return max(found, key=lambda mount: len(mount.target or ""), default=None)

    def inside(self, path: str) -> list[Mount]:
        """The mounts below a path, itself left out."""
        return [
            mount
            for mount in self.mounts
            if mount.target is not None and mount.target != path and is_below(mount.target, path)
        ]


def is_below(path: str, directory: str) -> bool:
    """Whether a path is a directory or lies in it; both are absolute and clean."""
    return path == directory or path.startswith(directory.rstrip("/") + "/")


@remembered
def layout(service: Service) -> Layout:
    """Everything that is mounted; a mount's `key` says under which key of the service it stands."""
    mounts = [*service.mounts, *_files(service), *_taken(service)]
    complete = (
        not service.partial
        and all(mount.target is not None for mount in mounts)
        and all(_all_known(service.setting(key)) for key in ("volumes", "tmpfs", "configs", "secrets", "volumes_from"))
        and not any(name.startswith("container:") for _, name in _lenders(service))
    )
    return Layout(mounts, complete)


def _all_known(node: Node | None) -> bool:
    items = node.items if isinstance(node, Items) else []
    return not isinstance(node, Unknown) and not any(isinstance(item, Unknown) for item in items)


def _files(service: Service) -> Iterator[Mount]:
    """Secrets and configs, which a container cannot write."""
    resources = {id(usage.name): usage.resource for usage in service.usages}
    for key, root in FILE_ROOTS.items():
        entries = service.setting(key)
        for entry in entries if isinstance(entries, Items) else ():
            if not isinstance(entry, Map):
                continue
            source, target = (text_of(entry.get(name)) for name in ("source", "target"))
            wanted = target if "target" in entry.fields else source
            path = None if wanted is None else posixpath.normpath(posixpath.join(root, wanted))
            resource = resources.get(id(entry.get("source")))
            yield Mount(entry.span, key[:-1], source, path, True, resource, key=key, body=entry)


def _lenders(service: Service) -> Iterator[tuple[Text, str]]:
    entries = service.setting("volumes_from")
    for item in entries if isinstance(entries, Items) else ():
        if isinstance(item, Text) and item.value:
            yield item, item.value


def _taken(service: Service) -> Iterator[Mount]:
    """The volumes of other services that `volumes_from` brings along, and of those that these take from."""
    seen, pending = {service.label}, [(item, written, False) for item, written in _lenders(service)]
    while pending and len(seen) <= MOST_LENDERS:
        item, written, protected = pending.pop(0)
        name, _, mode = written.removeprefix("service:").partition(":")
        lender = service.stack.services.get(name)
        if lender is None or name in seen:
            continue
        seen.add(name)
        protected = protected or mode == "ro"
        for mount in lender.mounts:
            if mount.key == "volumes":
                yield Mount(
                    item.span, mount.type, mount.source, mount.target, mount.read_only or protected, mount.volume,
                    key="volumes_from", named=mount.named, body=mount.body, host=mount.host,
                )  # fmt: skip
        pending += [(item, below, protected) for _, below in _lenders(lender)]
