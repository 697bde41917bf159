"""What the values of labels look like, by the names that a schema of labels gives to their forms."""

from __future__ import annotations

from collections.abc import Callable

from ..core.patterns import pattern

_TIME = pattern(
    r"(\d{4}-\d\d-\d\d)[Tt ]([01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d+)?(?:[Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)\Z"
)
_HASH = pattern(r"(?:[0-9a-fA-F]{7}|[0-9a-fA-F]{40})\Z")
_NUMBER = r"(?:0|[1-9]\d*)"
_BEFORE = r"(?:0|[1-9]\d*|\d*[A-Za-z-][0-9A-Za-z-]*)"
_VERSION = pattern(
    rf"{_NUMBER}\.{_NUMBER}\.{_NUMBER}(?:-{_BEFORE}(?:\.{_BEFORE})*)?(?:\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?\Z"
)
_ADDRESS = pattern(r"[\w!#$%&'*+/=?^`{|}~.-]{1,64}@(?!-)[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})+\Z")
_URL = pattern(r"[A-Za-z][A-Za-z0-9+.-]*://[^\s/?#]+[^\s]*\Z")


def _is_time(text: str) -> bool:
    match = _TIME.match(text)
    if match is None:
        return False
    from datetime import date

    try:
        date.fromisoformat(match[1])
    except ValueError:
        return False
    return True


def _is_license(text: str) -> bool:
    from ..knowledge.licenses import is_expression

    return is_expression(text)


FORMS: dict[str, tuple[str, Callable[[str], bool]]] = {
    "text": ("text", lambda text: True),
    "url": ("a URL", lambda text: _URL.match(text) is not None),
    "rfc3339": ("a time as RFC 3339 writes it", _is_time),
    "spdx": ("a licence of the SPDX list", _is_license),
    "hash": ("a git commit of 7 or 40 digits", lambda text: _HASH.match(text) is not None),
    "semver": ("a semantic version", lambda text: _VERSION.match(text) is not None),
    "email": ("an e-mail address", lambda text: _ADDRESS.match(text) is not None),
}
"""What a value of each form is called, and whether a text is one."""
