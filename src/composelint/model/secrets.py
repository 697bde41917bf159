"""Credentials as they stand in the files of a stack: one walk for the rules that report them and for their masks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Literal

from ..core.patterns import pattern
from ..core.source import Excerpt, Span
from ..knowledge.credentials.names import Sense, may_name, sense
from ..knowledge.credentials.values import SHORTEST, hashed, looks_random, none, uuid, weak
from ..syntax.interpolation import Reference, Template, parse
from .kept import remembered

if TYPE_CHECKING:
    from ..knowledge.credentials.formats import Leak
    from ..syntax.urls import Url
    from ..syntax.yaml import Scalar, Tree
    from .compose import TextFile

Kind = Literal["format", "url", "pair", "name", "hash", "default", "argument"]

MASK = "***"
_HASHED_USERS = "basicauth.users"
_ITEM = pattern(r"([A-Za-z_][\w.-]*+)=")
_DEFAULT = pattern(r"\$\{(\w+):?-([^${}]+)\}")
_COMMANDS = frozenset(("command", "entrypoint", "test"))
_MOST_REPEATED = 100
_MOST_COVERS = 10_000
"""How many values, and places in all, are looked for where no rule points: enough for files that people write."""


class Secret:
    """One credential as it is written; `value` is what must never be shown.

    `kind` says what gives it away: a known format, a URL, a pair in a connection string or a line of settings, the
    name it stands under (`hash`: as the hash of a password), its place as a default in `${X:-…}` or as an argument.
    `name` is the variable, key or option. `weak`: a placeholder, or a password that everybody tries first.
    """

    __slots__ = ("kind", "mask", "name", "span", "url", "value", "weak", "whole")

    def __init__(
        self, kind: Kind, name: str, value: str, span: Span, *, url: Url | None = None, whole: Span | None = None
    ) -> None:
        self.kind: Kind = kind
        self.name = name
        self.value = value
        self.span = span
        self.whole = whole or span
        """What to replace: of a default the reference that it belongs to."""
        self.url = url
        self.mask = MASK
        self.weak = kind != "format" and (weak(value) or (url is not None and _same_as_user(value, url)))

    def __repr__(self) -> str:
        return f"Secret({self.kind}, {self.name!r}, {self.span.source.path}:{self.span.line})"


def _same_as_user(password: str, url: Url) -> bool:
    if url.user is None or url.password is None or url.user is url.password:
        return False
    return url.user.value == password


def secrets(file: TextFile) -> list[Secret]:
    """Every credential of a file but those in arguments of commands, in the order of their places."""
    return _once((*_formats(file), *_named(file)))


def named_secrets(file: TextFile) -> list[Secret]:
    """Those that their names or places give away, whether or not their format does so too."""
    return _once(_named(file))


def _once(secrets: Iterable[Secret]) -> list[Secret]:
    """One for each place, the first that was found, in the order of the places."""
    found: dict[tuple[int, int], Secret] = {}
    for secret in secrets:
        found.setdefault((secret.span.start, secret.span.end), secret)
    return [found[place] for place in sorted(found)]


def hide(file: TextFile) -> None:
    """Covers the credentials of a file, and whatever else in it reads the same, in all that shows its lines.

    Weak ones stay: they are no secret, and often a plain word that other lines need.
    """
    source = file.source
    everything = (*secrets(file), *given_secrets(file), *_inline(file)) if file.stream is not None else secrets(file)
    found = [secret for secret in everything if not secret.weak]
    found = _not_plain(found, file) if found else found
    covers = {(secret.span.start, secret.span.end): secret.mask for secret in reversed(found)}
    for value in list(dict.fromkeys(source.text[start:end] for start, end in covers))[:_MOST_REPEATED]:
        at = source.text.find(value) if len(value) >= SHORTEST else -1
        while at >= 0 and len(covers) < _MOST_COVERS:
            covers.setdefault((at, at + len(value)), MASK)
            at = source.text.find(value, at + len(value))
    source.hidden = [(start, end, mask) for (start, end), mask in sorted(covers.items())]


# Whole files


@remembered
def leaks_of(file: TextFile) -> list[Leak]:
    """The credentials of known formats in a file."""
    from ..knowledge.credentials.formats import leaks

    return leaks(file.source.text)


def _formats(file: TextFile) -> Iterator[Secret]:
    source = file.source
    for leak in leaks_of(file):
        secret = Secret("format", "", source.text[leak.start : leak.end], Span(source, leak.start, leak.end))
        secret.mask = leak.mask
        yield secret


def _named(file: TextFile) -> Iterator[Secret]:
    if file.stream is not None:
        for name, scalar in _scalars(file):
            text = scalar.text
            item = _ITEM.match(text) if not name else None
            if item:
                name = item[1]
            if item or sense(name) or "=" in text or "://" in text or "$" in text or "\n" in text:
                value = scalar.excerpt()
                yield from in_value(name, value.slice(item.end(), len(text)) if item else value)
        if file.stream.broken:
            found = _embedded("", Excerpt.verbatim(file.source))
            yield from (secret for _, secret in found if secret is not None)
    elif file.entries is not None:
        for entry in file.entries.entries:
            if entry.text is not None:
                yield from in_value(entry.name, entry.text)
    elif file.dockerfile is not None:
        from .dockerfile_secrets import in_dockerfile

        yield from in_dockerfile(file.dockerfile)


_SUSPECT = pattern(r"(?i)pass|pwd|secret|token|key|auth|cred|login|://|(?:^|\s)-[apuw]")
"""Without one of these a command is given no credential, and no shell reader need be loaded for it."""


def given_secrets(file: TextFile) -> Iterator[Secret]:
    """The credentials that the commands of a compose file are given, where they are written."""
    suspects = [words for words in _commands(file) if _SUSPECT.search(" ".join(word.text for word in words))]
    if suspects:
        from ..syntax.shell import command_of, parse_script
        from .arguments import in_script
    for words in suspects:
        if words[0].text == "CMD-SHELL" or len(words) == 1:
            script = parse_script(_for_the_shell(words[-1].excerpt()))
        else:
            script = command_of([(word.text, word.span) for word in words])
        yield from in_script(script) if script is not None else ()


def _inline(file: TextFile) -> Iterator[Secret]:
    """The credentials in the Dockerfiles that a compose file holds."""
    for name, scalar in _scalars(file):
        if name == "dockerfile_inline":
            from .dockerfile_secrets import in_inline_dockerfile

            yield from in_inline_dockerfile(_for_the_shell(scalar.excerpt()))


def _for_the_shell(value: Excerpt) -> Excerpt:
    """What Compose hands to the shell: `$$` is one `$`."""
    text = value.text
    if "$$" not in text:
        return value
    ends = [match.end() for match in re.finditer(r"\$\$", text)]
    return value.pick([(start, end - 1) for start, end in zip([0, *ends], [*ends, len(text) + 1], strict=True)])


def _not_plain(found: list[Secret], file: TextFile) -> list[Secret]:
    """Without those that also stand openly, as a key or under a name that denotes no credential: a user, a service."""
    own = {(secret.value, secret.span.start) for secret in found}
    plain = {text for text, start in _plain_words(file) if (text, start) not in own}
    return [secret for secret in found if secret.value not in plain]


def _plain_words(file: TextFile) -> Iterator[tuple[str, int]]:
    """Words that are no credential by their name, and where they start."""
    for entry in file.entries.entries if file.entries is not None else ():
        if entry.text is not None and sense(entry.name) is None:
            yield entry.text.text, entry.value_span.start
    for name, scalar in _scalars(file, keys=True):
        item = _ITEM.match(scalar.text) if not name else None
        if sense(item[1] if item else name) is None:
            quote = 1 if scalar.style in ("'", '"') and scalar.style else 0
            yield (scalar.text[item.end() :] if item else scalar.text), scalar.start + quote
        for reference, word in _DEFAULT.findall(scalar.text):
            if sense(reference) is None:
                yield word, -1


def _scalars(file: TextFile, *, keys: bool = False) -> Iterator[tuple[str, Scalar]]:
    """The scalars of a compose file with the keys they stand under, "" for items of a list and for keys."""
    from ..syntax.yaml import Mapping, Scalar, Sequence

    pending: list[tuple[str, Tree]] = [("", root) for root in file.stream.documents] if file.stream else []
    while pending:
        name, node = pending.pop()
        if isinstance(node, Scalar):
            if len(node.text) > 1:
                yield name, node
        elif isinstance(node, Sequence):
            pending += [("", item) for item in node.items]
        elif isinstance(node, Mapping):
            for key, value in node.entries:
                pending.append((key.text if isinstance(key, Scalar) else "", value))
                if keys:
                    pending.append(("", key))


def _commands(file: TextFile) -> Iterator[list[Scalar]]:
    """The words of every command in a compose file; one word is a line for a shell, or for Compose to split."""
    from ..syntax.yaml import Mapping, Scalar, Sequence

    pending: list[Tree] = list(file.stream.documents) if file.stream else []
    while pending:
        node = pending.pop()
        if isinstance(node, Sequence):
            pending += node.items
        for key, value in node.entries if isinstance(node, Mapping) else ():
            pending.append(value)
            if isinstance(key, Scalar) and key.text in _COMMANDS:
                items = value.items if isinstance(value, Sequence) else [value]
                words = [item for item in items if isinstance(item, Scalar)]
                if words and len(words) == len(items):
                    yield words[words[0].text == "CMD" :]


# One value


def bare(text: str) -> str:
    """A text without quotes and escapes, which may stand in the middle of a name."""
    return text.replace("\\\n", "").replace("\\", "").replace("'", "").replace('"', "")


def may_tell(text: str) -> bool:
    """Whether a bare text may hold a credential's name, or a URL with a user."""
    return may_name(text) or ("@" in text and "://" in text)


