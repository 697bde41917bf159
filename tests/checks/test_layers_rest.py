"""The rules on caches, on waste in layers, and on credentials that stay there."""

from __future__ import annotations

import pytest
from runs import Check, found, said

import composelint
from composelint.checks.layers import arguments, mounts, waste
from composelint.checks.secrets import layers

NPM = "COPY package.json package-lock.json ./\nRUN npm ci"
CACHE = "RUN --mount=type=cache,target="
CASES: list[tuple[Check, str, list[str]]] = [
    (arguments.volatile_value_before_install, f"ARG GIT_SHA\n{NPM}", ["GIT_SHA"]),
    (arguments.volatile_value_before_install, f"ARG CI_COMMIT_SHA=none\n{NPM}", ["CI_COMMIT_SHA"]),
    (arguments.volatile_value_before_install, f"ARG NODE_VERSION\n{NPM}", []),
    (arguments.volatile_value_before_install, f"ARG GIT_VERSION\n{NPM}", []),
    (arguments.volatile_value_before_install, f"ARG VERSION=1\n{NPM}", []),
    (arguments.volatile_value_before_install, f"ARG VERSION\n{NPM}", ["VERSION"]),
    (arguments.volatile_value_before_install, f"{NPM}\nARG GIT_SHA\nRUN make", []),
    (arguments.volatile_value_before_install, f"ARG CACHEBUST\nRUN echo $CACHEBUST\n{NPM}", []),
    (arguments.volatile_value_before_install, f"ARG GIT_SHA\nLABEL x=$GIT_SHA\nENV Y=$GIT_SHA\n{NPM}", ["GIT_SHA"]),
    (mounts.defeated_cache_mount, f"{CACHE}/root/.cache pip install --no-cache-dir x", ["--no-cache-dir"]),
    (mounts.defeated_cache_mount, f"{CACHE}/root/.npm pip install --no-cache-dir x", []),
    (mounts.defeated_cache_mount, f"{CACHE}/var/cache/apk apk add --no-cache x", ["--no-cache"]),
    (mounts.defeated_cache_mount, f"{CACHE}/root/.npm npm ci && rm -rf /root/.npm", ["rm"]),
    (mounts.defeated_cache_mount, f"{CACHE}/root/.npm npm ci && rm -rf /root/x", []),
    (mounts.defeated_cache_mount, f"{CACHE}$X pip install --no-cache-dir x", []),
    (mounts.unwritable_cache_mount, f"USER 1\n{CACHE}/x/.npm npm ci", ["--mount=type=cache,target=/x/.npm"]),
    (mounts.unwritable_cache_mount, f"USER 1000\n{CACHE}/home/x/.npm,uid=1000 npm ci", []),
    (mounts.unwritable_cache_mount, f"USER $U\n{CACHE}/home/x/.npm npm ci", []),
    (mounts.unwritable_cache_mount, f"{CACHE}/root/.npm npm ci", []),
    (mounts.unwritable_cache_mount, f"USER 1000\n{CACHE}/home/x/.npm make", []),
    (mounts.missing_cache_mount, NPM, ["npm"]),
    (mounts.missing_cache_mount, f"{CACHE}/root/.npm npm ci", []),
    (mounts.missing_cache_mount, "RUN npm install -g x", []),
    (waste.mode_changed_after_copy, "COPY x.sh /\nRUN chmod +x /x.sh", ["chmod"]),
    (waste.mode_changed_after_copy, "COPY x.sh /\nRUN chmod +x /x.sh && /x.sh", []),
    (waste.mode_changed_after_copy, "COPY --chmod=755 x.sh /\nRUN chmod +x /x.sh", []),
    (waste.mode_changed_after_copy, "COPY src /app/src\nRUN make\nRUN chown -R 1 /app/src", []),
    (waste.mode_changed_after_copy, "COPY src /app/src\nRUN chown -R 1 /app", []),
    (waste.mode_changed_after_copy, "COPY src /app/src\nRUN chown -R 1 /app/src", ["chown"]),
    (waste.mode_changed_after_copy, "RUN chmod 1777 /tmp", []),
    (waste.archive_copied_then_extracted, "COPY a.tgz /\nRUN tar xf /a.tgz", ["a.tgz"]),
    (waste.archive_copied_then_extracted, "COPY a.tgz b.tgz /\nRUN tar -C /x -zxf b.tgz", ["b.tgz"]),
    (waste.archive_copied_then_extracted, "COPY a.tgz /\nRUN tar tf /a.tgz", []),
    (waste.archive_copied_then_extracted, "COPY a.zip /\nRUN unzip /a.zip", []),
    (waste.archive_copied_then_extracted, "ADD a.tgz /\nRUN tar xf /b.tgz", []),
    (waste.deleted_in_later_layer, "COPY a.run /tmp/\nRUN rm /tmp/a.run", ["/tmp/a.run"]),
    (waste.deleted_in_later_layer, "COPY a.run /tmp/\nRUN rm -rf /tmp/*", []),
    (waste.deleted_in_later_layer, "RUN wget -O /x.iso http://e/x\nRUN rm /x.iso", ["/x.iso"]),
    (waste.deleted_in_later_layer, "RUN wget -O /x.iso http://e/x && rm /x.iso", []),
    (waste.deleted_in_later_layer, "WORKDIR /w\nRUN git clone https://e/x.git\nRUN make -C x && rm -rf x", ["x"]),
    (waste.deleted_in_later_layer, "COPY a /x/\nRUN wget -O /x/a http://e && rm /x/a", []),
    (layers.secret_removed_later, "COPY .npmrc /\nRUN rm /.npmrc", ["/.npmrc"]),
    (layers.secret_removed_later, "COPY .npmrc ./app/\nRUN rm /app/.npmrc", ["/app/.npmrc"]),
    (layers.secret_removed_later, "COPY package.json /\nRUN rm /package.json", []),
    (layers.secret_removed_later, "RUN echo x > /.netrc\nRUN rm /.netrc", ["/.netrc"]),
    (layers.secret_removed_later, "RUN echo x > /.netrc && rm /.netrc", []),
    (layers.secret_removed_later, "COPY .npmrc /\nRUN --mount=type=secret,id=x,target=/.npmrc rm /.npmrc", []),
    (layers.secret_mount_copied, "RUN --mount=type=secret,id=x cp /run/secrets/x /x", ["cp /run/secrets/x /x"]),
    (layers.secret_mount_copied, "RUN --mount=type=secret,id=x cat /run/secrets/x | tee /x", ["cat /run/secrets/x"]),
    (layers.secret_mount_copied, "RUN --mount=type=secret,id=x cat /run/secrets/x | docker-login", []),
    (layers.secret_mount_copied, "RUN --mount=type=secret,id=x cp /run/secrets/x /x && rm /x", []),
    (layers.secret_mount_copied, "RUN --mount=type=secret,id=x,env=T curl -H $T http://e > /x", []),
]  # fmt: skip


