"""Credentials that a build is told, and what becomes of them."""

from __future__ import annotations

import pytest
from dockerfiles import severities

RANDOM = "k3Xp9QzL7mV2bN8r" + "T5wY1cF6hJ4dG0sA"
GIVEN = "orchid-lantern-7"


@pytest.mark.parametrize(
    "text",
    [
        f"RUN git clone https://{RANDOM}@git.example.com/a/b",
        f'RUN git config --global url."https://{RANDOM}@git.example.com/".insteadOf https://git.example.com/',
        f'RUN git config --global url."https://ada:{GIVEN}@git.example.com/".insteadOf https://git.example.com/',
        f"RUN docker login -u ada -p {GIVEN}",
        f"RUN chpasswd <<< root:{GIVEN}",
        f"RUN export X_TOKEN={GIVEN} && x",
    ],
)
def test_a_literal_in_a_command(text: str) -> None:
    assert severities("credential-in-run", text) == ["error"]


@pytest.mark.parametrize(
    "text",
    [
        "RUN git clone https://git@git.example.com/a/b",
        "RUN git clone https://$TOKEN@git.example.com/a/b",
        "RUN git clone ssh://git@git.example.com/a/b",
        "RUN usermod -p '*' x",
    ],
)
def test_no_credential_in_a_command(text: str) -> None:
    assert severities("credential-in-run", text) == []


MOUNT = "RUN --mount=type=secret,id=n,env=T "


@pytest.mark.parametrize(
    ("command", "written"),
    [
        ("npm config set //r/:_authToken=$T", True),
        ("npm config set //r/:_authToken=$T && npm ci && npm config delete //r/:_authToken", False),
        ("npm config set //r/:_authToken=$T && npm ci && rm -f ~/.npmrc", False),
        ("npm config set fund false", False),
        ("git config --global url.https://$T@h/.insteadOf https://h/ && make", True),
        ("git config --global url.https://$T@h/.insteadOf https://h/ && make && rm $HOME/.gitconfig", False),
        ("git clone https://$T@h/x", False),
        ("tee /x < /run/secrets/n", True),
        ("tee /dev/null < /run/secrets/n", False),
        ("cp /run/secrets/n /root/.npmrc && npm ci", True),
        ("cp /run/secrets/n /root/.npmrc && npm ci && rm /root/.npmrc", False),
    ],
)
def test_what_is_left_of_a_secret_mount(command: str, written: bool) -> None:
    text = MOUNT.replace("env=T", "target=/run/secrets/n") if "/run/secrets" in command else MOUNT
    assert severities("secret-mount-copied", text + command) == (["warning"] if written else [])


@pytest.mark.parametrize(
    ("text", "severity"),
    [
        ("COPY --from=$X a b", "error"),
        ("COPY --from=golang:${V} a b", "error"),
        ("COPY --from=a --chown=$U b c", ""),
        ("RUN --mount=type=bind,from=$X,target=/y ls", "error"),
        ("RUN --mount=type=bind,source=$X,target=/y ls", ""),
        ("RUN --network=hots x", "error"),
        ("RUN --network=$N x", ""),
        ("RUN --network=none --security=insecure x", ""),
        ("RUN --security=none x", "error"),
        ("HEALTHCHECK --interval=0.5ms CMD x", "error"),
        ("HEALTHCHECK --interval=0 --timeout=1ms CMD x", ""),
    ],
)
def test_values_of_flags(text: str, severity: str) -> None:
    assert severities("unknown-flag", text) == ([severity] if severity else [])
