"""When versions of images stop, and which images were given up: literal tables with their sources.

Dates are the last day of community or standard support, as published; they were last compared in 2026-08 with the
sources named in each row and with endoflife.date. Lines whose end nobody has announced are not listed.
"""

from __future__ import annotations

from functools import cache

from .rows import End, Product, Retired

__all__ = ["CODENAMES", "SYSTEMS", "End", "Product", "Retired", "end_of", "products", "retired", "supported"]

SYSTEMS = frozenset(("Debian", "Ubuntu", "Alpine Linux", "Amazon Linux", "Fedora", "CentOS Stream"))
"""Titles of operating systems, which other products stand on."""
CODENAMES = {
    "jessie": "Debian 8", "stretch": "Debian 9", "buster": "Debian 10", "bullseye": "Debian 11",
    "bookworm": "Debian 12", "trusty": "Ubuntu 14.04", "xenial": "Ubuntu 16.04", "bionic": "Ubuntu 18.04",
    "focal": "Ubuntu 20.04",
}  # fmt: skip
"""Words of tags that name a release of an operating system."""


def products() -> tuple[Product, ...]:
    from . import platforms, servers, stores

    return (*stores.PRODUCTS, *servers.PRODUCTS, *platforms.PRODUCTS)


@cache
def _rows() -> dict[str, Product]:
    return {name: product for product in products() for name in product.names.split()}


@cache
def _ends(name: str) -> dict[tuple[int, ...], End]:
    """Version line -> its end, of one image."""
    product = _rows().get(name)
    if product is None:
        return {}
    entries = (entry.partition("=") for entry in product.ended.split())
    return {
        _numbers(version): End(product.title, version, day.rstrip("~"), product.supported, day.endswith("~"))
        for version, _, day in entries
    }


def supported(name: str) -> str | None:
    """The product and the lines of an image that get fixes, in words."""
    product = _rows().get(name)
    return f"{product.title} {product.supported}" if product is not None else None


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))


def end_of(name: str, version: tuple[int, ...] | None, words: tuple[str, ...]) -> list[End]:
    """The ends that concern an image: of its product first, then of the operating system that its tag names."""
    product = _rows().get(name)
    if product is not None and product.word:
        version = _in_words(product.word, words)
    found = [None if version is None else _line(name, version)]
    for word in words:
        if word in CODENAMES:
            system, _, number = CODENAMES[word].partition(" ")
            found.append(_ends(system.lower()).get(_numbers(number)))
        elif word.startswith("alpine3.") and word[8:].isdecimal() and len(word) < 12:
            found.append(_ends("alpine").get((3, int(word[8:]))))
    return [end for end in found if end is not None]


def _line(name: str, version: tuple[int, ...]) -> End | None:
    lines = _ends(name)
    return lines.get(version[:2]) or lines.get(version[:1])


def _in_words(prefix: str, words: tuple[str, ...]) -> tuple[int, ...] | None:
    """The version in a word of the tag: 16 of `pg16`."""
    numbers = (word[len(prefix) :] for word in words if word.startswith(prefix))
    number = next((number for number in numbers if number.isascii() and number.isdecimal() and len(number) < 4), None)
    return None if number is None else (int(number),)


@cache
def _retired() -> dict[str, Retired]:
    from .given_up import RETIRED

    return {name: row for row in RETIRED for name in row.names.split()}


def retired(name: str) -> Retired | None:
    """Whether an image, by its normalised name, was given up."""
    namespace = name.rpartition("/")[0] + "/"
    return _retired().get(name) or _retired().get(namespace)
