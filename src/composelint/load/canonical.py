"""The merged model as plain data: what `docker compose config --format json` prints.

Walks the specification's table once more; what a key's own row does not say (defaults of a port, the path of a bind)
is in `FINISH`, one function an object.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable

from ..core.source import Span
from ..model.compose import Stack
from ..model.values import Items, Map, Node, Null, Text, Unknown
from . import plain, spec
from .merge import below_spec
from .paths import remote
from .project import Project
from .services import variables
from .spec import ANY, PROJECT, Spec

Plain = dict[str, object]
Path = tuple[str | int, ...]


def canonical(project: Project, stack: Stack, *, base: str = ".", profiles: tuple[str, ...] = ()) -> Plain:
    """The project as plain data. Relative paths start from `base`; services of inactive profiles are left out."""
    return Writer(project, stack, base).project(profiles)


class Writer:
    """Writes one project; `places` then says, by path of keys and indexes, where each written value was decided."""

    def __init__(self, project: Project, stack: Stack, base: str = ".") -> None:
        self.loaded = project
        self.base = base
        self.places: dict[Path, Span] = {}
        self.services = {id(service.body): service for service in stack.services.values()}

    def project(self, profiles: tuple[str, ...]) -> Plain:
        model = self.loaded.model
        result: Plain = {"name": project_name(self.loaded, self.base)}
        for name, entry in model.fields.items():
            if name not in ("version", "name", "include"):
                result[name] = self.write(entry.value, below_spec(PROJECT, name), (name,))
        services = result.get("services")
        services = services if isinstance(services, dict) else {}
        result["services"] = {name: body for name, body in services.items() if enabled(body, profiles)}
        self.resources(result)
        return result

    def write(self, node: Node, row: Spec, path: Path) -> object:
        """A node as plain data, along its row of the table."""
        if isinstance(node, Map) and row.plain is None:
            return self.mapping(node, row, path)
        if isinstance(node, Items) and row.plain is None:
            known = [item for item in node if not isinstance(item, Unknown)]
            return [self.write(item, row.item or ANY, (*path, at)) for at, item in enumerate(known)]
        self.places[path] = node.span
        if row.plain is not None:
            return row.plain(node)
        if isinstance(node, Text) and row.path:
            return self.path(node)
        return plain.scalar(node)

    def mapping(self, node: Map, row: Spec, path: Path) -> Plain:
        result = {
            name: self.write(entry.value, below_spec(row, name), (*path, name))
            for name, entry in node.fields.items()
            if not isinstance(entry.value, Unknown)
        }
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

    def resources(self, result: Plain) -> None:
        """Names of networks, volumes, secrets and configs, and the network that services join by themselves."""
        services = result["services"]
        bodies = list(services.values()) if isinstance(services, dict) else []
        networks = result.get("networks")
        networks = networks if isinstance(networks, dict) else {}
        if any(isinstance(body, dict) and "default" in (body.get("networks") or {}) for body in bodies):
            networks.setdefault("default", None)
        if networks:
            result["networks"] = networks
        for section in ("networks", "volumes", "secrets", "configs"):
            members = result.get(section)
            if isinstance(members, dict):
                result[section] = {
                    key: self.named(key, body if isinstance(body, dict) else {}, section)
                    for key, body in members.items()
                }

    def named(self, key: str, body: Plain, section: str) -> Plain:
        external = body.get("external")
        if isinstance(external, dict):
            body = {**body, "external": True, "name": external.get("name", key)}
        name = body.get("name") or (key if body.get("external") else f"{project_name(self.loaded, self.base)}_{key}")
        result: Plain = {"name": name, **{inner: value for inner, value in body.items() if inner != "name"}}
        if section == "networks" and not body.get("external"):
            result.setdefault("ipam", {})
        return result


def project_name(project: Project, base: str) -> str:
    """COMPOSE_PROJECT_NAME, else the top-level name, else the directory's, the latter two made valid."""
    given = project.environment.text("COMPOSE_PROJECT_NAME")
    if given:
        return given
    name = project.model.get("name")
    directory = posixpath.normpath(posixpath.join(base, project.directory))
    text = name.value if isinstance(name, Text) and name.value else posixpath.basename(directory)
    return re.sub(r"^[_-]+", "", re.sub(r"[^a-z0-9_-]", "", text.lower())) or "project"


def enabled(body: object, profiles: tuple[str, ...]) -> bool:
    """Without profiles always; else when one of them is active, or `*` is."""
    wanted = body.get("profiles") if isinstance(body, dict) else None
    return not wanted or "*" in profiles or (isinstance(wanted, list) and bool(set(wanted) & set(profiles)))


# --- what a row does not say


def _port(writer: Writer, node: Map, result: Plain) -> None:
    result.setdefault("mode", "ingress")
    result.setdefault("protocol", "tcp")


def _mount(writer: Writer, node: Map, result: Plain) -> None:
    source = node.get("source")
    if result.get("type") == "bind" and isinstance(source, Text):
        result["source"] = writer.path(source)


def _build(writer: Writer, node: Map, result: Plain) -> None:
    arguments = variables(node.get("args"), writer.loaded.environment)
    if arguments:
        result["args"] = {name: found.known for name, found in arguments.items()}
    result.setdefault("context", writer.path(Text(".", node.span, base=_base(node))))
    if "dockerfile_inline" not in result:
        result.setdefault("dockerfile", "Dockerfile")


def _base(node: Map) -> str:
    return next((entry.key.base for entry in node), "")


def _dependency(writer: Writer, node: Map, result: Plain) -> None:
    result.setdefault("condition", "service_started")
    result.setdefault("required", True)


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
    secrets = result.get("secrets")
    for entry in secrets if isinstance(secrets, list) else ():
        entry.setdefault("target", f"/run/secrets/{entry.get('source', '')}")
    if not result.get("networks") and not result.get("network_mode") and not result.get("provider"):
        result["networks"] = {"default": None}
    _implied(result)


def _implied(result: Plain) -> None:
    """Dependencies that links, volumes_from and shared namespaces add."""
    edges: dict[str, bool] = {}
    for key, restart in (("links", True), ("volumes_from", False)):
        entries = result.get(key)
        for entry in entries if isinstance(entries, list) else ():
            if isinstance(entry, str) and not entry.startswith("container:"):
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


def _healthcheck(writer: Writer, node: Map, result: Plain) -> None:
    test = node.get("test")
    if isinstance(test, Null):
        result.pop("test", None)


FINISH: dict[int, Callable[[Writer, Map, Plain], None]] = {
    id(spec.PORT): _port,
    id(spec.MOUNT): _mount,
    id(spec.BUILD): _build,
    id(spec.DEPENDENCY): _dependency,
    id(spec.SERVICE): _service,
    id(spec.HEALTHCHECK): _healthcheck,
}
