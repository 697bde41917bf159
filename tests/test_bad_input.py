"""Whatever lies there or is handed over: a clear finding or a clear error, never a traceback, never a hang."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

import pytest

import composelint
from composelint import Report, UsageError

GOOD = "services:\n  web:\n    image: nginx:1.29\n"
TODAY = "2026-11-22"
READING = ("syntax", "schema", "references", "invalid-port", "composelint")
"""The rules that say whether a stack can be read at all."""


@pytest.fixture(autouse=True)
def no_hang() -> Iterator[None]:
    """Ends a test that hangs; a minute is far beyond what any of them may take."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise TimeoutError("the run does not end")

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(60)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


def lint(path: Path) -> Report:
    report = composelint.lint_path(path, select=READING, today=TODAY)
    assert report.to_dict()
    return report


def shown(report: Report) -> list[tuple[str, str, int, int, str]]:
    """(rule, path, line, column, message) of each finding."""
    return [
        (finding.rule, finding.span.source.path, *finding.span.source.position(finding.span.start), finding.message)
        for finding in report.findings
    ]


def write(directory: Path, **files: str | bytes) -> Path:
    """Files by name, `__` for the dot and `_SLASH_` for the slash."""
    for name, text in files.items():
        path = directory / name.replace("_SLASH_", "/").replace("__", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)
    return directory


# --- what is named is not there


def test_a_path_that_does_not_exist(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="nowhere: no such file or directory"):
        lint(tmp_path / "nowhere")


def test_a_compose_file_that_does_not_exist(tmp_path: Path) -> None:
    write(tmp_path, compose__yaml=GOOD)
    with pytest.raises(UsageError, match="no such file or directory"):
        composelint.lint_path(tmp_path, compose_files=["compose.yaml", "nope.yaml"])


def test_a_directory_with_nothing_to_lint(tmp_path: Path) -> None:
    write(tmp_path, README__md="# no stack here\n")
    with pytest.raises(UsageError, match="no compose file and no Dockerfile"):
        lint(tmp_path)


def test_an_empty_directory(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no compose file and no Dockerfile"):
        lint(tmp_path)


def test_no_files_at_all_in_memory() -> None:
    report = composelint.lint({})
    assert report.findings == []
    assert report.stacks == []


def test_no_compose_file_named() -> None:
    with pytest.raises(UsageError, match="no compose file was named"):
        composelint.lint({}, compose_files=[])


def test_an_unknown_rule(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="did you mean invalid-yaml"):
        composelint.lint({"compose.yaml": GOOD}, select=["invalid-yml"])


# --- what is there cannot be read as text


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"services:\n  web: {image: caf\xe9}\n", "is not UTF-8: byte 0xE9 on line 2; it looks like Latin-1"),
        (b"a: \xff\xfe\n", "is not UTF-8: byte 0xFF on line 1"),
        (GOOD.encode("utf-16"), "is UTF-16, not UTF-8"),
        (GOOD.encode("utf-16-le"), "looks like UTF-16 without a mark"),
        (b"services:\n\0\n", "holds NUL bytes (first on line 2)"),
        (b"a: \xe2\x82", "ends in the middle of a UTF-8 character (line 1)"),
        (b"# " + b"x" * (20 << 20) + b"\n" + GOOD.encode(), "is larger than 4 MiB"),
    ],
    ids=["latin-1", "bytes", "utf-16", "utf-16 without mark", "nul", "cut off", "20 MB"],
)
@pytest.mark.parametrize("memory", [True, False], ids=["memory", "disk"])
def test_a_file_that_is_no_text(tmp_path: Path, content: bytes, words: str, memory: bool) -> None:
    files = {"compose.yaml": content, "api/compose.yaml": GOOD.encode()}
    if memory:
        report = composelint.lint(files, select=READING, today=TODAY)
    else:
        report = lint(write(tmp_path, compose__yaml=content, api_SLASH_compose__yaml=GOOD))
    ((rule, path, line, column, message),) = shown(report)
    assert (rule, path, line, column) == ("unreadable-file", "compose.yaml", 1, 1)
    assert message.startswith(f"compose.yaml {words}")
    assert [stack.services for stack in report.stacks] == [[], ["web"]]


