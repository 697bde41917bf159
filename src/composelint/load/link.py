"""Names into links: dependencies, volumes, networks, and every build to its Dockerfile, stage and context."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from ..core.defect import Defect, Problem
from ..core.edit import Replace
from ..core.nearest import distance, nearest
from ..model.compose import Dependency, Resource, Stack, Usage, text_of
from ..model.service import Service
from ..model.values import Items, Map, Node, Text, Unknown
from .files import Files
from .hosts import link_hosts
from .paths import written
from .project import Project

if TYPE_CHECKING:
    from ..model.held_files import HeldFile


def link(project: Project, stack: Stack) -> None:
    """Links everything inside the stack; names that lead nowhere become problems."""
    for service in stack.services.values():
        link_dependencies(service, stack, project)
        link_resources(service, stack)
        link_files(service, stack, project)
        if service.mounts and not project.environment.blank:
            link_hosts(service, project.files)
    if stack.in_repository and not project.environment.blank:
        stack.find_held_files = lambda: held_files(stack, project.files)
    if any(service.build is not None for service in stack.services.values()):
        from .builds import link_builds

        link_builds(stack, project.files)


def held_files(stack: Stack, files: Files) -> list[HeldFile]:
    from .held_files import held_files

    return held_files(stack, files)


def link_dependencies(service: Service, stack: Stack, project: Project) -> None:
    taken = [dependency.name for dependency in service.depends_on]
    for dependency in service.depends_on:
        what = f"{service.label} depends on"
        dependency.service = known_service(
            dependency.at, what, stack, project, required=dependency.required, taken=taken
        )
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


def known_service(
    name: Text,
    what: str,
    stack: Stack,
    project: Project,
    label: str | None = None,
    *,
    required: bool = True,
    taken: Sequence[str] = (),
) -> Service | None:
    """The service of a name; a problem when the stack has none and all of the stack was seen.

    `taken` are the names that stand beside it already.

    Where the stack is judged as Compose does, a service that no profile enables is none, unless it is not `required`.
    """
    wanted = label if label is not None else name.value
    if wanted is None:
        return None
    found = stack.services.get(wanted)
    declared = _declared(project, wanted)
    if found is None and isinstance(declared, Map) and stack.strict and required:
        message = f"{what} {wanted}, which no active profile enables"
        project.files.problems.append(Problem("undefined-service", Defect(name, message)))
    if found is None and stack.complete and declared is None:
        near = nearest(wanted, stack.services)
        help = f"Did you mean {near}?" if near else f"Services of this stack: {', '.join(list(stack.services)[:12])}."
        message = f"{what} {wanted}, which is no service of this stack"
        sure = near is not None and near not in taken and name.value == wanted and distance(wanted, near, 1) == 1
        meant = near if sure else None
        fix = [Replace(name, meant, f"Write {meant}")] if meant is not None else ()
        project.files.problems.append(Problem("undefined-service", Defect(name, message, help=help, fix=fix)))
    return found


def _declared(project: Project, name: str) -> Node | None:
    """The body of a service, also of one that could not be read."""
    services = project.model.get("services")
    return services.get(name) if isinstance(services, Map) else None


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
    """Links a service to the volumes, networks, secrets, configs and models that it uses, and these to it."""
    service.usages = list(usages(service, stack))
    used = [usage.resource for usage in service.usages]
    for mount in service.mounts:
        if mount.type == "volume" and mount.source is not None:
            mount.volume = stack.volumes.get(mount.source)
    networks = service.setting("networks")
    if isinstance(networks, Map) and networks.fields:
        service.networks = {name: stack.networks.get(name) for name in networks.fields}
    elif service.setting("network_mode") is None:
        service.networks = {"default": stack.networks.get("default")}
        used.append(stack.networks.get("default"))
    for resource in dict.fromkeys(used):
        if resource is not None:
            resource.users.append(service)


def usages(service: Service, stack: Stack) -> Iterator[Usage]:
    """Every name of a top-level resource that a service writes, the implicit network left out."""
    for section in ("networks", "models"):
        found = service.setting(section)
        for entry in found if isinstance(found, Map) else ():
            if (section, entry.key.value) != ("networks", "default"):
                yield usage(section, entry.key, stack)
        if isinstance(found, Unknown):
            yield Usage(section[:-1], Text(None, found.span), None)
    for mount in _items(service.setting("volumes")):
        kind, source = (mount.get(name) for name in ("type", "source")) if isinstance(mount, Map) else (None, None)
        of_volume = text_of(kind) in ("volume", "cluster", None)
        if isinstance(source, Text) and source.value != "" and of_volume:
            yield usage("volumes", source if text_of(kind) else Text(None, source.span), stack)
        elif isinstance(mount, Unknown):
            yield Usage("volume", Text(None, mount.span), None)
    for section, path in (("secrets", ("secrets",)), ("secrets", ("build", "secrets")), ("configs", ("configs",))):
        for item in _items(service.setting(*path)):
            source = item.get("source") if isinstance(item, Map) else None
            yield usage(section, source if isinstance(source, Text) else Text(None, item.span), stack)
    config = service.setting("credential_spec", "config")
    if isinstance(config, Text):
        yield usage("configs", config, stack)


def usage(section: str, name: Text, stack: Stack) -> Usage:
    declared: dict[str, Resource] = getattr(stack, section)
    return Usage(section[:-1], name, None if name.value is None else declared.get(name.value))


def link_files(service: Service, stack: Stack, project: Project) -> None:
    """Names the files of secrets and configs that are certainly absent; Compose looks when it makes a container."""
    if project.environment.blank:
        return
    named: list[Text] = []
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
