"""libyaml's event parser without the rest of PyYAML.

`import yaml` compiles regular expressions and loads readers, writers and constructors that a linter never uses; that
costs more than reading a compose file and judging it. So the package is put in place unexecuted, its C extension is
loaded, and the package executes itself, in full, when anybody asks it for anything else.
"""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import Any


class ReaderError(Exception):
    """What the extension raises for a character that YAML forbids; stands in for the class of `yaml.reader`."""

    def __init__(self, name: object, position: int, character: object, encoding: object, reason: str) -> None:
        super().__init__(reason)
        self.position = position
        self.reason = reason


class _Package(ModuleType):
    """The package `yaml` before it is executed."""

    def __getattr__(self, name: str) -> Any:
        spec = self.__spec__
        if name.startswith("__") or spec is None or spec.loader is None:
            raise AttributeError(name)
        self.__class__ = ModuleType  # type: ignore[assignment]  # from here on it is a module like any other
        spec.loader.exec_module(self)
        return getattr(self, name)


def parser_class() -> type | None:
    """The C parser; None where PyYAML was built without libyaml."""
    module = sys.modules.get("yaml._yaml")
    if module is None:
        module = _whole() if "yaml" in sys.modules else _alone()
    found: type | None = getattr(module, "CParser", None)
    return found


def _whole() -> ModuleType | None:
    """From the package as somebody else has imported it."""
    try:
        return import_module("yaml._yaml")
    except ImportError:
        return None


_NEEDED = ("tokens", "events", "nodes", "error")
_ERRORS = ("scanner", "parser", "composer", "constructor", "reader", "emitter", "serializer", "representer")
"""Modules of which the extension wants one exception class each when it is loaded."""


def _alone() -> ModuleType | None:
    spec = PathFinder.find_spec("yaml")
    if spec is None:
        return None
    package = sys.modules["yaml"] = _package(spec)
    try:
        for name in _NEEDED:
            import_module(f"yaml.{name}")
        _stand_in(package)
        return import_module("yaml._yaml")
    except (ImportError, AttributeError):
        # Another PyYAML than the one this knows: take it as it wants to be taken.
        for name in [name for name in sys.modules if name == "yaml" or name.startswith("yaml.")]:
            del sys.modules[name]
        return _whole()
    finally:
        for name in _ERRORS:
            sys.modules.pop(f"yaml.{name}", None)
            package.__dict__.pop(name, None)


def _package(spec: ModuleSpec) -> _Package:
    package = _Package("yaml")
    package.__spec__ = spec
    package.__path__ = list(spec.submodule_search_locations or ())
    package.__file__ = spec.origin
    package.__loader__ = spec.loader
    package.__package__ = "yaml"
    return package


def _stand_in(package: _Package) -> None:
    """Puts the exception classes that the extension asks for where it looks for them."""
    error = package.__dict__["error"]
    for name in _ERRORS:
        module = sys.modules[f"yaml.{name}"] = ModuleType(f"yaml.{name}")
        marked = name in ("scanner", "parser", "composer", "constructor")
        base = error.MarkedYAMLError if marked else error.YAMLError
        title = f"{name.capitalize()}Error"
        bases = (ReaderError, base) if name == "reader" else (base,)
        setattr(module, title, type(title, bases, {}))
        setattr(package, name, module)
