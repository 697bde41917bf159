"""Policies: rules that a configuration states as JSON Schemas over services, or over the stack, in canonical form.

A violation is reported where the value that decided it is written. What is unknown (an unset `${X}`) violates nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any, Literal

from ..core.defect import SEVERITIES, Defect
from ..core.record import record
from ..core.rule import Rule
from ..core.source import Span
from ..load.canonical import Path, Writer
from ..load.reader import dotted
from ..load.spec import SERVICE, Spec
from ..model.compose import Stack
from ..model.service import Service
from ..model.values import Items, Map, Node, Null, Unknown
from .config import ConfigError, matches, where
from .config_layer import plain, text, texts

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError
    from jsonschema.protocols import Validator

    from ..core.defect import Place, Severity
    from ..load.project import Project
    from .run import Told

MOST_VIOLATIONS = 50
"""Of one policy, told of one service or stack."""


@record
class Policy:
    """One policy; `services` are patterns of names, None is all."""

    rule: Rule
    scope: Literal["service", "stack"]
    services: tuple[str, ...] | None
    message: str | None
    help: str | None
    at: Span
    """Where its schema stands."""
    validator: Validator
    names: set[str]
    """Every key and text of the schema: what it does not name, it cannot judge by name."""


def read(name: str, node: Map, say: Callable[[Place, str], None]) -> Policy | None:
    """The policy that a configuration states; None, and a word, when its schema is none."""
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import best_match
    from referencing import Registry

    schema: Any = plain(node.get("schema") or node)
    error = best_match(Draft202012Validator(Draft202012Validator.META_SCHEMA).iter_errors(schema))
    if error is not None:
        say(_deepest(node.get("schema") or node, list(error.absolute_path)), f"policy {name}: {error.message}"[:160])
        return None
    given = text(node.get("severity"))
    severity: Severity = next((level for level in SEVERITIES if level == given), "warning")
    message = text(node.get("message"))
    services = node.get("services")
    scope: Literal["service", "stack"] = "stack" if text(node.get("scope")) == "stack" else "service"
    summary = message or f"The policy {name} of this project."
    rule = Rule(f"policy/{name}", "policy", summary, severity, scope.title(), True, "none", raised_by="engine")
    # An empty registry: a schema that refers to another address must not be fetched.
    validator = Draft202012Validator(schema, registry=Registry())
    return Policy(
        rule,
        scope,
        None if services is None else tuple(texts(services)),
        message,
        text(node.get("help")),
        (node.get("schema") or node).span,
        validator,
        set(_words(schema)),
    )


def _deepest(node: Node, path: list[str | int]) -> Node:
    """The node at a path, or as far as it goes."""
    for step in path:
        below: Node | None = None
        if isinstance(node, Map) and isinstance(step, str):
            below = node.get(step)
        elif isinstance(node, Items) and isinstance(step, int) and step < len(node.items):
            below = node.items[step]
        if below is None:
            break
        node = below
    return node


def _words(schema: object) -> Iterator[str]:
    if isinstance(schema, dict):
        for key, value in schema.items():
            yield key
            yield from _words(value)
    elif isinstance(schema, list):
        for item in schema:
            yield from _words(item)
    elif isinstance(schema, str):
        yield schema


def violations(policies: Collection[Policy], project: Project, stack: Stack) -> list[Told]:
    """Every violation of some policies in one stack; none where a part of it could not be read.

    Raises ConfigError for a schema that cannot be used: a reference to nowhere, a pattern that is none.
    """
    found: list[Told] = []
    if not stack.complete:
        return found
    writer = LocatedWriter(project, stack)
    for policy in policies:
        try:
            for subject, instance, path in _subjects(policy, writer, stack):
                name = subject.label if isinstance(subject, Service) else ""
                told = islice(_judged(policy, instance, path, writer, name), MOST_VIOLATIONS)
                found += ((policy.rule.slug, subject, defect) for defect in told)
        except Exception as error:
            reason = f"the schema of {policy.rule.slug} cannot be used: {type(error).__name__}"
            raise ConfigError(f"{where(policy.at, str)}: {reason}") from None
    return found


def _subjects(policy: Policy, writer: LocatedWriter, stack: Stack) -> Iterator[tuple[Service | Stack, object, Path]]:
    """What a policy judges: each object, its canonical form, its path in the stack."""
    if policy.scope == "stack":
        yield stack, writer.project(), ()
        return
    for service in stack.services.values():
        if policy.services is None or matches(service.label, policy.services):
            path: Path = ("services", service.label)
            yield service, writer.service(service, path), path


def _judged(policy: Policy, instance: Any, base: Path, writer: LocatedWriter, subject: str) -> Iterator[Defect]:
    """Each place of one service or stack where the policy is violated, once."""
    seen: set[Span] = set()
    for error in policy.validator.iter_errors(instance):
        path = (*base, *error.absolute_path)
        extra = _extra(error)
        place = writer.place(path) if extra is None else writer.keys.get((*path, extra), writer.place(path))
        if place in seen or not writer.proves(error, path, base, policy.names):
            continue
        seen.add(place)
        named = dotted(tuple(str(step) for step in path[len(base) :]))
        message = policy.message or f"{named or 'this'} does not satisfy {policy.rule.slug}"
        yield Defect(place, (message if not subject else f"{subject}: {message}"), help=policy.help)


def _extra(error: ValidationError) -> str | None:
    """The key that should not be there, when that is the violation."""
    instance: Any = error.instance
    if error.validator != "additionalProperties" or not isinstance(instance, dict):
        return None
    import re

    schema: Any = error.schema
    patterns = list(schema.get("patternProperties", {}))
    known = schema.get("properties", {})
    extra = (key for key in instance if key not in known and not any(re.search(p, key) for p in patterns))
    return next(extra, None)


WHOLE = frozenset(("if", "then", "else", "not", "anyOf", "oneOf", "contains", "dependentSchemas", "dependentRequired"))
"""Keywords whose verdict may hang on values elsewhere than where the error stands."""
COUNTING = frozenset(("minProperties", "minItems", "const", "enum", "uniqueItems", "contains"))
"""Keywords that judge a mapping or a list by all that it holds."""


class LocatedWriter(Writer):
    """Writes services in canonical form and remembers where keys stand, and which values nobody can know."""

    def __init__(self, project: Project, stack: Stack) -> None:
        super().__init__(project, stack)
        self.keys: dict[Path, Span] = {(name,): entry.key.span for name, entry in project.model.fields.items()}
        self.unknown: set[Path] = set()
        self.bodies: dict[str, object] = {}

    def service(self, service: Service, path: Path) -> object:
        if service.label not in self.bodies:
            self.keys[path] = service.name.span
            self.bodies[service.label] = self.write(service.body, SERVICE, path)
            if not service.environment_complete:
                self.unknown.add((*path, "environment"))
            for name, variable in service.environment.items():
                if variable.value is not None and variable.known is None:
                    self.unknown.add((*path, "environment", name))
        return self.bodies[service.label]

    def mapping(self, node: Map, row: Spec, path: Path) -> dict[str, object]:
        for name, entry in node.fields.items():
            self.keys[*path, name] = entry.key.span
            if isinstance(entry.value, Unknown):
                self.unknown.add((*path, name))
        return super().mapping(node, row, path)

    def write(self, node: Node, row: Spec, path: Path) -> object:
        if path and isinstance(path[-1], int):
            self.keys[path] = _item(node)
        if isinstance(node, Items) and any(isinstance(item, Unknown) for item in node):
            self.unknown.add(path)
        if (row.plain is not None or not isinstance(node, Map | Items)) and _partly_unknown(node):
            self.unknown.add(path)
        return super().write(node, row, path)

    def place(self, path: Path) -> Span:
        """Where the value at a path is written; else the key, the item or the service that holds it."""
        for end in range(len(path), 0, -1):
            found = self.places.get(path[:end]) or self.keys.get(path[:end])
            if found is not None:
                return found
        return next(iter(self.keys.values()), self.loaded.model.span)

    def proves(self, error: ValidationError, path: Path, base: Path, names: set[str]) -> bool:
        """Whether the violation stands whatever the unknown values turn out to be."""
        if not self.unknown:
            return True
        if WHOLE & {step for step in error.absolute_schema_path if isinstance(step, str)}:
            return not any(
                unknown[: len(base)] == base and any(step in names for step in unknown[len(base) :])
                for unknown in self.unknown
            )
        if any(unknown == path[: len(unknown)] for unknown in self.unknown):
            return False
        if error.validator == "required":
            return not any((*path, name) in self.unknown for name in _required(error))
        below = any(unknown[: len(path)] == path for unknown in self.unknown)
        return not (below and error.validator in COUNTING)


def _item(node: Node) -> Span:
    """Where an item of a list stands; of a mapping over several lines its first key."""
    first = next(iter(node), None) if isinstance(node, Map) else None
    return node.span if first is None or "\n" not in node.span.text else first.key.span


def _required(error: ValidationError) -> list[str]:
    """The missing keys; jsonschema tells of each by itself, in words only."""
    wanted: Any = error.validator_value
    instance: Any = error.instance
    return [name for name in wanted if name not in instance]


def _partly_unknown(node: Node) -> bool:
    if isinstance(node, Map):
        return any(_partly_unknown(entry.value) for entry in node)
    if isinstance(node, Items):
        return any(_partly_unknown(item) for item in node)
    return isinstance(node, Unknown) or (node.value is None and not isinstance(node, Null))
