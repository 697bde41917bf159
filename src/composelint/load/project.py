"""Files into one merged model: documents in order, includes, extends, overrides (compose-go's loader, steps a to l)."""

from __future__ import annotations

from ..core.defect import Defect, Intents, Place, Problem, Related, span_of
from ..core.record import field, record
from ..core.source import Source, Span
from ..model.compose import TextFile
from ..model.values import Field, Items, Map, Node, Null, Text, Unknown, Via
from ..syntax import yaml
from ..workspace import Workspace
from .environment import Environment
from .files import Files
from .merge import delete, merge
from .naming import name_project
from .paths import directory_of, join, remote, written
from .reader import Lacking, Reader
from .requirements import head, refusals, report_missing, report_sources, report_tests
from .spec import PROJECT, SERVICE

EVERYWHERE = ("invalid-interpolation", "invalid-structure", "invalid-yaml")
"""What Compose refuses a file for, also where only one of its services is extended."""
MAX_DEPTH = 50
"""Chains of include and extends longer than this are refused."""
MAX_INCLUDES = 500
"""Includes of one project that are followed: files that include each other twice would double at every step."""


@record
class Project:
    """The merged, canonical model of one Compose project and everything that was said on the way."""

    directory: str
    files: Files
    environment: Environment
    model: Map
    complete: bool = True
    """False when a part could not be read."""
    homes: dict[str, TextFile] = field(default_factory=dict)
    """The file that first defines each service."""
    extended: set[str] = field(default_factory=set)
    """Names of services that others extend."""
    partial: set[str] = field(default_factory=set)
    """Names of services that extend one which cannot be seen."""
    labels: dict[str, dict[str, object]] = field(default_factory=dict)
    """What label files add, by service."""
    profiles: tuple[str, ...] = ()
    """The active profiles; `*` activates all."""


