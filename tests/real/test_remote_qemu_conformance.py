"""Libvirt's QEMU and storage drivers, behind its daemon, pass the conformance suite through ours, in both flavours."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from anyvirt.testing.conformance import Target
from anyvirt.testing.conformance.suite import *  # noqa: F403
from anyvirt.testing.libvirtd import PrivateLibvirtd
from tests.real.daemons import expect_differences, private_libvirtd

pytestmark = [pytest.mark.real, pytest.mark.peer("libvirt >= 9.0")]


def domain_xml(name: str, *, uuid: str, memory: int, vcpus: int) -> str:
    return (
        f"<domain type='qemu'><name>{name}</name><uuid>{uuid}</uuid><memory>{memory}</memory><vcpu>{vcpus}</vcpu>"
        "<os><type arch='x86_64' machine='pc'>hvm</type></os></domain>"
    )


# What libvirt 9.0's drivers do otherwise. Where only some of the cases differ, the others may pass.
DIFFERENCES = {
    "test_they_tell_the_life_of_a_guest_in_order": "tells of a shutdown before a guest that is destroyed has stopped",
    "test_wrong_counts_are_refused": "takes so many CPUs that no machine has",
    "test_a_filter_in_use_stays": "drops filters that only bindings by hand use",
    "test_it_needs_its_filter": "takes bindings to filters that are not there",
}


@pytest.fixture(autouse=True)
def differs(request: pytest.FixtureRequest) -> None:
    expect_differences(request, DIFFERENCES)


@pytest.fixture(scope="module")
def daemon() -> Iterator[PrivateLibvirtd]:
    with private_libvirtd() as started:
        yield started


@pytest.fixture
def target(daemon: PrivateLibvirtd) -> Target:
    def pool_xml(name: str, *, uuid: str) -> str:
        target = f"<target><path>{daemon.folder}/{name}</path></target>"
        return f"<pool type='dir'><name>{name}</name><uuid>{uuid}</uuid>{target}</pool>"

    return Target(
        uri=daemon.uri,
        domain_xml=domain_xml,
        can_shutdown=False,
        can_save=False,
        can_snapshot=False,
        pool_xml=pool_xml,
        secrets=True,
        filters=True,
    )
