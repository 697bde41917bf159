"""Lines that take a credential out of a file: for Compose an override, for Dockerfiles the instruction rewritten."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from ..core.patterns import pattern
from ..core.source import Span
from ..knowledge.credentials.names import sense
from .file_variables import mentioned
from .service_secrets import Held, written_twice
from .values import Items, Text

if TYPE_CHECKING:
    from .compose import Variable
    from .instructions import Copy
    from .programs import Run
    from .secrets import Secret
    from .service import Service

_PLAIN_KEY = pattern(r"[A-Za-z_][\w./-]*")
_PLAIN_VALUE = pattern(r"[A-Za-z0-9/$][^\s\"'\\`#]*")
_MOST_LINES = 12
_LONGEST_COMMAND = 300


def variable_for(name: str) -> str:
    """The name of a variable that can hold what is written under a name: `dbPassword` gives DB_PASSWORD."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name)
    words = re.sub(r"[^A-Za-z0-9]+", "_", spaced).strip("_").upper()
    return words if words[:1].isalpha() else f"SECRET_{words}".rstrip("_")


def required(variable: str) -> str:
    return f"${{{variable}:?set {variable}}}"


def compose_block(sentence: str, service: Service, lines: Iterable[str], top: Iterable[str] = ()) -> str:
    """A block for one service, with what it needs at the top level."""
    from .advice import fenced, quoted_key

    body = [f"    {line}" for line in lines]
    return fenced(sentence, "yaml", ["services:", f"  {quoted_key(service.label)}:", *body, *top])


def setting_lines(path: tuple[str, ...], value: str) -> list[str] | None:
    """A value below its keys; None when a list stands between, which no override can change in one place."""
    if "[]" in path:
        return None
    keys = [key if _PLAIN_KEY.fullmatch(key) else _quoted(key) for key in path]
    lines = [f"{'  ' * depth}{key}:" for depth, key in enumerate(keys)]
    lines[-1] += f" {value if _plain(value) else _quoted(value)}"
    return lines


def _plain(value: str) -> bool:
    bare = re.sub(r"\$\{(\w+):\?set \1\}", "X", value)
    return bool(_PLAIN_VALUE.fullmatch(bare)) and not bare.endswith(":")


def _quoted(text: str) -> str:
    from json import dumps

    return dumps(text, ensure_ascii=False)


def outside_help(service: Service, held: Held, variable: str = "") -> str:
    """How to hand over a credential that a compose file holds."""
    name = held.path[-1]
    facts = service.facts
    file_form = facts.file_variable(name) if facts and held.in_environment and held.secret.kind == "name" else None
    alone = not written_twice(service.stack, held.secret.value) and not mentioned(service, name)
    if file_form is not None and not held.in_list and alone:
        return file_help(service, name, file_form)
    variable = variable or variable_for(held.secret.name or name)
    lines = setting_lines(held.path, replaced(held, required(variable)) or "")
    if lines is None or lines[-1].endswith('""'):
        return f"Write `{required(variable)}` in its place, and set {variable} in an `.env` that git ignores."
    return compose_block(f"Set {variable} in an `.env` that git ignores, or when you start it:", service, lines)


TEST_DIRECTORIES = frozenset(("test", "tests", "e2e", "ci", ".devcontainer"))
"""What stands below them is given away on purpose."""


def in_test_directory(path: str) -> bool:
    return not TEST_DIRECTORIES.isdisjoint(path.split("/")[:-1])


def command_help(service: Service, held: Held) -> str:
    """How to hand over a credential that a command is given."""
    from .accounts import passwords

    value = held.secret.value
    own = next((name for name, variable in service.environment.items() if variable.known == value), None)
    known = passwords(service.stack).get(value)
    if own is not None and _by_shell(service, held) and _PLAIN_KEY.fullmatch(own):
        lines = _command_lines(service, held, f"$${own}")
        if lines is not None:
            return compose_block(f"The container has it in {own} already, where its shell finds it:", service, lines)
    variable = (known.name.value if known is not None else None) or own or _variable_of(service, held.secret.name)
    lines = _command_lines(service, held, required(variable))
    if lines is None:
        return f"Write `{required(variable)}` in its place, and set {variable} in an `.env` that git ignores."
    return compose_block(f"Set {variable} in an `.env` that git ignores, or when you start it:", service, lines)


def _by_shell(service: Service, held: Held) -> bool:
    """Whether a healthcheck is run by the container's shell, which knows the container's variables."""
    block = service.healthcheck_block
    return held.path[0] == "healthcheck" and block is not None and block.test_words[:1] == ["CMD-SHELL"]


def _variable_of(service: Service, name: str) -> str:
    """The name of a variable for what an option or an assignment gives: `redis-cli -a`, `--token`, `PGPASSWORD`."""
    option = name.rpartition(" ")[2]
    if option.startswith("--") and sense(option) != "password":
        return variable_for(option)
    return f"{variable_for(service.label)}_PASSWORD" if option != name or option[:1] == "-" else variable_for(name)


def _command_lines(service: Service, held: Held, replacement: str) -> list[str] | None:
    """The command with something else in the credential's place; None when it cannot be shown in a few words."""
    from .advice import flow_list

    new = replaced(held, replacement)
    if new is None or len(new) > _LONGEST_COMMAND:
        return None
    if "[]" not in held.path:
        return setting_lines(held.path, new)
    whole = service.setting(*held.path[:-1]) if "[]" not in held.path[:-1] else None
    words = [item.excerpt.text for item in whole if isinstance(item, Text)] if isinstance(whole, Items) else []
    if not words or len(" ".join(words)) > _LONGEST_COMMAND or not isinstance(whole, Items):
        return None
    shown = [new if item is held.value else word for item, word in zip(whole, words, strict=True)]
    lines = setting_lines(held.path[:-1], "X") or []
    return [*lines[:-1], lines[-1].removesuffix("X") + flow_list(shown)]


