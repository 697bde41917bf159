"""The variables that a Dockerfile uses: in the words that the builder fills in, and in the scripts that it runs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..core.source import Span
from ..syntax.dockerfile.forms import EXPANDING
from ..syntax.dockerfile.words import Variable
from .programs import Run
from .scope import PREDEFINED

if TYPE_CHECKING:
    from ..syntax.dockerfile import Word
    from .instructions import Instruction
    from .stages import Stage

OF_MOST_IMAGES = PREDEFINED | frozenset(
    """PATH HOME LANG LANGUAGE LC_ALL LC_CTYPE TERM TZ USER HOSTNAME PWD SHELL JAVA_HOME JRE_HOME GOPATH GOROOT GOBIN
    GEM_HOME BUNDLE_PATH PYTHONPATH PYTHONHOME LD_LIBRARY_PATH PKG_CONFIG_PATH NODE_PATH VIRTUAL_ENV CONDA_DIR
    CATALINA_HOME MAVEN_HOME GRADLE_HOME CARGO_HOME RUSTUP_HOME DEBIAN_FRONTEND SOURCE_DATE_EPOCH
    DESTDIR PREFIX MANPATH INFOPATH CPATH LIBRARY_PATH NVM_DIR PNPM_HOME DOTNET_ROOT ANDROID_HOME""".split()
)
"""Names that an image nobody knows may well set."""
_WITHOUT_ENVIRONMENT = frozenset("alpine debian ubuntu busybox fedora".split())
"""Images that set nothing but PATH."""
_OFTEN_SET = r".*_VERSION|CUDA_.*|NV_.*|NVIDIA_.*|NGINX_.*|BUILDKIT_.*|LC_.*|.*_HOME|.*_CONFDIR|.*_CONF_DIR"


class BuildVariable:
    """One `$name`. `defaulted`: it says itself what holds when the name is unset."""

    __slots__ = ("defaulted", "name", "span")

    def __init__(self, name: str, span: Span, defaulted: bool) -> None:
        self.name = name
        self.span = span
        self.defaulted = defaulted

    def __repr__(self) -> str:
        return f"BuildVariable({self.name!r})"


def filled_in(instruction: Instruction) -> Iterator[tuple[BuildVariable, str]]:
    """The variables that the builder fills in, each with the name of the pair whose value it is part of, if any."""
    node = instruction.node
    if "$" not in node.line.text or node.keyword not in EXPANDING:
        return
    for flag in node.flags:
        if flag.value is not None and flag.name != "from":
            yield from ((variable, "") for variable in _in(flag.value))
    for word in node.words:
        yield from ((variable, "") for variable in _in(word))
    for pair in node.pairs:
        for half in (pair.key, pair.value):
            yield from ((variable, pair.name) for variable in (_in(half) if half is not None else ()))


def _in(word: Word) -> Iterator[BuildVariable]:
    for part in word.parts:
        for variable in (part, *part.nested) if isinstance(part, Variable) else ():
            if variable.name[:1].isalpha() or variable.name[:1] == "_":
                yield BuildVariable(variable.name, word.span_of(part.start, part.end), variable.modifier != "")


def in_script(run: Run) -> Iterator[BuildVariable]:
    """The variables that the script of a RUN needs from outside."""
    script = run.script
    if script is None:
        return
    text = script.text
    seen: set[str] = set()
    words = [
        word
        for command in script.commands
        for word in (*command.words, *(assignment.word for assignment in command.assignments))
    ]
    words += [redirection.target for command in script.commands for redirection in command.redirections]
    for word in words:
        for part in word.parts:
            if part.kind == "variable" and part.name and part.name not in seen:
                seen.add(part.name)
                raw = word.of.text[part.start : part.end]
                plain = raw.strip('"') in (f"${part.name}", f"${{{part.name}}}")
                if word.of is script.excerpt and not _set_inside(part.name, text):
                    yield BuildVariable(part.name, word.of.span(part.start, part.end), not plain)


def _set_inside(name: str, text: str) -> bool:
    """Whether a script gives a variable a value itself."""
    told = re.escape(name)
    assigned = rf"(?<![\w$]){told}(?:\+?=|\[)"
    bound = rf"\b(?:for|read|select|mapfile|readarray|getopts|unset|printf)\b[^;\n]{{0,200}}?(?<![\w$]){told}\b"
    sourced = r"(?:^|[\s;&|])(?:\.|source|eval)\s"
    return any(re.search(way, text) for way in (assigned, bound, sourced))


def declared_above(instruction: Instruction) -> Iterator[str]:
    """The names that ARG and ENV above an instruction declare, with or without a value."""
    scope = instruction.env
    layer, index = scope.layer, scope.index
    while layer is not None:
        yield from (name for name in layer.names.by_name if layer.names.before(name, index) is not None)
        layer, index = layer.parent, 1 << 62


def may_be_set(name: str, stage: Stage) -> bool | None:
    """Whether the image below a stage sets a variable; None when nobody can know."""
    if stage.from_scratch():
        return name == "PATH"
    image = stage.external_base()
    if name in OF_MOST_IMAGES:
        return True
    often = re.fullmatch(_OFTEN_SET, name) is not None
    if image is None or image.facts is None or not image.facts.source:
        return True if often else None
    if name in image.facts.variables or (often and name.partition("_")[0].lower() in (image.repository or "")):
        return True
    return False if image.repository in _WITHOUT_ENVIRONMENT or image.facts.variables else None
