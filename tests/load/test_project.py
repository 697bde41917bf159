"""Includes, extends and what only the merged project can tell."""

from __future__ import annotations

import pytest
from loading import UNKNOWN, Loaded, load

from composelint.model.values import Map


def kinds(loaded: Loaded) -> list[str]:
    return [kind for kind, _ in loaded.said]


# --- extends


@pytest.mark.parametrize(
    ("text", "web"),
    [
        ("web: {extends: base}\n  base: {image: a, user: b}", {"image": "a", "user": "b"}),
        ("web: {extends: {service: base}, user: c}\n  base: {image: a, user: b}", {"image": "a", "user": "c"}),
        ("base: {image: a}\n  web: {extends: base, image: b}", {"image": "b"}),
        ("web: {extends: mid}\n  mid: {extends: base, user: b}\n  base: {image: a}", {"image": "a", "user": "b"}),
        ("web: {extends: base, environment: [B=2]}\n  base: {image: a, environment: {A: 1}}", {
            "image": "a", "environment": {"A": 1, "B": "2"},
        }),
        ("web: {extends: base, ports: !reset []}\n  base: {image: a, ports: ['1:1']}", {"image": "a"}),
        ("web: {extends: base, cap_add: !override [B]}\n  base: {image: a, cap_add: [A]}", {
            "image": "a", "cap_add": ["B"],
        }),
        ("web: {extends: base, image: x}\n  base: ", {"image": "x"}),
        ("web: {extends: '${BASE}', image: x}", {"image": "x"}),
    ],
)  # fmt: skip
def test_a_service_inherits(text: str, web: object) -> None:
    loaded = load(f"services:\n  {text}\n")
    assert loaded.at("services", "web") == web
    assert set(kinds(loaded)) <= {"wrong-type"}


def test_everything_is_inherited_but_extends_itself() -> None:
    base = "image: a, depends_on: [db], profiles: [p], container_name: base, links: [db], healthcheck: {test: x}"
    loaded = load(f"services:\n  web: {{extends: base}}\n  base: {{{base}}}\n  db: {{image: d}}\n")
    service = loaded.at("services", "web")
    assert isinstance(service, dict)
    assert sorted(service) == ["container_name", "depends_on", "healthcheck", "image", "links", "profiles"]
    assert loaded.service("base").extended
    assert not loaded.service("web").extended


def test_an_inherited_value_says_where_from() -> None:
    loaded = load("services:\n  web: {extends: base}\n  base: {image: a, healthcheck: {test: x}}\n")
    image = loaded.text("services", "web", "image")
    assert [(via.kind, via.span.text, via.name) for via in image.via] == [("extends", "base", "base")]
    assert loaded.text("services", "base", "image").via == ()
    test = loaded.node("services", "web", "healthcheck", "test")
    assert [via.kind for via in test.via] == ["extends"]


COMMON = "services:\n  base: {image: b, env_file: base.env, build: ./src, volumes: ['./data:/data']}\n"


def test_a_base_in_another_file_keeps_its_own_directory() -> None:
    loaded = load(
        {
            "compose.yaml": "services: {web: {extends: {file: lib/common.yaml, service: base}}}",
            "lib/common.yaml": COMMON,
            "lib/base.env": "A=1",
        }
    )
    assert loaded.text("services", "web", "build", "context").base == "lib"
    assert loaded.service().environment["A"].known == "1"
    assert list(loaded.stack.services) == ["web"]
    assert loaded.service().file.path == "compose.yaml"
    assert not loaded.problems


def test_chains_of_extends_across_files() -> None:
    loaded = load(
        {
            "compose.yaml": "services: {web: {extends: {file: a/one.yaml, service: web}}}",
            "a/one.yaml": "services: {web: {user: one, extends: {file: b/two.yaml, service: web}}}",
            "a/b/two.yaml": "services: {web: {image: two, user: two, build: .}}",
        }
    )
    assert loaded.at("services", "web") == {"image": "two", "user": "one", "build": {"context": "."}}
    assert loaded.text("services", "web", "build", "context").base == "a/b"
    assert not loaded.problems


def test_a_service_of_an_earlier_file_cannot_be_extended() -> None:
    loaded = load(
        {"compose.yaml": "services: {base: {image: a}}", "compose.2.yaml": "services: {web: {extends: base}}"}
    )
    assert ("undefined-service", "base") in loaded.said


