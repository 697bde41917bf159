"""Merging one canonical model onto another along the specification's table, as Compose merges files."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from ..model.values import Field, Items, Map, Node, Null, Text, Unknown, Via
from .forms import Listed
from .reader import Complain, Refused, refuse_equal
from .spec import ANY, Spec
from .uniqueness import unique


def merge(base: Node, over: Node, spec: Spec, complain: Complain, how: str = "override") -> Node:
    """`base` with `over` on top of it; neither is changed. `how` names the step (override, extends) for `via`."""
    if spec.merge == "replace":
        return replaced(base, over, how)
    if isinstance(over, Null) and not isinstance(base, Null):
        return over if spec.merge == "same-driver" else base
    if spec.merge == "hosts" and isinstance(base, Map | Items) and isinstance(over, Map | Items):
        return _hosts(base, over)
    if isinstance(base, Map) and isinstance(over, Map):
        if spec.merge == "same-driver" and _drivers_differ(base, over):
            return replaced(base, over, how)
        return _maps(base, over, spec, complain, how)
    if isinstance(base, Items) and isinstance(over, Items):
        if spec.merge == "by-subnet":
            return _by_subnet(base, over, spec, complain, how)
        if spec.merge == "as-written" and _short(base):
            return replaced(base, over, how)
        items = unique([*base.items, *over.items], spec.unique, how)
        refuse_equal(items, spec, complain, len(base.items))
        return Items(over.span, over.via, items)
    if isinstance(base, Map | Items) and not isinstance(over, Map | Items):
        return over
    return replaced(base, over, how)


def replaced(base: Node, over: Node, how: str) -> Node:
    """The later value, which remembers what it replaced."""
    if over.span.source is not base.span.source or over.span.start != base.span.start:
        over.via = (*over.via, Via(how, base.span))
    return over


def _maps(base: Map, over: Map, spec: Spec, complain: Complain, how: str) -> Map:
    result = Map(base.span, base.via, dict(base.fields))
    for name, field in over.fields.items():
        below = result.fields.get(name)
        if below is None:
            result.fields[name] = field
            continue
        inner = below_spec(spec, name)
        if _clash(below.value, field.value, inner):
            message = f"{name[:40]} cannot override what {below.value.span.source.path} says: the forms differ"
            complain("wrong-type", field.key, message, "Write both as a mapping or both as a list, or use !override.")
            result.fields[name] = Field(field.key, Unknown(field.value.span))
            continue
        merged = merge(below.value, field.value, inner, complain, how)
        if isinstance(field.value, Refused) and merged is below.value:
            _tell_kept(name, below, field, complain)
        # A container keeps the key that first defined it, a replaced value the key that decided.
        kept = below.key if isinstance(merged, Map | Items) and inner.merge != "replace" else field.key
        result.fields[name] = Field(below.key if merged is below.value else kept, merged)
    return result


def _tell_kept(name: str, below: Field, over: Field, complain: Complain) -> None:
    """A key without a value leaves what it was meant to clear."""
    from ..core.edit import Reset

    nothing: Literal["null", "[]"] = "[]" if isinstance(below.value, Items) else "null"
    complain(
        "ineffective-null-override",
        over.key,
        f"{name} is empty here, which changes nothing: the earlier value stays",
        f"To clear it, write `{name}: !reset {nothing}` (Compose 2.24.4 or newer).",
        [(below.key, "this stays in force")],
        [Reset(over.key, nothing, f"Clear {name}", "unsafe")] if not over.value.via else (),
    )


def below_spec(spec: Spec, name: str) -> Spec:
    if spec.keys is not None and name in spec.keys:
        return spec.keys[name]
    return spec.of or ANY


def _clash(base: Node, over: Node, spec: Spec) -> bool:
    """Whether the two are of forms that Compose refuses to merge."""
    if spec.merge in ("replace", "hosts") or isinstance(over, Null | Unknown) or not isinstance(base, Map | Items):
        return False
    if isinstance(base, Map) is not isinstance(over, Map) or isinstance(base, Items) is not isinstance(over, Items):
        return True
    if spec.merge == "canonical":
        return _short(over)
    if spec.merge == "as-written":
        return _short(over) and not _short(base) if isinstance(base, Items) else _short(over) is not _short(base)
    return False


def _short(node: Node) -> bool:
    """Whether a list was written as a single value, or a mapping as a list."""
    if isinstance(node, Items):
        return len(node.items) == 1 and node.items[0].span == node.span
    return isinstance(node, Listed)


def _hosts(base: Map | Items, over: Map | Items) -> Items:
    """Both as lists of `HOST=IP`, without the later entries that the earlier list holds word for word."""
    known = list(_host_entries(base))
    texts = {entry.value for entry in known if isinstance(entry, Text)}
    fresh = [entry for entry in _host_entries(over) if not isinstance(entry, Text) or entry.value not in texts]
    return Items(over.span, over.via, [*known, *fresh])


def _host_entries(node: Map | Items) -> Iterator[Node]:
    if isinstance(node, Items):
        yield from node
        return
    for entry in node:
        for address in entry.value if isinstance(entry.value, Items) else (entry.value,):
            if isinstance(address, Text) and address.value is not None:
                yield Text(f"{entry.key.value}={address.value}", address.span, address.via)
            else:
                yield Unknown(address.span, address.via)


def _drivers_differ(base: Map, over: Map) -> bool:
    mine, theirs = base.get("driver"), over.get("driver")
    return isinstance(mine, Text) and isinstance(theirs, Text) and mine.value != theirs.value


def _by_subnet(base: Items, over: Items, spec: Spec, complain: Complain, how: str) -> Items:
    pools = list(base.items)
    for pool in over.items:
        subnet = _subnet(pool)
        twin = next((i for i, known in enumerate(pools) if subnet is not None and _subnet(known) == subnet), None)
        if twin is None:
            pools.append(pool)
        else:
            pools[twin] = merge(pools[twin], pool, spec.item or ANY, complain, how)
    return Items(over.span, over.via, pools)


def _subnet(pool: Node) -> str | None:
    subnet = pool.get("subnet") if isinstance(pool, Map) else None
    return subnet.value if isinstance(subnet, Text) else None


def delete(model: Map, path: tuple[str, ...]) -> Map:
    """The model without what stands at a path (the effect of `!reset` and `!override` on earlier files)."""
    if not path or path[0] not in model.fields:
        return model
    fields = dict(model.fields)
    if len(path) == 1:
        del fields[path[0]]
    else:
        inner = fields[path[0]]
        if isinstance(inner.value, Map):
            fields[path[0]] = Field(inner.key, delete(inner.value, path[1:]))
    return Map(model.span, model.via, fields)
