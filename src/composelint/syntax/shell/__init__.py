"""Shell text read as far as a linter needs it: which programs run, with which arguments, in which order, where.

POSIX sh and the bash forms that occur in builds. It is not a shell: what it cannot read it gives up on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ...core.patterns import pattern
from ...core.source import Excerpt, Span
from .grammar import ScriptReader
from .nodes import Assignment, Command, Part, Pipeline, Redirection, ShellScript, Token, Word
from .options import Arguments, Option, split_options
from .programs import SHELLS
from .state import State
from .words import Budget, GiveUpError

__all__ = [
    "SHELLS",
    "Arguments",
    "Assignment",
    "Command",
    "Option",
    "Part",
    "Pipeline",
    "Redirection",
    "ShellScript",
    "Token",
    "Word",
    "command_of",
    "parse_script",
    "split_options",
]

SHEBANG = pattern(r"#![ \t]*(?:\S*/)?(?:env[ \t]+(?:-S[ \t]+)?)?(?:\S*/)?(\S+)([^\n]*)")


def parse_script(
    excerpt: Excerpt,
    *,
    known: Mapping[str, str | None] = {},
    options: Sequence[str] = (),
    bodies: Sequence[Excerpt] = (),
) -> ShellScript | None:
    """Read shell text; None when it is no shell's, or cannot be read within the limits.

    `known` gives the values of variables (None: unknown), `options` the shell's own command line (`-eo pipefail`),
    `bodies` the contents of heredocs in the text, in order, where they do not stand in it.
    """
    state = State(known)
    state.set_options(options)
    shebang = SHEBANG.match(excerpt.text) if excerpt.text.startswith("#!") else None
    if shebang:
        if shebang[1] not in SHELLS:
            return None
        state.set_options(shebang[2].split())
    script = ShellScript(excerpt)
    try:
        ScriptReader(excerpt, state, Budget(), script, bodies).whole()
    except GiveUpError:
        return None
    return script


def command_of(argv: Sequence[tuple[str, Span]], *, known: Mapping[str, str | None] = {}) -> ShellScript:
    """The script that an exec form amounts to: one command, or what its `sh -c` runs."""
    words = [_literal(value, span) for value, span in argv]
    whole = Span(argv[0][1].source, argv[0][1].start, argv[-1][1].end)
    script = ShellScript(Excerpt.opaque(" ".join(value for value, _ in argv), whole))
    reader = ScriptReader(script.excerpt, State(known), Budget(), script)
    try:
        reader.add(0, 0, len(script.text), words, [], [])
    except GiveUpError:
        script.commands.clear()
    return script


def _literal(value: str, span: Span) -> Word:
    """A word that no shell expands; its characters have places when it is written without escapes."""
    start = span.start + 1 if span.text[1:-1] == value else span.start
    exact = span.source.text[start : start + len(value)] == value
    of = Excerpt.verbatim(span.source, start, start + len(value)) if exact else Excerpt.opaque(value, span)
    return Word(of, 0, len(value), [Part("literal", (value,), 0, len(value), quoted=True)])
