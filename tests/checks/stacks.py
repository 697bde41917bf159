"""Stacks in a few words, and what a rule finds in them."""

from __future__ import annotations

import composelint
from composelint._catalog import RULES

READERS = [slug for slug, rule in RULES.items() if rule.theme in ("syntax", "schema") and rule.severity == "error"]
TODAY = "2026-11-22"
PYTHON = 'FROM python:3.13-slim\nCOPY . .\nEXPOSE 8000\nCMD ["uvicorn", "main:app"]\n'
NODE = 'FROM node:22-alpine\nCOPY . .\nCMD ["node", "server.js"]\n'

Found = set[tuple[str, str]]
"""(service, severity) of each finding."""


def stack(*services: str) -> str:
    """A compose file from its services, each written as YAML from its name on."""
    lines = [f"  {line}" for service in services for line in service.splitlines()]
    return "\n".join(["services:", *lines, ""])


def found(rule: str, *services: str, dockerfile: str | None = None, path: str = "compose.yaml") -> Found:
    """What one rule says of a stack; a Dockerfile stands beside its compose file."""
    folder = path.rpartition("/")[0]
    files = {path: stack(*services)}
    if dockerfile is not None:
        files[f"{folder}/Dockerfile".lstrip("/")] = dockerfile
    report = composelint.lint(files, select=[rule, *READERS], today=TODAY)
    strangers = [finding for finding in report.findings if finding.rule != rule and finding.severity == "error"]
    assert strangers == [], "the example itself is broken"
    return {(finding.service or "", finding.severity) for finding in report.findings if finding.rule == rule}


def at(service: str, severity: str = "warning") -> Found:
    """One finding."""
    return {(service, severity)}


NONE: Found = set()
