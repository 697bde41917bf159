"""Which service a written credential reaches, and under which setting."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from ..core.source import Source
from .kept import remembered
from .secrets import Secret, given_secrets, named_secrets
from .values import Items, Map, Node, Value, Via

if TYPE_CHECKING:
    from .compose import Stack, TextFile
    from .service import Service

Path = tuple[str, ...]
_RUN = ("command", "entrypoint", "healthcheck", "post_start", "pre_stop", "pre_start")


class Held:
    """A credential in the value of a setting. `path` are the setting's keys, "[]" for an item; `value` is all of it."""

    __slots__ = ("path", "secret", "value")

    def __init__(self, path: Path, value: Value, secret: Secret) -> None:
        self.path = path
        self.value = value
        self.secret = secret

    @property
    def via(self) -> tuple[Via, ...]:
        """How it arrived, as far as other places took part; its own default is none of them."""
        return tuple(via for via in self.value.via if via.kind not in ("default", "env"))

    @property
    def in_build_args(self) -> bool:
        return self.path[:2] == ("build", "args")

    @property
    def in_inline_dockerfile(self) -> bool:
        """Whether an instruction holds it, which the rules about Dockerfiles look at."""
        return self.path[:2] == ("build", "dockerfile_inline")

    @property
    def in_command(self) -> bool:
        """Whether a program is run with it."""
        return self.path[0] in _RUN and "environment" not in self.path

    @property
    def in_environment(self) -> bool:
        return self.path[0] == "environment" and len(self.path) == 2

    @property
    def in_list(self) -> bool:
        """Written as `NAME=value`, not as `NAME: value`."""
        start = self.value.span.start
        before = self.value.span.source.text[max(start - 1, 0) : start]
        return before == "="

    def __repr__(self) -> str:
        return f"Held({'.'.join(self.path)}, {self.secret!r})"


class _Index:
    """The credentials of one source by their places."""

    __slots__ = ("found", "starts")

    def __init__(self, found: list[Secret]) -> None:
        self.found = found
        self.starts = [secret.span.start for secret in found]

    def inside(self, start: int, end: int) -> Iterator[Secret]:
        for at in range(bisect_left(self.starts, start), len(self.found)):
            if self.starts[at] >= end:
                return
            if self.found[at].span.end <= end:
                yield self.found[at]


Written = dict[Source, _Index]
"""The credentials of some sources."""


def _written(stack: Stack, of: Callable[[TextFile], Iterable[Secret]]) -> Written:
    found = {file.source: list(of(file)) for file in stack.compose_files}
    return {source: _Index(sorted(secrets, key=_start)) for source, secrets in found.items() if secrets}


def _start(secret: Secret) -> int:
    return secret.span.start


@remembered
def written_secrets(stack: Stack) -> Written:
    """The credentials in the compose files of a stack, known formats left out."""
    return _written(stack, named_secrets)


@remembered
def given_to_commands(stack: Stack) -> Written:
    """The credentials that the commands in the compose files of a stack are given."""
    return _written(stack, given_secrets)


@remembered
def secrets_of_service(service: Service) -> list[Held]:
    """The credentials that are written in a compose file and reach a service, in the order of their places."""
    return sorted(held(service.body, service.stack), key=_place)


@remembered
def secrets_of_commands(service: Service) -> list[Held]:
    """The credentials that a service's commands, its healthcheck and its hooks are given."""
    return sorted(_held(service.body, given_to_commands(service.stack)), key=_place)


def _place(entry: Held) -> tuple[str, int, int]:
    return entry.secret.span.sort_key()


def held(body: Map, stack: Stack) -> Iterator[Held]:
    """The credentials in a part of the model."""
    return _held(body, written_secrets(stack))


def _held(body: Map, index: Written) -> Iterator[Held]:
    if not index:
        return
    pending: list[tuple[Path, Node]] = [((), body)]
    seen: set[int] = set()
    while pending:
        path, node = pending.pop()
        if isinstance(node, Map):
            pending += [((*path, field.key.value or ""), field.value) for field in node]
        elif isinstance(node, Items):
            pending += [((*path, "[]"), item) for item in node]
        else:
            found = index.get(node.span.source)
            for secret in found.inside(node.span.start, node.span.end) if found else ():
                if id(secret) not in seen:
                    seen.add(id(secret))
                    yield Held(path, node, secret)


@remembered
def readers(stack: Stack) -> dict[Secret, list[Service]]:
    """The services that each written credential reaches; an anchor's value is written once and reaches many."""
    found: dict[Secret, list[Service]] = {}
    for service in stack.services.values():
        for entry in (*secrets_of_service(service), *secrets_of_commands(service)):
            found.setdefault(entry.secret, []).append(service)
    return found


def written_twice(stack: Stack, password: str) -> bool:
    """Whether a password stands in several places of the stack's compose files, which one variable can then fill."""
    return _times(stack).get(password, 0) > 1


@remembered
def _times(stack: Stack) -> dict[str, int]:
    """How often each credential is written; what a command is given may count as a pair too, at the same place."""
    places: dict[str, set[tuple[str, int, int]]] = {}
    for index in (*written_secrets(stack).values(), *given_to_commands(stack).values()):
        for secret in index.found:
            places.setdefault(secret.value, set()).add(secret.span.sort_key())
    return {value: len(found) for value, found in places.items()}


def reported_by(service: Service, *, in_commands: bool = False) -> Iterator[tuple[Held, list[Service]]]:
    """The credentials for which this service is the first of those that they reach, and the others."""
    for entry in secrets_of_commands(service) if in_commands else secrets_of_service(service):
        first, *others = readers(service.stack)[entry.secret]
        if first is service:
            yield entry, others
