"""Reading words: quotes, escapes and expansions. The grammar that puts words together stands in `grammar`."""

from __future__ import annotations

import re
from collections.abc import Callable

from ...core.patterns import pattern
from ...core.source import Excerpt
from .nodes import Part, Word, combined
from .state import State

_PLAIN = r"[^\s'\"\\$`|&;<>()]++"
_BEHIND = r"(?:[ \t\r\v\f]+|(?=[\n;|)])|(?=&(?!>))|\Z)"
PLAIN = pattern(_PLAIN)
PLAIN_WORD = pattern(f"({_PLAIN}){_BEHIND}")
"""A word that means what is written, with the blanks behind it."""
PLAIN_WORDS = pattern(f"(?!#)({_PLAIN}){_BEHIND}(?:(?!#){_PLAIN}{_BEHIND})*+")
"""As many of them as follow each other."""
IN_DOUBLE_QUOTES = pattern(r"[^\"\\$`]+")
IN_BRACES = pattern(r"[^}'\"\\$`]+")
IN_ARITHMETIC = pattern(r"[^'\"\\$`()]+")
NAME = pattern(r"[A-Za-z_][A-Za-z0-9_]*")
SPECIAL = pattern(r"[0-9@*#?$!-]")
PARAMETER = pattern(r"[#!]?([A-Za-z_][A-Za-z0-9_]*|[0-9]+|[@*#?$!-])")
BRACED = pattern(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
ASSIGNMENT = pattern(r"[A-Za-z_][A-Za-z0-9_]*\+?=")
ANSI_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "f": "\f", "v": "\v", "e": "\x1b", "E": "\x1b"}
BLANKS = frozenset(" \t\r\v\f")
ENDS_WORD = frozenset(" \t\r\v\f\n|&;<>()")


class GiveUpError(Exception):
    """The text is no shell script, or none that can be read within the limits."""


class Budget:
    """What one script may cost, shared by everything nested in it."""

    __slots__ = ("depth", "tokens")

    def __init__(self) -> None:
        self.tokens = 20_000
        self.depth = 50

    def spend(self, tokens: int = 1) -> None:
        self.tokens -= tokens
        if self.tokens < 0:
            raise GiveUpError

    def descend(self) -> None:
        self.depth -= 1
        if self.depth < 0:
            raise GiveUpError

    def ascend(self) -> None:
        self.depth += 1


