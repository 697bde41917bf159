"""The shell text that an instruction runs, wherever it stands: the line, a heredoc, the string behind `sh -c`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..syntax.shell import SHELLS, ShellScript, command_of, parse_script

if TYPE_CHECKING:
    from .programs import Program


def script_of(instruction: Program) -> ShellScript | None:
    """None also for what was meant as an exec form and is none, and for Windows."""
    node = instruction.node
    if instruction.stage is not None and instruction.stage.windows:
        return None
    if node.form == "exec":
        return _exec_script(instruction)
    if node.form != "shell" or node.text is None or node.broken_exec:
        return None
    shell = instruction.shell
    if shell is not None and shell.foreign:
        return None
    options = shell.argv[1:] if shell is not None else ()
    bodies = [heredoc.content for heredoc in node.heredocs if heredoc.terminated]
    if not bodies or node.heredocs[0].start != node.text.start:
        return parse_script(node.text.excerpt, known=instruction.env, options=options, bodies=bodies)
    if node.heredocs[0].end >= node.text.end:
        own = bodies[0].text.startswith("#!")
        return parse_script(bodies[0], known=instruction.env, options=() if own else options)
    script = parse_script(node.text.excerpt, known=instruction.env, options=options, bodies=bodies)
    feeds_shell = script is not None and script.commands and script.commands[0].program in SHELLS
    return script if feeds_shell else None


def _exec_script(instruction: Program) -> ShellScript | None:
    words = instruction.node.words
    if not words:
        return None
    if words[0].text.rpartition("/")[2] in SHELLS:
        for at, word in enumerate(words[1:-1], 1):
            if not word.text.startswith("-") or word.text == "--":
                break
            if word.text[1:2] != "-" and "c" in word.text:
                options = [option.text for option in words[1 : at + 1]]
                return parse_script(words[at + 1].excerpt, known=instruction.env, options=options)
    return command_of([(word.text, word.span) for word in words], known=instruction.env)
