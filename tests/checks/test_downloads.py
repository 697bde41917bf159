"""The rules on downloads, command line by command line; what must stay silent stands beside what is hit."""

from __future__ import annotations

import pytest
from runs import Check, found, in_run, said

import composelint
from composelint.checks.downloads import certificates, fetching

CASES: list[tuple[Check, str, list[str]]] = [
    (fetching.piped_installer, "curl -s http://e/x | bash", ["curl -s http://e/x"]),
    (fetching.piped_installer, "curl -s http://e/x | sudo -E bash -", ["curl -s http://e/x"]),
    (fetching.piped_installer, "curl -s http://e/x | env A=b sh -s -- -y", ["curl -s http://e/x"]),
    (fetching.piped_installer, "curl -s http://e/x | gunzip | python3 -", ["curl -s http://e/x"]),
    (fetching.piped_installer, "curl -s http://e/x | python3 -c 'print(1)'", []),
    (fetching.piped_installer, "curl -s http://e/x | sh script.sh", []),
    (fetching.piped_installer, "curl -s http://e/x | tar xz | sh", ["curl -s http://e/x"]),
    (fetching.piped_installer, "curl -so x http://e/x | sh", []),
    (fetching.piped_installer, "wget http://e/x | sh", []),
    (fetching.piped_installer, "wget -O - http://e/x | sh", ["wget -O - http://e/x"]),
    (fetching.piped_installer, "curl http://e/x | gpg --verify | sh", []),
    (fetching.piped_installer, "echo curl | sh", []),
    (fetching.piped_installer, 'eval "$(curl http://e/x)"', ["curl http://e/x"]),
    (fetching.piped_installer, 'eval "A=$(curl http://e/x)"', []),
    (fetching.piped_installer, ". <(curl http://e/x)", ["curl http://e/x"]),
    (fetching.piped_installer, "diff <(curl http://e/x) y", []),
    (fetching.piped_installer, 'sh -c "$(curl http://e/x | head -1)"', []),
    (fetching.insecure_download, "curl -fkL http://e", ["-fkL"]),
    (fetching.insecure_download, "curl -ok http://e", []),
    (fetching.insecure_download, "curl -H k http://e", []),
    (fetching.insecure_download, "echo curl -k", []),
    (fetching.insecure_download, "git -c http.sslVerify=false clone x", ["http.sslVerify=false"]),
    (fetching.insecure_download, "git config http.sslVerify true", []),
    (fetching.insecure_download, "npm install --strict-ssl=false", ["--strict-ssl=false"]),
    (fetching.insecure_download, "pip3.12 install --trusted-host=e x", ["--trusted-host=e"]),
    (fetching.insecure_download, "apt-get -o Acquire::https::Verify-Peer=0 update", ["Acquire::https::Verify-Peer=0"]),
    (fetching.unsigned_packages, "apt-get install -y --force-yes x", ["--force-yes"]),
    (fetching.unsigned_packages, "apt-get -o AllowUnauthenticated=true install x", ["AllowUnauthenticated=true"]),
    (fetching.unsigned_packages, "sed -i s/gpgcheck=0/gpgcheck=1/ f", []),
    (fetching.unsigned_packages, "sed -i s/gpgcheck=1/gpgcheck=0/ f", ["s/gpgcheck=1/gpgcheck=0/"]),
    (fetching.unsigned_packages, "printf 'gpgcheck=0' >> /etc/yum.repos.d/x.repo", ["'gpgcheck=0'"]),
    (fetching.unverified_download, "curl -fo x http://e/x && chmod +x x", ["curl"]),
    (fetching.unverified_download, "curl -fo x http://e/x && sha256sum -c s && chmod +x x", []),
    (fetching.unverified_download, "sha256sum y; curl -fo x http://e/x && chmod +x x", ["curl"]),
    (fetching.unverified_download, "wget http://e/x.deb?v=1 && dpkg -i ./x.deb", ["wget"]),
    (fetching.unverified_download, "wget http://e/x.txt && cat x.txt", []),
    (fetching.unverified_download, "curl -fo x http://e/x && chmod 644 x", []),
    (fetching.unverified_download, "curl -fo /tmp/t http://e/x && mv /tmp/t /usr/local/bin/", ["curl"]),
    (fetching.unverified_download, "curl -fo t http://e/x && gpg --dearmor t && sh t", ["curl"]),
    (fetching.unverified_download, "curl -fo t http://e/x && gpg --verify t.asc t && sh t", []),
    (fetching.curl_without_fail, "curl http://e | tar x", ["curl"]),
    (fetching.curl_without_fail, "curl -f http://e | tar x", []),
    (fetching.curl_without_fail, "curl http://e", []),
    (fetching.curl_without_fail, "curl http://e > /dev/null", []),
    (fetching.curl_without_fail, "if curl http://e -o x; then y; fi", []),
    (fetching.wget_progress, "wget -qO x http://e", []),
    (fetching.wget_progress, "wget http://e", ["wget"]),
]  # fmt: skip


