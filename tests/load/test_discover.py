"""Which files belong together."""

from __future__ import annotations

import pytest

from composelint.load.discover import belonging, is_compose, is_dockerfile, search
from composelint.workspace import Workspace

WEB = "services: {web: {image: x}}"
PART = "services: {web: {user: x}}"


def stacks(*names: str) -> list[list[str]]:
    """The compose files of each stack among files that hold a whole service each."""
    files = dict.fromkeys(names, WEB)
    return [stack.compose for stack in search(Workspace.in_memory(files, complete=True), ".").stacks]


@pytest.mark.parametrize(
    ("name", "compose", "dockerfile"),
    [
        ("compose.yaml", True, False), ("compose.yml", True, False), ("docker-compose.yml", True, False),
        ("docker-compose.prod.yaml", True, False), ("compose-dev.yml", True, False), ("dev-compose.yml", True, False),
        ("dev.compose.yaml", True, False), ("docker-compose.yml.bak", False, False), ("decompose.yaml", False, False),
        ("compose.json", False, False), ("stack.yml", False, False), ("Compose.yaml", False, False),
        ("Dockerfile", False, True), ("Dockerfile.dev", False, True), ("api.Dockerfile", False, True),
        ("api.dockerfile", False, True), ("Containerfile", False, True), ("Dockerfile.dockerignore", False, False),
        ("Dockerfile.md", False, False), ("Dockerfile.j2", False, False), ("Dockerfile~", False, False),
        ("dockerfile", False, False), ("README.md", False, False),
    ],
)  # fmt: skip
def test_names_tell_what_a_file_is(name: str, compose: bool, dockerfile: bool) -> None:
    assert (is_compose(name), is_dockerfile(name)) == (compose, dockerfile)


MAINS = ("compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml")
OVERRIDES = (
    "compose.override.yml", "compose.override.yaml", "docker-compose.override.yml", "docker-compose.override.yaml",
)  # fmt: skip


@pytest.mark.parametrize("first", range(4))
def test_the_default_file_with_the_highest_rank_is_the_stack(first: int) -> None:
    assert stacks(*MAINS[first:]) == [[MAINS[first]]]
    assert stacks(MAINS[3], *OVERRIDES[first:]) == [[MAINS[3], OVERRIDES[first]]]


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({}, []),
        ({"a.yaml": WEB}, []),
        ({"compose.yaml": WEB, "docker-compose.override.yml": PART}, [["compose.yaml", "docker-compose.override.yml"]]),
        ({"compose.override.yaml": WEB}, [["compose.override.yaml"]]),
        ({"compose.yaml": WEB, "sub/compose.yaml": WEB}, [["compose.yaml"], ["sub/compose.yaml"]]),
        ({"compose.yaml": WEB, "compose.prod.yaml": WEB}, [["compose.yaml"], ["compose.prod.yaml"]]),
        ({"compose.yaml": WEB, "compose.prod.yaml": PART}, [["compose.yaml"], ["compose.yaml", "compose.prod.yaml"]]),
        ({"compose.prod.yaml": PART}, [["compose.prod.yaml"]]),
        (
            {"compose.yaml": WEB, "compose.tls.yaml": "services: {tls: {image: t, depends_on: [web]}}"},
            [["compose.yaml"], ["compose.yaml", "compose.tls.yaml"]],
        ),
        (
            {"compose.yaml": WEB, "ext/tls-compose.yml": "services: {tls: {image: t, depends_on: [web]}}"},
            [["compose.yaml"], ["compose.yaml", "ext/tls-compose.yml"]],
        ),
        (
            {"compose.yaml": WEB, "compose.tls.yaml": "services: {tls: {image: t, depends_on: [other]}}"},
            [["compose.yaml"], ["compose.tls.yaml"]],
        ),
        ({"compose.yaml": WEB, "compose.x.yaml": "a: ["}, [["compose.yaml"], ["compose.x.yaml"]]),
        ({"compose.yaml": WEB, "compose.vol.yaml": "volumes: {a: }"}, [["compose.yaml"], ["compose.vol.yaml"]]),
        ({"node_modules/x/compose.yaml": WEB, ".git/compose.yaml": WEB, ".venv/compose.yaml": WEB}, []),
        ({".devcontainer/compose.yaml": WEB}, [[".devcontainer/compose.yaml"]]),
        ({"compose.yaml/x": ""}, []),
    ],
)
def test_a_directory_is_searched(files: dict[str, str], expected: list[list[str]]) -> None:
    found = search(Workspace.in_memory(files, complete=True), ".")
    assert [stack.compose for stack in found.stacks] == expected


