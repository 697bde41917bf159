"""What the rules about credentials say beside their documents: weights, neighbours, git facts, and what is shown."""

from __future__ import annotations

import json

import pytest

import composelint
from composelint.checks.secrets.leaks import leaked_credential
from composelint.core.defect import Finding
from composelint.core.source import Source
from composelint.documents.placeholders import PLACEHOLDERS
from composelint.model.compose import TextFile
from composelint.syntax import dotenv

TOKEN = PLACEHOLDERS["github-token"]()
HEX = PLACEHOLDERS["random-hex"]()


def findings(files: dict[str, str], *select: str) -> list[Finding]:
    report = composelint.lint(files, select=select or ("secrets",), today="2026-11-22")
    assert report.errors == []
    return report.findings


def said(files: dict[str, str], *select: str) -> list[str]:
    return [f"{finding.rule} {finding.severity} {finding.service or '-'}" for finding in findings(files, *select)]


def stack(environment: str, *, rest: str = "", image: str = "ghcr.io/acme/api:3") -> dict[str, str]:
    lines = "".join(f"      {line}\n" for line in environment.split("\n"))
    return {"compose.yaml": f"services:\n  api:\n    image: {image}\n{rest}    environment:\n{lines}"}


@pytest.mark.parametrize(
    ("environment", "found"),
    [
        ("DB_PASSWORD: orchid-lantern", ["literal-credential warning api"]),
        (f"DB_PASSWORD: {HEX}", ["literal-credential error api"]),
        (f"OPENAI_KEY: sk-{HEX}", ["literal-credential error api"]),
        (f"REDIS_KEY: sk-{HEX}", []),
        ("STRIPE_KEY: live-payments", []),
        ("DB_PASSWORD: correct-horse-battery-staple", ["literal-credential warning api"]),
        ("DB_PASSWORD: changeme", []),
        (f"GITHUB_TOKEN: {TOKEN}", ["leaked-credential error api"]),
        (f"AUTH_TOKEN: Bearer-{TOKEN}", ["leaked-credential error api"]),
        (f"CLONE: https://ci:{TOKEN}@git.example.net/x", ["leaked-credential error api"]),
        (f"GITHUB_TOKEN: ${{GITHUB_TOKEN:-{TOKEN}}}", ["leaked-credential error api"]),
        ("DB_PASSWORD: ${DB_PASSWORD:-orchid-lantern}", ["secret-default warning api"]),
        ("DB: ${DB:-psql://u:orchid-lantern@h/x}", ["credential-in-url warning api"]),
        ("SECRET_KEY: changeme", ["default-credentials warning api"]),
        ("ADMIN_PASSWORD: admin", ["default-credentials warning api"]),
        ("CLIENT_SECRET: changeme", []),
    ],
)
def test_one_rule_speaks(environment: str, found: list[str]) -> None:
    assert said(stack(environment)) == found


def test_without_the_more_specific_rule_the_next_one_speaks() -> None:
    files = stack(f"GITHUB_TOKEN: {TOKEN}")
    assert said(files, "literal-credential") == ["literal-credential error api"]
    weak = stack("POSTGRES_PASSWORD: postgres", image="postgres:17")
    assert said(weak) == ["default-credentials warning api"]
    assert said(weak, "literal-credential") == ["literal-credential warning api"]


@pytest.mark.parametrize(
    ("rest", "path", "severity"),
    [
        ("", "compose.yaml", "warning"),
        ("    ports: ['5432:5432']\n", "compose.yaml", "error"),
        ("    ports: ['127.0.0.1:5432:5432']\n", "compose.yaml", "warning"),
        ("    network_mode: host\n", "compose.yaml", "error"),
        ("", "compose.dev.yaml", "info"),
        ("    ports: ['5432:5432']\n", "compose.dev.yaml", "error"),
    ],
)
def test_how_much_a_default_password_weighs(rest: str, path: str, severity: str) -> None:
    text = stack("POSTGRES_PASSWORD: postgres", rest=rest, image="postgres:17")["compose.yaml"]
    assert said({path: text}) == [f"default-credentials {severity} api"]


