"""Names into links: dependencies, volumes, networks, and every build to its Dockerfile, stage and context."""

from __future__ import annotations

from ..core.defect import Defect, Problem
from ..core.nearest import nearest
from ..model.compose import Dependency, Stack, text_of
from ..model.service import Service
from ..model.values import Items, Map, Node, Text
from .paths import written
from .project import Project


def link(project: Project, stack: Stack) -> None:
    """Links everything inside the stack; names that lead nowhere become problems."""
    for service in stack.services.values():
        link_dependencies(service, stack, project)
        link_resources(service, stack)
        link_files(service, stack, project)
    if any(service.build is not None for service in stack.services.values()):
        from .builds import link_builds

        link_builds(stack, project.files)


def link_dependencies(service: Service, stack: Stack, project: Project) -> None:
    for dependency in service.depends_on:
        dependency.service = known_service(dependency.at, f"{service.label} depends on", stack, project)
    service.implied = implied(service, stack, project)
    for text in build_contexts(service):
        name = (text.value or "").removeprefix("service:")
        known_service(text, f"{service.label} builds with", stack, project, name)
    for dependency in [*service.depends_on, *service.implied]:
        if dependency.service is not None:
            dependency.service.dependents.append((service, dependency))


def build_contexts(service: Service) -> list[Text]:
    """The additional contexts of its build that are other services."""
    found = service.setting("build", "additional_contexts")
    values = [entry.value for entry in found] if isinstance(found, Map) else []
    return [value for value in values if isinstance(value, Text) and (value.value or "").startswith("service:")]


def known_service(name: Text, what: str, stack: Stack, project: Project, label: str | None = None) -> Service | None:
    """The service of a name; a problem when the stack has none and all of the stack was seen."""
    wanted = label if label is not None else name.value
    if wanted is None:
        return None
    found = stack.services.get(wanted)
    if found is None and stack.complete and not _declared(project, wanted):
        near = nearest(wanted, stack.services)
        help = f"Did you mean {near}?" if near else f"Services of this stack: {', '.join(list(stack.services)[:12])}."
        message = f"{what} {wanted}, which is no service of this stack"
        project.files.problems.append(Problem("undefined-service", Defect(name, message[:100], help=help)))
    return found


def _declared(project: Project, name: str) -> bool:
    """A service whose body could not be read is declared all the same."""
    services = project.model.get("services")
    return isinstance(services, Map) and name in services.fields


def implied(service: Service, stack: Stack, project: Project) -> list[Dependency]:
    """Edges from links, volumes_from and shared namespaces, where depends_on does not name the service already."""
    explicit = {dependency.name for dependency in service.depends_on}
    edges: list[Dependency] = []
    for key, verb in (("links", "links to"), ("volumes_from", "takes volumes from")):
        for item in _items(service.setting(key)):
            name = text_of(item)
            if isinstance(item, Text) and name and not name.startswith("container:"):
                edges += _edge(item, name.split(":")[0], f"{service.label} {verb}", explicit, stack, project)
    for key in ("network_mode", "ipc", "pid", "uts", "cgroup"):
        node = service.setting(key)
        name = text_of(node)
        if isinstance(node, Text) and name and name.startswith("service:"):
            edges += _edge(node, name[8:], f"{service.label} shares {key} with", explicit, stack, project)
    return edges


def _edge(at: Text, name: str, what: str, explicit: set[str], stack: Stack, project: Project) -> list[Dependency]:
    found = known_service(at, what, stack, project, name)
    if found is None or name in explicit:
        return []
    explicit.add(name)
    return [Dependency(at, None, True, True, found)]


def link_resources(service: Service, stack: Stack) -> None:
    for mount in service.mounts:
        if mount.type == "volume" and mount.source is not None:
            mount.volume = stack.volumes.get(mount.source)
            if mount.volume is not None:
                mount.volume.users.append(service)
    networks = service.setting("networks")
    if isinstance(networks, Map) and networks.fields:
        service.networks = {name: stack.networks.get(name) for name in networks.fields}
    elif service.setting("network_mode") is None:
        service.networks = {"default": stack.networks.get("default")}
    for resource in (service.networks or {}).values():
        if resource is not None:
            resource.users.append(service)


def link_files(service: Service, stack: Stack, project: Project) -> None:
    """Names the files that a service needs and that are certainly absent: label files, secrets, configs."""
    named = [item for item in _items(service.setting("label_file")) if isinstance(item, Text)]
    for section, resources in (("secrets", stack.secrets), ("configs", stack.configs)):
        for item in _items(service.setting(section)):
            resource = resources.get(text_of(item.get("source")) or "") if isinstance(item, Map) else None
            file = resource.body.get("file") if resource is not None and resource.body is not None else None
            named += [file] if isinstance(file, Text) else []
    for text in named:
        path = written(text)
        if path is not None:
            project.files.missing(path, text)


def _items(node: Node | None) -> list[Node]:
    return list(node) if isinstance(node, Items) else []