def written_in_list(variable: Variable) -> bool:
    """Whether it is written as `NAME=value`, which no override can take back."""
    end = variable.name.span.end
    return variable.name.span.source.text[end : end + 1] == "="


def file_help(service: Service, name: str, file_form: str) -> str:
    """The image reads the variable from a file, so a Compose secret can hold it."""
    secret = name.lower()
    declared = secret in service.stack.secrets
    lines = [
        "environment:",
        f"  {name}: !reset null",
        f"  {file_form}: /run/secrets/{secret}",
        "secrets:",
        f"  - {secret}",
    ]
    top = [] if declared else ["secrets:", f"  {secret}:", f"    file: ./{secret}.txt"]
    return compose_block("The image reads it from a file too, which git can ignore:", service, lines, top)


def replaced(held: Held, replacement: str) -> str | None:
    """The value as written, with the credential replaced; None when it is not one piece of plain text."""
    whole, part = held.value.span, held.secret.whole
    text = whole.source.text[whole.start : part.start] + replacement + whole.source.text[part.end : whole.end]
    if text[:1] in "'\"" and text[-1:] == text[:1] and len(text) > 1:
        text = text[1:-1]
    return None if any(char in text for char in "\n\\\"'") else text


def build_secret_help(service: Service, name: str, *, in_list: bool) -> str:
    """A build secret in the place of a build argument."""
    secret = name.lower()
    mount = f"RUN --mount=type=secret,id={secret},env={variable_for(name)}"
    if in_list:
        return f"Take it out of `args:` and pass it under `build.secrets`; the Dockerfile reads it by `{mount}`."
    lines = ["build:", "  args:", f"    {name}: !reset null", "  secrets:", f"    - {secret}"]
    top = ["secrets:", f"  {secret}:", f"    environment: {variable_for(name)}"]
    return compose_block(f"Pass it as a build secret, which the Dockerfile reads by `{mount}`:", service, lines, top)


def run_help(runs: Sequence[Run], name: str) -> str | None:
    """The first RUN that uses a build argument, reading a secret instead; None when it cannot be shown."""
    lines = next(filter(None, (run_with_secret(run, name) for run in runs)), None)
    return None if lines is None else _dockerfile("Mount it as a secret for the one RUN that needs it:", lines)


def _dockerfile(sentence: str, lines: Iterable[str]) -> str:
    from .advice import fenced

    return fenced(sentence, "dockerfile", lines)


def run_without(run: Run, secret: Secret) -> str:
    """The RUN with a variable from a secret mount in the credential's place."""
    first, _, option = secret.name.partition(" ")
    variable = f"{variable_for(first)}_PASSWORD" if option else variable_for(first or "token")
    quoted = run.span.source.text.count("'", run.span.start, secret.span.start) % 2
    lines = None if quoted else run_with_secret(run, variable, secret.span)
    if lines is None:
        return f"Read it from a secret: `RUN --mount=type=secret,id={variable.lower()},env={variable}`."
    return _dockerfile("Mount it as a secret for this RUN:", lines)


def mount_help(copy: Copy, path: str) -> str:
    """The next RUN of the stage with the file mounted, where COPY would have left it."""
    from .programs import Run
    from .secret_files import arrival

    place = arrival(copy, path)
    stage = copy.stage
    later = stage.instructions[copy.index + 1 :] if stage is not None and not copy.onbuild else []
    run = next((inner for inner in later if isinstance(inner, Run)), None)
    identity = re.sub(r"[^A-Za-z0-9]+", "_", path.rpartition("/")[2]).strip("_").lower() or "secret"
    ssh = ".ssh/" in f"/{path}" or path.rpartition("/")[2].startswith("id_")
    mount = "--mount=type=ssh" if ssh else f"--mount=type=secret,id={identity},target={place}"
    lines = _mounted(run, mount) if run is not None and (ssh or place) else None
    if lines is None:
        return "Hand it over when the container starts, by `secrets:`, or to one RUN by `--mount=type=secret`."
    return _dockerfile("Mount it for the RUN that needs it, if this is the one:", lines)


def run_with_secret(run: Run, variable: str, replace: Span | None = None) -> list[str] | None:
    """A RUN that reads a variable from a secret mount, which leaves no trace; `replace` is the credential in it."""
    return _mounted(run, f"--mount=type=secret,id={variable.lower()},env={variable}", variable, replace)


def _mounted(run: Run, mount: str, variable: str = "", replace: Span | None = None) -> list[str] | None:
    """A RUN with one more mount; None when it is too long to be shown, or not written in one piece."""
    source, span = run.span.source, run.span
    text = span.text
    if replace is not None:
        text = source.text[span.start : replace.start] + f"${variable}" + source.text[replace.end : span.end]
    head = re.match(r"RUN[ \t]+", text, re.IGNORECASE)
    lines = text.split("\n")
    if head is None or run.dockerfile.inline or run.heredocs or len(lines) > _MOST_LINES:
        return None
    return (text[: head.end()] + f"{mount} " + text[head.end() :]).split("\n")
