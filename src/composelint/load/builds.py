"""Builds to their Dockerfile and context; Dockerfiles that nobody builds to the context that is evidently theirs."""

from __future__ import annotations

from ..model.compose import Build, BuildContext, BuildInput, Stack, TextFile
from ..model.dockerfile import Copy, Dockerfile
from ..model.service import Service
from ..model.values import Map, Text
from ..workspace import Workspace
from .contexts import context_of, ignore_file
from .files import Files
from .paths import directory_of, join, remote, written

_PATTERN = frozenset("*?[")


def link_builds(stack: Stack, files: Files) -> None:
    """Links every build of the stack, and then, all builders of each file known, to the stage that it wants."""
    builds = [(service, service.build) for service in stack.services.values() if service.build is not None]
    for service, build in builds:
        link_build(service, build, stack, files)
    for dockerfile in stack.dockerfiles:
        dockerfile.select()
    for _, build in builds:
        if build.dockerfile is not None:
            build.stage = build.dockerfile.stage_for(build.target)


def link_build(service: Service, build: Build, stack: Stack, files: Files) -> None:
    """Finds the Dockerfile that a build reads, and tells it who builds it with what."""
    place = build.context.value if build.context else None
    build.contexts = additional_contexts(build, stack)
    if build.context is None or place is None:
        return
    build.local = not remote(place)
    if build.local:
        build.inputs = inputs(build, files.workspace)
    if build.inline is not None:
        dockerfile = inline_dockerfile(build.inline, stack, files)
    elif build.local:
        name = "Dockerfile" if build.dockerfile_name is None else build.dockerfile_name.value
        if name is None:
            return
        path = join(join(build.context.base, place), name)
        known = files.by_path.get(path)
        file = known if known is not None and known.kind == "dockerfile" else local_dockerfile(path, files)
        dockerfile = file.dockerfile if file is not None else None
    else:
        return
    if dockerfile is None:
        return
    if dockerfile not in stack.dockerfiles:
        stack.dockerfiles.append(dockerfile)
    build.dockerfile = dockerfile
    contexts = {context.name.value or "" for context in build.contexts}
    arguments = {name: variable.value for name, variable in build.args.items()}
    dockerfile.add_build(service, build.target, arguments, contexts)
    if build.local:
        directory = written(build.context) or "."
        build.context_files = context_of(files.workspace, directory, dockerfile)
        share_context(dockerfile, build, files.workspace)


def additional_contexts(build: Build, stack: Stack) -> list[BuildContext]:
    found = build.body.get("additional_contexts")
    contexts = [
        BuildContext(entry.key, entry.value)
        for entry in (found if isinstance(found, Map) else ())
        if isinstance(entry.value, Text)
    ]
    for context in contexts:
        if (context.value.value or "").startswith("service:"):
            context.service = stack.services.get((context.value.value or "")[8:])
    return contexts


def inputs(build: Build, workspace: Workspace) -> list[BuildInput]:
    """The directories and the Dockerfile that a build of a local context reads, and whether they exist."""
    found: list[BuildInput] = []
    context = written(build.context) if build.context is not None else None
    if build.context is None or context is None or context.startswith("~"):
        return found
    there = workspace.is_dir(context)
    found.append(BuildInput("build context", build.context, context, there))
    name = "Dockerfile" if build.dockerfile_name is None else build.dockerfile_name.value
    if build.inline is None and name is not None and there is not False:
        path = join(context, name)
        at = build.dockerfile_name or build.key
        found.append(BuildInput("Dockerfile", at, path, workspace.exists(path), similar(path, workspace)))
    for extra in build.contexts:
        place = written(extra.value)
        if place is not None and not remote(extra.value.value or "") and not place.startswith("~"):
            found.append(BuildInput("build context", extra.value, place, workspace.is_dir(place)))
    return found


def similar(path: str, workspace: Workspace) -> str | None:
    """A file in the same directory that differs in case only, or a `Containerfile`, which Docker does not look for."""
    directory, name = directory_of(path), path.rpartition("/")[2].lower()
    names = [entry.name for entry in workspace.listing(directory) or [] if not entry.is_dir]
    likely = [found for found in names if found.lower() == name or found == "Containerfile"]
    return join(directory, likely[0]) if likely else None


def local_dockerfile(path: str, files: Files) -> TextFile | None:
    return files.dockerfile(path, None) if files.workspace.exists(path) is True else None


def inline_dockerfile(text: Text, stack: Stack, files: Files) -> Dockerfile | None:
    """`dockerfile_inline`, read in place: spans point into the YAML scalar. One scalar is one Dockerfile."""
    if text.value is None:
        return None
    known = next((found for found in stack.dockerfiles if found.inline and found.span == text.span), None)
    if known is not None:
        return known
    from .dockerfile import build_dockerfile

    dockerfile = build_dockerfile(text.resolved(), path=text.span.source.path, inline=True)
    files.problems += dockerfile.problems
    return dockerfile


def share_context(dockerfile: Dockerfile, build: Build, workspace: Workspace) -> None:
    """A Dockerfile has one context, unless its builds disagree: then nobody knows it."""
    mine, known = build.context_files, dockerfile.context
    if known is None and len(dockerfile.builds) <= 1:
        dockerfile.context = mine
    elif known is not None and mine is not None and known.directory != mine.directory:
        dockerfile.context = None
    if dockerfile.context is not None:
        dockerfile.ignore = ignore_file(workspace, dockerfile.context.directory, dockerfile)


def standalone(file: TextFile, stack: Stack, files: Files, directory: str | None) -> None:
    """A Dockerfile that no compose file builds, in the directory that is evidently its context (None: unknown)."""
    dockerfile = file.dockerfile
    if dockerfile is None:
        return
    stack.dockerfiles.append(dockerfile)
    if directory is not None:
        dockerfile.context = context_of(files.workspace, directory, dockerfile)
        dockerfile.ignore = ignore_file(files.workspace, directory, dockerfile)


def evident_context(workspace: Workspace, file: TextFile) -> str | None:
    """The context of a Dockerfile that nobody builds: its directory or the root, whichever alone holds its sources.

    None when both or neither do; a Dockerfile at the root has only one candidate.
    """
    here = directory_of(file.path)
    candidates = list(dict.fromkeys((here, ".")))
    if len(candidates) == 1:
        return here
    sources = local_sources(file.dockerfile) if file.dockerfile is not None else []
    fitting = [
        directory
        for directory in candidates
        if all(workspace.exists(join(directory, source)) is True for source in sources)
    ]
    return fitting[0] if len(fitting) == 1 else None


def local_sources(dockerfile: Dockerfile) -> list[str]:
    """Plain files and directories that COPY and ADD take from the context."""
    return [
        path
        for stage in dockerfile.stages
        for instruction in stage.instructions
        if isinstance(instruction, Copy) and instruction.from_ is None
        for source in instruction.sources
        if (path := _plain(source.value)) not in ("", ".", "./")
    ]


def _plain(source: str | None) -> str:
    """The path of a source; empty when it is unknown, a pattern or an address."""
    plain = source and _PATTERN.isdisjoint(source) and "://" not in source
    return source.lstrip("/") if source and plain else ""
