"""Defects and findings carry spans, whatever they were given."""

from __future__ import annotations

from composelint.core.defect import Defect, Finding, Problem, span_of
from composelint.core.edit import Remove
from composelint.core.rule import Rule
from composelint.core.source import Source, Span

SOURCE = Source("compose.yaml", "web: 1\ndb: 2\n")


class Name:
    span = Span(SOURCE, 0, 3)


def test_a_place_is_a_span_or_has_one() -> None:
    assert span_of(Name()) == span_of(Span(SOURCE, 0, 3))
    fix = Remove(Name(), "Remove it")
    defect = Defect(Name(), "web is one", also=[(Span(SOURCE, 7, 9), "so is this"), (Name(), "and this")], fix=[fix])
    assert defect.span.text == "web"
    assert [(span.text, words) for span, words in defect.also] == [("db", "so is this"), ("web", "and this")]
    assert (defect.severity, defect.help, defect.fix) == (None, None, (fix,))


def test_findings_sort_by_path_line_column_and_rule() -> None:
    def finding(path: str, start: int, rule: str) -> Finding:
        return Finding(rule, "info", Defect(Span(Source(path, "a\nbc\n"), start, start + 1), "m"), stack=".")

    order = [
        finding("a", 0, "x"),
        finding("a", 2, "a"),
        finding("a", 2, "b"),
        finding("a", 3, "a"),
        finding("b", 0, "a"),
    ]
    backwards = order[::-1]
    assert sorted(backwards, key=Finding.sort_key) == order


def test_everything_shows_itself_in_a_debugger() -> None:
    defect = Defect(Name(), "m")
    assert repr(defect) == "Defect(Span(compose.yaml:1:1, 'web'), 'm')"
    assert repr(Problem("wrong-type", defect)).startswith("Problem(wrong-type, ")
    assert repr(Finding("r", "info", defect, stack=".")) == "Finding(r, Span(compose.yaml:1:1, 'web'), 'm')"
    assert repr(SOURCE) == "Source('compose.yaml')"


def test_a_rule_knows_its_function_and_scopes() -> None:
    rule = Rule("missing-thing", "health", "S.", "info", "Service | Stage", True, "none")
    assert (rule.function, rule.scopes, rule.options, repr(rule)) == (
        "missing_thing", ("Service", "Stage"), {}, "Rule(missing-thing)",
    )  # fmt: skip
