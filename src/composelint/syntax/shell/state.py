"""What a shell remembers from one command to the next, as far as a reader of the text can know it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from .nodes import Command, Word

Directory = tuple[str, ...] | None
MOST_DIRECTORIES = 50
MOST_CHARACTERS = 2048  # of a variable's values together; longer ones are unknown


class State:
    """Working directory, options and variables. A subshell or a branch gets a `fork` and leaves its parent alone."""

    __slots__ = ("_forgotten", "_own", "_parent", "cwd", "directories", "errexit", "pipefail", "previous")

    def __init__(self, parent: State | Mapping[str, str | None] = {}) -> None:  # noqa: B006 (never written to)
        self._parent = parent
        self._own: dict[str, tuple[str, ...]] = {}
        self._forgotten = False
        self.cwd: Directory = ()
        self.previous: Directory = None
        self.directories: tuple[Directory, ...] = ()
        self.errexit = False
        self.pipefail = False

    def fork(self) -> State:
        child = State(self)
        child.go_back(self.place())
        return child

    def place(self) -> tuple[Directory, Directory, tuple[Directory, ...], bool, bool]:
        return self.cwd, self.previous, self.directories, self.errexit, self.pipefail

    def go_back(self, place: tuple[Directory, Directory, tuple[Directory, ...], bool, bool]) -> None:
        """Forget changes of directory and options since `place` was taken."""
        self.cwd, self.previous, self.directories, self.errexit, self.pipefail = place

    def merge(self, branch: State) -> None:
        """Go on after a branch that may or may not have run: what it changed is unknown."""
        if branch._forgotten:
            self.forget_variables()
        for name in branch._own:
            self.bind(name, ())
        if branch.cwd != self.cwd:
            self.cwd = None
        if branch.directories != self.directories:
            self.directories = ()

    def bind(self, name: str, values: tuple[str, ...]) -> None:
        self._own[name] = values if sum(map(len, values)) <= MOST_CHARACTERS else ()

    def lookup(self, name: str) -> tuple[str, ...]:
        """The values a variable may have here; none when unknown."""
        state = self
        while True:
            if name in state._own:
                return state._own[name]
            if state._forgotten:
                return ()
            parent = state._parent
            if not isinstance(parent, State):
                value = parent.get(name)
                return () if value is None or len(value) > MOST_CHARACTERS else (value,)
            state = parent

    def forget_variables(self) -> None:
        """After `eval` or `source` anything may have been set."""
        self._own.clear()
        self._forgotten = True

    def enter(self, target: str | None) -> None:
        """`cd target`."""
        if target == "-":
            self.cwd, self.previous = self.previous, self.cwd
            return
        self.previous = self.cwd
        if target is None or target.startswith("~"):
            self.cwd = None
        elif target.startswith("/"):
            self.cwd = (target,)
        else:
            self.cwd = None if self.cwd is None or len(self.cwd) > MOST_DIRECTORIES else (*self.cwd, target)

    def set_options(self, arguments: Iterable[str | None]) -> None:
        """`set -eo pipefail`, also the options of a shell's own command line."""
        words = iter(arguments)
        for word in words:
            if word is None or word[:1] not in ("-", "+") or word in ("-", "--"):
                return
            on = word[0] == "-"
            if word[1:2] == "-":
                continue
            if "e" in word:
                self.errexit = on
            option = next(words, None) if word.endswith("o") else None
            if option == "errexit":
                self.errexit = on
            elif option == "pipefail":
                self.pipefail = on

    def run(self, command: Command) -> None:
        """What a shell builtin changes."""
        change = BUILTINS.get(command.program)
        if change is not None and not set(command.wrappers) - {"assignment", "builtin", "command"}:
            change(self, command.arguments)


def _operands(arguments: list[Word]) -> list[Word]:
    """Arguments without leading options."""
    for at, word in enumerate(arguments):
        if word.value == "--":
            return arguments[at + 1 :]
        if word.value == "-" or not word.head.startswith("-"):
            return arguments[at:]
    return []


def _cd(state: State, arguments: list[Word]) -> None:
    operands = _operands(arguments)
    state.enter(operands[0].value if len(operands) == 1 else None)


def _pushd(state: State, arguments: list[Word]) -> None:
    state.directories = (*state.directories[-MOST_DIRECTORIES:], state.cwd)
    _cd(state, arguments)


def _popd(state: State, arguments: list[Word]) -> None:
    state.cwd = state.directories[-1] if state.directories and not arguments else None
    state.directories = state.directories[:-1]


def _set(state: State, arguments: list[Word]) -> None:
    state.set_options(word.value for word in arguments)


def _declare(state: State, arguments: list[Word]) -> None:
    for word in _operands(arguments):
        name, found, _ = word.head.partition("=")
        if found:
            state.bind(name, tuple(value[len(name) + 1 :] for value in word.values))


def _lose(state: State, arguments: list[Word]) -> None:
    for word in _operands(arguments):
        state.bind(word.head, ())


def _anything(state: State, arguments: list[Word]) -> None:
    state.forget_variables()


BUILTINS = {
    "cd": _cd,
    "pushd": _pushd,
    "popd": _popd,
    "set": _set,
    "export": _declare,
    "readonly": _declare,
    "declare": _declare,
    "typeset": _declare,
    "local": _declare,
    "unset": _lose,
    "read": _lose,
    "readarray": _lose,
    "mapfile": _lose,
    "getopts": _lose,
    "eval": _anything,
    ".": _anything,
    "source": _anything,
}
