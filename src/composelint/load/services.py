"""From a merged, canonical model to the typed objects of a stack."""

from __future__ import annotations

import re

from ..core.source import Span
from ..model.compose import (
    Build,
    Command,
    Dependency,
    HealthcheckBlock,
    Mount,
    Port,
    Resource,
    Stack,
    TextFile,
    Variable,
    text_of,
)
from ..model.images import ImageReference
from ..model.service import Service
from ..model.values import Field, Flag, Items, Map, Node, Null, Number, Text, Unknown
from ..syntax.dotenv import EnvFile, nowhere
from ..syntax.interpolation import Found, Lookup
from .environment import Environment
from .forms import clean
from .paths import written
from .plain import word
from .project import Project

HOOKS = ("pre_start", "post_start", "pre_stop")
LONGEST_EXPOSED = 256
"""Ports of one range under `expose` that are told one by one."""


def build_services(project: Project, stack: Stack) -> None:
    """Fills the stack with the services and resources of a project."""
    for section in ("volumes", "networks", "secrets", "configs", "models"):
        resources = project.model.get(section)
        for entry in resources if isinstance(resources, Map) else ():
            body = entry.value if isinstance(entry.value, Map) else None
            getattr(stack, section)[entry.key.value or ""] = Resource(entry.key, body, section[:-1])
    services = project.model.get("services")
    for entry in services if isinstance(services, Map) else ():
        if isinstance(entry.value, Map) and (not stack.strict or active(entry.value, project.profiles)):
            service = build_service(entry.key, entry.value, project, stack)
            stack.services[entry.key.value or ""] = service


def active(body: Map, profiles: tuple[str, ...]) -> bool:
    """Whether Compose starts a service: without profiles of its own always, else when one of them is active."""
    own = [text_of(node) for node in _items(body.get("profiles"))]
    return not own or "*" in profiles or not set(own).isdisjoint(profiles)


def build_service(key: Text, body: Map, project: Project, stack: Stack) -> Service:
    home = project.homes.get(key.value or "") or stack.compose_files[0]
    service = Service(key, stack, home, body)
    image = body.get("image")
    service.image = ImageReference.parse(image) if isinstance(image, Text) else None
    service.build = build(body.fields.get("build"), project.environment)
    service.command = command(body.fields.get("command"))
    service.entrypoint = command(body.fields.get("entrypoint"))
    service.hooks = {name: hooks(body.get(name)) for name in HOOKS if name in body.fields}
    service.depends_on = [dependency(entry) for entry in _map(body.get("depends_on"))]
    service.healthcheck_block = healthcheck(body.fields.get("healthcheck"))
    service.ports = [port(node) for node in _items(body.get("ports")) if isinstance(node, Map)]
    service.expose = [number for node in _items(body.get("expose")) for number in exposed(node)]
    service.mounts = [mount(node) for node in _items(body.get("volumes")) if isinstance(node, Map)]
    service.mounts += [tmpfs(node) for node in _items(body.get("tmpfs")) if isinstance(node, Text)]
    service.profiles = [node for node in _items(body.get("profiles")) if isinstance(node, Text)]
    service.extended = key.value in project.extended
    service.partial = key.value in project.partial
    environment(service, project)
    service.environment_complete = service.environment_complete and not service.partial
    project.labels[service.label] = label_files(body, project)
    return service


def _map(node: Node | None) -> list[Field]:
    return list(node) if isinstance(node, Map) else []


def _items(node: Node | None) -> list[Node]:
    return list(node) if isinstance(node, Items) else []


def variables(node: Node | None, environment: Environment) -> dict[str, Variable]:
    """The entries of an environment or of build args; a key without value is filled from the project's environment."""
    found: dict[str, Variable] = {}
    for entry in _map(node):
        name = entry.key.value
        if name is not None:
            found[name] = Variable(entry.key, value_text(entry, environment))
    return found


def value_text(entry: Field, environment: Environment) -> Text | None:
    node = entry.value
    if isinstance(node, Text):
        return node
    if isinstance(node, Null):
        given = environment.lookup(entry.key.value or "")
        via = (given.via,) if given is not None and hasattr(given.via, "kind") else ()
        return Text(given.value, entry.key.span, via) if given is not None else None  # type: ignore[arg-type]  # Via
    value = word(node) if isinstance(node, Number | Flag) and node.value is not None else None
    return Text(value if isinstance(value, str) else None, node.span, node.via)


def environment(service: Service, project: Project) -> None:
    """The service's variables: its env files in order, then `environment`, which wins."""
    own = variables(service.body.get("environment"), project.environment)

    def lookup(name: str) -> Found | None:
        outer = project.environment.lookup(name)
        if outer is not None:
            return outer
        mine = own.get(name)
        return Found(mine.known) if mine is not None and mine.value is not None else None

    earlier: dict[str, Found] = {}
    for item in _items(service.body.get("env_file")):
        path = item.get("path") if isinstance(item, Map) else None
        if not isinstance(item, Map) or not isinstance(path, Text):
            service.environment_complete = False
            continue
        required = item.get("required")
        demanded = not (isinstance(required, Flag) and required.value is False)
        raw = text_of(item.get("format")) == "raw"
        found = read_env_file(project, path, lookup, earlier, raw=raw, required=demanded)
        if found is None:
            service.environment_complete = False
            continue
        file, tree = found
        file.services.append(service)
        earlier = tree.variables
        for entry in tree.entries:
            name = Text(entry.name, entry.name_span)
            value = Text(entry.value, entry.value_span, excerpt=entry.text if entry.text else None)
            service.environment[entry.name] = Variable(name, value, file)
    service.environment.update(own)