class WordReader:
    """A position in a text, and the reading of words from there on."""

    def __init__(self, excerpt: Excerpt, state: State, budget: Budget) -> None:
        self.excerpt = excerpt
        self.text = excerpt.text
        self.at = 0
        self.end = len(self.text)
        self.state = state
        self.budget = budget

    def substitution(self, closer: str) -> None:
        """Read commands up to `closer` and past it; the grammar knows how."""
        raise GiveUpError

    def substituted_text(self, excerpt: Excerpt) -> None:
        """Read the commands of a text of their own."""
        raise GiveUpError

    # Characters

    def peek(self, offset: int = 0) -> str:
        at = self.at + offset
        return self.text[at] if at < self.end else ""

    def looking_at(self, text: str) -> bool:
        return self.text.startswith(text, self.at, self.end)

    def index_of(self, text: str, start: int) -> int:
        found = self.text.find(text, start, self.end)
        if found < 0:
            raise GiveUpError
        return found

    # Words

    def word(self, ends: frozenset[str] = ENDS_WORD) -> Word:
        """The word that begins here."""
        self.budget.spend()
        start = self.at
        plain = PLAIN_WORD.match(self.text, start, self.end) if ends is ENDS_WORD else None
        if plain:
            self.at = plain.end(1)
            return Word(self.excerpt, start, self.at)
        parts: list[Part] = []
        while self.at < self.end:
            char = self.text[self.at]
            if char in ends and not (char in "<>" and self.peek(1) == "("):
                if char != "(" or not self._may_open(start, parts):
                    break
                parts.append(self._parenthesised())
            else:
                parts += self._piece(char, PLAIN if ends is ENDS_WORD else None)
        return Word(self.excerpt, start, self.at, parts)

    def _may_open(self, start: int, parts: list[Part]) -> bool:
        """Whether `(` belongs to the word: a bash array `a=(…)` or an extended glob `!(…)`."""
        if self.at == start or not parts or parts[-1].kind != "literal":
            return False
        before = self.text[self.at - 1]
        return before in "?*+@!" or (before in "=" and ASSIGNMENT.fullmatch(self.text, start, self.at) is not None)

    def _parenthesised(self) -> Part:
        """`(…)` inside a word: its words are read for what they run, its value is unknown."""
        begin = self.at
        self.at += 1
        self.budget.descend()
        while self.peek() != ")":
            if self.at >= self.end:
                raise GiveUpError
            if self.text[self.at] in "|\n" or self.text[self.at] in BLANKS:
                self.at += 1
                continue
            before = self.at
            self.word()
            if self.at == before:
                raise GiveUpError
        self.at += 1
        self.budget.ascend()
        return Part("array", (), begin, self.at)

    def _piece(self, char: str, plain: re.Pattern[str] | None) -> list[Part]:
        """The parts that begin with `char` outside quotes."""
        start = self.at
        if char == "'":
            self.at = self.index_of("'", start + 1) + 1
            return [Part("literal", (self.text[start + 1 : self.at - 1],), start + 1, self.at - 1, quoted=True)]
        if char == '"':
            self.at += 1
            return self._double_quoted()
        if char == "\\":
            return self._escape()
        if char == "$":
            return self._dollar(quoted=False)
        if char == "`":
            return [self._backticks(quoted=False)]
        if char in "<>" and self.peek(1) == "(":
            self.at += 2
            self.substitution(")")
            return [Part("process", (), start, self.at)]
        match = plain.match(self.text, start, self.end) if plain else None
        self.at = match.end() if match else start + 1
        return [Part("literal", (self.text[start : self.at],), start, self.at)]

    def _escape(self) -> list[Part]:
        """A backslash outside quotes takes the meaning of the next character; before a newline both vanish."""
        start = self.at
        self.at = min(start + 2, self.end)
        following = self.text[start + 1 : self.at]
        if following == "\n":
            return []
        if not following:
            return [Part("literal", ("\\",), start, start + 1, quoted=True)]
        return [Part("literal", (following,), start + 1, self.at, quoted=True)]

    def _double_quoted(self) -> list[Part]:
        parts = [Part("literal", ("",), self.at, self.at, quoted=True)]
        while self.at < self.end:
            start = self.at
            char = self.text[start]
            if char == '"':
                self.at += 1
                return parts
            if char == "\\":
                following = self.peek(1)
                self.at += 2
                if following in ("$", "`", '"', "\\") and following:
                    parts.append(Part("literal", (following,), start + 1, self.at, quoted=True))
                elif following != "\n":
                    parts.append(Part("literal", ("\\" + following,), start, self.at, quoted=True))
            elif char == "$":
                parts += self._dollar(quoted=True)
            elif char == "`":
                parts.append(self._backticks(quoted=True))
            else:
                parts.append(self._run(IN_DOUBLE_QUOTES))
        raise GiveUpError

    def _run(self, within: re.Pattern[str]) -> Part:
        start = self.at
        match = within.match(self.text, start, self.end)
        self.at = match.end() if match else start + 1
        return Part("literal", (self.text[start : self.at],), start, self.at, quoted=True)

    # Expansions

    def _dollar(self, *, quoted: bool) -> list[Part]:
        self.budget.spend()
        start, following = self.at, self.peek(1)
        if following == "(":
            return [self._arithmetic() if self.peek(2) == "(" else self._command(quoted=quoted)]
        if following == "{":
            self.budget.descend()
            part = self._braced(quoted=quoted)
            self.budget.ascend()
            return [part]
        if following == "'" and not quoted:
            return [self._ansi_quoted()]
        if following == '"' and not quoted:
            self.at += 2
            return self._double_quoted()
        match = NAME.match(self.text, start + 1, self.end) or SPECIAL.match(self.text, start + 1, self.end)
        if match is None:
            self.at += 1
            return [Part("literal", ("$",), start, self.at, quoted=quoted)]
        self.at = match.end()
        return [Part("variable", self.state.lookup(match[0]), start, self.at, quoted=quoted, name=match[0])]

    def _command(self, *, quoted: bool) -> Part:
        start = self.at
        self.at += 2
        self.substitution(")")
        return Part("command", (), start, self.at, quoted=quoted)

    def _arithmetic(self) -> Part:
        start = self.at
        self.at += 3
        self.skip_arithmetic()
        return Part("arithmetic", (), start, self.at, quoted=True)

    def skip_arithmetic(self) -> None:
        """Past the `))` that closes an arithmetic expression; what it substitutes is read."""
        self.budget.descend()
        level = 0
        while not (level == 0 and self.looking_at("))")):
            char = self.peek()
            if char == "(":
                level += 1
                self.at += 1
            elif char == ")" and level:
                level -= 1
                self.at += 1
            elif not char or char == ")":
                raise GiveUpError
            elif char in "'\"\\$`":
                self._piece(char, IN_ARITHMETIC)
            else:
                self._run(IN_ARITHMETIC)
        self.at += 2
        self.budget.ascend()

    def _backticks(self, *, quoted: bool) -> Part:
        start, pieces, begin = self.at, [], self.at + 1
        self.at += 1
        while (char := self.peek()) != "`":
            if not char:
                raise GiveUpError
            if char == "\\" and self.peek(1) in ("\\", "`", "$", '"' if quoted else "\\"):
                pieces.append((begin, self.at))
                begin = self.at + 1
                self.at += 1
            self.at += 1
        pieces.append((begin, self.at))
        self.at += 1
        inner = Word(
            self.excerpt,
            start,
            self.at,
            [Part("literal", (self.text[low:high],), low, high) for low, high in pieces],
        )
        self.substituted_text(inner.excerpt)
        return Part("command", (), start, self.at, quoted=quoted)

    def _ansi_quoted(self) -> Part:
        start, text = self.at, []
        self.at += 2
        known = True
        while (char := self.peek()) != "'":
            if not char:
                raise GiveUpError
            if char == "\\":
                following = self.peek(1)
                known = known and (following in ANSI_ESCAPES or following in "\\'\"?")
                text.append(ANSI_ESCAPES.get(following, following))
                self.at += 2
            else:
                text.append(char)
                self.at += 1
        self.at += 1
        return Part(
            "literal" if known else "arithmetic", ("".join(text),) if known else (), start, self.at, quoted=True
        )

    def _braced(self, *, quoted: bool) -> Part:
        """`${name}` and its modified forms; only defaults and alternatives are worked out."""
        start = self.at
        bare = BRACED.match(self.text, start, self.end)
        if bare:
            self.at = bare.end()
            return Part("variable", self.state.lookup(bare[1]), start, self.at, quoted=quoted, name=bare[1])
        match = PARAMETER.match(self.text, start + 2, self.end)
        self.at = match.end() if match else start + 2
        plain = match is not None and match.start(1) == start + 2
        operator = ""
        if plain:
            for operator in (":-", ":=", ":+", ":?", "-", "=", "+", "?"):
                if self.looking_at(operator):
                    self.at += len(operator)
                    break
            else:
                operator = ""
        alternative = self._until_brace(quoted=quoted)
        name = match[1] if match else ""
        values: tuple[str, ...] = ()
        if plain and (operator or self.text[start + 2 + len(name)] == "}"):
            values = MODIFIERS[operator](self.state.lookup(name), alternative)
        return Part("variable", values, start, self.at, quoted=quoted, name=name)

    def _until_brace(self, *, quoted: bool) -> tuple[str, ...]:
        """The values of what stands before the `}` that closes an expansion; reads past it."""
        parts: list[Part] = []
        while (char := self.peek()) != "}":
            if not char:
                raise GiveUpError
            if char == "'" and quoted:
                parts.append(self._run(IN_BRACES))
            else:
                parts += self._piece(char, IN_BRACES)
        self.at += 1
        return combined(parts)


