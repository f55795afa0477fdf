"""Libvirt's own test driver, behind its daemon, passes the conformance suite through ours, in both flavours."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from anyvirt.testing.conformance import Target
from anyvirt.testing.conformance.suite import *  # noqa: F403
from anyvirt.testing.libvirtd import LibvirtdUnavailable, PrivateLibvirtd

pytestmark = [pytest.mark.real, pytest.mark.peer("libvirt >= 9.0")]


def domain_xml(name: str, *, uuid: str, memory: int, vcpus: int) -> str:
    return (
        f"<domain type='test'><name>{name}</name><uuid>{uuid}</uuid><memory>{memory}</memory>"
        f"<vcpu>{vcpus}</vcpu><os><type>hvm</type></os></domain>"
    )


@pytest.fixture(scope="module")
def daemon() -> Iterator[PrivateLibvirtd]:
    try:
        with PrivateLibvirtd() as started:
            yield started
    except LibvirtdUnavailable as exc:
        pytest.skip(str(exc))


@pytest.fixture
def target(daemon: PrivateLibvirtd) -> Target:
    return Target(
        uri=f"test+unix:///default?socket={daemon.folder}/libvirt-sock",
        domain_xml=domain_xml,
        keeps_definitions=False,
        tunes=True,
        secrets=False,
        networks=True,
    )
