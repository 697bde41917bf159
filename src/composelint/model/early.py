"""Variables meant for the container's shell that Compose replaces before there is a container."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..core.patterns import pattern
from ..core.source import Span
from .kept import remembered
from .values import Items, Map, Text

if TYPE_CHECKING:
    from ..core.defect import Place
    from .compose import Stack
    from .service import Service
    from .values import Node, Via

_SCRIPT_FLAG = pattern(r"-[a-z]*c")
_SHELL_SETS = frozenset(("HOSTNAME", "RANDOM", "SECONDS", "LINENO", "PPID", "IFS", "OPTARG", "REPLY"))
_SETS = pattern(
    r"\bfor\s++([A-Za-z_]\w*+)\s++in\b|(?:^|[\s;&|(\x27\x22])([A-Za-z_]\w*+)=|\bread\s++(?:-\w++\s++)*+([A-Za-z_]\w*+)"
)
_TESTED = pattern(r"-[zn]\s++[\x22\x27]?\$\{?([A-Za-z_]\w*+)")
HOOKS = ("pre_start", "post_start", "pre_stop")


class Early:
    """A reference that Compose replaces too early: where the container gets the variable from, None for the shell."""

    __slots__ = ("name", "origin", "span", "via")

    def __init__(self, name: str, span: Span, origin: Place | None, via: tuple[Via, ...]) -> None:
        self.name = name
        self.span = span
        self.origin = origin
        self.via = via

    @property
    def sign(self) -> Text:
        """The `$` that Compose takes for its own."""
        return Text("$", Span(self.span.source, self.span.start, self.span.start + 1), self.via)


@remembered
def expanded_early(service: Service) -> list[Early]:
    """The references in a service's scripts that only the container could fill in."""
    stack = service.stack
    found: list[Early] = []
    inside: dict[str, Place] | None = None
    for text in scripts(service):
        own = _set_by(text.excerpt.text) if text.pieces else set()
        asked = tested(text) if text.pieces else set()
        for piece in text.pieces:
            reference = piece.reference
            if reference is None or reference.operator or piece.value is not None:
                continue
            if reference.name in stack.documented or reference.name in asked:
                continue
            if reference.name in own:
                found.append(Early(reference.name, reference.span, None, text.via))
            elif stack.environment_known:
                inside = _container_environment(service) if inside is None else inside
                if reference.name in inside:
                    found.append(Early(reference.name, reference.span, inside[reference.name], text.via))
    return found


def _container_environment(service: Service) -> dict[str, Place]:
    """Where each variable of the container is set."""
    stage = service.build.stage if service.build is not None else None
    found: dict[str, Place] = {**stage.env()} if stage is not None else {}
    for name, variable in service.environment.items():
        if variable.value is not None and not _passed_on(variable.value, name, service.stack):
            found[name] = variable.name
    return found


def _passed_on(value: Text, name: str, stack: Stack) -> bool:
    """Whether a value is Compose's own variable of that name, which is evidently meant to be set."""
    references = [piece.reference for piece in value.pieces if piece.reference is not None]
    return any(one.name == name and (not one.operator or stack.env_ignored) for one in references)


def _set_by(script: str) -> set[str]:
    """The variables that a script sets itself, and those that every shell does."""
    return {name for found in _SETS.finditer(script) for name in found.groups() if name} | _SHELL_SETS


def tested(text: Text) -> set[str]:
    """The variables that a script asks whether they are empty: its author knows that they may be."""
    return set(_TESTED.findall(text.excerpt.text)) if "-" in text.excerpt.text else set()


def scripts(service: Service) -> Iterator[Text]:
    """The texts that a shell runs in the container: scripts of commands, healthchecks and hooks."""
    commands = [command for command in (service.entrypoint, service.command) if command is not None]
    at = _script_at([word for command in commands for word in command.words])
    for command in commands if at is not None else ():
        if at is not None and 0 <= at < len(command.words):
            yield command.text or command.words[at]
        at = -1 if at is None else at - len(command.words)
    block = service.healthcheck_block
    yield from _of_list(block.test) if block is not None else ()
    for hook in HOOKS:
        items = service.setting(hook)
        for item in items if isinstance(items, Items) else ():
            yield from _of_list(item.get("command") if isinstance(item, Map) else None)


def _of_list(node: Node | None) -> Iterator[Text]:
    """The scripts in a command; a hook in text form counts as a whole."""
    if isinstance(node, Text) and _script_at(_words(node)) is not None:
        yield node
    items = node.items if isinstance(node, Items) else []
    words = [item if isinstance(item, Text) else Text(None, item.span) for item in items]
    if words and words[0].value == "CMD-SHELL":
        yield from words[1:2]
    else:
        if words and words[0].value == "CMD":
            words = words[1:]
        at = _script_at(words)
        yield from words[at : at + 1] if at is not None else ()


def _words(text: Text) -> list[Text]:
    return [Text(word, text.span) for word in text.known_text.split()]


def _script_at(words: list[Text]) -> int | None:
    """The index of the script in `sh -c script`; None when no shell runs."""
    from ..syntax.shell import SHELLS

    if not words or (words[0].value or "").rpartition("/")[2] not in SHELLS:
        return None
    flags = [at for at, word in enumerate(words) if at and _SCRIPT_FLAG.fullmatch(word.value or "")]
    return flags[0] + 1 if flags else None
