"""Files with credentials that a stack hands to its services: what they hold, and whether git hands them on too."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

from ..knowledge.credentials.embedded import lines
from ..knowledge.credentials.formats import leaks
from ..knowledge.credentials.names import sense
from ..knowledge.credentials.values import hashed, none, weak
from .values import Text

if TYPE_CHECKING:
    from ..core.source import Span

Weight = Literal["live", "written", "none"]
LONGEST = 1 << 16
"""Characters of a file that are read."""
_ENCRYPTED = ("$ANSIBLE_VAULT", "age-encryption.org", "-----BEGIN AGE", "-----BEGIN PGP MESSAGE", "\0GITCRYPT")
_SOPS = ("ENC[", "sops")
_MOST_LINES = 40


class HeldFile:
    """A file that a secret, or a mount, names. `whole`: all of it is the credential.

    Whether git hands it on, and its text, are answered by functions that `load` puts in.
    """

    __slots__ = ("at", "is_shared", "path", "read_text", "whole")

    def __init__(
        self,
        at: Text,
        path: str,
        *,
        whole: bool,
        is_shared: Callable[[], bool | None],
        read_text: Callable[[], str | None],
    ) -> None:
        self.at = at
        self.path = path
        self.whole = whole
        self.is_shared = is_shared
        self.read_text = read_text

    @property
    def span(self) -> Span:
        return self.at.span

    def shared(self) -> bool:
        """Whether git tracks it, or would take it along; only then is it worth a look inside."""
        return self.is_shared() is True

    def weight(self) -> Weight:
        """What it holds: a credential of a known format, another one, or none that anybody can see."""
        text = (self.read_text() or "")[:LONGEST]
        if not text.strip() or text.startswith(_ENCRYPTED) or all(sign in text for sign in _SOPS):
            return "none"
        if leaks(text):
            return "live"
        return "written" if self._written(text) else "none"

    def _written(self, text: str) -> bool:
        written = [line.strip() for line in text.split("\n") if line.strip()][:_MOST_LINES]
        if self.whole and len(written) == 1 and not none(written[0]) and not weak(written[0]):
            return True
        return any(hashed(line) for line in written) or names_credential(text)


def names_credential(text: str) -> bool:
    """Whether a line gives a credential's name a value that is one."""
    for name, start, end in lines(text):
        value = text[start:end]
        if sense(name) not in (None, "weak") and not none(value, name) and not weak(value):
            return True
    return False
