"""The instructions that run something: RUN with its mounts, CMD, ENTRYPOINT, HEALTHCHECK."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from ..core.patterns import pattern
from ..core.source import Span
from ..syntax.dockerfile.splitting import comma_words
from .compose import Variable
from .instructions import Instruction
from .kept import Keeper, fact
from .values import Number, Text

if TYPE_CHECKING:
    from ..syntax.dockerfile import Flag, Word
    from ..syntax.shell import ShellScript
    from .stages import Origin

_DURATION = r"([0-9]+(?:\.[0-9]*)?|\.[0-9]+)(ns|us|µs|μs|ms|s|m|h)"
_SECONDS = {"ns": 1e-9, "us": 1e-6, "µs": 1e-6, "μs": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0, "h": 3600.0}
_TRUE = frozenset(("1", "t", "true"))


class Program(Instruction):
    """An instruction that runs something: RUN, CMD, ENTRYPOINT, HEALTHCHECK."""

    __slots__ = ()

    @fact
    def words(self) -> list[Text]:
        """The strings of the exec form; empty for the shell form. The builder fills in nothing."""
        if self.form != "exec":
            return []
        return [Text(word.text, word.span, excerpt=word) for word in self.node.words]

    @property
    def argv(self) -> list[str | None]:
        """The words that run, the shell's own first in the shell form; empty when nothing is written."""
        if self.form == "exec":
            return [word.text for word in self.node.words]
        if self.form == "none" or self.node.text is None:
            return []
        shell = self.shell
        return [*(shell.argv if shell else ("/bin/sh", "-c")), self.node.text.text]

    @fact
    def script(self) -> ShellScript | None:
        """What it runs as shell text; None when that is no POSIX shell's, or cannot be read."""
        from .scripts import script_of

        return script_of(self)


class Run(Program):
    __slots__ = ()

    @fact
    def run(self) -> Run:
        return self

    @fact
    def mounts(self) -> list[Mount]:
        return [Mount(self, flag, flag.value) for flag in self.flags if flag.name == "mount" and flag.value is not None]

    @property
    def network(self) -> Text | None:
        return self.flag("network")

    @property
    def security(self) -> Text | None:
        return self.flag("security")


class Cmd(Program):
    __slots__ = ()


class Entrypoint(Program):
    __slots__ = ()


class Healthcheck(Program):
    """HEALTHCHECK. Timings are seconds; None where not given, a value of None where it is no duration."""

    __slots__ = ()

    @property
    def none(self) -> bool:
        """`HEALTHCHECK NONE`: the check of the base is switched off."""
        return self.node.kind is not None and self.node.kind.text.upper() == "NONE"

    @property
    def interval(self) -> Number | None:
        return self._seconds("interval")

    @property
    def timeout(self) -> Number | None:
        return self._seconds("timeout")

    @property
    def start_period(self) -> Number | None:
        return self._seconds("start-period")

    @property
    def start_interval(self) -> Number | None:
        return self._seconds("start-interval")

    @property
    def retries(self) -> Number | None:
        word = self._word("retries")
        if word is None:
            return None
        digits = word.text.isascii() and word.text.isdigit() and len(word.text) < 10
        return Number(int(word.text) if digits else None, word.span, text=word.text)

    def _word(self, name: str) -> Word | None:
        return next((flag.value for flag in self.flags if flag.name == name and flag.value is not None), None)

    def _seconds(self, name: str) -> Number | None:
        word = self._word(name)
        return None if word is None else Number(seconds(word.text), word.span, text=word.text)


def seconds(text: str) -> float | None:
    """A Go duration (`1m30s`) in seconds; None when it is none."""
    text = text.removeprefix("+")
    if text == "0":
        return 0.0
    total, at, part = 0.0, 0, pattern(_DURATION)
    while match := part.match(text, at):
        total += float(match[1]) * _SECONDS[match[2]]
        at = match.end()
    return total if at and at == len(text) else None


class Mount(Keeper):
    """One `--mount` of a RUN. `options` are its fields in order, values with variables filled in.

    `type` is None when unknown.
    """

    __slots__ = ("flag", "run", "word")

    def __init__(self, run: Run, flag: Flag, word: Word) -> None:
        self.run = run
        self.flag = flag
        self.word = word

    @property
    def span(self) -> Span:
        return self.flag.span

    @fact
    def options(self) -> list[Variable]:
        """Names in lower case; `value` None for a bare word such as `readonly`."""
        found: list[Variable] = []
        for field in comma_words(self.word):
            name, equals, _ = field.text.partition("=")
            value = self.run.text(field.sub(len(name) + 1, len(field.text))) if equals else None
            found.append(Variable(Text(name.strip().lower(), field.sub(0, len(name)).span), value))
        return found

    def option(self, *names: str) -> Text | None:
        """The last value given under one of these names."""
        values = [option.value for option in self.options if option.name.value in names and option.value is not None]
        return values[-1] if values else None

    def _truth(self, *names: str) -> bool | None:
        """Whether an option is set; None when it is not given or unknown."""
        given = next((option for option in reversed(self.options) if option.name.value in names), None)
        if given is None:
            return None
        if given.value is None:
            return True
        return None if given.value.value is None else given.value.value.lower() in _TRUE

    @property
    def type(self) -> str | None:
        text = self.option("type")
        if text is None:
            return "bind"
        return None if text.value is None else text.value.lower()

    @property
    def source(self) -> Text | None:
        return self.option("source", "src")

    @property
    def target(self) -> Text | None:
        return self.option("target", "dst", "destination")

    @property
    def id(self) -> Text | None:
        """The name of the secret, cache or agent; a secret's `source` is its name too."""
        return self.option("id") or (self.source if self.type == "secret" else None)

    @property
    def env(self) -> Text | None:
        """The variable that a secret is put into."""
        return self.option("env")

    @property
    def sharing(self) -> Text | None:
        return self.option("sharing")

    @property
    def required(self) -> bool:
        return self._truth("required") is True

    @property
    def read_only(self) -> bool:
        """Bind, secret and ssh mounts are, unless they say otherwise."""
        writable = self._truth("readwrite", "rw")
        if writable is not None:
            return not writable
        given = self._truth("readonly", "ro")
        return self.type not in ("cache", "tmpfs") if given is None else given

    @fact
    def path(self) -> str | None:
        """Where it appears, as an absolute path; None when unknown, or when it is only a variable."""
        target, base = self.target, self.run.workdir.value
        if target is None:
            name = self.id.value if self.id is not None else None
            return f"/run/secrets/{name}" if self.type == "secret" and self.env is None and name else None
        if target.value is None or (base is None and not target.value.startswith("/")):
            return None
        return posixpath.normpath(posixpath.join("/", base or "/", target.value))

    @fact
    def from_(self) -> Origin | None:
        """What `from=` names; None when it mounts from the build context."""
        for field in comma_words(self.word):
            name, equals, _ = field.text.partition("=")
            if equals and name.strip().lower() == "from" and len(field.text) > len(name) + 1:
                return self.run.dockerfile.origin(field.sub(len(name) + 1, len(field.text)), self.run)
        return None

    def __repr__(self) -> str:
        return f"Mount({self.word.text!r})"
