"""The only door to files: what it reads, what it refuses and in which words, on disk and in memory."""

from __future__ import annotations

import os
import pickle
import socket
import stat
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from composelint.core.source import Source
from composelint.workspace import MAX_BYTES, MAX_DEPTH, Unreadable, Workspace, write_atomically
from composelint.workspace.git import parse_index


def make(root: Path, files: dict[str, str | bytes]) -> Path:
    for name, data in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data.encode() if isinstance(data, str) else data)
    return root


def on_disk(root: Path, files: dict[str, str | bytes], complete: bool) -> Workspace:
    return Workspace.on_disk(make(root, files))


def in_memory(root: Path, files: dict[str, str | bytes], complete: bool) -> Workspace:
    return Workspace.in_memory(files, complete=complete)


both = pytest.mark.parametrize("build", [on_disk, in_memory])
Build = Callable[[Path, dict[str, str | bytes], bool], Workspace]
FILES: dict[str, str | bytes] = {
    "compose.yaml": "a: 1\n",
    "api/Dockerfile": b"FROM x\n",
    "api/src/app.py": "",
    "b": "\ufeffb",
}


def text_of(workspace: Workspace, path: str) -> str:
    found = workspace.read(path)
    assert isinstance(found, Source), found
    return found.text


def refusal(workspace: Workspace, path: str) -> Unreadable:
    found = workspace.read(path)
    assert isinstance(found, Unreadable)
    assert found.path == os.path.normpath(path)
    return found


@both
def test_reading(tmp_path: Path, build: Build) -> None:
    workspace = build(tmp_path, FILES, True)
    assert text_of(workspace, "compose.yaml") == "a: 1\n"
    assert text_of(workspace, "./api/../api//Dockerfile") == "FROM x\n"
    source = workspace.read("b")
    assert isinstance(source, Source)
    assert (source.text, source.bom, source.path) == ("b", True, "b")
    assert workspace.read("api/../b") is source


@both
def test_what_is_there(tmp_path: Path, build: Build) -> None:
    workspace = build(tmp_path, FILES, True)
    for path, exists, is_dir in [
        ("compose.yaml", True, False),
        ("api", True, True),
        ("api/src/", True, True),
        (".", True, True),
        ("nope", False, False),
        ("compose.yaml/x", False, False),
        ("../x", None, None),
        ("/etc/passwd", None, None),
    ]:
        assert (workspace.exists(path), workspace.is_dir(path)) == (exists, is_dir), path
    assert refusal(workspace, "api").kind == "directory"
    assert refusal(workspace, "nope").kind == "missing"
    assert refusal(workspace, "../x").kind == "outside"
    assert refusal(workspace, "/etc/passwd").kind == "outside"


@both
def test_listing_and_walking(tmp_path: Path, build: Build) -> None:
    workspace = build(tmp_path, FILES, True)
    listing = workspace.listing(".")
    assert listing is not None
    assert [(it.name, it.is_dir) for it in listing] == [("api", True), ("b", False), ("compose.yaml", False)]
    assert workspace.listing("nope") is None
    assert workspace.listing("b") is None
    walked = [(path, [it.name for it in entries]) for path, entries in workspace.walk()]
    assert walked == [(".", ["api", "b", "compose.yaml"]), ("api", ["Dockerfile", "src"]), ("api/src", ["app.py"])]
    assert [path for path, _ in workspace.walk("api", skip="api/src".__eq__)] == ["api"]
    assert list(workspace.walk("nope")) == []


def test_files_that_are_not_all_prove_nothing() -> None:
    workspace = Workspace.in_memory(FILES)
    assert workspace.complete is False
    assert (workspace.exists("b"), workspace.exists("nope"), workspace.is_dir("nope")) == (True, None, None)
    assert workspace.is_dir("b") is False
    assert "not among the files" in refusal(workspace, "nope").reason
    assert Workspace.in_memory({}).listing(".") == []


