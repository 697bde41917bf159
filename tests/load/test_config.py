"""The merged stack in canonical form, as `docker compose config --format json` prints it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import composelint
from composelint import ComposeError
from composelint.engine.merged import merged
from composelint.load.discover import default_above, search
from composelint.load.stack import Options
from composelint.workspace import Workspace

Files = dict[str, str]


def config(files: Files | str, **options: Any) -> dict[str, Any]:
    found: dict[str, Any] = composelint.config({"compose.yaml": files} if isinstance(files, str) else files, **options)
    return found


def web(body: str, rest: str = "", **options: Any) -> dict[str, Any]:
    """A service without what every service has."""
    service: dict[str, Any] = config(f"services: {{web: {{{body}}}}}\n{rest}", **options)["services"]["web"]
    for key, usual in (("command", None), ("entrypoint", None), ("networks", {"default": None}), ("image", "x")):
        if service.get(key, "") == usual:
            del service[key]
    return service


def refused(files: Files | str, **options: Any) -> set[str]:
    try:
        config(files, **options)
    except ComposeError as error:
        return {finding.rule for finding in error.findings}
    return set()


def on_disk(root: Path, files: Files, start: str = ".", **options: Any) -> dict[str, Any]:
    """What Compose prints when it is started in a directory of some files on disk."""
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    workspace = Workspace.on_disk(root)
    stack = default_above(workspace, start)
    assert stack is not None
    found: dict[str, Any] = merged(workspace, stack, Options(**options), str(root))[0]
    return found


def test_a_whole_stack() -> None:
    files = {
        "shop/compose.yaml": """
version: "3"
x-owner: me
services:
  web:
    image: nginx
    ports: ["8080:80"]
    depends_on: [db]
    volumes: ["./html:/usr/share/nginx/html:ro", "cache:/cache"]
    x-note: not printed in JSON
    privileged: false
    environment: [B=2, A, "C=${C:-3}"]
  db:
    image: postgres
    networks: {back: {aliases: [store]}}
    secrets: [password]
