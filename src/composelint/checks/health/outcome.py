"""Tests that pass whatever happens to the server."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ...core.defect import Defect
from ...core.patterns import pattern
from ...core.source import Span
from ...model import commands
from ...model.health_test import HealthTest, Statement, script_at, test_in_force
from ...model.probes import known_words, rewritten
from ...model.service import Service
from ...model.stages import Stage
from ...model.values import UNKNOWN, Flag
from ...syntax.shell import split_options

if TYPE_CHECKING:
    from ...syntax.shell import Command

_NOTHING = frozenset(("true", ":", "echo", "printf"))
_CURL_TAKES = frozenset(
    "-A -b -c -C -d -D -e -E -F -H -K -m -o -P -Q -r -T -u -U -w -x -X -y -Y -z --cacert --capath --cert --config"
    " --connect-timeout --cookie --data --data-binary --data-raw --form --header --interface --key --max-time --output"
    " --proxy --referer --request --resolve --retry --retry-delay --retry-max-time --unix-socket --url --user"
    " --user-agent --write-out".split()
)
_FAILS = ("-f", "--fail", "--fail-with-body")
_LOOKS_ITSELF = ("-K", "--config", "-w", "--write-out", "--fail-early")
_LITERAL = pattern(r"[\w ./:@=-]+")


def healthcheck_always_passes(subject: Service | Stage) -> Iterator[Defect]:
    """The test of a healthcheck cannot fail, so the container is healthy whatever its server does."""
    test = test_in_force(subject)
    if test is None or test.script is None:
        return
    statements = [statement for statement in test.statements() if any(statement)]
    last = statements[-1] if statements else [[]]
    if last[-1] and not last[-1][-1].tested:
        yield from _swallowed(test, statements) or _unimpressed(test, last) or _finds_itself(test, last)


def _may_fail_by_itself(command: Command) -> bool:
    """An `exit 1` somewhere, or what may be one."""
    if command.program in ("exit", "return"):
        return not (command.arguments and command.arguments[0].value == "0")
    return command.program in ("kill", "set", "trap")


def _swallowed(test: HealthTest, statements: list[Statement]) -> list[Defect]:
    """`|| true`, `; exit 0`, or nothing else at all."""
    command, script = statements[-1][-1][-1], test.script
    if len(statements[-1][-1]) > 1 or not _passes(command) or script is None:
        return []
    if any(_may_fail_by_itself(other) for other in script.commands):
        return []
    words = f"{command.program} 0" if command.program in ("exit", "return") else command.program
    if len(statements) == 1 and len(statements[0]) == 1:
        message = f"{test.label} cannot fail: it only runs {words}"
        help = "Ask the server itself, and let the exit code say how it went: 0 is healthy, 1 is not."
    else:
        link = "||" if len(statements[-1]) > 1 else ";"
        message = f"{test.label} cannot fail: it ends in {link} {words}"
        help = f"Leave `{link} {words}` away: the exit code says how it went, 0 is healthy, 1 is not."
    return [Defect(command.span, message, help=help)]


def _passes(command: Command) -> bool:
    if command.program in ("exit", "return"):
        return bool(command.arguments) and command.arguments[0].value == "0"
    quiet = all(found.target.value == "/dev/null" or found.operator.endswith("&") for found in command.redirections)
    return command.program in _NOTHING and quiet


def _unimpressed(test: HealthTest, last: Statement) -> list[Defect]:
    """curl without `--fail`: an answer is an answer, also "500 Internal Server Error"."""
    for attempt in last:
        command = attempt[-1]
        if command.program == "curl" and not command.captured and _takes_every_answer(command):
            program = command.program_word or command.words[0]
            return [
                Defect(
                    program,
                    f"{test.label} passes whatever the server answers: curl without --fail",
                    help=_with_fail(test, program.span),
                )
            ]
    return []


def _takes_every_answer(command: Command) -> bool:
    found = split_options(command.arguments, _CURL_TAKES)
    if (
        found.unclear
        or found.has(*_FAILS, *_LOOKS_ITSELF)
        or any(word.head[:1] in ("", UNKNOWN) for word in found.operands)
    ):
        return False
    urls = [word.head for word in found.operands] + [value or "" for value in found.values("--url")]
    return bool(urls) and all(_is_page(url) for url in urls)


def _is_page(url: str) -> bool:
    scheme, colon, _ = url.partition("://")
    return not colon or scheme.lower() in ("http", "https")


def _with_fail(test: HealthTest, program: Span) -> str:
    """The test with `--fail` behind curl."""
    words = known_words(test.words)
    if words is None:
        return "Write `curl --fail`: then a status of 400 and above is a failure."
    sentence = "With `--fail` a status of 400 and above is a failure:"
    if not test.shell and words[0].rpartition("/")[2] == "curl":
        return rewritten(sentence, test, ["CMD", words[0], "--fail", *words[1:]])
    at = next((at for at, word in enumerate(words) if "curl" in word.split() or "curl " in word), None)
    if at is None:
        return "Write `curl --fail`: then a status of 400 and above is a failure."
    words[at] = words[at].replace("curl", "curl --fail", 1)
    return rewritten(sentence, test, ["CMD-SHELL" if test.shell else "CMD", *words])


def _finds_itself(test: HealthTest, last: Statement) -> list[Defect]:
    """A search among the processes that always finds one: itself, or process 1, without which nothing runs."""
    if len(last) == 1 or all(command.program == "exit" for attempt in last[1:] for command in attempt):
        found = _search(test, last[0], alone=len(last) == 1)
        if found is not None:
            command, what = found
            return [Defect(command.span, f"{test.label} cannot fail: {what}", help=_ASK)]
    return []


_ASK = "Ask the server itself, on its port or with its client: that a process runs, Docker sees without a healthcheck."


def _search(test: HealthTest, attempt: list[Command], *, alone: bool) -> tuple[Command, str] | None:
    command = attempt[-1]
    names = split_options(command.arguments, ("-u", "-U", "-P", "-g", "-t", "-s", "-d")).operands
    sought = names[0].value if names else None
    if sought is None or command.captured:
        return None
    if command.program == "grep" and len(attempt) > 1 and attempt[-2].program == "ps":
        return (command, "grep finds itself among the processes") if _LITERAL.fullmatch(sought) else None
    if command.program in ("pgrep", "pidof") and len(attempt) == 1:
        whole_line = any(option.name in ("-f", "--full") for option in split_options(command.arguments))
        if whole_line and not alone and (test.shell or script_at(test.words)) and _LITERAL.fullmatch(sought):
            return command, "pgrep -f finds the shell that runs it"
        if not whole_line and test.services and all(_starts(service, sought) for service in test.services):
            return command, f"without {sought}, process 1, there is no container"
    return None


def _starts(service: Service, name: str) -> bool:
    """Whether process 1 of a service is this program, with no script or init before it."""
    init = service.setting("init")
    words = commands.words(service)
    runs = bool(words) and words[0][0].rpartition("/")[2] == name and len(name) > 2
    return runs and not (isinstance(init, Flag) and init.value is not False)