@pytest.mark.parametrize(
    ("image", "environment", "found"),
    [
        ("rabbitmq:4", "A: b", True),
        ("rabbitmq:4", "RABBITMQ_DEFAULT_PASS: ${PASS:?}", False),
        ("rabbitmq:4", "RABBITMQ_DEFAULT_USER: ada\nRABBITMQ_DEFAULT_PASS: orchid-lantern", False),
        ("grafana/grafana:11.4.0", "A: b", True),
        ("grafana/grafana:11.4.0", "GF_SECURITY_ADMIN_PASSWORD__FILE: /run/x", False),
        ("grafana/grafana:11.4.0", "GF_AUTH_DISABLE_LOGIN_FORM: 'true'", False),
        ("postgres:17", "POSTGRES_PASSWORD: orchid-lantern", False),
        ("postgres:17", "POSTGRES_USER: orchid\nPOSTGRES_PASSWORD: orchid", True),
        ("postgres:17", "POSTGRES_PASSWORD_FILE: /run/x", False),
        ("ghcr.io/acme/thing:1", "A: b", False),
    ],
)
def test_whose_password_is_a_default(image: str, environment: str, found: bool) -> None:
    assert bool(said(stack(environment, image=image), "default-credentials")) is found


@pytest.mark.parametrize(
    ("path", "severity"),
    [
        ("compose.yaml", "warning"),
        ("examples/compose.yaml", "warning"),
        ("tests/compose.yaml", "info"),
        (".devcontainer/compose.yaml", "info"),
    ],
)
def test_what_stands_below_a_test_directory_weighs_less(path: str, severity: str) -> None:
    text = stack("DB_PASSWORD: orchid-lantern")["compose.yaml"]
    assert said({path: text}) == [f"literal-credential {severity} api"]


def test_a_value_that_an_anchor_spreads_is_reported_once() -> None:
    text = (
        "x-env: &env\n  APP_SECRET: orchid-lantern\nservices:\n"
        "  a: {image: a/a:1, environment: *env}\n  b: {image: a/a:1, environment: *env}\n"
    )
    (finding,) = findings({"compose.yaml": text})
    assert finding.service == "a"
    assert [words for _, words in finding.also] == ["used here through an alias", "b gets it too"]


def test_a_hook_has_an_environment_too() -> None:
    hook = "    post_start:\n      - command: ./warm-up\n        environment:\n          DB_PASSWORD: orchid-lantern\n"
    files = {"compose.yaml": f"services:\n  api:\n    image: a/a:1\n{hook}"}
    assert said(files) == ["literal-credential warning api"]


def test_an_overridden_literal_is_not_in_force() -> None:
    files = stack("DB_PASSWORD: orchid-lantern")
    files["compose.override.yaml"] = "services:\n  api:\n    environment:\n      DB_PASSWORD: ${DB_PASSWORD}\n"
    assert said(files) == []


def test_the_password_of_a_server_counts_wherever_it_stands() -> None:
    text = (
        "services:\n"
        "  db:\n    image: postgres:17\n    environment: {POSTGRES_PASSWORD: changeme}\n"
        "  api:\n    image: a/a:1\n    environment:\n      DB_PASSWORD: changeme\n      OTHER_PASSWORD: changeme-too\n"
        "      SMTP_PASSWORD: changeme\n"
        "      URL: postgres://postgres:changeme@db/postgres\n      FAR: postgres://postgres:changeme@elsewhere.example/x\n"
    )
    assert said({"compose.yaml": text}) == [
        "default-credentials warning db",
        "literal-credential warning api",
        "credential-in-url warning api",
    ]


@pytest.mark.parametrize(("shared", "found"), [(True, 1), (False, 0), (None, 0)])
def test_an_env_file_leaks_when_git_hands_it_on(shared: bool | None, found: int) -> None:
    source = Source(".env", f"GITHUB_TOKEN={TOKEN}\n")
    file = TextFile(source, "env", shared, entries=dotenv.parse(source))
    assert len(list(leaked_credential(file))) == found