class Loader:
    """Loads one project; `files` collects what is read, `problems` what is wrong."""

    def __init__(self, workspace: Workspace, files: Files) -> None:
        self.workspace = workspace
        self.files = files
        self.problems = files.problems
        self.complete = True
        self.homes: dict[str, TextFile] = {}
        self.extended: set[str] = set()
        self.partial: set[str] = set()
        self.missing: list[Lacking] = []
        self.refused = False
        """Some document leaves a value out that must stand somewhere."""
        self.includes = 0
        self.bases: dict[tuple[str, Environment], Map] = {}
        """Services of the files that others extend from, by path and environment."""
        self.unsaid: dict[str, list[Problem]] = {}
        """What is wrong in those files, by path, until somebody extends the service that holds it."""

    def load(self, names: list[str], directory: str, environment: Environment, base: str = ".") -> Project:
        """The project of some compose files, in order; relative paths start from `directory`, below `base`."""
        name_project(self.files, names, join(base, directory), environment, self.complain)
        model = self.model(names, directory, environment, ())
        if model is None:
            model = Map(Span(Source(names[0] if names else "", ""), 0, 0))
            self.complete = False
            self.report_empty(names)
        report_sources(model, self.complain)
        if environment.blank:
            report_tests(model, self.complain)
        return Project(
            directory, self.files, environment, model, self.complete, self.homes, self.extended, self.partial
        )

    def complain(
        self, kind: str, at: Place, message: str, help: str | None = None, also: Related = (), fix: Intents = ()
    ) -> None:
        self.problems.append(Problem(kind, Defect(span_of(at), message, help=help, also=also, fix=fix)))

    def model(
        self,
        names: list[str],
        directory: str,
        environment: Environment,
        chain: tuple[str, ...],
        at: Place | None = None,
    ) -> Map | None:
        """The merged model of several files, None when none of them holds anything."""
        model: Map | None = None
        for name in names:
            file = self.files.compose(name, at)
            if file is None or file.stream is None:
                self.complete = False
                continue
            if file.stream.broken:
                self.complete = False
            for tree in file.stream.documents:
                read = self.document(tree, file, directory, environment, chain)
                if read is not None:
                    document, resets = read
                    model = document if model is None else self.merged(without(model, resets), document)
                    self.validate(model)
        return model

    def validate(self, model: Map) -> None:
        """What the model lacks after a document: Compose judges that there, whatever a later file adds."""
        report_missing(model, self.missing, self.complain)
        self.missing = []
        if self.refused:
            self.problems += refusals(model)

    def report_empty(self, names: list[str]) -> None:
        """Files that hold nothing are an error only when no other file of the project holds something."""
        streams = [(file, file.stream) for file in map(self.files.by_path.get, names) if file is not None]
        if len(streams) == len(names) and not any(stream is None or stream.broken for _, stream in streams):
            for file, stream in streams:
                if stream is not None and not stream.documents:
                    help = "Docker refuses an empty compose file."
                    self.complain("invalid-structure", file, "the file holds nothing", help)

    def merged(self, model: Map, document: Map) -> Map:
        result = merge(model, document, PROJECT, self.complain)
        return result if isinstance(result, Map) else model

    def document(
        self, tree: yaml.Tree, file: TextFile, directory: str, environment: Environment, chain: tuple[str, ...]
    ) -> tuple[Map, list[tuple[str, ...]]] | None:
        """One document: read, its includes imported, its extends resolved."""
        target = tree.target if isinstance(tree, yaml.Alias) else tree
        if not isinstance(target, yaml.Mapping):
            found = "a list" if isinstance(target, yaml.Sequence) else "a single value"
            if isinstance(target, yaml.Scalar) and target.value is None:
                found = "nothing"
            self.complain(
                "invalid-structure", head(target), f"the top level is {found}, not a mapping",
                "A compose file starts with keys such as services: and volumes:.",
            )  # fmt: skip
            return None
        reader = Reader(environment.lookup, directory=directory, blank=environment.blank)
        document = reader.read(target, PROJECT)
        self.problems += self.said(reader)
        self.missing += reader.missing
        file.uses += reader.uses
        if not isinstance(document, Map):
            return None
        file.keys += [entry.key for entry in document]
        services = document.get("services")
        for name in services.fields if isinstance(services, Map) else ():
            self.homes.setdefault(name, file)
        document = self.included(document, directory, environment, (*chain, file.path), reader.resets)
        self.extend_all(document, file, environment, reader.resets)
        return document, reader.resets

    def said(self, reader: Reader) -> list[Problem]:
        """A reader's problems, without values that are missing: those the merged model tells."""
        deferred = {id(node.problem) for node in reader.refused}
        self.refused = self.refused or bool(deferred)
        return [problem for problem in reader.problems if id(problem) not in deferred]

    # --- include

    def included(
        self,
        document: Map,
        directory: str,
        environment: Environment,
        chain: tuple[str, ...],
        resets: list[tuple[str, ...]],
    ) -> Map:
        """The document on top of what it includes."""
        includes = document.get("include")
        if not isinstance(includes, Items):
            return document
        for item in [item for item in includes if isinstance(item, Map)]:
            inner = self.include(item, directory, environment, chain)
            if inner is None:
                continue
            below = Map(inner.span, inner.via)
            for section in ("services", "volumes", "networks", "secrets", "configs", "models"):
                if section in inner.fields:
                    below.fields[section] = _marked(inner.fields[section], item)
            merged = merge(without(below, resets), document, PROJECT, self.complain)
            document = merged if isinstance(merged, Map) else document
        return document

    def include(self, item: Map, directory: str, environment: Environment, chain: tuple[str, ...]) -> Map | None:
        paths = item.get("path")
        texts = [path for path in paths if isinstance(path, Text)] if isinstance(paths, Items) else []
        if not texts or any(text.value is None or remote(text.value) for text in texts):
            self.complete = False
            far = [text for text in texts if remote(text.value or "")]
            self.files.unseen += [(text, "a remote include is not fetched") for text in far]
            return None
        names = [join(directory, text.value or "") for text in texts]
        looping = next((name for name in names if name in chain), None)
        if looping is not None or len(chain) > MAX_DEPTH:
            way = _way([*chain[chain.index(looping) :], looping] if looping is not None else [*chain])
            message = f"{looping} includes itself" if looping is not None else "files include each other without end"
            self.complain("circular-inclusion", texts[0], message, way)
            self.complete = False
            return None
        self.includes += 1
        if self.includes > MAX_INCLUDES:
            self.complete = False
            return None
        own = item.get("project_directory")
        home = join(directory, own.value) if isinstance(own, Text) and own.value else directory_of(names[0])
        inside = environment.inside()
        env_files = item.get("env_file")
        given = [text for text in env_files if isinstance(text, Text)] if isinstance(env_files, Items) else []
        for text in given:
            if text.value is not None:
                self.files.missing(join(directory, text.value), text)
        own_files = [join(directory, text.value) for text in given if text.value is not None]
        self.files.environment([join(home, ".env")] if env_files is None else own_files, inside)
        return self.model(names, home, inside, chain, texts[0])

    # --- extends

    def extend_all(
        self, document: Map, file: TextFile, environment: Environment, resets: list[tuple[str, ...]]
    ) -> None:
        services = document.get("services")
        if not isinstance(services, Map):
            return
        for name, entry in list(services.fields.items()):
            if isinstance(entry.value, Map) and extending(entry.value):
                body = self.extended_body(entry.key, entry.value, services, file, environment, (), resets)
                services.fields[name] = Field(entry.key, body)

    def extended_body(
        self, key: Text, body: Map, services: Map, file: TextFile, environment: Environment,
        chain: tuple[tuple[str, str], ...], resets: list[tuple[str, ...]],
    ) -> Map:  # fmt: skip
        """A service's body on top of the service it extends, that one resolved first."""
        here = (file.path, key.value or "")
        extends = body.fields["extends"]
        body = Map(body.span, body.via, {name: field for name, field in body.fields.items() if name != "extends"})
        if here in chain or len(chain) > MAX_DEPTH:
            message = f"{key.value} extends itself" if here in chain else "services extend each other without end"
            self.complain("circular-inclusion", extends.key, message, _way([name for _, name in (*chain, here)]))
            return self.alone(key, body, chain)
        target = extends.value
        wanted = target.get("service") if isinstance(target, Map) else None
        if not isinstance(target, Map) or not isinstance(wanted, Text) or wanted.value is None:
            self.complete = self.complete and not isinstance(target, Unknown)
            if isinstance(target, Map) and (wanted is None or isinstance(wanted, Null)):
                what = f'services.{key.value}.extends lacks the key "service"'
                self.complain("missing-required-key", extends.key, what)
            return self.alone(key, body, chain)
        source = target.get("file")
        where: tuple[Map, TextFile] | None = (services, file)
        if source is not None and not isinstance(source, Null):
            where = self.base_file(source, services, file, environment)
        if where is None:
            return self.alone(key, body, chain)
        pool, base_file = where
        base = pool.fields.get(wanted.value)
        if base is None or not isinstance(base.value, Map):
            if base is None:
                known = ", ".join(list(pool.fields)[:8])
                self.complain(
                    "undefined-service",
                    wanted,
                    f"{key.value} extends {wanted.value}, which {base_file.path} does not define",
                    f"Services there: {known}." if known else None,
                )  # fmt: skip
            return self.alone(key, body, chain)
        if base_file is file and pool is services:
            self.extended.add(wanted.value)
            if wanted.value in self.partial:
                self.alone(key, body, chain)
        if base_file is not file:
            self.release(base_file.path, base)
        inherited = base.value
        if extending(inherited):
            inherited = self.extended_body(base.key, inherited, pool, base_file, environment, (*chain, here), [])
        for path in resets:
            if path[:2] == ("services", key.value):
                inherited = delete(inherited, path[2:])
        inherited = _inherited(inherited, wanted)
        result = merge(inherited, body, SERVICE, self.complain, "extends")
        return result if isinstance(result, Map) else body

    def alone(self, key: Text, body: Map, chain: tuple[tuple[str, str], ...]) -> Map:
        """A service's body without the base that nobody can see, which whoever extends it lacks as well."""
        self.partial.add(chain[0][1] if chain else key.value or "")
        return body

    def base_file(
        self, source: Node, services: Map, file: TextFile, environment: Environment
    ) -> tuple[Map, TextFile] | None:
        """The services of the file that `extends.file` names, its relative paths starting from its own directory."""
        if not isinstance(source, Text) or source.value is None or remote(source.value):
            self.complete = False
            if isinstance(source, Text) and remote(source.value or ""):
                self.files.unseen.append((source, "a remote file is not fetched"))
            return None
        name = written(source) or ""
        other = self.files.compose(name, source)
        if other is None or other.stream is None or other.stream.broken:
            self.complete = False
            return None
        if other is file:
            return services, file
        known = self.bases.get((name, environment))
        if known is not None:
            return known, other
        found = self.bases[name, environment] = Map(other.span)
        for tree in other.stream.documents:
            reader = Reader(environment.lookup, directory=directory_of(name), blank=environment.blank)
            document = reader.read(tree, PROJECT)
            if other.path not in self.files.judged:
                self.hold(other.path, self.said(reader))
                other.uses += reader.uses
            inner = document.get("services") if isinstance(document, Map) else None
            if isinstance(inner, Map):
                found.fields.update(inner.fields)
        self.files.judged.add(other.path)
        return found, other

    def hold(self, path: str, problems: list[Problem]) -> None:
        """Keeps back what is wrong in a file of which only some services count; references count everywhere."""
        self.problems += [problem for problem in problems if problem.kind in EVERYWHERE]
        self.unsaid.setdefault(path, []).extend(problem for problem in problems if problem.kind not in EVERYWHERE)

    def release(self, path: str, service: Field) -> None:
        """Tells what is wrong in a service that another one extends."""
        held = self.unsaid.get(path, [])
        end = max(service.key.span.end, service.value.span.end)
        inside = [it for it in held if service.key.span.start <= it.defect.span.start <= end]
        self.unsaid[path] = [it for it in held if it not in inside]
        self.problems += inside


