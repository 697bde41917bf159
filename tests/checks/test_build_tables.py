"""Images and layers, and the rules that say something of them."""

from __future__ import annotations

import pytest
from dockerfiles import severities

CASES: list[tuple[str, str, list[str]]] = [
    (
        "unverified-download",
        "info",
        [
            "RUN curl -O https://x.y/x.tgz && tar xf x.tgz && cd x && make install",
            "RUN curl -O https://x.y/x.tgz && tar xf x.tgz && cd x && ./configure && make && make install",
        ],
    ),
    (
        "unverified-download",
        "",
        [
            "RUN curl -O https://x.y/x.tgz && tar xf x.tgz && ls",
            "RUN curl -O https://x.y/x.tgz && make install",
            "RUN curl -O https://x.y/x.tgz && echo a x.tgz | sha256sum -c && tar xf x.tgz && cd x && make install",
        ],
    ),
    ("tls-off-by-environment", "warning", ["FROM a\nARG NODE_TLS_REJECT_UNAUTHORIZED=0"]),
    ("constant-platform", "info", ["FROM --platform=linux/amd64 a"]),
    ("constant-platform", "", ["FROM --platform=linux/amd64 a AS build-amd64", "FROM --platform=$BUILDPLATFORM a"]),
    ("redundant-platform", "info", ["FROM --platform=$TARGETPLATFORM a", "FROM --platform=${TARGETPLATFORM} a"]),
    ("undeclared-arg-in-from", "error", ["FROM a:$V", "FROM a\nARG V=1\nFROM b:$V", "FROM --platform=$X a"]),
    ("undeclared-arg-in-from", "", ["FROM a:${V:-1}", "ARG V=1\nFROM a:$V", "FROM --platform=$BUILDPLATFORM a"]),
    ("unusable-default-base", "warning", ["ARG I=Node\nFROM $I:1"]),
    (
        "untagged-image",
        "warning",
        [
            "FROM node",
            "FROM host:5000/img",
            "FROM a:1\nCOPY --from=x/y /a /b",
            "FROM a:1\nRUN --mount=type=bind,from=x/y,target=/z ls",
        ],
    ),
    (
        "untagged-image",
        "",
        [
            "FROM scratch",
            "FROM a:1 AS x\nFROM x",
            "ARG V\nFROM node:$V",
            "FROM a@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        ],
    ),
    ("moving-tag", "warning", ["FROM node:latest"]),
    (
        "moving-tag",
        "",
        ["FROM node:22", "FROM node:latest@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"],
    ),
    ("mode-changed-after-copy", "info", ["COPY a /x\nRUN chmod +x /x", "COPY a /x\nRUN chown -R app /x"]),
    (
        "mode-changed-after-copy",
        "",
        ["COPY --chmod=755 a /x\nRUN chmod +x /x", "COPY a /x\nRUN chmod +x /x && /x", "RUN chmod +x /y"],
    ),
    (
        "archive-copied-then-extracted",
        "info",
        [
            "COPY a.tar.gz /x/\nRUN tar xzf /x/a.tar.gz",
            "COPY a.tgz /x/\nRUN cd /x && tar -xzf a.tgz",
            "COPY a.tar /x/\nRUN tar --extract --file=/x/a.tar",
        ],
    ),
    (
        "archive-copied-then-extracted",
        "",
        [
            "COPY a.zip /x/\nRUN unzip /x/a.zip",
            "FROM a AS b\nFROM c\nCOPY --from=b /a.tgz /x/\nRUN tar xf /x/a.tgz",
            "COPY a.tgz /x/\nRUN tar tf /x/a.tgz",
        ],
    ),
    (
        "deleted-in-later-layer",
        "info",
        [
            "COPY a /x\nRUN rm /x",
            "RUN curl -o /x https://y.z\nRUN rm /x",
            "RUN git clone https://x.y/z /src\nRUN rm -rf /src",
        ],
    ),
    (
        "deleted-in-later-layer",
        "",
        ["RUN curl -o /x https://y.z && rm /x", "FROM a AS b\nCOPY a /x\nRUN rm /x\nFROM c\nCOPY --from=b /y /y"],
    ),
    (
        "defeated-cache-mount",
        "info",
        [
            "RUN --mount=type=cache,target=/root/.cache/pip pip install --no-cache-dir -r r.txt",
            "RUN --mount=type=cache,target=/root/.cache/pip pip install x && rm -rf /root/.cache/pip",
            "FROM alpine:3.22\nRUN --mount=type=cache,target=/var/cache/apk apk add --no-cache x",
            "RUN --mount=type=cache,target=/var/cache/apt apt-get update && apt-get install x",
        ],
    ),
    (
        "unwritable-cache-mount",
        "warning",
        [
            "FROM node:22\nUSER node\nRUN --mount=type=cache,target=/home/node/.npm npm ci",
            "USER 1000\nRUN --mount=type=cache,target=/x/.cache/pip pip install x",
        ],
    ),
    (
        "unwritable-cache-mount",
        "",
        [
            "USER 1000\nRUN --mount=type=cache,target=/x/.cache/pip,uid=1000 pip install x",
            "RUN --mount=type=cache,target=/root/.cache/pip pip install x",
        ],
    ),
]


@pytest.mark.parametrize(("rule", "severity", "texts"), CASES)
def test_table(rule: str, severity: str, texts: list[str]) -> None:
    assert {text: severities(rule, text) for text in texts} == dict.fromkeys(texts, [severity] if severity else [])
