"""Short forms of the Compose specification and how each becomes the canonical one.

A form takes the located value as read and a `Complain` for what is wrong with it; it returns the canonical node, or
several (a port range), or None when the text cannot be understood. Grammar: compose-go's `format` and `transform`.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from ..core.patterns import pattern
from ..core.source import Span
from ..model.values import UNKNOWN, Field, Flag, Items, Map, Node, Null, Number, Piece, Text, Value
from .grammar import ADDRESS

Complain = Callable[[str, Span, str], None]
"""Takes the kind of problem, the place and the message."""
Form = Callable[[Value, Complain], "Node | list[Node] | None"]


def part(text: Text, start: int, end: int) -> Text:
    """A stretch of a text's value as a text of its own; unknown when it holds an unknown piece."""
    value = text.known_text[start:end]
    excerpt = text.resolved().slice(start, end)
    known = None if UNKNOWN in value else value
    pieces = tuple(_pieces(text, start, end))
    return Text(known, excerpt.span(), text.via, excerpt=excerpt, pieces=pieces, base=text.base)


def _pieces(text: Text, start: int, end: int) -> Iterator[Piece]:
    """What a stretch takes of the pieces of a text."""
    at = 0
    for piece in text.pieces:
        value = UNKNOWN if piece.value is None else piece.value
        low, high = max(start - at, 0), min(end - at, len(value))
        if low < high:
            span = piece.span
            if piece.reference is None and span.end - span.start == len(value):
                span = Span(span.source, span.start + low, span.start + high)
            yield Piece(None if piece.value is None else value[low:high], span, piece.reference)
        elif not value and piece.reference is not None and start <= at <= end:
            # It came out empty, but a reference took part in it.
            yield piece
        at += len(value)


class Listed(Map):
    """A mapping that was written as a list."""

    __slots__ = ()


def mapping(origin: Value, fields: Iterable[tuple[str, Node | None]]) -> Map:
    """A mapping made from a short form: its keys stand where the short form stands."""
    result = Map(origin.span, origin.via)
    for name, value in fields:
        if value is not None:
            result.fields[name] = Field(Text(name, value.span, value.via), value)
    return result


def made(origin: Value, value: str) -> Text:
    """A text that the specification fills in; it stands where the short form stands."""
    return Text(value, origin.span, origin.via)


def build_context(value: Value, complain: Complain) -> Node | None:
    return mapping(value, [("context", value)]) if isinstance(value, Text) else None


def extends(value: Value, complain: Complain) -> Node | None:
    return mapping(value, [("service", value)]) if isinstance(value, Text) else None


def cron(value: Value, complain: Complain) -> Node | None:
    return mapping(value, [("cron", value)]) if isinstance(value, Text) else None


def include_path(value: Value, complain: Complain) -> Node | None:
    return mapping(value, [("path", Items(value.span, value.via, [value]))]) if isinstance(value, Text) else None


def source_only(value: Value, complain: Complain) -> Node | None:
    return mapping(value, [("source", value)]) if isinstance(value, Text) else None


def env_file(value: Value, complain: Complain) -> Node | None:
    return mapping(value, [("path", value), ("required", Flag(True, value.span))]) if isinstance(value, Text) else None


def env_file_list(value: Value, complain: Complain) -> Node | None:
    item = env_file(value, complain)
    return None if item is None else Items(value.span, value.via, [item])


def one_item(value: Value, complain: Complain) -> Node | None:
    return Items(value.span, value.via, [value]) if isinstance(value, Text) else None


def shell_test(value: Value, complain: Complain) -> Node | None:
    """A string test runs through the image's shell."""
    if not isinstance(value, Text):
        return None
    return Items(value.span, value.via, [made(value, "CMD-SHELL"), value])


def all_gpus(value: Value, complain: Complain) -> Node | None:
    if not isinstance(value, Text) or value.value not in ("all", None):
        complain("invalid-value", value.span, 'gpus takes "all" or a list')
        return None
    return Items(value.span, value.via, [mapping(value, [("count", value)])])


