"""libvirt in Python: one typed API to many hypervisors, with no C library under it.

`import anyvirt as libvirt` runs programs written for libvirt-python; `anyvirt.aio` has the same names, awaitable.
"""

from __future__ import annotations

from anyvirt._version import __version__ as __version__

# What type checkers know as typing.TYPE_CHECKING; importing typing would take longer than all the rest here.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from anyvirt.compat import install_as_libvirt as install_as_libvirt
    from anyvirt.connection import virConnect as virConnect
    from anyvirt.constants import *  # noqa: F403
    from anyvirt.domain import virDomain as virDomain
    from anyvirt.error import libvirtError as libvirtError
    from anyvirt.eventloop import virEventAddHandle as virEventAddHandle
    from anyvirt.eventloop import virEventAddTimeout as virEventAddTimeout
    from anyvirt.eventloop import virEventInvokeFreeCallback as virEventInvokeFreeCallback
    from anyvirt.eventloop import virEventRegisterDefaultImpl as virEventRegisterDefaultImpl
    from anyvirt.eventloop import virEventRegisterImpl as virEventRegisterImpl
    from anyvirt.eventloop import virEventRemoveHandle as virEventRemoveHandle
    from anyvirt.eventloop import virEventRemoveTimeout as virEventRemoveTimeout
    from anyvirt.eventloop import virEventRunDefaultImpl as virEventRunDefaultImpl
    from anyvirt.eventloop import virEventUpdateHandle as virEventUpdateHandle
    from anyvirt.eventloop import virEventUpdateTimeout as virEventUpdateTimeout
    from anyvirt.objects.checkpoint import virDomainCheckpoint as virDomainCheckpoint
    from anyvirt.objects.interface import virInterface as virInterface
    from anyvirt.objects.network import virNetwork as virNetwork
    from anyvirt.objects.network import virNetworkPort as virNetworkPort
    from anyvirt.objects.node_device import virNodeDevice as virNodeDevice
    from anyvirt.objects.nwfilter import virNWFilter as virNWFilter
    from anyvirt.objects.nwfilter import virNWFilterBinding as virNWFilterBinding
    from anyvirt.objects.secret import virSecret as virSecret
    from anyvirt.objects.snapshot import virDomainSnapshot as virDomainSnapshot
    from anyvirt.objects.storage import virStoragePool as virStoragePool
    from anyvirt.objects.storage import virStorageVol as virStorageVol
    from anyvirt.opening import getVersion as getVersion
    from anyvirt.opening import open as open
    from anyvirt.opening import openAuth as openAuth
    from anyvirt.opening import openReadOnly as openReadOnly
    from anyvirt.opening import registerErrorHandler as registerErrorHandler
    from anyvirt.opening import virGetLastError as virGetLastError
    from anyvirt.opening import virGetLastErrorCode as virGetLastErrorCode
    from anyvirt.opening import virGetLastErrorDomain as virGetLastErrorDomain
    from anyvirt.opening import virGetLastErrorMessage as virGetLastErrorMessage
    from anyvirt.opening import virInitialize as virInitialize
    from anyvirt.opening import virResetLastError as virResetLastError
    from anyvirt.stream import virStream as virStream
    from anyvirt.util.error_codes import *  # noqa: F403

# Where the names are that are neither constants nor errors. Each is imported when it is first used.
_HOMES = {
    "getVersion": "opening",
    "install_as_libvirt": "compat",
    "libvirtError": "error",
    "open": "opening",
    "openAuth": "opening",
    "openReadOnly": "opening",
    "registerErrorHandler": "opening",
    "virConnect": "connection",
    "virDomain": "domain",
    "virDomainCheckpoint": "objects.checkpoint",
    "virDomainSnapshot": "objects.snapshot",
    "virInterface": "objects.interface",
    "virNWFilter": "objects.nwfilter",
    "virNWFilterBinding": "objects.nwfilter",
    "virNetwork": "objects.network",
    "virNetworkPort": "objects.network",
    "virNodeDevice": "objects.node_device",
    "virSecret": "objects.secret",
    "virStream": "stream",
    "virStoragePool": "objects.storage",
    "virStorageVol": "objects.storage",
    "_dispatchEventHandleCallback": "eventloop",
    "_dispatchEventTimeoutCallback": "eventloop",
    "_eventInvokeHandleCallback": "eventloop",
    "_eventInvokeTimeoutCallback": "eventloop",
    "virEventAddHandle": "eventloop",
    "virEventAddTimeout": "eventloop",
    "virEventInvokeFreeCallback": "eventloop",
    "virEventRegisterDefaultImpl": "eventloop",
    "virEventRegisterImpl": "eventloop",
    "virEventRemoveHandle": "eventloop",
    "virEventRemoveTimeout": "eventloop",
    "virEventRunDefaultImpl": "eventloop",
    "virEventUpdateHandle": "eventloop",
    "virEventUpdateTimeout": "eventloop",
    "virGetLastError": "opening",
    "virGetLastErrorCode": "opening",
    "virGetLastErrorDomain": "opening",
    "virGetLastErrorMessage": "opening",
    "virInitialize": "opening",
    "virResetLastError": "opening",
}


def _home(name: str) -> str | None:
    """The module of a public name, told from the name: VIR_CONNECT_RO, NoDomain, open."""
    if name.startswith("VIR_"):
        return "constants"
    return "error" if name[:1].isupper() else _HOMES.get(name)


if not TYPE_CHECKING:  # who would take it for a promise that every name exists

    def __getattr__(name: str) -> object:
        if name == "__all__":  # `from anyvirt import *`
            return [each for each in __dir__() if not each.startswith("_")]
        if (home := _home(name)) is not None:
            from importlib import import_module

            module = import_module(f"anyvirt.{home}")
            if hasattr(module, name):
                return globals().setdefault(name, getattr(module, name))
        # Also for `from anyvirt import aio`: the import system then looks for a module of that name.
        raise AttributeError(f"module 'anyvirt' has no attribute {name!r}")


def __dir__() -> list[str]:
    from anyvirt import constants, error

    return sorted(
        {
            *(name for name in globals() if name.startswith("__")),
            *(name for name in vars(constants) if _home(name) == "constants"),
            *(name for name in error.__all__ if _home(name) == "error"),
            *(name for name in _HOMES if not name.startswith("_")),
        }
    )
