"""Variables of compose files that are set nowhere, set for nobody, or filled in too early."""

from __future__ import annotations

from collections.abc import Iterator

from ...core.defect import Defect
from ...core.edit import ReplaceText
from ...core.nearest import nearest
from ...core.source import Source
from ...model.compose import Stack
from ...model.early import expanded_early, tested
from ...model.service import Service
from ...model.variables import Use, of_shell

MANY = 5
"""So many undefined variables without any env file mean that the stack is configured elsewhere."""

FEW = 50
"""Of so many names at most, each is compared with the names that are set."""


def undefined_variable(stack: Stack) -> Iterator[Defect]:
    """A variable has no value and no default: Docker puts nothing in its place."""
    if not stack.environment_known:
        return
    lacking: dict[tuple[Source, str], list[Use]] = {}
    for use in _undefined(stack):
        lacking.setdefault((use.span.source, use.name), []).append(use)
    names = list(dict.fromkeys(name for _, name in lacking))
    known = _set_in_env_files(stack)
    elsewhere = len(names) >= MANY or (names and stack.env_ignored)
    if elsewhere and not known and not stack.documented:
        first = next(iter(lacking.values()))[0]
        message = f"{len(names)} variable{'s are' if len(names) > 1 else ' is'} set nowhere here: {', '.join(names)}"
        yield Defect(
            first.span,
            message if len(message) <= 100 else f"{message[:97]} …",
            also=[(uses[0].span, f"{uses[0].name} is used here") for uses in list(lacking.values())[1:MANY]],
            help="They seem to come from outside; an `.env.example` that lists them would tell which are needed.",
            severity="info",
        )
        return
    for (_, name), uses in lacking.items():
        near = nearest(name, known) if len(names) <= FEW else None
        help = f"Set it in `.env`, give it a default (`${{{name}:-…}}`), or demand it (`${{{name}:?…}}`)."
        message = f"{name} is set nowhere: {_effect(uses[0])}"
        if near:
            help = f"Did you mean {near}?"
        elif uses[0].amidst_word:
            # It may be a part of a password, so it is not repeated.
            message = f"a dollar sign begins a variable that is set nowhere: {_effect(uses[0])}"
            help = "A dollar sign that stands for itself is written twice: `$$`."
        also = [(use.span, "and used here") for use in uses[1:4]]
        yield Defect(uses[0].span, message, also=also, help=help)


def _undefined(stack: Stack) -> Iterator[Use]:
    """Each written use of a variable that must have a value and has none, once."""
    early = {found.span for service in stack.services.values() for found in expanded_early(service)}
    seen = set(early)
    asked: dict[int, set[str]] = {}
    for file in stack.compose_files:
        for use in file.uses:
            if not use.lacking or use.reference.operator or use.name in stack.documented or use.span in seen:
                continue
            if id(use.text) not in asked:
                asked[id(use.text)] = tested(use.text)
            if use.name in asked[id(use.text)]:
                continue
            if not of_shell(use.name) or (use.name in ("UID", "GID") and use.path[2:] == ("user",)):
                seen.add(use.span)
                yield use


def _set_in_env_files(stack: Stack) -> list[str]:
    files = [file for file in stack.files if file.fills]
    return [entry.name for file in files if file.entries is not None for entry in file.entries.entries]


NOUNS = {"image": "image", "ports": "port", "volumes": "mount", "user": "user"}


def _effect(use: Use) -> str:
    """What becomes of the text that needs the variable."""
    noun = NOUNS.get(use.path[2]) if len(use.path) > 2 and use.path[0] == "services" else None
    if noun is not None and use.path[-1] in (use.path[2], "[]"):
        text = "".join(piece.value or "" for piece in use.text.pieces)
        if len(text) <= 40:
            return f'the {noun} of {use.path[1]} becomes "{text}"'
    steps = [step for step in use.path if step != "[]"]
    if len(steps) > 2 and steps[0] == "services":
        return f"{'.'.join(steps[2:])} of {steps[1]} goes without it"
    return f"{'.'.join(steps) or 'the file'} goes without it"


def unused_variable(stack: Stack) -> Iterator[Defect]:
    """A variable of the project's `.env` that no compose file uses and no service takes."""
    if not stack.complete or stack.variants:
        return
    used = {use.name for file in stack.compose_files for use in file.uses}
    for service in stack.services.values():
        used |= service.environment.keys() | (service.build.args.keys() if service.build is not None else set())
    for file in stack.files:
        if not file.fills or file.services or file.entries is None:
            continue
        inside = {name for entry in file.entries.entries for name in entry.names()}
        for entry in file.entries.entries:
            if entry.name and entry.name not in used | inside and not entry.name.startswith(("COMPOSE_", "DOCKER_")):
                message = f"nothing in the stack uses {entry.name}"
                yield Defect(entry.name_span, message, help="Remove it, if nothing else reads it.")


def variable_expanded_too_early(service: Service) -> Iterator[Defect]:
    """A variable that only the container knows stands where Compose replaces it before the container exists."""
    for early in expanded_early(service):
        who = "the shell" if early.origin is None else "the container"
        yield Defect(
            early.span,
            f"${early.name} of {service.label} is replaced by Compose, but only {who} knows it",
            also=[(early.origin, "set for the container here")] if early.origin is not None else [],
            help=f"Write `$${early.name}`: Compose then leaves `${early.name}` to the shell in the container.",
            fix=[ReplaceText(early.sign, "$$", f"Leave ${early.name} to the shell", "unsafe", was="$")],
        )
