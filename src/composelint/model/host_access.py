"""What a service asks of its host: rights, devices, paths, groups; and for what its image is made."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..core.patterns import pattern
from .compose import text_of
from .kept import remembered
from .values import Flag, Items, Map, Node, Text

if TYPE_CHECKING:
    from ..core.source import Span
    from .service import Service

_WORD = pattern(r"[a-z0-9]+")
_PIPE = pattern(r"//?[.?]/pipe/")


def items(service: Service, *path: str) -> list[Node]:
    """The items of a list among a service's settings; none when it is no list."""
    found = service.setting(*path)
    return list(found) if isinstance(found, Items) else []


def is_true(node: Node | None) -> bool:
    return isinstance(node, Flag) and node.value is True


class Capability:
    """An added capability: where, its name, what it permits and whether that is the host itself, whether it is needed.

    `permits` is None for those that containers have by default, or that nobody knows.
    """

    __slots__ = ("at", "name", "needed", "permits", "takeover")

    def __init__(self, at: Text, name: str, permits: str | None, *, takeover: bool, needed: bool) -> None:
        self.at = at
        self.name = name
        self.permits = permits
        self.takeover = takeover
        self.needed = needed

    @property
    def span(self) -> Span:
        return self.at.span


@remembered
def added_capabilities(service: Service) -> list[Capability]:
    """The capabilities that are added, as far as they are known."""
    added = [item for item in items(service, "cap_add") if isinstance(item, Text) and item.value is not None]
    if not added:
        return []
    from ..knowledge.host.capabilities import DEVICES, OF_HOST, RISKY, TAKEOVER, expected, normalized

    devices = {text_of(device.get("source")) for device in items(service, "devices") if isinstance(device, Map)}
    words = image_words(service)
    found = []
    for item in added:
        name = normalized(item.value or "")
        debugs = name == "SYS_PTRACE" and service.development
        needed = debugs or expected(name, words) or DEVICES.get(name, "-") in devices
        permits = TAKEOVER.get(name) or RISKY.get(name)
        if name in OF_HOST and host_network(service):
            permits = OF_HOST[name]
        found.append(Capability(item, name, permits, takeover=name in TAKEOVER, needed=needed))
    return found


@remembered
def security_options(service: Service) -> list[tuple[Text, str, str]]:
    """(where, key, value) of each `security_opt`, in order; `:` parts them too, as Docker still allows."""
    found = []
    for item in items(service, "security_opt"):
        if isinstance(item, Text) and item.value is not None:
            key, equals, value = item.value.partition("=")
            if not equals:
                key, _, value = item.value.partition(":")
            found.append((item, key.strip(), value.strip()))
    return found


def user(service: Service) -> str | None:
    """As whom it starts: `root`, `drops` (as root, and then another), a name or a number; None when nobody knows.

    What Compose says wins, then the Dockerfile, then the image.
    """
    written = service.setting("user")
    if written is not None:
        return _name(text_of(written))
    stage = service.build.stage if service.build is not None else None
    if stage is not None:
        decided = stage.user()
        if decided is not None:
            return _name(decided.value)
    facts = service.facts if service.build is None or stage is not None else None
    return facts.user if facts is not None else None


def _name(text: str | None) -> str | None:
    name = None if text is None else text.partition(":")[0].strip()
    return "root" if name == "0" else name or None


@remembered
def image_words(service: Service) -> frozenset[str]:
    """The words of its image's name, and of the image that it is built from; the tag is none of them."""
    words: set[str] = set()
    for image in (service.image, service.base_image):
        if image is not None:
            path, _, last = image.name.known_text.partition("@")[0].lower().rpartition("/")
            words.update(_WORD.findall(f"{path}/{last.partition(':')[0]}"))
    return frozenset(words)


class HostPath:
    """A path of the host that a container gets. `path` is absolute, in one form; `rootless` below a user's own."""

    __slots__ = ("at", "path", "rootless")

    def __init__(self, at: Text, path: str, rootless: bool) -> None:
        self.at = at
        self.path = path
        self.rootless = rootless

    @property
    def name(self) -> str:
        return posixpath.basename(self.path)

    @property
    def shown(self) -> str:
        """The path as it is written, where it is."""
        written = self.at.value or ""
        return written if written.startswith("/") else self.path


def host_paths(service: Service) -> Iterator[HostPath]:
    """The absolute paths of the host that it gets: directly, as a volume's device, as a secret's or config's file."""
    for mount in items(service, "volumes"):
        source = mount.get("source") if isinstance(mount, Map) else None
        if isinstance(mount, Map) and isinstance(source, Text):
            volume = text_of(mount.get("type")) in ("volume", None)
            yield from _path(source if not volume else _device(service, source.value), mount.get("source"))
    for usage in service.usages:
        body = usage.resource.body if usage.kind in ("secret", "config") and usage.resource is not None else None
        yield from _path(body.get("file") if body is not None else None, usage.name)


def _device(service: Service, name: str | None) -> Node | None:
    resource = service.stack.volumes.get(name or "")
    options = resource.body.get("driver_opts") if resource is not None and resource.body is not None else None
    return options.get("device") if isinstance(options, Map) else None


def _path(node: Node | None, at: Node | None) -> Iterator[HostPath]:
    if not isinstance(node, Text) or not isinstance(at, Text):
        return
    text = node.known_text.replace("\\", "/")
    own = node.value is None and "XDG_RUNTIME_DIR" in node.span.text
    if text.startswith("/") or own:
        path = absolute("/" + text.lstrip("\ufffc/"))
        yield HostPath(at, path, own or path.startswith("/run/user/"))


def absolute(path: str) -> str:
    """A path of the host in one form: `..` resolved, `/var/run` as `/run`, which it links to."""
    path = "/" + posixpath.normpath(_PIPE.sub("/", path)).lstrip("/")
    return path.removeprefix("/var") if path == "/var/run" or path.startswith("/var/run/") else path


def host_network(service: Service) -> bool:
    return text_of(service.setting("network_mode")) == "host"
