"""Plain data classes that cost little to define.

What `dataclasses.dataclass(slots=True, eq=False, repr=False)` gives, without the inspection that takes half a
millisecond a class: a linter that starts for every commit defines two dozen of them before it reads a line.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar, dataclass_transform

__all__ = ["field", "record"]

T = TypeVar("T")


class _Made:
    """A default that is made anew for each object."""

    __slots__ = ("factory",)

    def __init__(self, factory: Callable[[], object]) -> None:
        self.factory = factory


if TYPE_CHECKING:
    from dataclasses import field
else:

    def field(*, default_factory: Callable[[], object]) -> _Made:
        """As `dataclasses.field`."""
        return _Made(default_factory)


@dataclass_transform(eq_default=False, field_specifiers=(field,))
def record(cls: type[T]) -> type[T]:
    """The class with slots and an `__init__` for its annotated fields, in order, defaults included."""
    names = list(cls.__annotations__)
    defaults: dict[str, Any] = {name: cls.__dict__[name] for name in names if name in cls.__dict__}
    parameters = [f"{name}=_defaults[{name!r}]" if name in defaults else name for name in names]
    values = {name: name for name in names}
    for name, default in defaults.items():
        if isinstance(default, _Made):
            values[name] = f"_defaults[{name!r}].factory() if {name} is _defaults[{name!r}] else {name}"
    body = "".join(f"    self.{name} = {value}\n" for name, value in values.items())
    scope: dict[str, Any] = {"_defaults": defaults}
    exec(f"def __init__(self, {', '.join(parameters)}):\n{body}", scope)
    kept = {name: value for name, value in cls.__dict__.items() if name not in (*defaults, "__dict__", "__weakref__")}
    namespace = {**kept, "__slots__": tuple(names), "__init__": scope["__init__"]}
    made: type[T] = type(cls.__name__, cls.__bases__, namespace)
    made.__qualname__ = cls.__qualname__
    return made