def test_a_service_of_an_included_file_can() -> None:
    loaded = load(
        {
            "compose.yaml": "include: [b.yaml]\nservices: {web: {extends: base}}",
            "b.yaml": "services: {base: {image: a}}",
        }
    )
    assert loaded.at("services", "web", "image") == "a"
    assert not loaded.problems


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("web: {extends: nobody, image: x}", [("undefined-service", "nobody")]),
        ("web: {extends: web, image: x}", [("circular-inclusion", "extends")]),
        ("web: {extends: b, image: x}\n  b: {extends: web}", [("circular-inclusion", "extends")]),
        ("web: {extends: {file: no.yaml, service: b}, image: x}", [("missing-file", "no.yaml")]),
        ("web: {extends: {file: compose.yaml, service: web}, image: x}", [("circular-inclusion", "extends")]),
        ("web: {extends: {}, image: x}", [("missing-required-key", "extends")]),
        ("web: {extends: {file: '${F}', service: b}, image: x}", []),
        ("web: {extends: {file: 'https://example.com/c.yaml', service: b}, image: x}", []),
        ("web: {extends: [a], image: x}", [("wrong-type", "[a]")]),
    ],
)
def test_what_is_wrong_with_an_extends(text: str, said: list[tuple[str, str]]) -> None:
    loaded = load(f"services:\n  {text}\n")
    assert list(dict.fromkeys(loaded.said)) == said
    assert loaded.at("services", "web", "image") == "x"


def test_a_file_that_is_extended_often_is_read_once() -> None:
    services = "".join(f"  s{n}: {{extends: {{file: b.yaml, service: x}}}}\n" for n in range(2000))
    loaded = load({"compose.yaml": f"services:\n{services}", "b.yaml": "services: {x: {image: a, prots: 1}}"})
    assert len(loaded.stack.services) == 2000
    assert loaded.said == [("unknown-key", "prots")]


def test_a_long_chain_of_extends_ends() -> None:
    services = "".join(f"  s{n}: {{extends: s{n + 1}}}\n" for n in range(300))
    loaded = load(f"services:\n{services}  s300: {{image: x}}\n")
    assert set(kinds(loaded)) == {"circular-inclusion"}


# --- include


def test_an_included_file_is_imported_and_starts_from_its_own_directory() -> None:
    loaded = load(
        {
            "compose.yaml": "include: [db/compose.yaml]\nservices: {web: {image: w, depends_on: [db]}}",
            "db/compose.yaml": "name: other\nx-a: 1\nservices: {db: {build: .}}\nvolumes: {v: }\nnetworks: {n: }",
            "db/Dockerfile": "FROM scratch\n",
        }
    )
    assert sorted(loaded.project.model.fields) == ["include", "networks", "services", "volumes"]
    assert loaded.text("services", "db", "build", "context").base == "db"
    assert loaded.service("db").file.path == "db/compose.yaml"
    assert [via.kind for via in loaded.node("services", "db").via] == ["include"]
    assert [dockerfile.path for dockerfile in loaded.stack.dockerfiles] == ["db/Dockerfile"]
    assert not loaded.problems


@pytest.mark.parametrize(
    ("include", "directory"),
    [
        ("[sub/a.yaml]", "sub"),
        ("[{path: sub/a.yaml}]", "sub"),
        ("[{path: [sub/a.yaml, b.yaml]}]", "sub"),
        ("[{path: sub/a.yaml, project_directory: other}]", "other"),
    ],
)
def test_the_directory_of_an_include(include: str, directory: str) -> None:
    loaded = load(
        {
            "compose.yaml": f"include: {include}",
            "sub/a.yaml": "services: {web: {image: a, build: x}}",
            "b.yaml": "services: {web: {image: b}}",
        }
    )
    assert loaded.text("services", "web", "build", "context").base == directory
    assert not loaded.problems


def test_several_paths_of_one_include_are_overrides() -> None:
    loaded = load(
        {
            "compose.yaml": "include: [{path: [a.yaml, b.yaml]}]",
            "a.yaml": "services: {web: {image: a, user: a}}",
            "b.yaml": "services: {web: {image: b}}",
        }
    )
    assert loaded.at("services", "web") == {"image": "b", "user": "a"}


