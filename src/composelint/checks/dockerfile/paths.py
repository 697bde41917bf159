"""Directories that instructions work in and copy to."""

from __future__ import annotations

from collections.abc import Iterator

from ...core.defect import Defect
from ...core.edit import ReplaceText
from ...model.copies import TARBALLS, below
from ...model.copy_sources import is_glob
from ...model.dockerfile import Copy, Instruction, Run, Stage, User, Workdir
from ...model.values import Text

_OF_THE_SYSTEM = tuple("/proc /sys /dev /boot /etc /bin /sbin /lib /lib64 /usr/bin /usr/sbin /lost+found".split())
_IN_MOST_IMAGES = tuple("/bin /boot /dev /etc /home /lib /media /mnt /opt /root /run /sbin /srv /tmp /usr /var".split())
_ADD_ONLY = frozenset(("checksum", "keep-git-dir", "unpack"))


def _has_workdir(stage: Stage, before: int) -> bool:
    """Whether a WORKDIR of the lineage stands above an instruction."""
    own = any(isinstance(found, Workdir) for found in stage.instructions[:before])
    return own or any(found.last("WORKDIR") is not None for found in stage.lineage()[:-1])


def relative_workdir(instruction: Instruction) -> Iterator[Defect]:
    """The first WORKDIR is relative to a directory that only the base image knows."""
    stage = instruction.stage
    if not isinstance(instruction, Workdir) or stage is None or instruction.onbuild or stage.windows:
        return
    path = instruction.path.value
    if not path or path.startswith(("/", "$", "%")) or path[1:2] == ":" or instruction.workdir.value is not None:
        return
    base = stage.external_base()
    if base is not None and not _has_workdir(stage, instruction.index):
        yield Defect(
            instruction.path,
            f"WORKDIR {path[:40]} depends on the directory that {str(base)[:30]} works in",
            help=f"Write where it lies from the root on: `WORKDIR /{path}`.",
            fix=[ReplaceText(instruction.path, f"/{path}", "Write it from the root on", "unsafe", was=path)],
        )


def system_workdir(instruction: Instruction) -> Iterator[Defect]:
    """WORKDIR lies in a directory of the operating system."""
    stage = instruction.stage
    if not isinstance(instruction, Workdir) or stage is None or instruction.onbuild or stage.windows:
        return
    path = instruction.path.value
    if path is None or not stage.shipped:
        return
    lies = next((place for place in _OF_THE_SYSTEM if path == place or path.startswith(f"{place}/")), None)
    # A configuration directory of one program is a place like any other; the program's files lie there anyway.
    if lies is not None and (lies != "/etc" or path.rstrip("/") == "/etc"):
        yield Defect(
            instruction.path,
            f"WORKDIR {path[:50]} lies in {lies}, which belongs to the system",
            help="Use a directory of your own, such as /app or /srv.",
        )
    if (path == "/root" or path.startswith("/root/")) and stage.final and stage.deciding("WORKDIR") is instruction:
        yield from _closed(stage, instruction.path)


def _closed(stage: Stage, path: Text) -> Iterator[Defect]:
    """Only root may enter /root, unless somebody has opened it."""
    user = stage.deciding("USER")
    name = user.name.value if isinstance(user, User) else None
    opened = any(
        "chmod" in run.span.text for each in stage.lineage() for run in each.instructions if run.keyword == "RUN"
    )
    if user is not None and name and name.partition(":")[0] not in ("root", "0") and not opened:
        yield Defect(
            path,
            f"WORKDIR {(path.value or '')[:50]} is closed to {name[:30]}, as whom the image runs",
            also=[(user, "the last USER")],
            help="Use a directory of your own, such as /app or /srv.",
        )


def relative_copy_destination(instruction: Instruction) -> Iterator[Defect]:
    """The destination of a copy is relative to a directory that only the base image knows."""
    stage = instruction.stage
    if not isinstance(instruction, Copy) or stage is None or instruction.onbuild:
        return
    if instruction.workdir.value is not None or stage.windows:
        return
    path = instruction.destination.value
    if not path or path.startswith(("/", "$", "%")) or path[1:2] == ":":
        return
    base = stage.external_base()
    if base is not None and not _has_workdir(stage, instruction.index):
        yield Defect(
            instruction.destination,
            f"{instruction.keyword} to {path[:30]} without WORKDIR: only {str(base)[:30]} knows where that is",
            help="Set WORKDIR above it, or write the destination from the root on.",
            severity="info" if base.facts is None else None,
        )


