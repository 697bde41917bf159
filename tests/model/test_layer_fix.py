"""When the copy of the sources may move below an install, and how the file then looks."""

from __future__ import annotations

import pytest

import composelint

CONTEXT = {
    "package.json": '{"dependencies": {"express": "5.1.0"}}\n',
    "package-lock.json": "{}\n",
    "requirements.txt": "flask==3.1.1\n",
    "app/main.py": "\n",
    "server.js": "\n",
}


def fixed(dockerfile: str, **others: str) -> str | None:
    """The Dockerfile after the fix; None where there is none."""
    files = {"Dockerfile": dockerfile, **CONTEXT, **{name.replace("__", "."): text for name, text in others.items()}}
    done = composelint.fix(files, select=["sources-before-dependencies"], unsafe=True, complete=True)
    return done.get("Dockerfile")


MOVED = [
    (
        "FROM node:22\nWORKDIR /app\n# all of it\nCOPY . .\nRUN npm ci\n",
        "FROM node:22\nWORKDIR /app\n# all of it\nCOPY package.json package-lock.json ./\nRUN npm ci\nCOPY . .\n",
    ),
    (
        "FROM node:22\r\nWORKDIR /app\r\nCOPY . /app/\r\nRUN npm ci\r\n",
        "FROM node:22\r\nWORKDIR /app\r\nCOPY package.json package-lock.json /app/\r\nRUN npm ci\r\nCOPY . /app/\r\n",
    ),
    (
        "FROM python:3.13\nWORKDIR /app\nCOPY --chown=app \\\n  . .\nARG X\nRUN pip install -r requirements.txt",
        "FROM python:3.13\nWORKDIR /app\nCOPY --chown=app requirements.txt ./\nARG X\n"
        "RUN pip install -r requirements.txt\nCOPY --chown=app \\\n  . .",
    ),
]


@pytest.mark.parametrize(("text", "expected"), MOVED)
def test_the_copy_goes_below_the_install(text: str, expected: str) -> None:
    assert fixed(text) == expected


LEFT = [
    "FROM node:22\nWORKDIR /app\nCOPY . .\nRUN npm ci && npm run build\n",
    "FROM node:22\nWORKDIR /app\nCOPY . .\nRUN ./prepare.sh\nRUN npm ci\n",
    "FROM node:22\nWORKDIR /app\nCOPY . .\nWORKDIR /app/web\nRUN npm ci\n",
    "FROM node:22\nCOPY . /srv\nWORKDIR /srv\nRUN npm ci\n",
    "FROM node:22\nWORKDIR /app\nCOPY . .\nUSER node\nRUN npm ci\n",
    "FROM node:22\nWORKDIR /app\nCOPY . .\nCOPY --from=busybox:1.37 /bin/sh /x\nRUN npm ci\n",
    'FROM node:22\nWORKDIR /app\nCOPY [".", "."]\nRUN npm ci\n',
    "FROM node:22\nWORKDIR /app\nADD . .\nRUN npm ci\n",
    "FROM node:22\nWORKDIR /app\nCOPY app server.js ./\nRUN npm ci\n",
    "FROM node:22\nWORKDIR /app\nCOPY . .\nRUN npm ci\nRUN pip install -r requirements.txt\n",
    "FROM node:22 AS a\nWORKDIR /app\nCOPY . .\nFROM a\nRUN npm ci\n",
    "FROM node:22\nWORKDIR /app\nONBUILD COPY . .\nONBUILD RUN npm ci\n",
]


@pytest.mark.parametrize("text", LEFT)
def test_it_stays_where_something_may_need_the_sources(text: str) -> None:
    assert fixed(text) is None


@pytest.mark.parametrize(
    "others",
    [
        {"package.json": '{"workspaces": ["web"]}'},
        {"package.json": '{"dependencies": {"a": "file:../a"}}'},
        {"package.json": '{"scripts": {"postinstall": "node app/setup.js"}}'},
        {"web/package.json": "{}"},
    ],
)
def test_it_stays_where_the_install_reads_more_than_manifests(others: dict[str, str]) -> None:
    assert fixed("FROM node:22\nWORKDIR /app\nCOPY . .\nRUN npm ci\n", **others) is None


def test_it_stays_where_the_context_is_not_known() -> None:
    files = {"Dockerfile": "FROM node:22\nWORKDIR /app\nCOPY . .\nRUN npm ci\n", **CONTEXT}
    assert composelint.fix(files, select=["sources-before-dependencies"], unsafe=True) == {}