networks: {back: , unused: }
volumes: {cache: {driver: local}, other: }
secrets: {password: {file: password.txt}, spare: {file: spare.txt}}
"""
    }
    assert config(files) == {
        "name": "shop",
        "x-owner": "me",
        "services": {
            "web": {
                "image": "nginx",
                "command": None,
                "entrypoint": None,
                "ports": [{"mode": "ingress", "target": 80, "published": "8080", "protocol": "tcp"}],
                "depends_on": {"db": {"condition": "service_started", "required": True}},
                "volumes": [
                    {
                        "type": "bind",
                        "source": "./shop/html",
                        "target": "/usr/share/nginx/html",
                        "read_only": True,
                        "bind": {},
                    },
                    {"type": "volume", "source": "cache", "target": "/cache", "volume": {}},
                ],
                "environment": {"A": None, "B": "2", "C": "3"},
                "networks": {"default": None},
            },
            "db": {
                "image": "postgres",
                "command": None,
                "entrypoint": None,
                "networks": {"back": {"aliases": ["store"]}},
                "secrets": [{"source": "password", "target": "/run/secrets/password"}],
            },
        },
        "networks": {"back": {"name": "shop_back", "ipam": {}}, "default": {"name": "shop_default", "ipam": {}}},
        "volumes": {"cache": {"name": "shop_cache", "driver": "local"}},
        "secrets": {"password": {"name": "shop_password", "file": "./shop/password.txt"}},
    }


PRINTED: list[tuple[str, dict[str, Any]]] = [
    # what says as much as its absence is left out, pointers to it are not
    ("image: x, tty: false, scale: 0, mem_limit: 0, hostname: '', cap_add: [], labels: {}", {"scale": 0}),
    ("image: x, init: false, attach: false", {"init": False, "attach": False}),
    ("image: x, healthcheck: {}, logging: {}, deploy: , develop: {}", {
        "healthcheck": {}, "logging": {}, "develop": {},
    }),
    ("image: x, deploy: {}", {"deploy": {"resources": {}, "placement": {}}}),
    ("image: x, deploy: {update_config: {delay: 0s, parallelism: 0}}", {
        "deploy": {"resources": {}, "placement": {}, "update_config": {"parallelism": 0}},
    }),
    # durations, sizes, numbers
    ("image: x, stop_grace_period: 90s, healthcheck: {interval: 1h, timeout: 1500ms, start_period: '0'}", {
        "stop_grace_period": "1m30s", "healthcheck": {"interval": "1h0m0s", "timeout": "1.5s", "start_period": "0s"},
    }),
    ("image: x, stop_grace_period: 1d, healthcheck: {interval: 1w, timeout: 15us}", {
        "stop_grace_period": "24h0m0s", "healthcheck": {"interval": "168h0m0s", "timeout": "15µs"},
    }),
    ("image: x, mem_limit: 1.5g, shm_size: 64 MB, memswap_limit: -1", {
        "mem_limit": "1610612736", "shm_size": "67108864", "memswap_limit": "-1",
    }),
    ("image: x, cpus: '0.5', cpu_shares: '73', pids_limit: 1.0", {"cpus": 0.5, "cpu_shares": 73, "pids_limit": 1}),
    ("image: x, ulimits: {nproc: '5', nofile: {soft: 1, hard: '2'}}", {
        "ulimits": {"nproc": 5, "nofile": {"soft": 1, "hard": 2}},
    }),
    # short forms
    ("build: ./b", {"build": {"context": "./b", "dockerfile": "Dockerfile"}}),
    ("build: {dockerfile_inline: 'FROM x'}", {"build": {"context": ".", "dockerfile_inline": "FROM x"}}),
    ("build: {context: 'https://x/y.git', additional_contexts: [a=./b, c=service:d]}", {
        "build": {
            "context": "https://x/y.git", "dockerfile": "Dockerfile",
            "additional_contexts": {"a": "./b", "c": "service:d"},
        },
    }),
    ("build: {context: ., args: [A=1, B, C], ssh: [default, key=/k], no_cache_filter: a, provenance: true}", {
        "build": {
            "context": ".", "dockerfile": "Dockerfile", "args": {"A": "1", "B": "given"}, "ssh": ["default", "key=/k"],
            "no_cache_filter": ["a"], "provenance": "true",
        },
    }),
    ("image: x, command: 'a \"b c\" d && e', entrypoint: ''", {"command": ["a", "b c", "d"], "entrypoint": []}),
    ("image: x, command: 'a $$(b c) 2>d'", {"command": ["a", "$(b c)"]}),
    ("image: x, healthcheck: {test: curl x}", {"healthcheck": {"test": ["CMD-SHELL", "curl x"]}}),
    ("image: x, devices: [/dev/a, '/dev/b:/dev/c:r']", {
        "devices": [
            {"source": "/dev/a", "target": "/dev/a", "permissions": "rwm"},
            {"source": "/dev/b", "target": "/dev/c", "permissions": "r"},
        ],
    }),
    ("image: x, gpus: all", {"gpus": [{"count": -1}]}),
    ("image: x, gpus: [{driver: d}, {count: '2'}, {device_ids: ['0']}]", {
        "gpus": [{"driver": "d", "count": -1}, {"count": 2}, {"device_ids": ["0"]}],
    }),
    ("image: x, dns: ['', 1.1.1.1], dns_search: a, tmpfs: /run", {
        "dns": ["1.1.1.1"], "dns_search": ["a"], "tmpfs": ["/run"],
    }),
    ("image: x, extra_hosts: ['b:::1', 'a=[::1],10.0.0.1']", {"extra_hosts": ["a=10.0.0.1", "a=::1", "b=::1"]}),
    ("image: x, extra_hosts: {a: 10.0.0.1, b: [10.0.0.2, '[::1]']}", {
        "extra_hosts": ["a=10.0.0.1", "b=10.0.0.2", "b=::1"],
    }),
    ("image: x, expose: [80, '81/udp'], group_add: [1, a]", {"expose": ["80", "81/udp"], "group_add": ["1", "a"]}),
    ("image: x, sysctls: [a=1, b], labels: {c: 2, d: }, annotations: [e]", {
        "sysctls": {"a": "1", "b": ""}, "labels": {"c": "2", "d": ""}, "annotations": {"e": ""},
    }),
    ("image: x, storage_opt: {size: 1G, n: 5}", {"storage_opt": {"size": "1G", "n": "5"}}),
    ("image: x, pull_policy: if_not_present", {"pull_policy": "missing"}),
    ("image: x, volumes: [{type: bind, source: a, target: /b/../c/, bind: {create_host_path: false}}]", {
        "volumes": [{"type": "bind", "source": "./a", "target": "/c", "bind": {"create_host_path": False}}],
    }),
    ("image: x, volumes: [{type: tmpfs, target: /t, tmpfs: {size: 1k, mode: 0o1777}}]", {
        "volumes": [{"type": "tmpfs", "target": "/t", "tmpfs": {"size": "1024", "mode": 1023}}],
    }),
    ("image: x, post_start: [{command: a b, environment: [A=1, B]}]", {
        "post_start": [{"command": ["a", "b"], "environment": {"A": "1", "B": None}}],
    }),
    ("image: y, pre_start: [{user: me}, {image: z, command: [a]}]", {
        "image": "y",
        "pre_start": [{"user": "me", "image": "y", "command": None}, {"image": "z", "command": ["a"]}],
    }),
    ("provider: {type: p, options: {a: 1, b: [true, c]}}", {
        "provider": {"type": "p", "options": {"a": ["1"], "b": ["true", "c"]}},
    }),
    ("image: x, develop: {watch: [{path: ./a, action: sync, target: /a, ignore: b}]}", {
        "develop": {"watch": [{"path": "./a", "action": "sync", "target": "/a", "ignore": ["b"]}]},
    }),
    # normalised: networks, implied dependencies
    ("image: x, network_mode: host", {"network_mode": "host"}),
    ("image: x, networks: {}", {}),
    ("image: x, profiles: []", {}),
]  # fmt: skip


@pytest.mark.parametrize(("body", "expected"), PRINTED, ids=[body for body, _ in PRINTED])
def test_a_service(body: str, expected: dict[str, Any]) -> None:
    rest = ", d: {build: .}" if "service:d" in body else ""
    found = config(f"services: {{web: {{{body}}}{rest}}}", env={"B": "given"})["services"]["web"]
    usual = {"command": None, "entrypoint": None, "image": "x", "networks": {"default": None}}
    if "build" in expected or "provider" in expected:
        del usual["image"]
    if "network_mode" in expected or "provider" in expected:
        del usual["networks"]
    assert found == usual | expected


RESOURCES: list[tuple[str, str, dict[str, Any]]] = [
    ("networks", "{name: }", {"name": "project_name", "ipam": {}}),
    ("networks", "{name: {external: true}}", {"name": "name", "external": True, "ipam": {}}),
    ("networks", "{name: {name: given, internal: true, enable_ipv6: false}}", {
        "name": "given", "internal": True, "enable_ipv6": False, "ipam": {},
    }),
    ("networks", "{name: {external: {name: old}}}", {"name": "old", "external": True, "ipam": {}}),
    ("networks", "{name: {driver_opts: {a: 1}, labels: [b=c], ipam: {config: [{subnet: 10.0.0.0/8}]}}}", {
        "name": "project_name", "driver_opts": {"a": "1"}, "labels": {"b": "c"},
        "ipam": {"config": [{"subnet": "10.0.0.0/8"}]},
    }),
    ("volumes", "{name: {driver: local, driver_opts: {o: bind, device: ./d, type: none}}}", {
        "name": "project_name", "driver": "local", "driver_opts": {"o": "bind", "device": "./d", "type": "none"},
    }),
    ("volumes", "{name: {driver: other, driver_opts: {o: bind, device: d}}}", {
        "name": "project_name", "driver": "other", "driver_opts": {"o": "bind", "device": "d"},
    }),
    ("secrets", "{name: {environment: TOKEN}}", {"name": "project_name", "environment": "TOKEN"}),
    ("configs", "{name: {content: hello, external: false}}", {"name": "project_name", "content": "hello"}),
    ("configs", "{name: {external: true, name: 'x_${Y}'}}", {"name": "x_", "external": True}),
]  # fmt: skip


@pytest.mark.parametrize(("section", "body", "expected"), RESOURCES)
def test_a_resource(section: str, body: str, expected: dict[str, Any]) -> None:
    use = "volumes: ['name:/n']" if section == "volumes" else f"{section}: [name]"
    assert config(f"services: {{web: {{image: x, {use}}}}}\n{section}: {body}\n")[section] == {"name": expected}


def test_implied_dependencies() -> None:
    body = "links: ['a:db'], volumes_from: ['b:ro', 'container:z'], ipc: 'service:c', pid: 'service:d', depends_on: [d]"
    others = ", ".join(f"{name}: {{image: x}}" for name in "abcd")
    text = f"services: {{{others}, web: {{image: x, {body}}}}}"
    started = {"condition": "service_started", "required": True}
    assert config(text)["services"]["web"]["depends_on"] == {
        "a": started | {"restart": True},
        "b": started,
        "c": started | {"restart": True},
        "d": started,
    }


def test_a_section_that_no_service_uses_is_left_out() -> None:
    found = config(
        "services: {web: {network_mode: none, image: x}}\nvolumes: {v: }\nnetworks: {n: }\nmodels: {m: {model: y}}"
    )
    assert set(found) == {"name", "services"}


# --- profiles


@pytest.mark.parametrize(
    ("profiles", "env", "expected"),
    [
        ((), {}, ["always"]),
        (("dev",), {}, ["always", "dev"]),
        (("*",), {}, ["always", "dev", "ops"]),
        ((), {"COMPOSE_PROFILES": "dev, ops"}, ["always", "dev", "ops"]),
        (("ops",), {"COMPOSE_PROFILES": "dev"}, ["always", "ops"]),
        (("none",), {}, ["always"]),
    ],
)
def test_profiles_choose_the_services(profiles: tuple[str, ...], env: dict[str, str], expected: list[str]) -> None:
    chosen = {"always": "", "dev": "dev", "ops": "a, ops"}
    bodies = ", ".join(f"{name}: {{image: x, profiles: [{names}]}}" for name, names in chosen.items())
    text = f"services: {{{bodies}}}"
    assert sorted(config(text, profiles=profiles, env=env)["services"]) == expected
    if not profiles:
        files = {"compose.yaml": text, ".env": "".join(f"{name}={value}\n" for name, value in env.items())}
        assert sorted(config(files)["services"]) == expected


# --- names


def test_the_name_of_a_project(tmp_path: Path) -> None:
    text = "services: {web: {image: 'x:${COMPOSE_PROJECT_NAME}'}}\n"
    written = {"compose.yaml": f"name: My App\n{text}"}
    assert config(written)["name"] == "myapp"
    assert config(written)["services"]["web"]["image"] == "x:myapp"
    assert config(written, env={"COMPOSE_PROJECT_NAME": "given"})["name"] == "given"
    assert config(written | {".env": "COMPOSE_PROJECT_NAME=from-file\n"})["name"] == "from-file"
    assert config(written | {".env": "COMPOSE_PROJECT_NAME=\n"})["name"] == "myapp"
    assert config(written | {"compose.override.yaml": "name: later\n"})["name"] == "later"
    assert on_disk(tmp_path / "My_Shop", {"compose.yaml": text})["services"]["web"]["image"] == "x:my_shop"
    assert refused(text, env={"COMPOSE_PROJECT_NAME": "Given"}) == {"invalid-value"}
    assert refused("name: '!!!'\n" + text) == {"invalid-value"}


# --- environments


def test_env_files_and_environment() -> None:
    files = {
        "compose.yaml": "services: {web: {image: x, env_file: [a.env, b.env], environment: {C: own, D: }}}",
        "a.env": "A=1\nB=a\nC=a\nD=a\n",
        "b.env": "B=${A}b\nE=$UNSET-x\n",
    }
    assert config(files)["services"]["web"]["environment"] == {
        "A": "1", "B": "1b", "C": "own", "D": None, "E": "-x",
    }  # fmt: skip
    assert refused(files | {"b.env": "A=${B:?is needed}"}) == set()
    assert refused(files | {"b.env": "A=${Z:?is needed}"}) == {"invalid-env-file"}


def test_label_files_lie_below_labels() -> None:
    files = {
        "compose.yaml": "services: {web: {image: x, label_file: [a.labels, b.labels], labels: {c: own}}}",
        ".env": "OUTER=1\n",
        "a.labels": "a=1\nb=a\nc=a\n",
        "b.labels": "b=${a}-${OUTER}\n",
    }
    assert config(files)["services"]["web"]["labels"] == {"a": "1", "b": "1-", "c": "own"}
    assert refused(files | {"b.labels": "a b=1"}) == {"invalid-env-file"}


@pytest.mark.parametrize(
    ("value", "found"), [("${A:-x$B}", "x"), ("${A:-${B:-c}}", "c"), ("$A$B", ""), ("${A:+$B}", ""), ("$${A}", "${A}")]
)
def test_what_is_unset_is_empty(value: str, found: str) -> None:
    assert web(f"image: x, hostname: 'h{value}'")["hostname"] == f"h{found}"
    assert config({"compose.yaml": "services: {web: {image: x, user: 'u${E}'}}", ".env": f"E={value}\n"})["services"][
        "web"
    ]["user"] == (f"u{found}")


def test_several_env_files_of_a_group(tmp_path: Path) -> None:
    files = {
        "compose.yaml": "services: {web: {image: 'x:${A}-${B}-${C}'}}",
        ".env": "A=dot\n",
        "one.env": "A=one\nB=one\n",
        "two.env": "B=two\nC=${A}${B}\n",
    }
    image = on_disk(tmp_path, files, env_files=("one.env", "two.env"))["services"]["web"]["image"]
    assert image == "x:one-two-onetwo"
    image = on_disk(tmp_path, files, env={"COMPOSE_ENV_FILES": "two.env,one.env"})["services"]["web"]["image"]
    assert image == "x:one-one-two"
    assert on_disk(tmp_path, files, env={"COMPOSE_DISABLE_ENV_FILE": "1"})["services"]["web"]["image"] == "x:--"


# --- files


def test_compose_file_in_the_env_file_chooses_the_files() -> None:
    one = "services: {web: {image: one}}"
    files = {
        "compose.yaml": "services: {web: {image: default}}",
        "deploy/base.yaml": one,
        "deploy/prod.yaml": "services: {web: {user: 'u${WHO}'}}",
        "deploy/.env": "WHO=inner\nA=1\n",
        ".env": "COMPOSE_FILE=deploy/base.yaml:deploy/prod.yaml\n",
    }
    found = config(files)
    assert (found["name"], found["services"]["web"]["image"], found["services"]["web"]["user"]) == (
        "deploy",
        "one",
        "uinner",
    )
    assert config(files | {".env": files[".env"] + "WHO=outer\n"})["services"]["web"]["user"] == "uouter"
    separated = "COMPOSE_PATH_SEPARATOR=,\nCOMPOSE_FILE=deploy/base.yaml,deploy/prod.yaml\n"
    assert config(files | {".env": separated})["services"]["web"]["user"] == "uinner"
    assert refused(files | {".env": "COMPOSE_FILE=no.yaml\n"}) == {"unreadable-file"}
    stacks = search(Workspace.in_memory(files), ".").stacks
    assert [stack.compose for stack in stacks[:2]] == [["deploy/base.yaml", "deploy/prod.yaml"], ["compose.yaml"]]


def test_files_above_the_current_directory(tmp_path: Path) -> None:
    files = {
        "compose.yaml": "services: {web: {image: 'x:${A}-${B}', volumes: ['./data:/data']}}",
        "docker-compose.override.yml": "services: {web: {user: me}}",
        ".env": "A=above\nB=above\n",
        "sub/dir/.env": "A=below\n",
    }
    service = on_disk(tmp_path, files, "sub/dir")["services"]["web"]
    assert (service["image"], service["user"]) == ("x:below-above", "me")
    assert service["volumes"][0]["source"] == f"{tmp_path}/data"


def test_named_files_come_without_an_override() -> None:
    files = {
        "compose.yaml": "services: {web: {image: a}}",
        "compose.override.yaml": "services: {web: {image: b}}",
        "prod.yaml": "services: {web: {image: c}}",
    }
    assert config(files)["services"]["web"]["image"] == "b"
    assert config(files, compose_files=["compose.yaml"])["services"]["web"]["image"] == "a"
    assert config(files, compose_files=["compose.yaml", "prod.yaml"])["services"]["web"]["image"] == "c"
    with pytest.raises(ComposeError, match="no compose file"):
        config({"notes.txt": ""})


# --- extends and include


def test_extends_across_files() -> None:
    files = {
        "compose.yaml": """
