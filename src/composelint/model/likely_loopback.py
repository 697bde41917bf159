"""Programs that nobody knows, and what says that they listen on loopback all the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..core.patterns import pattern
from . import commands
from .binding import Loopback, Settings, is_loopback
from .started import script_texts

if TYPE_CHECKING:
    from .service import Service

_OPTIONS = frozenset(
    "--bind --bind-addr --bind-address --bind-host --listen --listen-addr --listen-address --listen-host".split()
)
_VARIABLES = "BIND BIND_ADDR BIND_ADDRESS BIND_HOST LISTEN LISTEN_ADDR LISTEN_ADDRESS LISTEN_HOST".split()
_HOST = pattern(r"(?:\w+://)?(\[[0-9a-fA-F:]+\]|[\w.-]+)(?::[0-9]+)?/?")
_RUN = pattern(r"\b(uvicorn|app|application|server)\.run\(([^()]{0,400})\)")
_FLASK = pattern(r"\b(?:from|import) +(?:flask|quart)\b")
_PYTHON = pattern(r"python[0-9.]*")


def likely_loopback(service: Service) -> Loopback | None:
    """What an option, a variable or the started script says; None when nothing does."""
    return _by_option(service) or _by_variable(service) or _by_source(service)


def _by_option(service: Service) -> Loopback | None:
    command = commands.last_command(service)
    words = command.arguments if command is not None else []
    for at, word in enumerate(words):
        following = words[at + 1] if at + 1 < len(words) else None
        name, equals, value = (word.value or "").partition("=")
        place = word if equals else following
        if name in _OPTIONS and place is not None and _local(value if equals else place.value):
            return Loopback(place.span, command.program if command else "", "", told=True, certain=False)
    return None


def _by_variable(service: Service) -> Loopback | None:
    """Of a build only: an image's own variables may mean anything."""
    settings = Settings(service)
    for name in _VARIABLES if service.build is not None else ():
        value, at = settings.get(name)
        if at is not None and _local(value):
            return Loopback(at, name, "", told=True, certain=False)
    return None


def _local(value: str | None) -> bool:
    match = _HOST.fullmatch((value or "")[:100])
    return match is not None and is_loopback(match[1].strip("[]").lower())


def _by_source(service: Service) -> Loopback | None:
    """A Python script that starts its server without a word about where it listens."""
    step, command = commands.last_step(service), commands.last_command(service)
    if step is None or command is None or not _PYTHON.fullmatch(step[0]):
        return None
    script = next((word for word in step[1:] if word.endswith(".py")), None)
    text = next(script_texts(service, script), None) if script is not None else None
    calls = _RUN.findall(text) if text else []
    if text is None or len(calls) != 1:
        return None
    program, arguments = calls[0]
    if program != "uvicorn" and not _FLASK.search(text):
        return None
    if "host" in arguments or "*" in arguments or (program != "uvicorn" and not _named(arguments)):
        return None
    return Loopback(command.span, f"{program}.run() in {script}", 'host="0.0.0.0"', told=False, certain=False)


def _named(arguments: str) -> bool:
    """Whether every argument is named: the first of Flask's is the host."""
    return all("=" in argument for argument in arguments.split(",") if argument.strip())
