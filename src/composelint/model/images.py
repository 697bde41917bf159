"""Image references: `image:`, FROM, `COPY --from`, mounts; one type for all of them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ..core.patterns import pattern
from ..knowledge.images import names
from .values import UNKNOWN, Text

if TYPE_CHECKING:
    from ..core.source import Span
    from ..knowledge.images.known import ImageFacts

VERSION = pattern(r"v?([0-9]{1,9}+(?:\.[0-9]{1,9}+)*+)(?=$|[-_+.]|(?:rc|alpha|beta|u)[0-9.])", re.IGNORECASE)

# The grammar of references (distribution/reference, 2026), compiled when first asked for.
SEGMENT = r"[a-z0-9]+(?:(?:\.|__?|-+)[a-z0-9]+)*"
REPOSITORY = rf"{SEGMENT}(?:/{SEGMENT})*"
HOST = r"(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:]+\])(?::[0-9]+)?"
TAG = r"[A-Za-z0-9_][A-Za-z0-9_.-]*"
DIGEST = r"sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128}"
REGISTRY_WORDS = frozenset(("REGISTRY", "MIRROR", "PROXY", "HUB", "PREFIX", "DOMAIN", "HOST", "CACHE", "HARBOR"))
OWNER_WORDS = frozenset(("USER", "USERNAME", "ORG", "OWNER", "NAMESPACE", "ACCOUNT", "REPOSITORY", "PROJECT", "ID"))
LONGEST_TAG = 128


class ImageReference:
    """The name of an image, taken apart; what is known of that image hangs on `facts`.

    `repository` is normalised: lower case, without Docker Hub's own host, `library/` or a mirror's prefix; another
    registry stays part of it. None means unknown, as `registry` does. `tag` and `digest` are None when absent, and
    when unknown; then `tag_known` is False. `version` holds the tag's leading numbers, as far as they are certain,
    `variant` its other words in lower case.
    """

    __slots__ = (
        "_facts",
        "architecture",
        "digest",
        "last",
        "name",
        "registry",
        "repository",
        "tag",
        "tag_known",
        "variant",
        "version",
    )

    def __init__(self, name: Text) -> None:
        self.name = name
        path, tag, digest = _split(_bare(name.known_text))
        self.registry, self.architecture, self.repository = _identity(path, name)
        self.last = path.rpartition("/")[2].lower()
        """The last path segment, in lower case."""
        self.tag = None if not tag or UNKNOWN in tag else tag
        self.digest = None if digest is None or UNKNOWN in digest else digest
        self.tag_known = not any(UNKNOWN in part for part in (tag or "", digest or "", self.last))
        self.version, self.variant = _words(tag or "")
        self._facts: ImageFacts | bool | None = False

    @classmethod
    def parse(cls, text: Text) -> ImageReference:
        """Take a reference apart; whatever stands there, something comes back."""
        return cls(text)

    @property
    def span(self) -> Span:
        return self.name.span

    @property
    def scratch(self) -> bool:
        return self.repository == "scratch"

    @property
    def moving(self) -> str | None:
        """The word that lets the tag move: `latest`, `lts`, or the variant of a tag that names no version."""
        if self.version is not None or self.tag is None:
            return None
        return names.moving(self.repository or "", self.variant)

    @property
    def windows(self) -> bool:
        """Whether the image is known to be built for Windows."""
        return names.windows(self.repository or "", self.variant)

    @property
    def facts(self) -> ImageFacts | None:
        """What is known of this image in this version and variant; None for an image nobody knows."""
        if isinstance(self._facts, bool):
            self._facts = self._look_up()
        return self._facts

    def _look_up(self) -> ImageFacts | None:
        from ..knowledge.images import facts, role_only

        if self.repository is None:
            return None if UNKNOWN in self.last or not self.last else role_only(self.last)
        pinned_by_digest = self.tag is None and self.digest is not None
        return facts(self.repository, self.version, self.variant, self.tag_known and not pinned_by_digest)

    @property
    def problem(self) -> str | None:
        """Why Docker refuses this text as a reference, if it does for certain."""
        return None if self.name.value is None else _problem(self.name.value)

    @property
    def identity(self) -> str:
        """The normalised name with the tag that counts: equal for two references that name one image."""
        return f"{self}" if self.tag or self.digest or not self.tag_known else f"{self}:latest"

    def __str__(self) -> str:
        """The normalised name; what is unknown in it shows as `…`."""
        if self.repository is None or not self.tag_known:
            return self.name.known_text.replace(UNKNOWN, "…")
        tag = f":{self.tag}" if self.tag else ""
        digest = f"@{self.digest}" if self.digest else ""
        return f"{self.repository}{tag}{digest}"

    def __repr__(self) -> str:
        return f"ImageReference({str(self)!r})"


def _bare(text: str) -> str:
    text = text.strip()
    return text.split("://", 1)[1] if text.startswith(("https://", "http://", "docker://")) else text


def _split(text: str) -> tuple[str, str | None, str | None]:
    """(path, tag, digest); a colon before the last slash belongs to a port."""
    rest, at, digest = text.partition("@")
    head, slash, last = rest.rpartition("/")
    last, colon, tag = last.partition(":")
    return head + slash + last, tag if colon else None, digest if at else None


def _identity(path: str, name: Text) -> tuple[str | None, str | None, str | None]:
    """(registry, architecture, repository) of a path."""
    registry: str | None = names.HUB
    parts = path.split("/")
    if UNKNOWN in path:
        if not _drops(parts, name):
            return None, None, None
        registry, parts = None, parts[1:]
    elif len(parts) > 1 and ("." in parts[0] or ":" in parts[0] or parts[0] == "localhost"):
        registry = parts[0].lower()
        if registry in names.HUB_HOSTS:
            registry, parts = names.HUB, parts[1:]
    path = "/".join(parts).lower()
    for mirror in names.MIRRORS:
        path = path.removeprefix(mirror)
    path = path.removeprefix("library/")
    architecture, slash, rest = path.partition("/")
    if slash and architecture in names.ARCHITECTURES and "/" not in rest:
        return registry, architecture, rest or None
    return registry, None, path if path and not _blank(path) else None


def _blank(text: str) -> bool:
    """Whether there is a blank anywhere."""
    return "".join(text.split()) != text


def _drops(parts: list[str], name: Text) -> bool:
    """Whether the only unknown part is a leading registry: `${REGISTRY}/x/y`, `${HOST}:5000/x`."""
    if len(parts) < 2 or UNKNOWN not in parts[0] or any(UNKNOWN in part for part in parts[1:]):
        return False
    first = next((piece for piece in name.pieces if piece.value is None), None)
    words = set(re.split(r"[^A-Z]+", first.span.text.upper())) if first else set()
    return ":" in parts[0] or bool(words & REGISTRY_WORDS and not words & OWNER_WORDS)


def _words(tag: str) -> tuple[tuple[int, ...] | None, tuple[str, ...]]:
    """(version, variant words) of a tag, leaving out whatever touches an unknown part."""
    certain = tag.partition(UNKNOWN)[0]
    match = VERSION.match(certain)
    version = tuple(int(number) for number in match[1].split(".")) if match else None
    rest = tag[match.end() :] if match else tag
    if version and certain != tag and match and match.end() == len(certain):
        version = version[:-1] or None
    words = (word.strip("_.+").lower() for word in rest.replace("_", "-").split("-"))
    return version, tuple(word for word in words if word and UNKNOWN not in word)


def _problem(text: str) -> str | None:
    if _blank(text):
        return "holds blanks"
    if "://" in text:
        return "holds a URL scheme"
    path, tag, digest = _split(text)
    if tag is not None:
        if not tag:
            return "has an empty tag"
        if len(tag) > LONGEST_TAG:
            return f"has a tag of more than {LONGEST_TAG} characters"
        if not re.fullmatch(TAG, tag):
            return f"has an invalid tag '{tag}'"
    if digest is not None and not re.fullmatch(DIGEST, digest):
        return "has an invalid digest"
    host, slash, rest = path.partition("/")
    if slash and ("." in host or ":" in host or host == "localhost" or host != host.lower()):
        if not re.fullmatch(HOST, host):
            return f"has an invalid registry '{host}'"
        path = rest
    if path != path.lower():
        return "has upper-case letters in the repository"
    if not path:
        return "names no repository"
    return None if re.fullmatch(REPOSITORY, path) else f"has an invalid repository '{path}'"
