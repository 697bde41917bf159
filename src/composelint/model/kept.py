"""Facts that are computed when first asked for and then kept on their object."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar, overload


class Keeper:
    """What facts are kept on: the dict where Python itself looks for an object's attributes."""

    __slots__ = ("__dict__",)

    def forget(self) -> None:
        """Every fact is worked out anew."""
        self.__dict__.clear()


K = TypeVar("K", bound=Keeper)
T = TypeVar("T")


def remembered(method: Callable[[K], T]) -> Callable[[K], T]:
    """A method, or a function of one object, whose result is computed once per object."""
    name = f"{method.__module__}.{method.__qualname__}"

    def once(self: K) -> T:
        kept = self.__dict__
        if name not in kept:
            kept[name] = method(self)
        result: T = kept[name]
        return result

    once.__name__ = method.__name__
    once.__doc__ = method.__doc__
    return once


class fact(Generic[K, T]):  # noqa: N801  # stands where `property` stands
    """A property that is computed once per object: from then on the object has an attribute of its name."""

    def __init__(self, method: Callable[[K], T]) -> None:
        self._method = method
        self._name = method.__name__
        self.__doc__ = method.__doc__

    @overload
    def __get__(self, holder: None, kind: type[Any]) -> fact[K, T]: ...
    @overload
    def __get__(self, holder: K, kind: type[Any]) -> T: ...
    def __get__(self, holder: K | None, kind: type[Any]) -> T | fact[K, T]:
        if holder is None:
            return self
        result = self._method(holder)
        setattr(holder, self._name, result)
        return result
