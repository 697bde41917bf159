"""The merged model as plain data: what `docker compose config --format json` prints.

Walks the specification's table once more; what a key's own row does not say (defaults of a port, the path of a bind)
is in `FINISH`, one function an object. As there, what says no more than its absence (false, 0, empty) is left out, and
so are extension keys inside objects and resources that no service uses.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator

from ..core.source import Span
from ..model.compose import Stack
from ..model.values import Items, Map, Node, Number, Text, Unknown
from . import plain, spec
from .merge import below_spec
from .naming import VARIABLE
from .paths import remote
from .project import Project
from .rows import ANY, Spec
from .services import variables
from .spec import PROJECT

Plain = dict[str, object]
Path = tuple[str | int, ...]


class Writer:
    """Writes one project; `places` then says, by path of keys and indexes, where each written value was decided.

    Relative paths start from `base`.
    """

    def __init__(self, project: Project, stack: Stack, base: str = ".") -> None:
        self.loaded = project
        self.base = base
        self.name = project.environment.text(VARIABLE) or "project"
        self.places: dict[Path, Span] = {}
        self.services = {id(service.body): service for service in stack.services.values()}

    def project(self) -> Plain:
        """The whole project; services of inactive profiles are left out."""
        model = self.loaded.model
        result: Plain = {"name": self.name}
        for name, entry in model.fields.items():
            if name not in ("version", "name", "include"):
                result[name] = self.write(entry.value, below_spec(PROJECT, name), (name,))
        services = result.get("services")
        services = services if isinstance(services, dict) else {}
        result["services"] = services = {
            name: body for name, body in services.items() if enabled(body, self.loaded.profiles)
        }
        used = uses(list(services.values()))
        for section in ("networks", "volumes", "secrets", "configs", "models"):
            members = result.pop(section, None)
            members = members if isinstance(members, dict) else {}
            if section == "networks" and "default" in used[section]:
                members.setdefault("default", None)
            kept = {name: body for name, body in members.items() if name in used[section]}
            if kept:
                result[section] = kept if section == "models" else self.resources(kept, section)
        return result

    def write(self, node: Node, row: Spec, path: Path) -> object:
        """A node as plain data, along its row of the table."""
        if isinstance(node, Map) and row.plain is None:
            return self.mapping(node, row, path)
        if isinstance(node, Items) and row.plain is None:
            known = [item for item in node if not isinstance(item, Unknown)]
            return [self.write(item, row.item or ANY, (*path, at)) for at, item in enumerate(known)]
        self.places[path] = node.span
        if isinstance(node, Text) and row.path:
            return self.path(node)
        return plain.scalar(node) if row.plain is None else row.plain(node)

    def mapping(self, node: Map, row: Spec, path: Path) -> Plain:
        result: Plain = {}
        for name, entry in node.fields.items():
            if isinstance(entry.value, Unknown):
                continue
            inner = below_spec(row, name)
            value = self.write(entry.value, inner, (*path, name))
            known = row.keys is None or name in row.keys
            if known and (row.keys is None or name in row.required or tells(value, entry.value, inner)):
                result[name] = value
        finish = FINISH.get(id(row))
        if finish is not None:
            finish(self, node, result)
        return result

    def path(self, node: Text) -> str:
        """A path of the host: absolute where the base is, else relative to it and visibly a path."""
        value = node.value or ""
        if remote(value) or value.startswith(("/", "~")) or re.match(r"[A-Za-z]:[\\/]|\\\\", value):
            return value
        joined = posixpath.normpath(posixpath.join(self.base, node.base or ".", value))
        return joined if joined.startswith(("/", ".")) else f"./{joined}"

    def resources(self, members: Plain, section: str) -> Plain:
        """Networks, volumes, secrets or configs with their names."""
        result: Plain = {}
        for key, body in members.items():
            found = dict(body) if isinstance(body, dict) else {}
            external = found.get("external")
            if isinstance(external, dict):
                found |= {"external": True, "name": external.get("name", key)}
            name = found.pop("name", None) or (key if found.get("external") else f"{self.name}_{key}")
            result[key] = {"name": name, **found, **({"ipam": found.get("ipam", {})} if section == "networks" else {})}
        return result


def tells(value: object, node: Node, row: Spec) -> bool:
    """Whether a key is printed: not when it says as much as its absence."""
    if value is None:
        return row.plain is plain.words
    return bool(value) or row.kept or (isinstance(node, Map) and row.keys is not None)


def enabled(body: object, profiles: tuple[str, ...]) -> bool:
    """Without profiles always; else when one of them is active, or `*` is."""
    wanted = body.get("profiles") if isinstance(body, dict) else None
    return not wanted or "*" in profiles or (isinstance(wanted, list) and bool(set(wanted) & set(profiles)))


def uses(services: list[object]) -> dict[str, set[str]]:
    """The networks, volumes, secrets, configs and models that services use, by section."""
    used: dict[str, set[str]] = {name: set() for name in ("networks", "volumes", "secrets", "configs", "models")}
    for body in (body for body in services if isinstance(body, dict)):
        build = body.get("build")
        for section in ("networks", "models"):
            used[section].update(body.get(section) or {})
        used["volumes"].update(_sources(entry for entry in body.get("volumes") or () if entry.get("type") == "volume"))
        used["configs"].update(_sources(body.get("configs") or ()))
        for holder in (body, build if isinstance(build, dict) else {}):
            used["secrets"].update(_sources(holder.get("secrets") or ()))
    return used


def _sources(entries: Iterable[Plain]) -> Iterator[str]:
    for entry in entries:
        source = entry.get("source")
        if isinstance(source, str):
            yield source


# --- what a row does not say


def _port(writer: Writer, node: Map, result: Plain) -> None:
    result.setdefault("mode", "ingress")
    result.setdefault("protocol", "tcp")


def _mount(writer: Writer, node: Map, result: Plain) -> None:
    source = node.get("source")
    if result.get("type") == "bind" and isinstance(source, Text):
        result["source"] = writer.path(source)


def _volume(writer: Writer, node: Map, result: Plain) -> None:
    options, given = result.get("driver_opts"), node.get("driver_opts")
    device = given.get("device") if isinstance(given, Map) else None
    if isinstance(options, dict) and result.get("driver") == "local" and options.get("o") == "bind":
        options["device"] = writer.path(device) if isinstance(device, Text) else options.get("device")


def _build(writer: Writer, node: Map, result: Plain) -> None:
    arguments = variables(node.get("args"), writer.loaded.environment)
    given = {name: found.known for name, found in arguments.items() if found.value is not None}
    result.pop("args", None)
    result |= {"args": given} if given else {}
    result.setdefault("context", writer.path(Text(".", node.span, base=_base(node))))
    if "dockerfile_inline" not in result:
        result.setdefault("dockerfile", "Dockerfile")


def _base(node: Map) -> str:
    return next((entry.key.base for entry in node), "")


def _dependency(writer: Writer, node: Map, result: Plain) -> None:
    result.setdefault("condition", "service_started")
    result.setdefault("required", True)


def _device_request(writer: Writer, node: Map, result: Plain) -> None:
    if "count" not in node.fields and "device_ids" not in node.fields:
        result["count"] = -1


def _deploy(writer: Writer, node: Map, result: Plain) -> None:
    result.setdefault("resources", {})
    result.setdefault("placement", {})


def _hook(writer: Writer, node: Map, result: Plain) -> None:
    result.setdefault("command", None)


def _ulimit(writer: Writer, node: Map, result: Plain) -> None:
    for name in ("soft", "hard"):
        found = node.get(name)
        if isinstance(found, Number):
            result[name] = plain.scalar(found)


def _service(writer: Writer, node: Map, result: Plain) -> None:
    for key in ("command", "entrypoint"):
        result.setdefault(key, None)
    for key in ("extends", "env_file", "label_file"):
        result.pop(key, None)
    service = writer.services.get(id(node))
    if service is not None and service.environment:
        result["environment"] = {name: found.known for name, found in service.environment.items()}
        for name, found in service.environment.items():
            writer.places["services", service.label, "environment", name] = (found.value or found.name).span
    labels = result.get("labels")
    added = writer.loaded.labels.get(service.label, {}) if service is not None else {}
    labels = added | (labels if isinstance(labels, dict) else {})
    result |= {"labels": labels} if labels else {}
    secrets = result.get("secrets")
    for entry in secrets if isinstance(secrets, list) else ():
        entry.setdefault("target", f"/run/secrets/{entry.get('source', '')}")
    hooks = result.get("pre_start")
    for hook in hooks if isinstance(hooks, list) and "image" in result else ():
        hook.setdefault("image", result["image"])
    networks = node.get("networks")
    alone = isinstance(networks, Map) and networks.fields
    if not alone and node.get("network_mode") is None and node.get("provider") is None:
        result["networks"] = {"default": None}
    _implied(result)


def _implied(result: Plain) -> None:
    """Dependencies that links, volumes_from and shared namespaces add."""
    edges: dict[str, bool] = {}
    for key, restart in (("links", True), ("volumes_from", False)):
        entries = result.get(key)
        for entry in entries if isinstance(entries, list) else ():
            if isinstance(entry, str) and not (key == "volumes_from" and entry.startswith("container:")):
                edges.setdefault(entry.split(":")[0], restart)
    for key in ("network_mode", "ipc", "pid", "uts", "cgroup"):
        mode = result.get(key)
        if isinstance(mode, str) and mode.startswith("service:"):
            edges.setdefault(mode[8:], True)
    if edges:
        known = result.get("depends_on")
        known = known if isinstance(known, dict) else {}
        for name, restart in edges.items():
            known.setdefault(
                name, {"condition": "service_started", "required": True, **({"restart": True} if restart else {})}
            )
        result["depends_on"] = known


FINISH: dict[int, Callable[[Writer, Map, Plain], None]] = {
    id(spec.PORT): _port,
    id(spec.MOUNT): _mount,
    id(spec.VOLUME): _volume,
    id(spec.BUILD): _build,
    id(spec.DEPENDENCY): _dependency,
    id(spec.DEVICE_REQUEST): _device_request,
    id(spec.RESERVED_DEVICE): _device_request,
    id(spec.DEPLOY): _deploy,
    id(spec.HOOK): _hook,
    id(spec.PRE_START): _hook,
    id(spec.ULIMIT): _ulimit,
    id(spec.SERVICE): _service,
}
