"""Configuration files into layers: extended, walked along their table; whatever is wrong is said at its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from os import path as os_path
from typing import NoReturn

from ..core.defect import Defect, Intents, Place, Problem, Related, span_of
from ..core.nearest import nearest
from ..core.rule import THEMES, Rule
from ..core.source import Source
from ..load.paths import directory_of, join
from ..load.reader import Reader, shorten
from ..load.spec import ANY, Spec
from ..model.values import Items, Map, Node, Text, Via
from ..syntax import yaml
from ..syntax.interpolation import Found
from ..workspace import Unreadable, Workspace
from .config import ConfigError, Layer, where
from .config_layer import layer
from .config_spec import CONFIG, FOREIGN_NAME, POLICY_NAME, Row, options_row
from .select import GROUPS, code_of, slugs_of

PRESETS = os_path.join(os_path.dirname(os_path.dirname(os_path.abspath(__file__))), "presets")


def _nothing(name: str) -> Found | None:
    return None


class ConfigReader(Reader):
    """Reads one configuration file; `known` are the rules that it may name."""

    def __init__(self, known: dict[str, Rule]) -> None:
        super().__init__(_nothing)
        self.known = known

    def say(self, at: Place, message: str, known: Collection[str] = (), name: str = "") -> None:
        """A problem; the nearest of the known names is told with it."""
        near = nearest(name, known) if name else None
        hint = f"; did you mean {near}?" if near else ""
        self.problems.append(Problem("configuration", Defect(at, message + hint)))

    def complain(
        self, kind: str, at: Place, message: str, help: str | None = None, also: Related = (), fix: Intents = ()
    ) -> None:
        # What the walker says of Docker is not true of this file.
        hint = f"; {help[0].lower()}{help[1:]}" if help and help.startswith("Did you mean") else ""
        super().complain(kind, at, message)
        self.problems[-1].defect.message += hint

    def mapping(self, tree: yaml.Mapping, spec: Spec, path: tuple[str, ...], via: tuple[Via, ...]) -> Node:
        node = super().mapping(tree, spec, path, via)
        if isinstance(node, Map) and isinstance(spec, Row):
            written = {key.text for key, _ in tree.entries if isinstance(key, yaml.Scalar)} | set(node.fields)
            missing = [name for name in spec.required if name not in written]
            if missing:
                self.say(tree.span, f"{missing[0]} is missing here")
            if spec.either and not written & set(spec.either):
                self.say(tree.span, f"{' or '.join(spec.either)} is missing here")
        return node

    def sequence(self, tree: yaml.Sequence, spec: Spec, path: tuple[str, ...], via: tuple[Via, ...]) -> Node:
        if isinstance(spec, Row) and len(tree.items) < spec.least:
            self.say(tree, f"{path[-1]} is empty")
        return super().sequence(tree, spec, path, via)

    def key_spec(self, key: yaml.Scalar, spec: Spec, path: tuple[str, ...]) -> Spec | None:
        if not isinstance(spec, Row):
            return ANY
        name = key.text
        if spec.keys is not None and name in spec.keys:
            return spec.keys[name]
        if spec.keys is not None:
            if spec.extra == "x" and name.startswith("x-"):
                return ANY
            place = f" in {path[-1]}" if path and path[-1] != "[]" else f" in {path[-2]}" if path else ""
            self.say(key, f'unknown key "{shorten(name)}"{place}', spec.keys, name)
            return None
        return self.named(key, spec)

    def named(self, key: yaml.Scalar, spec: Row) -> Spec | None:
        """The row behind a name that the file may choose from a vocabulary, or freely."""
        name = key.text
        if spec.vocabulary in ("rule", "options"):
            rule = self.known.get(name)
            if rule is None:
                self.unknown_rule(key, name, self.known)
                return None
            return options_row(rule.options) if spec.vocabulary == "options" else spec.of
        if spec.vocabulary == "policy" and not re.fullmatch(POLICY_NAME, name):
            self.say(key, f'"{shorten(name)}" is no name of a policy: small letters, digits and - only')
            return None
        return spec.of

    def judge(self, value: Node, spec: Spec, path: tuple[str, ...]) -> None:
        super().judge(value, spec, path)
        if not isinstance(spec, Row) or not isinstance(value, Text) or value.value is None:
            return
        if not value.value and spec.vocabulary != "value":
            self.say(value, f"{path[-1] if path[-1] != '[]' else path[-2]} is empty")
        elif spec.vocabulary == "selector":
            name = value.value
            aliases = {alias for rule in self.known.values() for alias in rule.aliases}
            known = name in self.known or name in THEMES or name in GROUPS or name in aliases
            if not known and not (name.startswith(("shellcheck:", "hadolint:")) and code_of(name)):
                self.unknown_rule(value, name, [*self.known, *THEMES, *GROUPS])

    def unknown_rule(self, at: Place, name: str, known: Collection[str]) -> None:
        slugs = sorted(slugs_of(name, self.known)) if name not in THEMES else []
        if slugs:
            self.say(at, f'"{shorten(name)}" is another tool\'s name; write {" or ".join(slugs[:3])}')
        elif name in THEMES:
            self.say(at, f'"{name}" is a theme; name a rule here')
        elif re.fullmatch(FOREIGN_NAME, name):
            what = "policies" if name.startswith("policy/") else "plugins"
            self.say(at, f'no rule is called "{shorten(name)}": is it missing under {what}?', self.known, name)
        else:
            self.say(at, f'no rule is called "{shorten(name)}"', known, name)

    def interpolated(self, tree: yaml.Scalar, via: tuple[Via, ...], path: tuple[str, ...]) -> Text:
        # A dollar sign is a dollar sign: patterns of policies end with one.
        return Text(str(tree.value), tree.span, via, excerpt=tree)


class Files:
    """The configuration files of a run, from the one that is found down to what it extends."""

    def __init__(self, workspace: Workspace, known: dict[str, Rule], place: Callable[[str], str]) -> None:
        self.workspace = workspace
        self.known = known
        self.place = place

    def read(self, path: str, chain: tuple[str, ...] = ()) -> list[Layer]:
        """The layers of a file: what it extends, its preset, its own. Raises ConfigError."""
        source = self.workspace.read(path)
        if isinstance(source, Unreadable):
            raise ConfigError(f"{self.place(path)}: {source.reason}")
        tree = self.document(source)
        if tree is None:
            return []
        layers: list[Layer] = []
        for scalar in _texts(tree, "extends"):
            below = join(directory_of(path), scalar.text)
            if below in (*chain, path):
                self.refuse([Defect(scalar, f'"{shorten(scalar.text)}" extends this file in turn')])
            if self.workspace.exists(below) is not True or self.workspace.is_dir(below):
                self.refuse([Defect(scalar, f'"{shorten(scalar.text)}" is no file inside the project')])
            if len(chain) >= MOST_EXTENDED:
                self.refuse([Defect(scalar, f"more than {MOST_EXTENDED} files extend each other")])
            layers += self.read(below, (*chain, path))
        for scalar in _texts(tree, "preset"):
            layers += self.preset(scalar.text)
        return [*layers, self.layer(tree, path)]

    def preset(self, name: str) -> list[Layer]:
        """The layers of a packaged configuration; none where no preset has that name."""
        packaged = Workspace.on_disk(PRESETS)
        source = packaged.read(f"{name}.yaml")
        tree = self.document(source) if isinstance(source, Source) and name.isalpha() else None
        return [] if tree is None else [self.layer(tree, source.path)]

    def document(self, source: Source) -> yaml.Mapping | None:
        """The mapping that a file holds; None when it holds nothing."""
        stream = yaml.parse(source)
        if stream.problems:
            self.refuse([problem.defect for problem in stream.problems])
        if len(stream.documents) > 1:
            self.refuse([Defect(stream.documents[1], "a second document: a configuration is one")])
        tree = stream.documents[0] if stream.documents else None
        if tree is None or (isinstance(tree, yaml.Scalar) and tree.value is None):
            return None
        if not isinstance(tree, yaml.Mapping):
            self.refuse([Defect(tree, "a configuration is a mapping of keys to values")])
        return tree

    def layer(self, tree: yaml.Mapping, path: str) -> Layer:
        """What one file says itself. Its plugins and policies add to the rules that it may name."""
        reader = ConfigReader(self.known)
        for scalar in _texts(tree, "plugins"):
            self.plug(scalar, reader)
        names = [key.text for key in _keys(tree, "policies") if re.fullmatch(POLICY_NAME, key.text)]
        own = {f"policy/{name}": _policy_rule(name) for name in names}
        self.known |= own
        node = reader.read(tree, CONFIG)
        found = Layer() if reader.problems or not isinstance(node, Map) else layer(node, path, self.known, reader.say)
        if isinstance(node, Map) and not reader.problems:
            self.known |= {policy.rule.slug: policy.rule for policy in found.policies}
            self.missing_files(node, path, reader)
            self.program(node.get("shellcheck"), reader)
        if reader.problems:
            self.refuse([problem.defect for problem in reader.problems])
        return found

    def plug(self, name: yaml.Scalar, reader: ConfigReader) -> None:
        """Adds the rules of a plugin to those that are known."""
        from .plugins import PluginError, load

        try:
            self.known |= load(name.text)
        except PluginError as error:
            reader.say(name, str(error))

    def missing_files(self, node: Map, path: str, reader: ConfigReader) -> None:
        """Files of explicit stacks that are not there."""
        stacks = node.get("stacks")
        for entry in stacks if isinstance(stacks, Items) else ():
            for key in ("files", "env_file"):
                named = entry.get(key) if isinstance(entry, Map) else None
                for text in named if isinstance(named, Items) else [named]:
                    if isinstance(text, Text) and text.value:
                        below = join(directory_of(path), text.value)
                        if self.workspace.exists(below) is not True or self.workspace.is_dir(below):
                            reader.say(text, f'"{shorten(text.value)}" is no file inside the project')

    def program(self, named: Node | None, reader: ConfigReader) -> None:
        """A program that the project brings along could do anything: it is never run."""
        path = named.value if isinstance(named, Text) else None
        if named is None or not path or path == "off":
            return
        if not os_path.isabs(path) or self.workspace.holds(path):
            reader.say(named, f'shellcheck is `off` or an absolute path outside of the project, not "{shorten(path)}"')

    def refuse(self, defects: list[Defect]) -> NoReturn:
        defects.sort(key=lambda defect: span_of(defect).sort_key())
        raise ConfigError("\n".join(f"{where(defect.span, self.place)}: {defect.message}" for defect in defects))


MOST_EXTENDED = 20


def _policy_rule(name: str) -> Rule:
    return Rule(f"policy/{name}", "policy", "", "warning", "Service", True, "none", raised_by="engine")


def _values(tree: yaml.Mapping, name: str) -> Iterator[yaml.Tree]:
    for key, value in tree.entries:
        if isinstance(key, yaml.Scalar) and key.text == name:
            yield value.target if isinstance(value, yaml.Alias) else value


def _texts(tree: yaml.Mapping, name: str) -> Iterator[yaml.Scalar]:
    """The text of a key at the top, or the texts of its list; what is neither is for the walker to tell."""
    for value in _values(tree, name):
        for item in value.items if isinstance(value, yaml.Sequence) else [value]:
            target = item.target if isinstance(item, yaml.Alias) else item
            if isinstance(target, yaml.Scalar) and isinstance(target.value, str) and target.value:
                yield target


def _keys(tree: yaml.Mapping, name: str) -> Iterator[yaml.Scalar]:
    for value in _values(tree, name):
        for key, _ in value.entries if isinstance(value, yaml.Mapping) else ():
            if isinstance(key, yaml.Scalar):
                yield key
