"""Every place of a service where an address may be written, and the addresses that are written there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from ..core.patterns import pattern
from ..core.source import Excerpt, Span
from ..knowledge.endpoints import IMAGE_DEFAULTS, Sense, names_a_kind, sense
from ..syntax.endpoints import Endpoint, find_endpoints, read_endpoints
from ..syntax.urls import Part
from . import commands
from .accounts import untouched
from .compose import Variable
from .kept import remembered
from .reach import EVERYWHERE, is_loopback, meant
from .values import Items, Map, Node, Text

if TYPE_CHECKING:
    from .compose import Stack
    from .connections import Place
    from .service import Service

Found = tuple["Place", Text | None, Endpoint, bool]
"""The kind of place, the name that the value stands under, the address, and whether it is certain."""

_MOST_TEXT = 4_000_000
"""Characters of distinct text that are read in one stack; what comes after is not looked at."""
_LONGEST_COMMAND = 16_384
_NOTHING = frozenset("true false yes no on off none null nil auto default all any unset disabled enabled".split())
_HOST_WORD = pattern(r"(?i)(hostname|hosts|host|hostaddr|servers|server|address|addr|endpoints|endpoint)$")
_URL_WORD = pattern(r"(?i)(?:jdbc[._-]?)?ur[il]$")
_SIBLINGS = {
    "port": ("port",),
    "user": ("user", "username"),
    "password": ("password", "pass", "passwd"),
    "database": ("name", "database", "db", "dbname"),
}
"""What stands beside `DB_HOST`: `DB_PORT`, `DB_USER`, ...; a JDBC URL takes user and password from there, too."""


class _Reader:
    """What the texts of a stack say: each is read once, however many services it reaches, and not without end."""

    __slots__ = ("left", "read")

    def __init__(self) -> None:
        self.left = _MOST_TEXT
        self.read: dict[tuple[str, Span, str], list[Endpoint]] = {}

    def endpoints(self, text: Excerpt, *, whole: bool = True) -> list[Endpoint]:
        """The addresses of a value (`whole`), or those of URLs in a longer text."""
        key = ("value" if whole else "text", text.whole, text.text)
        found = self.read.get(key)
        if found is None:
            self.left -= len(text.text)
            found = [] if self.left < 0 else read_endpoints(text) if whole else find_endpoints(text)
            self.read[key] = found
        return found

    def commands(self, words: Sequence[tuple[str, Span]]) -> list[Endpoint]:
        """The addresses in a command line, or in the script that its shell is given."""
        from ..syntax.shell import command_of
        from .clients import addresses

        text = "\0".join(word for word, _ in words)
        if not any(sign in text for sign in (":", "-h", "-H", "--host", "/dev/tcp/", "nc", "-S")):
            return []
        key = ("command", words[0][1], text)
        found = self.read.get(key)
        if found is None:
            self.left -= len(text)
            readable = self.left >= 0 and len(text) <= _LONGEST_COMMAND
            read = command_of(words).commands if readable else []
            found = self.read[key] = [endpoint for command in read for endpoint in addresses(command)]
        return found


@remembered
def _reader(stack: Stack) -> _Reader:
    return _Reader()


def written(service: Service) -> Iterator[Found]:
    """Every address that is written for a service, with the place; one may appear twice."""
    reader = _reader(service.stack)
    yield from _environment(service, reader)
    yield from _run(service, reader)
    yield from _labels(service, reader)
    yield from _contents(service, reader)
    if service.build is not None:
        yield from _variables(service, service.build.args, "build arg", reader)
    yield from _defaults(service)


# Settings


def _environment(service: Service, reader: _Reader) -> Iterator[Found]:
    yield from _variables(service, service.environment, "environment", reader)
    stage = service.build.stage if service.build else None
    if stage is not None:
        own = {
            name: Variable(Text(name, text.span), text)
            for name, text in stage.env().items()
            if name not in service.environment
        }
        yield from _variables(service, own, "image environment", reader)


def _variables(service: Service, variables: dict[str, Variable], place: Place, reader: _Reader) -> Iterator[Found]:
    for name, variable in variables.items():
        meaning = "none" if variable.value is None else sense(name)
        if variable.value is None or meaning == "none":
            continue
        if meaning == "plain" and not (variable.known is None or ":" in variable.known or "=" in variable.known):
            continue
        for endpoint in reader.endpoints(_readable(variable.value)):
            if _counts(service, name, meaning, endpoint):
                told = _completed(endpoint, name, variables) if endpoint.scheme is None or endpoint.jdbc else endpoint
                yield place, variable.name, told, not endpoint.bare and place != "image environment"


def _counts(service: Service, name: str, meaning: Sense, endpoint: Endpoint) -> bool:
    """Whether an address is one, by what the variable's name says of it."""
    if endpoint.scheme is None and endpoint.host in EVERYWHERE:
        return False
    if endpoint.bare:
        if meaning == "host":
            return endpoint.host.lower() not in _NOTHING
        named = meaning in ("maybe", "outside") and bool(meant(service, endpoint.host))
        return named and not names_a_kind(name, endpoint.host)
    if meaning == "outside" or (meaning == "plain" and endpoint.scheme is None):
        return bool(meant(service, endpoint.host)) or (meaning == "plain" and is_loopback(endpoint.host))
    return True


