"""What the suite must know about the driver under test."""

from __future__ import annotations

import uuid as uuids
from dataclasses import dataclass, field
from typing import Protocol


class DomainXml(Protocol):
    """Makes the XML of a domain that the driver can define and start."""

    def __call__(self, name: str, *, uuid: str, memory: int, vcpus: int) -> str:
        """The document; *memory* in KiB. It may refer to nothing that is not there."""
        ...


class PoolXml(Protocol):
    """Makes the XML of a storage pool that the driver can define, build and start, for volumes of the format raw."""

    def __call__(self, name: str, *, uuid: str) -> str:
        """The document. What it refers to belongs to the pool alone, or is made by building it."""
        ...


class InterfaceXml(Protocol):
    """Makes the XML of an interface of the host."""

    def __call__(self, name: str, *, mac: str) -> str:
        """The document."""
        ...


@dataclass(frozen=True)
class Target:
    """A driver under test. Every test gets one of its own, with no domain of the suite in it.

    Attributes:
        uri: what to open. All connections to it see the same domains, while one of them is open.
        domain_xml: makes the domains.
        can_reboot, can_reset: whether the driver has these calls, and a guest of `domain_xml` obeys at once.
        can_shutdown: whether a guest of `domain_xml` obeys shutdown() at once.
        can_set_live_memory, can_set_live_vcpus: whether a running guest's can be changed.
        can_rename: whether there is rename().
        can_save: whether guests can be saved to files and restored, and there are managed saves.
        can_snapshot: whether there are snapshots with the guest's memory, and a return to them.
        checkpoints: whether there are checkpoints of running guests.
        migrates_to: URI of another host to which guests of `domain_xml` can move; empty where they cannot.
        console_echoes: whether the first console of a guest of `domain_xml` sends back what it gets.
        transient: whether there are domains without a persistent configuration.
        keeps_definitions: whether a definition is still there after the last connection was closed.
        tunes: whether there are calls that set shares and limits by typed parameters.
        device: the document of a device that a domain of `domain_xml` can get, running or not; empty where the driver
            has no such calls.
        pool_xml: makes storage pools; None where the driver has none.
        transfers: whether the bytes of its volumes can be uploaded and downloaded.
        secrets: whether the driver keeps secrets.
        networks: whether there are virtual networks.
        network_ports: whether these have ports.
        interface_xml: makes interfaces of the host that the driver can define; None where it cannot.
        mdev_xml: a mediated device that the driver can define and create; None where it cannot.
        node_devices: whether the driver knows the host's devices.
        filters: whether there are network filters and bindings.
        memory: of the domains, in KiB.
        timeout_s: how long an event may take.
    """

    uri: str
    domain_xml: DomainXml
    can_reboot: bool = True
    can_reset: bool = True
    can_shutdown: bool = True
    can_set_live_memory: bool = True
    can_set_live_vcpus: bool = True
    can_rename: bool = True
    can_save: bool = True
    can_snapshot: bool = True
    transient: bool = True
    keeps_definitions: bool = True
    checkpoints: bool = False
    migrates_to: str = ""
    console_echoes: bool = False
    tunes: bool = False
    device: str = ""
    pool_xml: PoolXml | None = None
    transfers: bool = True
    secrets: bool = False
    networks: bool = False
    network_ports: bool = False
    interface_xml: InterfaceXml | None = None
    node_devices: bool = False
    mdev_xml: str | None = None
    filters: bool = False
    memory: int = field(default=64 * 1024)
    timeout_s: float = 30.0

    def xml(self, name: str, *, uuid: str | None = None, memory: int | None = None, vcpus: int = 1) -> str:
        """A domain called *name*; its UUID comes from the name unless one is given."""
        return self.domain_xml(name, uuid=uuid or uuid_for(name), memory=memory or self.memory, vcpus=vcpus)


def uuid_for(name: str) -> str:
    """The UUID that a domain or a pool of that name gets from the suite."""
    return str(uuids.uuid5(uuids.NAMESPACE_URL, f"https://anyvirt/conformance/{name}"))
