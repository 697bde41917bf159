"""The test that a healthcheck runs, wherever it stands: in Compose, or in the HEALTHCHECK of a Dockerfile."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from ..core.patterns import pattern
from ..core.source import Span
from .kept import remembered
from .values import UNKNOWN, Items, Text

if TYPE_CHECKING:
    from ..syntax.endpoints import Endpoint
    from ..syntax.shell import Command, ShellScript
    from .service import Service
    from .stages import Stage

Attempt = list["Command"]
"""Commands that must all succeed: a pipeline, or several joined by `&&`."""
Statement = list[Attempt]
"""Attempts joined by `||`, of which one must succeed."""

OTHERWISE = frozenset(("exit", "false", "return", "true", ":", "echo", "printf", "kill", "logger"))
"""What stands behind `||` to deal with a failure, and is no other way to ask."""
_MOST_TEXT = 8000
_OWN_PAGE = pattern(r"(?:localhost|127\.0\.0\.1|\[::1\]):[0-9]{1,5}(?![0-9])")
_QUIET_ROLES = ("proxy", "admin-ui", "tool", "control")
"""Nobody waits for these unless somebody depends on them."""


class Address:
    """Where a test asks: the host, and the port as written or as the scheme has it (None: unknown)."""

    __slots__ = ("host", "host_span", "port", "port_span")

    def __init__(self, host: str, port: int | None, host_span: Span, port_span: Span | None) -> None:
        self.host = host
        self.port = port
        self.host_span = host_span
        self.port_span = port_span

    def __repr__(self) -> str:
        return f"Address({self.host!r}, {self.port!r})"


class HealthTest:
    """A test that is written in the stack. `holder` is the service, or the stage whose HEALTHCHECK it is.

    `shell` says whether the image's shell reads it: then `words` is that one text, else what stands behind CMD.
    """

    __slots__ = ("holder", "script", "shell", "words")

    def __init__(
        self, holder: Service | Stage, words: Sequence[Text], script: ShellScript | None, *, shell: bool
    ) -> None:
        self.holder = holder
        self.words = list(words)
        self.script = script
        """What it runs; None when it cannot be read."""
        self.shell = shell

    @property
    def span(self) -> Span:
        """All of it, where it stands on one line; else its first word."""
        first, last = self.words[0].span, self.words[-1].span
        whole = Span(first.source, first.start, max(first.end, last.end))
        return whole if first.source is last.source and "\n" not in whole.text else first

    @property
    def label(self) -> str:
        """How messages name it."""
        from .service import Service

        return f"the healthcheck of {self.holder.label}" if isinstance(self.holder, Service) else "the HEALTHCHECK"

    @property
    def services(self) -> list[Service]:
        """The services in which it is in force."""
        from .service import Service

        return [self.holder] if isinstance(self.holder, Service) else _inheriting(self.holder)

    def has(self, program: str) -> bool | None:
        """Whether a program is there where the test runs; None when nobody knows, or not all know the same."""
        from .service import Service
        from .tools import present

        if UNKNOWN in program:
            return None
        if isinstance(self.holder, Service):
            return present(self.holder, program)
        from .built_tools import image_tools

        answers = {present(service, program) for service in self.services}
        answers.add(image_tools(self.holder).has(program))
        return answers.pop() if len(answers) == 1 else None

    def statements(self) -> Iterator[Statement]:
        """Its commands by what must succeed, without those in a branch or a loop: nobody knows whether they run."""
        statement: Statement = [[]]
        link, skipped = "end", False
        for command in self.script.commands if self.script is not None else ():
            if command.depth:
                # Its output is a word of the command before it.
                statement[-1].append(command)
                continue
            if link == "||":
                statement.append([])
            elif link in (";", "\n", "&", "end"):
                yield statement
                statement, skipped = [[]], command.conditional
            if not skipped:
                statement[-1].append(command)
            link = command.after.text if command.after is not None else "end"
        yield statement

    def addresses(self) -> list[Address]:
        """The addresses that it asks, each once."""
        from ..knowledge.endpoints import default_port
        from .clients import addresses

        found: dict[Span, Address] = {}
        for command in self.script.commands if self.script is not None else ():
            for endpoint in (*addresses(command), *_own(command)):
                port = default_port(endpoint.scheme) if endpoint.port_span is None else endpoint.port
                address = Address(endpoint.host, port, endpoint.host_span, endpoint.port_span)
                found.setdefault(endpoint.host_span, address)
        return list(found.values())

    def __repr__(self) -> str:
        return f"HealthTest({self.label}, {[word.value for word in self.words]})"


def _own(command: Command) -> Iterator[Endpoint]:
    """`localhost:8080/health` as curl and wget take it."""
    from ..syntax.endpoints import read_endpoints

    for word in command.arguments if command.program in ("curl", "wget") else ():
        match = _OWN_PAGE.match(word.value or "")
        if match is not None:
            yield from read_endpoints(word.excerpt.slice(0, match.end()))


def lacks_healthcheck(service: Service) -> bool:
    """Whether it is a server that matters to others and has no healthcheck, in Compose or in its image."""
    block = service.healthcheck_block
    if not service.is_server or service.scaled_to_zero or service.healthcheck() is not None:
        return False
    if block is not None and block.switched_off:
        return False
    if not (service.stateful or service.dependents or service.ports):
        return False
    return bool(service.role not in _QUIET_ROLES or service.dependents) and not _cannot_have_one(service)


def _cannot_have_one(service: Service) -> bool:
    """A known image without a shell and without a program to ask with; of a store one takes another variant."""
    from .advice import own_test

    facts = service.own_facts
    return bool(facts and facts.shell is False and not service.stateful and own_test(service) is None)


@remembered
def written_test(service: Service) -> HealthTest | None:
    """The test that Compose gives a service, if it is one that Docker runs."""
    block = service.healthcheck_block
    if block is None or block.switched_off or not isinstance(block.test, Items):
        return None
    items = [item if isinstance(item, Text) else Text(None, item.span) for item in block.test]
    head, words = items[0].value if items else None, items[1:]
    if head not in ("CMD", "CMD-SHELL") or not words:
        return None
    shell = head == "CMD-SHELL"
    if shell:
        words = words[:1]
    if foreign_shell(service):
        return HealthTest(service, words, None, shell=shell)
    return HealthTest(service, words, _script(words, shell, _environment(service)), shell=shell)


def foreign_shell(service: Service) -> bool:
    """Whether the image is for Windows, or its Dockerfile names a shell that is none of ours."""
    image, stage = service.base_image, service.build.stage if service.build is not None else None
    if (image is not None and image.windows) or (stage is not None and stage.windows):
        return True
    shell = stage.states[-1].shell if stage is not None else None
    return shell is not None and shell.foreign


@remembered
def inherited_test(stage: Stage) -> HealthTest | None:
    """The test of the HEALTHCHECK that is in force in the image of a stage."""
    check = stage.healthcheck()
    if check is None or check.none or check.form not in ("exec", "shell") or check.node.text is None:
        return None
    if check.form == "exec":
        words = check.words
        return HealthTest(stage, words, check.script, shell=False) if words else None
    text = check.node.text
    word = Text(text.text, text.span, excerpt=text.excerpt)
    return HealthTest(stage, [word], check.script, shell=True) if text.text.strip() else None


def test_in_force(subject: Service | Stage) -> HealthTest | None:
    """The test that a service writes itself; that of a stage, unless every service that runs it goes its own way."""
    from .service import Service

    if isinstance(subject, Service):
        return None if subject.scaled_to_zero or subject.kind in ("template", "provider") else written_test(subject)
    from .running import services_of

    services = services_of(subject)
    if not subject.final or (services and not _inheriting(subject)):
        return None
    return inherited_test(subject)


def _inheriting(stage: Stage) -> list[Service]:
    """The services that run a stage with its own HEALTHCHECK."""
    from .running import services_of

    found = []
    for service in services_of(stage):
        health = service.healthcheck()
        if health is not None and health.origin == "dockerfile":
            found.append(service)
    return found


def _environment(service: Service) -> dict[str, str | None]:
    """What the variables of the container hold."""
    stage = service.build.stage if service.build is not None else None
    known = {name: text.value for name, text in stage.env().items()} if stage is not None else {}
    return {**known, **{name: variable.known for name, variable in service.environment.items()}}


def _script(words: list[Text], shell: bool, known: Mapping[str, str | None]) -> ShellScript | None:
    """What a test runs, `sh -c` taken away."""
    from ..syntax.shell import command_of, parse_script

    if sum(len(word.known_text) for word in words) > _MOST_TEXT:
        return None
    at = 0 if shell else script_at(words)
    if at is not None:
        options = [] if shell else [word.known_text for word in words[1:at]]
        return parse_script(words[at].resolved(), known=known, options=options)
    return command_of([(word.known_text, word.span) for word in words], known=known)


def script_at(words: Sequence[Text]) -> int | None:
    """The index of the text in `sh -c text`; None when no shell is started."""
    from ..syntax.shell import SHELLS

    if not words or (words[0].value or "").rpartition("/")[2] not in SHELLS:
        return None
    for at, word in enumerate(words[1:-1], 1):
        value = word.value or ""
        if not value.startswith("-"):
            return None
        if not value.startswith("--") and "c" in value:
            return at + 1
    return None
