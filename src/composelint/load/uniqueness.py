"""Keys on which a later item of a list replaces an earlier one, as the reference loader's uniqueness table has them."""

from __future__ import annotations

from collections.abc import Callable

from ..model.values import Map, Node, Number, Text, Via


def unique(items: list[Node], key: Callable[[Node], str | None] | None, how: str = "repeat") -> list[Node]:
    """Of items with the same key the later replaces the earlier, in the earlier one's position, and remembers it."""
    if key is None:
        return items
    places: dict[str, int] = {}
    kept: list[Node] = []
    for item in items:
        name = key(item)
        if name is not None and name in places:
            earlier = kept[places[name]].span
            if all(step.span != earlier for step in item.via):
                item.via = (*item.via, Via(how, earlier))
            kept[places[name]] = item
            continue
        if name is not None:
            places[name] = len(kept)
        kept.append(item)
    return kept


def text_key(node: Node) -> str | None:
    """Text before the first `=`."""
    if isinstance(node, Number):
        return node.text
    return node.value.split("=", 1)[0] if isinstance(node, Text) and node.value is not None else None


def _field(node: Node, name: str) -> str | None:
    found = node.get(name) if isinstance(node, Map) else None
    if isinstance(found, Number):
        return str(found.value)
    return found.value if isinstance(found, Text) else None


def path_key(node: Node) -> str | None:
    return _field(node, "path")


def target_key(node: Node) -> str | None:
    return _field(node, "target")


def secret_key(node: Node) -> str | None:
    return _file_key(node, "/run/secrets/")


def config_key(node: Node) -> str | None:
    return _file_key(node, "/")


def _file_key(node: Node, root: str) -> str | None:
    """The target; only where none is written, the place that the source's name gives."""
    written = isinstance(node, Map) and "target" in node.fields
    source = None if written else _field(node, "source")
    return _field(node, "target") or (source and f"{root}{source}")


def port_key(node: Node) -> str | None:
    target = _field(node, "target")
    if target is None:
        return None
    published = node.get("published") if isinstance(node, Map) else None
    if isinstance(published, Text) and published.value is None:
        return None
    # The reference loader keeps `published: 8080` and `"8080"` apart.
    kind = "number" if isinstance(published, Number) else ""
    host = _field(node, "host_ip") or "0.0.0.0"
    return f"{host}:{_field(node, 'published') or ''}{kind}:{target}/{_field(node, 'protocol') or 'tcp'}"
