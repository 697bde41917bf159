"""Variables without which an image does not start."""

from __future__ import annotations

from collections.abc import Iterator

from ...core.defect import Defect, Place, Severity
from ...model.advice import advise
from ...model.compose import Variable
from ...model.requirements import Unmet, prefilled, refused, too_weak, unmet
from ...model.secret_advice import required, setting_lines
from ...model.service import Service

USUAL = {"ZOOKEEPER_CLIENT_PORT": "2181", "ACCEPT_EULA": "Y"}
"""Values that nearly everybody gives."""


def missing_required_environment(service: Service) -> Iterator[Defect]:
    """A service's image does not start without a variable that nothing sets, or with one that is set."""
    lacking: list[str] = []
    halves: dict[tuple[str, ...], Unmet] = {}
    for found in unmet(service):
        if found.given:
            halves.setdefault(tuple(found.given), Unmet(found.given, [])).wanted += found.wanted
        elif found.wanted:
            lacking += [term for term in found.wanted if term not in lacking]
    for found in halves.values():
        yield _half(service, found)
    if lacking:
        yield _lacking(service, lacking)
    for found in unmet(service, advised=True):
        if found.given and found.wanted:
            yield _half(service, found, severity="warning")
    for name, why in too_weak(service):
        yield _refused_value(service, name, why)
    for name in refused(service):
        at = service.environment.get(name)
        yield Defect(
            at.name if at is not None else service.name,
            f"{service.label} does not start with {name}, which its image refuses",
            help="Take it out: the image stops as soon as it sees it. Set this in the configuration file instead.",
        )


def _refused_value(service: Service, name: str, why: str) -> Defect:
    """A password that the image does not take; it is never shown."""
    variable = service.environment.get(name)
    outside = variable is not None and _from_outside(variable)
    return Defect(
        (variable.value or variable.name) if variable is not None else service.name,
        f"{service.label} does not start with this {name}: it {why}",
        help=_set_lines(service, [name]),
        severity="warning" if outside else None,
    )


def _lacking(service: Service, terms: list[str]) -> Defect:
    """Nothing sets what the image asks for."""
    names = [term.partition("=")[0] for term in terms]
    empty = [variable for name in names if (variable := service.environment.get(name)) is not None]
    listed = " and ".join(terms)
    doubtful = any(_from_outside(variable) for variable in empty)
    data = prefilled(service)
    if empty and len(terms) == 1 and "=" not in terms[0]:
        at: Place = empty[0].value or empty[0].name
        message = f"{service.label} does not start with an empty {listed}"
    else:
        at = empty[0].name if empty else service.name
        message = f"{service.label} does not start without {listed}"
    severity: Severity | None = "warning" if data is not None or doubtful else None
    also: list[tuple[Place, str]] = [] if data is None else [(data, "unless this holds the data already")]
    return Defect(at, message, also=also, help=_set_lines(service, terms), severity=severity)


def _half(service: Service, found: Unmet, severity: Severity | None = None) -> Defect:
    """One variable is set without the one that belongs to it, or is not allowed to have its value."""
    given = next((name for name in found.given if name in service.environment), found.given[0])
    variable = service.environment.get(given)
    at: Place = variable.name if variable is not None else service.name
    if not found.wanted:
        message = f"{service.label} does not start with {given}={_shown(variable)}, which its image refuses"
        return Defect(at, message, help=f"Leave {given} away, or name another one.")
    wanted = " and ".join(found.wanted)
    message = f"{service.label} does not start with {given} but without {wanted}"
    if severity:
        message = f"{service.label} sets {given} without {wanted}, which does nothing alone"
    return Defect(at, message, help=_set_lines(service, found.wanted), severity=severity)


def _from_outside(variable: Variable) -> bool:
    """Whether the value is a reference, which somebody may fill from elsewhere; also one that is empty here."""
    value, name = variable.value, variable.name.span
    written = name.source.text[name.end : name.end + 2]
    return written == "=$" or (value is not None and not value.literal)


def _shown(variable: Variable | None) -> str:
    return (variable.known if variable is not None else None) or "this"


def _set_lines(service: Service, terms: list[str]) -> str:
    """The lines that set what is missing; secrets come from outside, or as a file where the image reads one."""
    lines = ["environment:"]
    for term in terms:
        name, equals, value = term.partition("=")
        value = value if equals else USUAL.get(name, required(name))
        lines += [f"  {line}" for line in setting_lines((name,), value) or ()]
    facts = service.facts
    forms = [form for term in terms if facts is not None and (form := facts.file_variable(term)) is not None]
    asked = any("=" not in term and term not in USUAL for term in terms)
    sentence = "Set it" + (", in an `.env` that git ignores" if asked else "")
    return advise(f"{sentence}{f' (or {forms[0]}, the path of a file)' if forms else ''}:", (service, lines))
