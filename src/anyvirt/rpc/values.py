"""Values of the protocol and what drivers have for them: references to objects, UUIDs, maps of CPUs, texts in fields.

Of each pair of functions, `wire_*` makes what a packet takes, and `read_*` what a driver takes or answers.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any, Final

from anyvirt.util.refs import (
    CheckpointRef,
    DomainRef,
    InterfaceRef,
    NetworkPortRef,
    NetworkRef,
    NodeDeviceRef,
    NwfilterBindingRef,
    NwfilterRef,
    SecretRef,
    SnapshotRef,
    StoragePoolRef,
    StorageVolRef,
)

Wire = tuple[Any, ...]
"""The fields of a struct."""


_new: Final = tuple.__new__  # the classes' own constructors take three times as long
_UUIDS: Final = 16_384  # more objects than are listed again and again, and a few MB

# The same few objects are named in nearly all calls.


@lru_cache(_UUIDS)
def wire_uuid(uuid: str) -> bytes:
    return bytes.fromhex(uuid.replace("-", ""))


@lru_cache(_UUIDS)
def read_uuid(uuid: bytes) -> str:
    digits = uuid.hex()
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


def wire_domain(ref: DomainRef) -> Wire:
    return ref.name, wire_uuid(ref.uuid), ref.id


def read_domain(wire: Any) -> DomainRef:
    name, uuid, number = wire
    return _new(DomainRef, (name, read_uuid(uuid), number))


def wire_snapshot(ref: SnapshotRef) -> Wire:
    return ref.name, wire_domain(ref.domain)


def read_snapshot(wire: Any) -> SnapshotRef:
    return SnapshotRef(read_domain(wire.dom), wire.name)


def wire_checkpoint(ref: CheckpointRef) -> Wire:
    return ref.name, wire_domain(ref.domain)


def read_checkpoint(wire: Any) -> CheckpointRef:
    return CheckpointRef(read_domain(wire.dom), wire.name)


def wire_network(ref: NetworkRef) -> Wire:
    return ref.name, wire_uuid(ref.uuid)


def read_network(wire: Any) -> NetworkRef:
    return NetworkRef(wire.name, read_uuid(wire.uuid))


def wire_network_port(ref: NetworkPortRef) -> Wire:
    return wire_network(ref.network), wire_uuid(ref.uuid)


def read_network_port(wire: Any) -> NetworkPortRef:
    return NetworkPortRef(read_network(wire.net), read_uuid(wire.uuid))


def wire_storage_pool(ref: StoragePoolRef) -> Wire:
    return ref.name, wire_uuid(ref.uuid)


def read_storage_pool(wire: Any) -> StoragePoolRef:
    return StoragePoolRef(wire.name, read_uuid(wire.uuid))


def wire_storage_vol(ref: StorageVolRef) -> Wire:
    return ref


def read_storage_vol(wire: Any) -> StorageVolRef:
    return StorageVolRef(*wire)


def wire_interface(ref: InterfaceRef) -> Wire:
    return ref


def read_interface(wire: Any) -> InterfaceRef:
    return InterfaceRef(*wire)


def wire_node_device(ref: NodeDeviceRef) -> Wire:
    return ref


def read_node_device(wire: Any) -> NodeDeviceRef:
    return NodeDeviceRef(*wire)


def wire_secret(ref: SecretRef) -> Wire:
    return wire_uuid(ref.uuid), ref.usage_type, ref.usage_id


def read_secret(wire: Any) -> SecretRef:
    return SecretRef(read_uuid(wire.uuid), wire.usageType, wire.usageID)


def wire_nwfilter(ref: NwfilterRef) -> Wire:
    return ref.name, wire_uuid(ref.uuid)


def read_nwfilter(wire: Any) -> NwfilterRef:
    return NwfilterRef(wire.name, read_uuid(wire.uuid))


def wire_nwfilter_binding(ref: NwfilterBindingRef) -> Wire:
    return ref


def read_nwfilter_binding(wire: Any) -> NwfilterBindingRef:
    return NwfilterBindingRef(*wire)


def wire_cpumap(cpus: Iterable[bool]) -> bytes:
    """A bit for each CPU, the first one the lowest of the first byte."""
    number = count = 0
    for count, present in enumerate(cpus, 1):
        if present:
            number |= 1 << (count - 1)
    return number.to_bytes((count + 7) // 8, "little")


def read_cpumap(octets: bytes, count: int | None = None) -> tuple[bool, ...]:
    """One boolean for each of *count* CPUs, by default for each bit."""
    number = int.from_bytes(octets, "little")
    return tuple(number >> cpu & 1 == 1 for cpu in range(len(octets) * 8 if count is None else count))


def wire_chars(text: str, size: int | None = None) -> bytes:
    """A text in an array of characters, with the null that ends it; of *size* bytes where that is fixed."""
    octets = text.encode("utf-8", "surrogateescape")
    if size is None:
        return octets + b"\0"
    return octets[: size - 1].ljust(size, b"\0")


def read_chars(octets: bytes) -> str:
    """The text in an array of characters: up to the first null."""
    return octets.partition(b"\0")[0].decode("utf-8", "surrogateescape")
