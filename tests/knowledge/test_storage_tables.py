"""The tables behind mounts and data: every name in them is one that the image tables know."""

from __future__ import annotations

import posixpath

import pytest

from composelint.knowledge import config_targets, data_paths, images, init_scripts, mounting
from composelint.knowledge.host import paths
from composelint.knowledge.images.environment import variables

FIRST_NAMES = {row["names"].split()[0] for row in images.table().values()}
LAST_WORDS = {name.rpartition("/")[2] for row in images.table().values() for name in row["names"].split()}


@pytest.mark.parametrize(
    "names",
    [
        data_paths.STATEFUL,
        data_paths.CONFIGURED_ELSEWHERE,
        data_paths.UNSET,
        data_paths.KEPT_OUTSIDE,
        data_paths.OTHER_VOLUMES,
        config_targets.EDITORS,
        init_scripts.NOT_RECURSIVE,
        mounting.TOLERANT,
    ],
)
def test_tables_use_the_first_name_of_a_row(names: frozenset[str] | dict[str, object]) -> None:
    assert sorted(set(names) - FIRST_NAMES) == []


def test_tables_of_last_words_use_known_ones() -> None:
    words = {word for group, _ in data_paths.USUAL for word in group.split()}
    assert sorted({*words, *mounting.NEEDS_TMP, *mounting.CONFIGURED_BY} - LAST_WORDS) == []


def test_conditions_name_variables() -> None:
    assert all(variables(condition) for condition in data_paths.KEPT_OUTSIDE.values())


def test_what_is_declared_elsewhere_is_stateful() -> None:
    for name in data_paths.STATEFUL:
        facts = images.facts(name, None, (), True)
        assert facts is not None, name
        assert facts.data or name in data_paths.UNSET, name


def test_paths_of_the_host_are_clean_and_told_once() -> None:
    keys = [(path, reach) for path, reach, *_ in paths.ROWS]
    assert len(keys) == len(set(keys))
    for path, reach, write, see, words in paths.ROWS:
        assert path == posixpath.normpath(path)
        assert path.startswith(("/", "~"))
        assert reach in ("", "*", "/*")
        assert {write, see} <= {"error", "warning", "info", ""}
        assert words


@pytest.mark.parametrize(
    "table",
    [
        [path for _, places in data_paths.USUAL for path in places],
        [path for places in data_paths.UNSET.values() for path in places],
        [path for places in data_paths.OTHER_VOLUMES.values() for path in places],
        config_targets.FILES,
        config_targets.DIRECTORIES,
        init_scripts.DIRECTORIES,
        paths.CODE_TARGETS,
        paths.RELABELLED,
        mounting.CONFIGURED_BY.values(),
    ],
)
def test_paths_in_containers_are_absolute_and_clean(table: list[str]) -> None:
    for path in table:
        assert path == posixpath.normpath(path)
        assert path.startswith("/")
