"""Which program a list of words runs, once the programs that only start another one are taken away."""

from __future__ import annotations

from collections.abc import Iterator

from ...core.patterns import pattern
from .nodes import Part, Word
from .words import ASSIGNMENT

SHELLS = frozenset({"sh", "bash", "ash", "dash", "zsh", "ksh"})
MOST_WRAPPERS = 20
PYTHON = pattern(r"(?:python|pypy)[0-9.]*|py")
PYTHON_MODULES = frozenset({"build", "ensurepip", "pdm", "pip", "pipenv", "pipx", "playwright", "poetry", "uv", "venv"})


class Wrapper:
    """How to get past a program that runs another.

    `values` are its options that take the next word, `moves` those among them that change the directory, `stops` those
    with which it runs nothing; `operands` is how many words stand before the program; `assigns` whether `NAME=value`
    may.
    """

    __slots__ = ("assigns", "moves", "operands", "stops", "values")

    def __init__(
        self, values: str = "", *, moves: str = "", stops: str = "", operands: int = 0, assigns: bool = False
    ) -> None:
        self.values = frozenset(values.split())
        self.moves = frozenset(moves.split())
        self.stops = frozenset(stops.split())
        self.operands = operands
        self.assigns = assigns


WRAPPERS = {
    "builtin": Wrapper(),
    "busybox": Wrapper(),
    "command": Wrapper(stops="-v -V"),
    "dumb-init": Wrapper("-r --rewrite"),
    "env": Wrapper("-u --unset -C --chdir", moves="-C --chdir", stops="-S --split-string", assigns=True),
    "exec": Wrapper("-a"),
    "gosu": Wrapper(operands=1),
    "ionice": Wrapper("-c -n --class --classdata", stops="-p --pid"),
    "linux32": Wrapper(),
    "linux64": Wrapper(),
    "nice": Wrapper("-n --adjustment"),
    "nohup": Wrapper(),
    "setarch": Wrapper(operands=1),
    "stdbuf": Wrapper("-i -o -e --input --output --error"),
    "su-exec": Wrapper(operands=1),
    "sudo": Wrapper(
        "-C -D -R -T -U -g -h -p -r -t -u --chdir --chroot --group --host --prompt --role --type --user",
        moves="-D --chdir -R --chroot",
        stops="-e -l -v -V --edit --list --validate --version",
        assigns=True,
    ),
    "time": Wrapper("-f -o --format --output"),
    "timeout": Wrapper("-k -s --kill-after --signal", operands=1),
    "tini": Wrapper("-e -p"),
    "xargs": Wrapper(
        "-a -d -E -I -L -n -P -s --arg-file --delimiter --max-args --max-chars --max-lines --max-procs --replace"
    ),
    "xvfb-run": Wrapper("-e -f -n -p -s --error-file --auth-file --server-num --xauth-protocol --server-args"),
}
OTHER_USER = Wrapper("-g -G -s -u -w --group --supp-group --shell --user --whitelist-environment").values

RUNNERS: dict[tuple[str, str], frozenset[str]] = {
    (program, subcommand): frozenset(values.split())
    for program, subcommand, values in (
        ("bundle", "exec", ""),
        ("bunx", "", "-p --package"),
        ("npx", "", "-p --package -w --workspace"),
        ("pdm", "run", "-p --project"),
        ("pipenv", "run", ""),
        ("pipx", "run", "--spec --python --pip-args --index-url -i"),
        ("pnpm", "dlx", "--package"),
        ("poetry", "run", "-C -P --directory --project"),
        (
            "uv",
            "run",
            "-p -w --directory --env-file --extra --group --index --index-url --no-group --only-group --package"
            " --project --python --with --with-editable --with-requirements",
        ),
        ("uvx", "", "-p -w --from --python --with --with-requirements --index --index-url"),
        ("yarn", "dlx", "-p --package"),
    )
}
COREPACK = frozenset({"npm", "npx", "pnpm", "pnpx", "yarn", "yarnpkg"})


class Resolved:
    """What a list of words runs. `script` is shell text handed over by `sh -c` and the like, `options` that shell's."""

    __slots__ = (
        "arguments",
        "assigned",
        "moved",
        "options",
        "program",
        "program_word",
        "script",
        "through",
        "wrappers",
    )

    def __init__(self) -> None:
        self.program = ""
        self.program_word: Word | None = None
        self.arguments: list[Word] = []
        self.assigned: tuple[Word, ...] = ()
        self.wrappers: tuple[str, ...] = ()
        self.through: tuple[str, ...] = ()
        self.moved = False
        self.script: Word | None = None
        self.options: list[str] = []


def base_name(word: Word) -> str:
    """The file name of a program word: also of `$VENV/bin/pip`, where only the directory is unknown."""
    if word.value is not None:
        return word.value.rpartition("/")[2]
    name = word.tail
    return name.rpartition("/")[2] if "/" in name else ""


