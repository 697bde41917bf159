"""Walls between a container and its host: which are missing, and which are taken down."""

from __future__ import annotations

from collections.abc import Iterator

from ...core.defect import Defect
from ...model.advice import advise
from ...model.compose import find, text_of
from ...model.host_access import added_capabilities, host_network, image_words, is_true, security_options
from ...model.list_advice import without
from ...model.remedies import taken_out
from ...model.service import Service
from ...model.values import Field, Map

_NAMESPACES = ("pid", "ipc", "uts", "userns_mode", "cgroup")


def host_namespace(service: Service) -> Iterator[Defect]:
    """A container shares a namespace with the host."""
    for key in _NAMESPACES:
        node = service.setting(key)
        if node is None or text_of(node) != "host":
            continue
        from ...knowledge.host.namespaces import EXPECTED, SHARED

        expected = not image_words(service).isdisjoint(EXPECTED.get(key, "").split())
        inside = key == "pid" and _may_enter(service)
        yield Defect(
            node,
            f"{service.label} {SHARED[key]}" + (", and can enter them" if inside else ""),
            help=advise(_WAYS.get(key, "Take it out:"), (service, [f"{key}: !reset null"])),
            severity="error" if inside else "info" if expected or key == "userns_mode" else None,
            fix=() if expected or _holds_memory(service, key) else taken_out(find(service.body, key), f"Remove {key}"),
        )


_WAYS = {"ipc": "Shared memory of its own is enough for most, and `shm_size:` sets how much:"}


def _holds_memory(service: Service, key: str) -> bool:
    """Whether it needs more shared memory than Docker gives, and has it from the host."""
    return key == "ipc" and service.facts is not None and service.facts.browser


def _may_enter(service: Service) -> bool:
    """Whether it may read and change the memory of the processes that it sees."""
    capabilities = {added.name for added in added_capabilities(service)}
    return is_true(service.setting("privileged")) or not capabilities.isdisjoint(("SYS_PTRACE", "SYS_ADMIN", "ALL"))


_OPENED = {
    ("seccomp", "unconfined"): "may make every system call: seccomp filters none",
    ("apparmor", "unconfined"): "runs without its AppArmor profile",
    ("label", "disable"): "runs without SELinux's separation",
    ("systempaths", "unconfined"): "sees the paths of /proc and /sys that Docker hides",
}
"""Key and value of a `security_opt`, and what they take away (Docker's manual, 2026)."""


_CONFINED = {
    "label": "Let Docker relabel the mounts instead, `:z` for shared ones, `:Z` for its own",
    "systempaths": "Take it out",
}


def unconfined_profile(service: Service) -> Iterator[Defect]:
    """A security profile that holds a container back is switched off."""
    options = security_options(service)
    if not options or is_true(service.setting("privileged")):
        return
    last = {key: at for at, key, _ in options}
    for at, key, value in options:
        if (key, value) in _OPENED and (key == "label" or last[key] is at):
            yield Defect(
                at,
                f"{service.label} {_OPENED[key, value]}",
                help=without(
                    _CONFINED.get(key, "Take it out, or name a profile that allows what the default does not"),
                    service,
                    [other for other, *opened in options if tuple(opened) in _OPENED],
                    "security_opt",
                ),
                fix=taken_out(at, f"Remove {at.value}"),
            )


def host_only_sysctl(service: Service) -> Iterator[Defect]:
    """A kernel setting is asked for that no container has for itself: Docker refuses to start it."""
    sysctls, runtime = service.setting("sysctls"), service.setting("runtime")
    if not isinstance(sysctls, Map) or (runtime is not None and text_of(runtime) != "runc"):
        return
    from ...knowledge.host.kernel import dotted, namespace

    for field in sysctls:
        name = dotted((field.key.value or "").strip())
        own = namespace(name)
        if not name or (own is not None and not _on_host(service, own)):
            continue
        why = "is the host's" if own is None else f"is the host's, for it shares its {own} namespace"
        yield Defect(
            field.key,
            f"{service.label} cannot start: {name} {why}",
            help=_on_the_host(service, field, name),
            fix=taken_out(field, f"Remove {name}"),
        )


def _on_the_host(service: Service, field: Field, name: str) -> str:
    """Where to set it, and the service without it; what is written as `NAME=value` no override can take back."""
    setting = f"sysctl -w {name}={text_of(field.value) or '…'}"
    sentence = f"Set it on the host: `{setting}`, and in `/etc/sysctl.d` for the next boot"
    end = field.key.span.end
    if field.key.span.source.text[end : end + 1] != ":":
        return f"{sentence}."
    return advise(f"{sentence}; take it out here:", (service, ["sysctls:", f"  {field.key.span.text}: !reset null"]))


def _on_host(service: Service, namespace: str) -> bool:
    """Whether it shares the namespace in which a setting is its own with the host."""
    if namespace == "net":
        return host_network(service)
    return namespace in ("ipc", "uts") and text_of(service.setting(namespace)) == "host"
