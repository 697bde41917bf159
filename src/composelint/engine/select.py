"""Which rules run: by slug, theme or another tool's id."""

from __future__ import annotations

from collections.abc import Iterable

from .._catalog import RULES
from ..core.rule import THEMES, Rule
from .report import UsageError

ALWAYS = ("internal-error",)
"""Cannot be deselected: a crash must never look like a clean run."""


def select(selected: Iterable[str] = (), ignored: Iterable[str] = ()) -> dict[str, Rule]:
    """The rules that run, in catalogue order. Without a selection those that are on by default.

    Raises UsageError for a name that is no rule, theme or alias.
    """
    wanted = names_in(selected)
    unwanted = expand(names_in(ignored))
    chosen = expand(wanted) if wanted else {slug for slug, rule in RULES.items() if rule.enabled}
    return {slug: rule for slug, rule in RULES.items() if slug in ALWAYS or (slug in chosen and slug not in unwanted)}


def names_in(entries: Iterable[str]) -> list[str]:
    """The names in some entries, each of which may be a comma-separated list."""
    return [name for entry in entries for part in entry.split(",") if (name := part.strip())]


def expand(names: Iterable[str]) -> set[str]:
    """The slugs that some names stand for."""
    slugs: set[str] = set()
    for name in names:
        found = slugs_of(name)
        if not found and name not in THEMES:
            raise UsageError(unknown_rule(name))
        slugs |= found
    return slugs


def slugs_of(name: str) -> set[str]:
    """The rules that a slug, a theme, `all`, or an alias with or without its tool stands for."""
    if name in RULES:
        return {name}
    if name == "all":
        return set(RULES)
    if name in THEMES:
        return {slug for slug, rule in RULES.items() if rule.theme == name}
    folded = name.lower()
    return {
        slug
        for slug, rule in RULES.items()
        for alias in rule.aliases
        if alias.lower() == folded or alias.lower().partition(":")[2] == folded
    }


def unknown_rule(name: str) -> str:
    from ..core.nearest import nearest

    near = nearest(name, [*RULES, *THEMES])
    hint = f"did you mean {near}?" if near else "`composelint rules` lists them"
    return f"no rule is called {name[:60]!r}; {hint}"
