"""The rules of the QEMU driver: what a definition may say that any driver could read, and this emulator cannot do.

A definition that passes can still fail to start, when a file is missing or a port is taken. One that asks for
something that does not exist is refused when it is defined.
"""

from __future__ import annotations

from anyvirt.conf.domain.model import Domain
from anyvirt.conf.domain.rules.devices import check_places
from anyvirt.qemu.capabilities import QemuCaps
from anyvirt.qemu.rules.devices import check_devices
from anyvirt.qemu.rules.disks import check_disks
from anyvirt.qemu.rules.machine import check_machine
from anyvirt.qemu.rules.unbuilt import refuse_unbuilt


def check(domain: Domain, caps: QemuCaps) -> None:
    """Refuse *domain* if the emulator that *caps* describes cannot run it. Addresses may still be missing.

    Raises:
        ConfigUnsupported: naming element and value.
        InternalError: where libvirt has no better code.
    """
    refuse_unbuilt(domain)
    check_machine(domain, caps)
    check_disks(domain, caps)
    check_devices(domain, caps)
    check_places(domain)
