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
        f"<vcpu>{vcpus}</vcpu><os><type>hvm</type></os></domain>"
    )


def pool_xml(name: str, *, uuid: str) -> str:
    return f"<pool type='dir'><name>{name}</name><uuid>{uuid}</uuid><target><path>/{name}</path></target></pool>"


@pytest.fixture(params=["test", "testloop"], ids=["caller", "loop"])
def target(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Target:
    monkeypatch.setitem(registry._OURS, "testloop", (__name__, "LoopTestDriver", None))
    return Target(
        uri=f"{request.param}:///default",
        domain_xml=domain_xml,
        keeps_definitions=False,
        tunes=True,
        device=DISK,
        pool_xml=pool_xml,
        secrets=True,
    )