def test_the_directory_of_a_stack_is_that_of_its_first_file() -> None:
    files = {"a/compose.yaml": WEB, "a/b/x-compose.yml": "services: {t: {image: t, depends_on: [web]}}"}
    found = search(Workspace.in_memory(files, complete=True), ".")
    assert [stack.directory for stack in found.stacks] == ["a", "a"]


def test_dockerfiles_are_found_besides() -> None:
    files = dict.fromkeys(("Dockerfile", "api/Dockerfile", "api/dev.Dockerfile", "node_modules/Dockerfile"), "FROM x\n")
    assert search(Workspace.in_memory(files), ".").dockerfiles == ["Dockerfile", "api/Dockerfile", "api/dev.Dockerfile"]


def test_only_what_lies_below_is_searched() -> None:
    workspace = Workspace.in_memory({"compose.yaml": WEB, "a/compose.yaml": WEB, "a/Dockerfile": "FROM x\n"})
    found = search(workspace, "a")
    assert ([stack.compose for stack in found.stacks], found.dockerfiles) == ([["a/compose.yaml"]], ["a/Dockerfile"])


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("compose.yaml", [["compose.yaml", "compose.override.yaml"]]),
        ("compose.override.yaml", [["compose.yaml", "compose.override.yaml"]]),
        ("compose.prod.yaml", [["compose.yaml", "compose.prod.yaml"]]),
        ("compose.alone.yaml", [["compose.alone.yaml"]]),
        ("docker-compose.yml", [["docker-compose.yml"]]),
        ("api/Dockerfile", [["compose.yaml", "compose.override.yaml"]]),
    ],
)
def test_a_named_file_belongs_to_a_stack(path: str, expected: list[list[str]]) -> None:
    files = dict.fromkeys(("compose.yaml", "compose.alone.yaml", "docker-compose.yml"), WEB)
    files |= dict.fromkeys(("compose.override.yaml", "compose.prod.yaml"), PART) | {"api/Dockerfile": "FROM x\n"}
    candidates = [stack.compose for stack in belonging(Workspace.in_memory(files, complete=True), path)]
    assert candidates[: len(expected)] == expected


def test_an_empty_tree_holds_nothing() -> None:
    found = search(Workspace.in_memory({}, complete=True), ".")
    assert not found.stacks
    assert not found.dockerfiles


def searched(files: dict[str, str], tracked: list[str] | None, *, below: str = ".", exclude: str = "") -> list[str]:
    """The compose files that a search finds; in a repository, when files are named as tracked."""
    tree: dict[str, str | bytes] = dict(files)
    if tracked is not None:
        tree |= {".git/HEAD": "ref: refs/heads/main\n", ".git/index": index(tracked)}
    found = search(Workspace.in_memory(tree, complete=True), below, [(".", exclude.split())])
    return [stack.compose[-1] for stack in found.stacks]


def index(paths: list[str]) -> bytes:
    """A `.git/index` of version 2 with these files."""
    entries = b""
    for path in sorted(paths):
        name = path.encode()
        entry = (0o100644).to_bytes(4, "big").rjust(28, b"\0") + bytes(12) + bytes(20) + len(name).to_bytes(2, "big")
        entry += name
        entries += entry + b"\0" * (8 - len(entry) % 8)
    return b"DIRC" + (2).to_bytes(4, "big") + len(paths).to_bytes(4, "big") + entries + bytes(20)


