"""Files with credentials that git hands on, and those that it does not."""

from __future__ import annotations

import pytest
from one_service import TODAY, said

import composelint
from composelint.documents.examples import Project
from composelint.documents.placeholders import PLACEHOLDERS

HEX = PLACEHOLDERS["random-hex"]()
TOKEN = PLACEHOLDERS["github-token"]()
COMPOSE = (
    "services:\n  api:\n    image: acme/x\n    env_file: .env\n    secrets: [held]\n    volumes: [./server.key:/k]\n"
    "secrets:\n  held: {file: ./held.txt}\n"
)
KEY = PLACEHOLDERS["private-key"]()


def tracked(files: dict[str, str], *paths: str, compose: str = COMPOSE, ignored: str = "") -> list[str]:
    """What is said of the files of a stack in a repository: "text at the place, severity"."""
    project = Project("")
    project.files = {"compose.yaml": compose, ".gitignore": ignored, **files}
    project.tracked = ["compose.yaml", *paths]
    report = composelint.lint(project.inputs, select=["tracked-secret-file"], today=TODAY)
    assert report.errors == []
    return [f"{finding.span.text} {finding.severity}" for finding in report.findings]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("A=b\nSMTP_PASSWORD=orchid-lantern\n", ["orchid-lantern warning"]),
        ("DATABASE_URL=postgres://app:orchid-lantern@db/x\n", ["orchid-lantern warning"]),
        ("SMTP_PASSWORD=orchid-lantern\nAPI_KEY=brisk-heron-44\n", ["orchid-lantern warning"]),
        (f"GITHUB_TOKEN={TOKEN}\n", []),
        (f"GITHUB_TOKEN={TOKEN}\nSMTP_PASSWORD=orchid-lantern\n", ["orchid-lantern warning"]),
        ("POSTGRES_PASSWORD=postgres\nSECRET_KEY=changeme\n", []),
        ("SMTP_PASSWORD=${SMTP_PASSWORD}\nSMTP_USER=ada\n", []),
        ("SMTP_PASSWORD_FILE=/run/secrets/x\nTOKEN_TTL=3600\n", []),
        ("", []),
    ],
)
def test_env_files_that_git_hands_on(text: str, found: list[str]) -> None:
    assert tracked({".env": text}, ".env") == found
    assert tracked({".env": text}) == found
    assert tracked({".env": text}, ignored=".env\n") == []
    assert tracked({".env": text}, ".env", ignored=".env\n") == found
    assert said("tracked-secret-file", {"compose.yaml": COMPOSE, ".env": text}) == []


def test_examples_are_made_to_be_handed_on() -> None:
    compose = "services:\n  api:\n    image: acme/x\n    env_file: [.env.example, app.sample.env]\n"
    files = dict.fromkeys((".env.example", "app.sample.env"), "SMTP_PASSWORD=orchid-lantern\n")
    assert tracked(files, *files, compose=compose) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("orchid-lantern\n", ["warning"]),
        (f"{HEX}", ["warning"]),
        (f"{TOKEN}\n", ["error"]),
        ("user: ada\npassword: orchid-lantern\n", ["warning"]),
        ('{"client_secret": "orchid-lantern"}', ["warning"]),
        (f"{KEY}\n", ["error"]),
        ("ada:$2y$05$Nw8a7gTq0bYxk3v5cQm1rO5h2j4l6n8p0s2u4w6y8A0C2E4G6I8K0\n", ["warning"]),
        ("changeme\n", []),
        ("<your password>\n", []),
        ("", []),
        ("\n\n", []),
        ("$ANSIBLE_VAULT;1.1;AES256\n3061\n", []),
        ('{"password": "ENC[AES256_GCM,data:x]", "sops": {}}', []),
        ("some words that explain\nwhat to put here\n", []),
    ],
)
def test_files_of_secrets_that_git_hands_on(text: str, found: list[str]) -> None:
    place = "./held.txt"
    assert tracked({"held.txt": text}, "held.txt") == [f"{place} {weight}" for weight in found]
    assert tracked({"held.txt": text}, ignored="*.txt") == []
    assert tracked({}, "held.txt") == []
    assert tracked({"held.txt": text}, "held.txt", compose=COMPOSE.replace("./held.txt", "/etc/held.txt")) == []


@pytest.mark.parametrize("name", ["db_user", "pg-database", "TLS_CERT", "app.config"])
def test_what_stands_beside_a_credential(name: str) -> None:
    compose = COMPOSE.replace("held: {", f"held: {{file: ./x}}\n  {name}: {{")
    assert tracked({"held.txt": "orchid-lantern\n"}, "held.txt", compose=compose) == []
    assert tracked({"held.txt": "password: orchid-lantern\n"}, "held.txt", compose=compose) == ["./held.txt warning"]


def test_a_file_that_is_read_as_env_file_too_is_told_once() -> None:
    compose = COMPOSE.replace("./server.key", "./.env")
    assert tracked({".env": "API_KEY=orchid-lantern\n"}, ".env", compose=compose) == ["orchid-lantern warning"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (KEY, ["./server.key error"]),
        ("password=orchid-lantern\n", ["./server.key warning"]),
        ("just a line\n", []),
        ("orchid-lantern\n", []),
    ],
)
def test_mounted_keys_that_git_hands_on(text: str, found: list[str]) -> None:
    assert tracked({"server.key": text}, "server.key") == found
    compose = COMPOSE.replace("./server.key", "./server.crt")
    assert tracked({"server.crt": text}, "server.crt", compose=compose) == []
