"""The list of rules: as aligned text, as JSON, as a Markdown index by theme."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from ..core.rule import THEMES, Rule
from ..documents import address


def text(rules: Sequence[Rule]) -> str:
    """One line per rule under its theme: severity, name, summary; what is off by default says so."""
    width = max((len(rule.slug) for rule in rules), default=0)
    lines: list[str] = []
    for theme, members in _by_theme(rules):
        lines += ["", f"{theme}: {THEMES.get(theme, '')}", ""]
        for rule in members:
            off = "" if rule.enabled else " (off by default)"
            lines.append(f"  {rule.severity:7}  {rule.slug:{width}}  {rule.summary}{off}")
    return "\n".join([*lines[1:], "", _count(rules), ""])


def json(rules: Sequence[Rule]) -> str:
    """The list that `composelint rules --format json` prints."""
    from json import dumps

    return dumps([to_dict(rule) for rule in rules], indent=2) + "\n"


def to_dict(rule: Rule) -> dict[str, object]:
    """One rule as the JSON list shows it."""
    return {
        "rule": rule.slug,
        "theme": rule.theme,
        "summary": rule.summary,
        "severity": rule.severity,
        "enabled": rule.enabled,
        "fix": rule.fix,
        "aliases": list(rule.aliases),
        "docs": address(rule),
    }


def markdown(rules: Sequence[Rule], link: Callable[[Rule], str] = address) -> str:
    """A table per theme; `link` says where a rule's name points."""
    parts: list[str] = []
    for theme, members in _by_theme(rules):
        rows = [
            f"| [{rule.slug}]({link(rule)}) | {rule.severity} | {'on' if rule.enabled else 'off'} | {rule.fix} "
            f"| {rule.summary.replace('|', chr(92) + '|')} |"
            for rule in members
        ]
        table = ["| rule | severity | default | fix | what it finds |", "|---|---|---|---|---|", *rows]
        parts.append("\n".join([f"## {theme}", "", THEMES.get(theme, ""), "", *table, ""]))
    return "\n".join(parts)


def render(rules: Sequence[Rule], format: str) -> str:
    """The list in the format text, json or markdown."""
    return {"text": text, "json": json, "markdown": markdown}[format](rules)


FORMATS = ("text", "json", "markdown")


def _by_theme(rules: Iterable[Rule]) -> list[tuple[str, list[Rule]]]:
    found: dict[str, list[Rule]] = {theme: [] for theme in THEMES}
    for rule in rules:
        found.setdefault(rule.theme, []).append(rule)
    return [(theme, members) for theme, members in found.items() if members]


def _count(rules: Sequence[Rule]) -> str:
    return f"{len(rules)} rules, {sum(rule.enabled for rule in rules)} on by default"