def test_files_in_memory_may_lie_outside() -> None:
    workspace = Workspace.in_memory({"../shared.yaml": "x", "/etc/x": "y"})
    assert text_of(workspace, "../shared.yaml") == "x"
    assert text_of(workspace, "/etc/x") == "y"


def test_everything_asked_is_recorded(tmp_path: Path) -> None:
    workspace = Workspace.on_disk(make(tmp_path, FILES))
    workspace.read("./b")
    workspace.exists("nope")
    workspace.listing("api")
    assert set(workspace.record) == {"b", "nope", "api"}
    assert isinstance(workspace.record["nope"].place, Unreadable)
    again = pickle.loads(pickle.dumps(workspace.record))
    assert isinstance(again["b"].text, Source)
    assert again["b"].place.stamp == workspace.record["b"].place.stamp  # type: ignore[union-attr]  # b exists


@pytest.mark.parametrize(
    ("data", "kind", "says"),
    [
        (b"a\nb\nc: caf\xe9\n", "encoding", "byte 0xE9 on line 3; it looks like Latin-1"),
        (b"a: 5\xb0\n", "encoding", "byte 0xB0 on line 1; it looks like Latin-1"),
        (b"a: \xff\xd8\xff\xe0\n", "encoding", "byte 0xFF on line 1"),
        (b"a: \xe2\x82", "encoding", "ends in the middle"),
        ("a: 1\n".encode("utf-16"), "encoding", "UTF-16"),
        ("a: 1\n".encode("utf-16-be"), "encoding", "UTF-16"),
        (b"\x7fELF\x00\x01\n\x00", "binary", "line 1"),
        (b"text\nmore\0", "binary", "line 2"),
        (b"x" * (MAX_BYTES + 1), "too-large", "larger than 4 MiB"),
    ],
)
@both
def test_what_is_no_text(tmp_path: Path, build: Build, data: bytes, kind: str, says: str) -> None:
    found = refusal(build(tmp_path, {"x": data}, True), "x")
    assert found.kind == kind
    assert says in found.reason
    assert "\n" not in found.reason


def test_what_is_no_text_in_memory() -> None:
    assert refusal(Workspace.in_memory({"x": "a\0"}), "x").kind == "binary"
    assert refusal(Workspace.in_memory({"x": "x" * (MAX_BYTES + 1)}), "x").kind == "too-large"


def test_the_largest_text_is_read(tmp_path: Path) -> None:
    assert len(text_of(Workspace.on_disk(make(tmp_path, {"x": b"x" * MAX_BYTES})), "x")) == MAX_BYTES


def test_special_files_are_never_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo")
    (tmp_path / "null").symlink_to("/dev/null")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "socket"))
        workspace = Workspace.on_disk(tmp_path)
        assert (refusal(workspace, "fifo").kind, refusal(workspace, "socket").kind) == ("special", "special")
        assert "FIFO" in refusal(workspace, "fifo").reason
        assert refusal(workspace, "null").kind == "outside"
        assert refusal(Workspace.on_disk(tmp_path, allow_outside=True), "null").kind == "special"
        assert workspace.exists("fifo") is True


def test_a_fifo_that_takes_a_files_place_does_not_block(tmp_path: Path) -> None:
    workspace = Workspace.on_disk(make(tmp_path, {"x": "x"}))
    assert workspace.exists("x") is True
    (tmp_path / "x").unlink()
    os.mkfifo(tmp_path / "x")
    assert refusal(workspace, "x").kind == "special"


