"""Names become objects; names that lead nowhere become findings."""

from __future__ import annotations

import pytest
from loading import load, web


@pytest.mark.parametrize(
    ("service", "name", "said"),
    [
        ("depends_on: [db]", "db", []),
        ("depends_on: {db: {condition: service_healthy}}", "db", []),
        ("depends_on: [dp]", None, [("undefined-service", "dp")]),
        ("depends_on: {dp: {condition: service_started, required: false}}", None, [("undefined-service", "dp")]),
        ("depends_on: ['${X}']", None, []),
        ("links: ['db:alias']", "db", []),
        ("links: [dp]", None, [("undefined-service", "dp")]),
        ("volumes_from: ['db:ro']", "db", []),
        ("volumes_from: ['container:dp']", None, []),
        ("network_mode: service:db", "db", []),
        ("network_mode: service:dp", None, [("undefined-service", "service:dp")]),
        ("network_mode: container:dp", None, []),
        ("network_mode: dp", None, []),
        ("pid: service:dp", None, [("undefined-service", "service:dp")]),
        ("ipc: service:db", "db", []),
        ("external_links: [dp]", None, []),
        ("build: {context: ., additional_contexts: {a: service:db, b: ../x}}", None, []),
        ("build: {context: ., additional_contexts: ['a=service:dp']}", None, [("undefined-service", "service:dp")]),
    ],
)
def test_a_service_leads_to_others(service: str, name: str | None, said: list[tuple[str, str]]) -> None:
    loaded = load(f"services:\n  db: {{image: x}}\n  web:\n    image: x\n    {service}\n")
    edges = [*loaded.service().depends_on, *loaded.service().implied]
    assert [edge.service.label for edge in edges if edge.service] == ([name] if name else [])
    assert loaded.said == said
    if name:
        assert [other.label for other, _ in loaded.service(name).dependents] == ["web"]


def test_a_written_dependency_is_not_implied_again() -> None:
    loaded = load("services: {a: {image: x}, web: {image: x, depends_on: [a], links: [a], network_mode: service:a}}")
    assert loaded.service().implied == []
    assert len(loaded.service("a").dependents) == 1


def test_the_nearest_name_is_suggested() -> None:
    (problem,) = load("services: {database: {image: x}, web: {image: x, depends_on: [databse]}}").problems
    assert problem.defect.message == "web depends on databse, which is no service of this stack"
    assert problem.defect.help == "Did you mean database?"


@pytest.mark.parametrize(
    ("service", "expected"),
    [
        ("depends_on: [db]", (None, True, True, "service_started")),
        ("depends_on: {db: {condition: service_healthy}}", ("service_healthy", False, True, "service_healthy")),
        (
            "depends_on: {db: {condition: service_started, required: false}}",
            ("service_started", False, False, "service_started"),
        ),
        ("depends_on: {db: {condition: '${C}'}}", (None, False, True, None)),
    ],
)
def test_an_edge_knows_its_condition(service: str, expected: tuple[str | None, bool, bool, str | None]) -> None:
    (edge,) = load(f"services: {{db: {{image: x}}, web: {{image: x, {service}}}}}").service().depends_on
    condition = edge.condition.value if edge.condition else None
    assert (condition, edge.short, edge.required, edge.awaits) == expected


@pytest.mark.parametrize(
    ("service", "networks"),
    [
        ("image: x", ["default"]),
        ("networks: []", ["default"]),
        ("networks: {}", ["default"]),
        ("networks: [a]", ["a"]),
        ("networks: {a: , nobody: }", ["a", "nobody"]),
        ("network_mode: host", None),
    ],
)
def test_networks(service: str, networks: list[str] | None) -> None:
    loaded = load(f"services: {{web: {{{service}}}}}\nnetworks: {{a: }}")
    found = loaded.service().networks
    assert (None if found is None else list(found)) == networks
    users = [user.label for user in loaded.stack.networks["a"].users]
    assert users == (["web"] if networks and "a" in networks else [])


def test_volumes_know_their_users() -> None:
    loaded = load(
        "services: {web: {image: x, volumes: ['data:/d', ./b:/b, /c, 'other:/o']}}\nvolumes: {data: , unused: }"
    )
    assert [mount.volume.name.value if mount.volume else None for mount in loaded.service().mounts] == [
        "data", None, None, None,
    ]  # fmt: skip
    assert {name: len(volume.users) for name, volume in loaded.stack.volumes.items()} == {"data": 1, "unused": 0}


# --- builds

DOCKERFILE = "FROM a AS one\nFROM one AS two\n"


@pytest.mark.parametrize(
    ("build", "path", "stage"),
    [
        (".", "Dockerfile", "two"),
        ("{context: .}", "Dockerfile", "two"),
        ("{target: one}", "Dockerfile", "one"),
        ("{target: ONE}", "Dockerfile", "one"),
        ("{target: nobody}", "Dockerfile", None),
        ("api", "api/Dockerfile", "two"),
        ("./api/", "api/Dockerfile", "two"),
        ("{context: api, dockerfile: ../Dockerfile}", "Dockerfile", "two"),
        ("{dockerfile: dev.Dockerfile}", "dev.Dockerfile", "two"),
        ("{context: '${CTX:-api}'}", "api/Dockerfile", "two"),
        ("{context: '${CTX}'}", None, None),
        ("{dockerfile: '${D}'}", None, None),
        ("https://github.com/example/x.git", None, None),
        ("{context: 'git@github.com:example/x.git'}", None, None),
        ("nowhere", None, None),
        ("{dockerfile: nowhere}", None, None),
        ('{dockerfile_inline: "FROM a AS inl\\n"}', "compose.yaml", "inl"),
    ],
)
def test_a_build_finds_its_dockerfile_and_stage(build: str, path: str | None, stage: str | None) -> None:
    files = dict.fromkeys(("Dockerfile", "api/Dockerfile", "dev.Dockerfile"), DOCKERFILE)
    loaded = load({"compose.yaml": f"services: {{web: {{build: {build}}}}}", **files})
    found = loaded.service().build
    assert found is not None
    assert (found.dockerfile.path if found.dockerfile else None) == path
    assert (found.stage.name if found.stage else None) == stage
    assert not loaded.problems


