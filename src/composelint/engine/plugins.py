"""Rules from other distributions: entry points of the group `composelint.checks`.

An entry point names a package that holds functions as our checks are, and beside them `rules/<theme>/<slug>.md`, one
document for each. Its rules report as `PLUGIN/SLUG`. A plugin takes part where the configuration names it, so that a
result depends on the repository and never on what else happens to be installed; a run without plugins asks nobody.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from importlib import import_module
from typing import TYPE_CHECKING

from .._catalog import RULES
from ..core.nearest import nearest
from ..core.rule import Rule
from .config_spec import POLICY_NAME
from .report import UsageError
from .select import code_of, of_tool, slugs_of, unknown_rule

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

    from ..documents import Document

GROUP = "composelint.checks"


class PluginError(Exception):
    """A plugin that is not installed, or cannot be used; the message is for people."""


class PluginRule(Rule):
    """A rule that a plugin ships; `document` is its page."""

    __slots__ = ("document",)

    document: Document

    @property
    def function(self) -> str:
        return self.slug.rpartition("/")[2].replace("-", "_")


def load(name: str) -> dict[str, Rule]:
    """The rules of an installed plugin, by slug. Raises PluginError."""
    found = installed()
    if name not in found:
        near = nearest(name, found)
        raise PluginError(f"no plugin is called {name[:40]!r}{f'; did you mean {near}?' if near else ''}")
    return {rule.slug: rule for rule in _rules(name, found[name].module)}


def all_rules() -> dict[str, Rule]:
    """The rules of every installed plugin that can be used, by slug."""
    rules: dict[str, Rule] = {}
    for name in sorted(installed()):
        try:
            rules |= load(name)
        except PluginError:
            continue
    return rules


def documents_of(name: str) -> list[Document]:
    """The pages that a rule's name, alias or theme stands for, a plugin's included. Raises UsageError for none."""
    from ..documents import load as load_document

    slugs = slugs_of(name)
    known = RULES if slugs else RULES | all_rules()
    slugs = slugs or slugs_of(name, known)
    if not slugs:
        raise UsageError(unknown_rule(name, known))
    slugs = of_tool("shellcheck:") if code_of(name) else slugs
    rules = [known[slug] for slug in sorted(slugs)]
    return [rule.document if isinstance(rule, PluginRule) else load_document(rule.slug) for rule in rules]


def installed() -> dict[str, EntryPoint]:
    """The entry points by the name of their plugin."""
    from importlib.metadata import entry_points

    points = entry_points(group=GROUP)
    return {point.name: point for point in points if re.fullmatch(POLICY_NAME, point.name) and point.name != "policy"}


def _rules(plugin: str, package: str) -> Iterator[Rule]:
    from ..documents import DocumentError, parse

    try:
        module = import_module(package)
        folder = os.path.join(os.path.dirname(os.path.abspath(module.__file__ or "")), "rules")
        for path in _documents(folder):
            with open(os.path.join(folder, *path.split("/")), encoding="utf-8", newline="") as file:
                document = parse(path, file.read())
            rule = _rule(plugin, package, document)
            if not callable(getattr(module, rule.function, None)):
                raise PluginError(f"the plugin {plugin} has no function {rule.function}")
            yield rule
    except PluginError:
        raise
    except (DocumentError, OSError, UnicodeError) as error:
        raise PluginError(f"the plugin {plugin} has a document that cannot be used: {error}") from None
    except Exception as error:
        raise PluginError(f"the plugin {plugin} cannot be imported: {type(error).__name__}") from None


def _documents(folder: str) -> Iterator[str]:
    for theme in sorted(os.listdir(folder)):
        inner = os.path.join(folder, theme)
        if os.path.isdir(inner):
            yield from (f"{theme}/{name}" for name in sorted(os.listdir(inner)) if name.endswith(".md"))


def _rule(plugin: str, package: str, document: Document) -> PluginRule:
    given = document.rule
    rule = PluginRule(
        f"{plugin}/{given.slug}",
        given.theme,
        given.summary,
        given.severity,
        given.scope,
        given.enabled,
        given.fix,
        aliases=given.aliases,
        options=given.options,
        silences=given.silences,
        when=given.when,
        since=given.since,
        module=package,
    )
    document.rule = rule
    rule.document = document
    return rule