def pairs(value: Value, complain: Complain) -> Node | None:
    """`- KEY=value` and bare `- KEY`; later entries win."""
    if not isinstance(value, Items):
        return None
    result = Listed(value.span, value.via)
    for item in value.items:
        if not isinstance(item, Text):
            complain("wrong-type", item.span, "an entry of this list must be text, KEY=value")
            continue
        whole = item.known_text
        equals = whole.find("=")
        if equals < 0:
            equals = len(whole)
        name = part(item, 0, equals) if item.pieces or equals < len(whole) else item
        if name.value is None:
            continue
        assigned: Node = Null(item.span, item.via) if equals == len(whole) else part(item, equals + 1, len(whole))
        result.fields[name.value] = Field(name, assigned)
    return result


def variables(value: Value, complain: Complain) -> Node | None:
    """The list form of `environment`."""
    result = pairs(value, complain)
    for entry in result if isinstance(result, Map) else ():
        name = entry.key.value or ""
        if name != name.rstrip():
            complain("invalid-value", entry.key.span, f'the variable name "{name.strip()[:30]}" ends in a blank')
    return result


def contexts(value: Value, complain: Complain) -> Node | None:
    """The list form of `additional_contexts`."""
    result = pairs(value, complain)
    for entry in result if isinstance(result, Map) else ():
        if isinstance(entry.value, Null):
            message = f'"{(entry.key.value or "")[:30]}" names no context: an entry is NAME=CONTEXT'
            complain("invalid-value", entry.key.span, message)
    return result


def ssh_keys(value: Value, complain: Complain) -> Node | None:
    """The list form of `ssh`: `ID=PATH`, or `default` alone for the agent."""
    result = pairs(value, complain)
    for entry in result if isinstance(result, Map) else ():
        if isinstance(entry.value, Null) and entry.key.value != "default":
            message = f'"{(entry.key.value or "")[:30]}" is no SSH key: an entry is default or ID=PATH'
            complain("invalid-value", entry.key.span, message)
    return result


def dependencies(value: Value, complain: Complain) -> Node | None:
    """The short form of `depends_on`: every entry waits for the start only. Marked by a `condition` of zero width."""
    if not isinstance(value, Items):
        return None
    result = Map(value.span, value.via)
    for item in value.items:
        if isinstance(item, Text) and item.value is not None:
            condition = Text("service_started", Span(item.span.source, item.span.end, item.span.end), item.via)
            required = Flag(True, item.span, item.via)
            result.fields[item.value] = Field(item, mapping(item, [("condition", condition), ("required", required)]))
        elif not isinstance(item, Text):
            complain("wrong-type", item.span, "an entry of depends_on must be the name of a service")
    return result


def names(value: Value, complain: Complain) -> Node | None:
    if not isinstance(value, Items):
        return None
    result = Map(value.span, value.via)
    for item in value.items:
        if isinstance(item, Text) and item.value is not None:
            result.fields[item.value] = Field(item, Null(item.span, item.via))
        elif not isinstance(item, Text):
            complain("wrong-type", item.span, "an entry of this list must be a name")
    return result


def device(value: Value, complain: Complain) -> Node | None:
    if not isinstance(value, Text):
        return None
    fields = _split(value)
    if len(fields) > 3:
        complain("invalid-value", value.span, "a device is SOURCE[:TARGET[:PERMISSIONS]]; use the long form")
        return None
    source = fields[0]
    target = fields[1] if len(fields) > 1 else source
    permissions = fields[2] if len(fields) > 2 else made(value, "rwm")
    return mapping(value, [("source", source), ("target", target), ("permissions", permissions)])


MOST_COLONS = 40
"""No port, mount or device has more; what follows stays in one piece."""


def _split(text: Text) -> list[Text]:
    """The parts between colons."""
    whole, parts, start = text.known_text, list[Text](), 0
    for match in islice(re.finditer(":", whole), MOST_COLONS):
        parts.append(part(text, start, match.start()))
        start = match.end()
    return [*parts, part(text, start, len(whole))]


