"""Addresses of devices: stable, so that a guest finds its hardware where it was. They are the guest's ABI.

`assign` fills in what is missing as libvirt does and never changes what is there; assigning twice changes nothing.
"""

from __future__ import annotations

from anyvirt.conf.domain.model import Domain
from anyvirt.qemu.addresses import pci, usb, virtio_serial
from anyvirt.qemu.capabilities import QemuCaps

__all__ = ["assign"]


def assign(domain: Domain, caps: QemuCaps) -> None:
    """Give every device of *domain* its address; add the controllers that this takes.

    *domain* has been through `anyvirt.qemu.defaults.fill`. Places on drive controllers are not ours to choose: disks
    have them from their names.

    Raises:
        XmlError: addresses collide, or cannot be.
        ConfigUnsupported: a device has no place on this machine.
    """
    virtio_serial.assign(domain)
    pci.assign(domain, caps)
    usb.assign(domain)