def _default(values: tuple[str, ...], alternative: tuple[str, ...]) -> tuple[str, ...]:
    return alternative if values == ("",) else values


def _alternative(values: tuple[str, ...], alternative: tuple[str, ...]) -> tuple[str, ...]:
    return values and (("",) if values == ("",) else alternative)


MODIFIERS: dict[str, Callable[[tuple[str, ...], tuple[str, ...]], tuple[str, ...]]] = {
    "": lambda values, _: values,
    ":-": _default,
    ":=": _default,
    ":?": lambda values, _: values,
    ":+": _alternative,
    "-": lambda values, _: values,
    "=": lambda values, _: values,
    "?": lambda values, _: values,
    "+": lambda values, alternative: values and alternative,
}


def fields(word: Word) -> list[Word]:
    """The words that one word becomes: an unquoted expansion splits at blanks, and vanishes when empty."""
    if word.plain or (len(word.parts) == 1 and word.parts[0].kind == "literal"):
        return [word]
    split = [part for part in word.parts if part.kind == "variable" and not part.quoted]
    if not split:
        return [word]
    if not split or not any(
        not value or any(char.isspace() for char in value) for part in split for value in part.values
    ):
        return [word]
    if any(len(part.values) != 1 for part in word.parts):
        return [Word(word.of, word.start, word.end, word.parts, ())]
    texts: list[str] = []
    glue = False
    for part in word.parts:
        value = part.values[0]
        if part not in split:
            pieces, opens, closes = [value], True, True
        else:
            pieces = value.split()
            opens, closes = not value[:1].isspace(), not value[-1:].isspace()
            if not pieces:
                glue = glue and not value
                continue
        if glue and opens and texts:
            texts[-1] += pieces.pop(0)
        texts += pieces
        glue = closes
    return [Word(word.of, word.start, word.end, word.parts, (text,)) for text in texts]