def in_value(name: str, value: Excerpt, *, references: bool = True) -> Iterator[Secret]:
    """The credentials in one value, as it is written, under its name; `references` are Compose's `${X}`."""
    text = value.text
    template = None
    if references and "$" in text:
        template = parse(value)
    used = [] if template is None else list(template.references())
    places: list[Span] = []
    for place, secret in _embedded(name, value):
        places.append(place)
        if secret is not None and not any(_overlap(reference.span, place) for reference in used):
            yield secret
    if template is not None and (used or template.error is not None):
        yield from _defaults(name, template, used, places)
        for part in template.parts:
            word = part.word if isinstance(part, Reference) else None
            if word is not None and "://" in word.text:
                yield from in_value(name, value.slice(word.start, word.end))
    elif not places:
        yield from _by_name(name, text if template is None else text.replace("$$", "$"), value.span())


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _by_name(name: str, text: str, place: Span) -> Iterator[Secret]:
    """A value that is a credential because of its name."""
    meaning = sense(name)
    if meaning is None and _HASHED_USERS not in name:
        return
    if hashed(text):
        yield Secret("hash", name, text, place)
    elif meaning is not None and counts(name, meaning, text):
        yield Secret("name", name, text, place)


def counts(name: str, meaning: Sense, text: str) -> bool:
    """Whether a value under a name of that meaning is a credential."""
    if none(text, name) or (meaning == "weak" and not looks_random(text)):
        return False
    return meaning in ("password", "secret") or not uuid(text)


