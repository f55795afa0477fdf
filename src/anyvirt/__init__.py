"""libvirt in Python: one typed API to many hypervisors, with no C library under it.

`import anyvirt as libvirt` runs programs written for libvirt-python; `anyvirt.aio` has the same names, awaitable.
"""

from __future__ import annotations

from anyvirt._version import __version__

# What type checkers know as typing.TYPE_CHECKING; importing typing would take longer than all the rest here.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from anyvirt.connection import virConnect
    from anyvirt.constants import *  # noqa: F403
    from anyvirt.domain import virDomain
    from anyvirt.error import *  # noqa: F403
    from anyvirt.error import libvirtError
    from anyvirt.events import virEventRegisterDefaultImpl, virEventRunDefaultImpl
    from anyvirt.opening import (
        getVersion,
        open,
        openAuth,
        openReadOnly,
        registerErrorHandler,
        virGetLastError,
        virGetLastErrorCode,
        virGetLastErrorDomain,
        virGetLastErrorMessage,
        virInitialize,
        virResetLastError,
    )

__all__ = [
    "__version__",
    "getVersion",
    "libvirtError",
    "open",
    "openAuth",
    "openReadOnly",
    "registerErrorHandler",
    "virConnect",
    "virDomain",
    "virEventRegisterDefaultImpl",
    "virEventRunDefaultImpl",
    "virGetLastError",
    "virGetLastErrorCode",
    "virGetLastErrorDomain",
    "virGetLastErrorMessage",
    "virInitialize",
    "virResetLastError",
]

# Looked through in this order at the first use of a name, which is then kept.
_HOMES = (
    "anyvirt.constants",
    "anyvirt.opening",
    "anyvirt.error",
    "anyvirt.connection",
    "anyvirt.domain",
    "anyvirt.events",
)
_MODULES = frozenset({"aio", "api", "base", "conf", "connection", "constants", "domain", "driver", "error", "events"})
_MODULES |= {"opening", "qemu", "runner", "test", "testing", "util"}


def __getattr__(name: str) -> object:
    # `from anyvirt import aio` asks here before it looks for a module.
    if not name.startswith("_") and name not in _MODULES:
        from importlib import import_module

        for home in _HOMES:
            found = vars(import_module(home)).get(name)
            if found is not None:
                globals()[name] = found
                return found
    raise AttributeError(f"module 'anyvirt' has no attribute {name!r}")


def __dir__() -> list[str]:
    from anyvirt import constants, error

    return sorted({*globals(), *__all__, *error.__all__, *(name for name in vars(constants) if name.isupper())})
