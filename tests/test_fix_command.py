"""`check --fix`, `--unsafe-fixes` and `--diff` as a user meets them: files on disk, streams, exit codes."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from repository import composelint

from composelint.api import Report, Request, check
from composelint.core.source import Source
from composelint.engine import fix
from composelint.workspace import Workspace

OLD = 'version: "3"\nservices:\n  db:\n    image: postgres:17\n    tty: yes\n'
MENDED = "services:\n  db:\n    image: postgres:17\n    tty: true\n"
RULES = ("--select", "obsolete-version,yaml-type-trap,missing-restart-policy")


@pytest.fixture
def stack(tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    path = tmp_path / "compose.yaml"
    path.write_text(OLD)
    return path


def run(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return composelint("check", *RULES, *arguments, cwd=cwd)


def test_fix_writes_and_reports_what_is_left(stack: Path) -> None:
    done = run("--fix", "--quiet", cwd=stack.parent)
    assert stack.read_text() == MENDED
    assert done.stderr == "composelint: 2 fixed in 1 file\n"
    assert "missing-restart-policy" in done.stdout
    assert "obsolete-version" not in done.stdout
    assert done.returncode == 1
    assert run("--fix", cwd=stack.parent).stderr == "composelint: nothing to fix\n"


def test_unsafe_fixes_are_made_with_the_safe_ones(stack: Path) -> None:
    done = run("--unsafe-fixes", cwd=stack.parent)
    assert stack.read_text() == MENDED + "    restart: unless-stopped\n"
    assert (done.returncode, done.stderr) == (0, "composelint: 3 fixed in 1 file\n")


def test_diff_writes_nothing_and_can_be_applied(stack: Path) -> None:
    done = run("--diff", "--unsafe-fixes", cwd=stack.parent)
    assert stack.read_text() == OLD
    assert (done.returncode, done.stderr) == (1, "composelint: 3 would be fixed in 1 file\n")
    assert done.stdout.startswith("--- a/compose.yaml\n+++ b/compose.yaml\n@@ ")
    if shutil.which("git"):
        subprocess.run(["git", "init", "--quiet"], cwd=stack.parent, check=True)
        subprocess.run(["git", "apply"], cwd=stack.parent, input=done.stdout, text=True, check=True)
        assert stack.read_text() == MENDED + "    restart: unless-stopped\n"


@pytest.mark.parametrize("text", [OLD.rstrip("\n"), OLD.replace("\n", "\r\n"), OLD + "\n# é\tend"])
def test_a_diff_of_any_line_ends_can_be_applied(stack: Path, text: str) -> None:
    stack.write_bytes(text.encode())
    done = subprocess.run(
        [sys.executable, "-m", "composelint", "check", *RULES, "--diff", "."],
        cwd=stack.parent,
        capture_output=True,
        check=False,
    )
    subprocess.run(["git", "init", "--quiet"], cwd=stack.parent, check=True)
    subprocess.run(["git", "apply", "--whitespace=nowarn"], cwd=stack.parent, input=done.stdout, check=True)
    by_patch = stack.read_bytes()
    stack.write_bytes(text.encode())
    run("--fix", cwd=stack.parent)
    assert by_patch == stack.read_bytes() != text.encode()


def test_a_diff_with_masked_secrets_says_so(stack: Path) -> None:
    stack.write_text(OLD.replace("tty", "environment: {API_TOKEN: kestrel-hx8812-quiet}\n    tty"))
    done = run("--diff", cwd=stack.parent)
    assert "kestrel" not in done.stdout
    assert "secrets are masked in this patch" in done.stderr
    assert "secrets are masked" not in run("--fix", cwd=stack.parent).stderr


def test_a_diff_beside_a_report_in_a_file(stack: Path) -> None:
    done = run("--diff", "--format", "json:report.json", cwd=stack.parent)
    assert done.stdout.startswith("--- a/")
    found = json.loads((stack.parent / "report.json").read_text())["findings"]
    assert {finding["rule"] for finding in found} >= {"obsolete-version", "yaml-type-trap"}
    assert run("--diff", "--format", "json", cwd=stack.parent).returncode == 2


def test_the_text_says_what_can_be_mended(stack: Path) -> None:
    done = run(cwd=stack.parent)
    assert "[obsolete-version] fix available (--fix)" in done.stdout
    assert "[missing-restart-policy] fix available (--unsafe-fixes)" in done.stdout


def test_standard_input_is_shown_but_not_written(stack: Path) -> None:
    command = [sys.executable, "-m", "composelint", "check", *RULES]
    done = subprocess.run([*command, "--diff", "-"], input=OLD, capture_output=True, text=True, check=False)
    assert '-version: "3"' in done.stdout
    done = subprocess.run([*command, "--fix", "-"], input=OLD, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert "standard input is none" in done.stderr


def test_the_mode_and_a_symbolic_link_stay(stack: Path) -> None:
    real = stack.parent / "real" / "stack.yaml"
    real.parent.mkdir()
    stack.rename(real)
    real.chmod(0o640)
    stack.symlink_to("real/stack.yaml")
    run("--fix", cwd=stack.parent)
    assert stack.is_symlink()
    assert real.read_text() == MENDED
    assert real.stat().st_mode & 0o777 == 0o640


def test_what_lies_outside_of_the_root_is_not_written(tmp_path: Path) -> None:
    outside = tmp_path / "outside.yaml"
    outside.write_text(OLD)
    root = tmp_path / "root"
    (root / ".git").mkdir(parents=True)
    (root / "compose.yaml").write_text("include: [../outside.yaml]\n")
    done = run("--fix", "--allow-outside", cwd=root)
    assert outside.read_text() == OLD
    assert done.returncode == 2
    assert "not fixed" in done.stdout


def test_a_file_that_is_read_only_is_left(stack: Path) -> None:
    stack.chmod(0o444)
    done = run("--fix", cwd=stack.parent)
    assert stack.read_text() == OLD
    assert done.returncode == 2
    assert "not fixed: is read-only" in done.stdout
    assert "obsolete-version" in done.stdout


def test_a_file_that_changed_in_between_is_left(stack: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    newer = OLD + "# written meanwhile\n"

    def save(workspace: Workspace, done: fix.Mended) -> list[tuple[str, str]]:
        stack.write_text(newer)
        return original(workspace, done)

    original = fix.save
    monkeypatch.setattr(fix, "save", save)
    checked = check(Request((str(stack.parent),), select=["obsolete-version"], fix=True))
    assert stack.read_text() == newer
    assert checked.report.errors == [("compose.yaml", "not fixed: has changed since it was read")]
    assert checked.report.exit_code() == 2


def test_two_names_of_one_file_are_written_once(stack: Path) -> None:
    (stack.parent / "other").mkdir()
    (stack.parent / "other" / "compose.yaml").symlink_to("../compose.yaml")
    done = run("--fix", ".", cwd=stack.parent)
    assert stack.read_text() == MENDED
    assert "not fixed" not in done.stdout


def test_nothing_is_left_beside_a_file_that_was_written(stack: Path) -> None:
    run("--fix", cwd=stack.parent)
    assert sorted(os.listdir(stack.parent)) == [".git", "compose.yaml"]


def test_the_page_is_true(tmp_path: Path) -> None:
    """`docs/fixes.md` shows a stack and the patch that its command prints."""
    page = (Path(__file__).resolve().parent.parent / "docs" / "fixes.md").read_text()
    (tmp_path / "compose.yaml").write_text(page.split("```yaml\n")[1].split("```")[0])
    command = page.split("\n`composelint ")[1].split("`")[0]
    expected = page.split("```diff\n")[1].split("```")[0]
    assert composelint(*command.split(), cwd=tmp_path).stdout == expected


def test_rewriting_refuses_what_it_has_not_read(tmp_path: Path) -> None:
    workspace = Workspace.on_disk(tmp_path)
    with pytest.raises(OSError, match="has changed"):
        workspace.rewrite(Source("missing.yaml", "a: 1\n"), "a: 2\n")
    assert not (tmp_path / "missing.yaml").exists()


EXAMPLES = Path(__file__).resolve().parent.parent / "examples"


@pytest.mark.parametrize("name", sorted(path.name for path in EXAMPLES.iterdir() if path.is_dir()))
def test_the_examples_are_mended_once_and_gain_no_error(name: str, tmp_path: Path) -> None:
    root = tmp_path / name
    shutil.copytree(EXAMPLES / name / "before", root)
    (root / ".git").mkdir()

    def errors(report: Report) -> Counter[str]:
        return Counter(finding.rule for finding in report.findings if finding.severity == "error")

    before = check(Request((str(root),))).report
    mended = check(Request((str(root),), unsafe_fixes=True))
    assert mended.report.errors == []
    assert not errors(mended.report) - errors(before)
    assert len(mended.report.findings) < len(before.findings)
    assert check(Request((str(root),), unsafe_fixes=True)).notes == ["nothing to fix"]