@pytest.mark.parametrize(("check", "command", "places"), CASES)
def test_a_command(check: Check, command: str, places: list[str]) -> None:
    assert in_run(check, command) == places


@pytest.mark.parametrize(
    ("line", "places"),
    [
        ("ADD https://e/x /x", ["https://e/x"]),
        ("ADD --checksum=sha256:00 https://e/x /x", []),
        ("ADD https://e/x.git#v1 /x", ["https://e/x.git#v1"]),
        ("ADD https://e/x.git#" + "0123456789" * 4 + ":sub /x", []),
        ("ADD git@e:x/y.git /x", ["git@e:x/y.git"]),
        ("ADD x.tar /x", []),
        ("ADD http://localhost/x /x", []),
        ("ONBUILD ADD https://e/x /x", ["https://e/x"]),
        ("ADD https://e/x /x\nRUN sha256sum -c /x.sum", []),
    ],
)
def test_what_add_fetches(line: str, places: list[str]) -> None:
    assert said(fetching.unverified_remote_add, f"FROM alpine\n{line}\n") == places


@pytest.mark.parametrize(
    ("line", "hits"),
    [
        ("ENV NODE_TLS_REJECT_UNAUTHORIZED=0", 1),
        ("ENV NODE_TLS_REJECT_UNAUTHORIZED 0", 1),
        ("ENV NODE_TLS_REJECT_UNAUTHORIZED=1", 0),
        ("ENV node_tls_reject_unauthorized=0", 0),
        ("ARG GIT_SSL_NO_VERIFY=true", 1),
        ("ARG GIT_SSL_NO_VERIFY", 0),
        ("ENV CURL_CA_BUNDLE=", 1),
        ("ENV CURL_CA_BUNDLE=/x.pem", 0),
        ("ENV npm_config_strict_ssl=false", 1),
        ("RUN PYTHONHTTPSVERIFY=0 python x.py", 1),
        ("RUN export PYTHONHTTPSVERIFY=0; python x.py", 1),
        ("LABEL PYTHONHTTPSVERIFY=0", 0),
    ],
)
def test_variables(line: str, hits: int) -> None:
    assert len(found(certificates.tls_off_by_environment, f"FROM alpine\n{line}\n")) == hits


def test_services_of_the_stack_are_inside() -> None:
    files = {
        "compose.yaml": "services:\n  api:\n    build: .\n  files:\n    image: example/files:1\n",
        "Dockerfile": "FROM alpine\nRUN wget -qO- http://files/x | sh\nRUN wget -qO- http://others/x | sh\n",
    }
    report = composelint.lint(files, select=["piped-installer"])
    assert [finding.severity for finding in report.findings] == ["info", "warning"]


def test_only_the_first_of_related_rules_speaks() -> None:
    files = {"Dockerfile": "FROM debian:13\nRUN curl http://e.org/x | sh\nRUN curl -ko x http://e.org/x && sh x\n"}
    report = composelint.lint(files, select=["downloads", "shell"])
    expected = ["piped-installer", "curl-without-fail", "insecure-download"]
    assert [finding.rule for finding in report.findings] == expected


def test_long_scripts_take_no_longer_than_they_are(no_hang: None) -> None:
    text = "FROM debian:13\nRUN " + "curl -o x http://e/x && " * 1000 + "sh x\n"
    text += "RUN " + 'sh -c "$(curl http://e/x)";' * 700 + "true\n"
    text += "RUN curl -o x http://e/x\n" * 500
    for check in (fetching.piped_installer, fetching.unverified_download, fetching.unsigned_packages):
        found(check, text)