@pytest.mark.parametrize(("check", "text", "places"), CASES)
def test_instructions(check: Check, text: str, places: list[str]) -> None:
    assert said(check, f"FROM alpine\nWORKDIR /\n{text}\n") == places


@pytest.mark.parametrize(
    ("args", "hits"),
    [
        ("{GIT_SHA: local}", 0),
        ("{GIT_SHA: '${SHA}'}", 1),
        ("[GIT_SHA]", 1),
        ("{OTHER: x}", 0),
    ],
)
def test_what_compose_passes(args: str, hits: int) -> None:
    files = {
        "compose.yaml": f"services:\n  api:\n    build:\n      context: .\n      args: {args}\n",
        "Dockerfile": f"FROM node:22\nARG GIT_SHA\nARG OTHER\n{NPM}\n",
    }
    report = composelint.lint(files, select=["volatile-value-before-install"])
    assert len(report.findings) == hits


@pytest.mark.parametrize(
    ("copy", "ignored", "hits"),
    [
        ("COPY . .", None, 1),
        ("COPY ./ /app", None, 1),
        ("COPY . .", "node_modules\n", 0),
        ("COPY . .", "*\n!src\n", 0),
        ("COPY --exclude=node_modules . .", None, 0),
        ("COPY src .", None, 0),
        ("ONBUILD COPY . .", None, 0),
    ],
)
def test_the_context(copy: str, ignored: str | None, hits: int) -> None:
    files = {
        "Dockerfile": f"FROM node:22\n{copy}\n",
        "src/x.js": "",
        "node_modules/y/z.js": "",
        "compose.yaml": COMPOSE,
    }
    if ignored is not None:
        files[".dockerignore"] = ignored
    report = composelint.lint(files, complete=True, select=["unfiltered-context"])
    assert len(report.findings) == hits


COMPOSE = "services:\n  api:\n    build: .\n"


def test_long_files_take_no_longer_than_they_are(no_hang: None) -> None:
    text = (
        "FROM alpine\n"
        + "COPY a.tgz id_rsa /\nARG GIT_SHA\n" * 400
        + "RUN rm /a.tgz /id_rsa && chmod +x /a.tgz\n" * 400
    )
    for check in {case[0] for case in CASES}:
        found(check, text)
