"""The bodies of heredocs: found behind the line that announces them, and read where a shell runs them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...core.source import Excerpt
from .nodes import Command, Redirection
from .programs import SHELLS

if TYPE_CHECKING:
    from .grammar import ScriptReader


def await_body(reader: ScriptReader, redirection: Redirection, command: Command | None) -> None:
    """The body of a heredoc is at hand already (a Dockerfile's own) or stands behind this line."""
    if not redirection.operator.startswith("<<") or redirection.operator == "<<<":
        return
    if reader.bodies:
        redirection.body = reader.bodies.pop()
        _feed(reader, command, redirection.body)
    else:
        reader.pending.append((redirection, command))


def read_bodies(reader: ScriptReader) -> None:
    """The bodies of the heredocs announced on the line that has just ended."""
    pending, reader.pending = reader.pending, []
    for redirection, command in pending:
        start = end = reader.at
        while reader.at < reader.end:
            end, newline = reader.at, reader.text.find("\n", reader.at, reader.end)
            stop = reader.end if newline < 0 else newline
            line = reader.text[reader.at : stop]
            reader.at = min(stop + 1, reader.end)
            if (line.lstrip("\t") if redirection.operator == "<<-" else line) == redirection.target.value:
                break
            end = reader.at
        redirection.body = reader.excerpt.slice(start, end)
        _feed(reader, command, redirection.body)


def _feed(reader: ScriptReader, command: Command | None, body: Excerpt) -> None:
    """A shell that was given nothing else to run reads its commands from the heredoc."""
    if command is None or command.program not in SHELLS:
        return
    arguments = [word.value for word in command.arguments]
    if all(value is not None and value[:1] in ("-", "+") and value != "-c" for value in arguments):
        inner = reader.nested(body, reader.state.fork())
        inner.state.errexit = inner.state.pipefail = False
        inner.state.set_options(arguments)
        inner.whole()
