"""What becomes of the words of a command before anything runs."""

from __future__ import annotations

from collections.abc import Iterator

from ...core.defect import Defect
from ...core.edit import Intent, Replace, SetList
from ...core.patterns import pattern
from ...model.advice import advise, flow_list
from ...model.compose import Command
from ...model.entrypoints import dropped_command, runs_nothing
from ...model.remedies import in_place
from ...model.service import Service
from ...model.values import Text, Value

_HARMLESS = pattern(r"[;&\s]*|[0-9]?>&[0-9]")
"""Rests without which the same happens: a container has no background, and Docker keeps both outputs anyway."""
_OPERATOR = pattern(r"&&|\|\||[&|;<>]+")
_ADDRESS = pattern(r"""(.*\s)?([^\s'"\\]*://[^\s'"\\;|<>]*&[^\s'"\\;|<>&]+)(\s[^&;|<>'"]*)?""")
"""One address with an `&` in it, and nothing else that a quote could break."""
_SHELL = pattern(r"((?:\S*/)?(?:ba|da|a)?sh)\s+(-\w*c)\s+(?![\s'\"])")
"""A shell that was meant to be given all that follows, and gets one word of it."""

MOST_TEXT = 2000
"""Characters of a command in which an address is looked for."""


def command_cut_at_operator(service: Service) -> Iterator[Defect]:
    """A command written as one string holds a shell operator, at which Compose stops reading."""
    written = [("command", service.command), ("entrypoint", service.entrypoint)]
    written += [(f"{name} hook", command) for name, commands in service.hooks.items() for command in commands]
    for name, command in written:
        if command is None or command.lost is None:
            continue
        rest = command.lost.known_text
        if not _HARMLESS.fullmatch(rest):
            found = _OPERATOR.match(rest)
            yield Defect(
                command.lost,
                f"the {name} of {service.label} ends at {found[0] if found else rest[:1]}: Compose drops the rest",
                help=_whole(service, name, command),
                fix=_mended(service, name, command),
            )


def _whole(service: Service, name: str, command: Command) -> str:
    """The same text where nothing cuts it: an address in quotes, anything else in the hands of a shell."""
    text = command.text.excerpt.text.strip() if command.text is not None else ""
    if command.text is not None and not _OPERATOR.search(_literal(command.text)):
        return "A value of the environment brings it in: as an item of a list it stays one word, whatever it holds."
    quoted = _quoted_address(name, text)
    if quoted:
        return advise("Put the address in quotes:", (service, [f"{name}: {flow_list([quoted])[1:-1]}"]))
    facts = service.facts
    if name.endswith(" hook"):
        return f"Compose runs no shell by itself: `command: {flow_list(['sh', '-c', text])}`."
    if (facts is not None and facts.shell is False) or (name == "entrypoint" and service.command is not None):
        return "Compose starts a program with its arguments, no shell: write them as a list."
    return advise(
        "Compose runs no shell by itself; hand it the whole text:",
        (service, [f"{name}: {flow_list(_for_shell(service, name, text))}"]),
    )


def _mended(service: Service, name: str, command: Command) -> list[Intent]:
    """The same as the help, where it is certain that a shell gets to read it."""
    text, facts = command.text, service.facts
    if text is None or not in_place(text) or not _OPERATOR.search(_literal(text)):
        return []
    written = text.excerpt.text.strip()
    quoted = _quoted_address(name, written)
    if quoted:
        return [Replace(Value(text.span), quoted, "Put the address in quotes", "unsafe")]
    started = _entrypoint(service)
    if name == "command":
        read = started[-1:] == ["-c"] or (not started and facts is not None and facts.role == "runtime")
    else:
        read = facts is not None and (name != "entrypoint" or service.command is None)
    if not read or (facts is not None and facts.shell is False):
        return []
    return [SetList(command.key, _for_shell(service, name, written), "Hand the whole text to a shell", "unsafe")]


def _quoted_address(name: str, text: str) -> str:
    """The text with quotes around the address in it; empty where that is not all it lacks."""
    address = _ADDRESS.fullmatch(text) if len(text) <= MOST_TEXT and not name.endswith(" hook") else None
    return f"{address[1] or ''}'{address[2]}'{address[3] or ''}" if address else ""


def _for_shell(service: Service, name: str, text: str) -> list[str]:
    """The words with which a shell is given a whole text."""
    started = _entrypoint(service) if name == "command" else []
    shell = _SHELL.match(text)
    if started[-1:] == ["-c"]:
        return [text]
    return [shell[1], shell[2], text[shell.end() :]] if shell else ["sh", "-c", text]


def _literal(text: Text) -> str:
    """What stands in the file itself, without the values that were filled in."""
    literal = [piece.value or "" for piece in text.pieces if piece.reference is None]
    return " ".join(literal) if text.pieces else text.excerpt.text


def _entrypoint(service: Service) -> list[str | None]:
    """The entrypoint in force, as far as Compose or a Dockerfile tells."""
    if service.entrypoint is not None:
        return service.entrypoint.argv
    stage = service.build.stage if service.build is not None else None
    entrypoint = stage.entrypoint() if stage is not None else None
    return entrypoint.argv if entrypoint is not None else []


def entrypoint_drops_command(service: Service) -> Iterator[Defect]:
    """`entrypoint` is set without `command`, which drops the image's command, and runs nothing by itself."""
    command, entrypoint = dropped_command(service), service.entrypoint
    if not command or entrypoint is None or service.kind in ("job", "template", "provider"):
        return
    if not runs_nothing(service):
        return
    if isinstance(command, bool):
        help = "Docker drops the image's CMD together with its ENTRYPOINT: repeat it under `command:`."
    else:
        words = [(word or "").replace("$", "$$") for word in command.argv]
        help = advise("Repeat the command of the Dockerfile:", (service, [f"command: {flow_list(words)}"]))
    yield Defect(
        entrypoint,
        f"the entrypoint of {service.label} drops the image's command and names no program itself",
        also=[] if isinstance(command, bool) else [(command.node.keyword_span, "this CMD no longer runs")],
        help=help,
    )
