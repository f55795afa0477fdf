"""Which device the guest's firmware tries first: boot indexes, from <boot order=> or from <os><boot dev=>."""

from __future__ import annotations

from anyvirt.conf.domain.boot import BootDevice
from anyvirt.conf.domain.devices.disk import Disk, DiskDevice
from anyvirt.conf.domain.devices.interface import Interface
from anyvirt.conf.domain.model import Domain

_KIND = {
    BootDevice.FD: (DiskDevice.FLOPPY,),
    BootDevice.HD: (DiskDevice.DISK, DiskDevice.LUN),
    BootDevice.CDROM: (DiskDevice.CDROM,),
}


class BootOrder:
    """Boot indexes of the devices of a domain.

    The classes of <os><boot dev=> become indexes of the first device of each class: only those does the firmware try.
    """

    def __init__(self, domain: Domain) -> None:
        self._by_class: dict[int, int] = {}  # id() of a device -> index
        for index, kind in enumerate(domain.boot, 1):
            first = self._first(domain, kind)
            if first is not None:
                self._by_class.setdefault(id(first), index)

    def of(self, device: Disk | Interface) -> int | None:
        """The boot index of *device*; None where the firmware is not to try it."""
        return device.boot_order or self._by_class.get(id(device))

    @staticmethod
    def _first(domain: Domain, kind: BootDevice) -> Disk | Interface | None:
        if kind is BootDevice.NETWORK:
            return next(iter(domain.interfaces), None)
        return next((disk for disk in domain.disks if disk.device in _KIND[kind]), None)
