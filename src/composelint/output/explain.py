"""A rule's document for the terminal: its Markdown as plain text, or with a little colour."""

from __future__ import annotations

from collections.abc import Iterator

from ..core.patterns import pattern
from ..core.rule import Rule
from ..documents import Document, address
from ..documents.markdown import Block, pieces
from .terminal import Paint, cells, wrap

_CODE = pattern(r"`([^`]+)`")
_EMPHASIS = pattern(r"(`[^`]*`)|(\*\*?)(?=\S)([^*]+)(?<=\S)\2")
_LINK = pattern(r"\[([^\]]+)\]\(([^)\s]+)\)")
_ITEM = pattern(r"(\s*(?:[-*]|[0-9]+\.) )(.*)")
_CARETS = pattern(r"\s*#\s*\^")


def render(document: Document, *, colour: bool, width: int) -> str:
    """The whole document, as wide as the terminal but never wider than reads well."""
    paint, width = Paint(colour), min(max(width, 40), 100)
    rule = document.rule
    lines = [f"{paint(rule.slug, 'bold')}  {paint(headline(rule), rule.severity)}", "", *wrap(rule.summary, width)]
    for title, markdown in document.sections.items():
        lines += ["", paint(title, "bold")] if title else []
        lines += ["", *list(_body(markdown, paint, width))[:-1]]
    lines += ["", *_facts(rule, paint)]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def headline(rule: Rule) -> str:
    """`error · health · on by default · no fix`."""
    default = "on by default" if rule.enabled else "off by default"
    fix = {"none": "no fix", "mixed": "safe and unsafe fixes"}.get(rule.fix, f"{rule.fix} fix")
    return " · ".join((rule.severity, rule.theme, default, fix))


def _facts(rule: Rule, paint: Paint) -> Iterator[str]:
    facts = {
        "options": ", ".join(f"{name}: {value!r}" for name, value in rule.options.items()),
        "also known as": ", ".join(rule.aliases),
        "since": rule.since,
        "page": address(rule),
    }
    for name, value in facts.items():
        if value:
            yield f"{paint(name, 'dim')}: {value}"


def _body(markdown: str, paint: Paint, width: int) -> Iterator[str]:
    """Blocks indented, headings bold, paragraphs and list items wrapped; a blank line at the end."""
    paragraph: list[str] = []
    for piece in (*pieces(markdown), ""):
        starts = isinstance(piece, Block) or not piece.strip() or _ITEM.match(piece) or piece.startswith(("#", "|"))
        if starts and paragraph:
            yield from _paragraph(" ".join(paragraph), paint, width)
            paragraph = []
        if isinstance(piece, Block):
            yield from (f"    {paint(line, 'error' if _CARETS.match(line) else 'code')}" for line in piece.lines)
        elif piece.startswith("#"):
            yield paint(piece.lstrip("# "), "bold")
        elif piece.startswith("|"):
            yield piece
        elif piece.strip():
            paragraph.append(piece if _ITEM.match(piece) else piece.strip())
        else:
            yield ""


def _paragraph(text: str, paint: Paint, width: int) -> Iterator[str]:
    item = _ITEM.match(text)
    mark, words = item.groups() if item else ("", text)
    words = _LINK.sub(lambda match: f"{match[1]} <{match[2]}>" if match[1] != match[2] else match[2], words)
    words = _EMPHASIS.sub(lambda match: match[1] or match[3], words)
    lines = wrap(words, width - cells(mark))
    text = "\n".join([mark + lines[0], *(" " * len(mark) + line for line in lines[1:])])
    # Backticks become colour; without colour they stay, since they tell names from words.
    yield from (_CODE.sub(lambda match: paint(match[1], "code"), text) if paint.colour else text).split("\n")