# --- ports -----------------------------------------------------------------------------------------------------------

_RANGE = pattern(r"([0-9]{1,5})(?:-([0-9]{1,5}))?\Z")
_PROTOCOLS = ("tcp", "udp", "sctp")
MOST_PORTS = 65536
LONGEST_RANGE = 1000
"""A longer range stays one entry, whose container port is then unknown."""


def port(value: Value, complain: Complain) -> Node | list[Node] | None:
    """`[[HOST_IP:]HOST:]CONTAINER[/PROTOCOL]`, a range giving one entry a port."""
    if isinstance(value, Number):
        if not isinstance(value.value, int) or not 0 <= value.value < MOST_PORTS:
            complain("invalid-port", value.span, f"{value.text} is not a port (0 to 65535)")
            return None
        return _port(value, value, None, None, made(value, "tcp"))
    if not isinstance(value, Text):
        return None
    whole = value.known_text
    slash = whole.rfind("/")
    protocol = made(value, "tcp") if slash < 0 else part(value, slash + 1, len(whole))
    if protocol.value is not None:
        protocol = Text((protocol.value or "tcp").lower(), protocol.span, protocol.via)
        if protocol.value not in _PROTOCOLS:
            complain("invalid-port", protocol.span, f'"{protocol.value}" is no protocol: tcp, udp or sctp')
            return None
    address = part(value, 0, slash) if slash >= 0 else value
    return _address(value, address, protocol, complain)


def _address(value: Text, address: Text, protocol: Text, complain: Complain) -> Node | list[Node] | None:
    parts = _split(address)
    container = parts[-1]
    host = parts[-2] if len(parts) > 1 else None
    ip: Text | None = None
    if len(parts) > 2:
        last = len(address.known_text) - len(parts[-1].known_text) - len(parts[-2].known_text) - 2
        ip = part(address, 0, last)
        if ip.value is not None:
            if ip.value and not ADDRESS.fits(ip.value.removeprefix("[").removesuffix("]")):
                complain("invalid-port", ip.span, f'"{ip.value}" is no IP address')
                return None
            ip = Text(ip.value.strip("[]"), ip.span, ip.via) if ip.value else None
    if container.value == "":
        complain("invalid-port", value.span, "the container port is missing")
        return None
    targets = _range(container, "container", complain)
    sources = _range(host, "host", complain) if host is not None and host.value != "" else None
    if container.value is None or (host is not None and host.value is None):
        # Only one side is known: keep it, the other stays unknown.
        known = Number(targets[0], container.span, container.via, text=container.value or "") if targets else container
        return _port(value, known, host if host is not None and host.value != "" else None, ip, protocol)
    if targets is None or (host is not None and host.value and sources is None):
        return None
    return _pair(value, container, targets, host if sources else None, sources, ip, protocol, complain)


def _pair(
    value: Text, container: Text, targets: range, host: Text | None, sources: range | None, ip: Text | None,
    protocol: Text, complain: Complain,
) -> Node | list[Node] | None:  # fmt: skip
    if host is not None and sources is not None and len(targets) not in (1, len(sources)):
        lengths = f"{host.value} on the host, {container.value} inside"
        complain("invalid-port", value.span, f"the ranges differ in length: {lengths}")
        return None
    if len(targets) > LONGEST_RANGE:
        return _port(value, Number(None, container.span, container.via), host, ip, protocol)
    numbers = [Number(number, container.span, container.via, text=str(number)) for number in targets]
    if len(targets) == 1:
        return _port(value, numbers[0], host, ip, protocol)
    published: list[Text | None] = [None] * len(numbers)
    if host is not None and sources is not None:
        published = [Text(str(number), host.span, host.via) for number in sources]
    # Compose orders what a range unfolds to by the text of the port.
    pairs = sorted(zip(numbers, published, strict=True), key=lambda pair: f"{pair[0].text}/")
    return [_port(value, number, at, ip, protocol) for number, at in pairs]