services:
  web:
    extends: {file: common/base.yaml, service: base}
    ports: !reset []
    environment: {A: web}
    command: [run]
  other:
    extends: web
    image: other
""",
        "common/base.yaml": """
version: 3
services:
  base:
    extends: {file: ../root.yaml, service: root}
    build: ./b
    ports: ["1:1"]
    environment: {A: base, B: base}
  unused: {nonsense: here}
networks: {lost: }
""",
        "root.yaml": "services: {root: {user: root, command: [root], volumes: ['./r:/r']}}",
    }
    found = config(files)
    web, other = found["services"]["web"], found["services"]["other"]
    assert web["build"]["context"] == "./common/b"
    assert web["volumes"][0]["source"] == "./r"
    assert (web["user"], web["command"], "ports" in web) == ("root", ["run"], False)
    assert web["environment"] == {"A": "web", "B": "base"}
    assert (other["image"], other["command"]) == ("other", ["run"])
    assert "extends" not in web
    assert refused(files | {"root.yaml": "services: {root: {nonsense: here}}"}) == {"unknown-key"}
    assert refused(files | {"common/base.yaml": "services: {base: {image: x}}\nx-a: '${'"}) == {"invalid-interpolation"}


def test_a_null_in_a_base_counts_only_when_it_stays() -> None:
    files = {
        "compose.yaml": "services: {web: {extends: {file: base.yaml, service: base}, environment: {A: 1}}}",
        "base.yaml": "services: {base: {image: x, environment: }}",
    }
    assert config(files)["services"]["web"]["environment"] == {"A": "1"}
    files["compose.yaml"] = "services: {web: {extends: {file: base.yaml, service: base}}}"
    assert refused(files) == {"wrong-type"}


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("services: {a: {extends: b}, b: {extends: a}}", "circular-inclusion"),
        ("services: {a: {extends: a, image: x}}", "circular-inclusion"),
        ("services: {a: {extends: b}}", "undefined-service"),
        ("services: {a: {extends: {file: compose.yaml}}}", "missing-required-key"),
        ("services: {a: {extends: {service: b, x-y: 1}}, b: {image: x}}", "unknown-key"),
        ("include: x.yaml", "wrong-type"),
        ("include: [{path: x.yaml, x-a: b}]", "unknown-key"),
        ("include: [compose.yaml]", "circular-inclusion"),
    ],
)
def test_extends_and_include_refused(text: str, rule: str) -> None:
    assert rule in refused({"compose.yaml": text, "x.yaml": "services: {x: {image: x}}"})


def test_includes() -> None:
    files = {
        "compose.yaml": """
