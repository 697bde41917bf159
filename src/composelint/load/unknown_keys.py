"""What to say of a key that Compose does not know: the nearest one, where it belongs, or what replaced it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from ..core.defect import Related
from ..core.edit import Intent, Replace
from ..core.nearest import distance, nearest
from ..syntax import yaml
from .spec import PRE_START, PROJECT, SERVICE, Spec

FEW = 50
"""For so many unknown keys of a document a near name is looked for, which takes long."""

# Keys of old formats and habits, at service level, and what to write today.
REPLACED = {
    "net": "network_mode",
    "log_driver": "logging.driver",
    "log_opt": "logging.options",
    "dockerfile": "build.dockerfile",
    "volume_driver": "the volume's driver",
    "cpuset_cpus": "cpuset",
    "memory": "mem_limit",
    "mem": "mem_limit",
    "cpu_limit": "cpus",
    "stdin": "stdin_open",
    "env": "environment",
    "env_files": "env_file",
    "volume": "volumes",
    "port": "ports",
    "depends": "depends_on",
    "health_check": "healthcheck",
    "restart_policy": "restart, or deploy.restart_policy",
    "resources": "deploy.resources",
    "limits": "deploy.resources.limits",
    "reservations": "deploy.resources.reservations",
    "replicas": "deploy.replicas",
    "secret": "secrets",
    "args": "build.args",
    "build_args": "build.args",
    "cmd": "command",
    "context": "build.context",
    "target": "build.target",
    "entry_point": "entrypoint",
    "host": "hostname",
    "tags": "build.tags",
}


def explain(name: str, spec: Spec, path: tuple[str, ...], *, search: bool = True) -> tuple[str, str | None]:
    """(message, help) for an unknown key below a path; `search`: also among what looks like it."""
    shown = name if len(name) <= 40 else name[:39] + "…"
    where = _place(path)
    message = f'unknown key "{shown}"{where}'
    if spec is SERVICE and name in REPLACED:
        return message, f"Write {REPLACED[name]} instead."
    near = nearest(name, spec.keys or ()) if search else None
    if near:
        return message, f"Did you mean {near}?"
    homes = _homes().get(name, [])
    if homes:
        return message, f"{shown} belongs under {' or '.join(homes[:2])}."
    return message, f"Known here: {', '.join(list(spec.keys or ())[:12])}{' …' if len(spec.keys or ()) > 12 else ''}."


def not_text(key: yaml.Scalar, spec: Spec, *, here: bool) -> tuple[str, str, Related, list[Intent]]:
    """What to say of a key that is a number or a word of YAML's own; mended `here`, if this text may stand here."""
    from .reader import NAME, shorten

    name, shown = key.text, shorten(key.text)
    free = spec.extra == "open"
    if spec.of is not None:
        free = (spec.extra != "no" or NAME.match(name) is not None) and (spec.names is None or spec.names.fits(name))
    allowed = here and name and (free or name in (spec.keys or ()))
    help = f'Docker takes only text keys: write "{shown}" in quotes.'
    return f"the key {shown} is not text", help, (), [Replace(key, name, "Put the key in quotes")] if allowed else []


def renamed(key: yaml.Scalar, spec: Spec) -> list[Intent]:
    """The key that was meant, where one letter makes it; Docker refuses the file as it is."""
    near = nearest(key.text, spec.keys or ())
    replaced = spec is SERVICE and REPLACED.get(key.text, near) != near
    if near is None or replaced or distance(key.text, near, 1) != 1:
        return []
    return [Replace(key, near, f"Write {near}")]


def _place(path: tuple[str, ...]) -> str:
    steps = [step for step in path if step != "[]"]
    if not steps:
        return " at the top of the file"
    if len(steps) == 2 and steps[0] in ("services", "networks", "volumes", "secrets", "configs"):
        return f" in {steps[0][:-1]} {steps[1][:30]}"
    return f" in {steps[-1][:30]}" + (f" of {steps[1][:30]}" if steps[0] == "services" else "")


@cache
def _homes() -> dict[str, list[str]]:
    """Every key of the specification with the paths (below a service, or top-level sections) it belongs under."""
    homes: dict[str, list[str]] = {}
    for path, key in _walk(SERVICE, "", 0):
        homes.setdefault(key, []).append(path or "a service")
    for key in PROJECT.keys or ():
        homes.setdefault(key, []).append("the top of the file")
    return homes


def _walk(spec: Spec, path: str, depth: int) -> Iterator[tuple[str, str]]:
    for key, below in (spec.keys or {}).items():
        yield path, key
        inner = below if below.keys else below.item if below.item is not None else below
        # A hook takes most of what a service takes: a key that is out of place was hardly meant for it.
        if depth < 3 and inner.keys and inner is not PRE_START:
            yield from _walk(inner, f"{path}.{key}" if path else key, depth + 1)
