"""Compound commands: each reads itself from behind its first word to its end."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ...core.patterns import pattern
from .nodes import MOST_VALUES, Word
from .state import State
from .words import ENDS_WORD, GiveUpError

if TYPE_CHECKING:
    from .grammar import ScriptReader

FUNCTION = pattern(r"[A-Za-z_][A-Za-z0-9_.:-]*[ \t]*\([ \t]*\)")
IN_CONDITION = frozenset(" \t\r\v\f\n")


def _body(reader: ScriptReader) -> State:
    """A list that may not run, in a state of its own, which is returned."""
    outer = reader.state, reader.conditional
    reader.state, reader.conditional = reader.state.fork(), True
    reader.sequence()
    branch = reader.state
    reader.state, reader.conditional = outer
    return branch


def _condition(reader: ScriptReader, closer: str) -> None:
    outer, reader.tested = reader.tested, True
    reader.sequence()
    reader.tested = outer
    reader.expect(closer)


def _if(reader: ScriptReader) -> None:
    _condition(reader, "then")
    branches = [_body(reader)]
    outer = reader.conditional
    reader.conditional = True
    while (word := reader.expect("elif", "else", "fi")) != "fi":
        if word == "elif":
            _condition(reader, "then")
        branches.append(_body(reader))
    reader.conditional = outer
    for branch in branches:
        reader.state.merge(branch)


def _while(reader: ScriptReader) -> None:
    _condition(reader, "do")
    branch = _body(reader)
    reader.expect("done")
    reader.state.merge(branch)


def _for(reader: ScriptReader) -> None:
    reader.skip_blanks()
    if reader.looking_at("(("):
        reader.at += 2
        reader.skip_arithmetic()
        _loop(reader, "", ())
        return
    name = reader.word().value or ""
    reader.skip_newlines()
    words: list[Word] = []
    if reader.keyword() == "in":
        reader.at += len("in")
        reader.skip_blanks()
        while reader.peek() not in ("", ";", "\n"):
            start = reader.at
            words.append(reader.word())
            if reader.at == start:
                raise GiveUpError
            reader.skip_blanks()
    _loop(reader, name, _listed(words))


def _listed(words: list[Word]) -> tuple[str, ...]:
    """The values of a literal list."""
    if len(words) > MOST_VALUES or any(word.has_glob or not word.values for word in words):
        return ()
    values = tuple(value for word in words for value in _split(word))
    return values if len(values) <= MOST_VALUES else ()


def _split(word: Word) -> list[str]:
    if len(word.values) == 1 and all(part.kind == "variable" and not part.quoted for part in word.parts):
        return word.values[0].split()
    return list(word.values)


def _loop(reader: ScriptReader, name: str, values: tuple[str, ...]) -> None:
    reader.skip_blanks()
    if reader.peek() == ";":
        reader.at += 1
    reader.expect("do")
    if name:
        reader.state.bind(name, values)
    branch = _body(reader)
    reader.expect("done")
    reader.state.merge(branch)
    if name:
        reader.state.bind(name, ())


def _case(reader: ScriptReader) -> None:
    reader.skip_blanks()
    reader.word()
    reader.expect("in")
    branches = []
    while True:
        reader.skip_newlines()
        if reader.keyword() == "esac":
            break
        _pattern(reader)
        branches.append(_body(reader))
        operator = reader.operator()
        if operator in (";;", ";&", ";;&"):
            reader.take(operator)
        elif reader.keyword() != "esac":
            raise GiveUpError
    reader.at += len("esac")
    for branch in branches:
        reader.state.merge(branch)


def _pattern(reader: ScriptReader) -> None:
    """`a|b)` or `(a|b)`."""
    reader.at += reader.peek() == "("
    while True:
        reader.skip_blanks()
        start = reader.at
        reader.word()
        if reader.at == start:
            raise GiveUpError
        reader.skip_blanks()
        if reader.peek() not in ("|", ")"):
            raise GiveUpError
        reader.at += 1
        if reader.text[reader.at - 1] == ")":
            return


def _group(reader: ScriptReader) -> None:
    reader.sequence()
    reader.expect("}")


def _subshell(reader: ScriptReader) -> None:
    outer, reader.state = reader.state, reader.state.fork()
    reader.enclosed(")")
    reader.state = outer


def _arithmetic(reader: ScriptReader) -> None:
    reader.at += 1
    reader.skip_arithmetic()


def _test(reader: ScriptReader) -> None:
    """`[[ … ]]`, where operators are ordinary words."""
    start, index = reader.at - 2, len(reader.commands)
    words = [Word(reader.excerpt, start, reader.at)]
    while True:
        reader.skip_newlines()
        if reader.looking_at("]]") and (reader.peek(2) in ENDS_WORD or not reader.peek(2)):
            break
        if reader.at >= reader.end:
            raise GiveUpError
        words.append(reader.word(IN_CONDITION))
    reader.at += 2
    words.append(Word(reader.excerpt, reader.at - 2, reader.at))
    reader.add(index, start, reader.at, words, [], [])


def define_function(reader: ScriptReader) -> None:
    """`name() { … }` or `function name { … }`: its body runs wherever it is called, if at all."""
    match = FUNCTION.match(reader.text, reader.at, reader.end)
    if match:
        reader.at = match.end()
    else:
        reader.skip_blanks()
        reader.word()
        reader.skip_blanks()
        if reader.looking_at("()"):
            reader.at += 2
    reader.skip_newlines()
    outer = reader.state, reader.conditional
    reader.state, reader.conditional = reader.state.fork(), True
    reader.state.cwd = None
    reader.command()
    body = reader.state
    reader.state, reader.conditional = outer
    body.go_back(reader.state.place())
    reader.state.merge(body)


COMPOUNDS: dict[str, Callable[[ScriptReader], None]] = {
    "(": _subshell,
    "((": _arithmetic,
    "[[": _test,
    "case": _case,
    "for": _for,
    "function": define_function,
    "if": _if,
    "select": _for,
    "until": _while,
    "while": _while,
    "{": _group,
}