include:
  - path: [sub/compose.yaml, sub/more.yaml]
  - {path: other/compose.yaml, project_directory: home, env_file: other.env}
services:
  shared: {user: local, ports: !override ["2:2"], tmpfs: !reset }
  web: {image: x, depends_on: [inner], volumes: ["data:/data"]}
""",
        "sub/compose.yaml": """
name: ignored
x-lost: 1
services:
  inner: {image: "i:${TAG}", build: .}
  shared: {image: s, user: included, ports: ["1:1"], tmpfs: /t}
volumes: {data: {driver: local}}
""",
        "sub/more.yaml": "services: {inner: {user: more}}",
        "sub/.env": "TAG=sub\n",
        "other/compose.yaml": "services: {third: {image: 't:${TAG}', volumes: ['./x:/x']}}",
        "other.env": "TAG=other\n",
        "other/.env": "TAG=wrong\n",
    }
    found = config(files)
    services = found["services"]
    assert services["inner"]["image"] == "i:sub"
    assert (services["inner"]["build"]["context"], services["inner"]["user"]) == ("./sub", "more")
    assert (services["shared"]["image"], services["shared"]["user"]) == ("s", "local")
    assert [entry["target"] for entry in services["shared"]["ports"]] == [2]
    assert "tmpfs" not in services["shared"]
    assert services["third"]["image"] == "t:other"
    assert services["third"]["volumes"][0]["source"] == "./home/x"
    assert found["volumes"] == {"data": {"name": "project_data", "driver": "local"}}
    assert "x-lost" not in found
    assert config(files | {".env": "TAG=parent\n"})["services"]["inner"]["image"] == "i:parent"
