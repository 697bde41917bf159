"""What is known of the host's side of a mount."""

from __future__ import annotations

import pytest

from composelint.load.discover import StackFiles
from composelint.load.stack import Options, load
from composelint.model.hosts import HostSide
from composelint.workspace import Workspace

FILES = {"shop/conf/a.conf": "", "shop/conf/sub/b": "", ".gitignore": "made\nsecret.conf\n", "shop/secret.conf": ""}


def host(mount: str, *, complete: bool = True) -> HostSide | None:
    files = {**FILES, "shop/compose.yaml": f"services: {{a: {{image: x, volumes: [{mount}]}}}}\n"}
    workspace = Workspace.in_memory(files, complete=complete)
    stack, _ = load(workspace, StackFiles("shop", ["shop/compose.yaml"]), Options())
    return stack.services["a"].mounts[0].host


@pytest.mark.parametrize(
    ("mount", "path", "exists", "is_dir"),
    [
        ("./conf:/x", "shop/conf", True, True),
        ("./conf/a.conf:/x", "shop/conf/a.conf", True, False),
        ("'./conf/../conf/sub/:/x'", "shop/conf/sub", True, True),
        ("../shop:/x", "shop", True, True),
        ("./gone:/x", "shop/gone", False, False),
        ("conf:/x", "shop/conf", True, True),
        ("../../out:/x", "../out", None, None),
        ("/etc:/x", "/etc", None, None),
        ("~/a:/x", "~/a", None, None),
        ("{type: bind, source: conf, target: /x}", "shop/conf", True, True),
    ],
)
def test_where_a_mount_leads(mount: str, path: str, exists: bool | None, is_dir: bool | None) -> None:
    found = host(mount)
    assert found is not None
    assert (found.path, found.exists, found.is_dir) == (path, exists, is_dir)


@pytest.mark.parametrize("mount", ["/x", "'$A:/x'", "'$A/b:/x'", "{type: tmpfs, target: /x}"])
def test_nobody_knows_where_others_lead(mount: str) -> None:
    assert host(mount) is None


def test_without_all_files_what_is_absent_is_unknown() -> None:
    found = host("./gone:/x", complete=False)
    assert found is not None
    assert (found.exists, found.names(), found.holds("a")) == (None, None, None)


def test_what_lies_below() -> None:
    found = host("./conf:/x")
    assert found is not None
    assert found.names() == [("a.conf", False), ("sub", True)]
    assert (found.holds("a.conf"), found.holds("sub/b"), found.holds("c")) == (True, True, False)
    assert found.holds("../secret.conf") is False


def test_what_git_is_told_to_ignore() -> None:
    assert [found.ignored() for found in map(host, ("./made:/x", "./secret.conf:/x", "./conf:/x")) if found] == [
        True, True, False,
    ]  # fmt: skip


def test_drives_of_windows_are_not_of_the_project() -> None:
    found = host("'C:\\a:/x'")
    assert found is not None
    assert not found.of_project
