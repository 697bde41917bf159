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
"""Without a Dockerfile these have nothing to say, whatever they look at."""


class Call:
    """A rule, where the function is that keeps it, and the words of which a stack's files must hold one, if any."""

    __slots__ = ("function", "module", "rule", "words")

    def __init__(self, rule: Rule, module: str) -> None:
        self.rule = rule
        self.module = module
        self.function = rule.function
        self.words = frozenset(rule.words)


class Group:
    """The calls that look at the same objects: those of some scopes, with one of some parts where any are named."""

    __slots__ = ("builds", "calls", "scopes", "when")

    def __init__(self, scopes: tuple[str, ...], when: tuple[str, ...], builds: bool) -> None:
        self.scopes = scopes
        self.when = frozenset(when)
        self.builds = builds
        self.calls: list[Call] = []


class Plan:
    """Every call that some rules may lead to. `vocabulary`: every word that any of them needs."""

    __slots__ = ("groups", "vocabulary")

    def __init__(self, rules: Iterable[Rule]) -> None:
        groups: dict[tuple[tuple[str, ...], tuple[str, ...], bool], Group] = {}
        for rule in rules:
            if rule.module is not None:
                key = rule.scopes, rule.when, rule.theme in BUILD_THEMES
                groups.setdefault(key, Group(*key)).calls.append(Call(rule, rule.module))
        self.groups = list(groups.values())
        self.vocabulary = frozenset(word for group in self.groups for call in group.calls for word in call.words)

    def words_of(self, stack: Stack) -> set[str]:
        """The words that stand anywhere in a stack's files, in upper or lower case."""
        text = "\0".join([file.source.text for file in stack.files]).lower()
        return {word for word in self.vocabulary if word in text}


@lru_cache(maxsize=8)
def planned(rules: tuple[Rule, ...]) -> Plan:
    """The plan for some rules, made once."""
    return Plan(rules)


def check_of(module: str, function: str) -> Check:
    """The function that keeps a rule; its module is imported when it is first needed."""
    check: Check = getattr(sys.modules.get(module) or import_module(module), function)
    return check


class Objects:
    """The objects of one stack that rules look at, with the parts that they have, each listed once."""

    __slots__ = ("_listed", "_stack")

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self._listed: dict[str, tuple[list[Any], list[Iterable[str]], set[str]]] = {}

    def of(self, group: Group) -> list[Any]:
        if group.builds and not self._stack.dockerfiles:
            return []
        if len(group.scopes) == 1:
            return self._with(group.scopes[0], group.when)
        return [one for scope in group.scopes for one in self._with(scope, group.when)]

    def _with(self, scope: str, when: frozenset[str]) -> list[Any]:
        """The objects of a scope that have one of some parts; all of them where no part is named."""
        listed = self._listed.get(scope)
        if listed is None:
            found = list(SCOPES[scope](self._stack))
            parts = [PARTS[scope](one) for one in found] if scope in PARTS else []
            listed = self._listed[scope] = found, parts, set().union(*parts)
        found, parts, some = listed
        if not when:
            return found
        return [one for one, has in zip(found, parts, strict=True) if not when.isdisjoint(has)] if when & some else []


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