def destination_not_directory(instruction: Instruction) -> Iterator[Defect]:
    """Several files are copied to a destination that is not written as a directory."""
    if not isinstance(instruction, Copy) or (len(instruction.node.words) < 3 and not instruction.heredocs):
        return
    if instruction.stage is None or instruction.parents or instruction.onbuild:
        return
    path = instruction.destination.value
    heredocs = len(instruction.heredocs) if instruction.form != "exec" else 0
    if path is None or len(instruction.sources) + heredocs < 2 or path.endswith(("/", "\\")):
        return
    if path.rpartition("/")[2] in (".", "..") or instruction.node.late_flags or _made(instruction):
        return
    base = instruction.stage.external_base()
    certain = path.startswith("/") and not path.startswith(_IN_MOST_IMAGES) and base is not None and base.facts
    yield Defect(
        instruction.destination,
        f"{instruction.keyword} takes several files to {path[:50]}, which does not end with a slash",
        help=f"Write `{path}/`: only that names a directory, whether it is there already or not.",
        fix=[ReplaceText(instruction.destination, f"{path}/", "Name a directory", was=path)],
        severity=None if certain else "warning",
    )


def _made(copy: Copy) -> bool:
    """Whether something above makes the destination a directory, or names it at least."""
    stage, target = copy.stage, copy.target
    if stage is None or target is None:
        return stage is not None
    above = [found for own in stage.lineage()[:-1] for found in own.instructions]
    for instruction in (*above, *stage.instructions[: copy.index]):
        if isinstance(instruction, Run) and target in (instruction.node.text.text if instruction.node.text else ""):
            return True
        if isinstance(instruction, Copy) and below(instruction.target or "?", target) is not None:
            return True
    places = [state.workdir.value for own in stage.lineage()[:-1] for state in own.states]
    places += [state.workdir.value for state in stage.states[: copy.index + 1]]
    return any(place is not None and below(place, target) is not None for place in places)


def whole_filesystem_copy(instruction: Instruction) -> Iterator[Defect]:
    """COPY takes the whole file system of another image over this one."""
    if not isinstance(instruction, Copy) or instruction.stage is None or instruction.from_ is None:
        return
    whole = [source.value for source in instruction.sources] == ["/"] and instruction.destination.value == "/"
    if whole and not instruction.exclude and not instruction.stage.from_scratch() and instruction.from_.context is None:
        yield Defect(
            instruction.head,
            f"COPY lays all of {(instruction.from_.text.value or 'another image')[:40]} over this image",
            help="Copy the directories that are needed: files of the two systems get mixed, and the image grows.",
        )


def add_for_local_files(instruction: Instruction) -> Iterator[Defect]:
    """ADD takes local files only, which COPY does without ADD's surprises."""
    if not isinstance(instruction, Copy) or not instruction.is_add or instruction.stage is None:
        return
    sources = instruction.sources
    if not sources or instruction.remote_sources or any(flag.name in _ADD_ONLY for flag in instruction.flags):
        return
    values = [source.value for source in sources]
    if any(value is None or value.lower().endswith(TARBALLS) or _may_be_archive(value) for value in values):
        return
    yield Defect(
        instruction.node.keyword_span,
        "ADD takes local files only, as COPY does",
        help="Write COPY: ADD also unpacks archives and fetches URLs, which nobody expects here.",
        fix=[ReplaceText(instruction.node.keyword_span, _copy(instruction.node.written_keyword), "Write COPY")],
    )


def _copy(written: str) -> str:
    return "copy" if written.islower() else "COPY"


def _may_be_archive(value: str) -> bool:
    """A pattern whose ending is open may hit an archive."""
    last = value.rpartition("/")[2]
    return is_glob(last) and (last[-1:] in "*?]" or any(end.endswith(last.rpartition("*")[2]) for end in TARBALLS))
