"""The module libvirtmod as programs' own tests know it: what they put in the place of a function is called.

In libvirt-python every method calls a function of libvirtmod, and tests of programs replace these, by
`unittest.mock.patch("libvirtmod.virDomainMigrate3")`, to see what a program asks for. Here methods call a driver; only
a method whose function was replaced goes through the module, until the function is put back.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from types import ModuleType
from typing import Any, Final

import anyvirt
from anyvirt.compat.libvirtmod import pointed_to
from anyvirt.error import libvirtError

_Call = Callable[..., Any]
_MISSING: Final = object()


class Replaceable(ModuleType):
    """A libvirtmod. `__methods__` has for each function its class, its method and what it answers on failure."""

    __methods__: dict[str, tuple[str, str, int | None]]
    __ours__: dict[str, _Call]

    def __setattr__(self, name: str, value: object) -> None:
        super().__setattr__(name, value)
        self._redirect(name)

    def __delattr__(self, name: str) -> None:
        super().__delattr__(name)
        self._redirect(name)

    def _redirect(self, name: str) -> None:
        """Have the method of the function *name* do what the module now has for it."""
        if name not in self.__dict__.get("__methods__", {}):
            return
        cls_name, method, failure = self.__methods__[name]
        cls = getattr(anyvirt, cls_name)
        before = cls.__dict__.get(method, _MISSING)
        if isinstance(before, _Detour):
            before.remove(cls, method)
            before = before.before
        if self.__dict__.get(name, self.__ours__[name]) is not self.__ours__[name]:
            setattr(cls, method, _Detour(self, name, failure, before, getattr(cls, method)))


class _Detour:
    """Stands in a class for a method whose function was replaced."""

    def __init__(self, module: Replaceable, name: str, failure: int | None, before: object, method: _Call) -> None:
        self.before = before  # what the class itself had; _MISSING where it had it from a base
        self._module = module
        self._name = name
        self._failure = failure
        self._signature = inspect.signature(method)

    def remove(self, cls: type, method: str) -> None:
        """Put the method back."""
        if self.before is _MISSING:
            delattr(cls, method)
        else:
            setattr(cls, method, self.before)

    def __get__(self, obj: object, owner: type | None = None) -> _Call:
        def call(*args: Any, **named: Any) -> Any:
            given = self._signature.bind(obj, *args, **named)
            given.apply_defaults()
            given.arguments.pop("progress", None)
            answer = getattr(self._module, self._name)(*(getattr(each, "_o", each) for each in given.args))
            if answer is None if self._failure is None else answer == self._failure:
                raise libvirtError(f"{self._name}() failed")
            return pointed_to(answer)

        return call
