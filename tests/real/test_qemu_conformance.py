"""The QEMU driver passes the conformance suite, in both flavours."""

from __future__ import annotations

from pathlib import Path

import pytest

from anyvirt.testing.conformance import Target
from anyvirt.testing.conformance.suite import *  # noqa: F403

pytestmark = pytest.mark.real


def domain_xml(name: str, *, uuid: str, memory: int, vcpus: int) -> str:
    return (
        f"<domain type='qemu'><name>{name}</name><uuid>{uuid}</uuid><memory>{memory}</memory><vcpu>{vcpus}</vcpu>"
        "<os><type arch='x86_64' machine='pc'>hvm</type></os></domain>"
    )


@pytest.fixture
def target(root: Path, emulator: str) -> Target:
    # Firmware alone runs in this guest: it takes no notice of the power button.
    uri = f"qemu:///embed?root={root}"
    return Target(uri=uri, domain_xml=domain_xml, can_shutdown=False, can_save=False, can_snapshot=False)
