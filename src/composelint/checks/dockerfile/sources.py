"""What COPY and ADD name and the builder does not find."""

from __future__ import annotations

from collections.abc import Iterator

from ...core.defect import Defect
from ...model.copy_sources import climbs, ignored_sources, missing_sources, written_sources
from ...model.dockerfile import Copy, Instruction


def missing_copy_source(instruction: Instruction) -> Iterator[Defect]:
    """COPY or ADD names a file that is not in the build context."""
    if not isinstance(instruction, Copy) or instruction.stage is None:
        return
    context = instruction.dockerfile.context
    where = context.directory if context is not None and context.directory != "." else "the build context"
    for source, path, near in missing_sources(instruction):
        yield Defect(
            source,
            f"{instruction.keyword} takes {path[:50]}, which is not in {where}",
            help=f"Did you mean {near}?" if near else "Paths start at the build context, not at the Dockerfile.",
            severity=None if near or instruction.dockerfile.builds else "info",
        )


def ignored_copy_source(instruction: Instruction) -> Iterator[Defect]:
    """COPY or ADD names a file that the ignore file keeps from the builder."""
    if not isinstance(instruction, Copy) or instruction.stage is None:
        return
    for source, path, pattern in ignored_sources(instruction):
        name = pattern.source.path.rpartition("/")[2]
        yield Defect(
            source,
            f"{instruction.keyword} takes {path[:50]}, which {name} keeps from the builder",
            also=[(pattern, "this pattern takes it out")],
            help="Name below the pattern what is wanted all the same: `!src`."
            if path.startswith("all of")
            else f"Add `!{path}` below the pattern, or do not copy it.",
        )


def escaping_copy_source(instruction: Instruction) -> Iterator[Defect]:
    """COPY or ADD climbs out of the build context."""
    if not isinstance(instruction, Copy) or instruction.stage is None:
        return
    if not any(source.value and ".." in source.value for source in instruction.sources):
        return
    for source, path in written_sources(instruction):
        if climbs(path):
            inside = path.lstrip("./") or "all of it"
            yield Defect(
                source,
                f"{path[:50]} leaves the build context: the builder takes {inside[:30]} inside it instead",
                help="Nothing outside the context reaches the builder. Build from a directory further up, or name the"
                " other directory under `additional_contexts` and copy with `--from`.",
            )
