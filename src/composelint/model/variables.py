"""The variables that compose files name, and what is found for them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..core.patterns import pattern
from .values import Text

if TYPE_CHECKING:
    from ..core.source import Span
    from ..syntax.interpolation import Found, Lookup, Reference, Template

_OF_SHELL = pattern(
    r"(?:COMPOSE|DOCKER|XDG|CI|GITHUB|GITLAB|BUILD|BUILDKITE|JENKINS)_\w+|HOME|USER|LOGNAME|UID|GID|PUID|PGID|PWD|HOSTNAME|HOST|PATH"
    r"|TZ|LANG|LC_\w+|SHELL|TERM|EDITOR|TMPDIR|DISPLAY|WAYLAND_DISPLAY|SSH_AUTH_SOCK|CI"
)


def of_shell(name: str) -> bool:
    """Whether a shell, a desktop, Docker or a build server usually sets a variable."""
    return _OF_SHELL.fullmatch(name) is not None


class Use:
    """One `$NAME` of a compose file, in the text at a path of keys.

    `live` False: it stands in a default that is not needed, so that Compose never looks. `found` None: nobody sets it.
    """

    __slots__ = ("found", "live", "path", "reference", "text")

    def __init__(
        self, reference: Reference, text: Text, path: tuple[str, ...], found: Found | None, live: bool
    ) -> None:
        self.reference = reference
        self.text = text
        self.path = path
        self.found = found
        self.live = live

    @property
    def name(self) -> str:
        return self.reference.name

    @property
    def span(self) -> Span:
        return self.reference.span

    @property
    def lacking(self) -> bool:
        """Compose needs a value here, and no file sets one."""
        if not self.live or self.reference.operator not in ("", "?", ":?"):
            return False
        return self.found is None or (self.reference.operator == ":?" and self.found.value == "")

    @property
    def amidst_word(self) -> bool:
        """`$name` right behind a letter, a digit or another such name: perhaps no variable at all."""
        reference = self.reference
        text, at = reference.excerpt.text, reference.start
        return text[at + 1 : at + 2] != "{" and at > 0 and (text[at - 1].isalnum() or text[at - 1] == "$")

    def __repr__(self) -> str:
        return f"Use({self.name!r}, {self.found!r})"


def uses(template: Template, text: Text, path: tuple[str, ...], lookup: Lookup, live: bool = True) -> Iterator[Use]:
    """The variables that a template names, those in unused words too."""
    from ..syntax.interpolation import Reference, takes_word

    for part in template.parts:
        if isinstance(part, Reference):
            found = lookup(part.name)
            yield Use(part, text, path, found, live)
            if part.word is not None:
                taken = not part.required and takes_word(part.operator, found) is True
                yield from uses(part.word, text, path, lookup, live and taken)
