"""The cache: a run that finds verdicts of an earlier one says what a fresh run says, byte for byte."""

from __future__ import annotations

import marshal
import os
import shutil
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from repository import Repository

from composelint import api
from composelint.cli.checking import cache_directory
from composelint.engine import cache, installed, lint, shelf, shellcheck
from composelint.output import FORMATS, renderer, text

TODAY = "2026-11-22"
HERE = Path(__file__).resolve().parent.parent
PROJECTS = [*HERE.glob("fixtures/*"), *HERE.parent.glob("examples/*/*/")]

PASSWORD = "correct-" + "horse-battery-9f3a"
SHOP = {
    "compose.yaml": f"""\
include:
  - parts/db.yaml
services:
  web:
    extends: {{file: common.yaml, service: base}}
    build: ./web
    ports: ["80:80", "${{PORT:-1}}:90"]
    env_file: [web.env, missing.env]
    depends_on: [db, cahce]
    environment:
      API_PASSWORD: {PASSWORD}
      HINT: "the password {PASSWORD} is ${{WORD}} ${{LACKING}}"
    volumes: ["./conf/site.conf:/etc/site.conf", "data:/data"]
  old:
    # composelint: ignore[end-of-life-image, until=2027-05-01] moved next spring
    image: redis:5
    command: sh -c "redis-server --requirepass {PASSWORD}"
    restart: alwys
volumes:
  data:
""",
    "common.yaml": "services:\n  base:\n    privileged: true\n    image: example/base\n",
    "parts/db.yaml": "services:\n  db:\n    image: postgres:16\n    environment: {POSTGRES_USER: me}\n",
    "compose.dev.yaml": "services:\n  web:\n    # composelint: ignore[host-network] wanted\n    network_mode: host\n",
    ".env": f"PORT=8080\nWORD={PASSWORD}\n",
    "web.env": "# composelint: ignore[unused-variable]\nTOKEN=abc\n",
    "web/Dockerfile": """\
FROM python:3.7 AS base
# hadolint ignore=DL3042
RUN pip install flask
COPY . /app
COPY settings.py nothing.py /app/
RUN cd /app; ls *
""",
    "web/settings.py": "",
    "web/key.pem": "",
    "conf/site.conf": "",
    "tools/Dockerfile": "FROM debian:10\nMAINTAINER me\nRUN cd /x; apt-get install curl\nADD http://example.org/a /a\n",
    "tools/b.Dockerfile": "FROM debian:12\nRUN ls *\n# composelint: ignore[missing-user] nothing to take back\n",
}


