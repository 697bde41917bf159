"""Command lines of scripts, with their arguments split the way each program does."""

from __future__ import annotations

from ..knowledge.ecosystems import PROGRAMS
from ..syntax.shell import Arguments, Command, Token, Word, split_options

__all__ = ["Arguments", "Command", "Token", "Word", "arguments_of", "behind"]


def arguments_of(command: Command, program: str) -> Arguments:
    """The arguments of a command, read as those of a program in the table of package managers."""
    row = PROGRAMS[program]
    return split_options(command.arguments, row.taking, single_dash=row.single_dash)


def behind(arguments: Arguments, *subcommands: tuple[str, ...]) -> list[Word]:
    """The operands behind one of the subcommands; none for another one."""
    values = [word.value for word in arguments.operands]
    for words in subcommands:
        if tuple(values[: len(words)]) == words:
            return arguments.operands[len(words) :]
    return []
