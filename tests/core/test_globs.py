"""Many globs asked at once answer as each of them would alone."""

from __future__ import annotations

from fnmatch import fnmatchcase

import pytest

from composelint.core.globs import Globs

GLOBS = ["name", "start*", "*.end", "*inside*", "a*z", "a*b*z", "*x*.y", "x*y*", "aba*ba", "*m*n*", ""]
NAMES = [
    "name", "names", "start", "started", "restart", ".end", "x.end", "x.ends", "inside", "an inside job", "az", "abz",
    "a-z", "aabbz", "abaz", "zba", "x.y", "ax.y", ".yx", "xy", "axby", "xaybc", "aba", "ababa", "ababa", "mn", "nm",
    "amanb", "", " ", "line\nbreak.end", "*.end", "[a]", "?",
]  # fmt: skip


@pytest.mark.parametrize("glob", GLOBS)
def test_each_glob_fits_what_fnmatch_says(glob: str) -> None:
    alone = Globs([glob])
    assert [name for name in NAMES if name in alone] == [name for name in NAMES if fnmatchcase(name, glob)]


def test_together_they_fit_what_any_of_them_fits() -> None:
    together = Globs(GLOBS)
    assert [n for n in NAMES if n in together] == [n for n in NAMES if any(fnmatchcase(n, g) for g in GLOBS)]


def test_none_fit_nothing_and_a_star_fits_all() -> None:
    assert not any(name in Globs([]) for name in NAMES)
    assert all(name in Globs(["*"]) for name in NAMES)
    assert all(name in Globs(["**"]) for name in NAMES)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("pom.xml", True),
        ("pom.xmlx", False),
        ("app.csproj", True),
        (".csproj", True),
        ("app.csproj.user", False),
        ("README", True),
        ("README.md", True),
        ("aREADME", False),
        ("requirements.txt", True),
        ("requirements-dev.txt", True),
        ("requirements.tx", False),
        ("aba", False),
        ("abba", True),
        ("", False),
    ],
)
def test_names_and_globs(name: str, expected: bool) -> None:
    assert (name in Globs(("pom.xml", "*.csproj", "README*", "requirements*.txt", "ab*ba"))) is expected