def test_links(tmp_path: Path) -> None:
    root = make(tmp_path / "root", {"a/real": "x"})
    make(tmp_path, {"secret": "s", "elsewhere/x": "y"})
    for name, target in {
        "fine": "a/real",
        "dir": "a",
        "dangling": "a/nope",
        "loop": "loop2",
        "loop2": "loop",
        "out": "../secret",
        "outdir": "../elsewhere",
        "up": "..",
        "etc": "/etc/passwd",
        "self": ".",
    }.items():
        (root / name).symlink_to(target)
    workspace = Workspace.on_disk(root)
    assert text_of(workspace, "fine") == "x"
    assert text_of(workspace, "dir/real") == "x"
    assert text_of(workspace, "self/self/fine") == "x"
    kinds = {name: refusal(workspace, name).kind for name in ("dangling", "loop", "loop/x", "out", "outdir/x", "etc")}
    assert kinds == {
        "dangling": "missing",
        "loop": "symlink-loop",
        "loop/x": "symlink-loop",
        "out": "outside",
        "outdir/x": "outside",
        "etc": "outside",
    }
    assert "symbolic link to a/nope" in refusal(workspace, "dangling").reason
    assert [workspace.exists(it) for it in ("dangling", "loop", "out", "outdir/nope")] == [False, True, None, None]
    assert workspace.is_dir("up") is None
    entries = {it.name: (it.is_dir, it.is_link) for it in workspace.listing(".") or []}
    assert (entries["a"], entries["dir"], entries["fine"]) == ((True, False), (False, True), (False, True))
    assert [path for path, _ in workspace.walk()] == [".", "a"]


def test_outside_when_allowed(tmp_path: Path) -> None:
    root = make(tmp_path / "root", {"a": "x"})
    make(tmp_path, {"secret": "s"})
    (root / "out").symlink_to("../secret")
    workspace = Workspace.on_disk(root, allow_outside=True)
    assert text_of(workspace, "../secret") == "s"
    assert text_of(workspace, "out") == "s"
    assert text_of(workspace, str(tmp_path / "secret")) == "s"
    assert [entry.name for entry in workspace.listing("/") or ()] == sorted(os.listdir("/"))


def test_a_root_that_is_a_link_or_has_a_neighbour_with_its_name(tmp_path: Path) -> None:
    make(tmp_path, {"root/a": "x", "root2/a": "y"})
    (tmp_path / "link").symlink_to("root")
    (tmp_path / "root" / "b").symlink_to("../root2/a")
    workspace = Workspace.on_disk(tmp_path / "link")
    assert text_of(workspace, "a") == "x"
    assert refusal(workspace, "b").kind == "outside"


@pytest.mark.parametrize("name", ["a\0b", "a" * 300, "a/" * 3000 + "b", "compose.yaml/x", "\ud800"])
def test_names_that_no_file_can_have(tmp_path: Path, name: str) -> None:
    workspace = Workspace.on_disk(make(tmp_path, FILES))
    assert workspace.exists(name) in (False, None)
    assert isinstance(workspace.read(name), Unreadable)


def test_what_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace = Workspace.on_disk(make(tmp_path, FILES))

    def refuse(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", refuse)
    found = refusal(workspace, "b")
    assert (found.kind, found.reason) == ("permission", "may not be read: permission denied")


def test_walking_ends_somewhere(tmp_path: Path) -> None:
    workspace = Workspace.in_memory({"a/" * (MAX_DEPTH + 5) + "b": ""}, complete=True)
    assert len(list(workspace.walk())) == MAX_DEPTH + 1
    assert workspace.cut_short
    shallow = Workspace.in_memory({"a/b": ""})
    assert len(list(shallow.walk())) == 2
    assert not shallow.cut_short


def test_writing_keeps_mode_and_mark(tmp_path: Path) -> None:
    workspace = Workspace.on_disk(make(tmp_path, {"x": "\ufeffa\r\n", "d/y": "b"}))
    (tmp_path / "x").chmod(0o640)
    (tmp_path / "link").symlink_to("d/y")
    workspace.write("x", "new\r\n")
    workspace.write("link", "through")
    workspace.write("d/made", "made")
    assert (tmp_path / "x").read_bytes() == b"\xef\xbb\xbfnew\r\n"
    assert stat.S_IMODE((tmp_path / "x").stat().st_mode) == 0o640
    assert text_of(workspace, "x") == "new\r\n"
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "d/y").read_text() == "through"
    assert text_of(workspace, "d/made") == "made"
    assert sorted(it.name for it in tmp_path.iterdir()) == ["d", "link", "x"]


