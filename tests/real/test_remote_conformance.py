"""Libvirt's own test driver, behind its daemon, passes the conformance suite through ours, in both flavours."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from anyvirt.testing.conformance import Target
from anyvirt.testing.conformance.suite import *  # noqa: F403
from anyvirt.testing.libvirtd import PrivateLibvirtd
from tests.real.daemons import expect_differences, private_libvirtd, uri_of_test

pytestmark = [pytest.mark.real, pytest.mark.peer("libvirt >= 9.0")]


def domain_xml(name: str, *, uuid: str, memory: int, vcpus: int) -> str:
    return (
        f"<domain type='test'><name>{name}</name><uuid>{uuid}</uuid><memory>{memory}</memory>"
        f"<vcpu>{vcpus}</vcpu><os><type>hvm</type></os></domain>"
    )


def pool_xml(name: str, *, uuid: str) -> str:
    return f"<pool type='dir'><name>{name}</name><uuid>{uuid}</uuid><target><path>/{name}</path></target></pool>"


def interface_xml(name: str, *, mac: str) -> str:
    return f"<interface type='ethernet' name='{name}'><start mode='onboot'/><mac address='{mac}'/></interface>"


# What libvirt 9.0's test driver does otherwise. Where only some of the cases differ, the others may pass.
DIFFERENCES = {
    "test_what_is_not_there_is_not_found": "does not say what it has looked for",
    "test_managed_save_and_start": "does not know the flag that has a guest come back paused",
    "test_a_paused_guest_comes_back_paused": "does not know the flag that has a guest come back paused",
    "test_flags_say_how_it_comes_back": "does not know the flag that has a guest come back paused",
    "test_a_managed_save_can_be_looked_at_changed_and_lost": "has no managedSaveGetXMLDesc()",
    "test_the_guest_must_not_notice_an_edit": "accepts another machine for a saved guest",
    "test_a_return_brings_state_and_definition_back": "returns to a snapshot with the definition of today",
    "test_metadata_is_kept": "is older than networks' metadata",
    "test_an_active_one_is_defined_for_its_next_start": "has one definition of a network",
    "test_its_xml_defines_it_again": "has one definition of a network or a pool",
    "test_a_section_is_updated": "has one definition of a network",
    "test_nobody_has_a_lease_where_nobody_is": "has no getDHCPLeases()",
    "test_unknown_flags_are_refused": "has no getDHCPLeases()",
    "test_bytes_come_back": "has no upload()",
    "test_a_copy_has_the_data_and_goes_its_own_way": "has no upload()",
    "test_volumes_stay_while_their_pool_is_stopped": "has no upload()",
    "test_wiping_ends_the_data": "has no upload()",
    "test_resizing": "has no resize()",
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
    return Target(
        uri=uri_of_test(daemon),
        domain_xml=domain_xml,
        keeps_definitions=False,
        tunes=True,
        pool_xml=pool_xml,
        transfers=False,
        networks=True,
        interface_xml=interface_xml,
        node_devices=True,
    )
