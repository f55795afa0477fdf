"""Calls of every function of the table, with arguments made from its row: for tests that hold for all of them."""

from __future__ import annotations

import socket
from collections.abc import Callable
from typing import Any

import anyvirt
from anyvirt.api.model import Arg, ArgType, Function, Owner
from anyvirt.api.table import ROWS
from anyvirt.util import refs

UUID = "6695eb01-f6a4-8304-79aa-97f2502e193f"  # of the domain that test:///default begins with

# What the methods of objects can be called on without asking whether the thing exists.
_REFS: dict[Owner, Any] = {
    Owner.DOMAIN: refs.DomainRef("test", UUID, 1),
    Owner.NETWORK: refs.NetworkRef("default", UUID),
    Owner.STORAGE_POOL: refs.StoragePoolRef("default-pool", UUID),
    Owner.STORAGE_VOL: refs.StorageVolRef("default-pool", "v", "/default-pool/v"),
    Owner.INTERFACE: refs.InterfaceRef("eth1", "aa:bb:cc:dd:ee:ff"),
    Owner.NODE_DEVICE: refs.NodeDeviceRef("computer"),
    Owner.SECRET: refs.SecretRef(UUID, 0, ""),
    Owner.NWFILTER: refs.NwfilterRef("clean-traffic", UUID),
    Owner.NWFILTER_BINDING: refs.NwfilterBindingRef("vnet0", "clean-traffic"),
    Owner.SNAPSHOT: refs.SnapshotRef(refs.DomainRef("test", UUID, 1), "s"),
    Owner.CHECKPOINT: refs.CheckpointRef(refs.DomainRef("test", UUID, 1), "c"),
    Owner.NETWORK_PORT: refs.NetworkPortRef(refs.NetworkRef("default", UUID), UUID),
}
_PARENTS = {Owner.SNAPSHOT: Owner.DOMAIN, Owner.CHECKPOINT: Owner.DOMAIN, Owner.NETWORK_PORT: Owner.NETWORK}

METHODS = [row for row in ROWS if row.owner.value.startswith("vir") and not row.local]
"""The functions that are methods and ask a driver."""


def name_of(row: Function) -> str:
    """For the names of tests."""
    return f"{row.owner.value}.{row.name}"


def object_of(owner: Owner, conn: anyvirt.virConnect) -> Any:
    """An object of a class, on *conn*."""
    if owner is Owner.CONNECT:
        return conn
    parent = object_of(_PARENTS[owner], conn) if owner in _PARENTS else conn
    return getattr(anyvirt, owner.value)(parent, _REFS[owner])


def call(row: Function, conn: anyvirt.virConnect, **changed: Any) -> Any:
    """Call *row* on *conn* with good arguments, but for those that are *changed*."""
    values = {arg.name: value(row, arg, conn) for arg in row.public_args}
    method: Callable[..., Any] = getattr(object_of(row.owner, conn), row.name)
    return method(**{**values, **changed})


def value(row: Function, arg: Arg, conn: anyvirt.virConnect) -> Any:
    """A value of the type of *arg*; whether it makes sense is for the driver to say."""
    kind: ArgType = arg.type
    for owner in Owner:
        if kind.python.removesuffix(" | None") == owner.value:
            return object_of(owner, conn)
        if kind.python in (f"Sequence[{owner.value}]", f"Iterable[{owner.value}]"):
            return [object_of(owner, conn)]
    if "uuid_from_text" in kind.convert:
        return UUID
    if kind.python == "virStream":
        return _stream(conn)
    if "bytes" in kind.python:
        return bytes.fromhex(UUID.replace("-", ""))
    match kind.python.removesuffix(" | None"):
        case "int":
            return {"flags": 0, "fd": _ENDS[0].fileno()}.get(arg.name, 1)
        case "bool":
            return True
        case "str":
            return "x"
        case "XmlLike":
            return "<x/>"
        case "Sequence[int]" | "Sequence[XmlLike]" | "Sequence[str]":
            return [1] if "int" in kind.python else ["<x/>"]
        case "Sequence[bool]":
            return (True,)
        case "Mapping[str, int]":
            return {"seconds": 1}
        case "Mapping[int, int]":
            return {4: 1}
        case "Mapping[str, TypedValue]":
            return {"shm_pages_to_scan": 1}
    return UNKNOWN


_ENDS = socket.socketpair()
"""Where a call takes the number of a socket."""


def _stream(conn: anyvirt.virConnect) -> Any:
    try:
        return conn.newStream()
    except anyvirt.libvirtError:
        return None  # the connection is closed, which the call says as well


UNKNOWN: Any = object()
"""Where a kind of argument has no value here yet; a test says so."""
