"""Which programs an image holds: there, not there, or nobody knows."""

from __future__ import annotations

import pytest
from loaded import service

from composelint.model.tools import present

IMAGES = [
    ("python:3.13-slim", "curl", False),
    ("python:3.13-slim", "/usr/bin/curl", False),
    ("python:3.13-slim", "/opt/tools/curl", None),
    ("python:3.13-slim", "python", True),
    ("python:3.13-slim", "/usr/local/bin/python", True),
    ("python:3.13", "curl", True),
    ("python:${TAG}", "curl", None),
    ("node:22-alpine", "wget", True),
    ("node:22-alpine", "curl", False),
    ("postgres:17", "psql", True),
    ("postgres:17", "mysql", None),
    ("mongo:8", "mongo", False),
    ("gcr.io/distroless/static", "sh", False),
    ("gcr.io/distroless/static", "cat", False),
    ("gcr.io/distroless/static", "/bin/true", False),
    ("gcr.io/distroless/static", "/app/check", None),
    ("gcr.io/distroless/static:debug", "cat", None),
    ("registry.example.com/our/api:1", "curl", None),
    ("mcr.microsoft.com/mssql/server:2022-latest", "/opt/mssql-tools/bin/sqlcmd", False),
    ("mcr.microsoft.com/mssql/server:2022-latest", "/opt/mssql-tools18/bin/sqlcmd", True),
]


@pytest.mark.parametrize(("image", "program", "expected"), IMAGES)
def test_programs_of_images(image: str, program: str, expected: bool | None) -> None:
    assert present(service(f"a: {{image: '{image}'}}"), program) is expected


SLIM = "FROM python:3.13-slim\n"
BUILT = [
    # What RUN installs.
    (SLIM, False),
    (SLIM + "RUN apt-get update && apt-get install -y curl\n", True),
    (SLIM + "RUN apt-get update && apt-get install -y --no-install-recommends gcc libpq-dev\n", False),
    (SLIM + "RUN apt-get install -y curl=8.14.1-2\n", True),
    (SLIM + "RUN apt-get install -y libcurl4-openssl-dev\n", False),
    (SLIM + "RUN apt-get install -y php8.4-curl\n", None),
    (SLIM + "ARG MORE\nRUN apt-get install -y $MORE\n", None),
    (SLIM + "RUN apt-get install -y ./chrome.deb\n", None),
    (SLIM + "RUN apt-get install -y google-chrome-stable\n", None),
    (SLIM + "RUN if [ -n \"$DEV\" ]; then apt-get install -y curl; fi\n", None),
    (SLIM + "RUN pip install -r requirements.txt && python manage.py collectstatic\n", False),
    (SLIM + "RUN ./setup.sh\n", None),
    (SLIM + "RUN bash install.sh\n", None),
    (SLIM + "RUN sh -c 'pip install x'\n", False),
    (SLIM + "RUN wget -qO- https://example.com/setup | bash -\n", None),
    (SLIM + "RUN install_packages curl\n", None),
    (SLIM + "RUN npx playwright install --with-deps\n", None),
    (SLIM + "RUN ./mvnw package\n", False),
    # What it takes away.
    (SLIM + "RUN apt-get install -y curl\nRUN apt-get purge -y curl\n", False),
    (SLIM + "RUN apt-get install -y curl && apt-get purge -y gcc\n", True),
    ("FROM node:22-alpine\nRUN apk add --no-cache --virtual .tools curl && apk del .tools\n", False),
    ("FROM node:22-alpine\nRUN apk add --no-cache -t .tools gcc && apk del .tools\n", False),
    ("FROM node:22-alpine\nRUN apk add --no-cache curl@edge\n", True),
    ("FROM python:3.13\nRUN apt-get purge -y curl\n", None),
    # What COPY brings.
    (SLIM + "WORKDIR /app\nCOPY . .\n", False),
    (SLIM + "COPY . /\n", None),
    (SLIM + "COPY rootfs/ /usr/local/\n", None),
    (SLIM + "COPY curl /usr/local/bin/curl\n", True),
    (SLIM + "COPY --from=curlimages/curl /usr/bin/curl /usr/bin/\n", True),
    (SLIM + "COPY --from=ghcr.io/astral-sh/uv:0.9 /uv /uvx /bin/\n", False),
    (SLIM + "COPY --from=busybox:1.37 /bin/ /bin/\n", False),
    (SLIM + "COPY --from=example.com/tools /bin/ /bin/\n", None),
    ("FROM python:3.13 AS build\nRUN pip install --prefix=/install x\nFROM python:3.13-slim\n"
     "COPY --from=build /install /usr/local\n", False),
    ("FROM python:3.13 AS build\nFROM python:3.13-slim\nCOPY --from=build /usr/bin/ /usr/bin/\n", None),
    ("FROM python:3.13 AS build\nRUN cp /usr/bin/curl /out/\nFROM python:3.13-slim\n"
     "COPY --from=build /out/ /usr/local/bin/\n", None),
    ("FROM python:3.13-slim AS build\nFROM python:3.13-slim\nCOPY --from=build /usr/bin/ /usr/bin/\n", False),
    (SLIM + "ENV PATH=/tools:$PATH\nCOPY tools/ /tools/\n", None),
    (SLIM + "ADD tools.tar.gz /\n", None),
    # What it is built from.
    ("FROM python:3.13-slim AS base\nRUN apt-get install -y curl\nFROM base\nCOPY . .\n", True),
    ("FROM python:3.13-slim AS base\nFROM python:3.13-slim\nRUN pip install x\n", False),
    ("FROM scratch\nCOPY app /app\n", False),
    ("FROM scratch\nCOPY curl /bin/curl\n", True),
    ("FROM example.com/base\n", None),
    ("FROM mcr.microsoft.com/windows/servercore:ltsc2022\n", None),
]  # fmt: skip


@pytest.mark.parametrize(("dockerfile", "expected"), BUILT)
def test_curl_in_builds(dockerfile: str, expected: bool | None) -> None:
    assert present(service("a: {build: .}", dockerfile), "curl") is expected


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ("", False),
        ("volumes: ['./data:/data']", False),
        ("volumes: ['./curl:/usr/bin/curl:ro']", None),
        ("volumes: ['./bin:/usr/local/bin']", None),
        ("configs: [{source: tool, target: /opt/curl}]", None),
        ("command: sh -c 'apt-get update && apt-get install -y curl && python main.py'", None),
        ("command: python main.py", False),
        ("post_start: [{command: apk add curl}]", None),
        ("volumes_from: ['container:b']", None),
    ],
)
def test_what_a_service_adds(settings: str, expected: bool | None) -> None:
    assert present(service(f"a: {{image: 'python:3.13-slim', {settings}}}"), "curl") is expected


def test_copying_in_circles_ends() -> None:
    text = "FROM python:3.13-slim AS a\nCOPY --from=b /bin/ /bin/\nFROM a AS b\nCOPY --from=a /bin/ /bin/\nFROM b\n"
    assert present(service("a: {build: .}", text), "curl") is None