@pytest.mark.parametrize("name", ["web__env", "Dockerfile"])
def test_a_file_inside_a_stack_that_is_no_text(tmp_path: Path, name: str) -> None:
    compose = "services:\n  web:\n    build: .\n    env_file: web.env\n"
    files: dict[str, str | bytes] = {"web__env": "A=1\n", "Dockerfile": "FROM nginx:1.29\n", name: b"A=\xe9\n"}
    report = lint(write(tmp_path, compose__yaml=compose, **files))
    assert [(rule, message) for rule, *_, message in shown(report)] == [
        (
            "unreadable-file",
            f"{name.replace('__', '.')} is not UTF-8: byte 0xE9 on line 1; it looks like Latin-1: save it as UTF-8",
        )
    ]


def test_a_file_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = os.open

    def refuse(path: str, flags: int, mode: int = 0o777) -> int:
        if str(path).endswith("compose.yaml"):
            raise PermissionError(13, "Permission denied", path)
        return opened(path, flags, mode)

    monkeypatch.setattr("os.open", refuse)
    report = lint(write(tmp_path, compose__yaml=GOOD, Dockerfile="FROM nginx:1.29\n"))
    assert [(rule, path) for rule, path, *_ in shown(report)] == [("unreadable-file", "compose.yaml")]
    assert "may not be read" in report.findings[0].message or "permission" in report.findings[0].message.lower()


def test_a_fifo(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "compose.yaml")
    write(tmp_path, api_SLASH_compose__yaml=GOOD)
    report = lint(tmp_path)
    assert [(rule, path) for rule, path, *_ in shown(report)] == [("unreadable-file", "compose.yaml")]
    assert "FIFO" in report.findings[0].message
    with pytest.raises(composelint.UsageError, match="FIFO"):
        lint(tmp_path / "compose.yaml")


def test_a_fifo_among_the_env_files(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "web.env")
    os.mkfifo(tmp_path / ".env")
    report = lint(write(tmp_path, compose__yaml=GOOD + "    env_file: web.env\n"))
    assert [rule for rule, *_ in shown(report)] == ["unreadable-file", "unreadable-file"]


def test_a_symbolic_link_that_leads_in_a_circle(tmp_path: Path) -> None:
    (tmp_path / "compose.yaml").symlink_to("other.yaml")
    (tmp_path / "other.yaml").symlink_to("compose.yaml")
    (tmp_path / "loop").symlink_to(tmp_path)
    write(tmp_path, api_SLASH_compose__yaml=GOOD)
    report = lint(tmp_path)
    assert [(rule, path) for rule, path, *_ in shown(report)] == [("unreadable-file", "compose.yaml")]
    assert [stack.files for stack in report.stacks] == [[], ["api/compose.yaml"]]


def test_a_link_out_of_the_tree_is_not_followed(tmp_path: Path) -> None:
    outside = write(tmp_path / "outside", secret__yaml="secret: hunter2\n")
    inside = write(tmp_path / "inside", Dockerfile="FROM nginx:1.29\n")
    (inside / "compose.yaml").symlink_to(outside / "secret.yaml")
    report = lint(inside)
    assert all("hunter2" not in finding.span.source.text for finding in report.findings)
    assert [rule for rule, *_ in shown(report)] in ([], ["unreadable-file"])


def test_a_directory_that_is_called_compose_yaml(tmp_path: Path) -> None:
    (tmp_path / "compose.yaml").mkdir()
    with pytest.raises(UsageError):
        lint(tmp_path)


# --- what can be read makes no sense


