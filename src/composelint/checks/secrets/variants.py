"""Variables and the files that images read in their place."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ...core.defect import Defect
from ...core.edit import AddItem, AddKey, Intent, Replace
from ...knowledge.credentials.names import sense
from ...knowledge.credentials.values import none
from ...model.compose import Variable
from ...model.file_variables import DIRECTORY, ENDING, image_starts, mentioned, secret_paths
from ...model.remedies import taken_out
from ...model.secret_advice import compose_block, file_help, written_in_list
from ...model.service import Service
from ...model.values import Field

if TYPE_CHECKING:
    from ...knowledge.images.known import ImageFacts


def secret_file_variant(service: Service) -> Iterator[Defect]:
    """A password stands in the environment of an image that would read it from a file."""
    facts = service.facts
    if facts is None or not facts.file_variables or not service.is_server or not image_starts(service):
        return
    for name, variable in service.environment.items():
        form = facts.file_variable(name)
        if form is None or form in service.environment or not _is_credential(name, facts):
            continue
        if not _written_here(service, name, variable) or mentioned(service, name):
            continue
        yield Defect(
            variable.value or variable.name,
            f"{service.label} is given {name}, which its image would read from a file",
            help=f"Set {form} to a file under {DIRECTORY}, which a secret of the service makes."
            if written_in_list(variable)
            else file_help(service, name, form),
            fix=_from_file(service, variable, name.lower(), form),
        )


def _from_file(service: Service, variable: Variable, secret: str, form: str) -> list[Intent]:
    """The variable names the file of a secret that the stack has, under the name that the help would give it."""
    value, key, paths = variable.value, service.key("secrets"), secret_paths(service)
    if value is None or value.literal or written_in_list(variable) or secret not in service.stack.secrets:
        return []
    if paths is None:
        return []
    path, title = f"{DIRECTORY}/{secret}", f"Let {service.label} read the secret {secret}"
    found: list[Intent] = [Replace(variable.name, form, title, "unsafe"), Replace(value, path, title, "unsafe")]
    if path not in paths:
        add = AddKey(service.name, ["secrets:", f"  - {secret}"], title, "unsafe")
        found.append(add if key is None else AddItem(key, secret, title, "unsafe"))
    return found


def _is_credential(name: str, facts: ImageFacts) -> bool:
    return name in facts.password_variables or sense(name) in ("password", "secret", "token", "key")


def _written_here(service: Service, name: str, variable: Variable) -> bool:
    """Whether a compose file sets it: literally, or, in a stack that has secrets, by a reference."""
    value = variable.value
    if value is None or variable.origin is not None or value.value == "":
        return False
    return not none(value.value or "", name) if value.literal else bool(service.stack.secrets)


def value_and_file_variant(service: Service) -> Iterator[Defect]:
    """A variable and its file are given both, or one that the image refuses or does not read."""
    facts = service.facts if image_starts(service) else None
    for name, variable in service.environment.items():
        if facts is not None and variable.known:
            yield from _refused(service, name, variable, facts)
            yield from _both(service, name, variable, facts)
            yield from _not_read(service, name, variable, facts)
        if name.endswith("FILE") and (variable.known or "").startswith(f"{DIRECTORY}/"):
            yield from _no_such_secret(service, name, variable)


def _refused(service: Service, name: str, variable: Variable, facts: ImageFacts) -> Iterator[Defect]:
    if facts.refuses(name):
        plain = name.removesuffix(ENDING)
        yield Defect(
            variable.name,
            f"{service.label} does not start: its image refuses {name}",
            help=f"Give it {plain} itself, or a file with its settings."
            if plain != name
            else "Take it out, and write the setting into a file that the image reads.",
        )


def _both(service: Service, name: str, variable: Variable, facts: ImageFacts) -> Iterator[Defect]:
    form = facts.file_variable(name) if facts.exclusive_files else None
    other = service.environment.get(form or "")
    if other is not None and other.known:
        lines = ["environment:", f"  {name}: !reset null"]
        sentence = f"Keep {form}, and take the other out:"
        yield Defect(
            variable.name,
            f"{service.label} does not start: it is given both {name} and {form}",
            also=[(other.name, "and this")],
            help=sentence[:-1] + "."
            if variable.origin is not None or written_in_list(variable)
            else compose_block(sentence, service, lines),
            fix=_only_file(service, name, variable, other),
        )


def _only_file(service: Service, name: str, variable: Variable, other: Variable) -> list[Intent]:
    """The variable goes, where one of its service's secrets makes the file, and nothing else reads it."""
    paths = secret_paths(service)
    if variable.origin is not None or variable.value is None or paths is None or mentioned(service, name):
        return []
    if not _stands_below(other.known or "", paths):
        return []
    return taken_out(Field(variable.name, variable.value), f"Remove {name}")


def _not_read(service: Service, name: str, variable: Variable, facts: ImageFacts) -> Iterator[Defect]:
    plain = name.removesuffix(ENDING)
    known = facts.file_variables is not None and plain in facts.password_variables and plain != name
    if not known or facts.file_variable(plain) is not None or facts.refuses(name) or service.build is not None:
        return
    if service.command is not None or plain in service.environment or mentioned(service, name):
        return
    yield Defect(
        variable.name,
        f"{service.label} is left without {plain}: its image does not read {name}",
        help="Give the password in a file with its settings, or read the file in its `command`.",
    )


def _stands_below(path: str, places: frozenset[str]) -> bool:
    """Whether a path is one of some places, or lies in one."""
    while path not in places and path != posixpath.dirname(path):
        path = posixpath.dirname(path)
    return path in places


def _no_such_secret(service: Service, name: str, variable: Variable) -> Iterator[Defect]:
    paths, path = secret_paths(service), variable.known or ""
    secret = path.removeprefix(f"{DIRECTORY}/")
    if paths is None or _stands_below(path, paths):
        return
    lines = ["secrets:", f"  - {secret}"]
    top = [] if secret in service.stack.secrets else ["secrets:", f"  {secret}:", f"    file: ./{secret}.txt"]
    yield Defect(
        variable.value or variable.name,
        f"{name} of {service.label} names a file that none of its secrets makes",
        help=compose_block("Give the service the secret:", service, lines, top)
        if secret.replace("_", "").replace("-", "").isalnum() and secret.isascii()
        else "Give the service the secret under `secrets:`.",
    )
