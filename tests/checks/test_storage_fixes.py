"""What the fixes of mounts make of compose files, and what they leave alone."""

from __future__ import annotations

import pytest
from stacks import TODAY

import composelint

WEB = "services:\n  web:\n    image: nginx:1.29\n"
DB = "services:\n  db:\n    image: postgres:17\n"
AGENT = "services:\n  agent:\n    image: registry.example.com/agent:2\n"
QUEUE = "services:\n  a: {image: x}\n  mq:\n    image: rabbitmq:4.1\n    volumes: ['./mq:/var/lib/rabbitmq']\n"
DATA = "/var/lib/postgresql/data"


def mended(rule: str, text: str, **others: str) -> str:
    """The compose file after the fixes of one rule, safe and unsafe ones."""
    files = {"compose.yaml": text} | {name.replace("_", "/"): other for name, other in others.items()}
    return composelint.fix(files, select=[rule], unsafe=True, complete=True, today=TODAY).get("compose.yaml", text)


@pytest.mark.parametrize(
    ("rule", "before", "after"),
    [
        ("writable-system-path", f"{AGENT}    volumes: ['/etc:/e']\n", f"{AGENT}    volumes: ['/etc:/e:ro']\n"),
        ("writable-system-path", f'{AGENT}    volumes: ["/etc:/e:z,rw"]\n', f'{AGENT}    volumes: ["/etc:/e:z,ro"]\n'),
        ("writable-system-path", f"{AGENT}    volumes:\n      - {{type: bind, source: /etc, target: /e}}\n",
         f"{AGENT}    volumes:\n      - {{type: bind, source: /etc, target: /e, read_only: true}}\n"),
        ("writable-system-path",
         f"{AGENT}    volumes:\n    - source: /etc\n      target: /e\n      type: bind\n      read_only: false\n",
         f"{AGENT}    volumes:\n    - source: /etc\n      target: /e\n      type: bind\n      read_only: true\n"),
        ("shared-propagation", f"{AGENT}    volumes: ['/srv/a:/a:ro,rshared,z']  # why\n",
         f"{AGENT}    volumes: ['/srv/a:/a:ro,z']  # why\n"),
        ("shared-propagation", f"{AGENT}    volumes:\n      - /srv/a:/a:shared # why\n",
         f"{AGENT}    volumes:\n      - /srv/a:/a # why\n"),
        ("shared-propagation",
         f"{AGENT}    volumes:\n    - {{type: bind, source: s, target: a, bind: {{propagation: shared, selinux: z}}}}",
         f"{AGENT}    volumes:\n    - {{type: bind, source: s, target: a, bind: {{selinux: z}}}}"),
        ("executable-tmpfs", f"{AGENT}    tmpfs: '/tmp:suid,size=1m'\n", f"{AGENT}    tmpfs: '/tmp:size=1m'\n"),
        ("executable-tmpfs", f"{AGENT}    tmpfs: [/tmp:dev]\n", f"{AGENT}    tmpfs: [/tmp]\n"),
        ("ignored-mount-option", f"{WEB}    volumes: [./a:/a:Read-Only]\n", f"{WEB}    volumes: [./a:/a:ro]\n"),
        ("read-only-breaks-image", f"{WEB}    read_only: true\n    tmpfs: /tmp\n",
         f'{WEB}    read_only: true\n    tmpfs: ["/tmp", "/var/cache/nginx", "/run"]\n'),
        ("read-only-breaks-image", f"{WEB}    read_only: true\n    tmpfs:\n      - /run\n",
         f"{WEB}    read_only: true\n    tmpfs:\n      - /run\n      - /var/cache/nginx\n"),
        ("database-without-volume", f"{DB}    volumes: ['{DATA}']\n\nvolumes:\n  db-data:\n",
         f"{DB}    volumes: ['db-data-volume:{DATA}']\n\nvolumes:\n  db-data:\n  db-data-volume:\n"),
        ("database-without-volume", f"{DB}volumes: {{}}\n",
         f"{DB}    volumes:\n      - db-data:{DATA}\nvolumes: {{db-data: }}\n"),
        ("database-without-volume", QUEUE, f"{QUEUE}    hostname: mq\n"),
        ("misplaced-data-volume",
         f"{DB}    volumes: [{{type: bind, source: ./pg, target: /var/lib/postgresql}}]\n",
         f"{DB}    volumes: [{{type: bind, source: ./pg, target: {DATA}}}]\n"),
    ],
)  # fmt: skip
def test_what_is_written(rule: str, before: str, after: str) -> None:
    assert mended(rule, before) == after


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ("writable-system-path", f"{AGENT}    volumes: ['/etc/letsencrypt:/certs']\n"),
        ("writable-system-path", f"{AGENT}    volumes: ['/etc:$TARGET']\n"),
        ("writable-system-path", f"x: &v ['/etc:/e']\n{AGENT}    volumes: *v\n  b: {{image: x, volumes: *v}}\n"),
        ("writable-system-path", f"{AGENT}    volumes: ['/etc:/e:${{MODE:-rw}}']\n"),
        ("shared-propagation", f"{AGENT}    volumes: ['/srv:/a:${{MODE:-shared}}']\n"),
        ("executable-tmpfs", f"{AGENT}    tmpfs: '/tmp:${{MODE:-suid}}'\n"),
        ("ignored-mount-option", f"{WEB}    volumes: ['./a:/a:noexec', './b:/b:rw,ro', './c:/c:readonly,rw']\n"),
        ("database-without-volume", f"{DB}    deploy: {{replicas: 1}}\n"),
        ("database-without-volume", f"x-db: &db\n  volumes: ['./init:/docker-entrypoint-initdb.d']\n{DB}    <<: *db\n"),
        ("database-without-volume", f"{DB}  other:\n    extends: db\n    command: pg_dump\n"),
        ("database-without-volume", f"{QUEUE}    network_mode: service:a\n"),
        ("misplaced-data-volume", f"{DB}    volumes: ['a:/var/lib/postgresql', 'b:/var/lib/postgres']\n"),
        ("path-like-volume", f"{WEB}    volumes: ['sit/e:/usr/share/nginx/html']\n"),
        ("path-like-volume", f"{WEB}    volumes: [{{type: volume, source: site, target: /srv}}]\n"),
    ],
)  # fmt: skip
def test_what_is_left_alone(rule: str, text: str) -> None:
    assert mended(rule, text, site_a="x") == text


def test_a_path_that_exists_gets_its_dot() -> None:
    before = f"{WEB}    volumes: ['site/de:/usr/share/nginx/html:ro']\n"
    assert mended("path-like-volume", before, site_de_a="x") == before.replace("'site", "'./site")


def test_what_comes_by_an_alias_of_one_list_is_not_added_to() -> None:
    text = f"{DB}    volumes: &all ['./a:/a']\n  web:\n    image: nginx:1.29\n    volumes: *all\n"
    assert mended("database-without-volume", text) == text
