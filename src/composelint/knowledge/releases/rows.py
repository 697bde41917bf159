"""The forms of the rows about releases."""

from __future__ import annotations

from ...core.record import record


@record
class Product:
    """`names` are normalised image names, `ended` holds `version=day`; a version covers all that begin with it.

    `~` behind a day: only the regular support ends then; security fixes go on, for everybody or for who pays.
    """

    title: str
    names: str
    ended: str
    supported: str
    """The lines to move to."""
    source: str
    word: str = ""
    """The beginning of the tag's word that holds the version, where the tag's start does not: `pg` in `2.17-pg16`."""


@record
class End:
    """A version line that ends, or has ended, on `day` (ISO 8601); `mild`: only its regular support."""

    title: str
    version: str
    day: str
    supported: str
    mild: bool


@record
class Retired:
    """An image that its publisher gave up. `names` end in `/` for a whole namespace; `since` is empty when unknown.

    `gone`: it cannot be pulled any more. `moved`: what the names began with, and under what the same tags stand now.
    """

    names: str
    since: str
    what: str
    instead: str
    source: str
    gone: bool = False
    moved: tuple[str, str] = ("", "")