def _range(text: Text, side: str, complain: Complain) -> range | None:
    if text.value is None:
        return None
    match = _RANGE.match(text.value)
    first = int(match[1]) if match else -1
    last = int(match[2] or match[1]) if match else -1
    if not match or not first <= last < MOST_PORTS:
        complain("invalid-port", text.span, f'"{text.value}" is no {side} port (0 to 65535, or a range)')
        return None
    return range(first, last + 1)


def _port(value: Value, target: Node, published: Text | None, ip: Text | None, protocol: Text) -> Map:
    return mapping(value, [("host_ip", ip), ("target", target), ("published", published), ("protocol", protocol)])


# --- mounts ----------------------------------------------------------------------------------------------------------

_PROPAGATION = ("private", "rprivate", "shared", "rshared", "slave", "rslave")


def mount(value: Value, complain: Complain) -> Node | None:
    """`[SOURCE:]TARGET[:OPTIONS]`, drive letters kept together."""
    if not isinstance(value, Text):
        return None
    whole = value.known_text
    if not whole:
        complain("invalid-value", value.span, "an empty volume")
        return None
    fields = [value] if len(whole) <= 2 else _mount_fields(value)
    if any(field.value == "" for field in fields):
        complain("invalid-value", value.span, "a part between colons is empty")
        return None
    if len(fields) > 3:
        complain("invalid-value", value.span, "too many colons: a volume is [SOURCE:]TARGET[:OPTIONS]")
        return None
    source = fields[0] if len(fields) > 1 else None
    target = fields[1] if len(fields) > 1 else fields[0]
    options = (fields[2].value or "").split(",") if len(fields) > 2 else []
    return _mount(value, source, target, options)


def _mount(value: Text, source: Text | None, target: Text, options: list[str]) -> Map:
    entries: list[tuple[str, Node | None]] = [
        ("type", made(value, kind) if (kind := _mount_type(source)) else Text(None, value.span, value.via)),
        ("source", source),
        ("target", Text(clean(target.value), target.span, target.via) if target.value else target),
        ("read_only", Flag(True, value.span, value.via) if "ro" in options else None),
    ]
    if kind == "bind":
        inner: list[tuple[str, Node | None]] = [("create_host_path", Flag(True, value.span, value.via))]
        inner += [("propagation", made(value, option)) for option in options if option in _PROPAGATION]
        inner += [("selinux", made(value, option)) for option in options if option in ("z", "Z")]
        entries.append(("bind", mapping(value, inner)))
    elif kind == "volume":
        nocopy = Flag(True, value.span, value.via) if "nocopy" in options else None
        entries.append(("volume", mapping(value, [("nocopy", nocopy)])))
    return mapping(value, entries)


def _mount_type(source: Text | None) -> str | None:
    """bind or volume; None when the source starts with something unknown."""
    if source is None:
        return "volume"
    start = source.known_text
    if start.startswith(UNKNOWN):
        # `${DIR}/data` can only be a path; a bare `${DATA}` may be either.
        return "bind" if start[1:2] == "/" else None
    path = start[0] in "./~" or start.startswith("\\\\") or (start[1:2] == ":" and start[0].isalpha())
    return "bind" if path else "volume"


def _mount_fields(text: Text) -> list[Text]:
    whole, parts, start = text.known_text, [], 0
    for match in islice(re.finditer(":", whole), MOST_COLONS):
        at = match.start()
        if at - start == 1 and whole[start].isalpha():
            # A drive letter, also where nobody meant one: `d:/data` is a single field.
            continue
        parts.append(part(text, start, at))
        start = at + 1
    return [*parts, part(text, start, len(whole))]


def clean(path: str) -> str:
    """A container path without `.`, `..`, doubled and trailing slashes."""
    if not path.startswith("/"):
        return posixpath.normpath(path)
    steps: list[str] = []
    for step in path.split("/"):
        if step == "..":
            del steps[-1:]
        elif step not in ("", "."):
            steps.append(step)
    return "/" + "/".join(steps)
