"""Memory that guests share: <shmem>."""

from __future__ import annotations

from typing import Final

from anyvirt.conf.domain.devices.address import Address, place
from anyvirt.conf.domain.hexa import Number
from anyvirt.util.wordenum import WordEnum
from anyvirt.util.xmlmap import Element, OnOff, Positive, ULong, Unit, attr, child, need

# A short name, and bytes where a document names no unit: libvirt's peculiarity of this element.
_M: Final = Unit("M", 1024**2, assumed=1, rounds_up=False)


class ShmemRole(WordEnum):
    MASTER = "master"
    PEER = "peer"


class ShmemModel(WordEnum):
    IVSHMEM = "ivshmem"
    IVSHMEM_PLAIN = "ivshmem-plain"
    IVSHMEM_DOORBELL = "ivshmem-doorbell"


class ShmemServer(Element, tag="server"):
    """The server that hands out the memory."""

    path: str | None = attr("@path")  # its socket


class ShmemMsi(Element, tag="msi"):
    """Interrupts between the guests."""

    vectors: Number | None = attr("@vectors")
    ioeventfd: OnOff | None = attr("@ioeventfd")


class Shmem(Element, tag="shmem"):
    """A region that several guests see."""

    name: str = need("@name")  # guests that name the same one share it
    role: ShmemRole | None = attr("@role")
    model: ShmemModel | None = attr("model/@type")
    size: ULong | None = attr("size", unit=_M)  # MiB, the rest is not counted
    server: ShmemServer | None = child("server")
    msi: ShmemMsi | None = child("msi")
    alias: str | None = attr("alias/@name")
    acpi_index: Positive | None = attr("acpi/@index")
    address: Address | None = place()
