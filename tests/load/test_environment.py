"""Where variables come from, and what a container finds in its environment."""

from __future__ import annotations

import pytest
from loading import UNKNOWN, load

from composelint.model.service import Service


def known(service: Service) -> dict[str, str | None]:
    return {name: variable.known for name, variable in service.environment.items()}


def test_what_is_given_wins_over_the_project_s_env_file() -> None:
    files = {"compose.yaml": "services: {web: {image: '${A}-${B}-${C}'}}", ".env": "A=file\nB=file\n"}
    assert load(files, env={"A": "given"}).at("services", "web", "image") == UNKNOWN
    assert load(files, env={"A": "given", "C": ""}).at("services", "web", "image") == "given-file-"


def test_the_env_file_of_the_project_alone_reaches_no_container() -> None:
    loaded = load({"compose.yaml": "services: {web: {image: x, environment: [B]}}", ".env": "A=1\nB=2\n"})
    assert known(loaded.service()) == {"B": "2"}


def test_the_process_environment_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMPOSELINT_TEST", "1")
    assert load("services: {web: {image: '${COMPOSELINT_TEST}'}}").at("services", "web", "image") == UNKNOWN


def test_the_last_entry_of_a_name_counts_in_an_env_file() -> None:
    loaded = load({"compose.yaml": "services: {web: {image: 'x:${A}'}}", ".env": "A=1\nA=2\n"})
    assert loaded.at("services", "web", "image") == "x:2"


@pytest.mark.parametrize(
    ("service", "expected"),
    [
        ("environment: {A: own}", {"A": "own"}),
        ("env_file: a.env", {"A": "a", "B": "a", "X": "project", "OWN": None}),
        ("env_file: [a.env, b.env]", {"A": "b", "B": "a", "X": "project", "OWN": "b-a"}),
        ("env_file: [b.env, a.env]", {"A": "a", "B": "a", "X": "project", "OWN": None}),
        ("env_file: a.env\n    environment: {A: own, B: }", {"A": "own", "B": None, "X": "project", "OWN": "own"}),
        ("env_file: [{path: no.env, required: false}]", {}),
        ("env_file: [{path: raw.env, format: raw}]", {"Q": '"${X}"'}),
        ("environment: [X, Y]", {"X": "project", "Y": None}),
        ("environment: {N: 1, F: true, Z: 1.5}", {"N": "1", "F": "true", "Z": "1.5"}),
    ],
)
def test_what_a_container_finds(service: str, expected: dict[str, str | None]) -> None:
    loaded = load(
        {
            "compose.yaml": f"services:\n  web:\n    image: x\n    {service}\n",
            ".env": "X=project\n",
            "a.env": "A=a\nB=a\nX=${X}\nOWN=${A_OWN}\n",
            "b.env": "A=b\nOWN=${A}-${B}\n",
            "raw.env": 'Q="${X}"\n',
        }
    )
    found = known(loaded.service())
    assert {name: found.get(name) for name in expected if name != "OWN"} == {
        name: value for name, value in expected.items() if name != "OWN"
    }
    assert set(found) == set(expected)


def test_a_reference_in_an_env_file_sees_the_project_then_the_service_then_what_stands_before() -> None:
    loaded = load(
        {
            "compose.yaml": "services: {web: {env_file: [a.env, b.env], environment: {S: service, P: service}}}",
            ".env": "P=project\n",
            "a.env": "S=a\nE=earlier\nONE=${P}-${S}-${E}-${U}\n",
            "b.env": "TWO=${E}\n",
        }
    )
    found = known(loaded.service())
    assert (found["ONE"], found["TWO"]) == (None, "earlier")


def test_a_variable_from_an_env_file_knows_its_place() -> None:
    loaded = load({"compose.yaml": "services: {web: {image: x, env_file: w.env}}", "w.env": "A='one two'\n"})
    variable = loaded.service().environment["A"]
    assert variable.origin is not None
    assert variable.value is not None
    assert (variable.origin.path, variable.name.span.text, variable.value.span.text) == ("w.env", "A", "one two")
    assert [service.label for service in variable.origin.services] == ["web"]


@pytest.mark.parametrize(
    ("env_file", "complete"),
    [
        ("w.env", True),
        ("[{path: no.env, required: false}]", False),
        ("no.env", False),
        ("'${X}.env'", False),
        ("dir", False),
    ],
)
def test_an_environment_that_was_not_seen_in_full_says_so(env_file: str, complete: bool) -> None:
    files = {"compose.yaml": f"services: {{web: {{image: x, env_file: {env_file}}}}}", "w.env": "", "dir/x": ""}
    assert load(files).service().environment_complete is complete


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({".env": "A B=1\n"}, [("invalid-env-file", "A B")]),
        ({".env": "A=${B C}\n"}, [("invalid-env-file", "${B C}")]),
        ({".env/x": ""}, []),
        (
            {"compose.yaml": "services: {web: {image: x, env_file: w.env}}", "w.env": "A='\n"},
            [("invalid-env-file", "'")],
        ),
        ({"compose.yaml": "services: {web: {image: x, env_file: dir}}", "dir/a": ""}, [("unreadable-file", "dir")]),
        ({"compose.yaml": "services: {web: {image: x, env_file: no}}"}, [("missing-file", "no")]),
    ],
)
def test_what_is_wrong_with_env_files(files: dict[str, str], said: list[tuple[str, str]]) -> None:
    loaded = load({"compose.yaml": "services: {web: {image: x}}", **files}, ["compose.yaml"])
    assert loaded.said == said


def test_env_files_of_many_services_are_read_within_limits() -> None:
    services = "".join(f"  s{n}: {{image: x, env_file: big.env}}\n" for n in range(100))
    big = f"# {'x' * 100_000}\nA=1\n"
    loaded = load({"compose.yaml": f"services:\n{services}", "big.env": big})
    assert loaded.service("s0").environment_complete
    assert not loaded.service("s99").environment_complete


def test_build_arguments_take_their_values_from_the_project() -> None:
    loaded = load({"compose.yaml": "services: {web: {build: {context: ., args: [A, B=2, C]}}}", ".env": "A=1\n"})
    build = loaded.service().build
    assert build is not None
    assert {name: variable.known for name, variable in build.args.items()} == {"A": "1", "B": "2", "C": None}
