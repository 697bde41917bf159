"""Ignore files, against what Docker and git do with them."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from e2b_dockerfile_utils import PatternMatcher
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pathspec import GitIgnoreSpec

from composelint.core.source import Source
from composelint.syntax import glob
from composelint.syntax.ignorefile import GitIgnores, IgnoreFile, parse_dockerignore, parse_gitignore


def docker(*lines: str) -> IgnoreFile:
    return parse_dockerignore(Source(".dockerignore", "\n".join(lines)))


@pytest.mark.parametrize(
    ("lines", "out", "kept"),
    [
        (["*", "!src/**", "src/*.log"], ["x", "src/x.log"], ["src/a", "src/d/x.log"]),
        (["node_modules"], ["node_modules", "node_modules/x/y"], ["a/node_modules/x", "node_modules2"]),
        (["**/node_modules"], ["node_modules/x", "a/node_modules/x"], ["node_modules2", "a/xnode_modules"]),
        (["docs", "!docs/README.md"], ["docs/a", "docs/sub/README.md"], ["docs/README.md"]),
        ([".env*", "!.env.example"], [".env", ".env.local"], [".env.example", "sub/.env"]),
        ([" # x"], ["# x"], ["x"]),
        (["#x", "", "  "], [], ["x", "#x"]),
        (["./a/../b/", "/c", "d//e"], ["b/x", "c", "d/e"], ["a", "x/c"]),
        (["*.md", "!README*.md", "README-secret.md"], ["a.md", "README-secret.md"], ["README.md", "sub/a.md"]),
        (["!x", "x"], ["x"], []),
        (["x", " ! x "], [], ["x"]),
        (["**/*.py[co]"], ["a.pyc", "a/b/c.pyo"], ["a.py", "a.pyx"]),
        (["a?c", "d[^e]f"], ["abc", "dxf"], ["ac", "a/c", "def"]),
        (["a\\*b", "c\\[d"], ["a*b", "c[d"], ["axb", "cd"]),
        (["**"], ["a", "a/b"], []),
        (["a/**"], ["a/b", "a/b/c"], ["a", "b/a/c"]),
        (["a/**/b"], ["a/b", "a/x/b", "a/x/y/b/c"], ["a/xb"]),
        (["**foo"], ["foo", "xfoo", "a/xfoo"], ["foox"]),
        (["**foo*"], ["foo", "a/foox"], ["xfoo"]),
        ([".", "..", "/"], [], ["a", "a/b"]),
        (["/!x"], [], ["x", "!x"]),
        (["*", "/!x"], ["y"], ["x"]),
        # BuildKit asks `!logs` about `logs` only while `logs` is out, so that it does not reach what lies below.
        (["**/*.log", "!logs"], ["logs/a.log"], ["logs/a"]),
        (["*/temp*", "temp?"], ["a/temporary.txt", "tempa"], ["temp", "a/b/temp"]),
        (["\ufeff*.x"], ["b.x"], ["b.xx"]),
    ],
)
def test_dockerignore(lines: list[str], out: list[str], kept: list[str]) -> None:
    file = docker(*lines)
    assert [path for path in out if file.excludes(path) is None] == []
    assert [path for path in kept if file.excludes(path) is not None] == []
    assert file.malformed == []


@pytest.mark.parametrize(
    ("line", "says"),
    [("[a", "malformed"), ("!", "`!`"), ("! ", "`!`"), ("!/", "`!`"), ("[]", "malformed"), ("a\\", "`\\`")],
)
def test_dockerignore_refused(line: str, says: str) -> None:
    file = docker("a", line, "b")
    (malformed,) = file.malformed
    assert says in malformed.message
    assert malformed.span.text == line.strip()
    assert [pattern.text for pattern in file.patterns] == ["a", "b"]


def test_the_deciding_pattern_stands_where_it_is_written() -> None:
    file = docker("# all", "  *.log  ", "!keep.log", "/sub/")
    for path, text in (("a.log", "*.log"), ("sub/x", "/sub/")):
        assert (pattern := file.excludes(path)) is not None
        assert pattern.span.text == text
    assert file.excludes("keep.log") is None


@pytest.mark.parametrize(
    ("lines", "directory", "kept"),
    [
        (["node_modules"], "node_modules", False),
        (["node_modules"], "src", True),
        (["docs", "!docs/README.md"], "docs", True),
        (["docs", "!docs/README.md"], "docs/sub", False),
        (["docs", "!src/x"], "docs", False),
        (["!docs/x", "docs"], "docs", False),
        (["*", "!src/**"], "src", True),
        (["*", "!src/**"], "src/deep", True),
        (["*", "!**/*.py"], "anything/else", True),
        (["*", "!src/*.py"], "src/deep", False),
        (["*"], "src", False),
    ],
)
def test_what_lies_below_an_excluded_directory(lines: list[str], directory: str, kept: bool) -> None:
    assert docker(*lines).keeps_below(directory) is kept


@pytest.mark.parametrize(
    ("lines", "wanted"),
    [
        (["*", "!a"], True),
        (["**"], True),
        (["/*", "!a"], True),
        (["**/*", "!a"], True),
        (["*.log"], False),
        (["!*"], False),
    ],
)
def test_allow_lists(lines: list[str], wanted: bool) -> None:
    assert docker(*lines).allow_list is wanted


NAMES = st.sampled_from(["a", "b", "ab", "abc", "a.c", ".a"])
PATHS = st.lists(NAMES, min_size=1, max_size=4).map("/".join)
WORDS = st.sampled_from(["a", "b", "c", ".", "*", "**", "?", "/", "/**/", "[ab]", "[^a]", "[a-b]", "\\b"])
PATTERNS = st.lists(WORDS, min_size=1, max_size=6).map("".join)
LINES = st.lists(st.builds(str.__add__, st.sampled_from(["", "", "!"]), PATTERNS), min_size=1, max_size=5)


@settings(max_examples=400, deadline=None)
@given(LINES, st.lists(PATHS, min_size=1, max_size=6))
def test_dockerignore_agrees_with_another_port_of_mobys_matcher(lines: list[str], paths: list[str]) -> None:
    file = docker(*lines)
    # The other port takes `/!x` for a name and knows no empty class; neither is asked here.
    assume(not any(pattern.text.startswith("!") for pattern in file.patterns))
    try:
        other = PatternMatcher(lines)
    except ValueError:
        assert file.malformed
        return
    assume(not file.malformed)
    for path in paths:
        assert (file.excludes(path) is not None) is other.matches(path), (lines, path)
        parent = path.rpartition("/")[0]
        if parent and not other.matches(path):
            assert file.keeps_below(parent)


TREE = [
    *("a", "b", "ab", "abc", "a.c", ".a", "#x", "!x", "x ", "é"),
    *(
        "d/a",
        "d/b",
        "d/ab",
        "d/a.c",
        "d/d/a",
        "d/d/d/b",
        "d/e/a.c",
        "e/d/a",
        "e/ab/x",
        "f/abc/a",
        "f/xabc/a",
        "f/a/b/c",
    ),
]
FOLDERS = sorted({path[:at] for path in TREE for at in range(len(path)) if path[at] == "/"})


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("repository")
    for path in TREE:
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("")
    subprocess.run(["git", "init", "-q", str(root)], check=True)
    return root


def git_says(root: Path, files: dict[str, str]) -> set[str]:
    """The paths of the tree that git itself ignores."""
    for base, text in files.items():
        (root / base / ".gitignore").write_text(text, encoding="utf-8")
    try:
        command = ["git", "-c", "core.excludesFile=/dev/null", "check-ignore", "-z", "--stdin", "--no-index"]
        done = subprocess.run(
            command, cwd=root, input="\0".join([*TREE, *FOLDERS]), capture_output=True, text=True, check=False
        )
        assert done.returncode in (0, 1), done.stderr
        return set(done.stdout.split("\0")) - {""}
    finally:
        for base in files:
            (root / base / ".gitignore").unlink()


def we_say(files: dict[str, str]) -> set[str]:
    ignores = GitIgnores(parse_gitignore(Source(f"{base}/.gitignore", text), base) for base, text in files.items())
    return {path for path in [*TREE, *FOLDERS] if ignores.ignored(path, path in FOLDERS)}


@pytest.mark.parametrize(
    ("text", "some"),
    [
        ("a", {"a", "d/a", "f/a/b/c"}),
        ("/a", {"a"}),
        ("a/", {"f/a", "f/a/b"}),
        ("d/a", {"d/a"}),
        ("d/*", {"d/a", "d/e/a.c"}),
        ("*\n!d/", {"a", "e"}),
        ("*\n!*/\n!a.c", {"a", "d/a"}),
        ("d\n!d/a", {"d/a", "d"}),
        ("d/*\n!d/a", {"d/b"}),
        ("**/d/a", {"d/a", "e/d/a"}),
        ("d/**/a", {"d/a", "d/d/a"}),
        ("d/**", {"d/a", "d/d/a"}),
        ("f/**abc/a", {"f/abc/a", "f/xabc/a"}),
        ("f**/a", {"f/abc/a"}),
        ("f/a**/c", {"f/a/b/c"}),
        ("*.c", {"a.c", "d/a.c"}),
        ("?b", {"ab"}),
        ("[!b]", {"a"}),
        ("[^b]", {"a"}),
        ("[[:alpha:]]", {"a"}),
        ("[[:nonsense:]]", set()),
        ("[]a]", {"a"}),
        ("[a", set()),
        ("\\#x", {"#x"}),
        ("#x", set()),
        ("\\!x", {"!x"}),
        ("x\\ ", {"x "}),
        ("x \nb  ", {"b"}),
        ("a\r\nb\r\n", {"a", "b"}),
        ("d?a", set()),
        ("é", {"é"}),
        ("??", {"é", "ab"}),
        ("a\\", set()),
        ("/", set()),
        ("!", set()),
        ("d//a", set()),
        ("[a-\\c]", {"a", "b"}),
        ("[a-]", {"a"}),
        ("[a[:digit:]-z]", {"a"}),
    ],
)
def test_gitignore_agrees_with_git(repository: Path, text: str, some: set[str]) -> None:
    ours = we_say({"": text})
    assert some <= ours
    assert ours == git_says(repository, {"": text})


@pytest.mark.parametrize(
    "files",
    [
        {"": "a.c", "d": "!a.c"},
        {"": "!a.c", "d": "*.c\n/a"},
        {"": "*.c\nd/d", "d": "!d/\n/e/", "d/e": "!a.c"},
        {"d": "/d/a\nb", "d/d": "!b"},
    ],
)
def test_nested_gitignores_agree_with_git(repository: Path, files: dict[str, str]) -> None:
    assert we_say(files) == git_says(repository, files)


GIT_WORDS = st.sampled_from(["a", "b", "c", "d", "f", ".", "*", "**", "?", "/", "/**/", "**/", "[ab]", "[!a]", "\\b"])
GIT_LINES = st.lists(
    st.builds(str.__add__, st.sampled_from(["", "", "!"]), st.lists(GIT_WORDS, min_size=1, max_size=5).map("".join)),
    min_size=1,
    max_size=4,
).map("\n".join)


@settings(max_examples=40, deadline=None)
@given(GIT_LINES, GIT_LINES)
def test_any_gitignore_agrees_with_git(repository: Path, top: str, below: str) -> None:
    files = {"": top, "d": below}
    assert we_say(files) == git_says(repository, files)


@pytest.mark.parametrize(
    "text",
    ["*.c\n!d/*.c", "/d/*\n!/d/e", "a/\nb", "**/ab\nf/**/c", "*\n!*/\n!a", "d/**\n!d/e/\n!d/e/a.c", ".*\n!.a"],
)
def test_gitignore_agrees_with_pathspec(text: str) -> None:
    other = GitIgnoreSpec.from_lines(text.split("\n"))
    ours = parse_gitignore(Source(".gitignore", text))
    for path in TREE:
        assert ours.ignored(path, is_dir=False) is other.match_file(path), path


def test_a_base_bounds_what_a_gitignore_says() -> None:
    file = parse_gitignore(Source("sub/.gitignore", "a\n/b"), "sub")
    asked = ["a", "sub/a", "sub/x/a", "b", "sub/b", "sub/x/b", "subway/a"]
    assert [path for path in asked if file.ignored(path, is_dir=False)] == ["sub/a", "sub/x/a", "sub/b"]


@pytest.mark.usefixtures("no_hang")
@pytest.mark.parametrize("pattern", ["*a" * 500, "**/a" * 500, "?*" * 500, "[a-z]*" * 300, "*" * 4000, "a" * 100_000])
def test_time_is_linear(pattern: str) -> None:
    path = "a" * 2000 + "/" + "ab/" * 300
    for compiled in (glob.docker(pattern), glob.git(pattern, basename=False), glob.git(pattern, basename=True)):
        if compiled is not None:
            compiled.matches(path)
            compiled.may_match_below(path)


@pytest.mark.usefixtures("no_hang")
def test_deep_paths_and_long_files() -> None:
    deep = "a/" * 1500 + "b"
    assert docker("x", "a/a/a", "!a/a/a/a").excludes(deep) is None
    assert docker("*.x\n" * 20_000).excludes("a/b.x") is None
    assert len(docker("*.x\n" * 20_000).malformed) == 1
    assert parse_gitignore(Source(".gitignore", "x\nb\n" * 500)).ignored(deep, is_dir=False)
