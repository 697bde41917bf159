"""Files with credentials that a Dockerfile copies into the image."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from ...core.defect import Defect, Severity
from ...knowledge.credentials.files import may_be_public, secret_file
from ...model.instructions import Copy, Env, Instruction, Onbuild
from ...model.secret_advice import mount_help
from ...model.secret_files import holds_credential, pointed_at
from ...model.stages import Stage
from ...model.values import Text

_TRUST_STORES = ("apt", "keyring", "gpg", "pki", "certs", "certificates")
"""Directories that public keys are copied to."""


def copied_secret_file(instruction: Instruction) -> Iterator[Defect]:
    """COPY or ADD takes a file with credentials into a layer, or ENV points at one that was taken."""
    inner = instruction.trigger if isinstance(instruction, Onbuild) else instruction
    stage = instruction.stage
    if stage is not None and isinstance(inner, Copy):
        for source in inner.local_sources:
            yield from _copied(inner, source, stage)
    elif stage is not None and isinstance(inner, Env):
        for variable, copy in pointed_at(inner):
            yield Defect(
                variable.value or variable.name,
                f"{variable.name.value} points at a file with credentials that is copied into the image",
                also=[(copy.node, "copied here")],
                help="Mount it where it is needed: `RUN --mount=type=secret`, or `secrets:` of the service.",
                severity=None if stage.shipped else "warning",
            )


def _copied(copy: Copy, source: Text, stage: Stage) -> Iterator[Defect]:
    path = source.value
    if path is None or not secret_file(path):
        return
    held = holds_credential(copy, path)
    if may_be_public(path) and (held is False or any(word in (copy.target or "") for word in _TRUST_STORES)):
        return
    severity: Severity | None = "warning" if held is False or not stage.shipped else None
    yield Defect(
        source,
        f"{copy.keyword} takes {posixpath.basename(path)[:40]} into the image, where it stays",
        help=mount_help(copy, path),
        severity=severity,
    )
