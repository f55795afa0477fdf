"""The calls of anyvirt, awaitable: same names, arguments and results.

What each call does, takes and raises stands with the blocking one of the same name.
"""

from __future__ import annotations

from collections.abc import Sequence
from operator import index
from typing import TYPE_CHECKING

from anyvirt.aio.connection import virConnect
from anyvirt.aio.domain import virDomain
from anyvirt.constants import VIR_CONNECT_RO
from anyvirt.opening import open_async

if TYPE_CHECKING:
    from anyvirt.aio.checkpoint import virDomainCheckpoint as virDomainCheckpoint
    from anyvirt.aio.interface import virInterface as virInterface
    from anyvirt.aio.network import virNetwork as virNetwork
    from anyvirt.aio.network import virNetworkPort as virNetworkPort
    from anyvirt.aio.node_device import virNodeDevice as virNodeDevice
    from anyvirt.aio.nwfilter import virNWFilter as virNWFilter
    from anyvirt.aio.nwfilter import virNWFilterBinding as virNWFilterBinding
    from anyvirt.aio.secret import virSecret as virSecret
    from anyvirt.aio.snapshot import virDomainSnapshot as virDomainSnapshot
    from anyvirt.aio.storage import virStoragePool as virStoragePool
    from anyvirt.aio.storage import virStorageVol as virStorageVol
    from anyvirt.aio.stream import virStream as virStream

# Classes that are imported when somebody names them, and their modules here.
_HOMES = {
    "virDomainCheckpoint": "checkpoint",
    "virDomainSnapshot": "snapshot",
    "virInterface": "interface",
    "virNWFilter": "nwfilter",
    "virNWFilterBinding": "nwfilter",
    "virNetwork": "network",
    "virNetworkPort": "network",
    "virNodeDevice": "node_device",
    "virSecret": "secret",
    "virStoragePool": "storage",
    "virStorageVol": "storage",
    "virStream": "stream",
}

__all__ = ["open", "openAuth", "openReadOnly", "virConnect", "virDomain", *_HOMES]


def __getattr__(name: str) -> object:
    if (home := _HOMES.get(name)) is not None:
        from importlib import import_module

        return globals().setdefault(name, getattr(import_module(f"anyvirt.aio.{home}"), name))
    raise AttributeError(f"module 'anyvirt.aio' has no attribute {name!r}")


async def open(name: str | None = None) -> virConnect:
    """Open a connection to the hypervisor at the URI *name*, or at the default URI."""
    return await open_async(name)


async def openReadOnly(name: str | None = None) -> virConnect:
    """Open a connection that can look but not change anything."""
    return await open_async(name, flags=VIR_CONNECT_RO)


async def openAuth(uri: str | None, auth: Sequence[object] | None, flags: int = 0) -> virConnect:
    """Open a connection, with *auth* = [credential types, callback, data] for drivers that ask for credentials.

    The callback may be a coroutine function; one that is not is called in a thread, as it may ask a person.
    """
    return await open_async(uri, auth, index(flags))
