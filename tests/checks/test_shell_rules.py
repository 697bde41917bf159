"""The rules on the shell of RUN, script by script; what must stay silent stands beside what is hit."""

from __future__ import annotations

import pytest
from runs import Check, dockerfile, found, in_run, said

from composelint.checks import shell

CASES: list[tuple[Check, str, list[str]]] = [
    (shell.swallowed_continuation, "a # b \\\n && c", ["# b"]),
    (shell.swallowed_continuation, "a # b", []),
    (shell.swallowed_continuation, "a \\\n # b \\\n && c", []),
    (shell.swallowed_continuation, "a '# b' \\\n && c", []),
    (shell.swallowed_continuation, "a#b \\\n && c", []),
    (shell.swallowed_continuation, "a # b \\\n  # c\n", []),
    (shell.swallowed_continuation, "<<E\na # b\nc\nE", []),
    (shell.swallowed_continuation, "cat <<E > f # b\nc\nE", []),
    (shell.lost_shell_state, "cd /x", ["cd /x"]),
    (shell.lost_shell_state, "cd /x && export A=b", ["cd /x && export A=b"]),
    (shell.lost_shell_state, "A=b", ["A=b"]),
    (shell.lost_shell_state, "A=b make", []),
    (shell.lost_shell_state, "cd /x && ls", []),
    (shell.lost_shell_state, "cd /x || exit 1", []),
    (shell.lost_shell_state, "export A=b > f", []),
    (shell.lost_shell_state, "(cd /x && make)", []),
    (shell.lost_shell_state, "echo cd /x", []),
    (shell.lost_shell_state, 'A="$(date)"', ['A="$(date)"']),
    (shell.lost_shell_state, "f() { cd /x; }", []),
    (shell.lost_shell_state, "[\"cd\", \"/x\"]", []),
    (shell.lost_shell_state, "<<E\ncd /x\nE", ["cd /x"]),
    (shell.lost_shell_state, "<<E python3\nx = 1\nE", []),
    (shell.service_started_in_run, "service x start", ["service x start"]),
    (shell.service_started_in_run, "service x start && y", []),
    (shell.service_started_in_run, "service x stop", []),
    (shell.service_started_in_run, "service --status-all", []),
    (shell.service_started_in_run, "systemctl enable x", []),
    (shell.service_started_in_run, "systemctl restart x", ["systemctl restart x"]),
    (shell.service_started_in_run, "x &", ["x"]),
    (shell.service_started_in_run, "x & wait", []),
    (shell.service_started_in_run, "x && y", []),
    (shell.sudo_in_run, "sudo a && sudo b", ["sudo"]),
    (shell.sudo_in_run, "/usr/bin/sudo -E a", ["/usr/bin/sudo"]),
    (shell.sudo_in_run, "sudo -u x a", []),
    (shell.sudo_in_run, "sudo -u root a", ["sudo"]),
    (shell.sudo_in_run, "apk add sudo", []),
    (shell.pipe_without_pipefail, "curl x | y", ["curl"]),
    (shell.pipe_without_pipefail, "echo x | y", []),
    (shell.pipe_without_pipefail, "y | curl x", []),
    (shell.pipe_without_pipefail, "set -o pipefail; curl x | y", []),
    (shell.pipe_without_pipefail, "if curl x | y; then z; fi", []),
    (shell.pipe_without_pipefail, "ls | tar x | y", ["tar"]),
    (shell.pipe_without_pipefail, "dpkg --print-architecture | sed s/x/y/", []),
    (shell.swallowed_failure, "apt-get install x; y", ["apt-get"]),
    (shell.swallowed_failure, "set -e; apt-get install x; y", []),
    (shell.swallowed_failure, "y; apt-get install x", []),
    (shell.swallowed_failure, "apt-get install x || true", ["apt-get"]),
    (shell.swallowed_failure, "apt-get install x || exit 1", []),
    (shell.swallowed_failure, "apt-get install x || true # optional", []),
    (shell.swallowed_failure, "rm x; y", []),
    (shell.swallowed_failure, "curl -o x y; z", ["curl"]),
    (shell.swallowed_failure, "curl y; z", []),
    (shell.relinked_shell, "ln -sf bash /bin/sh", ["ln -sf bash /bin/sh"]),
    (shell.relinked_shell, "ln -s /bin/sh /x", []),
    (shell.relinked_shell, "rm /bin/sh && cp /bin/bash /bin/sh", ["cp /bin/bash /bin/sh"]),
    (shell.cd_instead_of_workdir, "cd /x && y && z", ["cd /x"]),
    (shell.cd_instead_of_workdir, "cd /x && (cd y && z)", []),
    (shell.cd_instead_of_workdir, "cd $X && y", []),
    (shell.pointless_command, "ps && vim x", ["ps", "vim"]),
    (shell.pointless_command, "apt-get install vim", []),
    (shell.pointless_command, "x & sleep 1; kill 1", []),
]  # fmt: skip


@pytest.mark.parametrize(("check", "script", "places"), CASES)
def test_a_script(check: Check, script: str, places: list[str]) -> None:
    assert in_run(check, script) == places


@pytest.mark.parametrize(
    ("user", "severity"),
    [("", None), ("USER root\n", None), ("USER 0:0\n", None), ("USER app\n", "info"), ("USER $U\n", "info")],
)
def test_sudo_weighs_less_where_it_has_an_effect(user: str, severity: str | None) -> None:
    assert [made.severity for made in found(shell.sudo_in_run, f"FROM debian:13\n{user}RUN sudo x\n")] == [severity]


@pytest.mark.parametrize(
    ("shell_line", "hit"),
    [
        ('SHELL ["/bin/bash", "-o", "pipefail", "-c"]', False),
        ('SHELL ["/bin/bash", "-c"]', True),
        ('SHELL ["pwsh", "-Command"]', False),
        ('SHELL ["/bin/ash", "-eo", "pipefail", "-c"]', False),
    ],
)
def test_the_shell_in_force(shell_line: str, hit: bool) -> None:
    text = f"FROM alpine\n{shell_line}\nRUN curl -f x | tar x\n"
    assert bool(said(shell.pipe_without_pipefail, text)) is hit


def test_options() -> None:
    text = "FROM alpine\nRUN sort x | uniq\n"
    run = dockerfile(text).stages[0].instructions[0]
    assert not list(shell.pipe_without_pipefail(run))
    assert [made.span.text for made in shell.pipe_without_pipefail(run, strict=True)] == ["sort"]
    assert [made.span.text for made in shell.pointless_command(run, commands=("uniq",))] == ["uniq"]


@pytest.mark.parametrize(
    "text", ["FROM x\nRUN it's\n", "FROM x\nRUN [ 'a'\n", "FROM x\nRUN\n", 'FROM x\nRUN ["a"]\n', ""]
)
def test_what_cannot_be_read_yields_nothing(text: str) -> None:
    for check in {case[0] for case in CASES}:
        assert said(check, text) == []
