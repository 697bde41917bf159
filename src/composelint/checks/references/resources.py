"""Services without an image, and top-level resources that are missing or that nobody uses."""

from __future__ import annotations

from collections.abc import Iterator

from ...core.defect import Defect
from ...core.edit import AddKey, Intent, Remove
from ...core.nearest import nearest
from ...core.source import Span
from ...model.advice import fenced, quoted_key
from ...model.compose import Resource, Stack, Usage
from ...model.service import Service
from ...model.values import Text

FEW = 200
"""Of so many names at most, a near one is looked for."""
_RUNS = ("image", "build", "provider")


def missing_image(service: Service) -> Iterator[Defect]:
    """A service says neither which image it runs nor how to build one."""
    if any(_says(service, key) for key in _RUNS) or not service.stack.complete:
        return
    if not service.stack.strict and _is_meant_as_part(service):
        return
    if service.extended:
        help = "Others extend it, but Compose starts it as well: give it `profiles: [template]`, or an image."
    else:
        help = (
            "Give it an `image:` or a `build:`. A fragment for others belongs into a top-level key such as `x-base:`."
        )
    yield Defect(service.name, f"{service.label} has neither an image nor a build", help=help)


def _says(service: Service, key: str) -> bool:
    """Whether a key is there with anything in it: Compose takes `image: ""` for none."""
    node = service.body.get(key)
    return node is not None and not (isinstance(node, Text) and node.value == "")


def _is_meant_as_part(service: Service) -> bool:
    """A base that no profile starts, a fragment of another rule's concern, a change to a file that is not here."""
    if service.label.startswith("x-") or service.stack.compose_files[0].overlay:
        return True
    return bool(service.profiles) and (service.extended or service.kind == "template")


def undefined_resource(service: Service) -> Iterator[Defect]:
    """A service uses a volume, network, secret, config or model that no file of the stack declares."""
    for usage in service.usages:
        name = usage.name.value
        if name is None or usage.resource is not None or not service.stack.complete:
            continue
        yield Defect(
            usage.name,
            f"{service.label} uses the {usage.kind} {name}, which is not declared",
            help=_declare(service.stack, usage, name),
            fix=_declaration(service.stack, usage, name),
        )


def _declare(stack: Stack, usage: Usage, name: str) -> str:
    section = _section(stack, usage.kind)
    near = nearest(name, section) if len(section) <= FEW else None
    if near is not None:
        return f"Did you mean {near}?"
    if usage.kind == "volume" and ("/" in name or "\\" in name):
        return f"Without `./` in front this is the name of a volume: write `./{name}` for a directory of the project."
    if usage.kind in ("volume", "network") and all(sign.isalnum() or sign in "._-" for sign in name):
        return fenced("Declare it:", "yaml", (f"{usage.kind}s:", f"  {name}:"))
    known = ", ".join(list(section)[:8])
    return f"Declared {usage.kind}s: {known}." if known else f"Declare it under a top-level `{usage.kind}s:`."


def _declaration(stack: Stack, usage: Usage, name: str) -> list[Intent]:
    """The missing name, declared in the file that uses it; nothing where another name may be meant."""
    section = _section(stack, usage.kind)
    plain = all(sign.isalnum() or sign in "._-" for sign in name)
    if usage.kind not in ("volume", "network") or not plain or usage.name.via or len(section) > FEW:
        return []
    if nearest(name, section) is not None:
        return []
    lines = [f"{usage.kind}s:", f"  {quoted_key(name)}:"]
    return [AddKey(Span(usage.span.source, 0, 0), lines, f"Declare the {usage.kind} {name}")]


def _section(stack: Stack, kind: str) -> dict[str, Resource]:
    sections = {
        "volume": stack.volumes,
        "network": stack.networks,
        "secret": stack.secrets,
        "config": stack.configs,
        "model": stack.models,
    }
    return sections[kind]


def unused_resource(stack: Stack) -> Iterator[Defect]:
    """A top-level resource is declared and used by no service."""
    if not stack.complete or stack.variants:
        return
    with_services = {file.source for file in stack.compose_files if any(key.value == "services" for key in file.keys)}
    unknown = {
        usage.kind for service in stack.services.values() for usage in service.usages if usage.name.value is None
    }
    for section in (stack.volumes, stack.networks, stack.secrets, stack.configs, stack.models):
        for resource in section.values():
            label = resource.name.value
            if resource.users or resource.external or resource.kind in unknown:
                continue
            if (
                (resource.kind, label) != ("network", "default")
                and resource.span.source in with_services
                and not (label or "").startswith("x-")
            ):
                help = "Remove it, or name it at the service that should use it."
                fix = [Remove(resource.name, f"Remove the {resource.kind} {label}")]
                yield Defect(resource.name, f"the {resource.kind} {label} is used by no service", help=help, fix=fix)
