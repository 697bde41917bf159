"""A merged stack as YAML or JSON, on request with the place that decided each value."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from ..core.patterns import pattern
from .escapes import defused, defused_json, shown
from .terminal import visible

Path = tuple[str | int, ...]
Places = Mapping[Path, str]


def json(config: Mapping[str, object], places: Places | None = None) -> str:
    """JSON as Compose prints it; with places, these are a second object that maps dotted paths to file:line."""
    from json import dumps

    if places is None:
        return defused_json(dumps(config, indent=2)) + "\n"
    found = {dotted(path): place for path, place in places.items() if holds(config, path)}
    return defused_json(dumps({"config": config, "provenance": found}, indent=2)) + "\n"


def yaml(config: Mapping[str, object], places: Places | None = None) -> str:
    """YAML in the same order; with places, each is a comment behind its value."""
    return defused("\n".join(_lines(_without_nulls(config), (), "", places or {})) + "\n")


def variables(found: Iterable[tuple[str, str | None, str]]) -> str:
    """One line a variable: its name, its value or that it is unset, and the place that says so."""
    rows = [(shown(name), "(unset)" if value is None else shown(value), shown(place)) for name, value, place in found]
    wide = [max((len(row[at]) for row in rows), default=0) for at in (0, 1)]
    return "".join(f"{name:{wide[0]}}  {value:{wide[1]}}  {place}\n" for name, value, place in rows)


def dotted(path: Path) -> str:
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return text.removeprefix(".")


def holds(config: object, path: Path) -> bool:
    """Whether a path leads to something in a document."""
    for step in path:
        entries = dict(enumerate(config)) if isinstance(config, list) else config
        if not isinstance(entries, dict) or step not in entries:
            return False
        config = entries[step]
    return True


def _without_nulls(config: Mapping[str, object]) -> Mapping[str, object]:
    """Compose's YAML leaves out the commands that its JSON shows as null."""
    services = config.get("services")
    if not isinstance(services, dict):
        return config
    kept = {
        name: {key: value for key, value in body.items() if value is not None or key not in ("command", "entrypoint")}
        if isinstance(body, dict)
        else body
        for name, body in services.items()
    }
    return {**config, "services": kept}


def _lines(node: object, path: Path, indent: str, places: Places) -> Iterator[str]:
    """The lines of a mapping or list below an indentation."""
    entries = node.items() if isinstance(node, dict) else enumerate(node if isinstance(node, list) else ())
    for key, value in entries:
        head = f"{indent}{_scalar(key)}:" if isinstance(node, dict) else f"{indent}-"
        below = (*path, key)
        if isinstance(value, dict | list) and value:
            inner = list(_lines(value, below, indent + "  ", places))
            if isinstance(node, list):
                yield f"{head} {inner[0].lstrip()}"
                yield from inner[1:]
            else:
                yield head + _comment(below, places)
                yield from inner
        else:
            yield f"{head} {_scalar(value)}{_comment(below, places)}"


def _comment(path: Path, places: Places) -> str:
    place = places.get(path)
    return f"  # {visible(place)}" if place else ""


_PLAIN = pattern(r"[A-Za-z_./][A-Za-z0-9_./@+=,-]*(?::[A-Za-z0-9_./@+=,-]+)*")
_WORDS = frozenset("y n yes no on off true false null nan inf .nan .inf _".split())


def _scalar(value: object) -> str:
    """One value in one line; text that YAML 1.1 or 1.2 could read as something else is quoted."""
    from json import dumps

    if isinstance(value, str) and _PLAIN.fullmatch(value) and value.lower() not in _WORDS and not _number(value):
        return value
    # YAML knows the escapes of Python too.
    return visible(dumps(value, ensure_ascii=False))


def _number(text: str) -> bool:
    """Texts such as .5 and .5e3, the only numbers that start as plain words here do."""
    return text.lstrip("._")[:1].isdigit()
