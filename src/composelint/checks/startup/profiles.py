"""Dependencies on services that a profile hides."""

from __future__ import annotations

from collections.abc import Iterator

from ...core.defect import Defect
from ...model.advice import advise, flow_list, wait_lines
from ...model.compose import Dependency
from ...model.profiles import apart
from ...model.service import Service


def dependency_outside_profile(service: Service) -> Iterator[Defect]:
    """A service needs another one that no profile enables together with it."""
    if service.kind == "template":
        return
    edges = [(edge, False) for edge in service.depends_on] + [(edge, True) for edge in service.implied]
    for dependency, implied in edges:
        target = dependency.service
        if target is None or not dependency.required or not apart(service, target):
            continue
        hidden = [profile.value or "" for profile in target.profiles]
        where = f"the profile {hidden[0]}" if len(hidden) == 1 else f"the profiles {', '.join(hidden)}"
        yield Defect(
            dependency.at,
            f"{service.label} needs {target.label}, which is only there with {where}",
            also=[(target.profiles[0], f"{target.label} is enabled by this only")],
            help=_help(service, dependency, target, implied=implied),
        )


def _help(service: Service, dependency: Dependency, target: Service, *, implied: bool) -> str:
    if implied or dependency.awaits is None:
        lines = [f"profiles: {flow_list(profile.value or '' for profile in target.profiles)}"]
        return advise("Docker refuses to start it alone: give both the same profiles.", (service, lines))
    lines = [*wait_lines(target, dependency.awaits), "    required: false"]
    sentence = f"Docker refuses to start it alone: give both the same profiles, or let it start without {target.label}:"
    return advise(sentence, (service, lines))
