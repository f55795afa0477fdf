"""The test driver passes the conformance suite, in both flavours, in caller mode and on the background loop."""

from __future__ import annotations

import pytest

from anyvirt.driver import RunsOn, registry
from anyvirt.test.driver import TestDriver
from anyvirt.testing.conformance import Target
from anyvirt.testing.conformance.suite import *  # noqa: F403


class LoopTestDriver(TestDriver):
    """The same driver, living on the background loop."""

    __test__ = False
    runs_on = RunsOn.LOOP


DISK = "<disk type='file'><source file='/srv/disk'/><target dev='vdb' bus='virtio'/></disk>"


def domain_xml(name: str, *, uuid: str, memory: int, vcpus: int) -> str:
    return (
        f"<domain type='test'><name>{name}</name><uuid>{uuid}</uuid><memory>{memory}</memory>"
        f"<vcpu>{vcpus}</vcpu><os><type>hvm</type></os><devices>"
        f"<disk type='file'><source file='/srv/{name}'/><target dev='vda' bus='virtio'/></disk><console type='pty'/>"
        "</devices></domain>"
    )


def pool_xml(name: str, *, uuid: str) -> str:
    return f"<pool type='dir'><name>{name}</name><uuid>{uuid}</uuid><target><path>/{name}</path></target></pool>"


def interface_xml(name: str, *, mac: str) -> str:
    return f"<interface type='ethernet' name='{name}'><start mode='onboot'/><mac address='{mac}'/></interface>"


MDEV_XML = (
    "<device><parent>computer</parent><capability type='mdev'><type id='i915-GVTg_V5_4'/>"
    "<uuid>bd30833c-6a59-4ddd-8d6f-2ee9ac5a9a5c</uuid></capability></device>"
)


@pytest.fixture(params=["test", "testloop"], ids=["caller", "loop"])
def target(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> Target:
    other_node = tmp_path_factory.mktemp("node") / "node.xml"
    other_node.write_text("<node/>")
    monkeypatch.setitem(registry._OURS, "testloop", (__name__, "LoopTestDriver", None))
    return Target(
        uri=f"{request.param}:///default",
        domain_xml=domain_xml,
        keeps_definitions=False,
        checkpoints=True,
        migrates_to=f"{request.param}://{other_node}",
        console_echoes=True,
        tunes=True,
        device=DISK,
        pool_xml=pool_xml,
        secrets=True,
        networks=True,
        network_ports=True,
        interface_xml=interface_xml,
        node_devices=True,
        mdev_xml=MDEV_XML,
        filters=True,
    )
