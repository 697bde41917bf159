"""Tests that pass whatever happens to the server: what exactly keeps them from failing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from ..core.patterns import pattern
from ..syntax.shell import split_options
from . import commands
from .health_test import script_at
from .values import UNKNOWN, Flag

if TYPE_CHECKING:
    from ..core.source import Span
    from ..syntax.shell import Command
    from .health_test import Attempt, HealthTest, Statement
    from .service import Service

Reason = Literal["swallowed", "nothing", "every answer", "itself"]

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


class Vain:
    """Why a test cannot fail, where that is written, and the words that say it."""

    __slots__ = ("reason", "span", "words")

    def __init__(self, reason: Reason, span: Span, words: str) -> None:
        self.reason: Reason = reason
        self.span = span
        self.words = words

    def __repr__(self) -> str:
        return f"Vain({self.reason!r}, {self.words!r})"


def vain(test: HealthTest) -> Vain | None:
    """What lets a test always pass; None when it can fail, or nobody can tell."""
    outer = ([[one for one in attempt if not one.depth] for attempt in statement] for statement in test.statements())
    statements = [statement for statement in outer if any(statement)]
    last = statements[-1] if statements else [[]]
    if not last[-1] or last[-1][-1].tested:
        return None
    return _swallowed(test, statements) or _unimpressed(last) or _finds_itself(test, last)


def _may_fail_by_itself(command: Command) -> bool:
    """An `exit 1` somewhere, or what may be one."""
    if command.program in ("exit", "return"):
        return not (command.arguments and command.arguments[0].value == "0")
    return command.program in ("kill", "set", "trap")


def _swallowed(test: HealthTest, statements: list[Statement]) -> Vain | None:
    """`|| true`, `; exit 0`, or nothing else at all."""
    last, every = statements[-1], test.script.commands if test.script is not None else []
    for number, attempt in enumerate(last):
        if len(attempt) != 1 or not _passes(attempt[0]):
            continue
        never = {id(command) for later in last[number + 1 :] for command in later}
        if any(_may_fail_by_itself(command) for command in every if id(command) not in never):
            return None
        words = f"{attempt[0].program} 0" if attempt[0].program in ("exit", "return") else attempt[0].program
        if attempt[0] is every[0]:
            return Vain("nothing", attempt[0].span, words)
        return Vain("swallowed", attempt[0].span, f"{'||' if number else ';'} {words}")
    return None


def _passes(command: Command) -> bool:
    if command.program in ("exit", "return"):
        return bool(command.arguments) and command.arguments[0].value == "0"
    quiet = all(found.target.value == "/dev/null" or found.operator.endswith("&") for found in command.redirections)
    return command.program in _NOTHING and quiet


def _unimpressed(last: Statement) -> Vain | None:
    """curl without `--fail`: an answer is an answer, also "500 Internal Server Error"."""
    for attempt in last:
        command = attempt[-1]
        if command.program == "curl" and not command.captured and _takes_every_answer(command):
            return Vain("every answer", (command.program_word or command.words[0]).span, "curl without --fail")
    return None


def _takes_every_answer(command: Command) -> bool:
    found = split_options(command.arguments, _CURL_TAKES)
    if found.unclear or found.has(*_FAILS, *_LOOKS_ITSELF):
        return False
    urls = [word.head for word in found.operands] + [value or "" for value in found.values("--url")]
    return bool(urls) and all(url[:1] not in ("", UNKNOWN) and _is_page(url) for url in urls)


def _is_page(url: str) -> bool:
    scheme, colon, _ = url.partition("://")
    return not colon or scheme.lower() in ("http", "https")


def _finds_itself(test: HealthTest, last: Statement) -> Vain | None:
    """A search among the processes that always finds one: itself, or process 1, without which nothing runs."""
    if len(last) > 1 and any(command.program != "exit" for attempt in last[1:] for command in attempt):
        return None
    words = _search(test, last[0], alone=len(last) == 1)
    return Vain("itself", last[0][-1].span, words) if words is not None else None


def _search(test: HealthTest, attempt: Attempt, *, alone: bool) -> str | None:
    command = attempt[-1]
    names = split_options(command.arguments, ("-u", "-U", "-P", "-g", "-t", "-s", "-d")).operands
    sought = names[0].value if names else None
    if sought is None or command.captured:
        return None
    if command.program == "grep" and len(attempt) > 1 and attempt[-2].program == "ps":
        return "grep finds itself among the processes" if _LITERAL.fullmatch(sought) else None
    if command.program in ("pgrep", "pidof") and len(attempt) == 1:
        whole_line = any(option.name in ("-f", "--full") for option in split_options(command.arguments))
        if whole_line and not alone and (test.shell or script_at(test.words)) and _LITERAL.fullmatch(sought):
            return "pgrep -f finds the shell that runs it"
        if not whole_line and test.services and all(_starts(service, sought) for service in test.services):
            return f"without {sought}, process 1, there is no container"
    return None


def _starts(service: Service, name: str) -> bool:
    """Whether process 1 of a service is this program, with no script or init before it."""
    init = service.setting("init")
    words = commands.words(service)
    runs = bool(words) and words[0][0].rpartition("/")[2] == name and len(name) > 2
    return runs and not (isinstance(init, Flag) and init.value is not False)
