"""The one reader of rule documents: `rules/<theme>/<slug>.md`, a page for people and the test of its rule in one.

A document is front matter (YAML between two lines `---`), the title `# <slug>`, prose, and `##` sections. The grammar
of its examples stands in `examples.py`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NoReturn

from ..core.defect import SEVERITIES
from ..core.patterns import pattern
from ..core.rule import FIXABILITIES, RAISERS, THEMES, Rule
from .markdown import Block, pieces
from .plain import mapping

if TYPE_CHECKING:
    from .examples import Project

SLUG = pattern(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*\Z")
_ALIAS = pattern(r"[a-z][a-z0-9-]*:[\w./-]+\Z")
_PART = pattern(r"[a-z_]+\Z|[A-Z]+\Z")
_WORD = pattern(r"[^A-Z\n]+\Z")

_DEFAULTS: dict[str, object] = {
    "aliases": [],
    "options": {},
    "silences": [],
    "when": [],
    "words": [],
    "raised-by": "check",
}
_REQUIRED = ("summary", "severity", "scope", "enabled", "fix", "since")
_CHOICES: dict[str, tuple[str, ...]] = {"severity": SEVERITIES, "fix": FIXABILITIES, "raised-by": RAISERS}


class DocumentError(Exception):
    """A document that does not follow the grammar: its path and what is wrong."""


class Document:
    """A rule's page. `rule` is its front matter (without the check's module), `sections` Markdown by title.

    The section "" is the prose under the title. `path` is relative to `rules/`, with `/`.
    """

    __slots__ = ("path", "rule", "sections")

    def __init__(self, path: str, rule: Rule, sections: dict[str, str]) -> None:
        self.path = path
        self.rule = rule
        self.sections = sections

    def projects(self, section: str) -> list[Project]:
        """The examples of the section Bad, Good or Fixed; empty when it is missing."""
        from .examples import projects

        try:
            return projects(self.sections.get(section, ""))
        except ValueError as error:
            _refuse(self.path, f"{section}: {error}")


def folder() -> str:
    """The directory of the documents: inside the installed package, or that of the checkout it is linked from."""
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    installed = os.path.join(package, "rules")
    return installed if os.path.isdir(installed) else os.path.normpath(os.path.join(package, "..", "..", "rules"))


def load(slug: str) -> Document:
    """The document of a rule. Raises LookupError when there is none, DocumentError when it breaks the grammar."""
    if SLUG.match(slug):
        for theme in THEMES:
            if os.path.isfile(os.path.join(folder(), theme, f"{slug}.md")):
                return read(f"{theme}/{slug}.md")
    raise LookupError(slug)


def all_documents() -> Iterator[Document]:
    """Every document, by theme in reading order, then by slug."""
    themes = list(THEMES)
    known = [entry.name for entry in os.scandir(folder()) if entry.is_dir()]
    for theme in sorted(known, key=lambda name: (themes.index(name) if name in THEMES else len(themes), name)):
        for name in sorted(os.listdir(os.path.join(folder(), theme))):
            if name.endswith(".md"):
                yield read(f"{theme}/{name}")


def read(path: str) -> Document:
    """The document at a path below `rules/`."""
    with open(os.path.join(folder(), *path.split("/")), encoding="utf-8", newline="") as file:
        return parse(path, file.read())


def parse(path: str, text: str) -> Document:
    """The document `<theme>/<slug>.md` with this text."""
    head, separator, body = text.removeprefix("---\n").partition("\n---\n")
    if not separator or not text.startswith("---\n") or "\r" in text:
        _refuse(path, "must begin with front matter between two lines `---`, with LF line ends")
    theme, _, name = path.rpartition("/")
    slug = name.removesuffix(".md")
    if theme not in THEMES:
        _refuse(path, f'"{theme}" is no theme')
    if not SLUG.match(slug):
        _refuse(path, f'"{slug}" is no slug')
    title, sections = _sections(path, body)
    if title != slug:
        _refuse(path, f'the title is "{title}", not "{slug}"')
    return Document(path, _rule(path, slug, theme, head), sections)


def _refuse(path: str, problem: str) -> NoReturn:
    raise DocumentError(f"rules/{path}: {problem}")


def address(rule: Rule) -> str:
    """Where the rule's page is found on the web; empty for a plugin's rule, whose page travels with it."""
    from .._catalog import PROJECT

    if "/" in rule.slug:
        return ""
    return f"{PROJECT}/blob/main/rules/{rule.theme}/{rule.slug}.md"


# Front matter


def _rule(path: str, slug: str, theme: str, head: str) -> Rule:
    try:
        given = mapping(head)
    except ValueError as error:
        _refuse(path, f"front matter: {error}")
    unknown = sorted(given.keys() - set(_REQUIRED) - _DEFAULTS.keys())
    missing = [key for key in _REQUIRED if key not in given]
    if unknown or missing:
        _refuse(path, f"front matter: unknown {unknown}, missing {missing}")
    matter: dict[str, Any] = _DEFAULTS | given
    for key, value in matter.items():
        _check(path, key, value)
    return Rule(
        slug,
        theme,
        matter["summary"],
        matter["severity"],
        matter["scope"],
        matter["enabled"],
        matter["fix"],
        aliases=tuple(matter["aliases"]),
        options=matter["options"],
        silences=tuple(matter["silences"]),
        when=tuple(matter["when"]),
        words=tuple(matter["words"]),
        since=matter["since"],
        raised_by=matter["raised-by"],
    )


_ENTRIES = {"aliases": _ALIAS, "silences": SLUG, "when": _PART, "words": _WORD}
_TYPES: dict[str, type] = {"enabled": bool, "options": dict, **dict.fromkeys(_ENTRIES, list)}


def _check(path: str, key: str, value: object) -> None:
    if not isinstance(value, _TYPES.get(key, str)) or value == "":
        _refuse(path, f"front matter: {key} is {value!r}")
    if key in _CHOICES and value not in _CHOICES[key]:
        _refuse(path, f"front matter: {key} is {value!r}, not one of {', '.join(_CHOICES[key])}")
    if key in _ENTRIES and isinstance(value, list):
        for entry in value:
            if not isinstance(entry, str) or not _ENTRIES[key].match(entry):
                _refuse(path, f"front matter: {key} holds {entry!r}")


# Sections


def _sections(path: str, body: str) -> tuple[str, dict[str, str]]:
    title, name, found = "", "", dict[str, list[str]]({"": []})
    for piece in pieces(body):
        if isinstance(piece, Block):
            found[name].append(piece.markdown)
        elif piece.startswith("# ") and not title:
            title = piece[2:].strip()
        elif piece.startswith("## "):
            name = piece[3:].strip()
            if name in found:
                _refuse(path, f'there are two sections "{name}"')
            found[name] = []
        else:
            found[name].append(piece)
    return title, {name: "\n".join(lines).strip("\n") for name, lines in found.items()}
