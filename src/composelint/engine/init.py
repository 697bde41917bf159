"""The first configuration of a project, and new stacks in one that exists, whose comments stay."""

from __future__ import annotations

import re
from io import StringIO

from .._catalog import PROJECT
from ..load.discover import StackFiles, search
from ..load.paths import join
from ..workspace import Workspace
from .config import NAME, ConfigError, configured
from .report import UsageError

SCHEMA = f"{PROJECT}/raw/main/src/composelint/schemas/config.schema.json"
PAGE = f"{PROJECT}/blob/main/docs/configuration.md"

HEAD = f"""\
# yaml-language-server: $schema={SCHEMA}
# How composelint judges this project. Every key: {PAGE}

# Which rules run: recommended (what is on by default), security or strict.
preset: recommended

# The mildest finding that fails a run: error, warning, info or never.
fail-on: warning

# Rules, themes or other tools' ids that do not run; `composelint rules` lists them all.
# ignore:
#   - hadolint:DL3008

# A rule's severity, everywhere; off silences it, anything else also turns it on.
# severity:
#   missing-restart-policy: error

# What is not searched, as in a .gitignore.
# exclude:
#   - fixtures/

# What holds only for some files or services.
# overrides:
#   - paths: ["*dev*.yaml"]
#     ignore: [health, lifecycle, resources]
"""
STACKS = """
# Which files make a stack, in the order in which they are merged. Stacks that are not listed are found by their names.
"""
NO_STACKS = """
# Which files make a stack, where that does not follow from their names.
# stacks:
#   - files: [compose.yaml, deploy/production.yaml]
"""


def init(workspace: Workspace, directory: str, *, force: bool = False, update: bool = False) -> tuple[str, int]:
    """Writes the configuration of a directory: its path, and how many stacks it gained.

    Raises UsageError when there is one already (`force` replaces it, `update` adds the stacks that it lacks), or when
    it cannot be used; OSError when it cannot be written.
    """
    path = join(directory, NAME)
    exists = workspace.exists(path) is True
    if exists and not force and not update:
        raise UsageError(f"{path} exists: --update adds the stacks that it lacks, --force replaces it")
    found = [files for files in search(workspace, directory).stacks if files.compose]
    if exists and not force:
        return path, _update(workspace, path, directory, found)
    stacks = [_relative(files, directory) for files in found if all(map(_inside, _relative(files, directory)))]
    rows = "".join(f"  - files: [{', '.join(map(_quoted, files))}]\n" for files in stacks)
    workspace.write(path, HEAD + (f"{STACKS}stacks:\n{rows}" if rows else NO_STACKS))
    return path, len(stacks)


def _update(workspace: Workspace, path: str, directory: str, found: list[StackFiles]) -> int:
    """Adds the stacks that a configuration lacks; without any the file is left as it is."""
    spelled = configured(workspace, (directory,)).spelled
    taken = {name for files in spelled for name in files.compose}
    missing = [_relative(files, directory) for files in found if taken.isdisjoint(files.compose)]
    missing = [files for files in missing if all(map(_inside, files))]
    source = workspace.read(path)
    text = getattr(source, "text", "")
    if missing:
        workspace.write(path, _with_stacks(text, missing))
    return len(missing)


def _with_stacks(text: str, stacks: list[list[str]]) -> str:
    """The text of a configuration with more stacks in it, everything else as it was."""
    from ruamel.yaml import YAML
    from ruamel.yaml.comments import CommentedMap, CommentedSeq

    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 1 << 20
    dash = re.search(r"^( +)-( +)\S", text, re.MULTILINE)
    indent = len(dash[1]) if dash else 2
    yaml.indent(mapping=2, sequence=indent + 2, offset=indent)
    try:
        tree = yaml.load(text)
    except Exception as error:
        # The library may stumble in ways of its own; the file then stays as it is.
        raise ConfigError(f"{NAME}: cannot be rewritten: {type(error).__name__}") from None
    if not isinstance(tree, CommentedMap):
        return text.rstrip("\n") + ("\n" if text.strip() else "") + _rows(stacks)
    known = tree.get("stacks")
    if not isinstance(known, CommentedSeq):
        # At the end of the text nothing else can move.
        return text.rstrip("\n") + "\n" + _rows(stacks)
    for files in stacks:
        names = CommentedSeq(files)
        names.fa.set_flow_style()
        known.append(CommentedMap({"files": names}))
    written = StringIO()
    yaml.dump(tree, written)
    return written.getvalue().rstrip("\n") + "\n"


def _rows(stacks: list[list[str]]) -> str:
    return "\nstacks:\n" + "".join(f"  - files: [{', '.join(map(_quoted, files))}]\n" for files in stacks)


def _relative(files: StackFiles, directory: str) -> list[str]:
    """Compose files as a configuration in that directory names them."""
    from posixpath import relpath

    return [relpath(path, directory) for path in files.compose]


def _inside(name: str) -> bool:
    """Whether a name can be written as text at all."""
    return name.isprintable()


def _quoted(name: str) -> str:
    """A name as YAML writes it in a flow list."""
    if re.fullmatch(r"[A-Za-z./_][A-Za-z0-9./_-]*", name):
        return name
    from json import dumps

    return dumps(name, ensure_ascii=False)
