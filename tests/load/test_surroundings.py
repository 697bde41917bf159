"""What the loader notes of a stack for the rules: who uses what, what lies beside it, which variables it names."""

from __future__ import annotations

import pytest

from composelint.load.discover import search
from composelint.load.stack import Options, load
from composelint.model.compose import Stack
from composelint.workspace import Workspace


def stack_of(files: dict[str, str], *, complete: bool = True, **options: tuple[str, ...]) -> Stack:
    workspace = Workspace.in_memory(files, complete=complete)
    return load(workspace, search(workspace, ".").stacks[0], Options(**options))[0]  # type: ignore[arg-type]  # tuples


def web(body: str, rest: str = "") -> str:
    return f"services: {{web: {{image: x, {body}}}}}\n{rest}"


USES = [
    ("$A", [("A", "", True, None)]),
    ("${A:-b}", [("A", ":-", True, None)]),
    ("${A:-$B}", [("A", ":-", True, None), ("B", "", True, None)]),
    ("${S:-$B}", [("S", ":-", True, "1"), ("B", "", False, None)]),
    ("${A:+$B}", [("A", ":+", True, None), ("B", "", False, None)]),
    ("${S:+$B}", [("S", ":+", True, "1"), ("B", "", True, None)]),
    ("${A:?$B}", [("A", ":?", True, None), ("B", "", False, None)]),
    ("$$A $1", []),
]


@pytest.mark.parametrize(("text", "expected"), USES)
def test_variables_are_noted_with_what_is_found(text: str, expected: list[tuple[str, str, bool, str | None]]) -> None:
    stack = stack_of({"compose.yaml": web(f"labels: {{a: '{text}'}}"), ".env": "S=1\n"})
    (file,) = stack.compose_files
    found = [
        (use.name, use.reference.operator, use.live, None if use.found is None else use.found.value)
        for use in file.uses
    ]
    assert found == expected
    assert all(use.path == ("services", "web", "labels", "a") for use in file.uses)
    assert all(use.span.text.startswith("$") for use in file.uses)


def test_an_included_file_sees_its_own_variables() -> None:
    files = {"compose.yaml": "include: [a/compose.yaml]\n", "a/compose.yaml": web("hostname: $A"), "a/.env": "A=1\n"}
    uses = [use for file in stack_of(files).compose_files for use in file.uses]
    assert [(use.name, use.lacking) for use in uses] == [("A", False)]


@pytest.mark.parametrize(
    ("files", "complete", "known"),
    [
        ({}, True, True),
        ({}, False, False),
        ({".env": "A=1\n"}, False, True),
        ({".env": "A=1\nB=${\n"}, True, False),
    ],
)
def test_whether_the_environment_is_known(files: dict[str, str], complete: bool, known: bool) -> None:
    text = {"compose.yaml": web("hostname: $A")}
    assert stack_of({**text, **files}, complete=complete).environment_known is known
    assert stack_of({**text, **files, "x.env": "A=1\n"}, complete=complete, env_files=("x.env",)).environment_known


@pytest.mark.parametrize(
    ("name", "text", "names"),
    [
        (".env.example", "A=1\n# B=2\nexport C=3\nD: 4\n", {"A", "B", "C", "D"}),
        (".env-sample", "A=1\n", {"A"}),
        ("env.dist", "A=1\n", {"A"}),
        ("prod.env", "A=1\n", {"A"}),
        (".envrc", "export A=1\n", {"A"}),
        ("environment.py", "A=1\n", set()),
        ("Makefile", "A := 1\nup:\n\tB=2 docker compose up\n", {"A", "B"}),
        ("Makefile", "A := 1\n", set()),
        ("deploy.sh", "export A=1\ndocker-compose up -d\n", {"A"}),
        ("README.md", "A=1 docker compose up\n", set()),
        ("service.env", "A=1\n", set()),
        ("service.env.example", "A=1\n", set()),
        ("sub/.env.example", "A=1\n", set()),
    ],
)
def test_what_documents_a_variable(name: str, text: str, names: set[str]) -> None:
    files = {"compose.yaml": web("hostname: $LACKING, env_file: [{path: service.env, required: false}]"), name: text}
    assert stack_of(files).documented == names


