"""Rights that a container is given beyond the usual ones: all of them, or single capabilities."""

from __future__ import annotations

from collections.abc import Iterator

from ...core.defect import Defect
from ...model.advice import advise
from ...model.compose import find, text_of
from ...model.host_access import Capability, added_capabilities, image_words, is_true, items
from ...model.list_advice import without
from ...model.remedies import taken_out
from ...model.service import Service
from ...model.values import Map, Node, Text

_ENTITLEMENTS = {
    "security.insecure": "runs its RUN lines with every right of root on the host",
    "device": "gives its RUN lines devices of the host",
    "network.host": "gives its RUN lines the network of the host",
}
"""What a build is allowed, and what that means (BuildKit's manual, 2026)."""
_ENGINE = "Docker in Docker asks for it: run it where nothing else runs, or use its rootless image."


def privileged_container(service: Service) -> Iterator[Defect]:
    """A container, or a hook in it, runs with every right of root on the host."""
    node = service.setting("privileged")
    if node is not None and is_true(node):
        engine = "dind" in image_words(service) or "dind" in (service.image.variant if service.image else ())
        instead = "Take it out, and give the one thing that it needs by `devices:` or `cap_add:`:"
        yield Defect(
            node,
            f"{service.label} is privileged: whoever takes it over is root of the host",
            help=_ENGINE if engine else advise(instead, (service, ["privileged: false"])),
            severity="warning" if engine else None,
            fix=() if engine else taken_out(find(service.body, "privileged"), "Remove privileged"),
        )
    for hook in _hooks(service):
        node = hook.get("privileged")
        if node is not None and is_true(node):
            yield Defect(
                node,
                f"a hook of {service.label} is privileged: it runs as root of the host",
                help="Take it out, and let the hook run with the rights of the container.",
                fix=taken_out(hook.fields["privileged"], "Remove privileged from the hook"),
            )


def _hooks(service: Service) -> Iterator[Map]:
    nodes: list[Node | None] = [hook for key in ("post_start", "pre_stop", "pre_start") for hook in items(service, key)]
    nodes += [rule.get("exec") for rule in items(service, "develop", "watch") if isinstance(rule, Map)]
    yield from (node for node in nodes if isinstance(node, Map))


def privileged_build(service: Service) -> Iterator[Defect]:
    """A build runs with rights on the host."""
    if service.build is None:
        return
    body, node = service.setting("build"), service.setting("build", "privileged")
    alone = not isinstance(body, Map) or len(body.fields) < 2
    if node is not None and is_true(node):
        yield Defect(
            node,
            f"the build of {service.label} is privileged: its RUN lines run with every right of root",
            help=advise("Take it out; few builds need it:", (service, ["build:", "  privileged: false"])),
            fix=() if alone else taken_out(find(service.body, "build", "privileged"), "Remove privileged"),
        )
    for item in items(service, "build", "entitlements"):
        name = (text_of(item) or "").partition("=")[0]
        if name in _ENTITLEMENTS:
            yield Defect(
                item,
                f"the build of {service.label} {_ENTITLEMENTS[name]}",
                help=without(f"Take `{name}` out unless a RUN asks for it", service, [item], "build", "entitlements"),
                severity="info" if name == "network.host" else None,
                fix=() if alone else taken_out(item, f"Remove {name}"),
            )
    network = service.setting("build", "network")
    if isinstance(network, Text) and network.value == "host":
        yield Defect(
            network,
            f"the build of {service.label} {_ENTITLEMENTS['network.host']}",
            help=advise("The usual network reaches the internet too:", (service, ["build:", "  network: default"])),
            severity="info",
            fix=() if alone else taken_out(find(service.body, "build", "network"), "Remove the network of the host"),
        )


def host_takeover_capability(service: Service) -> Iterator[Defect]:
    """A capability is added with which a process takes the host."""
    for added in added_capabilities(service):
        if added.takeover:
            yield Defect(
                added,
                f"{service.label} may {added.permits} ({added.name})",
                help=without(_INSTEAD[added.name], service, _dropped(service, added), "cap_add"),
                severity="warning" if added.needed else None,
                fix=() if added.needed else taken_out(added.at, f"Remove {added.name}"),
            )


_INSTEAD = {
    "ALL": "Name the few capabilities that it needs in its place, after `cap_drop: [ALL]`",
    "SYS_ADMIN": "Take it out; a browser's sandbox needs a seccomp profile instead, a mount can be made by Docker",
    "SYS_MODULE": "Load the module on the host when it boots (`/etc/modules-load.d`), and take it out here",
    "SYS_RAWIO": "Give the one device that it needs by `devices:`, and take it out",
}


def risky_capability(service: Service) -> Iterator[Defect]:
    """A capability is added that few programs need, and that weakens the walls around the container."""
    for added in added_capabilities(service):
        if added.permits and not added.takeover:
            yield Defect(
                added,
                f"{service.label} may {added.permits} ({added.name})",
                help=without(
                    f"Take {added.name} out unless the program's manual asks for it",
                    service,
                    _dropped(service, added),
                    "cap_add",
                ),
                severity="info" if added.needed else None,
                fix=() if added.needed else taken_out(added.at, f"Remove {added.name}"),
            )


def _dropped(service: Service, added: Capability) -> list[Node]:
    """The capability, and with it the others that nothing speaks for."""
    others = (other for other in added_capabilities(service) if other.permits and not other.needed)
    return [added.at, *(other.at for other in others)]