def label_files(body: Map, project: Project) -> dict[str, object]:
    """The labels that a service's label files add, a later file winning; they see no variables but their own."""
    earlier: dict[str, Found] = {}
    for path in _items(body.get("label_file")):
        found = None
        if isinstance(path, Text) and (name := written(path)) is not None:
            found = project.files.service_env(name, path, nowhere, earlier, blank=project.environment.blank)
        earlier = earlier if found is None else found[1].variables
    return {name: found.value for name, found in earlier.items()}


def read_env_file(
    project: Project, path: Text, lookup: Lookup, earlier: dict[str, Found], *, raw: bool = False, required: bool = True
) -> tuple[TextFile, EnvFile] | None:
    """An env file of a service; None when nobody can know what it holds."""
    name = written(path)
    if name is None:
        return None
    if not required and project.files.workspace.exists(name) is False:
        return None
    return project.files.service_env(name, path, lookup, earlier, raw=raw, blank=project.environment.blank)


def build(entry: Field | None, environment: Environment) -> Build | None:
    if entry is None or isinstance(entry.value, Null):
        return None
    body = entry.value if isinstance(entry.value, Map) else Map(entry.key.span)
    context, dockerfile, inline, target = (
        body.get(name) for name in ("context", "dockerfile", "dockerfile_inline", "target")
    )
    if context is None and body is entry.value:
        context = Text(".", entry.key.span, base=entry.key.base)
    return Build(
        entry.key,
        context if isinstance(context, Text) else None,
        dockerfile if isinstance(dockerfile, Text) else None,
        inline if isinstance(inline, Text) else None,
        target if isinstance(target, Text) else None,
        variables(body.get("args"), environment),
        body,
    )


def command(entry: Field | None) -> Command | None:
    """`command` or `entrypoint`; null means the image's own."""
    if entry is None or isinstance(entry.value, Null):
        return None
    node = entry.value
    if isinstance(node, Text):
        from .words import lost, split

        return Command(entry.key, split(node), node, lost(node))
    if isinstance(node, Items):
        words = [item if isinstance(item, Text) else Text(None, item.span) for item in node]
        return Command(entry.key, words, None)
    return Command(entry.key, [Text(None, node.span)], None)


def hooks(node: Node | None) -> list[Command]:
    found = [command(item.fields.get("command")) for item in _items(node) if isinstance(item, Map)]
    return [one for one in found if one is not None]


def dependency(entry: Field) -> Dependency:
    body = entry.value
    condition = body.get("condition") if isinstance(body, Map) else None
    required = body.get("required") if isinstance(body, Map) else None
    short = isinstance(condition, Text) and condition.span.start == condition.span.end
    return Dependency(
        entry.key,
        None if short or not isinstance(condition, Text) else condition,
        not (isinstance(required, Flag) and required.value is False),
        short,
    )


def healthcheck(entry: Field | None) -> HealthcheckBlock | None:
    if entry is None or not isinstance(entry.value, Map):
        return None
    body = entry.value
    test, disable = body.get("test"), body.get("disable")
    return HealthcheckBlock(
        entry.key,
        test if isinstance(test, Items | Unknown) else None,
        isinstance(disable, Flag) and disable.value is True,
        body,
    )


def port(node: Map) -> Port:
    target, published, ip, protocol = (node.get(name) for name in ("target", "published", "host_ip", "protocol"))
    known = not any(isinstance(value, Text | Number) and value.value is None for value in (target, published, ip))
    return Port(
        node.span,
        int(target.value) if isinstance(target, Number) and target.value is not None else None,
        text_of(published),
        text_of(ip),
        text_of(protocol) or "tcp",
        known,
    )


def exposed(node: Node) -> list[int]:
    """Container ports of one `expose` entry, TCP only."""
    text = node.text if isinstance(node, Number) else text_of(node)
    number, _, protocol = (text or "").partition("/")
    match = re.fullmatch(r"([0-9]{1,5})(?:-([0-9]{1,5}))?", number)
    if protocol not in ("", "tcp") or match is None:
        return []
    first, last = int(match[1]), int(match[2] or match[1])
    return list(range(first, min(last, first + LONGEST_EXPOSED) + 1))


def mount(node: Map) -> Mount:
    read_only = node.get("read_only")
    target, source = text_of(node.get("target")), node.get("source")
    return Mount(
        node.span,
        text_of(node.get("type")),
        text_of(source),
        clean(target) if target else target,
        isinstance(read_only, Flag) and read_only.value is True,
        options=options(node),
        named=source if isinstance(source, Text) else None,
        body=node,
    )


def options(node: Map) -> Text | None:
    """What the short form of a mount says behind the target; there, keys stand where their values stand."""
    target = node.fields.get("target")
    if target is None or target.key.span != target.value.span:
        return None
    start, end = target.value.span.end + 1, node.span.end
    text = node.span.source.text[start:end].rstrip("'\" ")
    if not text or node.span.source.text[start - 1] != ":":
        return None
    return Text(text, Span(node.span.source, start, start + len(text)), node.via)


def tmpfs(node: Text) -> Mount:
    target, _, words = (node.value or "").partition(":")
    options = node.resolved() if words else None
    behind = options.span(len(target) + 1) if options is not None else node.span
    return Mount(
        node.span,
        "tmpfs",
        None,
        clean(target) if target else None,
        False,
        key="tmpfs",
        options=Text(words, behind, node.via) if words else None,
    )