def test_writing_in_memory() -> None:
    workspace = Workspace.in_memory({"a/x": "\ufeffold"})
    assert workspace.listing("a") is not None
    workspace.write("a/x", "new")
    workspace.write("a/y", "y")
    source = workspace.read("a/x")
    assert isinstance(source, Source)
    assert (source.text, source.bom) == ("new", True)
    assert [it.name for it in workspace.listing("a") or []] == ["x", "y"]


def test_what_is_not_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = make(tmp_path / "root", {"x": "old", "latin": b"\xe9"})
    make(tmp_path, {"secret": "s"})
    (root / "out").symlink_to("../secret")
    workspace = Workspace.on_disk(root)
    for path in ("../secret", "out", "latin", "nowhere/x"):
        with pytest.raises(OSError, match=r"\w"):
            workspace.write(path, "new")
    assert (tmp_path / "secret").read_text() == "s"

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(OSError, match="space"):
        workspace.write("x", "new")
    assert (root / "x").read_text() == "old"
    assert sorted(it.name for it in root.iterdir()) == ["latin", "out", "x"]


def test_a_report_may_go_to_a_device_or_a_new_file(tmp_path: Path) -> None:
    write_atomically(os.devnull, "x")
    assert not Path(os.devnull).is_file()
    write_atomically(tmp_path / "new", "é")
    assert (tmp_path / "new").read_text(encoding="utf-8") == "é"


def git(root: Path, *words: str) -> None:
    identity = ("-c", "user.name=x", "-c", "user.email=x@example.org", "-c", "protocol.file.allow=always")
    subprocess.run(["git", *identity, *words], cwd=root, check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    root = make(tmp_path / "repository", {"a": "", ".env": "X=1", "d/e/f.env": "", "d/g": "", "ü": "", "new": ""})
    git(root, "init", "-q")
    git(root, "add", "a", ".env", "d", "ü")
    return root


def facts(root: Path) -> dict[str, bool | None]:
    workspace = Workspace.on_disk(root)
    return {
        name: workspace.tracked(name) for name in ("a", ".env", "d/e/f.env", "d/g", "ü", "new", "d", "nope", "../a")
    }


TRACKED = dict.fromkeys(("a", ".env", "d/e/f.env", "d/g", "ü"), True) | {"new": False, "d": False, "nope": False}


@pytest.mark.parametrize("version", ["2", "3", "4"])
def test_tracked_files(repository: Path, version: str) -> None:
    git(repository, "add", "-N", "new")
    git(repository, "update-index", "--index-version", version)
    assert facts(repository) == TRACKED | {"new": True, "../a": None}
    assert Workspace.on_disk(repository).in_repository


def test_tracked_in_a_repository_with_sha256(tmp_path: Path) -> None:
    git(make(tmp_path, {"a": "", "d/b": "", "c": ""}), "init", "-q", "--object-format=sha256")
    git(tmp_path, "add", "a", "d/b")
    workspace = Workspace.on_disk(tmp_path)
    assert [workspace.tracked(name) for name in ("a", "d/b", "c")] == [True, True, False]


def test_tracked_in_a_linked_work_tree(repository: Path, tmp_path: Path) -> None:
    git(repository, "commit", "-qm", "x")
    git(repository, "worktree", "add", "-q", str(tmp_path / "linked"))
    assert (tmp_path / "linked" / ".git").is_file()
    assert facts(tmp_path / "linked") == TRACKED | {"../a": None}


def test_tracked_around_and_in_a_submodule(repository: Path, tmp_path: Path) -> None:
    git(repository, "commit", "-qm", "x")
    outer = make(tmp_path / "outer", {"x": ""})
    git(outer, "init", "-q")
    git(outer, "submodule", "add", "-q", str(repository), "sub")
    workspace = Workspace.on_disk(outer)
    assert [workspace.tracked(it) for it in ("x", "sub/a", "sub/nope", ".gitmodules")] == [False, True, False, True]
    (outer / "sub" / ".git").unlink()
    assert Workspace.on_disk(outer).tracked("sub/a") is None


def test_tracked_below_a_root_that_is_no_repository(repository: Path) -> None:
    workspace = Workspace.on_disk(repository.parent)
    assert not workspace.in_repository
    assert (workspace.tracked("repository/a"), workspace.tracked("repository/new")) == (True, False)
    assert workspace.tracked("a") is None


def test_nothing_is_tracked_before_the_first_add(tmp_path: Path) -> None:
    git(make(tmp_path, {"a": ""}), "init", "-q")
    assert Workspace.on_disk(tmp_path).tracked("a") is False


def test_a_split_index_tells_nothing(repository: Path) -> None:
    git(repository, "update-index", "--split-index")
    assert Workspace.on_disk(repository).tracked("a") is None


def test_the_index_travels_in_memory(repository: Path) -> None:
    index = (repository / ".git/index").read_bytes()
    workspace = Workspace.in_memory({".git/index": index, "a": "", "b": ""})
    assert (workspace.in_repository, workspace.tracked("a"), workspace.tracked("b")) == (True, True, False)
    assert Workspace.in_memory({"a": ""}).tracked("a") is None
    assert Workspace.in_memory({".git/HEAD": "", "a": ""}).tracked("a") is None


@pytest.mark.parametrize("head", ["gitdir: /etc", "gitdir: ../elsewhere", "nonsense", "gitdir: x/.git/worktrees/nope"])
def test_a_git_file_does_not_lead_anywhere(tmp_path: Path, head: str) -> None:
    workspace = Workspace.on_disk(make(tmp_path, {".git": head, "a": ""}))
    assert workspace.tracked("a") in (None, False)


def test_a_config_of_blank_lines_takes_no_time(repository: Path) -> None:
    (repository / ".git" / "config").write_text("\n" * 60_000)
    assert Workspace.on_disk(repository).tracked("a") is True


def test_a_git_directory_of_traps(tmp_path: Path) -> None:
    make(tmp_path, {".git/HEAD": "", "a": ""})
    os.mkfifo(tmp_path / ".git" / "index")
    (tmp_path / ".git" / "config").symlink_to("config")
    assert Workspace.on_disk(tmp_path).tracked("a") is None


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=200), st.sampled_from([2, 3, 4]), st.integers(0, 2**32 - 1))
def test_any_bytes_are_an_index_or_not(data: bytes, version: int, count: int) -> None:
    parse_index(b"DIRC" + version.to_bytes(4, "big") + count.to_bytes(4, "big") + data)
    parse_index(data)


