"""Where a server program listens: what its options, its variables and its own defaults say."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from ..core.patterns import pattern
from ..knowledge.servers import LOOPBACK
from .commands import text

if TYPE_CHECKING:
    from ..core.source import Span
    from ..knowledge.servers import Server
    from ..syntax.shell import Word
    from .service import Service

_EVERYWHERE = frozenset(("", "0", "0.0.0.0", "*", "::", "[::]", "true", "all"))
_ADDRESS = pattern(r"(?:[\w.*-]*+|\[[0-9a-fA-F:]*\]):[0-9]+|[0-9]+")
_NO_TCP = ("unix:", "fd:", "fd://", "/", "@")

Told = tuple[str, "str | None", "Span"]
"""What one option or variable says: host, port, bind or off; its value, None when unknown; the place."""


class Settings:
    """The variables that a container is given, and the files around its program."""

    __slots__ = ("complete", "service")

    def __init__(self, service: Service) -> None:
        self.service = service
        facts = service.facts
        self.complete = service.environment_complete and facts is not None
        """Whether no other variable can be set: also the image's own are known."""

    def get(self, name: str) -> tuple[str | None, Span | None]:
        """The value of a variable and its place; neither when it is not set, no value when it is unknown."""
        variable = self.service.environment.get(name)
        if variable is not None:
            return variable.known, (variable.value or variable).span
        stage = self.service.build.stage if self.service.build else None
        text = stage.env().get(name) if stage else None
        return (None, None) if text is None else (text.value, text.span)

    def holds(self, condition: str) -> bool | None:
        from ..knowledge.images.environment import holds

        if not condition:
            return True
        stage = self.service.build.stage if self.service.build else None
        known = {name: (text.value, text.literal) for name, text in stage.env().items()} if stage else {}
        known |= {name: (variable.known, True) for name, variable in self.service.environment.items()}
        return holds(condition, known, self.complete)

    def told_by_files(self, row: Server) -> bool:
        """Whether a file beside the program, or in the image's own directories, may say something else."""
        return self._beside(row) or self._configured(row)

    def _beside(self, row: Server) -> bool:
        if not row.files:
            return False
        from .copies import known_files

        build = self.service.build
        context = build.context_files if build else None
        files = known_files(build.dockerfile) if build and build.dockerfile else None
        if context is None or files is None:
            return True
        for path in files:
            words = [word for name, word in row.files if fnmatchcase(posixpath.basename(path), name)]
            if words and "node_modules/" not in path:
                text = context.read(path)
                if text is None or any(word in text for word in words):
                    return True
        return False

    def _configured(self, row: Server) -> bool:
        if not row.config:
            return False
        service = self.service
        if service.setting("configs") is not None:
            return True
        if any(_touches(mount.target, row) for mount in service.mounts):
            return True
        if any(path in text(service) for path in row.config):
            return True
        stage = service.build.stage if service.build else None
        if stage is None:
            return service.build is not None
        from .instructions import Copy
        from .programs import Run

        for one in stage.lineage():
            for made in one.instructions:
                if isinstance(made, Copy) and _touches(made.target, row):
                    return True
                if isinstance(made, Run) and any(path in made.node.span.text for path in row.config):
                    return True
        return False


def _touches(target: str | None, row: Server) -> bool:
    """Whether what lies at a path may hold the program's settings."""
    if target is None:
        return True
    path = target.rstrip("/")
    return any(path == place or path.startswith(f"{place}/") or place.startswith(f"{path}/") for place in row.config)


class Bound:
    """Where a program listens. `host` and `port` None: unknown; an empty host is every interface.

    `told`: somebody says the host; `sure`: nothing unseen can move the port.
    """

    __slots__ = ("host", "host_at", "port", "port_at", "sure", "told")

    def __init__(self, at: Span) -> None:
        self.host: str | None = None
        self.port: int | None = None
        self.host_at = at
        self.port_at = at
        self.told = False
        self.sure = False

    @property
    def loopback(self) -> bool:
        return self.host is not None and is_loopback(self.host)


class Loopback:
    """That only its own container can reach a server: the place that decides, the program, and what to add to it.

    `told`: it is told to; else it is what the program does when nobody tells it anything. `certain` False: an unknown
    program is told so, or its source says so.
    """

    __slots__ = ("add", "at", "certain", "program", "told")

    def __init__(self, at: Span, program: str, add: str, *, told: bool, certain: bool = True) -> None:
        self.at = at
        self.program = program
        self.add = add
        self.told = told
        self.certain = certain

    def __repr__(self) -> str:
        return f"Loopback({self.program!r})"


