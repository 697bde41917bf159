"""Which checks a stack calls for, and the objects of it that they look at."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from importlib import import_module
from typing import Any

from ..core.defect import Defect
from ..core.rule import Rule
from ..model.compose import Stack
from ..model.images import ImageReference

Check = Callable[..., Iterable[Defect]]

BUILD_THEMES = frozenset(("dockerfile", "layers", "packages", "shell"))
"""Their rules are about what is built."""


class Call:
    """A rule, the words of which a stack's files must hold one, if any, and the function that keeps it."""

    __slots__ = ("_check", "_module", "rule", "words")

    def __init__(self, rule: Rule, module: str) -> None:
        self.rule = rule
        self.words = frozenset(rule.words)
        self._module = module
        self._check: Check | None = None

    def check(self) -> Check:
        """The function, whose module is imported when it is first needed."""
        if self._check is None:
            module = sys.modules.get(self._module) or import_module(self._module)
            self._check = getattr(module, self.rule.function)
        return self._check


class Group:
    """The calls that look at the same objects of a scope: all of them, or those with one of some parts."""

    __slots__ = ("builds", "calls", "when")

    def __init__(self, when: tuple[str, ...], builds: bool) -> None:
        self.when = frozenset(when)
        self.builds = builds
        """Without a Dockerfile they have nothing to say, whatever they look at."""
        self.calls: list[Call] = []


class Plan:
    """Every call that some rules may lead to, by scopes. `vocabulary`: every word that any of them needs."""

    __slots__ = ("scopes", "vocabulary")

    def __init__(self, rules: Iterable[Rule]) -> None:
        scopes: dict[tuple[str, ...], dict[tuple[tuple[str, ...], bool], Group]] = {}
        words: set[str] = set()
        for rule in rules:
            if rule.module is not None:
                key = rule.when, rule.theme in BUILD_THEMES
                scopes.setdefault(rule.scopes, {}).setdefault(key, Group(*key)).calls.append(Call(rule, rule.module))
                words.update(rule.words)
        self.scopes = [(names, list(groups.values())) for names, groups in scopes.items()]
        self.vocabulary = frozenset(words)

    def calls(self, stack: Stack) -> Iterator[tuple[Call, list[Any]]]:
        """The calls that a stack asks for, each with the objects to look at, one or more."""
        words, objects = self.words_of(stack), Objects(stack)
        for scopes, groups in self.scopes:
            if not objects.any(scopes):
                continue
            for group in groups:
                subjects = objects.of(scopes, group.when) if stack.dockerfiles or not group.builds else []
                for call in group.calls if subjects else ():
                    if not call.words or not call.words.isdisjoint(words):
                        yield call, subjects

    def words_of(self, stack: Stack) -> set[str]:
        """The words that stand anywhere in a stack's files, in upper or lower case."""
        text = "\0".join([file.source.text for file in stack.files]).lower()
        return {word for word in self.vocabulary if word in text}


@lru_cache(maxsize=8)
def planned(rules: tuple[Rule, ...]) -> Plan:
    """The plan for some rules, made once."""
    return Plan(rules)


class Objects:
    """The objects of a stack by scope, in order, each with its parts."""

    __slots__ = ("_listed", "_stack")

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self._listed: dict[str, _Listed] = {}

    def any(self, scopes: tuple[str, ...]) -> bool:
        return any(self._in(scope).objects for scope in scopes)

    def of(self, scopes: tuple[str, ...], when: frozenset[str]) -> list[Any]:
        """Those of some scopes that have one of some parts; all of them where no part is named."""
        if len(scopes) == 1:
            return self._in(scopes[0]).having(when)
        return [one for scope in scopes for one in self._in(scope).having(when)]

    def _in(self, scope: str) -> _Listed:
        listed = self._listed.get(scope)
        if listed is None:
            listed = self._listed[scope] = _Listed(list(SCOPES[scope](self._stack)), PARTS.get(scope))
        return listed


class _Listed:
    """Objects of one scope, and the parts of each."""

    __slots__ = ("_parts", "_some", "objects")

    def __init__(self, objects: list[Any], parts: Callable[[Any], Iterable[str]] | None) -> None:
        self.objects = objects
        self._parts = [parts(one) for one in objects] if parts is not None else [()] * len(objects)
        self._some = frozenset[str]().union(*self._parts)

    def having(self, when: frozenset[str]) -> list[Any]:
        if not when:
            return self.objects
        if when.isdisjoint(self._some):
            return []
        pairs = zip(self.objects, self._parts, strict=True)
        return [one for one, parts in pairs if not when.isdisjoint(parts)]


def _stages(stack: Stack) -> Iterator[Any]:
    return (stage for dockerfile in stack.dockerfiles for stage in dockerfile.stages if stage.reachable)


def _instructions(stack: Stack) -> Iterator[Any]:
    return (instruction for stage in _stages(stack) for instruction in stage.instructions)


def _images(stack: Stack) -> Iterator[ImageReference]:
    """Every image that the stack takes from elsewhere; beside a build, `image:` names what is built."""
    services = [service for service in stack.services.values() if service.image is not None]
    built = {service.image.identity for service in services if service.image and service.build is not None}
    named = [service.image for service in services if service.image and service.build is None]
    for image in (*named, *(image for stage in _stages(stack) for image in stage.images)):
        if image.identity not in built:
            yield image


SCOPES: dict[str, Callable[[Stack], Iterable[object]]] = {
    "Stack": lambda stack: [stack],
    "Service": lambda stack: stack.services.values(),
    "TextFile": lambda stack: stack.files,
    "Dockerfile": lambda stack: stack.dockerfiles,
    "Stage": _stages,
    "Instruction": _instructions,
    "ImageReference": _images,
    "Resource": lambda stack: [
        resource
        for section in (stack.volumes, stack.networks, stack.secrets, stack.configs)
        for resource in section.values()
    ],
}
"""The objects of a stack that a rule of each scope looks at."""

SECTIONS = ("services", "volumes", "networks", "secrets", "configs", "models")


def _parts_of_stack(stack: Stack) -> list[str]:
    return [*(file.kind for file in stack.files), *(name for name in SECTIONS if getattr(stack, name))]


PARTS: dict[str, Callable[[Any], Iterable[str]]] = {
    "Stack": _parts_of_stack,
    "Service": lambda service: service.body.fields,
    "TextFile": lambda file: (file.kind,),
    "Dockerfile": lambda dockerfile: [instruction.keyword for instruction in dockerfile.instructions],
    "Stage": lambda stage: [instruction.keyword for own in stage.lineage() for instruction in own.instructions],
    "Instruction": lambda instruction: (instruction.keyword,),
}
"""What an object of each scope has, of which `when:` in a rule's document wants one.

Kinds of files and sections of a stack, keys of a service, keywords of what is built (of a stage with those below it).
"""
