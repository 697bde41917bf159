"""The report as JUnit's XML: a suite per stack, a test case per finding, which fails.

A finding of severity info is a skipped case: shown, but nothing that turns a pipeline red or yellow.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from ..core.defect import Finding
from .escapes import xml, xml_lines

if TYPE_CHECKING:
    from .report import Report

KINDS = {"error": "failure", "warning": "failure", "info": "skipped"}


class _Suite:
    """The test cases of one stack as text, and how many there are of each kind."""

    __slots__ = ("cases", "counts", "name", "names")

    def __init__(self, name: str) -> None:
        self.name = name
        self.cases: list[str] = []
        self.counts = {"failure": 0, "error": 0, "skipped": 0}
        self.names: dict[tuple[str, str], int] = {}

    def add(self, file: str, name: str, *, line: int | None = None, outcome: str = "", kind: str = "") -> None:
        """A case; readers tell them apart by file and name, so a second one with the same says that it is."""
        times = self.names[file, name] = self.names.get((file, name), 0) + 1
        name = name if times == 1 else f"{name} ({times})"
        place = f' file="{xml(file)}"' + (f' line="{line}"' if line else "")
        opening = f'    <testcase classname="{xml(file)}" name="{xml(name)}"{place}'
        self.cases += [f"{opening}>", outcome, "    </testcase>"] if outcome else [f"{opening}/>"]
        if kind:
            self.counts[kind] += 1

    def add_finding(self, finding: Finding) -> None:
        line, column = finding.span.source.position(finding.span.start)
        path, kind = finding.span.source.path, KINDS[finding.severity]
        rows = [f"{path}:{line}:{column}: {finding.severity}: {finding.message} [{finding.rule}]"]
        rows += [f"{span.source.path}:{span.line}: {words}" for span, words in finding.also]
        rows += ["", finding.help] if finding.help else []
        attributes = f'type="{finding.severity}" message="{xml(finding.message)}"'
        outcome = f"      <{kind} {attributes}>{xml_lines(chr(10).join(rows))}</{kind}>"
        self.add(path, f"{finding.rule}: {finding.message}", line=line, outcome=outcome, kind=kind)

    def rows(self) -> Iterable[str]:
        return (f'  <testsuite name="{xml(self.name)}" {_numbers([self])}>', *self.cases, "  </testsuite>")


def render(report: Report) -> str:
    """The report in ASCII. A stack without findings is a case that passes; what could not be linted is an error."""
    suites = {stack.root: _Suite(stack.root) for stack in report.stacks}
    for finding in report.findings:
        suites.setdefault(finding.stack, _Suite(finding.stack)).add_finding(finding)
    for stack in report.stacks:
        if not suites[stack.root].cases:
            suites[stack.root].add((*stack.files, *stack.dockerfiles, stack.root)[0], "no findings")
    found = list(suites.values())
    if report.errors:
        found.append(failures := _Suite("composelint"))
        for path, message in report.errors:
            outcome = f'      <error type="failure" message="{xml(message)}">{xml(path)}: {xml(message)}</error>'
            failures.add(path, "could not be linted", outcome=outcome, kind="error")
    rows = ['<?xml version="1.0" encoding="UTF-8"?>', f'<testsuites name="composelint" {_numbers(found)}>']
    for suite in found:
        rows += suite.rows()
    return "\n".join([*rows, "</testsuites>", ""])


def _numbers(suites: list[_Suite]) -> str:
    total = sum(sum(suite.names.values()) for suite in suites)
    failed, broken, skipped = (sum(suite.counts[kind] for suite in suites) for kind in ("failure", "error", "skipped"))
    return f'tests="{total}" failures="{failed}" errors="{broken}" skipped="{skipped}"'
