"""The configuration file as one table: what may stand in `.composelint.yaml`, and what it means.

The reader and the published JSON Schema both walk `CONFIG`; neither knows a key by name.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from ..core.defect import SEVERITIES
from ..load.rows import ANY, Spec

Vocabulary = Literal["", "selector", "rule", "options", "policy", "any", "value"]
"""What names or texts stand here: `selector` a rule, theme, alias, `all` or `recommended`; `rule` a rule's own name;
`options` a rule's own name whose row follows from the rule; `policy` a name that the file gives; `any` whatever;
`value` a text that may be empty."""

PRESETS = ("recommended", "strict", "security")
POLICY_NAME = r"[a-z][a-z0-9-]{0,59}"
FOREIGN_NAME = rf"{POLICY_NAME}/{POLICY_NAME}"
"""A rule that is not in the catalogue: `policy/NAME`, or `PLUGIN/RULE`."""


class Row(Spec):
    """A row with the sentence that documents it. `either`: at least one of these keys; `least`: so many items."""

    __slots__ = ("doc", "either", "least", "vocabulary")

    def __init__(
        self,
        types: str = "",
        doc: str = "",
        *,
        keys: Mapping[str, Spec] | None = None,
        of: Spec | None = None,
        item: Spec | None = None,
        enum: tuple[str, ...] = (),
        required: tuple[str, ...] = (),
        either: tuple[str, ...] = (),
        least: int = 0,
        vocabulary: Vocabulary = "",
        extensible: bool = False,
    ) -> None:
        extra: Literal["x", "no"] = "x" if extensible else "no"
        super().__init__(types, keys=keys, of=of, item=item, enum=enum, required=required, extra=extra)
        self.doc = doc
        self.either = either
        self.least = least
        self.vocabulary: Vocabulary = vocabulary


TEXT = Row("s")
SELECTOR = Row("s", vocabulary="selector")
LEVELS = (*SEVERITIES, "off")


def ignore(doc: str) -> Row:
    return Row(doc=doc, item=SELECTOR)


def severity(doc: str) -> Row:
    return Row(doc=doc, of=Row("s", enum=LEVELS), vocabulary="rule")


def texts(doc: str, least: int = 0) -> Row:
    return Row(doc=doc, item=TEXT, least=least)


STACK = Row(
    keys={
        "files": texts("The compose files, in the order in which they are merged; relative to this file.", least=1),
        "name": Row("s", "The project's name, as `docker compose -p` gives it."),
        "env_file": Row("s", "Where variables are read from instead of `.env`; one file or several.", item=TEXT),
        "profiles": texts("The profiles that are active in this stack."),
    },
    required=("files",),
)
OVERRIDE = Row(
    keys={
        "paths": texts("Files, as patterns of a `.gitignore`; relative to this file.", least=1),
        "services": texts("Services, by name; `*` and `?` stand for any characters.", least=1),
        "ignore": ignore("Rules, themes or aliases that say nothing here."),
        "severity": severity("The severity that a rule has here; `off` silences it."),
    },
    either=("paths", "services"),
)
POLICY = Row(
    keys={
        "schema": Row(doc="The JSON Schema (2020-12) to satisfy.", of=ANY, vocabulary="any"),
        "scope": Row("s", "What must satisfy it: each service (the default), or the stack.", enum=("service", "stack")),
        "services": texts("Only these services, by name; `*` and `?` stand for any characters.", least=1),
        "severity": Row("s", "How bad a violation is; `warning` unless said.", enum=SEVERITIES),
        "message": Row("s", "What to say of a violation, in a sentence without a full stop."),
        "help": Row("s", "What to do about it."),
    },
    required=("schema",),
)
CONFIG = Row(
    "0",
    "How composelint judges the stacks at and below this file.",
    extensible=True,
    keys={
        "extends": Row("s", "Another configuration file, relative to this one, that this one refines."),
        "preset": Row("s", "A packaged configuration that this one refines.", enum=PRESETS),
        "select": Row(
            doc="The rules that run: names, themes, aliases, `recommended` (what is on by default) or `all`.",
            item=SELECTOR,
        ),
        "ignore": ignore("Rules, themes or aliases that do not run."),
        "severity": severity("The severity of every finding of a rule; `off` silences it, anything else turns it on."),
        "options": Row(doc="The options of rules, as their documents describe them.", of=ANY, vocabulary="options"),
        "exclude": texts("What is not searched, as patterns of a `.gitignore`; relative to this file."),
        "stacks": Row(doc="Which files make a stack, where that does not follow from their names.", item=STACK),
        "overrides": Row(doc="What holds only for some files or services; later entries win.", item=OVERRIDE),
        "policies": Row(
            doc="Rules of your own, by name, each a JSON Schema; they report as `policy/NAME`.",
            of=POLICY,
            vocabulary="policy",
        ),
        "plugins": texts("Installed plugins whose rules take part; they report as `PLUGIN/RULE`."),
        "fail-on": Row("s", "The mildest finding that makes the exit code 1.", enum=(*SEVERITIES, "never")),
        "env": Row(
            doc="Variables for `${NAME}`, beside those of `.env`.", of=Row("snb", vocabulary="value"), vocabulary="any"
        ),
        "profiles": texts("The Compose profiles that are active."),
        "shellcheck": Row("s", "Where ShellCheck lies, an absolute path outside of the project; or `off`."),
    },
)


def options_row(defaults: Mapping[str, object]) -> Row:
    """The row of one rule's options; their types are those of the defaults."""
    return Row(keys={name: _option(value) for name, value in defaults.items()})


def _option(default: object) -> Row:
    if isinstance(default, list | tuple):
        return Row(item=_option(default[0]) if default else TEXT)
    if isinstance(default, dict):
        return Row(of=_option(next(iter(default.values()), "")), vocabulary="any")
    letter = next(letter for kind, letter in _LETTERS if isinstance(default, kind))
    return Row(letter, vocabulary="value")


_LETTERS: tuple[tuple[type, str], ...] = ((bool, "b"), (int, "i"), (float, "n"), (object, "s"))
