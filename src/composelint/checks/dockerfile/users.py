"""As whom the processes of an image run, and what they may write."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...core.defect import Defect
from ...model.compose import names_development
from ...model.dockerfile import Copy, Instruction, Run, Stage, User
from ...model.images import ImageReference
from ...model.insertions import behind
from ...model.running import all_set, drops_privileges, services_of

_SCRATCH_DIRECTORIES = ("/tmp", "/var/tmp", "/dev/shm", "/run/lock")
_LARGEST_CHEAP_UID = 100_000
_BROUGHT = {"node": "node", "php": "www-data"}
"""Users that images bring for their program, without using them (image build files, 2026)."""
_LASTLOG_ENTRY = 292
"""Bytes of one user's entry (lastlog.h of glibc, 64-bit)."""


def missing_user(stage: Stage) -> Iterator[Defect]:
    """An image never says as whom it runs, and so runs as root."""
    if not stage.final or stage.user() is not None or stage.windows:
        return
    services = services_of(stage)
    base = stage.external_base()
    if (base is None and not stage.from_scratch()) or all_set(services, "user"):
        return
    user = base.facts.user if base is not None and base.facts is not None else None
    if user not in (None, "root", "drops") or (base is not None and _runs_unprivileged(str(base))):
        return
    if drops_privileges(stage):
        return
    root = user == "root" or stage.from_scratch()
    mild = user != "root" or names_development(stage.label) or _workers_drop(base)
    yield Defect(
        stage,
        _words(stage, str(base or "scratch"), root),
        also=[(service, "runs it") for service in services if service.setting("user") is None][:3],
        help=_way_out(stage),
        severity="info" if mild else None,
    )


def _words(stage: Stage, base: str, root: bool) -> str:
    what = f"the stage {stage.name[:20]}" if stage.name else "the image"
    base = base if len(base) <= 32 else f"{base[:31]}…"
    if not root:
        return f"{what} has no USER: {base} decides as whom it runs"
    return f"{what} has no USER, so it runs as root" + ("" if base == "scratch" else f", as {base} does")


def _workers_drop(base: ImageReference | None) -> bool:
    """Whether only a master process keeps root's rights, and the ones that answer give them up."""
    if base is None:
        return False
    return base.repository in ("nginx", "httpd", "haproxy") or not {"apache", "fpm"}.isdisjoint(base.variant)


def _runs_unprivileged(name: str) -> bool:
    return re.search(r"nonroot|unprivileged|rootless|chiseled|chainguard|bitnami", name) is not None


def _way_out(stage: Stage) -> str:
    base = stage.external_base()
    brought = _BROUGHT.get(base.repository or "") if base is not None else None
    if brought is not None:
        return f"The base image brings a user for this:\n\n```dockerfile\nUSER {brought}\n```"
    made = "RUN useradd --system app" if _debian(stage) else "RUN adduser -S app"
    return f"Create a user and switch to it behind the last install:\n\n```dockerfile\n{made}\nUSER app\n```"


def _debian(stage: Stage) -> bool:
    base = stage.external_base()
    return base is None or base.facts is None or base.facts.family not in ("alpine", "busybox", "wolfi")


def root_user(stage: Stage) -> Iterator[Defect]:
    """The last USER of an image is root."""
    found = stage.deciding("USER") if stage.final else None
    if not isinstance(found, User) or stage.windows or all_set(services_of(stage), "user"):
        return
    name = (found.name.value or "").partition(":")[0]
    if name in ("root", "0"):
        yield Defect(
            found.name,
            f"the last USER is {name}: {'the stage ' + stage.name if stage.name else 'the image'} runs as root",
            also=[(service, "runs it") for service in services_of(stage) if service.setting("user") is None][:3],
            help="Switch to another user behind what needs root.",
            severity="info" if drops_privileges(stage) else None,
        )


def named_user(stage: Stage) -> Iterator[Defect]:
    """An image runs as a user that is given by name."""
    found = stage.deciding("USER") if stage.final else None
    if not isinstance(found, User) or stage.windows:
        return
    name = (found.name.value or "").partition(":")[0]
    base = stage.external_base()
    known = name in ("nobody", "nonroot") and (base is None or base.facts is None or base.facts.family == "bare")
    if name and not name.isdecimal() and name != "root" and not known:
        yield Defect(
            found.name,
            f"USER {name[:50]} is a name, which says nothing to whoever must know that it is not root",
            help="Kubernetes' `runAsNonRoot` needs a number: `USER 10001`.",
        )


def world_writable_file(instruction: Instruction) -> Iterator[Defect]:
    """Files of the image are made writable for everybody."""
    stage = instruction.stage
    if stage is None or not stage.shipped or instruction.onbuild:
        return
    if isinstance(instruction, Copy):
        mode = instruction.flag("chmod")
        if mode is not None and _opens(mode.value or ""):
            yield Defect(mode, f"--chmod={mode.value} lets everybody write to what is copied", help=_HELP)
    for command in instruction.running(("chmod",)) if isinstance(instruction, Run) else ():
        operands = [word for word in command.arguments if not (word.value or "-").startswith("-")]
        if len(operands) < 2 or not _opens(operands[0].value or ""):
            continue
        if not all((word.value or "").startswith(_SCRATCH_DIRECTORIES) for word in operands[1:]):
            yield Defect(
                command.span, f"chmod {operands[0].value} lets everybody write to {operands[1].raw[:40]}", help=_HELP
            )


_HELP = "Give the files to the user that needs them: `chown`, or `--chown` on the copy, and mode 755 or 644."


def _opens(mode: str) -> bool:
    """Whether a mode gives everybody the right to write, sticky directories aside."""
    if re.fullmatch(r"[0-7]{3,4}", mode):
        return bool(int(mode[-1]) & 2) and not (len(mode) == 4 and int(mode[0]) & 1)
    if "t" in mode:
        return False
    return any(re.fullmatch(r"[ugo]*[oa][ugoa]*[+=][rxXs]*w[rwxXs]*", part) for part in mode.split(","))


def sparse_user_log(instruction: Instruction) -> Iterator[Defect]:
    """useradd with a high number writes a huge sparse log file into the layer."""
    for command in instruction.running(("useradd",)) if isinstance(instruction, Run) else ():
        words = [word.value or "" for word in command.arguments]
        if any(re.fullmatch(r"--no-log-init|-[a-zA-Z]*l[a-zA-Z]*", w) for w in words):
            continue
        number = _number(words)
        if number is not None and number >= _LARGEST_CHEAP_UID:
            yield Defect(
                command.span,
                f"useradd with the number {number} writes a log of about {_size(number)} into the layer",
                help="Add `--no-log-init`.",
                fix=behind(instruction, command.program_word, "--no-log-init", "Add --no-log-init")
                if command.program_word is not None
                else (),
            )


def _size(number: int) -> str:
    """How far into /var/log/lastlog the entry of a user lies."""
    size = number * _LASTLOG_ENTRY // 1_000_000
    return f"{size // 1000} GB" if size >= 1000 else f"{size} MB"


def _number(words: list[str]) -> int | None:
    for at, word in enumerate(words):
        match = re.fullmatch(r"(?:-[a-zA-Z]*u|--uid=?)([0-9]*)", word)
        if match:
            digits = match[1] or (words[at + 1] if at + 1 < len(words) else "")
            return int(digits) if digits.isdecimal() and len(digits) < 12 else None
    return None