def extending(body: Map) -> bool:
    """Whether a service extends something; an empty `extends:` is left for the validation."""
    return not isinstance(body.get("extends"), Null | None)


def _way(names: list[str]) -> str:
    """How one leads to the next, the middle of a long way left out."""
    shown = names if len(names) < 10 else [*names[:4], "…", *names[-4:]]
    return f"The way: {' -> '.join(shown)}."


def without(model: Map, paths: list[tuple[str, ...]]) -> Map:
    for path in paths:
        model = delete(model, path)
    return model


def _marked(field: Field, item: Map) -> Field:
    """A section of an included file, its members marked as arrived by include."""
    value = field.value
    if not isinstance(value, Map):
        return field
    via = Via("include", item.span)
    fields = {}
    for name, member in value.fields.items():
        body = member.value
        if isinstance(body, Map):
            body = Map(body.span, (*body.via, via), body.fields)
        fields[name] = Field(member.key, body)
    return Field(field.key, Map(value.span, value.via, fields))


def _inherited(body: Map, wanted: Text) -> Map:
    """A base service's body, every setting marked as arrived by extends."""
    via = Via("extends", wanted.span, wanted.value or "")
    return _with_via(body, via)


def _with_via(body: Map, via: Via) -> Map:
    from copy import copy

    result = Map(body.span, (*body.via, via))
    for name, entry in body.fields.items():
        value: Node
        if isinstance(entry.value, Map):
            value = _with_via(entry.value, via)
        else:
            value = copy(entry.value)
            value.via = (*value.via, via)
        result.fields[name] = Field(entry.key, value)
    return result
