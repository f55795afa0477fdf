"""Everything a driver's test module imports: the fixtures and all tests of the suite."""

from __future__ import annotations

from anyvirt.testing.conformance.checkpoints import TestCheckpoints
from anyvirt.testing.conformance.concurrency import TestConcurrency
from anyvirt.testing.conformance.definitions import TestDefinitions, TestMetadata
from anyvirt.testing.conformance.devices import TestDevices, device
from anyvirt.testing.conformance.events import TestEventKinds
from anyvirt.testing.conformance.filters import TestFilterBindings, TestFilters, clean
from anyvirt.testing.conformance.fixtures import conn, connect, domain, flavour, running
from anyvirt.testing.conformance.interfaces import TestInterfaces, interface
from anyvirt.testing.conformance.lifecycle import TestEvents, TestLifecycle, TestTransient
from anyvirt.testing.conformance.migration import TestMigration, destination
from anyvirt.testing.conformance.networks import TestNetworkPorts, TestNetworks, network
from anyvirt.testing.conformance.node_devices import TestNodeDevices, mdev
from anyvirt.testing.conformance.parameters import TestParameters
from anyvirt.testing.conformance.readonly import TestClosed, TestReadOnly
from anyvirt.testing.conformance.resources import TestMemory, TestVcpus
from anyvirt.testing.conformance.saving import TestSaving
from anyvirt.testing.conformance.secrets import TestSecrets
from anyvirt.testing.conformance.snapshots import TestSnapshots
from anyvirt.testing.conformance.storage import TestPools, TestVolumes, pool, volume
from anyvirt.testing.conformance.streams import TestStreams

__all__ = [
    "TestCheckpoints",
    "TestClosed",
    "TestConcurrency",
    "TestDefinitions",
    "TestDevices",
    "TestEventKinds",
    "TestEvents",
    "TestFilterBindings",
    "TestFilters",
    "TestInterfaces",
    "TestLifecycle",
    "TestMemory",
    "TestMetadata",
    "TestMigration",
    "TestNetworkPorts",
    "TestNetworks",
    "TestNodeDevices",
    "TestParameters",
    "TestPools",
    "TestReadOnly",
    "TestSaving",
    "TestSecrets",
    "TestSnapshots",
    "TestStreams",
    "TestTransient",
    "TestVcpus",
    "TestVolumes",
    "clean",
    "conn",
    "connect",
    "destination",
    "device",
    "domain",
    "flavour",
    "interface",
    "mdev",
    "network",
    "pool",
    "running",
    "volume",
]