def _defaults(name: str, template: Template, used: Sequence[Reference], places: Sequence[Span]) -> Iterator[Secret]:
    """Defaults of references under a credential's name, of references that have one, and inside passwords."""
    whole = sense(name) if len(template.parts) == 1 else None
    for reference in used:
        word = reference.word
        if word is None or reference.operator not in ("-", ":-") or any(word.references()):
            continue
        text = word.text.replace("$$", "$")
        inside: Sense | None = "password" if any(_overlap(reference.span, place) for place in places) else None
        meaning = sense(reference.name) or whole or inside
        if text and meaning is not None and counts(reference.name, meaning, text):
            yield Secret("default", reference.name, text, word.span, whole=reference.span)


def _embedded(name: str, value: Excerpt) -> Iterator[tuple[Span, Secret | None]]:
    """Where passwords stand in URLs, connection strings and lines of settings, and what is written there."""
    text = value.text
    if "://" in text or "tcp" in text or "jdbc:" in text:
        from ..syntax.urls import find_urls

        for url in find_urls(value):
            password = url.password
            if password is not None and password.raw:
                written = password.value
                yield password.span, Secret("url", name, written, password.span, url=url) if written else None
    if "=" in text or "\n" in text:
        from ..knowledge.credentials.embedded import lines, pairs

        for key, start, end in lines(text) if "\n" in text else pairs(text):
            meaning = sense(key)
            if meaning is not None:
                place, written = value.span(start, end), text[start:end].replace("$$", "$")
                kind: Kind = "url" if "://" in text[:start] else "pair"
                yield place, Secret(kind, key, written, place) if counts(key, meaning, written) else None