def test_no_report_shows_a_credential() -> None:
    files = {
        "compose.yaml": (
            "services:\n"
            "  db:\n    image: postgres:17\n    environment:\n      POSTGRES_PASSWORD: orchid-lantern\n"
            f"  api:\n    build:\n      context: .\n      args:\n        NPM_TOKEN: {TOKEN}\n"
            "    environment:\n      URL: postgres://postgres:orchid-lantern@db/x?a=brisk-heron\n"
            "      OTHER_URL: redis://:amber-otter-9@cache/0\n"
            "      FALLBACK_TOKEN: ${FALLBACK_TOKEN:-quiet-badger-7}\n"
        ),
        "Dockerfile": (
            "FROM alpine:3.22\nARG NPM_TOKEN\n"
            "ENV API_KEY=misty-falcon-3\n"
            "RUN curl -u ada:rapid-marten-5 https://x && git clone https://ada:silver-lynx-8@h/x\n"
            f"# {TOKEN}\n"
        ),
    }
    report = composelint.lint(files, today="2026-11-22")
    assert len(report.findings) >= 8
    text = json.dumps(report.to_dict())
    shown = text + "".join(
        finding.span.source.shown_line(finding.span.line) + (finding.help or "") for finding in report.findings
    )
    for secret in (TOKEN[8:], "lantern", "otter", "badger", "falcon", "marten", "lynx"):
        assert secret not in shown, secret


DOCKERFILE = "FROM alpine:3.22 AS build\n{}\nFROM alpine:3.22\nCOPY --from=build /x /x\n"


@pytest.mark.parametrize(
    ("instruction", "left_behind", "shipped"),
    [
        ("ENV API_KEY=orchid-lantern", "warning", "error"),
        ("ENV API_KEY=changeme", "info", "info"),
        ("ARG API_KEY\nENV API_KEY=$API_KEY", "warning", "error"),
        ("ARG API_KEY=dummy\nENV API_KEY=$API_KEY", "info", "info"),
        ("RUN curl -u ada:orchid-lantern https://x", "error", "error"),
        ("RUN echo root:root | chpasswd", "info", "error"),
        ("COPY id_rsa /root/.ssh/", "warning", "error"),
        ("ONBUILD ENV API_KEY=orchid-lantern", "warning", "error"),
    ],
)
def test_what_a_stage_that_is_left_behind_weighs(instruction: str, left_behind: str, shipped: str) -> None:
    rules = ("secret-in-dockerfile", "credential-in-run", "copied-secret-file")

    def severities(text: str) -> list[str]:
        return [finding.severity for finding in findings({"Dockerfile": text}, *rules)]

    assert severities(DOCKERFILE.format(instruction)) == [left_behind]
    assert severities(f"FROM alpine:3.22\n{instruction}\n") == [shipped]


@pytest.mark.parametrize(
    ("text", "severity"),
    [
        ("ARG API_KEY\nRUN app $API_KEY", "warning"),
        ("ARG API_KEY\nRUN app ${API_KEY:?}", "warning"),
        ("ARG API_KEY\nRUN app", "info"),
        ("ARG API_KEY=changeme\nRUN app $API_KEY", "warning"),
        ("ARG API_KEY=\nRUN app $API_KEY", "warning"),
        ("ARG API_KEY=orchid-lantern\nRUN app $API_KEY", None),
        ("ARG API_KEY_FILE\nRUN app $API_KEY_FILE", None),
        ("ARG KEY\nRUN app $KEY", None),
    ],
)
def test_what_a_build_argument_weighs(text: str, severity: str | None) -> None:
    found = findings({"Dockerfile": f"FROM alpine:3.22\n{text}\n"}, "secret-as-build-arg")
    assert [finding.severity for finding in found] == ([] if severity is None else [severity])


def help_of(files: dict[str, str], rule: str) -> str:
    (finding,) = findings(files, rule)
    return finding.help or ""