def bind(row: Server, words: list[Word], settings: Settings, at: Span) -> Bound | None:
    """Where a program with these arguments listens; None when an option sends it elsewhere."""
    bound = Bound(at)
    hosts: list[tuple[str | None, Span]] = []
    ports: list[tuple[int | None, Span]] = []
    for kind, value, place in _told(row, words):
        if kind == "off" or (value or "").startswith(_NO_TCP):
            return None
        host, port = _parts(kind, value)
        if kind == "port" or port is not None or (kind == "bind" and value is None):
            ports.append((port, place))
        if kind == "host" or host is not None or (kind == "bind" and value is None):
            hosts.append((host, place))
    files = settings.told_by_files(row)
    _settle_host(bound, row, hosts, settings, files)
    _settle_port(bound, row, ports, settings, files)
    return bound


def _settle_host(
    bound: Bound, row: Server, told: list[tuple[str | None, Span]], settings: Settings, files: bool
) -> None:
    if told:
        bound.told = True
        names = [host for host, _ in told]
        bound.host_at = told[-1][1]
        if all(host is not None and is_loopback(host) for host in names):
            bound.host = names[-1]
        elif any(host == "" for host in names):
            bound.host = ""
        return
    for name, kind in row.variables.items():
        value, at = settings.get(name)
        if at is not None and kind in ("host", "off"):
            bound.told = kind == "host"
            bound.host = _plain(value) if value is not None and kind == "host" else None
            bound.host_at = at
            return
    if not files and _default_holds(settings) and settings.holds(row.when):
        bound.host = row.host


def _settle_port(
    bound: Bound, row: Server, told: list[tuple[int | None, Span]], settings: Settings, files: bool
) -> None:
    if told:
        bound.port, bound.port_at = told[-1]
        bound.sure = len(told) == 1
        return
    for name, kind in row.variables.items():
        value, at = settings.get(name)
        if at is not None and kind in ("port", "off"):
            bound.port = _port(value) if kind == "port" else None
            bound.port_at = at
            bound.sure = bound.port is not None
            return
    condition = settings.holds(row.when)
    if condition is not False:
        bound.port = row.port
        bound.sure = bool(condition) and not files and (settings.complete or not (row.variables or row.when))


def _default_holds(settings: Settings) -> bool:
    """Whether the image is known not to tell its programs anything of its own."""
    facts = settings.service.facts
    known = facts is not None and (facts.role == "runtime" or settings.service.build is None)
    return known and settings.complete


def _told(row: Server, words: list[Word]) -> Iterator[Told]:
    """What the arguments say, in their order."""
    at = 0
    while at < len(words):
        word = words[at]
        head = word.head
        following = words[at + 1] if at + 1 < len(words) else None
        name, equals, value = head.partition("=")
        at += 1
        if name == "-c" and following is not None and f"--{following.head.partition('=')[0]}" in row.options:
            name, equals, value = following.head.partition("=")
            name, word, at = f"--{name}", following, at + 1
        kind = row.options.get(name)
        if kind is None and head[:1] == "-" and head[:2] in row.options and len(head) > 2 and head[1] != "-":
            kind, equals, value = row.options[head[:2]], "=", head[2:].removeprefix("=")
        if kind is not None and (equals or kind == "off"):
            yield kind, value if word.value is not None else None, word.span
        elif kind is not None and following is not None and not following.head.startswith("-"):
            yield kind.removesuffix("s"), following.value, following.span
            at += 1
            while kind == "hosts" and at < len(words) and not words[at].head.startswith("-"):
                yield "host", words[at].value, words[at].span
                at += 1
        elif kind is not None:
            yield kind, "", word.span
        elif row.operand == "off" and at == 1:
            yield "off", None, word.span
        elif row.operand == "bind" and _ADDRESS.fullmatch(head[:100]):
            yield "bind", word.value, word.span


def _parts(kind: str, value: str | None) -> tuple[str | None, int | None]:
    """(host, port) of what an option says; an absent part is None too."""
    if value is None or kind == "host":
        return (None if value is None else _plain(value)), None
    if kind == "port":
        return None, _port(value)
    value = value.removeprefix("tcp://").removeprefix("http://")
    host, colon, port = value.rpartition(":")
    if value.isdigit():
        return None, _port(value)
    if not colon or (":" in host and not host.startswith("[")):
        return _plain(value), None
    return _plain(host), _port(port)


def _plain(host: str) -> str:
    """A host without its brackets; every way to say "all" is empty."""
    return "" if host.lower() in _EVERYWHERE else host.strip("[]").lower()


def is_loopback(host: str) -> bool:
    return host in LOOPBACK or host.startswith("127.")


def _port(value: str | None) -> int | None:
    digits = (value or "").strip()
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 6 else None
