"""Which files make the one stack that is asked for, by `-f` or COMPOSE_FILE, and what is shown of it."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

import composelint
from composelint import ComposeError, api
from composelint.engine.report import UsageError

BASE = "services: {db: {image: 'postgres:17', env_file: ../outside/db.env}}\n"
OVER = "services: {db: {restart: always}}\n"
DEFAULTS = {"command": None, "entrypoint": None, "networks": {"default": None}}
SECRET = "Tr0ub4dor&3x"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository, and an env file beside it."""
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "db.env").write_text("POSTGRES_DB=app\n")
    root = tmp_path / "repository"
    (root / ".git").mkdir(parents=True)
    (root / "sub").mkdir()
    (root / "base.yaml").write_text(BASE)
    (root / "sub" / "over.yaml").write_text(OVER)
    monkeypatch.chdir(root)
    return root


def db(request: api.Request) -> dict[str, object]:
    services = api.merge(request).config["services"]
    assert isinstance(services, dict)
    found = services["db"]
    assert isinstance(found, dict)
    return found


def given(text: str) -> io.BytesIO:
    return io.BytesIO(text.encode())


def test_standard_input_among_files_takes_part_in_the_merge(here: Path) -> None:
    request = api.Request(files=("-", "sub/over.yaml"), stdin=given("services: {db: {image: redis}}").read)
    merged = api.merge(request).config
    assert merged["name"] == "sub", "the first file that lies in a directory decides the project's"
    given_to_both = {"image": "redis", "restart": "always"}
    assert merged["services"] == {"db": given_to_both | DEFAULTS}


def test_standard_input_alone_is_judged_with_the_tree_around_it(here: Path) -> None:
    (here / "db.env").write_text("POSTGRES_PASSWORD=x")
    text = "services: {db: {image: 'postgres:17', env_file: db.env}, web: {build: missing}}"
    report = api.check(api.Request(files=("-",), stdin=given(text).read, select=("references",))).report
    assert [(finding.rule, finding.span.source.path) for finding in report.findings] == [("missing-build-input", "-")]


def test_what_lies_outside_is_read_only_when_allowed(here: Path) -> None:
    request = api.Request(files=("base.yaml",), select=("unseen-part",))
    assert [finding.rule for finding in api.check(request).report.findings] == ["unseen-part"]
    assert "environment" not in db(request)
    allowed = api.Request(files=("base.yaml",), select=("unseen-part",), allow_outside=True)
    assert api.check(allowed).report.findings == []
    assert db(allowed)["environment"] == {"POSTGRES_DB": "app"}


@pytest.mark.parametrize(
    "env",
    [
        {"COMPOSE_FILE": "base.yaml:sub/over.yaml"},
        {"COMPOSE_FILE": "base.yaml,sub/over.yaml", "COMPOSE_PATH_SEPARATOR": ","},
    ],
)
def test_compose_file_names_the_files_unless_others_are_named(here: Path, env: dict[str, str]) -> None:
    assert db(api.Request(env=env))["restart"] == "always"
    assert len(api.check(api.Request(env=env)).report.stacks) == 1
    assert "restart" not in db(api.Request(files=("base.yaml",), env=env))
    with pytest.raises(UsageError, match="no such file"):
        api.check(api.Request(env={"COMPOSE_FILE": "none.yaml"}))
    texts = {"base.yaml": BASE, "sub/over.yaml": OVER, "compose.yaml": "services: {web: {image: nginx}}"}
    assert "db" in composelint.config(texts, env=env)["services"]  # type: ignore[operator]
    assert composelint.lint(texts, env=env).stacks[0].services == ["db"]
    assert composelint.lint(texts).stacks[0].services == ["web"]


def test_config_masks_credentials_unless_told_otherwise(here: Path) -> None:
    (here / ".env").write_text(f"DB_PASSWORD={SECRET}\n")
    (here / "compose.yaml").write_text(
        "services:\n  db:\n    image: postgres:17\n    environment:\n"
        "      POSTGRES_PASSWORD: ${DB_PASSWORD}\n      URL: postgres://app:${DB_PASSWORD}@db/app\n"
    )
    merged = api.merge(api.Request())
    assert SECRET not in json.dumps(merged.config)
    assert merged.variables[0][:2] == ("DB_PASSWORD", "***")
    shown = api.merge(api.Request(), masked=False)
    assert json.dumps(shown.config).count(SECRET) == 2
    assert shown.variables[0][:2] == ("DB_PASSWORD", SECRET)


def test_what_refuses_a_stack_names_no_credential(here: Path) -> None:
    (here / "compose.yaml").write_text(
        f"services:\n  db:\n    environment:\n      - PASSWORD={SECRET}\n    ports: [x]\n"
    )
    with pytest.raises(ComposeError) as refused:
        api.merge(api.Request())
    assert refused.value.findings
    assert SECRET not in str(refused.value)
