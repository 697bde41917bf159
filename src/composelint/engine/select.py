"""Which rules run: by slug, theme or another tool's id; and which single remarks of ShellCheck, by their code."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from .._catalog import RULES
from ..core.patterns import pattern
from ..core.record import field, record
from ..core.rule import THEMES, Rule
from .report import UsageError

ALWAYS = ("internal-error",)
"""Cannot be deselected: a crash must never look like a clean run."""
GROUPS = ("all", "recommended")
"""Every rule, and every rule that is on by default."""
SHELLCHECK = {"error": "shell-error", "warning": "shell-warning", "info": "shell-hint", "style": "shell-hint"}
"""The rules that report what ShellCheck says, by its levels."""
_CODE = pattern(r"(?:(?i:shellcheck|hadolint):)?(SC[0-9]{4})\Z")

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


class Chosen(dict[str, Rule]):
    """The rules that run, in catalogue order, and the codes of ShellCheck that are chosen by themselves.

    A chosen code brings all of its tool's rules along, since any of them may report it. `asked`: somebody named it, or
    its theme, or wants every rule.
    """

    __slots__ = ("_asked", "_chosen", "_silenced")

    def __init__(self, known: Known, chosen: set[str], silenced: set[str], asked: set[str]) -> None:
        self._chosen = chosen - silenced
        self._silenced = silenced
        self._asked = asked & self._chosen
        codes = any(code_of(name) for name in self._chosen)
        brought = {*ALWAYS, *(SHELLCHECK.values() if codes else ())}
        super().__init__({slug: rule for slug, rule in known.items() if slug in self._chosen or slug in brought})

    @property
    def names(self) -> tuple[list[str], list[str]]:
        """What was chosen and what was silenced, rules and codes."""
        return sorted(self._chosen), sorted(self._silenced)

    def hears(self, slug: str, code: str) -> bool:
        """Whether a remark with that code is wanted: by its own name, or by the rule's."""
        return code in self._chosen or (slug in self._chosen and code not in self._silenced)

    def without(self, slugs: Iterable[str]) -> Chosen:
        """Without rules that nobody could keep."""
        gone = set(slugs)
        chosen = {name for name in self._chosen if name not in gone and not code_of(name)}
        return Chosen(self, chosen, self._silenced, self._asked)

    def asked(self, slugs: Iterable[str]) -> bool:
        return bool(self._asked.intersection(slugs)) or any(code_of(name) for name in self._asked)


def select(
    selected: Iterable[str] = (),
    ignored: Iterable[str] = (),
    layers: Iterable[Selection] = (),
    known: Known | None = None,
) -> Chosen:
    """The rules that run, in catalogue order. Without a selection those that are on by default.

    The caller's words refine the layers, a later layer an earlier one: its selection replaces the earlier, ignores add
    up, and a rule that it names itself is no longer ignored. Raises UsageError for a name that is no rule, theme or
    alias.
    """
    known = RULES if known is None else known
    chosen = expand(["recommended"], known)
    silenced: set[str] = set()
    asked: set[str] = set()
    for layer in (*layers, Selection(names_in(selected), names_in(ignored))):
        wanted = expand(layer.select, known)
        chosen = (wanted if layer.select else chosen) | layer.on
        named = expand([name for name in layer.select if name not in THEMES and name not in GROUPS], known)
        silenced = (silenced - named - layer.on) | expand(layer.ignore, known) | layer.off
        asked |= expand((name for name in layer.select if name != "recommended"), known) | layer.on
    return Chosen(known, chosen, silenced, asked)


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
    """The rules that a slug, a theme, `all`, `recommended`, or an alias with or without its tool stands for.

    A code of ShellCheck stands for itself, however it is spelled.
    """
    known = RULES if known is None else known
    if name in known:
        return {name}
    if name in GROUPS:
        return {slug for slug, rule in known.items() if rule.enabled or name == "all"}
    if name in THEMES:
        return {slug for slug, rule in known.items() if rule.theme == name}
    code = code_of(name)
    if code is not None:
        return {code}
    folded = name.lower()
    return {
        slug
        for slug, rule in known.items()
        for alias in rule.aliases
        if alias.lower() == folded or alias.lower().partition(":")[2] == folded
    }


def code_of(name: str) -> str | None:
    """`shellcheck:SC2086` for that, for `hadolint:SC2086` and for `SC2086`; None for what is no code of ShellCheck."""
    match = _CODE.match(name) if name[-5:-4] == "C" else None
    return f"shellcheck:{match[1]}" if match else None


def of_tool(prefix: str, known: Known | None = None) -> set[str]:
    """The rules with an alias that begins with `prefix`, a tool and a colon."""
    if prefix == "shellcheck:":
        return set(SHELLCHECK.values())
    rules = (RULES if known is None else known).items()
    return {slug for slug, rule in rules if any(alias.startswith(prefix) for alias in rule.aliases)}


def unknown_rule(name: str, known: Known | None = None, *, guess: bool = True) -> str:
    from ..core.nearest import nearest

    near = nearest(name, [*(RULES if known is None else known), *THEMES]) if guess else None
    hint = f"did you mean {near}?" if near else "`composelint rules` lists them"
    return f"no rule is called {name[:60]!r}; {hint}"
