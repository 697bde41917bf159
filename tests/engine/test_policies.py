"""Policies: JSON Schemas over canonical services and stacks, violations at the place that decided the value."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest

import composelint
from composelint.engine.config import ConfigError

COMPOSE = """\
services:
  web:
    image: nginx:1.27
    restart: always
    ports:
      - "80:80"
      - "8443:443"
    environment:
      MODE: fast
      TOKEN: ${TOKEN}
    labels:
      - owner=shop
  db:
    image: ${DB_IMAGE}
    user: ${DB_USER:-postgres}
"""


def judged(policy: str, files: Mapping[str, str] | None = None, **options: object) -> list[tuple[str | None, str]]:
    """(service, the text at the place) of every finding of the one policy."""
    config = f"select: []\npolicies:\n  p: {policy}\n"
    texts = {"compose.yaml": COMPOSE, ".composelint.yaml": config} | dict(files or {})
    report = composelint.lint(texts, select=["policy/p", "unused-ignore"], complete=True, **options)  # type: ignore[arg-type]  # as given
    assert {finding.rule for finding in report.findings} <= {"policy/p"}
    return [(finding.service, finding.span.text) for finding in report.findings]


def schema(**keywords: object) -> str:
    return json.dumps({"schema": keywords})


def of(key: str, inner: object) -> str:
    return schema(properties={key: inner})


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        # A value, at the value.
        (of("image", {"pattern": "^registry/"}), [("web", "nginx:1.27")]),
        (of("image", {"pattern": "^nginx"}), []),
        (of("user", {"const": "nobody"}), [("db", "${DB_USER:-postgres}")]),
        (of("restart", {"enum": ["no", "unless-stopped"]}), [("web", "always")]),
        # Short forms are judged as Compose understands them.
        (
            of("ports", {"items": {"properties": {"published": {"pattern": "^8"}, "target": {"maximum": 80}}}}),
            [("web", "443")],
        ),
        (
            of("ports", {"items": {"properties": {"mode": {"const": "host"}}}}),
            [("web", '"80:80"'), ("web", '"8443:443"')],
        ),
        (of("labels", {"properties": {"owner": {"const": "shop"}}}), []),
        (of("labels", {"properties": {"owner": {"const": "bank"}}}), [("web", "shop")]),
        # A list or a mapping, at its key; what is missing, at the service's name.
        (of("ports", {"maxItems": 1}), [("web", "ports")]),
        (schema(required=["restart"]), [("db", "db")]),
        (schema(required=["labels", "restart"]), [("db", "db")]),
        # A key that must not be there, at the key.
        (of("environment", {"properties": {"TOKEN": True}, "additionalProperties": False}), [("web", "MODE")]),
        (of("environment", {"propertyNames": {"pattern": "^T"}}), [("web", "environment")]),
        (schema(**{"not": {"required": ["restart"]}}), [("web", "web")]),
        # What is unknown violates nothing.
        (of("environment", {"properties": {"TOKEN": {"const": "x"}}}), []),
        (of("environment", {"properties": {"TOKEN": {"type": "string"}}}), []),
        (schema(**{"if": {"properties": {"image": {"const": "x"}}}, "else": {"required": ["restart"]}}), []),
        (schema(anyOf=[{"properties": {"image": {"pattern": "^x"}}}, {"required": ["labels"]}]), []),
        (schema(anyOf=[{"properties": {"user": {"pattern": "^x"}}}, {"required": ["labels"]}]), [("db", "db")]),
        # Everything, and nothing.
        (schema(), []),
        ('{"schema": {"required": ["restart"]}, "services": ["w*"]}', []),
        ('{"schema": {"required": ["restart"]}, "services": ["d?"]}', [("db", "db")]),
    ],
)
def test_a_violation_stands_where_the_value_was_decided(policy: str, expected: list[tuple[str, str]]) -> None:
    assert judged(policy) == expected


def test_the_file_that_decided_is_the_one_that_is_named() -> None:
    files = {"compose.override.yaml": "services:\n  web:\n    restart: 'no'\n"}
    config = f"policies:\n  p: {of('restart', {'const': 'always'})}\n"
    report = composelint.lint(
        {"compose.yaml": COMPOSE, ".composelint.yaml": config, **files}, select=["policy/p"], complete=True
    )
    assert [(found.span.source.path, found.span.line) for found in report.findings] == [("compose.override.yaml", 3)]


def test_a_policy_over_the_stack() -> None:
    assert judged('{"scope": "stack", "schema": {"properties": {"services": {"maxProperties": 1}}}}') == [
        (None, "services")
    ]
    assert judged('{"scope": "stack", "schema": {"required": ["volumes"]}}') != []
    assert judged('{"scope": "stack", "schema": {"required": ["services"]}}') == []


def test_services_of_inactive_profiles_are_judged_too() -> None:
    compose = {"compose.yaml": "services: {a: {image: b, profiles: [x]}}\n"}
    assert judged(schema(required=["restart"]), compose) == [("a", "a")]


@pytest.mark.parametrize(
    "compose",
    [
        "services:\n  a:\n    extends: {file: gone.yaml, service: b}\n",
        "include: [https://example.com/compose.yaml]\nservices: {a: {image: b}}\n",
        "services: {a: {image: b}}\n}\n",
    ],
)
def test_what_could_not_be_read_violates_nothing(compose: str) -> None:
    assert judged(schema(required=["restart"]), {"compose.yaml": compose}) == []


def test_message_help_and_severity_are_the_policys() -> None:
    config = (
        "policies:\n  owned:\n    message: every service names its owner\n    help: Add the label owner.\n"
        "    severity: error\n    schema: {required: [labels]}\n"
    )
    texts = {"compose.yaml": COMPOSE, ".composelint.yaml": config}
    (found,) = composelint.lint(texts, select=["policy/owned"], complete=True).findings
    assert (found.rule, found.severity, found.service) == ("policy/owned", "error", "db")
    assert (found.message, found.help) == ("db: every service names its owner", "Add the label owner.")
    texts[".composelint.yaml"] += "severity: {policy/owned: info}\n"
    (found,) = composelint.lint(texts, select=["policy/owned"], complete=True).findings
    assert found.severity == "info"


def test_a_value_is_never_repeated_in_a_message() -> None:
    secret = "hunter" + "2" * 8
    compose = {"compose.yaml": f"services: {{a: {{image: b, environment: {{KEY: {secret}}}}}}}\n"}
    policy = of("environment", {"properties": {"KEY": {"const": ""}}})
    texts = {**compose, ".composelint.yaml": f"policies:\n  p: {policy}\n"}
    (found,) = composelint.lint(texts, select=["policy/p"], complete=True).findings
    assert found.message == "a: environment.KEY does not satisfy policy/p"


def test_a_policy_is_ignored_like_a_rule() -> None:
    marked = COMPOSE.replace("  db:", "  db: # composelint: ignore[policy/p] it may")
    assert judged(schema(required=["restart"]), {"compose.yaml": marked}) == []
    idle = COMPOSE.replace("  db:", "  db: # composelint: ignore[policy/q] it may")
    texts = {"compose.yaml": idle, ".composelint.yaml": f"policies:\n  p: {schema()}\n"}
    report = composelint.lint(texts, select=["unused-ignore"], complete=True)
    assert ["did you mean policy/p" in finding.message for finding in report.findings] == [True]


def test_policies_run_unless_they_are_not_selected() -> None:
    texts = {
        "compose.yaml": COMPOSE,
        ".composelint.yaml": f"select: [health]\npolicies:\n  p: {schema(required=['x'])}\n",
    }
    assert "policy/p" in {finding.rule for finding in composelint.lint(texts).findings}
    assert "policy/p" not in {finding.rule for finding in composelint.lint(texts, select=["health"]).findings}
    assert "policy/p" not in {finding.rule for finding in composelint.lint(texts, ignore=["policy/p"]).findings}
    texts[".composelint.yaml"] += "severity: {policy/p: off}\n"
    assert "policy/p" not in {finding.rule for finding in composelint.lint(texts).findings}


@pytest.mark.parametrize(
    ("policy", "words"),
    [
        ('{"schema": {"type": "objekt"}}', ":2:26: policy p: 'objekt' is not valid"),
        ('{"schema": {"properties": []}}', ":2:32: policy p: [] is not of type 'object'"),
        ('{"schema": {"required": "image"}}', "is not of type 'array'"),
        ('{"schema": {"properties": {"image": {"pattern": "("}}}}', ":2:17: the schema of policy/p cannot be used"),
        ('{"schema": {"$ref": "https://example.com/schema.json"}}', "the schema of policy/p cannot be used"),
        ('{"schema": {"$ref": "#/$defs/nothing"}}', "the schema of policy/p cannot be used"),
        ('{"schema": {"$ref": "#"}}', "the schema of policy/p cannot be used"),
    ],
)
def test_a_schema_that_is_none_is_refused_with_its_place(policy: str, words: str) -> None:
    with pytest.raises(ConfigError) as caught:
        composelint.lint({"compose.yaml": COMPOSE, ".composelint.yaml": f"policies:\n  p: {policy}\n"})
    assert str(caught.value).startswith(".composelint.yaml:2:")
    assert words in str(caught.value)
