"""Values of the protocol and what drivers have for them: references to objects, maps of CPUs, texts in fields.

Of each pair of functions, `wire_*` makes what a packet takes, and `read_*` what a driver takes or answers.
"""

from __future__ import annotations

from collections.abc import Iterable
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
from anyvirt.util.stats import DomainStats

OBJECTS: Final[dict[str, Any]] = {
    "packet_domain": DomainRef,
    "packet_network": NetworkRef,
    "remote_domain": DomainRef,
    "remote_network": NetworkRef,
    "remote_network_port": NetworkPortRef,
    "remote_nwfilter": NwfilterRef,
    "remote_nwfilter_binding": NwfilterBindingRef,
    "remote_interface": InterfaceRef,
    "remote_storage_pool": StoragePoolRef,
    "remote_storage_vol": StorageVolRef,
    "remote_node_device": NodeDeviceRef,
    "remote_secret": SecretRef,
    "remote_domain_stats_record": DomainStats,
}
"""Structs whose fields are those of what drivers take and answer: their values are of these classes."""


def wire_snapshot(ref: SnapshotRef) -> tuple[str, DomainRef]:
    return ref.name, ref.domain


def read_snapshot(wire: Any) -> SnapshotRef:
    return SnapshotRef(wire.dom, wire.name)


def wire_checkpoint(ref: CheckpointRef) -> tuple[str, DomainRef]:
    return ref.name, ref.domain


def read_checkpoint(wire: Any) -> CheckpointRef:
    return CheckpointRef(wire.dom, wire.name)


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