def test_the_help_is_the_instruction_itself() -> None:
    run = {"Dockerfile": "FROM alpine:3.22\nRUN curl -u ada:orchid-lantern https://x && ls\n"}
    assert (
        "RUN --mount=type=secret,id=curl_password,env=CURL_PASSWORD curl -u ada:$CURL_PASSWORD https://x && ls"
        in help_of(run, "credential-in-run")
    )
    arg = {"Dockerfile": "FROM alpine:3.22\nARG NPM_TOKEN\nRUN npm ci --token $NPM_TOKEN\n"}
    assert "RUN --mount=type=secret,id=npm_token,env=NPM_TOKEN npm ci" in help_of(arg, "secret-as-build-arg")
    copy = {"Dockerfile": "FROM alpine:3.22\nWORKDIR /app\nCOPY .npmrc ./\nRUN npm ci\n"}
    assert "RUN --mount=type=secret,id=npmrc,target=/app/.npmrc npm ci" in help_of(copy, "copied-secret-file")


def test_a_default_password_in_an_env_file_is_changed_there() -> None:
    files = {
        "compose.yaml": "services:\n  db:\n    image: postgres:17\n    env_file: .env\n",
        ".env": "POSTGRES_PASSWORD=postgres\n",
    }
    assert help_of(files, "default-credentials") == "Choose your own in `.env`."


def test_one_variable_serves_all_places() -> None:
    one = stack("POSTGRES_PASSWORD: orchid-lantern", image="postgres:17")
    assert "POSTGRES_PASSWORD_FILE" in help_of(one, "literal-credential")
    two = {
        "compose.yaml": one["compose.yaml"]
        + "  web:\n    image: a/a:1\n    environment:\n      URL: psql://p:orchid-lantern@api/x\n"
    }
    assert "POSTGRES_PASSWORD: ${POSTGRES_PASSWORD:?set POSTGRES_PASSWORD}" in help_of(two, "literal-credential")
    assert "URL: psql://p:${POSTGRES_PASSWORD:?set POSTGRES_PASSWORD}@api/x" in help_of(two, "credential-in-url")


@pytest.mark.parametrize(
    "text",
    [
        "services: {api: {image: x, environment: [DB_PASSWORD]}}",
        "services: {api: {image: x, environment: {DB_PASSWORD: [a]}}}",
        "services: {api: {image: x, environment: {DB_PASSWORD: 1e9}}}",
        "services: {api: {image: x, labels: {DB_PASSWORD: ''}}}",
        "services: {api: {image: x, command: '\"unclosed --password'}}",
        "services: {api: {image: x, environment: {DB_PASSWORD: '${${X:-a}'}}}",
        'services: {api: {image: x, environment: {DB_PASSWORD: "\\u0000\\uffff"}}}',
        "configs: {c: {content: 'password: orchid-lantern'}}\nservices: {a: {image: x}}",
        "services: [a]",
    ],
)
def test_odd_files_do_no_harm(text: str) -> None:
    report = composelint.lint({"compose.yaml": text}, today="2026-11-22")
    assert [finding for finding in report.findings if finding.rule == "internal-error"] == []


@pytest.mark.parametrize(
    "instruction",
    [
        'RUN echo "//registry.npmjs.org/:_authToken=Zx9kQ2vLp7Rt4m" > .npmrc',
        f"RUN export {'LONG_' * 20}PASSWORD=Zx9kQ2vLp7Rt4m && make",
        f"ENV {'LONG_' * 20}PASSWORD=Zx9kQ2vLp7Rt4m",
    ],
)
def test_a_long_name_does_not_make_a_long_message(instruction: str) -> None:
    found = findings({"Dockerfile": f"FROM alpine:3.22\n{instruction}\n"}, "credential-in-run", "secret-in-dockerfile")
    assert [len(finding.message) <= 100 for finding in found] == [True]


def test_an_inline_dockerfile_is_judged_as_a_dockerfile() -> None:
    build = '{context: ., dockerfile_inline: "FROM alpine:3.22\\nENV DB_PASSWORD=Zx9kQ2vLp7Rt4m\\n"}'
    files = {"compose.yaml": f"services:\n  db:\n    build: {build}\n"}
    found = findings(files, "literal-credential", "secret-in-dockerfile")
    assert [finding.rule for finding in found] == ["secret-in-dockerfile"]
