"""Facts that are computed when first asked for and then kept on their object."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol, TypeVar


class Keeper(Protocol):
    kept: dict[str, Any]


K = TypeVar("K", bound=Keeper)
T = TypeVar("T")


def remembered(method: Callable[[K], T]) -> Callable[[K], T]:
    """A method, or a function of one object, whose result is computed once per object (which has a dict `kept`)."""
    name = f"{method.__module__}.{method.__qualname__}"

    def once(self: K) -> T:
        if name not in self.kept:
            self.kept[name] = method(self)
        result: T = self.kept[name]
        return result

    once.__name__ = method.__name__
    once.__doc__ = method.__doc__
    return once
