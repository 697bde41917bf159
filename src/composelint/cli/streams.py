"""What the command line writes: reports and pages, the words beside them, and how they look on a terminal."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import TextIO

    from ..engine.report import Report

USUAL, WIDEST = 100, 120
"""Columns where there is no terminal, and at most."""
MANY = 100
"""So many stacks take long enough to wonder."""
T = TypeVar("T")


def write(
    report: Report, format: str, target: str | None, place: Callable[[str], str], quiet: bool, colour: str
) -> None:
    """Renders the report where it is wanted."""
    if format == "text":
        from ..output import text

        painted = target is None and coloured(colour)
        render = text.render_concise if quiet else text.render
        rendered = render(report, colour=painted, width=width() if target is None else 100, place=place)
    else:
        from ..output import renderer

        rendered = renderer(format)(report)
    put(rendered, target)


def put(rendered: str, target: str | None) -> None:
    """Text to the terminal, or into a file that is only ever written whole."""
    if target is None:
        echo(rendered)
        return
    from ..workspace import write_atomically

    try:
        write_atomically(target, rendered)
    except OSError as error:
        from ..engine.report import UsageError

        raise UsageError(f"{target}: cannot be written: {error.strerror}") from None


def echo(text: str, stream: TextIO | None = None) -> None:
    """Text as it is, at once; a console of Windows is told what the colours are."""
    stream = stream or sys.stdout
    if os.name == "nt":
        import click

        click.echo(text, file=stream, nl=False, color=True)
    else:
        stream.write(text)
        stream.flush()


def say(words: str) -> None:
    """A line beside the report; it may hold the name of a file, which is as hostile as what it holds."""
    from ..output.escapes import shown

    echo(f"composelint: {shown(words)}\n", sys.stderr)


def watched(stacks: Sequence[T]) -> Iterator[T]:
    """Stacks one by one; whoever waits for many at a terminal sees how far it is."""
    if len(stacks) < MANY or not sys.stderr.isatty():
        yield from stacks
        return
    import click

    with click.progressbar(stacks, label="composelint", file=sys.stderr) as watched:
        yield from watched


def coloured(choice: str) -> bool:
    if choice == "auto":
        return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    return choice == "always"


def width() -> int:
    """Columns to write in: what COLUMNS says, else what the terminal has."""
    given = os.environ.get("COLUMNS", "")
    if given.isascii() and given.isdigit() and int(given):
        return min(int(given), WIDEST)
    try:
        return min(os.get_terminal_size(sys.__stdout__.fileno() if sys.__stdout__ else 1).columns or USUAL, WIDEST)
    except (OSError, ValueError):
        return USUAL
