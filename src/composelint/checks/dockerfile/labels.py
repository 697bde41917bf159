"""What the labels of an image must be, where a project says so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from ...core.defect import Defect
from ...model.compose import Variable, find
from ...model.dockerfile import Label, Stage
from ...model.label_values import FORMS
from ...model.service import Service
from ...model.values import Map

_NONE: Mapping[str, str] = MappingProxyType({})


def label_outside_schema(stage: Stage, *, schema: Mapping[str, str] = _NONE, strict: bool = False) -> Iterator[Defect]:
    """The labels of an image are not those that the project asks for."""
    if not schema or not stage.final:
        return
    labels = _labels(stage)
    unknown = any(label.name.value is None for label in labels)
    last = {label.name.value: label for label in labels}
    for name, form in schema.items():
        label = last.get(name)
        if label is not None:
            yield from _judged(label, name, form.removesuffix("?"))
        elif not form.endswith("?") and not unknown and not _given_elsewhere(stage, name):
            yield Defect(stage, f"the image has no label {name[:70]}")
    for label in labels if strict else ():
        if label.name.value is not None and label.name.value not in schema:
            yield Defect(label.name, f"the label {label.name.value[:60]} is not in the schema")


def _labels(stage: Stage) -> list[Variable]:
    """Those that the file itself writes, the last of a name last."""
    return [
        label
        for each in stage.lineage()
        for instruction in each.instructions
        if isinstance(instruction, Label)
        for label in instruction.labels
    ]


def _judged(label: Variable, name: str, form: str) -> Iterator[Defect]:
    value = label.known
    called, fits = FORMS.get(form, FORMS["text"])
    if value is not None and not value.strip():
        yield Defect(label.value or label.name, f"the label {name[:60]} is empty")
    elif value is not None and not fits(value):
        yield Defect(label.value or label.name, f"the label {name[:50]} is not {called}")


def _given_elsewhere(stage: Stage, name: str) -> bool:
    """Whether every service that builds the image gives it the label."""
    services = [build.service for build in stage.dockerfile.builds if build.service is not None]
    return bool(services) and all(_gives(service, name) for service in services)


def _gives(service: Service, name: str) -> bool:
    entry = find(service.build.body, "labels") if service.build is not None else None
    return entry is not None and (not isinstance(entry.value, Map) or name in entry.value.fields)
