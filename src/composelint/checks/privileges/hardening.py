"""Measures that hold back whoever takes a process over."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ...core.defect import Defect
from ...core.edit import AddItem, AddKey, Intent, Replace
from ...model.advice import advise
from ...model.compose import text_of
from ...model.host_access import is_true, items, security_options
from ...model.service import Service

_NO_NEW = "no-new-privileges:true"


def missing_hardening(service: Service, *, require: tuple[str, ...] = ("no-new-privileges",)) -> Iterator[Defect]:
    """A server lacks a measure that costs nothing and holds a taken-over process back."""
    if not service.is_server or service.development or service.partial or service.scaled_to_zero:
        return
    if is_true(service.setting("privileged")) or (service.base_image is not None and service.base_image.windows):
        return
    missing = [name for name in require if name in _MEASURES and not _MEASURES[name](service)]
    if not missing:
        return
    care = [words for name in missing for words in _care(service, name)]
    yield Defect(
        service.name,
        f"{service.label} runs without {' and '.join(missing)}",
        help=advise(
            "Hold back whoever takes it over" + (f" (with care: {'; '.join(care)}):" if care else ":"),
            (service, [line for name in missing for line in _lines(service, name)]),
        ),
        fix=_kept_privileges(service) if missing == ["no-new-privileges"] else (),
    )


def _keeps_privileges(service: Service) -> bool:
    given = [value for _, key, value in security_options(service) if key == "no-new-privileges"]
    unknown = any(text_of(item) is None for item in items(service, "security_opt"))
    return unknown or (bool(given) and given[-1].lower() in ("", "true", "1", "t"))


def _kept_privileges(service: Service) -> list[Intent]:
    """`no-new-privileges` in the place of its opposite, in the list that is there, or in a new one.

    Docker refuses what stands in the list twice, so nothing is added to what others extend, nor where files that are
    laid over this one may add it, too.
    """
    title, key = f"Let no process of {service.label} gain privileges", service.key("security_opt")
    written = service.setting("security_opt")
    overlaid = service.stack.variants or len(service.stack.compose_files) > 1
    if service.extended or overlaid or (written is not None and written.via):
        return []
    refused = [item for item, name, _ in security_options(service) if name == "no-new-privileges"]
    if refused:
        if len(refused) > 1:
            return []
        return [Replace(refused[-1], _NO_NEW, title, "unsafe")]
    if key is not None:
        return [AddItem(key, _NO_NEW, title, "unsafe")]
    return [AddKey(service.name, _lines(service, "no-new-privileges"), title, "unsafe")]


def _drops_capabilities(service: Service) -> bool:
    return any((text_of(item) or "ALL").upper() == "ALL" for item in items(service, "cap_drop"))


def _is_read_only(service: Service) -> bool:
    written = service.setting("read_only")
    return written is not None and text_of(written) != "false"


_MEASURES: dict[str, Callable[[Service], bool]] = {
    "no-new-privileges": _keeps_privileges,
    "cap-drop": _drops_capabilities,
    "read-only": _is_read_only,
}
"""The measures that can be required, and whether a service takes them; what nobody knows counts as taken."""


def _lines(service: Service, measure: str) -> list[str]:
    if measure == "no-new-privileges":
        return ["security_opt:", f"  - {_NO_NEW}"]
    if measure == "cap-drop":
        return ["cap_drop:", "  - ALL"]
    facts = service.facts
    kept = {mount.target for mount in service.mounts} | {*(facts.data or () if facts else ())}
    writable = [path for path in (facts.writable or () if facts else ()) if path not in kept] or ["/tmp"]
    return ["read_only: true", "tmpfs:", *(f"  - {path}" for path in writable)]


def _care(service: Service, measure: str) -> Iterator[str]:
    """What may break, as far as the image is known."""
    facts = service.facts
    if measure == "cap-drop" and facts is not None and facts.user == "drops":
        yield "its entrypoint starts as root and needs some of them back"
    elif measure == "read-only" and (facts is None or facts.writable is None):
        yield "it may write to more places"
