"""One realistic report, made by hand: a small shop whose stack holds what each renderer must cope with."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from composelint.core.defect import SEVERITIES, Defect, Finding, Severity
from composelint.core.edit import Edit
from composelint.core.rule import Rule
from composelint.core.source import Source, Span

COMPOSE = """\
services:
  db:
    image: postgres:17
    environment:
      POSTGRES_PASSWORD: hunter2hunter2
    ports:
      - "5432:5432"
  cache:
    image: redis:7
    ports:
      - "6379:6379"
  api:
    build: ./api
    depends_on:
      - db
      - cache
  worker:
    build: ./api
    depends_on: [db, cache]
"""
DOCKERFILE = """\
FROM python:3.13
WORKDIR /app
COPY . .
RUN pip install -r requirements.txt
"""
OTHER = """\
services:
\tweb: {image: "nginx\u202e:latest", labels: ["漢字漢字", "café"], command: "\x1b[31mred"}
"""


class Suppression:
    """A finding that an ignore comment silences."""

    def __init__(self, finding: Finding, reason: str) -> None:
        self.finding = finding
        self.reason = reason


class Summary:
    """A stack's names."""

    def __init__(self, root: str, files: list[str], services: list[str], dockerfiles: list[str]) -> None:
        self.root = root
        self.files = files
        self.services = services
        self.dockerfiles = dockerfiles


class Sample:
    """Fits `output.report.Report`."""

    def __init__(
        self,
        findings: Iterable[Finding] = (),
        stacks: Iterable[Summary] = (),
        *,
        suppressed: Iterable[Suppression] = (),
        errors: Iterable[tuple[str, str]] = (),
    ) -> None:
        self.findings = sorted(findings, key=Finding.sort_key)
        self.stacks = list(stacks)
        self.suppressed = list(suppressed)
        self.errors = list(errors)
        self.rules: dict[str, Rule] = {}
        self.file_count = sum(len(stack.files) + len(stack.dockerfiles) for stack in self.stacks)

    def edits(self, finding: Finding) -> Sequence[Edit]:
        return ()

    def counts(self) -> Mapping[str, int]:
        return {name: sum(finding.severity == name for finding in self.findings) for name in SEVERITIES}


def at(source: Source, words: str, nth: int = 0) -> Span:
    """The span of the nth occurrence of some words."""
    start = -1
    for _ in range(nth + 1):
        start = source.text.index(words, start + 1)
    return Span(source, start, start + len(words))


def found(
    rule: str,
    severity: Severity,
    span: Span,
    message: str,
    service: str | None = None,
    *,
    also: Iterable[tuple[Span, str]] = (),
    help: str | None = None,
    stack: str = "shop",
) -> Finding:
    defect = Defect(span, message, also=also, help=help)
    return Finding(rule, severity, defect, stack=stack, service=service, fingerprint=f"{rule}-{service}-{span.start}")


def health_help(service: str, test: str) -> str:
    return (
        f"Give {service} a healthcheck, so that others can wait for it and Docker can tell that it hangs:\n\n"
        f"```yaml\nservices:\n  {service}:\n    healthcheck:\n      test: {test}\n```"
    )


def shop() -> Sample:
    """Two stacks: a shop with everything, and a page whose file tries to paint the terminal."""
    compose, dockerfile = Source("shop/compose.yaml", COMPOSE), Source("shop/api/Dockerfile", DOCKERFILE)
    other = Source("page/compose.yaml", OTHER)
    secret = at(compose, "hunter2hunter2")
    compose.hidden.append((secret.start, secret.end, "***"))
    db, cache, api, worker = (at(compose, f"  {name}:\n") for name in ("db", "cache", "api", "worker"))
    keys = {
        name: Span(compose, span.start + 2, span.end - 2)
        for name, span in zip(("db", "cache", "api", "worker"), (db, cache, api, worker), strict=True)
    }
    findings = [
        found(
            "missing-healthcheck",
            "warning",
            keys["db"],
            "db has no healthcheck",
            "db",
            also=[(at(compose, "db", 1), "api waits for it to start")],
            help=health_help("db", '["CMD-SHELL", "pg_isready -U postgres"]'),
        ),
        found(
            "missing-healthcheck",
            "warning",
            keys["cache"],
            "cache has no healthcheck",
            "cache",
            help=health_help("cache", '["CMD", "redis-cli", "ping"]'),
        ),
        *(
            found(
                "missing-resource-limits",
                "warning",
                span,
                f"{name} has no memory limit and no CPU limit",
                name,
                help=f"Set both:\n```yaml\nservices:\n  {name}:\n    mem_limit: 512m\n    cpus: 1\n```",
            )
            for name, span in keys.items()
        ),
        found(
            "literal-credential",
            "error",
            secret,
            "POSTGRES_PASSWORD of db is written into the file",
            "db",
            help="Keep it in a file that is not committed, and name the file under `secrets:`.",
        ),
        found(
            "port-on-all-interfaces",
            "error",
            at(compose, '"5432:5432"'),
            "db is open to every network of the host on port 5432",
            "db",
        ),
        found(
            "port-on-all-interfaces",
            "error",
            at(compose, '"6379:6379"'),
            "cache is open to every network of the host on port 6379",
            "cache",
        ),
        found(
            "depends-on-without-condition",
            "warning",
            at(compose, "db", 1),
            "api waits only until db has started",
            "api",
            also=[(keys["db"], "starts, but may not answer yet")],
        ),
        found(
            "stale-dependencies",
            "info",
            at(dockerfile, "COPY . ."),
            "every change of a file installs all packages again",
            "api",
            also=[
                (at(dockerfile, "pip install -r requirements.txt"), "runs again"),
                (at(compose, "./api"), "built for this service"),
            ],
        ),
        found(
            "moving-tag", "info", at(other, '"nginx\u202e:latest"'), "web runs nginx\u202e:latest", "web", stack="page"
        ),
    ]
    ignored = found("missing-user", "warning", at(dockerfile, "FROM"), "the image runs as root", "api")
    return Sample(
        findings,
        [
            Summary("page", ["page/compose.yaml"], ["web"], []),
            Summary("shop", ["shop/compose.yaml"], ["db", "cache", "api", "worker"], ["shop/api/Dockerfile"]),
        ],
        suppressed=[Suppression(ignored, "needs port 80")],
        errors=[("shop/.env", "permission denied")],
    )


def matches_snapshot(name: str, text: str) -> bool:
    """Whether a text equals the kept one; with BLESS=1 in the environment it becomes the kept one, for you to read."""
    path = Path(__file__).parent / "snapshots" / name
    if os.environ.get("BLESS"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return path.read_text(encoding="utf-8") == text
