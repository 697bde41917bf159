"""What a service listens on: which container ports, what says so, and whether anybody outside can hear it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ..core.patterns import pattern
from ..core.source import Excerpt
from ..knowledge.servers import AUXILIARY, BUILT_IN, FIXED, server
from . import commands
from .binding import Bound, Loopback, Settings, bind
from .kept import remembered
from .reach import namespaces
from .values import UNKNOWN, Text

if TYPE_CHECKING:
    from ..core.source import Span
    from ..knowledge.servers import Server
    from ..syntax.shell import Command, Word
    from .service import Service
    from .stages import Stage

_OWN_PORT = (
    "PORT HTTP_PORT SERVER_PORT APP_PORT LISTEN_PORT NODE_PORT QUARKUS_HTTP_PORT MICRONAUT_SERVER_PORT NITRO_PORT"
    " ASPNETCORE_HTTP_PORTS ASPNETCORE_HTTPS_PORTS ASPNETCORE_URLS HTTP_PORTS"
).split()
"""Variables with which applications are told their own port."""
_PORT_VARIABLE = pattern(r"(?:^|_)(?:PORTS?|LISTEN\w*|BIND\w*|ADDR\w*|URLS?)(?:_|$)")
_PORT_OPTION = pattern(r"(?:--?[\w.-]*(?:port|listen|bind|addr(?:ess)?)[\w.-]*|-p)(?:[= ](.*))?", re.IGNORECASE)
_NUMBER = pattern(r"(?<![\w.])(?:[\w.*\[\]-]*:)?([0-9]{1,5})(?![\w.:])")
_STARTERS = frozenset(("service", "systemctl", "supervisord", "supervisorctl", "nginx", "cron", "crond", "start"))
_HIGHEST = 65535
_SCRIPT = pattern(r"[\w./-]+")
_LAST_LINE = pattern(r"(?:exec +)?(?:(?:gosu|su-exec|setpriv) .{0,80} )?[\"']?\$\{?@\}?[\"']?;?")
_MEDDLES = pattern(
    r"\b(?:nginx|supervisord|apache2?)\b|^\s*(?:export\s+)?(?:HOST|PORT|\w+_(?:HOST|PORT|BIND)|BIND\w*|LISTEN\w*)="
    r"|\bset\s+--\s.*(?:host|bind|port)",
    re.MULTILINE,
)
"""What a script may do to let something listen elsewhere."""
_LONGEST_SCRIPT = 8000
_MOST_SCRIPTS = 3
"""Characters of a script that are read, and scripts that start one another."""


class Heard:
    """One port that a service listens on: the place that says so, and words for it as a related place."""

    __slots__ = ("at", "words")

    def __init__(self, at: Span, words: str) -> None:
        self.at = at
        self.words = words

    def __repr__(self) -> str:
        return f"Heard({self.words!r})"


class Evidence:
    """TCP ports that a service listens on.

    `complete`: nothing that cannot be seen could make it listen on others; even so, ask `listens` about a port, which
    knows of those that debuggers and metrics open, and of numbers that stand somewhere in its settings.
    """

    __slots__ = ("_service", "complete", "loopback", "ports", "program")

    def __init__(self, service: Service) -> None:
        self._service = service
        self.ports: dict[int, Heard] = {}
        self.complete = False
        self.loopback: Loopback | None = None
        self.program: str | None = None
        """The server that it runs, where that is known."""

    def listens(self, port: int) -> bool | None:
        """Whether it listens on a port; None when nobody can know."""
        if port in self.ports:
            return True
        if not self.complete or self.may_open(port):
            return None
        return False

    def may_open(self, port: int) -> bool:
        """Whether a number stands in its settings, or is what debuggers and metrics open beside a built server."""
        beside = self._service.build is not None and port in AUXILIARY
        return beside or port in _mentioned(self._service)

    def passed_over(self, port: int) -> Heard | None:
        """The EXPOSE of its build that names other ports, where only the program could tell more; None without one."""
        service = self._service
        stage = service.build.stage if service.build else None
        if stage is None or service.command is not None or service.entrypoint is not None or self.program is not None:
            return None
        if port in self.ports or self.may_open(port) or not _exposes_known(stage):
            return None
        exposed = [number for number, protocol in stage.exposed_ports() if protocol == "tcp"]
        return self.ports.get(exposed[0]) if exposed else None


def _exposes_known(stage: Stage) -> bool:
    """Whether every port that a stage exposes is known."""
    from .instructions import Expose

    written = (made for one in stage.lineage() for made in one.instructions if isinstance(made, Expose))
    return all(port.low is not None for made in written for port in made.ports)


@remembered
def listening(service: Service) -> Evidence:
    """The evidence of what a service listens on (`ports` under Compose is none: it only says what is meant)."""
    evidence = Evidence(service)
    running = _running(service)
    bound = running.bound if running is not None else None
    if running is not None:
        evidence.program = running.program
    if bound is not None and bound.port is not None and running is not None:
        evidence.ports[bound.port] = Heard(bound.port_at, f"{running.program} listens on {bound.port}")
    _from_options(service, running, evidence)
    _from_variables(service, running, evidence)
    _from_exposed(service, evidence)
    _from_image(service, running, evidence)
    if not _alone(service):
        return evidence
    if running is not None and bound is not None:
        evidence.complete = bound.port is not None and bound.sure
        if bound.loopback:
            evidence.loopback = Loopback(bound.host_at, running.program, running.row.add, told=bound.told)
    elif running is None:
        evidence.complete = _fixed(service)
        if service.build is not None or service.command is not None:
            from .likely_loopback import likely_loopback

            evidence.loopback = likely_loopback(service)
    return evidence


class _Running:
    """The server program that a container runs, and where it listens; `bound` None when that cannot be seen."""

    __slots__ = ("bound", "program", "row")

    def __init__(self, program: str, row: Server, bound: Bound | None) -> None:
        self.program = program
        self.row = row
        self.bound = bound


def _running(service: Service) -> _Running | None:
    """The known program that decides where a service listens."""
    facts = service.facts
    own = BUILT_IN.get(facts.name) if facts is not None else None
    found = commands.words(service)
    at = found[0][1] if found else service.span
    settings = Settings(service)
    if not found or (service.entrypoint is None and found[0][0].startswith("-")):
        stage = service.build.stage if service.build else None
        if own is None or (stage is not None and stage.entrypoint() is not None):
            return None
        image = service.base_image
        return _of(own, _arguments(own, found), settings, at if found or image is None else image.span, unseen=False)
    run = commands.run_commands(service)
    return _of_commands(service, run, settings, own) if run else None


def _arguments(program: str, found: list[tuple[str, Span]]) -> list[Word]:
    """Options that are given to an image, as its program gets them."""
    if not found:
        return []
    from ..syntax.shell import command_of

    return command_of([(program, found[0][1]), *found]).commands[0].arguments


def _of_commands(
    service: Service, found: list[Command], settings: Settings, own: str | None, depth: int = 0
) -> _Running | None:
    """The server that a script ends in, also where it does so by another script of the build."""
    from .package_scripts import RUNNERS, script_command

    command = commands.deciding(found)
    if command is None:
        return None
    beside = any(_stays_beside(other) for other in found if other is not command)
    if command.program in RUNNERS:
        script = script_command(service, command)
        if script is not None:
            return _of(script.program, script.arguments, settings, command.span, unseen=beside)
    step = commands.step_of(command)
    words = command.arguments[len(command.arguments) - len(step) + 1 :] if len(step) > 1 else []
    through = step[0] != command.program and own != step[0] and not _hands_over(service, command)
    running = _of(step[0], words, settings, command.span, unseen=through or beside)
    if running is None and depth < _MOST_SCRIPTS:
        inner = _of_commands(service, _in_script(service, command), settings, own, depth + 1)
        if inner is not None and beside:
            inner.bound = None
        return inner
    return running


def _stays_beside(command: Command) -> bool:
    """Whether it may listen beside what follows: put into the background, or started as a service."""
    return (command.after is not None and command.after.text == "&") or command.program in _STARTERS


def _hands_over(service: Service, command: Command) -> bool:
    """Whether an entrypoint script is known to run what it is given, and nothing else that listens."""
    if "entrypoint" not in command.program:
        return True
    from .started import script_texts

    text = next(script_texts(service, command.program_word.value or ""), "") if command.program_word else ""
    lines = [line.strip() for line in text[:_LONGEST_SCRIPT].splitlines() if line.strip()]
    return bool(lines) and _LAST_LINE.fullmatch(lines[-1]) is not None and not _MEDDLES.search(text)


def _in_script(service: Service, command: Command) -> list[Command]:
    """The commands of the script of the build that a command starts."""
    from ..syntax.shell import SHELLS, parse_script
    from .started import script_texts

    word = command.program_word.value if command.program_word is not None else None
    if command.program in SHELLS:
        word = next((other.value for other in command.arguments if not other.head.startswith("-")), None)
    text = next(script_texts(service, word), None) if word is not None and _SCRIPT.fullmatch(word) else None
    if text is None or len(text) > _LONGEST_SCRIPT or _MEDDLES.search(text):
        return []
    parsed = parse_script(Excerpt.opaque(text, command.span), known=commands.variables(service))
    found = [inner for inner in parsed.commands if not inner.captured] if parsed is not None else []
    return [] if found and (found[-1].conditional or found[-1].tested) else found


def _of(program: str, words: list[Word], settings: Settings, at: Span, *, unseen: bool) -> _Running | None:
    row = server(program, [word.value or "" for word in words])
    if row is None:
        return None
    return _Running(program, row, None if unseen else bind(row, words, settings, at))


def _alone(service: Service) -> bool:
    """Whether it has its network to itself, and everything that it is made of can be seen."""
    if service.setting("network_mode") is not None or service.partial or service.kind == "provider":
        return False
    return len(namespaces(service.stack).get(service, ())) < 2


# What the evidence is gathered from


def _add(evidence: Evidence, number: str, at: Span, words: str) -> None:
    port = int(number)
    if 0 < port <= _HIGHEST:
        evidence.ports.setdefault(port, Heard(at, f"{words} {port}"))


def _from_options(service: Service, running: _Running | None, evidence: Evidence) -> None:
    """Options of a program nobody knows that look as if they told a port."""
    if running is not None:
        return
    for command in commands.run_commands(service):
        program = "it" if command.program[:1] in ("", "-") else command.program
        for at, word in enumerate(command.arguments):
            following = command.arguments[at + 1].value or "" if at + 1 < len(command.arguments) else ""
            option = _PORT_OPTION.fullmatch((word.value or "")[:200])
            if option is not None:
                for number in _NUMBER.findall(option[1] or following[:200]):
                    _add(evidence, number, word.span, f"{program} is told")


def _from_variables(service: Service, running: _Running | None, evidence: Evidence) -> None:
    if running is not None:
        return
    settings = Settings(service)
    for name in _OWN_PORT:
        value, at = settings.get(name)
        if value is not None and at is not None:
            for number in _NUMBER.findall(value[:200]):
                _add(evidence, number, at, f"{name} is")


def _from_exposed(service: Service, evidence: Evidence) -> None:
    stage = service.build.stage if service.build else None
    for (number, protocol), port in (stage.exposed_ports() if stage else {}).items():
        if protocol == "tcp":
            _add(evidence, str(number), port.span, "its image exposes")
    key = service.key("expose")
    for number in service.expose if key is not None else ():
        _add(evidence, str(number), key.span if key else service.span, f"{service.label} exposes")


def _from_image(service: Service, running: _Running | None, evidence: Evidence) -> None:
    """The ports of the known image, but for the one that its program is told to leave."""
    facts, image = service.facts, service.base_image
    bound = running.bound if running is not None else None
    left = running.row.port if running is not None and bound is not None and bound.port is not None else None
    for number in facts.ports or () if facts is not None and image is not None else ():
        if number != left and image is not None and facts is not None:
            _add(evidence, str(number), image.span, f"{facts.name} listens on")


def _fixed(service: Service) -> bool:
    """A known image that runs as it is, with settings that leave its ports alone."""
    facts = service.own_facts
    if facts is None or facts.name not in FIXED or not service.environment_complete or facts.ports is None:
        return False
    if service.command is not None or service.entrypoint is not None or service.setting("configs") is not None:
        return False
    kept = (*(facts.data or ()), *facts.inner_data, *filter(None, (facts.init_directory,)))
    mounted = (mount.target for mount in service.mounts)
    return all(target is not None and any(_within(target, path) for path in kept) for target in mounted) and not any(
        variable.known is None and _PORT_VARIABLE.search(name.upper()) for name, variable in service.environment.items()
    )


def _within(path: str, directory: str) -> bool:
    return path.rstrip("/") == directory or path.startswith(f"{directory}/")


@remembered
def _mentioned(service: Service) -> frozenset[int]:
    """Every number that may be a port in what it is started with and told."""
    stage = service.build.stage if service.build else None
    texts = [commands.text(service), *(text.known_text for text in (stage.env() if stage else {}).values())]
    for variable in service.environment.values():
        value = variable.value
        texts.append(value.known_text if isinstance(value, Text) else UNKNOWN)
    numbers = pattern(r"(?<![0-9])[0-9]{1,5}(?![0-9])")
    return frozenset(int(number) for text in texts for number in numbers.findall(text))
