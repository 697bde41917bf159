"""The configuration file: what it changes, who wins, what is refused and where; and its JSON Schema agrees."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

import composelint
from composelint._catalog import RULES
from composelint.documents.plain import mapping
from composelint.engine.config import ConfigError, configured
from composelint.engine.report import UsageError
from composelint.workspace import Workspace

ROOT = Path(__file__).resolve().parent.parent.parent
SCHEMA = json.loads((ROOT / "src/composelint/schemas/config.schema.json").read_text())
VALIDATOR = Draft202012Validator(SCHEMA)

COMPOSE = """\
services:
  db:
    image: postgres:16-alpine
  cache:
    image: redis:8-alpine
"""
HEALTH, RESTART, LIMITS = "missing-healthcheck", "missing-restart-policy", "missing-resource-limits"
Found = list[tuple[str, str | None, str]]


def lint(config: str, files: Mapping[str, str] | None = None, **options: object) -> Found:
    """(rule, service, severity) of every finding about the three rules of a stack without anything."""
    texts = {"compose.yaml": COMPOSE, ".composelint.yaml": config} | dict(files or {})
    options.setdefault("select", ())
    report = composelint.lint(texts, complete=True, **options)  # type: ignore[arg-type]  # as a caller gives them
    shown = [(found.rule, found.service, found.severity) for found in report.findings]
    return [entry for entry in shown if entry[0] in (HEALTH, RESTART, LIMITS)]


def rules(config: str, files: Mapping[str, str] | None = None, **options: object) -> set[str]:
    return {rule for rule, _, _ in lint(config, files, **options)}


ALL = {HEALTH, RESTART, LIMITS}


@pytest.mark.parametrize(
    ("config", "options", "expected"),
    [
        ("", {}, ALL),
        ("# nothing but words\n", {}, ALL),
        ("null\n", {}, ALL),
        ("select: [health]\n", {}, {HEALTH}),
        ("select: []\n", {}, ALL),
        ("select: [health, lifecycle]\nignore: [missing-healthcheck]\n", {}, {RESTART}),
        ("ignore: [health, kics:memory_not_limited]\n", {}, {RESTART}),
        ("severity: {missing-healthcheck: off}\n", {}, {RESTART, LIMITS}),
        ("select: [secrets]\nseverity: {missing-healthcheck: error}\n", {}, {HEALTH}),
        ("preset: security\n", {}, {LIMITS}),
        ("preset: security\nselect: [recommended]\n", {}, ALL),
        ("preset: strict\nignore: [health]\n", {}, {RESTART, LIMITS}),
        # The caller's words win, and say no more than they say.
        ("select: [health]\n", {"select": ["lifecycle"]}, {RESTART}),
        ("select: [health]\n", {"ignore": ["health"]}, set()),
        ("ignore: [missing-healthcheck]\n", {"select": ["missing-healthcheck"]}, {HEALTH}),
        ("ignore: [missing-healthcheck]\n", {"select": ["health", "lifecycle"]}, {RESTART}),
        ("severity: {missing-healthcheck: off}\n", {"select": ["missing-healthcheck"]}, {HEALTH}),
        ("ignore: [lifecycle]\n", {"select": ["all"]}, {HEALTH, LIMITS}),
        ("select: [health]\n", {"preset": "recommended"}, ALL),
        ("ignore: [health]\n", {"preset": "strict"}, {RESTART, LIMITS}),
        ("", {"preset": "security"}, {LIMITS}),
    ],
)
def test_which_rules_run(config: str, options: dict[str, object], expected: set[str]) -> None:
    assert rules(config, {}, **options) == expected


def test_a_crash_cannot_be_silenced() -> None:
    config = configured(
        Workspace.in_memory({".composelint.yaml": "ignore: [all]\nseverity: {internal-error: off}\n"}), ["."]
    )
    assert set(config.rules()) == {"internal-error"}


def test_a_severity_replaces_all_severities_of_a_rule() -> None:
    development = {"compose.dev.yaml": COMPOSE, "compose.yaml": COMPOSE.replace("db", "main")}
    before = {severity for rule, _, severity in lint("", development) if rule == HEALTH}
    after = {severity for rule, _, severity in lint(f"severity: {{{HEALTH}: error}}\n", development) if rule == HEALTH}
    assert before == {"info", "warning"}
    assert after == {"error"}


def test_options_reach_the_check() -> None:
    texts = {"compose.yaml": COMPOSE, ".composelint.yaml": f"options: {{{LIMITS}: {{pids: true}}}}\n"}
    report = composelint.lint(texts, select=[LIMITS], complete=True)
    assert all("no process limit" in finding.message for finding in report.findings)
    assert len(report.findings) == 2


@pytest.mark.parametrize(
    ("override", "silent"),
    [
        ("{services: [db], ignore: [health]}", {"db"}),
        ("{services: ['*'], ignore: [health]}", {"db", "cache"}),
        ("{services: ['ca*'], severity: {missing-healthcheck: off}}", {"cache"}),
        ("{services: [data], ignore: [health]}", set()),
        ("{paths: [compose.yaml], ignore: [health]}", {"db", "cache"}),
        ("{paths: ['*.yaml'], services: [db], ignore: [health]}", {"db"}),
        ("{paths: [sub/], ignore: [health]}", set()),
        ("{paths: ['*', '!compose.yaml'], ignore: [health]}", set()),
        ("{services: [db], ignore: [lifecycle]}", set()),
    ],
)
def test_overrides_hold_for_some_paths_and_services(override: str, silent: set[str]) -> None:
    found = {service for rule, service, _ in lint(f"overrides: [{override}]\n") if rule == HEALTH}
    assert found == {"db", "cache"} - silent


def test_the_later_override_wins() -> None:
    config = (
        "severity: {missing-healthcheck: info}\n"
        "overrides:\n"
        "  - {services: ['*'], severity: {missing-healthcheck: error}}\n"
        "  - {services: [db], severity: {missing-healthcheck: warning}}\n"
    )
    assert {(service, level) for rule, service, level in lint(config) if rule == HEALTH} == {
        ("cache", "error"),
        ("db", "warning"),
    }


def test_what_an_override_silences_leaves_an_ignore_comment_in_use() -> None:
    compose = COMPOSE.replace("  db:", "  db: # composelint: ignore[missing-healthcheck] for now")
    config = f"overrides: [{{services: [db], ignore: [{HEALTH}]}}]\n"
    report = composelint.lint({"compose.yaml": compose, ".composelint.yaml": config}, complete=True)
    assert "unused-ignore" not in {finding.rule for finding in report.findings}


def test_a_file_refines_what_it_extends() -> None:
    files = {
        "shared/base.yaml": "extends: ../root.yaml\nignore: [health]\nseverity: {missing-restart-policy: error}\n",
        "root.yaml": "preset: security\nselect: [recommended]\nseverity: {missing-restart-policy: info}\n",
    }
    assert {(rule, level) for rule, _, level in lint("extends: shared/base.yaml\n", files)} == {
        (RESTART, "error"),
        (LIMITS, "warning"),
    }
    assert rules("extends: shared/base.yaml\nselect: [missing-healthcheck]\n", files) == {HEALTH, RESTART} - {RESTART}


def test_paths_of_an_extended_file_start_where_it_lies() -> None:
    files = {
        "sub/base.yaml": "overrides: [{paths: [/compose.yaml], ignore: [health]}]\n",
        "sub/compose.yaml": COMPOSE.replace("db", "deep"),
    }
    services = {service for rule, service, _ in lint("extends: sub/base.yaml\n", files) if rule == HEALTH}
    assert services == {"db", "cache"}


def test_stacks_are_what_the_configuration_says() -> None:
    files = {
        "compose.prod.yaml": "services: {db: {restart: always}, cache: {restart: always}}\n",
        "compose.override.yaml": "services: {extra: {image: redis:8}}\n",
        "other/compose.yaml": COMPOSE,
        "prod.env": "X=1\n",
    }
    config = "stacks:\n  - {files: [compose.yaml, compose.prod.yaml], env_file: prod.env, name: shop, profiles: [a]}\n"
    report = composelint.lint({"compose.yaml": COMPOSE, ".composelint.yaml": config} | files, complete=True)
    assert [stack.files for stack in report.stacks] == [["compose.yaml", "compose.prod.yaml"], ["other/compose.yaml"]]
    restarts = {finding.span.source.path for finding in report.findings if finding.rule == RESTART}
    assert restarts == {"other/compose.yaml"}


def test_variables_and_profiles_come_from_the_configuration_unless_the_caller_says_otherwise() -> None:
    compose = {"compose.yaml": "services:\n  web:\n    image: web\n    ports: ['${PORT}:x']\n"}
    texts = {**compose, ".composelint.yaml": "env: {PORT: 80a}\n"}
    config = configured(Workspace.in_memory(texts), ["."])
    from composelint.load.discover import StackFiles
    from composelint.load.stack import Options

    files = StackFiles(".", ["compose.yaml"])
    assert config.options_for(files, Options()).env == {"PORT": "80a"}
    assert config.options_for(files, Options({"PORT": "1"}, profiles=("b",))).env == {"PORT": "1"}


@pytest.mark.parametrize(
    ("value", "text"), [("8080", "8080"), ("true", "true"), ("1.50", "1.50"), ("''", ""), ("a$b", "a$b")]
)
def test_a_variable_is_text(value: str, text: str) -> None:
    config = configured(Workspace.in_memory({".composelint.yaml": f"env: {{X: {value}}}\n"}), ["."])
    assert config.env == {"X": text}


ACCEPTED = [
    "",
    "select: [all, recommended, health, missing-healthcheck, kics:healthcheck_not_set, style]\n",
    "ignore: []\n",
    "severity: {missing-healthcheck: off, missing-restart-policy: info}\n",
    "options: {missing-resource-limits: {pids: true}}\noverrides: []\n",
    "options: {missing-resource-limits: {}, missing-healthcheck: {}}\n",
    "exclude: [fixtures/, '!fixtures/real']\n",
    "stacks: [{files: [compose.yaml]}]\n",
    "stacks: [{files: [compose.yaml], env_file: [a.env], name: x, profiles: [dev]}]\n",
    "overrides: [{paths: [a], ignore: [health]}, {services: [db], severity: {missing-healthcheck: error}}]\n",
    "policies: {no-latest: {schema: {properties: {image: {pattern: ':'}}}}}\nignore: [policy/no-latest]\n",
    "policies: {a: {schema: {}, scope: stack, severity: error, message: M, help: H, services: ['*']}}\n",
    "fail-on: never\n",
    "env: {A: 1, B: true, C: '', D: 1.5}\nprofiles: [dev]\n",
    "x-anything: {at: [all]}\n",
]
REJECTED = [
    ("- a\n", "1:1: a configuration is a mapping of keys to values"),
    ("just words\n", "1:1: a configuration is a mapping"),
    ("selct: [health]\n", '1:1: unknown key "selct"; did you mean select?'),
    ("Select: [health]\n", '1:1: unknown key "Select"; did you mean select?'),
    ("select: health\n", "1:9: select must be a list, not text"),
    ("select: [helth]\n", '1:10: no rule is called "helth"; did you mean health?'),
    ("select: [3]\n", "1:10: select must be text, not 3"),
    ("select:\n", "1:1: select must be a list, not nothing"),
    ("select: ['']\n", "1:10: select is empty"),
    ("ignore: [DL3008x, healthcheck_not_set]\n", '1:19: "healthcheck_not_set" is another tool\'s name; write '),
    ("ignore: [policy/nowhere]\n", None),
    ("severity: {missing-healthcheck: fatal}\n", "1:33: severity.missing-healthcheck is none of error, warning, info"),
    ("severity: {missing-healthchek: info}\n", '1:12: no rule is called "missing-healthchek"; did you mean missing-he'),
    ("severity: {health: info}\n", '1:12: "health" is a theme; name a rule here'),
    ("severity: [a]\n", "1:11: severity must be a mapping, not a list"),
    ("options: {missing-resource-limits: {pid: true}}\n", '1:37: unknown key "pid" in missing-resource-limits; did'),
    ("options: {missing-resource-limits: {pids: 3}}\n", "must be true or false, not 3"),
    ("options: {missing-healthcheck: {pids: true}}\n", '1:33: unknown key "pids" in missing-healthcheck'),
    ("options: {missing-helthcheck: {}}\n", "1:11: no rule is called"),
    ("preset: strikt\n", "1:9: preset is none of recommended, strict, security; did you mean strict?"),
    ("fail-on: fatal\n", "1:10: fail-on is none of error"),
    ("fail_on: error\n", '1:1: unknown key "fail_on"; did you mean fail-on?'),
    ("stacks: [{file: [compose.yaml]}]\n", '1:11: unknown key "file" in stacks; did you mean files?'),
    ("stacks: [{}]\n", "1:10: files is missing here"),
    ("stacks: [{files: []}]\n", "1:18: files is empty"),
    ("overrides: [{ignore: [health]}]\n", "1:13: paths or services is missing here"),
    ("overrides: [{paths: [a], select: [health]}]\n", '1:26: unknown key "select" in overrides'),
    ("overrides: {paths: [a]}\n", "1:12: overrides must be a list, not a mapping"),
    ("policies: {Latest: {schema: {}}}\n", '1:12: "Latest" is no name of a policy'),
    ("policies: {latest: {}}\n", "1:20: schema is missing here"),
    ("policies: {latest: {schema: 3}}\n", "must be a mapping, not 3"),
    ("env: {A: [1]}\n", "1:10: env.A must be text, a number or true or false, not a list"),
    ("profiles: dev\n", "1:11: profiles must be a list, not text"),
    ("extends: ''\n", "extends is empty"),
]


@pytest.mark.parametrize("text", ACCEPTED)
def test_reader_and_schema_accept(text: str) -> None:
    workspace = Workspace.in_memory({".composelint.yaml": text, "compose.yaml": COMPOSE, "a.env": ""}, complete=True)
    configured(workspace, ["."]).rules()
    assert [error.message for error in VALIDATOR.iter_errors(mapping(text) if text else None)] == []


@pytest.mark.parametrize(("text", "words"), REJECTED)
def test_reader_and_schema_reject(text: str, words: str | None) -> None:
    with pytest.raises(ConfigError) as caught:
        configured(Workspace.in_memory({".composelint.yaml": text}), ["."])
    assert str(caught.value).startswith(".composelint.yaml:1:")
    assert (words or "") in str(caught.value)
    if words is None:
        # Which policies there are, an editor cannot know: they may stand in a file that this one extends.
        assert list(VALIDATOR.iter_errors(mapping(text))) == []
    else:
        instance: object = mapping(text) if text[0] not in "-j" else text
        assert not VALIDATOR.is_valid(instance)


def test_the_schema_names_what_the_reader_knows() -> None:
    selectors = set(SCHEMA["$defs"]["selector"]["anyOf"][0]["enum"])
    assert set(RULES) <= selectors
    assert set(SCHEMA["$defs"]["options"]["properties"]) == set(RULES)


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({".composelint.yaml": "a: [\n"}, ".composelint.yaml:"),
        ({".composelint.yaml": "ignore: []\nignore: []\n"}, ".composelint.yaml:2:1: "),
        ({".composelint.yaml": "ignore: []\n---\nignore: []\n"}, "a second document"),
        ({".composelint.yaml": "extends: gone.yaml\n"}, '1:10: "gone.yaml" is no file inside the project'),
        ({".composelint.yaml": "extends: ../../outside.yaml\n"}, "is no file inside the project"),
        ({".composelint.yaml": "extends: .composelint.yaml\n"}, '1:10: ".composelint.yaml" extends this file in turn'),
        (
            {".composelint.yaml": "extends: a.yaml\n", "a.yaml": "extends: b.yaml\n", "b.yaml": "\nextends: a.yaml\n"},
            'b.yaml:2:10: "a.yaml" extends this file in turn',
        ),
        ({".composelint.yaml": "extends: a.yaml\n", "a.yaml": "x: 1\n"}, 'a.yaml:1:1: unknown key "x"'),
        ({".composelint.yaml": "stacks: [{files: [gone.yaml]}]\n"}, '1:19: "gone.yaml" is no file inside'),
        ({".composelint.yaml": "stacks: [{files: [a], env_file: b}]\n", "a": ""}, '1:33: "b" is no file inside'),
        ({".composelint.yaml": b"\xff\xfe\x00"}, ".composelint.yaml: "),
        ({".composelint.yaml": "a: &a [*a]\n"}, ".composelint.yaml:1:"),
        ({".composelint.yaml": "select: !reset x\nignore: {}\n"}, "2:9: ignore must be a list"),
        ({".composelint.yaml": "? [a]\n: b\n"}, ".composelint.yaml:1:"),
        ({".composelint.yaml": "policies: {1: {schema: {}}}\n"}, ".composelint.yaml:1:"),
        ({".composelint.yaml": "plugins: [3, '../x', policy]\n"}, ".composelint.yaml:1:"),
        ({".composelint.yaml": "env: {A: " + "[" * 5000 + "}\n"}, ".composelint.yaml:1:"),
    ],
)
def test_bad_configurations_are_refused_with_their_place(files: dict[str, str | bytes], words: str) -> None:
    with pytest.raises(ConfigError) as caught:
        composelint.lint({"compose.yaml": COMPOSE, **files})
    assert words in str(caught.value)


def test_every_problem_of_a_file_is_told_at_once() -> None:
    with pytest.raises(ConfigError) as caught:
        composelint.lint({".composelint.yaml": "selct: []\nfail-on: x\nignore: [helth]\n", "compose.yaml": COMPOSE})
    assert [line.split(": ")[0] for line in str(caught.value).splitlines()] == [
        ".composelint.yaml:1:1",
        ".composelint.yaml:2:10",
        ".composelint.yaml:3:10",
    ]


def test_the_nearest_configuration_above_is_taken() -> None:
    files = {".composelint.yaml": "", "a/.composelint.yaml": "", "a/b/compose.yaml": "", "c/compose.yaml": ""}
    workspace = Workspace.in_memory(files)
    from composelint.engine.config import find

    assert [find(workspace, paths) for paths in (["."], ["a/b"], ["a/b/compose.yaml"], ["c"], ["a", "c"])] == [
        ".composelint.yaml",
        "a/.composelint.yaml",
        "a/.composelint.yaml",
        ".composelint.yaml",
        ".composelint.yaml",
    ]
    assert find(Workspace.in_memory({"compose.yaml": ""}), ["."]) is None


def check(directory: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "composelint", "check", "--quiet", *arguments]
    return subprocess.run(command, cwd=directory, capture_output=True, text=True, check=False, env={**os.environ})


@pytest.mark.parametrize(
    ("config", "arguments", "code"),
    [
        ("ignore: [missing-required-environment]\nfail-on: error\n", [], 0),
        ("fail-on: error\n", ["--fail-on", "warning"], 1),
        ("severity: {missing-healthcheck: error}\nfail-on: error\n", [], 1),
        ("ignore: [all]\n", [], 0),
        ("ignore: [all]\n", ["--preset", "recommended", "--select", "missing-healthcheck"], 1),
        ("selct: []\n", [], 2),
        ("preset: lax\n", [], 2),
        ("", ["--preset", "lax"], 2),
    ],
)
def test_the_command_heeds_it(tmp_path: Path, config: str, arguments: list[str], code: int) -> None:
    (tmp_path / "compose.yaml").write_text(COMPOSE)
    (tmp_path / ".composelint.yaml").write_text(config)
    done = check(tmp_path, *arguments)
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr


def test_a_broken_configuration_is_told_as_compilers_do_from_where_one_stands(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".composelint.yaml").write_text("\nselct: []\n")
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "compose.yaml").write_text(COMPOSE)
    done = check(tmp_path / "app")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == '../.composelint.yaml:2:1: unknown key "selct"; did you mean select?\n'


def test_a_configuration_that_cannot_be_read_is_not_passed_over(tmp_path: Path) -> None:
    project = tmp_path / "project"
    project.mkdir()
    (project / "compose.yaml").write_text(COMPOSE)
    outside = tmp_path / "outside.yaml"
    outside.write_text("ignore: [all]\n")
    name = project / ".composelint.yaml"
    makers: list[Callable[[], None]] = [lambda: name.symlink_to(outside), name.mkdir, lambda: os.mkfifo(name)]
    for make in makers:
        make()
        done = check(project)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.startswith(".composelint.yaml: ")
        name.rmdir() if name.is_dir() else name.unlink()


def test_standard_input_heeds_the_configuration_of_the_current_directory(tmp_path: Path) -> None:
    (tmp_path / ".composelint.yaml").write_text("select: [missing-healthcheck]\nfail-on: error\n")
    command = [sys.executable, "-m", "composelint", "check", "--quiet", "-"]
    done = subprocess.run(command, cwd=tmp_path, input=COMPOSE, capture_output=True, text=True, check=False)
    assert done.returncode == 0
    assert [line.rpartition(" ")[2] for line in done.stdout.splitlines()[:-1]] == ["[missing-healthcheck]"] * 2


def test_an_unknown_preset_from_python() -> None:
    with pytest.raises(UsageError, match="did you mean strict"):
        composelint.lint({"compose.yaml": COMPOSE}, preset="strikt")