def test_the_local_definition_wins_over_the_included_one() -> None:
    loaded = load(
        {
            "compose.yaml": "include: [a.yaml]\nservices: {web: {image: mine}}",
            "a.yaml": "services: {web: {image: a, user: a}}",
        }
    )
    assert loaded.at("services", "web") == {"image": "mine", "user": "a"}


def test_a_later_file_overrides_what_an_earlier_one_includes() -> None:
    loaded = load(
        {
            "compose.yaml": "include: [a.yaml]",
            "a.yaml": "services: {web: {image: a}}",
            "compose.override.yaml": "services: {web: {image: o}}",
        }
    )
    assert loaded.at("services", "web", "image") == "o"


@pytest.mark.parametrize(
    ("include", "tag"),
    [
        ("[sub/a.yaml]", "sub"),
        ("[{path: sub/a.yaml, env_file: extra.env}]", "extra"),
        ("[{path: sub/a.yaml, env_file: [extra.env, more.env]}]", "more"),
        ("[{path: sub/a.yaml, env_file: /dev/null}]", UNKNOWN),
    ],
)
def test_an_include_has_an_env_file_of_its_own(include: str, tag: str) -> None:
    files = {
        "compose.yaml": f"include: {include}",
        "sub/a.yaml": "services: {web: {image: 'x:${TAG}', user: '${OUTER}'}}",
        "sub/.env": "TAG=sub\nOUTER=inner",
        "extra.env": "TAG=extra",
        "more.env": "TAG=more",
        ".env": "OUTER=outer",
    }
    loaded = load(files)
    assert loaded.at("services", "web", "user") == "outer"
    assert loaded.at("services", "web", "image") in (f"x:{tag}", tag)


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"compose.yaml": "include: [no.yaml]"}, [("missing-file", "no.yaml")]),
        ({"compose.yaml": "include: [{path: a.yaml, env_file: no.env}]"}, [("missing-file", "no.env")]),
        ({"compose.yaml": "include: [compose.yaml]"}, [("circular-inclusion", "compose.yaml")]),
        (
            {"compose.yaml": "include: [b.yaml]", "b.yaml": "include: [compose.yaml]"},
            [("circular-inclusion", "compose.yaml")],
        ),
        ({"compose.yaml": "include: a.yaml"}, [("wrong-type", "a.yaml")]),
        ({"compose.yaml": "include: [[a.yaml]]"}, [("wrong-type", "[a.yaml]")]),
        ({"compose.yaml": "include: ['https://example.com/x.git', 'oci://x', '${X}']"}, []),
        ({"compose.yaml": "include: [a.yaml, b.yaml]", "b.yaml": "include: [a.yaml]"}, []),
        ({"compose.yaml": "include: [{}]"}, []),
        ({"compose.yaml": "include: []"}, []),
    ],
)
def test_what_is_wrong_with_an_include(files: dict[str, str], said: list[tuple[str, str]]) -> None:
    loaded = load({"a.yaml": "services: {a: {image: x}}", **files}, ["compose.yaml"])
    assert loaded.said == said


@pytest.mark.parametrize(
    "include", ["[no.yaml]", "['https://example.com/x.git']", "['${X}']", "[broken.yaml]", "[compose.yaml]", "[{}]"]
)
def test_a_project_with_an_include_that_cannot_be_read_is_incomplete(include: str) -> None:
    loaded = load(
        {
            "compose.yaml": f"include: {include}\nservices: {{web: {{image: x, depends_on: [db]}}}}",
            "broken.yaml": "a: [",
        },
        ["compose.yaml"],
    )
    assert not loaded.stack.complete
    assert "undefined-service" not in kinds(loaded)


def test_files_that_include_each_other_twice_do_not_double_for_ever() -> None:
    files = {f"a{n}.yaml": f"include: [a{n + 1}.yaml, a{n + 1}.yaml]\n" for n in range(45)}
    files |= {
        "compose.yaml": "include: [a0.yaml]\nservices: {web: {image: x}}",
        "a45.yaml": "services: {z: {image: x}}",
    }
    assert load(files, ["compose.yaml"]).service().image is not None


