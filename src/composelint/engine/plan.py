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
        words, objects, builds = self.words_of(stack), Objects(stack), bool(stack.dockerfiles)
        for scopes, groups in self.scopes:
            listed = objects.of(scopes)
            for group in groups if listed.all else ():
                if group.builds and not builds:
                    continue
                subjects = listed.having(group.when) if group.when else listed.all
                if not subjects:
                    continue
                for call in group.calls:
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


class Listed:
    """Objects in order, with the parts of each."""

    __slots__ = ("_with", "all", "parts")

    def __init__(self, objects: list[Any], parts: list[Iterable[str]]) -> None:
        self.all = objects
        self.parts = parts
        self._with: dict[str, list[Any]] = {}
        for one, own in zip(objects, parts, strict=True):
            for part in own:
                self._with.setdefault(part, []).append(one)

    def having(self, when: frozenset[str]) -> list[Any]:
        """Those that have one of some parts."""
        met = when.intersection(self._with)
        if len(met) < 2:
            return [one for part in met for one in self._with[part]]
        return [one for one, parts in zip(self.all, self.parts, strict=True) if not when.isdisjoint(parts)]


class Objects:
    """The objects of a stack by scope, each scope listed when it is first asked for."""

    __slots__ = ("_listed", "_stack")

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self._listed: dict[str, Listed] = {}

    def of(self, scopes: tuple[str, ...]) -> Listed:
        if len(scopes) == 1:
            return self._in(scopes[0])
        several = [self._in(scope) for scope in scopes]
        return Listed([one for listed in several for one in listed.all], [it for one in several for it in one.parts])

    def _in(self, scope: str) -> Listed:
        listed = self._listed.get(scope)
        if listed is None:
            found = list(SCOPES[scope](self._stack))
            parts = PARTS.get(scope)
            listed = self._listed[scope] = Listed(found, [()] * len(found) if parts is None else parts(found))
        return listed


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


def _parts_of_stack(stack: Stack) -> set[str]:
    return {*(file.kind for file in stack.files), *(name for name in SECTIONS if getattr(stack, name))}


def _keywords(instructions: Iterable[Any]) -> set[str]:
    return {instruction.keyword for instruction in instructions}


PARTS: dict[str, Callable[[list[Any]], list[Iterable[str]]]] = {
    "Stack": lambda stacks: [_parts_of_stack(stack) for stack in stacks],
    "Service": lambda services: [service.body.fields for service in services],
    "TextFile": lambda files: [(file.kind,) for file in files],
    "Dockerfile": lambda dockerfiles: [_keywords(dockerfile.instructions) for dockerfile in dockerfiles],
    "Stage": lambda stages: [_keywords(it for own in stage.lineage() for it in own.instructions) for stage in stages],
    "Instruction": lambda instructions: [(instruction.keyword,) for instruction in instructions],
}
"""What each of some objects of a scope has, of which `when:` in a rule's document wants one.

Kinds of files and sections of a stack, keys of a service, keywords of what is built (of a stage with those below it).
"""
