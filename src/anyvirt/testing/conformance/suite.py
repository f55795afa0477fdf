"""Everything a driver's test module imports: the fixtures and all tests of the suite."""

from __future__ import annotations

from anyvirt.testing.conformance.concurrency import TestConcurrency
from anyvirt.testing.conformance.definitions import TestDefinitions, TestMetadata
from anyvirt.testing.conformance.devices import TestDevices, device
from anyvirt.testing.conformance.fixtures import conn, connect, domain, flavour, running
from anyvirt.testing.conformance.lifecycle import TestEvents, TestLifecycle, TestTransient
from anyvirt.testing.conformance.parameters import TestParameters
from anyvirt.testing.conformance.readonly import TestClosed, TestReadOnly
from anyvirt.testing.conformance.resources import TestMemory, TestVcpus
from anyvirt.testing.conformance.saving import TestSaving
from anyvirt.testing.conformance.secrets import TestSecrets
from anyvirt.testing.conformance.snapshots import TestSnapshots
from anyvirt.testing.conformance.storage import TestPools, TestVolumes, pool, volume

__all__ = [
    "TestClosed",
    "TestConcurrency",
    "TestDefinitions",
    "TestDevices",
    "TestEvents",
    "TestLifecycle",
    "TestMemory",
    "TestMetadata",
    "TestParameters",
    "TestPools",
    "TestReadOnly",
    "TestSaving",
    "TestSecrets",
    "TestSnapshots",
    "TestTransient",
    "TestVcpus",
    "TestVolumes",
    "conn",
    "connect",
    "device",
    "domain",
    "flavour",
    "pool",
    "running",
    "volume",
]
