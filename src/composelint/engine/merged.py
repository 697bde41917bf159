"""One stack as Compose would run it: merged, interpolated, canonical; or every reason why Compose refuses it."""

from __future__ import annotations

from collections.abc import Iterator

from .._catalog import RULES
from ..core.defect import Finding
from ..core.source import Span
from ..load.canonical import Path, Writer
from ..load.discover import StackFiles
from ..load.project import Project
from ..load.stack import Options, load_project
from ..model.compose import Stack
from ..syntax import interpolation, yaml
from ..workspace import Workspace
from .masking import mask
from .run import run

REFUSING = ("syntax", "schema", "references")
"""The themes of what Compose refuses to load."""
LATER = (
    "duplicate-container-name",
    "invalid-dockerfile",
    "invalid-static-address",
    "missing-build-input",
    "undeclared-build-secret",
    "unknown-build-target",
    "unknown-flag",
    "unknown-instruction",
    "variable-expanded-too-early",
    "interpolated-inline-variable",
)
"""Rules of these themes whose errors come to light only when something is built or started."""


class ComposeError(Exception):
    """Compose would refuse these files; `findings` holds every finding that is an error."""

    def __init__(self, findings: list[Finding]) -> None:
        places = [f"{finding.span!r}: {finding.message}" for finding in findings[:3]]
        super().__init__("; ".join(places) or "no compose file")
        self.findings = findings


def merged(
    workspace: Workspace, files: StackFiles, options: Options, base: str
) -> tuple[dict[str, object], dict[Path, Span], Project, Stack]:
    """A stack's canonical form, where each value was decided, the project, the model. Raises ComposeError."""
    project, stack = load_project(workspace, files, options, blank=True, base=base)
    rules = {slug: rule for slug, rule in RULES.items() if rule.raised_by == "load" or rule.theme in REFUSING}
    rules = {slug: rule for slug, rule in rules.items() if slug not in LATER}
    errors = [finding for finding in run(stack, project.files.problems, rules) if finding.severity == "error"]
    if errors:
        mask(errors, stack)
        raise ComposeError(errors)
    writer = Writer(project, stack, base)
    return writer.project(), writer.places, project, stack


def variables(project: Project) -> Iterator[tuple[str, str | None, Span]]:
    """(name, value, where it is set, else where it is used first) of every variable of the compose files, by name."""
    found: dict[str, tuple[str, str | None, Span]] = {}
    for file in project.files.all():
        documents = file.stream.documents if file.stream else []
        for scalar in (scalar for document in documents for scalar in yaml.scalars(document) if "$" in scalar.text):
            template = interpolation.parse(scalar.excerpt())
            for reference in template.references() if template else ():
                known = project.environment.lookup(reference.name)
                via = getattr(known, "via", None)
                where = via.span if via is not None else reference.span
                found.setdefault(reference.name, (reference.name, known.value if known else None, where))
    yield from (found[name] for name in sorted(found))
