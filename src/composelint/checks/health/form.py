"""How the test of a healthcheck is written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ...core.defect import Defect
from ...core.patterns import pattern
from ...model.health_test import foreign_shell, inherited_test, test_in_force
from ...model.service import Service
from ...model.values import Items, Text

if TYPE_CHECKING:
    from ...model.stages import Stage

HEADS = ("CMD", "CMD-SHELL", "NONE")
_IN_STRING = pattern(r"\s*(?:(CMD-SHELL|CMD)\s+|\[\s*[\"']?(?:CMD|CMD-SHELL|NONE)[\"']?\s*[,\]])")
_FILE_NAME = pattern(r"[A-Za-z]:[\\/]|/[^-:]*\.\w+\Z")
"""A name that may hold a blank: of a Windows path, of a script."""
_NOTHING = "Name the command that asks the server, or leave `test` away."
_AS_TEXT = "Write the command as one text"
_REFUSED = "Compose refuses the file: a list begins with CMD, CMD-SHELL or NONE."


def invalid_healthcheck_test(subject: Service | Stage) -> Iterator[Defect]:
    """The test of a healthcheck is in a form that Compose refuses, or that runs something else than it says."""
    if not isinstance(subject, Service):
        yield from _instruction(subject)
        return
    block = subject.healthcheck_block
    if block is None or block.disabled or not isinstance(block.test, Items):
        return
    items = [item if isinstance(item, Text) else Text(None, item.span) for item in block.test]
    if len(items) == 2 and items[0].span == items[1].span:
        yield from _string(subject, items[1])
    elif items:
        yield from _list(subject, items)


def _string(service: Service, text: Text) -> Iterator[Defect]:
    """A string goes to the shell as it is, CMD and brackets included."""
    from ...model.probe_remedies import rewritten_fix
    from ...model.probes import test_block

    value = text.value or ""
    head = _IN_STRING.match(value)
    if text.value is not None and text.literal and not value.strip():
        yield Defect(text, f"the healthcheck of {service.label} runs nothing", help=_NOTHING)
    elif value.strip() == "NONE":
        yield Defect(
            text,
            f"the healthcheck of {service.label} runs a program called NONE",
            help=test_block("Only in a list does NONE switch the healthcheck off:", service, ["NONE"]),
        )
    elif head and head[1]:
        rest = value[head.end() :]
        yield Defect(
            text,
            f"the healthcheck of {service.label} runs a program called {head[1]}",
            help=test_block("A string is run by the shell as it is:", service, ["CMD-SHELL", rest]),
            fix=rewritten_fix(service, ["CMD-SHELL", rest], f"Leave {head[1]} away"),
        )
    elif head:
        yield Defect(
            text,
            f"the healthcheck of {service.label} is a list inside a string",
            help="Take the quotes around the list away: the shell looks for a program named after its first item.",
        )


def _list(service: Service, items: list[Text]) -> Iterator[Defect]:
    from ...model.probe_remedies import rewritten_fix

    head, words = items[0].value, items[1:]
    name = f"the healthcheck of {service.label}"
    if head is None or head == "NONE":
        return
    if head not in HEADS:
        first = head.split()[0] if head.split() else "a blank"
        message = f"{name} begins with {first}, not with CMD or CMD-SHELL"
        whole = _with_head(items)
        yield Defect(
            items[0],
            message,
            help=_head_help(service, whole, small=head.upper() in HEADS),
            fix=rewritten_fix(service, whole, f"Begin it with {whole[0]}", "safe") if whole else (),
        )
    elif not words or (head == "CMD-SHELL" and not (words[0].known_text).strip()):
        yield Defect(items[0], f"{name} runs nothing", help=_NOTHING)
    elif head == "CMD-SHELL" and len(words) > 1:
        yield Defect(
            words[1],
            f"{name} leaves away what stands behind the first word of its CMD-SHELL",
            also=[(words[0], "only this is run")],
            help=_joined_help(service, words),
            fix=rewritten_fix(service, _joined(words), _AS_TEXT),
        )
    elif head == "CMD" and _is_command_line(words) and not foreign_shell(service):
        yield Defect(
            words[0],
            f"{name} looks for a program whose name has blanks",
            help=_joined_help(service, words),
            fix=rewritten_fix(service, _joined(words), _AS_TEXT),
        )


def _is_command_line(words: list[Text]) -> bool:
    """Whether the word that should be a program is a whole command, or the start of one."""
    value = (words[0].value or "").strip()
    if len(value.split()) < 2 or _FILE_NAME.match(value):
        return False
    return len(words) == 1 or value.split()[1].startswith("-")


def _with_head(items: list[Text]) -> list[str] | None:
    """The list with the word that it lacks."""
    from ...model.probes import known_words

    words = known_words(items)
    if words is None:
        return None
    if words[0].upper() in HEADS:
        return [words[0].upper(), *words[1:]]
    return ["CMD-SHELL" if len(words) == 1 else "CMD", *words]


def _head_help(service: Service, words: list[str] | None, *, small: bool) -> str:
    from ...model.probes import test_block

    why = "Compose refuses the file: the word is written in capitals." if small else _REFUSED
    return why if words is None else test_block(why, service, words)


def _joined(words: list[Text]) -> list[str] | None:
    """All words as one text for the shell."""
    from ...model.probes import as_shell_text, known_words

    known = known_words(words)
    if known is None:
        return None
    text = " ".join(known) if len(known) < 2 or " " in known[0] else as_shell_text(known, _is_operator)
    return ["CMD-SHELL", text]


def _joined_help(service: Service, words: list[Text]) -> str:
    from ...model.probes import test_block

    joined = _joined(words)
    if joined is None:
        return "Write the command as one text behind CMD-SHELL."
    return test_block(f"{_AS_TEXT}:", service, joined)


def _is_operator(word: str) -> bool:
    return word in ("||", "&&", ";", "|", ">", ">>", "<", "2>&1", "&")


def _instruction(stage: Stage) -> Iterator[Defect]:
    """The same in a Dockerfile, where CMD stands before the list or the text already."""
    test = test_in_force(stage) and inherited_test(stage)
    if test is None or stage.windows:
        return
    from ...model.probe_remedies import rewritten_fix
    from ...model.probes import healthcheck_instruction, known_words

    first = test.words[0].value or ""
    known = known_words(test.words) or []
    doubled = first in HEADS and len(known) > 1 if not test.shell else _IN_STRING.match(first)
    if doubled:
        words = ["CMD", *(known[1:] if not test.shell else first.split()[1:])]
        yield Defect(
            test.words[0],
            f"the HEALTHCHECK runs a program called {first.split()[0]}",
            help=healthcheck_instruction("CMD stands there already:", stage, words),
            fix=rewritten_fix(stage, words, "Leave CMD away") if not test.shell and first == "CMD" else (),
        )
    elif not test.shell and _is_command_line(test.words):
        yield Defect(
            test.words[0],
            "the HEALTHCHECK looks for a program whose name has blanks",
            help=healthcheck_instruction("Write it without the brackets:", stage, ["CMD-SHELL", " ".join(known)]),
            fix=rewritten_fix(stage, ["CMD-SHELL", " ".join(known)] if known else None, "Take the brackets away"),
        )
