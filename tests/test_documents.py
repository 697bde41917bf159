"""Every rule's document is its test: Bad finds exactly what its carets say, Good and Fixed find nothing."""

from __future__ import annotations

import pytest

import composelint
from composelint._catalog import RULES
from composelint.core.defect import Finding
from composelint.documents import Document, all_documents
from composelint.documents.examples import Caret, Project
from composelint.documents.markdown import Block, pieces

DOCUMENTS = list(all_documents())
TODAY = "2026-11-22"
"""The day of every example that does not name one, so that no page turns red by itself."""
READABLE = ("syntax", "schema")
"""Themes that say whether an example can be read at all: one that cannot proves nothing about its rule."""
READERS = [slug for slug, rule in RULES.items() if rule.theme in READABLE and rule.severity == "error"]


def examples(*sections: str) -> pytest.MarkDecorator:
    """A test's parameters: every project of these sections in every document."""
    found = [
        pytest.param(document, project, id=f"{document.rule.slug}-{section}-{number}")
        for document in DOCUMENTS
        for section in sections
        for number, project in enumerate(document.projects(section), 1)
    ]
    return pytest.mark.parametrize(("document", "project"), found)


def linted(document: Document, project: Project) -> list[Finding]:
    """The findings of the document's own rule; whatever else cannot be read fails the example."""
    slug, run = document.rule.slug, {"today": TODAY} | project.run
    report = composelint.lint(project.inputs, select=[slug, *READERS], **run)  # type: ignore[arg-type]  # by the page
    assert report.errors == []
    strangers = [finding for finding in report.findings if finding.rule != slug]
    assert strangers == [] or document.rule.theme in READABLE, "the example itself is broken"
    assert not any(finding.rule == "internal-error" for finding in strangers)
    return [finding for finding in report.findings if finding.rule == slug]


Place = tuple[str, int, int, int]


def place(finding: Finding) -> Place:
    """Path, line, and columns in that line, as carets mark them."""
    span = finding.span
    line, column = span.source.position(span.start)
    last, end = span.source.position(span.end)
    if last > line:
        end = len(span.source.line_text(line)) + 1
    return span.source.path, line, column, max(end, column + 1)


def marked(caret: Caret) -> Place:
    return caret.path, caret.line, caret.column, caret.end


@examples("Bad")
def test_bad_finds_exactly_what_the_carets_say(document: Document, project: Project) -> None:
    found = [(place(finding), finding.message) for finding in linted(document, project)]
    expected = [(marked(caret), caret.words) for caret in project.carets]
    assert sorted(at for at, _ in found) == sorted(at for at, _ in expected), found
    for at, words in expected:
        match = next((entry for entry in found if entry[0] == at and words in entry[1]), None)
        assert match, f"{at}: none of {[message for where, message in found if where == at]} says {words!r}"
        found.remove(match)


@examples("Good", "Fixed")
def test_good_and_fixed_find_nothing(document: Document, project: Project) -> None:
    assert [(place(finding), finding.message) for finding in linted(document, project)] == []


FIXABLE = [document for document in DOCUMENTS if document.rule.fix != "none"]


@pytest.mark.parametrize("document", FIXABLE, ids=lambda document: document.rule.slug)
def test_bad_after_the_fix_is_fixed_and_stays_so(document: Document) -> None:
    """A project under Fixed is the one of the same title under Bad, mended; what the others need is no fix."""
    rule, bad = document.rule, {project.title: project for project in document.projects("Bad")}
    for fixed in document.projects("Fixed"):
        project = bad[fixed.title]
        run = {"today": TODAY} | project.run | {"select": [rule.slug], "unsafe": rule.fix != "safe"}
        mended = composelint.fix(project.inputs, **run)  # type: ignore[arg-type]  # by the page
        assert {**project.files, **mended} == fixed.files
        assert composelint.fix({**project.inputs, **mended}, **run) == {}  # type: ignore[arg-type]  # by the page


@examples("Bad", "Good", "Fixed")
def test_fixes_are_as_safe_as_the_page_says(document: Document, project: Project) -> None:
    allowed = {"none": set(), "safe": {"safe"}, "unsafe": {"unsafe"}, "mixed": {"safe", "unsafe"}}[document.rule.fix]
    assert {finding.fix.safety for finding in linted(document, project) if finding.fix is not None} <= allowed


@examples("Bad")
def test_messages_are_short_and_say_what_is(document: Document, project: Project) -> None:
    for finding in linted(document, project):
        assert len(finding.message) <= 100, finding.message
        assert finding.message[-1:] not in ("", ".", "!", " "), finding.message
        assert "\n" not in finding.message


def override(help: str | None) -> str | None:
    """The block of a help that can be merged over the stack."""
    blocks = [piece for piece in pieces(help or "") if isinstance(piece, Block)]
    return "\n".join(blocks[0].lines) + "\n" if blocks and blocks[0].language == "yaml" else None


@examples("Bad")
def test_a_help_merged_over_the_stack_mends_it(document: Document, project: Project) -> None:
    base = [name for name in ("compose.yaml", "compose.override.yaml") if name in project.files]
    for finding in linted(document, project):
        block = override(finding.help)
        if block is not None and "compose.yaml" in base:
            mended = Project(project.title)
            mended.files = project.files | {"help.yaml": block}
            mended.tracked = project.tracked
            mended.run = {"compose_files": base} | project.run
            mended.run["compose_files"] = [*mended.run["compose_files"], "help.yaml"]  # type: ignore[misc]  # a list
            left = {(place(other), other.message) for other in linted(document, mended)}
            assert (place(finding), finding.message) not in left, block


def test_there_are_documents() -> None:
    assert {document.rule.slug for document in DOCUMENTS} == set(RULES)
