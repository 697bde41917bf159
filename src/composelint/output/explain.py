"""A rule's document: its Markdown as plain text for the terminal, with a little colour, or as a page of its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from ..core.patterns import pattern
from ..core.rule import Rule
from ..documents import Document, address
from ..documents.markdown import Block, pieces
from .terminal import Paint, cells, wrap

_CODE = pattern(r"`([^`]+)`")
_EMPHASIS = pattern(r"(`[^`]*`)|(\*\*?)(?=\S)([^*]+)(?<=\S)\2")
_LINK = pattern(r"\[([^\]]+)\]\(([^)\s]+)\)")
_ITEM = pattern(r"(\s*(?:(?:[-*]|[0-9]+\.) )?)(.*)")
_CARETS = pattern(r"\s*#\s*\^")
_BAR = pattern(r"(?<!\\)\|")

FILES = {"yaml": "compose.yaml", "dockerfile": "Dockerfile", "dotenv": ".env", "dockerignore": ".dockerignore"}
"""What a block of a language is, where it follows another without a word."""
GAP = 2
"""Blanks between the columns of a table."""


def render(document: Document, *, colour: bool, width: int) -> str:
    """The whole document, as wide as the terminal but never wider than reads well."""
    paint, width = Paint(colour), min(max(width, 40), 100)
    rule = document.rule
    lines = [f"{paint(rule.slug, 'bold')}  {paint(headline(rule), rule.severity)}", "", *wrap(rule.summary, width)]
    for title, markdown in document.sections.items():
        lines += ["", paint(title, "bold"), paint("─" * cells(title), "dim")] if title else []
        lines += ["", *_body(markdown, paint, width)]
    lines += ["", *(f"{paint(name, 'dim')}: {value}" for name, value in _facts(rule).items())]
    # One blank line is enough between any two things.
    kept = [line.rstrip() for at, line in enumerate(lines) if line or lines[at - 1]]
    return "\n".join(kept) + "\n"


def markdown(document: Document) -> str:
    """The document as a Markdown page: what its front matter says in words, the sections as they stand."""
    rule = document.rule
    lines = [f"# {rule.slug}", "", f"*{headline(rule)}*", "", rule.summary]
    for title, text in document.sections.items():
        lines += ["", f"## {title}"] if title else []
        lines += ["", text]
    lines += ["", "## Facts", "", *(f"- {name}: {value}" for name, value in _facts(rule).items())]
    return "\n".join(lines) + "\n"


def headline(rule: Rule) -> str:
    """`error · health · on by default · no fix`."""
    default = "on by default" if rule.enabled else "off by default"
    fix = {"none": "no fix", "mixed": "safe and unsafe fixes"}.get(rule.fix, f"{rule.fix} fix")
    return " · ".join((rule.severity, rule.theme, default, fix))


def _facts(rule: Rule) -> dict[str, str]:
    facts = {
        "options": ", ".join(f"{name}: {value!r}" for name, value in rule.options.items()),
        "also known as": ", ".join(rule.aliases),
        "since": rule.since,
        "page": address(rule),
    }
    return {name: value for name, value in facts.items() if value}


def _body(text: str, paint: Paint, width: int) -> Iterator[str]:
    """Blocks indented, headings bold, tables aligned, paragraphs and items wrapped; a blank line at the end."""
    kind, run, last = "", list[str](), ""
    for piece in (*pieces(text), ""):
        starts = _kind(piece)
        if run and starts != kind:
            yield from _table(run, paint, width) if kind == "table" else _paragraph(run, paint, width)
            run = []
        if isinstance(piece, Block):
            if last == "block" and piece.language in FILES:
                yield paint(f"{FILES[piece.language]}:", "dim")
            yield from _block(piece, paint)
        elif starts == "heading":
            yield paint(piece.lstrip("# "), "bold")
        elif starts == "blank":
            yield ""
        elif starts == "item" and run:
            yield from _paragraph(run, paint, width)
            run = [piece]
        else:
            run.append(piece)
        kind = "prose" if starts == "item" else starts
        last = last if kind == "blank" else kind


def _block(block: Block, paint: Paint) -> Iterator[str]:
    """The lines of a block as they stand, blank ones too; what only the tests of an example need is left out."""
    if block.language != "run":
        lines = block.lines or ["(empty)"]
        yield from (f"    {paint(line, 'error' if _CARETS.match(line) else 'code')}" for line in lines)


def _kind(piece: str | Block) -> str:
    """What a line begins or goes on with: a block, a heading, a table, an item of a list, prose, or nothing."""
    if isinstance(piece, Block):
        return "block"
    if not piece.strip():
        return "blank"
    if piece.startswith(("#", "|")):
        return "heading" if piece[0] == "#" else "table"
    item = _ITEM.match(piece)
    return "item" if item and item[1].strip() else "prose"


def _paragraph(lines: Sequence[str], paint: Paint, width: int) -> Iterator[str]:
    """Wrapped lines; those of an item stand under its first word, those of indented prose as deep as it."""
    item = _ITEM.match(lines[0])
    mark = item[1] if item else ""
    words = _inline(" ".join((lines[0][len(mark) :], *(line.strip() for line in lines[1:]))))
    wrapped = wrap(words, width - cells(mark))
    yield from _coloured("\n".join((mark + wrapped[0], *(" " * len(mark) + line for line in wrapped[1:]))), paint)


def _table(lines: Sequence[str], paint: Paint, width: int) -> Iterator[str]:
    """Columns under a bold head, cells wrapped where the table would be wider than the page."""
    texts = [line.strip().strip("|") for line in lines if not set(line) <= set("|:- ")]
    rows = [[_inline(cell.strip()) for cell in _BAR.split(text)] for text in texts]
    columns = [list(column) for column in zip_longest(*rows, fillvalue="")]
    narrowest = [max(cells(word) for cell in column for word in wrap(cell, 1) or [""]) for column in columns]
    wide = [max(map(cells, column)) for column in columns]
    while sum(wide) + GAP * (len(wide) - 1) > width and wide != narrowest:
        spare = [have - need for have, need in zip(wide, narrowest, strict=True)]
        wide[max(range(len(wide)), key=lambda at: (spare[at] > 0, wide[at]))] -= 1
    for number, row in enumerate(zip(*columns, strict=True)):
        wrapped = [wrap(cell, room) for cell, room in zip(row, wide, strict=True)]
        for parts in zip_longest(*wrapped, fillvalue=""):
            line = (" " * GAP).join(_padded(part, room, paint) for part, room in zip(parts, wide, strict=True))
            yield paint(line.rstrip(), "bold") if number == 0 else line.rstrip()
        if number == 0:
            yield paint((" " * GAP).join("─" * room for room in wide), "dim")


def _padded(text: str, room: int, paint: Paint) -> str:
    """A cell of a table: without its backticks in colour, and as wide as without colour."""
    return "".join(_coloured(text, paint)) + " " * (room - cells(_CODE.sub(r"\1", text) if paint.colour else text))


def _inline(text: str) -> str:
    """Links as `words <address>`, emphasis as words, code as it is."""
    text = _LINK.sub(lambda match: f"{match[1]} <{match[2]}>" if match[1] != match[2] else match[2], text)
    return _EMPHASIS.sub(lambda match: match[1] or match[3], text).replace("\\|", "|")


def _coloured(text: str, paint: Paint) -> list[str]:
    # Backticks become colour; without colour they stay, since they tell names from words.
    return (_CODE.sub(lambda match: paint(match[1], "code"), text) if paint.colour else text).split("\n")