def _readable(text: Text) -> Excerpt:
    """A value as far as it is known; in an env file, what stands around its unknown variables."""
    return text.excerpt if text.value is None and not text.pieces else text.resolved()


def _completed(endpoint: Endpoint, name: str, variables: dict[str, Variable]) -> Endpoint:
    """The address with what the settings beside it say: port, user, password, database."""
    word = (_URL_WORD if endpoint.jdbc else _HOST_WORD).search(name)
    if word is None or endpoint.user is not None or endpoint.password is not None:
        return endpoint
    found = {what: _sibling(name, word[0], endings, variables) for what, endings in _SIBLINGS.items()}
    port, port_span, database = endpoint.port, endpoint.port_span, endpoint.database
    if not endpoint.jdbc:
        database = _part(found["database"])
        if port_span is None and (text := found["port"]) is not None:
            digits = text.value or ""
            port = int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 6 else None
            port_span = text.span
    return Endpoint(
        endpoint.host,
        port,
        endpoint.scheme,
        endpoint.span,
        endpoint.host_span,
        port_span,
        endpoint.bare,
        endpoint.jdbc,
        _part(found["user"]),
        _part(found["password"]),
        database,
    )


def _sibling(name: str, word: str, endings: tuple[str, ...], variables: dict[str, Variable]) -> Text | None:
    """The value of the variable that has another word in the place of `HOST`, in the same letters."""
    stem = name[: -len(word)]
    for ending in endings:
        as_written = ending.upper() if word.isupper() else ending.title() if word[0].isupper() else ending
        variable = variables.get(stem + as_written)
        if variable is not None and variable.value is not None:
            return variable.value
    return None


def _part(text: Text | None) -> Part | None:
    return None if text is None or text.value in _NOTHING else Part(text.known_text, text.value, text.span)


# Commands


def _run(service: Service, reader: _Reader) -> Iterator[Found]:
    yield from _main(service, reader)
    block = service.healthcheck_block
    if block is not None and isinstance(block.test, Items) and not block.switched_off:
        yield from _command(_test_words(block.test), "healthcheck", reader)
    for key in ("post_start", "pre_stop", "pre_start"):
        for hook in _items(service.setting(key)):
            body = hook.get("command") if isinstance(hook, Map) else None
            yield from _command(_words(body), "hook", reader)


def _main(service: Service, reader: _Reader) -> Iterator[Found]:
    """What the container runs: its entrypoint, then its command."""
    words = commands.words(service)
    own = service.entrypoint.words if service.entrypoint is not None else []
    for endpoint in reader.commands(words) if words else ():
        at = endpoint.host_span.start
        of_entrypoint = bool(own) and own[0].span.start <= at < own[-1].span.end
        yield "entrypoint" if of_entrypoint else "command", None, endpoint, True


def _command(words: list[tuple[str, Span]], place: Place, reader: _Reader) -> Iterator[Found]:
    for endpoint in reader.commands(words) if words else ():
        yield place, None, endpoint, True


def _words(node: Node | None) -> list[tuple[str, Span]]:
    """The words of a hook's command; a string is a shell's."""
    if isinstance(node, Text):
        return [("sh", node.span), ("-c", node.span), (node.known_text, node.span)]
    return [(item.known_text, item.span) for item in _items(node) if isinstance(item, Text)]


def _test_words(test: Items) -> list[tuple[str, Span]]:
    words = _words(test)
    kind = words[0][0] if words else ""
    shell = [("sh", words[0][1]), ("-c", words[0][1])] if kind == "CMD-SHELL" else []
    return shell + words[1:]


# Other texts


def _labels(service: Service, reader: _Reader) -> Iterator[Found]:
    """Labels speak to others; only those that name a service are told."""
    labels = service.setting("labels")
    for entry in labels if isinstance(labels, Map) else ():
        if isinstance(entry.value, Text) and "://" in entry.value.known_text:
            for endpoint in reader.endpoints(_readable(entry.value), whole=False):
                if meant(service, endpoint.host):
                    yield "label", entry.key, endpoint, True


def _contents(service: Service, reader: _Reader) -> Iterator[Found]:
    """The configs that the stack writes out and the service is given."""
    for usage in service.usages:
        body = usage.resource.body if usage.kind == "config" and usage.resource is not None else None
        content = body.get("content") if body is not None else None
        if isinstance(content, Text):
            for endpoint in reader.endpoints(content.resolved(), whole=False):
                yield "config", None, endpoint, True


def _defaults(service: Service) -> Iterator[Found]:
    """Where a known image connects to when nothing says so; only told where a service has that name."""
    facts, image = service.own_facts, service.image
    row = IMAGE_DEFAULTS.get(facts.name) if facts is not None else None
    if row is None or image is None or not service.environment_complete or not untouched(service):
        return
    variables, address = row
    if any(name in service.environment for name in variables.split()):
        return
    for endpoint in find_endpoints(Excerpt.opaque(address, image.span)):
        if meant(service, endpoint.host):
            yield "image default", None, endpoint, False


def _items(node: Node | None) -> list[Node]:
    return list(node) if isinstance(node, Items) else []
