"""What a Dockerfile asks of the compose file that builds it."""

from __future__ import annotations

from collections.abc import Iterator

from ...core.defect import Defect
from ...model.service import Service


def undeclared_build_secret(service: Service) -> Iterator[Defect]:
    """A RUN mounts a secret or an SSH agent that the service's build does not hand over."""
    build = service.build
    if build is None:
        return
    from ...model.build_mounts import asked, given, must_be_there

    for kind, key in (("secret", "secrets"), ("ssh", "ssh")):
        known = given(build, key)
        for name, mount in asked(build, kind) if known is not None else ():
            if known is None or name in known:
                continue
            what = f"the secret {name[:40]}" if kind == "secret" else "an SSH agent"
            yield Defect(
                build,
                f"the build of {service.label[:30]} mounts {what}, which it is not given",
                also=[(mount, "mounted here")],
                help=f"Add it below `build:`: `{key}: [{name}]`"
                + (", and say at the top level where it comes from." if kind == "secret" else "."),
                severity=None if kind == "secret" and must_be_there(mount) else "warning",
            )


def interpolated_inline_variable(service: Service) -> Iterator[Defect]:
    """Compose replaces a variable of an inline Dockerfile before the builder sees it."""
    build = service.build
    if build is None or build.inline is None:
        return
    from ...model.build_mounts import inline_names

    own = inline_names(build)
    for piece in build.inline.pieces:
        reference = piece.reference
        if reference is not None and not piece.value and reference.name in own:
            yield Defect(
                piece.span,
                f"Compose fills in ${reference.name[:40]} before the builder reads this, and has no value for it",
                help=f"Write `$${{{reference.name}}}`: two dollars leave one for the builder.",
            )
