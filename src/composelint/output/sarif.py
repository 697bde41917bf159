"""The report as SARIF 2.1.0, for code scanning and viewers. Equal input gives equal bytes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from .. import __version__
from .._catalog import PROJECT, RULES
from ..core.defect import Finding
from ..core.source import Span
from ..documents import Document, DocumentError, address, load
from . import escapes
from .markdown import advice
from .terminal import visible

if TYPE_CHECKING:
    from ..core.rule import Rule
    from .report import Report, Suppressed

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
LEVELS = {"error": "error", "warning": "warning", "info": "note"}
SECURITY = frozenset(("secrets", "privileges"))
"""Themes whose rules are about security, all of them."""
EXPOSURE = frozenset(("port-on-all-interfaces", "exposed-backend-port", "host-network", "flat-network"))
"""Rules of other themes that are about security."""
SCORES = {"error": "8.0", "warning": "5.5", "info": "2.5"}
"""`security-severity` as GitHub reads it: from 7.0 high, from 4.0 medium, else low (docs.github.com, November 2026)."""
LONGEST_DESCRIPTION = 1000
"""GitHub takes descriptions of up to 1024 characters."""
MOST_LINKS = 10
"""Related places that the message itself links to; GitHub shows no others."""

Json = dict[str, object]


def render(report: Report) -> str:
    """The log file in ASCII, a line for each result."""
    return escapes.json({"$schema": SCHEMA, "version": "2.1.0", "runs": [_run(report)]}, depth=4)


def _run(report: Report) -> Json:
    findings = sorted(report.findings, key=Finding.sort_key)
    suppressed = sorted(report.suppressed, key=lambda entry: entry.finding.sort_key())
    slugs = sorted({finding.rule for finding in (*findings, *(entry.finding for entry in suppressed))})
    driver = {
        "name": "composelint",
        "version": __version__,
        "informationUri": PROJECT,
        "rules": [_rule(slug, report.rules.get(slug)) for slug in slugs],
    }
    invocation = {
        "executionSuccessful": not report.errors and not any(finding.rule == "internal-error" for finding in findings),
        "toolExecutionNotifications": [
            {"level": "error", "message": {"text": _sentence(message)}, "locations": [_file(path)]}
            for path, message in report.errors
        ],
    }
    return {
        "tool": {"driver": driver},
        "invocations": [invocation],
        "originalUriBaseIds": {"SRCROOT": {"description": {"text": "The root of what was linted."}}},
        "columnKind": "unicodeCodePoints",
        "results": _results(report, findings, suppressed, {slug: at for at, slug in enumerate(slugs)}),
    }


# Rules


def _rule(slug: str, rule: Rule | None = None) -> Json:
    """A rule with its page; a policy of the configuration has none, and an id of nobody's rule is all there is."""
    rule = rule or RULES.get(slug)
    if rule is None:
        return {"id": slug, "shortDescription": {"text": slug}}
    document: Document | None = getattr(rule, "document", None) or _document(slug)
    words = document.sections.get("", "") if document else ""
    configuration: Json = {"level": LEVELS[rule.severity]} | ({} if rule.enabled else {"enabled": False})
    properties: Json = {"tags": [rule.theme]}
    if rule.theme in SECURITY or slug in EXPOSURE:
        properties = {"tags": [rule.theme, "security"], "security-severity": SCORES[rule.severity]}
    where = address(rule)
    return {
        "id": slug,
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": _shortened(words.split("\n\n")[0].replace("\n", " ")) or rule.summary},
        "help": {"text": words or rule.summary, "markdown": _page(document) if document else rule.summary},
        **({"helpUri": where} if where else {}),
        "defaultConfiguration": configuration,
        "properties": properties,
    }


def _document(slug: str) -> Document | None:
    try:
        return load(slug)
    except (LookupError, DocumentError):
        return None


def _page(document: Document) -> str:
    return "\n\n".join(f"## {title}\n\n{words}" if title else words for title, words in document.sections.items())


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST_DESCRIPTION else text[: LONGEST_DESCRIPTION - 1] + "…"