IGNORING = {".gitignore": "out/\n/local.compose.yaml\n!out/kept/\n", "a/.gitignore": "*\n!.gitignore\n"}
LEAVES = ["compose.yaml", "local.compose.yaml", "out/compose.yaml", "out/x/compose.yaml", "a/compose.yaml"]


@pytest.mark.parametrize(
    ("tracked", "below", "expected"),
    [
        (None, ".", ["compose.yaml", "local.compose.yaml", "a/compose.yaml", "out/compose.yaml", "out/x/compose.yaml"]),
        ([], ".", ["compose.yaml"]),
        (["compose.yaml"], ".", ["compose.yaml"]),
        (["local.compose.yaml"], ".", ["compose.yaml", "local.compose.yaml"]),
        (["out/x/compose.yaml"], ".", ["compose.yaml", "out/x/compose.yaml"]),
        (["a/compose.yaml", "a/.gitignore"], ".", ["compose.yaml", "a/compose.yaml"]),
        ([], "out", ["out/compose.yaml", "out/x/compose.yaml"]),
        ([], "out/x", ["out/x/compose.yaml"]),
    ],
)
def test_what_git_ignores_is_not_searched_unless_tracked(
    tracked: list[str] | None, below: str, expected: list[str]
) -> None:
    assert searched(dict.fromkeys(LEAVES, WEB) | IGNORING, tracked, below=below) == expected


@pytest.mark.parametrize(
    ("files", "tracked", "expected"),
    [
        ({"vendor/x/compose.yaml": WEB}, [], []),
        ({"vendor/x/compose.yaml": WEB}, None, []),
        ({"vendor/x/compose.yaml": WEB}, ["vendor/x/compose.yaml"], ["vendor/x/compose.yaml"]),
        ({"node_modules/x/compose.yaml": WEB}, ["node_modules/x/compose.yaml"], []),
        ({"env/pyvenv.cfg": "", "env/lib/compose.yaml": WEB}, [], []),
        ({"target/CACHEDIR.TAG": "", "target/compose.yaml": WEB}, None, []),
        ({"target/compose.yaml": WEB, "build/compose.yaml": WEB}, [], ["build/compose.yaml", "target/compose.yaml"]),
    ],
)
def test_what_tools_install_is_not_searched(
    files: dict[str, str], tracked: list[str] | None, expected: list[str]
) -> None:
    assert searched(files, tracked) == expected


@pytest.mark.parametrize(
    ("exclude", "expected"),
    [
        ("", ["compose.yaml", "a/compose.yaml", "a/legacy/compose.yaml", "legacy/compose.yaml"]),
        ("legacy", ["compose.yaml", "a/compose.yaml"]),
        ("/legacy/", ["compose.yaml", "a/compose.yaml", "a/legacy/compose.yaml"]),
        ("a/** legacy", ["compose.yaml"]),
        ("compose.yaml !/compose.yaml", ["compose.yaml"]),
        ("nothing", ["compose.yaml", "a/compose.yaml", "a/legacy/compose.yaml", "legacy/compose.yaml"]),
    ],
)
def test_what_is_excluded_is_not_searched(exclude: str, expected: list[str]) -> None:
    names = ("compose.yaml", "a/compose.yaml", "a/legacy/compose.yaml", "legacy/compose.yaml")
    assert searched(dict.fromkeys(names, WEB), None, exclude=exclude) == expected


def test_exclusions_stand_in_a_directory() -> None:
    workspace = Workspace.in_memory(dict.fromkeys(("a/x/compose.yaml", "b/x/compose.yaml"), WEB), complete=True)
    assert [stack.compose for stack in search(workspace, ".", [("a", ["/x"])]).stacks] == [["b/x/compose.yaml"]]


def test_an_override_that_git_ignores_is_nobody_else_s() -> None:
    files = {"compose.yaml": WEB, "compose.override.yaml": PART, ".gitignore": "*.override.yaml\n"}
    assert searched(files, ["compose.yaml"]) == ["compose.yaml"]