def resolve(words: list[Word]) -> Resolved:
    """Take wrappers and runners away, one after the other."""
    result = Resolved()
    if not words:
        return result
    name = base_name(words[0])
    if name in _STARTERS or name.startswith("py"):
        _unwrap(list(words), result)
    else:
        result.program, result.program_word, result.arguments = name, words[0], words[1:]
    if result.program in SHELLS and result.script is None:
        result.options, result.script = script_argument(result.arguments)
    return result


_STARTERS = frozenset((*WRAPPERS, "su", "runuser", "corepack", *(program for program, _ in RUNNERS)))
"""Programs that run another one; beside them there is Python."""


def _unwrap(words: list[Word], result: Resolved) -> None:
    at: int | None = 0
    start = 0
    while at is not None and at < len(words) and len(result.wrappers) < MOST_WRAPPERS:
        result.program, result.program_word = base_name(words[at]), words[at]
        start, at = at + 1, _behind(result.program, words, at, result)
    result.arguments = words[start:]


def _behind(name: str, words: list[Word], at: int, result: Resolved) -> int | None:
    """Where the program begins that words[at] runs; None when it runs none."""
    following = words[at + 1].value or "" if at + 1 < len(words) else ""
    if name in WRAPPERS:
        return _unwrapped(name, WRAPPERS[name], words, at + 1, result)
    if name in ("su", "runuser"):
        return _other_user(name, words, at + 1, result)
    if PYTHON.fullmatch(name):
        return _module(words, at + 1, result)
    if name == "corepack" and following in COREPACK:
        result.through += (name,)
        return at + 1
    for subcommand in ("", following):
        values = RUNNERS.get((name, subcommand))
        if values is not None:
            behind = _after_options(words, at + 2 if subcommand else at + 1, values)
            if behind is not None:
                result.through += (f"{name} {subcommand}".rstrip(),)
            return behind
    return None


def _after_options(words: list[Word], at: int, values: frozenset[str]) -> int | None:
    """The first word from `at` on that is neither an option nor an option's value; None when nobody can be sure."""
    while at < len(words):
        value, head = words[at].value, words[at].head
        if value == "--":
            at += 1
            break
        if value is None and not head:
            return at if "/" in words[at].tail else None
        if not head.startswith("-") or value == "-":
            break
        at += 2 if value in values else 1
    return at if at < len(words) else None


def _unwrapped(name: str, wrapper: Wrapper, words: list[Word], start: int, result: Resolved) -> int | None:
    at = _after_options(words, start, wrapper.values)
    assigned = []
    while at is not None and wrapper.assigns and at < len(words) and ASSIGNMENT.match(words[at].head):
        assigned.append(words[at])
        at += 1
    if at is None or at + wrapper.operands >= len(words):
        return None
    options = {word.head.partition("=")[0] for word in words[start:at]}
    if options & wrapper.stops:
        return None
    result.wrappers += (name,)
    result.assigned += tuple(assigned)
    result.moved = result.moved or bool(options & wrapper.moves)
    if name == "xargs":
        last = words[-1]
        words.append(Word(last.of, last.end, last.end, [Part("command", (), last.end, last.end)]))
    return at + wrapper.operands


def _other_user(name: str, words: list[Word], start: int, result: Resolved) -> int | None:
    """`su user -c 'text'`, `runuser -u user -- program`."""
    for at in range(start, len(words) - 1):
        if words[at].value in ("-c", "--command"):
            result.wrappers += (name,)
            result.script = words[at + 1]
            return None
    if name == "su" or not any(word.value in ("-u", "--user") for word in words[start:]):
        return None
    result.wrappers += (name,)
    return _after_options(words, start, OTHER_USER)


def _module(words: list[Word], start: int, result: Resolved) -> int | None:
    """The module of `python -m module`, when it is one that is also a program."""
    for at in range(start, len(words) - 1):
        option = words[at].value or ""
        if not option.startswith("-") or option[-1] in "WXc":
            return None
        if option.endswith("m"):
            if words[at + 1].value not in PYTHON_MODULES:
                return None
            result.wrappers += ("python -m",)
            return at + 1
    return None


def script_argument(arguments: list[Word]) -> tuple[list[str], Word | None]:
    """The options of a shell's command line and the text behind its `-c`."""
    options: list[str] = []
    at, wanted = 0, False
    while at < len(arguments):
        value = arguments[at].value
        if value is None or value[:1] not in ("-", "+") or value in ("-", "--"):
            break
        options.append(value)
        at += 1
        if value.startswith("--"):
            at += 1 if value in ("--rcfile", "--init-file") else 0
            continue
        wanted = wanted or (value[0] == "-" and "c" in value)
        if value[-1] in "oO" and at < len(arguments):
            options.append(arguments[at].value or "")
            at += 1
    if at < len(arguments) and arguments[at].value == "--":
        at += 1
    return options, arguments[at] if wanted and at < len(arguments) else None


def found_commands(arguments: list[Word]) -> Iterator[list[Word]]:
    """The commands that `find … -exec command … ;` runs."""
    at = 0
    while at < len(arguments):
        if arguments[at].value in ("-exec", "-execdir", "-ok", "-okdir"):
            end = at + 1
            while end < len(arguments) and arguments[end].value not in (";", "+"):
                end += 1
            yield arguments[at + 1 : end]
            at = end
        at += 1