# Results


def _results(
    report: Report, findings: list[Finding], suppressed: list[Suppressed], index: dict[str, int]
) -> Iterator[Json]:
    # Either all results of a run speak of suppression or none (section 3.27.23).
    active: Json = {"suppressions": []} if suppressed else {}
    for finding in findings:
        yield _result(finding, index) | _fixes(finding, report) | active
    for entry in suppressed:
        suppression = {"kind": "inSource"} | ({"justification": visible(entry.reason)} if entry.reason else {})
        yield _result(entry.finding, index) | {"suppressions": [suppression]}


def _result(finding: Finding, index: dict[str, int]) -> Json:
    place: Json = {"physicalLocation": _physical(finding.span)}
    if finding.service is not None:
        service = visible(finding.service)
        place["logicalLocations"] = [{"name": service, "fullyQualifiedName": f"services.{service}", "kind": "object"}]
    result: Json = {
        "ruleId": finding.rule,
        "ruleIndex": index[finding.rule],
        "level": LEVELS[finding.severity],
        "message": _message(finding),
        "locations": [place],
    }
    if finding.also:
        result["relatedLocations"] = [
            {"id": number, "message": {"text": _sentence(words)}, "physicalLocation": _physical(span)}
            for number, (span, words) in enumerate(finding.also, 1)
        ]
    if finding.fingerprint:
        result["partialFingerprints"] = {"composelint/v1": finding.fingerprint}
    return result


def _fixes(finding: Finding, report: Report) -> Json:
    """What would mend it: all replacements are of the text as it stands (section 3.57)."""
    edits = report.edits(finding) if finding.fix is not None else ()
    if finding.fix is None or not edits:
        return {}
    replacements = [{"deletedRegion": _region(edit.span), "insertedContent": {"text": edit.text}} for edit in edits]
    change = {"artifactLocation": _artifact(edits[0].span.source.path), "replacements": replacements}
    return {"fixes": [{"description": {"text": _sentence(finding.fix.title)}, "artifactChanges": [change]}]}


def _message(finding: Finding) -> Json:
    """The message and the help; as Markdown also the lines to write, which plain text must not hold."""
    words, blocks = advice(finding.help or "")
    related = [said for _, said in finding.also[:MOST_LINKS]]
    text = [_sentence(finding.message), _sentence(words.rstrip(":")) if words else "", _links(map(_label, related))]
    markdown = [
        escapes.prose(_sentence(finding.message), html=False),
        escapes.prose(words, html=False),
        *("\n".join(escapes.fenced(block.lines, block.language)) for block in blocks),
        _links(escapes.prose(said, html=False) for said in related),
    ]
    return {"text": "\n\n".join(filter(None, text)), "markdown": "\n\n".join(filter(None, markdown))}


def _links(labels: Iterable[str]) -> str:
    """Links to the related places; a number for an address is the place's id."""
    links = ", ".join(f"[{label}]({number})" for number, label in enumerate(labels, 1))
    return f"See {links}." if links else ""


def _sentence(words: str) -> str:
    """Words with a full stop, which SARIF asks for; what looks like a link in them is none."""
    text = visible(words).replace("](", "] (")
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _label(words: str) -> str:
    """The text of a link, in which SARIF wants brackets and backslashes escaped."""
    return "".join(f"\\{char}" if char in "\\[]" else char for char in visible(words))


# Places


def _physical(span: Span) -> Json:
    return {"artifactLocation": _artifact(span.source.path), "region": _region(span)}


def _region(span: Span) -> Json:
    line, column = span.source.position(span.start)
    last, end = span.source.position(span.end)
    return {"startLine": line, "startColumn": column, "endLine": last, "endColumn": end}


def _file(path: str) -> Json:
    return {"physicalLocation": {"artifactLocation": _artifact(path)}}


def _artifact(path: str) -> Json:
    return {"uri": escapes.uri(path), "uriBaseId": "SRCROOT"}