def test_two_builds_of_one_dockerfile_share_it() -> None:
    loaded = load(
        {
            "compose.yaml": "services: {a: {build: {context: ., target: one}}, b: {build: .}}",
            "Dockerfile": DOCKERFILE,
        }
    )
    a, b = loaded.service("a").build, loaded.service("b").build
    assert a is not None
    assert b is not None
    assert a.dockerfile is b.dockerfile
    assert len(loaded.stack.dockerfiles) == 1
    assert a.dockerfile is not None
    assert a.dockerfile.context is not None


def test_a_dockerfile_built_from_two_contexts_has_none() -> None:
    loaded = load(
        {
            "compose.yaml": "services: {a: {build: .}, b: {build: {context: api, dockerfile: ../Dockerfile}}}",
            "Dockerfile": DOCKERFILE,
            "api/x": "",
        }
    )
    (dockerfile,) = loaded.stack.dockerfiles
    assert dockerfile.context is None


def test_a_context_knows_its_files() -> None:
    loaded = load(
        {
            "compose.yaml": "services: {web: {build: api}}",
            "api/Dockerfile": DOCKERFILE,
            "api/app.py": "",
            "api/.env": "",
            "api/.dockerignore": ".env\n",
            "other": "",
        }
    )
    build = loaded.service().build
    assert build is not None
    assert build.context_files is not None
    assert build.context_files.exists("app.py") is True
    assert build.context_files.exists("other") is False
    assert build.context_files.files() == [".dockerignore", "Dockerfile", "app.py"]


# --- files


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ("label_file: no", [("missing-file", "no")]),
        ("label_file: [yes.env]", []),
        ("env_file: [no, {path: never, required: false}]", [("missing-file", "no")]),
        ("env_file: ~/no", []),
        ("env_file: /no", []),
        ("env_file: ../no", []),
        ("env_file: '${X}/no'", []),
        ("env_file: [./yes.env, dir/../yes.env]", []),
    ],
)
def test_files_that_a_service_names(files: str, said: list[tuple[str, str]]) -> None:
    loaded = load({"compose.yaml": f"services: {{web: {{image: x, {files}}}}}", "yes.env": "", "dir/x": ""})
    assert loaded.said == said


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("file: ./no.txt", [("missing-file", "./no.txt")]),
        ("file: yes.txt", []),
        ("file: '${X}'", []),
        ("external: true", []),
        ("environment: X", []),
    ],
)
@pytest.mark.parametrize("section", ["secrets", "configs"])
def test_files_behind_secrets_and_configs(section: str, body: str, said: list[tuple[str, str]]) -> None:
    files = {
        "yes.txt": "",
        "compose.yaml": f"services: {{web: {{image: x, {section}: [s]}}}}\n{section}: {{s: {{{body}}}}}",
    }
    assert load(files).said == said
    unused = {**files, "compose.yaml": f"services: {{web: {{image: x}}}}\n{section}: {{s: {{{body}}}}}"}
    assert load(unused).said == []


def test_without_a_full_listing_nothing_is_missing() -> None:
    assert load("services: {web: {image: x, env_file: no}}", complete=False).said == []


@pytest.mark.parametrize(
    ("others", "severity"),
    [
        ({}, None),
        ({"w.env.example": ""}, "warning"),
        ({"w.env.dist": ""}, "warning"),
        ({".gitignore": "*.env\n"}, "warning"),
    ],
)
def test_a_file_that_everybody_makes_is_a_warning(others: dict[str, str], severity: str | None) -> None:
    loaded = load({"compose.yaml": "services: {web: {image: x, env_file: w.env}}", **others})
    assert [(problem.kind, problem.defect.severity) for problem in loaded.problems] == [("missing-file", severity)]


# --- settings with a type of their own


def test_ports_mounts_and_expose() -> None:
    loaded = web(
        "ports: ['127.0.0.1:8080:80', '9000-9001:90-91/udp', '${P}:70', '53']\n"
        "expose: ['3000', 3001, '3002-3003', 4000/udp, 'x', '99999999999999999999']\n"
        "volumes: ['./a:/a:ro']\ntmpfs: ['/run:size=1m']"
    )
    service = loaded.service()
    assert [(port.target, port.published, port.host_ip, port.protocol, port.known) for port in service.ports] == [
        (80, "8080", "127.0.0.1", "tcp", True),
        (90, "9000", None, "udp", True),
        (91, "9001", None, "udp", True),
        (70, None, None, "tcp", False),
        (53, None, None, "tcp", True),
    ]
    assert [port.on_loopback for port in service.ports] == [True, False, False, False, False]
    assert service.expose == [3000, 3001, 3002, 3003]
    assert [(mount.type, mount.source, mount.target, mount.read_only) for mount in service.mounts] == [
        ("bind", "./a", "/a", True),
        ("tmpfs", None, "/run", False),
    ]
