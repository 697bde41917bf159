"""The shell's grammar: lists, pipelines and simple commands, read in one pass while the shell's state is followed."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ...core.patterns import pattern
from ...core.source import Excerpt
from .compounds import COMPOUNDS, FUNCTION, define_function
from .heredocs import await_body, read_bodies
from .nodes import Assignment, Command, Pipeline, Redirection, ShellScript, Token, Word
from .programs import Resolved, found_commands, resolve
from .state import State
from .words import ASSIGNMENT, BLANKS, PLAIN_WORDS, Budget, GiveUpError, WordReader, fields

LINKS = frozenset({"&&", "||"})
SEPARATORS = frozenset({";", "&", "\n"})
OPERATORS = frozenset(";&|()\n")
OPERATOR = pattern(r"&&|\|\||;;&|;;|;&|\|&|[;|&()]|\n")
REDIRECTION = pattern(r"([0-9]*|\{[A-Za-z_][A-Za-z0-9_]*\})(<<<|<<-|<<|<>|<&|>>|>&|>\||&>>|&>|<(?!\()|>(?!\())")
KEYWORD = pattern(r"[a-z{}!\[]{1,8}(?=[ \t\r\n;&|()<>]|\Z)")
CASE_ENDS = (";;", ";&", ";;&")
CLOSERS = frozenset({"then", "elif", "else", "fi", "do", "done", "esac", "}"})
CLOSING = frozenset(word[0] for word in CLOSERS)
TESTS = frozenset({"[", "[[", "test", "command", "which", "type", "hash", "grep"})
SWALLOWS = frozenset({"true", ":", "echo", "printf"})


class ScriptReader(WordReader):
    """Reads one text. A text inside it (`sh -c`, backticks, heredocs) gets a reader of its own for the same script."""

    def __init__(
        self, excerpt: Excerpt, state: State, budget: Budget, script: ShellScript, bodies: Sequence[Excerpt] = ()
    ) -> None:
        super().__init__(excerpt, state, budget)
        self.script = script
        self.commands = script.commands
        self.bodies = list(reversed(bodies))
        self.pending: list[tuple[Redirection, Command | None]] = []
        self.depth = 0
        self.conditional = self.tested = self.captured = False

    def whole(self) -> None:
        """Everything from here to the end of the text."""
        self.budget.descend()
        self.sequence()
        if self.at < self.end:
            raise GiveUpError
        self.budget.ascend()

    def nested(self, excerpt: Excerpt, state: State) -> ScriptReader:
        reader = ScriptReader(excerpt, state, self.budget, self.script)
        reader.depth, reader.captured = self.depth, self.captured
        reader.conditional, reader.tested = self.conditional, self.tested
        return reader

    def substitution(self, closer: str) -> None:
        outer = self.state, self.depth, self.captured
        self.state, self.depth, self.captured = self.state.fork(), self.depth + 1, True
        self.enclosed(closer)
        self.state, self.depth, self.captured = outer

    def substituted_text(self, excerpt: Excerpt) -> None:
        reader = self.nested(excerpt, self.state.fork())
        reader.depth, reader.captured = self.depth + 1, True
        reader.whole()

    def enclosed(self, closer: str) -> None:
        """A list and the operator that closes it."""
        self.budget.descend()
        self.sequence()
        if not self.looking_at(closer):
            raise GiveUpError
        self.at += len(closer)
        self.budget.ascend()

    # Between the words

    def skip_blanks(self) -> None:
        """Past blanks, continued lines and a comment, to the next token of this line."""
        while self.at < self.end:
            char = self.text[self.at]
            if char in BLANKS:
                self.at += 1
            elif char == "\\" and self.peek(1) == "\n":
                self.at += 2
            elif char == "#":
                end = self.text.find("\n", self.at, self.end)
                start, self.at = self.at, self.end if end < 0 else end
                self.script.comments.append(Token(self.text[start : self.at], self.excerpt, start))
            else:
                return

    def skip_newlines(self) -> None:
        self.skip_blanks()
        while self.at < self.end and self.text[self.at] == "\n":
            self.at += 1
            if self.pending:
                read_bodies(self)
            self.skip_blanks()

    def operator(self) -> str:
        """The operator that stands here, without taking it."""
        if self.at >= self.end or self.text[self.at] not in OPERATORS:
            return ""
        match = OPERATOR.match(self.text, self.at, self.end)
        return match[0] if match else ""

    def take(self, operator: str) -> Token:
        self.budget.spend()
        token = Token(operator, self.excerpt, self.at)
        self.script.operators.append(token)
        self.at += len(operator)
        if operator == "\n" and self.pending:
            read_bodies(self)
        return token

    def keyword(self) -> str:
        """The bare word that stands here, without taking it; empty when it can be no reserved word."""
        match = KEYWORD.match(self.text, self.at, self.end)
        return match[0] if match else ""

    def expect(self, *keywords: str) -> str:
        self.skip_newlines()
        word = self.keyword()
        if word not in keywords:
            raise GiveUpError
        self.at += len(word)
        return word

    def at_end_of_list(self) -> bool:
        self.skip_newlines()
        if self.at >= self.end:
            return True
        char = self.text[self.at]
        if char in CLOSING:
            return self.keyword() in CLOSERS
        return char == ")" or (char == ";" and self.operator() in CASE_ENDS)

    # Lists

    def sequence(self) -> None:
        """Commands up to whatever closes them; none at all is fine too."""
        while not self.at_end_of_list():
            first = len(self.commands)
            failing, last = self.and_or()
            separator = self.operator()
            if separator not in SEPARATORS:
                if self.at_end_of_list():
                    return
                raise GiveUpError
            mark_after(last, self.take(separator))
            if separator == "&":
                self.uncheck(slice(first, None))
            elif not self.at_end_of_list():
                self.uncheck(failing)

    def and_or(self) -> tuple[slice, list[Command]]:
        """Pipelines joined by `&&` and `||`: the commands whose failure a following `;` would pass over, and the last.

        With `set -e` the former are all but the last of an `&&` list: the shell does not stop for them.
        """
        base, outer = self.state, self.conditional
        begin = len(self.commands)
        tested, link = False, ""
        while True:
            optional = tested or link == "||"
            if self.state is not base and (link == "||" or not optional):
                base.merge(self.state)
                self.state = base
            if optional and self.state is base:
                self.state = base.fork()
            self.conditional = outer or optional
            at = len(self.commands)
            members = self.pipeline()
            if link == "||":
                self.handle(slice(begin, at), swallowed=len(members) == 1 and members[0].program in SWALLOWS)
                begin = at
            operator = self.text[self.at : self.at + 2]
            if operator not in LINKS:
                break
            link = operator
            mark_after(members, self.take(link))
            tested = link == "&&" and (tested or (bool(members) and members[-1].program in TESTS))
            self.skip_newlines()
        if self.state is not base:
            base.merge(self.state)
        self.state, self.conditional = base, outer
        return slice(begin, at if base.errexit else None), members

    def own(self, start: int) -> list[Command]:
        """The commands read since `start` that are not inside a substitution."""
        found = self.commands[start:]
        if len(found) == 1 and found[0].depth == self.depth:
            return found
        return [command for command in found if command.depth == self.depth]

    def uncheck(self, those: slice) -> None:
        for command in self.commands[those]:
            command.unchecked = command.unchecked or not command.tested

    def handle(self, those: slice, *, swallowed: bool) -> None:
        """What stands behind `||` either deals with the failure of the commands before it or throws it away."""
        for command in self.commands[those]:
            command.unchecked = command.unchecked or swallowed
            command.tested = command.tested or not swallowed

    def pipeline(self) -> list[Command]:
        """Commands joined by `|`, which are returned; each runs in a subshell of its own when there are several."""
        while self.looking_at("!") and self.keyword() == "!":
            self.at += 1
            self.skip_blanks()
        first, place, pipefail = len(self.commands), self.state.place(), self.state.pipefail
        members: list[list[Command]] = []
        while True:
            at = len(self.commands)
            self.command()
            members.append(self.own(at))
            operator = self.text[self.at : self.at + 2]
            if operator[:1] != "|" or operator == "||":
                break
            mark_after(members[-1], self.take(self.operator()))
            self.state.go_back(place)
            self.skip_newlines()
        if len(members) == 1:
            return members[0]
        self.state.go_back(place)
        pipeline = Pipeline(members, pipefail)
        self.script.pipelines.append(pipeline)
        for member in members:
            for command in member:
                command.pipeline = command.pipeline or pipeline
        if not pipefail:
            self.uncheck(slice(first, at))
        return self.own(first)

    # Commands

    def command(self) -> None:
        plain = PLAIN_WORDS.match(self.text, self.at, self.end)
        if plain and plain[1] not in COMPOUNDS and self.text[plain.end() : plain.end() + 1] != "(":
            self.simple(plain)
            return
        keyword = self.keyword()
        compound = COMPOUNDS.get(keyword)
        if compound is not None:
            self.at += len(keyword)
        elif FUNCTION.match(self.text, self.at, self.end):
            compound = define_function
        elif self.peek() == "(":
            compound = COMPOUNDS["(("] if self.looking_at("((") else COMPOUNDS["("]
            self.at += 1
        else:
            self.simple()
            return
        self.budget.descend()
        compound(self)
        self.budget.ascend()
        self.skip_blanks()
        while match := REDIRECTION.match(self.text, self.at, self.end):
            redirection = self.redirection(match)
            self.script.redirections.append(redirection)
            await_body(self, redirection, None)
            self.skip_blanks()

    def simple(self, plain: re.Match[str] | None = None) -> None:
        """Assignments, words and redirections up to an operator; `plain` are the words that it begins with."""
        start = end = self.at
        index = len(self.commands)
        words: list[Word] = []
        assigned: list[Word] = []
        redirections: list[Redirection] = []
        text, stop = self.text, self.end
        while self.at < stop:
            plain = plain or PLAIN_WORDS.match(text, self.at, stop)
            if plain:
                end = self.plain_words(plain.end(), words, assigned)
                self.at = plain.end()
                if self.at < stop and text[self.at] in "#\\":
                    self.skip_blanks()
                plain = None
                continue
            match = REDIRECTION.match(text, self.at, stop)
            if match:
                redirections.append(self.redirection(match))
            elif text[self.at] in "\n;|&()":
                break
            else:
                word = self.word()
                if not words and ASSIGNMENT.match(word.raw):
                    assigned.append(word)
                elif word.parts:
                    words += fields(word)
            end = self.at
            self.skip_blanks()
        if end == start:
            raise GiveUpError
        command = self.add(index, start, end, words, assigned, redirections)
        for redirection in redirections:
            await_body(self, redirection, command)

    def plain_words(self, stop: int, words: list[Word], assigned: list[Word]) -> int:
        """From here to `stop` stand but plain words of a command, and blanks. Returns where the last one ends."""
        excerpt, text, end = self.excerpt, self.text, self.at
        values = text[end:stop].split()
        for value in values:
            start = text.index(value, end)
            end = start + len(value)
            word = Word(excerpt, start, end, None, (value,))
            if words or "=" not in value or not ASSIGNMENT.match(value):
                words.append(word)
            else:
                assigned.append(word)
        self.budget.spend(len(values))
        return end

    def redirection(self, match: re.Match[str]) -> Redirection:
        start, self.at = self.at, match.end()
        self.skip_blanks()
        begin = self.at
        target = self.word()
        if self.at == begin:
            raise GiveUpError
        return Redirection(match[2], match[1], target, self.excerpt, start, self.at)

    def add(
        self, index: int, start: int, end: int, words: list[Word], assigned: list[Word], redirections: list[Redirection]
    ) -> Command | None:
        """Put a command at its place before the commands that its own words substitute.

        Shell text behind `-c` is read instead of being listed as a command; then there is none.
        """
        resolved = resolve(words)
        if resolved.script is not None and resolved.script.value is not None:
            inner = self.nested(resolved.script.excerpt, self.state.fork())
            inner.state.errexit = inner.state.pipefail = False
            inner.state.set_options(resolved.options)
            if resolved.moved:
                inner.state.cwd = None
            inner.whole()
            return None
        command = self.record(Command(self.excerpt, start, end, words, self.state.cwd), resolved, index)
        command.redirections = redirections
        if assigned or resolved.assigned:
            command.assignments = [assignment(word) for word in (*assigned, *resolved.assigned)]
        if assigned and not words:
            for word in assigned:
                prefix, values = assigned_values(word)
                self.state.bind(prefix, values)
        elif assigned:
            command.wrappers = ("assignment", *command.wrappers)
        if command.program == "find":
            for arguments in found_commands(command.arguments):
                made = Command(self.excerpt, start, end, arguments, None)
                found = self.record(made, resolve(arguments), len(self.commands))
                found.conditional = True
        self.state.run(command)
        return command

    def record(self, command: Command, resolved: Resolved, index: int) -> Command:
        command.program, command.program_word = resolved.program, resolved.program_word
        command.arguments = resolved.arguments
        command.wrappers, command.through = resolved.wrappers, resolved.through
        command.depth, command.captured = self.depth, self.captured
        command.conditional, command.tested = self.conditional, self.tested
        if resolved.moved:
            command.cwd = None
        self.commands.insert(index, command)
        return command


def mark_after(commands: list[Command], token: Token) -> None:
    """An operator follows the last of some commands, and those that were found in the same place."""
    for at in range(len(commands) - 1, -1, -1):
        if commands[at].after is not None:
            return
        commands[at].after = token
        if at and commands[at - 1].span != commands[at].span:
            return


def assigned_values(word: Word) -> tuple[str, tuple[str, ...]]:
    """The name that `NAME=value` sets and the values it may get."""
    name, _, _ = word.raw.partition("=")
    if name.endswith("+"):
        return name[:-1], ()
    return name, tuple(value[len(name) + 1 :] for value in word.values)


def assignment(word: Word) -> Assignment:
    name, values = assigned_values(word)
    return Assignment(name, word, values[0] if len(values) == 1 else None)