def test_names_of_an_index_do_not_grow_without_end() -> None:
    entry = b"\0" * 62 + b"\0" + b"x" * 1000 + b"\0"
    assert parse_index(b"DIRC\0\0\0\x04\0\0\xff\xff" + entry * 2000) is None


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(["..", ".", "a", "b", "", "link"]), max_size=6).map("/".join))
def test_no_path_leads_out_of_the_root(tmp_path_factory: pytest.TempPathFactory, path: str) -> None:
    top = tmp_path_factory.getbasetemp() / "bounded"
    if not top.exists():
        make(top, {"root/a/b": "in", "a": "out", "b": "out"})
        (top / "root" / "link").symlink_to("..")
    found = Workspace.on_disk(top / "root").read(path)
    assert isinstance(found, Unreadable) or found.text == "in"


def test_a_view_gives_the_same_answers_and_remembers_what_it_was_asked(tmp_path: Path) -> None:
    workspace = Workspace.on_disk(make(tmp_path, FILES))
    source = workspace.read("b")
    first, second = workspace.view(), workspace.view()
    assert first.read("b") is source
    assert (first.exists("nope"), first.is_dir("api"), first.tracked("b")) == (False, True, None)
    assert [path for path, _ in second.walk("api")] == ["api", "api/src"]
    assert second.in_repository is False
    assert list(first.asked) == [("text", "b"), ("exists", "nope"), ("is_dir", "api"), ("tracked", "b")]
    assert list(second.asked) == [("listing", "api"), ("listing", "api/src"), ("exists", "./.git")]
    assert {"b", "nope", "api", "api/src"} <= workspace.record.keys()
