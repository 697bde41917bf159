"""Arguments split into options and operands."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from .nodes import Word


class Option:
    """One option as given: `name` with its dashes, `value` None when it has none or nobody can know it."""

    __slots__ = ("name", "value", "word")

    def __init__(self, name: str, word: Word, value: str | None = None) -> None:
        self.name = name
        self.word = word
        self.value = value

    def __repr__(self) -> str:
        return f"Option({self.name!r}, {self.value!r})"


class Arguments:
    """The options of a command in order, and the words that are none. `unclear` when a word may be either."""

    __slots__ = ("operands", "options", "unclear")

    def __init__(self) -> None:
        self.options: list[Option] = []
        self.operands: list[Word] = []
        self.unclear = False

    def has(self, *names: str) -> bool:
        return any(option.name in names for option in self.options)

    def values(self, *names: str) -> list[str | None]:
        """The values of every option of these names."""
        return [option.value for option in self.options if option.name in names]

    def __iter__(self) -> Iterator[Option]:
        return iter(self.options)


def split_options(words: Sequence[Word], taking: Collection[str] = (), *, single_dash: bool = False) -> Arguments:
    """Split by the conventions of getopt: clusters (`-fsSL`), attached values (`-rfile`, `--name=value`), `--`.

    `taking` names the options that take a value. With `single_dash` long options have one dash (Maven, Go, Java).
    """
    result = Arguments()
    at = 0
    while at < len(words):
        word = words[at]
        at += 1
        head = word.value if word.value is not None else word.head
        if word.value == "--":
            result.operands += words[at:]
            break
        if len(head) < 2 or head[0] != "-":
            result.operands.append(word)
            result.unclear = result.unclear or (word.value is None and not head)
            continue
        for option in _options(word, head, taking, single_dash):
            result.options.append(option)
            if option.value is None and option.name in taking and word.value is not None and at < len(words):
                option.value = words[at].value
                at += 1
    return result


def _options(word: Word, head: str, taking: Collection[str], single_dash: bool) -> Iterator[Option]:
    if head.startswith("--") or single_dash:
        name, found, value = head.partition("=")
        yield Option(name, word, value if found and word.value is not None else None)
        return
    for at in range(1, len(head)):
        name = f"-{head[at]}"
        if name in taking:
            rest = head[at + 1 :].removeprefix("=")
            yield Option(name, word, rest if rest and word.value is not None else None)
            return
        yield Option(name, word)