@pytest.fixture(autouse=True)
def always(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A single stack is enough, and no ShellCheck is there unless a test brings one."""
    monkeypatch.setattr(lint, "FEW", 0)
    monkeypatch.setattr(installed, "shellcheck", lambda path="": path)
    shellcheck.program.cache_clear()
    yield
    shellcheck.program.cache_clear()


def write(root: Path, files: Mapping[str, str | None]) -> Path:
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if content is None:
            path.unlink()
        else:
            path.write_text(content)
    return root


def said(checked: api.Checked, formats: Iterable[str] = ("json",)) -> dict[str, object]:
    """What a user can get to see; with all formats, everything."""
    pages = {name: renderer(name)(checked.report) for name in formats}
    pages |= {"text": text.render(checked.report, place=checked.place), "quiet": text.render_concise(checked.report)}
    return {**pages, "notes": checked.notes, "unheard": checked.unheard, "exit": checked.report.exit_code()}


class Runs:
    """Runs over one tree with one cache."""

    def __init__(self, root: Path, place: Path, **wanted: object) -> None:
        self.root = root
        self.place = place
        self.wanted: dict[str, object] = {"paths": [str(root)], "today": TODAY} | wanted

    def check(self, place: Path | None, **more: object) -> api.Checked:
        return api.check(api.Request(cache=place and str(place), **(self.wanted | more)))  # type: ignore[arg-type]  # as given

    def same(self, cached: int | None = None, formats: Iterable[str] = ("json",), **more: object) -> dict[str, object]:
        """What a run with the cache says, which must be what a run without one does."""
        checked = self.check(self.place, **more)
        found = said(checked, formats)
        assert found == said(self.check(None, **more), formats)
        if cached is not None:
            assert checked.cached == cached
        return found

    @property
    def entries(self) -> list[Path]:
        return sorted(self.place.glob(f"*{shelf.ENDING}"))


@pytest.fixture
def shop(tmp_path: Path) -> Runs:
    return Runs(write(tmp_path / "shop", SHOP), tmp_path / "cache")


# Equality


@pytest.mark.parametrize("project", PROJECTS, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_real_projects(project: Path, tmp_path: Path) -> None:
    runs = Runs(shutil.copytree(project, tmp_path / "project"), tmp_path / "cache")
    first = runs.same(cached=0, formats=FORMATS)
    stacks = len(runs.check(None).report.stacks)
    assert runs.same(cached=stacks, formats=FORMATS) == first


def test_a_tree_of_many_stacks(shop: Runs) -> None:
    first = shop.same(cached=0, formats=FORMATS)
    assert shop.same(cached=4, formats=FORMATS) == first
    assert PASSWORD not in "".join(str(page) for page in first.values())
    report = shop.check(shop.place).report
    assert {"unused-ignore", "missing-file", "privileged-container"} <= {found.rule for found in report.findings}
    assert len(report.suppressed) > 1
    assert any(report.edits(found) for found in report.findings)


@pytest.mark.parametrize(
    ("wanted", "cached"),
    [
        ({"select": ["all"]}, 4),
        ({"select": ["dockerfile"], "ignore": ["deprecated-maintainer"]}, 4),
        ({"preset": "strict"}, 4),
        ({"files": ["compose.yaml"], "paths": []}, 1),
        ({"files": ["common.yaml", "compose.yaml"], "paths": []}, 1),
        ({"profiles": ["x"]}, 4),
        ({"env": {"PORT": "x"}}, 4),
        ({"env_files": ["web.env"]}, 4),
        ({"exclude": ["tools"]}, 2),
        ({"paths": ["tools/Dockerfile", "web.env"]}, 3),
        ({"paths": ["tools"]}, 2),
        ({"allow_outside": True}, 4),
    ],
)
def test_choices_of_the_caller(
    wanted: dict[str, Any], cached: int, shop: Runs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(shop.root)
    shop.same()
    before = len(shop.entries)
    first = shop.same(**wanted)
    assert shop.same(cached=cached, **wanted) == first
    assert shop.same(cached=4)
    if set(wanted) - {"exclude", "paths"}:
        assert len(shop.entries) == before + cached


def test_a_baseline_and_a_revision(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repository = Repository(tmp_path / "shop")
    repository.commit({"compose.yaml": "services:\n  db:\n    image: redis:8\n"})
    write(repository.path, SHOP)
    runs = Runs(repository.path, tmp_path / "cache")
    monkeypatch.chdir(repository.path)
    runs.same()
    assert runs.same(cached=4, formats=FORMATS, since="HEAD")["notes"]
    request = api.Request(paths=["."], today=TODAY)
    known, _ = api.baseline(request)
    request.cache = str(runs.place)
    again, _ = api.baseline(request)
    assert again == known
    (tmp_path / "known").write_text(known)
    assert runs.same(cached=4, baseline=str(tmp_path / "known"))["exit"] == 0


# What a verdict depends on


CONFIG = "overrides:\n  - paths: [web/*]\n    severity: {missing-user: error}\nseverity: {missing-file: info}\n"
POLICY = "policies:\n  named: {schema: {required: [container_name]}}\n"
CHANGES: list[tuple[dict[str, str], dict[str, str | None]]] = [
    ({}, {"web/Dockerfile": "FROM python:3.13\n"}),
    ({}, {"compose.yaml": SHOP["compose.yaml"].replace("cahce", "old")}),
    ({}, {"web/sub/.env": f"API_PASSWORD={PASSWORD}\n"}),
    ({}, {"web/nothing.py": ""}),
    ({}, {"web/settings.py": None}),
    ({}, {"web/.dockerignore": "settings.py\n"}),
    ({"web/.dockerignore": "*\n"}, {"web/.dockerignore": "*\n!settings.py\n"}),
    ({"web/.dockerignore": "*\n"}, {"web/Dockerfile.dockerignore": "key.pem\n"}),
    ({}, {".env": "PORT=nonsense\n"}),
    ({}, {".env": None}),
    ({}, {"missing.env": "A=1\n"}),
    ({}, {"missing.env.example": "A=1\n"}),
    ({}, {"web.env": "TOKEN=\n=broken\n"}),
    ({}, {"parts/db.yaml": "services:\n  db:\n    image: postgres\n"}),
    ({}, {"parts/db.yaml": None}),
    ({}, {"parts/db.yaml": "services:\n  - broken: [\n"}),
    ({}, {"common.yaml": "services:\n  base:\n    image: example/base:1\n"}),
    ({}, {"conf/site.conf": None}),
    ({}, {"compose.override.yaml": "services:\n  web:\n    privileged: false\n"}),
    ({}, {"docker-compose.yml": "services: {}\n"}),
    ({}, {"start.sh": "LACKING=x docker compose up\n"}),
    ({}, {"new/compose.yaml": "services:\n  x:\n    build: ../tools\n"}),
    ({}, {"tools/b.Dockerfile": None}),
    ({}, {".composelint.yaml": CONFIG}),
    ({".composelint.yaml": CONFIG}, {".composelint.yaml": CONFIG.replace("error", "info")}),
    ({".composelint.yaml": "extends: more.yaml\n", "more.yaml": CONFIG}, {"more.yaml": "ignore: [missing-user]\n"}),
    ({".composelint.yaml": "preset: strict\n"}, {".composelint.yaml": "preset: security\n"}),
    ({}, {".composelint.yaml": POLICY}),
    ({".composelint.yaml": POLICY}, {".composelint.yaml": POLICY.replace("container_name", "image")}),
    (
        {".composelint.yaml": "stacks: [{files: [compose.yaml], env_file: web.env}]\n"},
        {".composelint.yaml": "stacks: [{files: [compose.yaml], profiles: [x]}]\n"},
    ),
]


UNSEEN: list[tuple[dict[str, str], dict[str, str | None]]] = [
    ({}, {"compose.yaml": SHOP["compose.yaml"] + "# a comment\n"}),
    ({}, {"README.md": ""}),
    ({".composelint.yaml": "fail-on: never\n"}, {".composelint.yaml": "fail-on: info\n"}),
]


@pytest.mark.parametrize(
    ("before", "change", "seen"), [*((*it, True) for it in CHANGES), *((*it, False) for it in UNSEEN)]
)
def test_a_change_is_noticed(before: dict[str, str], change: dict[str, str | None], seen: bool, shop: Runs) -> None:
    write(shop.root, before)
    first = shop.same()
    assert shop.same() == first
    write(shop.root, change)
    changed = shop.same()
    assert (changed != first) is seen
    assert shop.same() == changed


GIT: list[tuple[dict[str, str], list[tuple[str, ...]], dict[str, str]]] = [
    ({"compose.yaml": "services:\n  a:\n    image: redis\n    env_file: a.env\n",
      "a.env": f"API_PASSWORD={PASSWORD}\n", ".gitignore": "a.env\n"}, [("add", "-f", "a.env")], {}),
    ({"compose.yaml": "services:\n  a:\n    image: redis\n    env_file: a.env\n"}, [], {".gitignore": "*.env\n"}),
    ({"compose.yaml": "services:\n  a:\n    image: redis\n    env_file: x/a.env\n", "x/y": ""}, [],
     {"x/.gitignore": "*.env\n"}),
    ({"compose.yaml": "services:\n  a:\n    image: redis:${TAG}\n"}, [], {".gitignore": ".env\n"}),
    ({"compose.yaml": "services:\n  a:\n    image: redis\n    secrets: [s]\nsecrets: {s: {file: ./s.txt}}\n",
      "s.txt": f"{PASSWORD}\n", ".gitignore": "*.txt\n"}, [("add", "-f", "s.txt")], {}),
]  # fmt: skip


@pytest.mark.parametrize(("files", "commands", "change"), GIT)
def test_what_git_does_with_a_file(
    files: dict[str, str], commands: list[tuple[str, ...]], change: dict[str, str], tmp_path: Path
) -> None:
    repository = Repository(tmp_path / "shop")
    repository.write(files)
    runs = Runs(repository.path, tmp_path / "cache", select=["all"])
    first = runs.same()
    assert runs.same(cached=1) == first
    for command in commands:
        repository.git(*command)
    repository.write(change)
    assert runs.same() != first
    runs.same(cached=1)


def test_a_git_repository_begins(shop: Runs) -> None:
    shop.same()
    Repository(shop.root)
    shop.same()
    shop.same(cached=4)


def test_what_others_asked_for_is_asked_for_again(tmp_path: Path) -> None:
    """Facts of git are remembered across stacks, and count for each of them."""
    repository = Repository(tmp_path / "shop")
    body = "services:\n  a:\n    image: redis:8\n    env_file: ../common.env\n"
    repository.write({".gitignore": "*.env\n", "a/compose.yaml": body, "b/compose.yaml": body})
    runs = Runs(repository.path, tmp_path / "cache", select=["missing-file"])
    first = runs.same(cached=0)
    runs.same(cached=2)
    repository.write({".gitignore": ""})
    assert runs.same(cached=0) != first


@pytest.mark.parametrize(
    ("files", "day", "cached"),
    [
        ({"compose.yaml": "services:\n  a:\n    image: redis:8\n"}, "2031-01-01", 1),
        ({"compose.yaml": "services:\n  a:\n    image: postgres:14\n"}, "2026-11-21", 1),
        ({"compose.yaml": "services:\n  a:\n    image: postgres:14\n"}, "2026-11-12", 0),
        ({"compose.yaml": "services:\n  a:\n    image: postgres:16\n"}, "2027-06-01", 1),
        ({"compose.yaml": "services:\n  a:\n    image: postgres:16\n"}, "2029-06-01", 0),
        ({"compose.yaml": "services:\n  a:\n    image: postgres:10\n"}, "2026-11-23", 1),
        ({"compose.yaml": "services:\n  a:\n    image: postgres:10\n"}, "2028-11-23", 0),
        ({"Dockerfile": "FROM debian:12\n# composelint: ignore[missing-user, until=2026-12-01]\n"}, "2026-12-01", 1),
        ({"Dockerfile": "FROM debian:12\n# composelint: ignore[missing-user, until=2026-12-01]\n"}, "2026-12-02", 0),
        ({"Dockerfile": "# trivy:ignore:DS-0002:exp:2026-12-01\nFROM debian:12\n"}, "2026-12-02", 0),
    ],
)
def test_days(files: dict[str, str], day: str, cached: int, tmp_path: Path) -> None:
    """A verdict holds for all days on which it would be the same."""
    runs = Runs(write(tmp_path / "shop", files), tmp_path / "cache")
    runs.same()
    runs.same(cached=1)
    runs.same(cached=cached, today=day)
    runs.same(cached=1, today=day)


SHELLCHECK = """#!{python}
import json, sys
if "--version" in sys.argv:
    print("version: {version}")
    sys.exit()
open({log!r}, "a").write("called\\n")
names = [name for name in sys.argv if name.endswith(".sh")]
said = [dict(file=name, line=3, endLine=3, column=1, endColumn=3, level="warning", code=2164, message={words!r})
    for name in names]
print(json.dumps({{"comments": said}}) if {answers} else "")
"""


class Program:
    """A program in ShellCheck's place."""

    def __init__(self, place: Path, patch: pytest.MonkeyPatch) -> None:
        self.path = place / "shellcheck"
        self.log = place / "calls"
        patch.setattr(installed, "shellcheck", lambda path="": path or str(self.path) * self.path.exists())

    def install(self, words: str = "Use this", version: str = "0.11.0", *, answers: bool = True) -> None:
        content = SHELLCHECK.format(
            python=sys.executable, words=words, version=version, log=str(self.log), answers=answers
        )
        self.path.write_text(content)
        self.path.chmod(0o755)
        shellcheck.program.cache_clear()

    @property
    def calls(self) -> int:
        return len(self.log.read_text().splitlines()) if self.log.exists() else 0


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Program:
    return Program(tmp_path, monkeypatch)


def test_shellcheck_is_asked_once(shop: Runs, program: Program) -> None:
    program.install()
    first = shop.same(cached=0)
    shellcheck.program.cache_clear()
    before = program.calls
    assert said(shop.check(shop.place)) == first
    assert program.calls == before > 0
    assert "Use this" in str(first["json"])


@pytest.mark.parametrize("change", ["other", "newer", "gone", "off", "old"])
def test_another_shellcheck(change: str, shop: Runs, program: Program) -> None:
    program.install()
    first = shop.same()
    if change == "off":
        write(shop.root, {".composelint.yaml": "shellcheck: off\n"})
    elif change == "gone":
        program.path.unlink()
    elif change == "newer":
        # Installed anew, it is the same program.
        os.utime(program.path, (1, 1))
        assert shop.same(cached=4) == first
        return
    else:
        program.install(words="Say that", version="0.5.0" if change == "old" else "0.11.0")
    shellcheck.program.cache_clear()
    assert shop.same(cached=0) != first
    shop.same(cached=4)


def test_stacks_that_wait_and_stacks_that_are_known_keep_their_order(tmp_path: Path, program: Program) -> None:
    program.install()
    shared = {"d/Dockerfile": "FROM debian:12\nRUN ls *\n"}
    names = [f"s{number}" for number in range(6)]
    files = {f"{name}/compose.yaml": f"services:\n  {name}:\n    build: ../d\n" for name in names}
    runs = Runs(write(tmp_path / "shop", files | shared), tmp_path / "cache")
    first = runs.same(cached=0)
    for name in ("s0", "s3"):
        write(runs.root, {f"{name}/compose.yaml": files[f"{name}/compose.yaml"] + "# changed\n"})
        assert runs.same(cached=5) == first


def test_no_answer_is_not_kept(shop: Runs, program: Program) -> None:
    program.install(answers=False)
    shop.same(cached=0)
    shop.same(cached=0)
    program.install()
    shop.same()
    shop.same(cached=4)


# What is not kept


def test_a_crash_is_not_kept(shop: Runs, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr(lint, "load", broken)
        patch.setattr(lint, "load_project", broken)
        assert shop.check(shop.place).report.exit_code() == 2
    assert not shop.place.exists()
    shop.same(cached=0)


def test_plugins_are_asked_every_time(shop: Runs, monkeypatch: pytest.MonkeyPatch) -> None:
    from composelint._catalog import RULES
    from composelint.engine.plugins import PluginRule

    rule = RULES["missing-user"]
    theirs = PluginRule("acme/x", rule.theme, "", "info", "Stack", True, "none", module="tests.engine.linting")
    monkeypatch.setitem(RULES, "acme/x", theirs)
    assert shop.check(shop.place, select=["privileges", "acme/x"]).cached is None
    assert shop.check(shop.place, select=["privileges"]).cached == 0


def test_who_asks_too_much_is_not_kept(shop: Runs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "MOST_ASKED", 10)
    shop.same()
    assert len(shop.entries) < 4
    shop.same(cached=len(shop.entries))


@pytest.mark.parametrize("wanted", [{"fix": True}, {"unsafe_fixes": True, "diff": True}, {"stdin": lambda: b""}])
def test_where_other_texts_are_judged(wanted: dict[str, object], shop: Runs) -> None:
    paths = ["-"] if "stdin" in wanted else [str(shop.root)]
    shop.check(shop.place, paths=paths, **wanted)
    assert not shop.place.exists()


def test_no_entry_holds_a_secret(shop: Runs) -> None:
    write(shop.root, {"web/Dockerfile": f"FROM debian:12\nENV API_PASSWORD={PASSWORD}\nRUN login -p {PASSWORD}\n"})
    shop.same(select=["all"])
    shop.same(select=["all"])
    assert len(shop.entries) > 1
    kept = b"".join(path.read_bytes() for path in shop.entries)
    assert PASSWORD.encode() not in kept
    assert b"debian:10" in kept


def test_a_few_stacks_are_judged_as_fast(shop: Runs, program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lint, "FEW", 8)
    assert shop.check(shop.place).cached is None
    assert not shop.place.exists()
    program.install()
    plain = write(shop.root.parent / "plain", {"compose.yaml": "services:\n  a:\n    image: redis:8\n"})
    assert shop.check(shop.place, paths=[str(plain)]).cached is None
    assert shop.check(shop.place).cached == 0
    monkeypatch.setattr(lint, "FEW", 4)
    program.path.unlink()
    assert shop.check(shop.place).cached == 0


# Entries


def spoiled(data: bytes) -> dict[str, bytes]:
    body = data[len(shelf.MAGIC) + 16 :]

    def entry(found: Any) -> bytes:
        payload = marshal.dumps(found, 4)
        return shelf.MAGIC + shelf.digest(payload) + payload

    since, until, asked, paths, (named, files, findings, suppressed, hidden, unasked) = marshal.loads(body)
    strange = tuple((*row[:5], 7, *row[6:]) for row in findings)
    far = tuple((*row[:3], 10**9, 10**9, *row[5:]) for row in findings)
    return {
        "empty": b"",
        "short": data[:-7],
        "long": data + b"x",
        "flipped": data[:60] + bytes([data[60] ^ 1]) + data[61:],
        "other": b"composelint entry 0\n" + data[len(shelf.MAGIC) :],
        "nothing": entry(None),
        "text": entry("x" * 5),
        "number": entry(5),
        "half": entry((since, until, asked)),
        "numbers": entry((1, 2, 3, 4, 5)),
        "asked": entry((since, until, (("nonsense", (("x", 1),)),), paths, ())),
        "pairs": entry((since, until, (("text", (5,)),), paths, ())),
        "verdict": entry((since, until, asked, paths, ((), (), (), (), (), ()))),
        "types": entry((since, until, asked, paths, (named, files, strange, suppressed, hidden, unasked))),
        "places": entry((since, until, asked, paths, (named, files, far, suppressed, hidden, unasked))),
        "sources": entry((since, until, asked, (), (named, files, findings, suppressed, hidden, unasked))),
        "absent": entry((since, until, (), (("gone", False),), ((), (), (), (), (), ()))),
        "code": shelf.MAGIC + shelf.digest(b"\xff\xff") + b"\xff\xff",
    }


KINDS = [
    "empty", "short", "long", "flipped", "other", "nothing", "text", "number", "half", "numbers", "asked", "pairs",
    "verdict", "types", "places", "sources", "absent", "code",
]  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_a_damaged_entry_is_none(kind: str, tmp_path: Path) -> None:
    runs = Runs(write(tmp_path / "shop", {"Dockerfile": "FROM debian\nRUN cd /x; ls\n"}), tmp_path / "cache")
    first = runs.same(cached=0)
    (path,) = runs.entries
    variants = spoiled(path.read_bytes())
    assert list(variants) == KINDS
    path.write_bytes(variants[kind])
    assert runs.same(cached=0) == first
    assert runs.same(cached=1) == first


def test_entries_are_small_and_private(shop: Runs) -> None:
    shop.same()
    assert {path.stat().st_mode & 0o777 for path in shop.entries} == {0o600}
    assert {path.stat().st_mode & 0o777 for path in (shop.place,)} == {0o700}
    assert max(path.stat().st_size for path in shop.entries) < 30_000
    assert (shop.place / "CACHEDIR.TAG").read_text().startswith("Signature: ")
    assert (shop.place / ".gitignore").read_text() == "*\n"
    assert len(shop.entries) == 4


def test_what_may_not_be_written(shop: Runs) -> None:
    shop.place.write_text("")
    shop.same(cached=0)
    shop.same(cached=0)
    assert shop.place.read_text() == ""


def test_a_directory_that_may_only_be_read(shop: Runs, monkeypatch: pytest.MonkeyPatch) -> None:
    shop.same()
    really = os.open

    def forbidden(path: str, flags: int, *more: int) -> int:
        if flags & os.O_CREAT:
            raise PermissionError(13, "Permission denied")
        return really(path, flags, *more)

    monkeypatch.setattr(os, "open", forbidden)
    shop.same(cached=4)
    write(shop.root, {"web/Dockerfile": "FROM debian\n"})
    shop.same(cached=2)
    shop.same(cached=2)


def test_where_anybody_may_write_nothing_is_believed(shop: Runs) -> None:
    shop.same()
    shop.place.chmod(0o777)
    shop.same(cached=0)
    shop.place.chmod(0o700)
    shop.same(cached=4)


def test_a_full_disk(shop: Runs, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", full)
        shop.check(shop.place)
    assert shop.entries == []
    shop.same(cached=0)


def test_links_are_not_followed(shop: Runs, tmp_path: Path) -> None:
    shop.same()
    outside = write(tmp_path / "outside", {"file": "mine"})
    for path in shop.entries:
        path.unlink()
        path.symlink_to(outside / "file")
    shop.same(cached=0)
    assert not any(path.is_symlink() for path in shop.entries)
    shop.same(cached=4)
    assert (outside / "file").read_text() == "mine"


def test_old_entries_go(shop: Runs) -> None:
    shop.same()
    long_ago = time.time() - 40 * shelf.DAY
    (recent, *others) = shop.entries
    for path in others:
        os.utime(path, (long_ago, long_ago))
    strangers = [write(shop.place, {name: ""}) / name for name in ("notes", "0123456789abcdef" * 2)]
    for path in (*strangers, shop.place / shelf.SWEPT):
        os.utime(path, (long_ago, long_ago))
    write(shop.root, {"x.Dockerfile": "FROM debian\n"})
    shop.check(shop.place, paths=[str(shop.root / "x.Dockerfile")])
    assert len(shop.entries) == 2
    assert recent in shop.entries
    assert all(path.exists() for path in strangers)
    # What a run wants is young again.
    os.utime(recent, (time.time() - 3 * shelf.DAY,) * 2)
    shop.same()
    assert time.time() - recent.stat().st_mtime < shelf.DAY


def test_two_runs_at_once(shop: Runs, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each run writes whole files, whoever is the last: one begins while the other is about to put its own in place."""
    first = said(shop.check(None))
    replace = os.replace
    nested: list[dict[str, object]] = []

    def slow(source: str, target: str) -> None:
        monkeypatch.setattr(os, "replace", replace)
        nested.append(said(shop.check(shop.place)))
        replace(source, target)

    monkeypatch.setattr(os, "replace", slow)
    assert said(shop.check(shop.place)) == first
    assert nested == [first]
    assert shop.same(cached=4) == first
    assert len(shop.entries) == 4


# Where it lies, and what it is for


@pytest.mark.parametrize(
    ("platform", "variables", "expected"),
    [
        ("linux", {"HOME": "/h"}, "/h/.cache/composelint"),
        ("linux", {"HOME": "/h", "XDG_CACHE_HOME": "/c"}, "/c/composelint"),
        ("linux", {"HOME": "/h", "XDG_CACHE_HOME": "c"}, "/h/.cache/composelint"),
        ("linux", {"HOME": "/h", "COMPOSELINT_CACHE_DIR": "/x"}, "/x"),
        ("darwin", {"HOME": "/h"}, "/h/Library/Caches/composelint"),
        ("win32", {"LOCALAPPDATA": "/l"}, "/l/composelint"),
        ("win32", {}, None),
    ],
)
def test_where_it_lies(
    platform: str, variables: dict[str, str], expected: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HOME", "XDG_CACHE_HOME", "LOCALAPPDATA", "COMPOSELINT_CACHE_DIR"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "platform", platform)
    assert cache_directory() == expected


def test_an_installed_program_is_known_by_its_content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "site-packages" / "composelint"
    record = tmp_path / "site-packages" / "composelint-0.1.0.dist-info" / "RECORD"
    write(tmp_path, {"site-packages/composelint/__init__.py": "", str(record): "a,sha256=1,2\n"})
    monkeypatch.setattr(cache, "PACKAGE", str(package))
    first = cache.program()
    os.utime(package / "__init__.py", (1, 1))
    assert cache.program() == first
    record.write_text("a,sha256=2,2\n")
    assert cache.program() != first
    record.unlink()
    checkout = cache.program()
    assert cache.program() == checkout
    os.utime(package / "__init__.py", (2, 2))
    assert cache.program() != checkout


@pytest.mark.parametrize(
    ("arguments", "kept"), [(["check"], True), (["check", "--no-cache"], False), (["baseline", "--no-cache"], False)]
)
def test_the_command(arguments: list[str], kept: bool, tmp_path: Path) -> None:
    files = {f"d{number}/Dockerfile": "FROM debian\n" for number in range(8)}
    repository = Repository(tmp_path / "shop")
    repository.write(files)
    place = tmp_path / "cache"
    for _ in range(2):
        done = repository.run(*arguments, COMPOSELINT_CACHE_DIR=str(place))
        assert done.returncode in (0, 1)
    assert place.exists() is kept
    if kept:
        done = repository.run("check", "--stats", COMPOSELINT_CACHE_DIR=str(place))
        assert "stacks 8, cached 8, files 8" in done.stderr