# --- nothing at all, and what is required


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"compose.yaml": ""}, ["invalid-structure"]),
        ({"compose.yaml": "# nothing\n"}, ["invalid-structure"]),
        ({"compose.yaml": "", "compose.override.yaml": ""}, ["invalid-structure", "invalid-structure"]),
        ({"compose.yaml": "", "compose.override.yaml": "services: {}"}, []),
        ({"compose.yaml": "services: {}", "compose.override.yaml": "# nothing"}, []),
        ({"compose.yaml": "x-a: 1"}, []),
        ({"compose.yaml": "[]"}, ["invalid-structure"]),
        ({"compose.yaml": "a"}, ["invalid-structure"]),
        ({"compose.yaml": "a: ["}, ["invalid-yaml"]),
        ({"compose.yaml": "services:"}, ["wrong-type"]),
        ({"compose.yaml": "---\n---\nservices: {}"}, ["invalid-structure"]),
    ],
)
def test_an_empty_project(files: dict[str, str], said: list[str]) -> None:
    assert kinds(load(files)) == said


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        ("depends_on: {db: {restart: true}}", "depends_on: {db: {condition: service_started}}", [
            ("missing-required-key", "db"),
        ]),
        ("depends_on: {db: {restart: true}}", "user: x", [("missing-required-key", "db")]),
        ("depends_on: [db]", "depends_on: {db: {restart: true}}", []),
        ("depends_on: {db: {restart: true}}", "depends_on: !reset {}", [("missing-required-key", "db")]),
        ("ulimits: {a: {soft: 1}}", "ulimits: {a: 5}", [("missing-required-key", "a")]),
        ("ulimits: {a: {soft: 1, hard: 2}}", "ulimits: {a: {soft: 1}}", [("missing-required-key", "a")]),
        ("user: a", "ports:", [("wrong-type", "ports")]),
        ("ports: ['1:1']", "ports:", [("ineffective-null-override", "ports")]),
        ("ports:", "ports: ['1:1']", [("wrong-type", "ports")]),
        ("ports: [{published: 1}]", "ports: [{target: 1}]", [("missing-required-key", "{published: 1}")]),
    ],
)  # fmt: skip
def test_what_is_missing_is_judged_after_each_document(first: str, second: str, said: list[tuple[str, str]]) -> None:
    loaded = load(
        {
            "compose.yaml": f"services:\n  db: {{image: x}}\n  web:\n    image: x\n    {first}\n",
            "compose.override.yaml": f"services:\n  web:\n    {second}\n",
        }
    )
    assert loaded.said == said


@pytest.mark.parametrize(
    ("services", "partial"),
    [
        ("web: {image: postgres:16, extends: {file: gone.yaml, service: base}}", True),
        ("web: {image: postgres:16, extends: {file: 'oci://a/b', service: base}}", True),
        ("web: {image: postgres:16, extends: '${BASE}'}", True),
        ("web: {image: postgres:16, extends: gone}", True),
        ("mid: {extends: {file: gone.yaml, service: base}}\n  web: {image: postgres:16, extends: mid}", True),
        ("web: {image: postgres:16, extends: mid}\n  mid: {extends: {file: gone.yaml, service: base}}", True),
        ("web: {image: postgres:16, extends: {file: far.yaml, service: through}}", True),
        ("web: {image: postgres:16, extends: {file: far.yaml, service: alone}}", False),
        ("web: {image: postgres:16, extends: mid}\n  mid: {user: x}", False),
        ("web: {image: postgres:16, extends: }", False),
    ],
)
def test_what_an_unseen_base_may_say_is_unknown(services: str, partial: bool) -> None:
    far = "services:\n  through: {extends: {file: gone.yaml, service: base}}\n  alone: {user: x}\n"
    web = load({"compose.yaml": f"services:\n  {services}\n", "far.yaml": far}).stack.services["web"]
    assert web.partial is partial
    assert web.is_server is not partial
    assert (web.healthcheck() is not None) is partial
    assert web.environment_complete is not partial


def test_a_broken_file_leaves_the_others_known() -> None:
    loaded = load({"compose.yaml": "services: {web: {image: x}}", "compose.override.yaml": "services: [\n"})
    assert loaded.at("services", "web") == {"image": "x"}
    assert not loaded.stack.complete
    assert kinds(loaded) == ["invalid-yaml"]


def test_a_service_that_cannot_be_read_is_still_defined() -> None:
    loaded = load("services:\n  web: {image: x, depends_on: [db]}\n  db: []\n")
    assert loaded.said == [("wrong-type", "[]")]
    assert list(loaded.stack.services) == ["web"]


def test_the_merged_model_is_a_mapping_whatever_came() -> None:
    assert isinstance(load("a: [").project.model, Map)
