"""The host's side of mounts: where they lead, and what is known to lie there."""

from __future__ import annotations

from ..model.compose import Mount
from ..model.hosts import HostSide
from ..model.service import Service
from .files import Files
from .paths import join, written


def link_hosts(service: Service, files: Files) -> None:
    """Tells every mount with a known source where that leads."""
    for mount in service.mounts:
        path = written(mount.named) if mount.named is not None and mount.named.value else None
        if path is not None and mount.type in ("bind", "volume"):
            mount.host = host_path(path, mount, files)


def host_path(path: str, mount: Mount, files: Files) -> HostSide:
    workspace, shared = files.workspace, files.shared
    drive = (mount.source or "")[1:2] == ":" or (mount.source or "").startswith("\\\\")
    inside = not path.startswith(("/", "~")) and not drive

    def find(below: str) -> bool | None:
        return workspace.exists(join(path, below)) if inside else None

    def names(below: str) -> list[tuple[str, bool]] | None:
        entries = workspace.listing(join(path, below)) if inside and workspace.complete else None
        return None if entries is None else [(entry.name, entry.is_dir) for entry in entries]

    def ignored(below: str) -> bool:
        wanted = join(path, below)
        return inside and (shared.ignored(wanted) or shared.ignored(wanted, True))

    return HostSide(
        path,
        of_project=inside,
        exists=lambda: workspace.exists(path) if inside else None,
        is_dir=lambda: workspace.is_dir(path) if inside else None,
        find=find,
        list_names=names,
        ignored_by_git=ignored,
    )
