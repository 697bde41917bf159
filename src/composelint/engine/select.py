"""Which rules run: by slug, theme or another tool's id."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from .._catalog import RULES
from ..core.record import field, record
from ..core.rule import THEMES, Rule
from .report import UsageError

ALWAYS = ("internal-error",)
"""Cannot be deselected: a crash must never look like a clean run."""
GROUPS = ("all", "recommended")
"""Every rule, and every rule that is on by default."""

Known = Mapping[str, Rule]
"""The rules that can be named, by slug: the catalogue, with what plugins and policies add."""


@record
class Selection:
    """What one layer of the configuration, or a caller, wants to run.

    `on` and `off` are slugs; the others are names as people write them.
    """

    select: list[str] = field(default_factory=list)
    ignore: list[str] = field(default_factory=list)
    on: set[str] = field(default_factory=set)
    off: set[str] = field(default_factory=set)


def select(
    selected: Iterable[str] = (),
    ignored: Iterable[str] = (),
    layers: Iterable[Selection] = (),
    known: Known | None = None,
) -> dict[str, Rule]:
    """The rules that run, in catalogue order. Without a selection those that are on by default.

    The caller's words refine the layers, a later layer an earlier one: its selection replaces the earlier, ignores add
    up, and a rule that it names itself is no longer ignored. Raises UsageError for a name that is no rule, theme or
    alias.
    """
    known = RULES if known is None else known
    chosen = expand(["recommended"], known)
    silenced: set[str] = set()
    for layer in (*layers, Selection(names_in(selected), names_in(ignored))):
        wanted = expand(layer.select, known)
        chosen = (wanted if layer.select else chosen) | layer.on
        named = expand([name for name in layer.select if name not in THEMES and name not in GROUPS], known)
        silenced = (silenced - named - layer.on) | expand(layer.ignore, known) | layer.off
    return {slug: rule for slug, rule in known.items() if slug in ALWAYS or (slug in chosen and slug not in silenced)}


def names_in(entries: Iterable[str]) -> list[str]:
    """The names in some entries, each of which may be a comma-separated list."""
    return [name for entry in entries for part in entry.split(",") if (name := part.strip())]


def expand(names: Iterable[str], known: Known | None = None) -> set[str]:
    """The slugs that some names stand for."""
    slugs: set[str] = set()
    for name in names:
        found = slugs_of(name, known)
        if not found and name not in THEMES and name not in GROUPS:
            raise UsageError(unknown_rule(name, known))
        slugs |= found
    return slugs


def slugs_of(name: str, known: Known | None = None) -> set[str]:
    """The rules that a slug, a theme, `all`, `recommended`, or an alias with or without its tool stands for."""
    known = RULES if known is None else known
    if name in known:
        return {name}
    if name in GROUPS:
        return {slug for slug, rule in known.items() if rule.enabled or name == "all"}
    if name in THEMES:
        return {slug for slug, rule in known.items() if rule.theme == name}
    folded = name.lower()
    return {
        slug
        for slug, rule in known.items()
        for alias in rule.aliases
        if alias.lower() == folded or alias.lower().partition(":")[2] == folded
    }


def of_tool(prefix: str, known: Known | None = None) -> set[str]:
    """The rules with an alias that begins with `prefix`, a tool and a colon."""
    rules = (RULES if known is None else known).items()
    return {slug for slug, rule in rules if any(alias.startswith(prefix) for alias in rule.aliases)}


def unknown_rule(name: str, known: Known | None = None) -> str:
    from ..core.nearest import nearest

    near = nearest(name, [*(RULES if known is None else known), *THEMES])
    hint = f"did you mean {near}?" if near else "`composelint rules` lists them"
    return f"no rule is called {name[:60]!r}; {hint}"
