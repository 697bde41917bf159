"""Builds to their Dockerfile and context; Dockerfiles that nobody builds to the context that is evidently theirs."""

from __future__ import annotations

from ..model.compose import Build, Stack, TextFile
from ..model.dockerfile import Copy, Dockerfile
from ..model.service import Service
from ..model.values import Map, Text
from ..workspace import Workspace
from .contexts import context_of, ignore_file
from .files import Files
from .paths import directory_of, join, remote, written


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
    if build.context is None or place is None:
        return
    build.local = not remote(place)
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
    extra = build.body.get("additional_contexts")
    contexts = set(extra.fields) if isinstance(extra, Map) else set()
    arguments = {name: variable.value for name, variable in build.args.items()}
    dockerfile.add_build(service, build.target, arguments, contexts)
    if build.local:
        directory = written(build.context) or "."
        build.context_files = context_of(files.workspace, directory, dockerfile)
        share_context(dockerfile, build, files.workspace)


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
    dockerfile.select()
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
    found = []
    for stage in dockerfile.stages:
        for instruction in stage.instructions:
            if isinstance(instruction, Copy) and instruction.from_ is None:
                values = [word.value for word in instruction.sources]
                found += [
                    value.lstrip("/")
                    for value in values
                    if value and not set("*?[") & set(value) and "://" not in value
                ]
    return [path for path in found if path not in ("", ".", "./")]
