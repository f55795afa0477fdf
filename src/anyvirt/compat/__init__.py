"""The modules of libvirt-python, made of ours, for programs that cannot be changed."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from types import ModuleType
from typing import Any, Final, TypeVar

import anyvirt
from anyvirt import error

MODULES: Final = ("libvirt", "libvirt_qemu", "libvirt_lxc", "libvirtaio", "libvirtmod")
"""What a program written for libvirt-python imports."""

_T = TypeVar("_T")
_Parameter = dict[str, Any]

# Types that libvirt-python names for its own annotations, and programs for theirs.
_PRIVATE: Final[dict[str, object]] = {
    "_BlkioParameter": _Parameter,
    "_DomainCB": Callable[[anyvirt.virConnect, anyvirt.virDomain, int, int, _T], int | None],
    "_EventAddHandleFunc": Callable[[int, int, Callable[[int, int, int, _T], None], _T], int],
    "_EventAddTimeoutFunc": Callable[[int, Callable[[int, _T], None], _T], int],
    "_EventCB": Callable[[int, int, int, _T], None],
    "_EventRemoveHandleFunc": Callable[[int], int],
    "_EventRemoveTimeoutFunc": Callable[[int], int],
    "_EventUpdateHandleFunc": Callable[[int, int], None],
    "_EventUpdateTimeoutFunc": Callable[[int, int], None],
    "_MemoryParameter": _Parameter,
    "_RawError": tuple[int, int, str, int, str, str | None, str | None, int, int],
    "_SchedParameter": _Parameter,
    "_T": _T,
    "_TimerCB": Callable[[int, _T], None],
    "_TypedParameter": _Parameter,
}


def install_as_libvirt() -> None:
    """Have `import libvirt` and its companions give this library, in this process and from now on.

    The classes then say that they are of the module libvirt, because programs match that in messages.

    Raises:
        ImportError: the original is in use already.
    """
    for name in MODULES:
        there = sys.modules.get(name)
        if there is not None and not hasattr(there, "__anyvirt__"):
            raise ImportError(f"{name} is loaded already, from {getattr(there, '__file__', None) or 'the interpreter'}")
    for name in reversed(MODULES):  # libvirt looks for libvirtmod
        if sys.modules.get(name) is None and available(name):
            module = ModuleType(name)
            module.__spec__ = ModuleSpec(name, None, origin=__file__)
            module.__file__ = __file__
            sys.modules[name] = module
            fill(name, module.__dict__)


def available(name: str) -> bool:
    """Whether there is something to make the module *name* of."""
    return name in ("libvirt", "libvirtmod") or find_spec(f"anyvirt.{name}") is not None


def fill(name: str, namespace: dict[str, Any]) -> None:
    """Give the module *name* of libvirt-python, whose names are *namespace*, all that it has."""
    namespace["__anyvirt__"] = anyvirt.__version__
    if name == "libvirt":
        namespace.update(_libvirt())
    elif name == "libvirtmod":
        from anyvirt.compat.libvirtmod import functions, methods
        from anyvirt.compat.replaced import Replaceable

        ours = functions()
        namespace.update(ours, __ours__=ours, __methods__=methods())
        sys.modules[name].__class__ = Replaceable
    else:
        module = import_module(f"anyvirt.{name}")
        if name == "libvirtaio":
            vars(module)["virEventRegisterImpl"] = _register_as_libvirt
        namespace.update({each: value for each, value in vars(module).items() if not each.startswith("__")})
        namespace["__doc__"] = module.__doc__


def _register_as_libvirt(*functions: Callable[..., object]) -> object:
    # Looked up when it is called: programs put their own in its place, and expect libvirtaio to call that.
    return import_module("libvirt").virEventRegisterImpl(*functions)


def _libvirt() -> Iterator[tuple[str, object]]:
    yield "__doc__", anyvirt.__doc__
    names = [name for name in dir(anyvirt) if not name.startswith("_") and name not in error.__all__]
    names += ["libvirtError"]
    yield "__all__", [*names, "libvirtmod"]  # a program that imports all names wants no others than it knows
    for name in names:
        yield name, _moved(getattr(anyvirt, name))
    for name in error.__all__:  # pickles and tracebacks look for them where their classes say
        yield name, _moved(getattr(error, name))
    yield from _PRIVATE.items()
    yield "libvirtmod", import_module("libvirtmod")


def _moved(value: object) -> object:
    if isinstance(value, type) and value.__module__.startswith("anyvirt"):
        value.__module__ = "libvirt"
    return value