@pytest.mark.parametrize(
    ("text", "rule", "line", "column"),
    [
        ("services:\n  web: [\n", "invalid-yaml", 2, 8),
        ("services:\n\tweb: {}\n", "invalid-yaml", 2, 1),
        ("a: *b\n", "invalid-yaml", 1, 4),
        ("", "invalid-structure", 1, 1),
        ("# only words\n", "invalid-structure", 1, 1),
        ("- a\n- b\n", "invalid-structure", 1, 1),
        ("just words\n", "invalid-structure", 1, 1),
        ("services:\n", "wrong-type", 1, 1),
        ("services: null\n", "wrong-type", 1, 11),
        ("services: []\n", "wrong-type", 1, 11),
        ("services: {web: }\n", "wrong-type", 1, 12),
        ("services: {web: {image: }}\n", "wrong-type", 1, 18),
        ("services: {web: {image: [[[[]]]]}}\n", "wrong-type", 1, 25),
        ("services: {1: {image: a}}\n", "invalid-structure", 1, 12),
    ],
)
def test_a_compose_file_that_makes_no_sense(tmp_path: Path, text: str, rule: str, line: int, column: int) -> None:
    report = lint(write(tmp_path, compose__yaml=text, other_SLASH_compose__yaml="services: {a: {imag: b, image: b}}\n"))
    found = [entry[:4] for entry in shown(report)]
    assert found == [
        (rule, "compose.yaml", line, column),
        ("unknown-key", "other/compose.yaml", 1, 16),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "\ufeff" + GOOD,
        GOOD.replace("\n", "\r\n"),
        "\ufeff" + GOOD.replace("\n", "\r\n"),
        GOOD.rstrip("\n"),
        "%YAML 1.2\n---\n" + GOOD,
        "---\n" + GOOD + "...\n",
        GOOD + "\n" * 1000,
        "# ümläut 😀\n" + GOOD,
    ],
)
def test_what_looks_odd_is_read_all_the_same(tmp_path: Path, text: str) -> None:
    report = lint(write(tmp_path, compose__yaml=text))
    assert shown(report) == []
    assert [stack.services for stack in report.stacks] == [["web"]]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_columns_do_not_move_with_a_mark_or_line_ends(tmp_path: Path, end: str) -> None:
    text = "\ufeffservices:\n  web:\n    image: nginx:1.29\n    prots: []\n".replace("\n", end)
    report = lint(write(tmp_path, compose__yaml=text))
    assert [entry[:4] for entry in shown(report)] == [("unknown-key", "compose.yaml", 4, 5)]
    assert report.findings[0].span.text == "prots"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", ["invalid-dockerfile"]),
        ("# nothing\n", ["invalid-dockerfile"]),
        ("RUN echo hi\n", ["invalid-dockerfile"]),
        ("ARG A=1\n", ["invalid-dockerfile"]),
        ("FROM\n", ["invalid-dockerfile"]),
        ("FROM nginx:1.29\nRUN <<EOF\n", ["invalid-dockerfile"]),
        ("\x01\x02\x03\n", ["invalid-dockerfile"]),
        ("FROM nginx:1.29", []),
        ("\ufeffFROM nginx:1.29\r\nRUN a\\\r\n  b\r\n", []),
    ],
)
def test_a_dockerfile_that_makes_no_sense(tmp_path: Path, text: str, said: list[str]) -> None:
    assert [rule for rule, *_ in shown(lint(write(tmp_path, Dockerfile=text)))] == said


def test_a_build_context_that_does_not_exist(tmp_path: Path) -> None:
    report = composelint.lint_path(
        write(tmp_path, compose__yaml="services:\n  web:\n    build: ./nowhere\n"), today=TODAY
    )
    assert "internal-error" not in {finding.rule for finding in report.findings}
    assert [stack.services for stack in report.stacks] == [["web"]]


