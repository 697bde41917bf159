"""Compose files in a few words, loaded, and what the loader made of them as plain data."""

from __future__ import annotations

from collections.abc import Mapping

from composelint.core.defect import Problem
from composelint.load.discover import StackFiles
from composelint.load.files import Files
from composelint.load.project import Project
from composelint.load.stack import Options, load_project
from composelint.model.compose import Stack
from composelint.model.service import Service
from composelint.model.values import Flag, Items, Map, Node, Null, Number, Text
from composelint.workspace import Workspace

UNKNOWN = "?"
"""What `data` shows for a value that nobody knows."""

TAKEN = ("yaml-type-trap", "ineffective-null-override")


class Loaded:
    """A project with its stack and the problems on the way."""

    def __init__(self, project: Project, stack: Stack) -> None:
        self.project = project
        self.stack = stack
        self.files: Files = project.files
        self.problems: list[Problem] = project.files.problems

    @property
    def said(self) -> list[tuple[str, str]]:
        """(rule, text at the place) of every problem."""
        return [(problem.kind, problem.defect.span.text) for problem in self.problems]

    @property
    def refused(self) -> list[Problem]:
        """The problems for which Compose refuses the files; it takes what merely means something unexpected."""
        return [problem for problem in self.problems if problem.kind not in TAKEN]

    @property
    def messages(self) -> list[str]:
        return [problem.defect.message for problem in self.problems]

    def service(self, name: str = "web") -> Service:
        return self.stack.services[name]

    def at(self, *path: str) -> object:
        """The merged model at a path of keys and indexes, as plain data."""
        return data(self.node(*path))

    def node(self, *path: str) -> Node:
        node: Node = self.project.model
        for step in path:
            found = node.items[int(step)] if isinstance(node, Items) else None
            found = node.get(step) if isinstance(node, Map) else found
            assert found is not None, f"nothing at {'.'.join(path)}"
            node = found
        return node

    def text(self, *path: str) -> Text:
        node = self.node(*path)
        assert isinstance(node, Text)
        return node


def load(
    files: str | Mapping[str, str],
    names: list[str] | None = None,
    env: Mapping[str, str] | None = None,
    *,
    complete: bool = True,
) -> Loaded:
    """The project of some files, by default of all that are called `*compose*`, in the order given."""
    texts = {"compose.yaml": files} if isinstance(files, str) else files
    compose = names or [name for name in texts if "compose" in name and "/" not in name]
    workspace = Workspace.in_memory(texts, complete=complete)
    return Loaded(*load_project(workspace, StackFiles(".", compose), Options(env)))


def web(body: str, *others: str, env: Mapping[str, str] | None = None) -> Loaded:
    """The project of one service `web` with this body, overridden by the others' bodies."""
    texts = {}
    for number, text in enumerate((body, *others)):
        lines = "".join(f"    {line}\n" for line in text.splitlines())
        texts[f"compose{number}.yaml"] = f"services:\n  web:\n{lines}"
    return load(texts, env=env)


def data(node: Node | None) -> object:
    """A node as plain data."""
    if isinstance(node, Map):
        return {name: data(entry.value) for name, entry in node.fields.items()}
    if isinstance(node, Items):
        return [data(item) for item in node]
    if isinstance(node, Text | Number | Flag):
        return UNKNOWN if node.value is None else node.value
    return None if node is None or isinstance(node, Null) else UNKNOWN
