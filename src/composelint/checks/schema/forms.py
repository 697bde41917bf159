"""What Compose still takes and nobody should write: old forms, and sizes that mean nothing."""

from __future__ import annotations

from collections.abc import Iterator
from math import isfinite

from ...core.defect import Defect
from ...core.edit import Intent, Remove, Replace
from ...model.anchors import anchors
from ...model.compose import Mount, Resource, Stack, text_of
from ...model.service import Service
from ...model.swarm import for_swarm
from ...model.values import Items, Map, Node, Number, Text

SIZES = (
    ("mem_limit",),
    ("mem_reservation",),
    ("memswap_limit",),
    ("mem_swappiness",),
    ("shm_size",),
    ("build", "shm_size"),
)


def size_read_as_zero(service: Service) -> Iterator[Defect]:
    """A size is written as a number with a decimal point or an exponent, which Compose reads as 0."""
    sizes: list[tuple[str, Node | None]] = [(".".join(path), service.setting(*path)) for path in SIZES]
    volumes = service.setting("volumes")
    for mount in volumes if isinstance(volumes, Items) else ():
        tmpfs = mount.get("tmpfs") if isinstance(mount, Map) else None
        sizes.append(("tmpfs.size", tmpfs.get("size") if isinstance(tmpfs, Map) else None))
    for name, node in sizes:
        if isinstance(node, Number) and isinstance(node.value, float) and node.value and isfinite(node.value):
            whole = round(node.value)
            yield Defect(
                node,
                f"{name} of {service.label} is {node.text}, which Compose reads as 0",
                help=f"Write {whole}, or a text with a unit such as 512m.",
                fix=[Replace(node, whole, f"Write {whole} bytes", "unsafe")] if whole else (),
            )


def obsolete_version(stack: Stack) -> Iterator[Defect]:
    """A compose file has a top-level `version`, which Compose ignores with a warning."""
    for file in stack.compose_files:
        for key in file.keys:
            if key.value == "version" and not for_swarm(stack):
                fix = [Remove(key, "Remove the version")]
                yield Defect(key, "the version of the file format is ignored", help="Remove the line.", fix=fix)


CONSISTENCY = ("cached", "delegated", "consistent")


def deprecated_form(scope: Service | Resource) -> Iterator[Defect]:
    """A form that an older Compose needed and that today says nothing, or says it worse."""
    if isinstance(scope, Resource):
        external = scope.body.fields.get("external") if scope.body is not None else None
        inner = external.value.get("name") if external is not None and isinstance(external.value, Map) else None
        if external is not None and isinstance(inner, Text):
            message = f"the {scope.kind} {scope.name.value} is named under external"
            yield Defect(external.key, message, help="Write `external: true`, and `name:` beside it.")
        return
    yield from _links(scope)
    for key, help in OLD_KEYS.items():
        at = scope.key(key)
        if at is not None and scope.setting(key) is not None:
            message = f"{scope.label} uses {key}, a form of the time before networks and volumes"
            yield Defect(at, message, help=help)
    for mount in scope.mounts:
        words = (mount.options.value or "").split(",") if mount.options is not None else []
        found = [word for word in words if word in CONSISTENCY]
        if mount.options is not None and found:
            message = f"the mount option {found[0]} of {scope.label} has no effect"
            help = "Compose ignores it; an older Docker for Mac did not."
            yield Defect(mount.options, message, help=help, fix=_without(mount, mount.options, words))


def _without(mount: Mount, options: Text, words: list[str]) -> list[Intent]:
    """The mount in its short form without the options that mean nothing; only where it is written without tricks."""
    kept = ",".join(word for word in words if word not in CONSISTENCY)
    before, colon, behind = mount.span.text.strip("\"'").rpartition(":")
    if behind != options.value or not before or any(char in before for char in "\"'\\"):
        return []
    whole = Text(None, mount.span, options.via)
    return [Replace(whole, before + (colon + kept if kept else ""), "Remove the option")]


OLD_KEYS = {
    "external_links": "Put both containers on one network, declared with `external: true` here; names are known there.",
    "volumes_from": "Name the volume under the top-level `volumes:` and mount it in both services.",
}


def _links(service: Service) -> Iterator[Defect]:
    """Services of one network know each other by name, links or not."""
    links = None if text_of(service.setting("network_mode")) else service.setting("links")
    for item in links if isinstance(links, Items) else ():
        name, _, alias = (text_of(item) or "").partition(":")
        if not name:
            continue
        fix: list[Intent] = []
        if alias and alias != name:
            help = f"Give {name} the network alias {alias}: links would also keep its startup order, so add depends_on."
        elif any(dependency.name == name for dependency in service.depends_on):
            help = f"Remove it: {service.label} reaches {name} by its name without a link."
            fix.append(Remove(item, "Remove the link"))
        else:
            help = f"{service.label} reaches {name} by its name without a link; `depends_on` says what starts first."
        yield Defect(item, f"{service.label} links to {name}, which the network does by itself", help=help, fix=fix)


def extension_as_name(stack: Stack) -> Iterator[Defect]:
    """A fragment stands where every key is a name, so that its `x-` makes it no fragment."""
    anchored = {anchor.target for file in stack.compose_files for anchor in anchors(file)}
    for service in stack.services.values():
        runs = any(key in service.body.fields for key in ("image", "build", "provider"))
        wanted = bool(service.dependents or service.extended) or service.body.span not in anchored
        if not service.label.startswith("x-") or (runs and wanted):
            continue
        yield Defect(
            service.name,
            f"{service.label} is a service here, not a fragment{'' if runs else ', and has no image'}",
            help="Under `services:` every key is a name. Move the fragment to the top level of the file.",
            severity="warning" if runs else None,
        )
    for section in (stack.volumes, stack.networks, stack.secrets, stack.configs):
        for resource in section.values():
            label = resource.name.value or ""
            if label.startswith("x-") and not resource.users:
                help = f"Under `{resource.kind}s:` every key is a name. Move the fragment to the top level of the file."
                message = f"{label} is a {resource.kind} here, not a fragment"
                yield Defect(resource.name, message, help=help, severity="warning")