def test_files_that_compose_passes_over() -> None:
    files = {"compose.yaml": web("tty: true"), "docker-compose.yml": web("tty: false"), "compose.yml": web("tty: true")}
    stack = stack_of(files)
    assert [source.path for source in stack.passed_over] == ["docker-compose.yml"]
    assert not stack.variants
    assert stack_of({**files, "compose.prod.yaml": web("init: true")}).variants


def test_everybodys_own_env_file() -> None:
    files = {"compose.yaml": web("hostname: $A"), ".gitignore": ".env\n"}
    assert stack_of(files).env_ignored
    assert not stack_of({**files, ".env": ""}).env_ignored
    assert not stack_of({"compose.yaml": web("hostname: $A")}).env_ignored


def test_who_uses_what() -> None:
    text = web(
        "networks: {n: , m: }, volumes: ['data:/d', './b:/b', '${V}/x:/y', '${W}:/z'], secrets: [s],"
        " configs: [{source: c}], models: [llm], build: {context: ., secrets: [s]}",
        "networks: {n: }\nvolumes: {data: }\nsecrets: {s: {file: ./s}}\nmodels: {llm: {model: a}}\n",
    )
    stack = stack_of({"compose.yaml": text})
    web_service = stack.services["web"]
    found = [(usage.kind, usage.name.value, usage.resource is not None) for usage in web_service.usages]
    assert found == [
        ("network", "n", True),
        ("network", "m", False),
        ("model", "llm", True),
        ("volume", "data", True),
        ("volume", None, False),
        ("secret", "s", True),
        ("secret", "s", True),
        ("config", "c", False),
    ]
    assert stack.secrets["s"].users == [web_service]
    assert stack.models["llm"].users == [web_service]


def test_a_service_without_networks_uses_the_default_one() -> None:
    stack = stack_of({"compose.yaml": web("tty: true", "networks: {default: {internal: true}}")})
    assert stack.networks["default"].users == [stack.services["web"]]
    assert stack.services["web"].usages == []


@pytest.mark.parametrize(
    ("volume", "options"),
    [
        ("./a:/b", None),
        ("./a:/b:ro", "ro"),
        ("'./a:/b:ro,cached'", "ro,cached"),
        ("/b", None),
        ("data:/b:nocopy", "nocopy"),
        ("'${A:-./a}:/b:z'", "z"),
        ("{type: bind, source: ./a, target: /b, read_only: true}", None),
    ],
)
def test_options_of_a_mount(volume: str, options: str | None) -> None:
    text = web(f"volumes: [{volume}]", "volumes: {data: }\n")
    (mount,) = stack_of({"compose.yaml": text}).services["web"].mounts
    assert (mount.options.value if mount.options else None) == options
    assert mount.options is None or mount.options.span.text == options


@pytest.mark.parametrize(
    ("build", "expected"),
    [
        (".", [("build context", ".", True), ("Dockerfile", "Dockerfile", False)]),
        ("./no", [("build context", "no", False)]),
        ("{context: ., dockerfile: d/x}", [("build context", ".", True), ("Dockerfile", "d/x", False)]),
        ("{context: ., dockerfile_inline: FROM x}", [("build context", ".", True)]),
        ("https://example.com/a.git", []),
        ("'${A}'", []),
        ("../x", [("build context", "../x", None)]),
    ],
)
def test_what_a_build_reads(build: str, expected: list[tuple[str, str, bool | None]]) -> None:
    found = stack_of({"compose.yaml": web(f"build: {build}")}).services["web"].build
    assert found is not None
    assert [(wanted.what, wanted.path, wanted.exists) for wanted in found.inputs if wanted.exists is not None] == [
        entry for entry in expected if entry[2] is not None
    ]


def test_a_dockerfile_that_may_be_meant() -> None:
    found = stack_of({"compose.yaml": web("build: ."), "dockerfile": "FROM x\n"}).services["web"].build
    assert found is not None
    assert [wanted.near for wanted in found.inputs] == [None, "dockerfile"]