def test_names_that_no_file_can_have() -> None:
    files = {"compose.yaml": 'services: {web: {build: "a\\0b", env_file: ["\\ud800x", "' + "x" * 5000 + '"]}}\n'}
    report = composelint.lint(files, complete=True, select=READING, today=TODAY)
    assert "internal-error" not in {finding.rule for finding in report.findings}


# --- what is meant to exhaust


def bomb(levels: int) -> str:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    return "\n".join(lines + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, levels)]) + "\n"


@pytest.mark.parametrize(
    "text",
    [
        "a: " + "[" * 1_000_000,
        "a: " + "{a: " * 500_000,
        "- " * 1_000_000,
        "\n".join(" " * n + "a:" for n in range(2500)),
        bomb(40),
        "".join(f"a{n}: &a{n} {{b: *a{n - 1}}}\n" if n else "a0: &a0 x\n" for n in range(5000)),
        "[" + "a, " * 1_000_000 + "]",
        "- a\n" * 1_000_000,
    ],
    ids=["lists", "mappings", "compact", "block", "aliases", "chain", "wide flow", "wide block"],
)
def test_nesting_and_unfolding_without_end(tmp_path: Path, text: str) -> None:
    report = lint(write(tmp_path, compose__yaml=text, other_SLASH_compose__yaml=GOOD))
    assert [(rule, path) for rule, path, *_ in shown(report)] == [("invalid-yaml", "compose.yaml")]
    message = report.findings[0].message
    assert "nested more than 200 levels deep" in message or "more than 100000 nodes" in message
    assert [stack.services for stack in report.stacks] == [[], ["web"]]


@pytest.mark.parametrize(
    "body",
    [
        "image: '" + "${A:-x}" * 100_000 + "'",
        "image: '" + "${" * 500_000 + "'",
        "image: \"" + "\\x41 " * 300_000 + "\"",
        "command: \"" + "\\x41 " * 300_000 + "\"",
        "command: " + "a " * 500_000,
        "ports: ['" + ":" * 1_000_000 + "']",
        "volumes: ['" + "a:" * 500_000 + "']",
        "ports: [" + "0-65535, " * 20_000 + "]",
        "environment: {A: '" + "a@" * 500_000 + "'}",
        "environment: {A: '" + "http://" * 200_000 + "'}",
        "? " * 150 + "a",
        "healthcheck: {test: '" + "a && " * 200_000 + "'}",
        "extends: web",
        "# " + "# " * 1_000_000,
    ],
    ids=[
        "references", "braces", "escapes", "escaped words", "words", "colons", "mount", "ranges", "signs", "addresses",
        "keys", "shell", "itself", "comment",
    ],
)  # fmt: skip
def test_texts_without_end(body: str) -> None:
    report = composelint.lint({"compose.yaml": f"services:\n  web:\n    {body}\n"}, complete=True, today=TODAY)
    assert "internal-error" not in {finding.rule for finding in report.findings}
    assert all(len(finding.message) <= 100 for finding in report.findings)


def test_variables_that_double(tmp_path: Path) -> None:
    env = "A0=xxxxxxxxxx\n" + "".join(f"A{n}=${{A{n - 1}}}${{A{n - 1}}}\n" for n in range(1, 60))
    report = lint(write(tmp_path, compose__yaml=GOOD + "    user: ${A59}\n", __env=env))
    assert "internal-error" not in {finding.rule for finding in report.findings}


def test_many_services_with_anchors(tmp_path: Path) -> None:
    services = "".join(f"  s{n}: {{<<: *base, depends_on: [s{n + 1}]}}\n" for n in range(3000))
    text = f"x-base: &base {{image: nginx:1.29, environment: {{A: 1}}}}\nservices:\n{services}  s3000: {{image: x}}\n"
    report = lint(write(tmp_path, compose__yaml=text))
    assert len(report.stacks[0].services) == 3001
    assert shown(report) == []
