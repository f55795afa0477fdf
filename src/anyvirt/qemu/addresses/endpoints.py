"""The devices of a domain that sit on PCI, in the order in which they get their places."""

from __future__ import annotations

from collections.abc import Iterator

from anyvirt.conf.domain.devices.address import PCIAddress
from anyvirt.conf.domain.devices.chardev import Serial, SerialTargetType
from anyvirt.conf.domain.devices.controller import Controller, ControllerType
from anyvirt.conf.domain.devices.disk import Disk, DiskBus, DiskModel
from anyvirt.conf.domain.devices.input import Input, InputBus, InputModel
from anyvirt.conf.domain.devices.interface import Interface, InterfaceType
from anyvirt.conf.domain.devices.memballoon import BalloonModel, Memballoon
from anyvirt.conf.domain.devices.rng import Rng, RngModel
from anyvirt.conf.domain.devices.video import Video, VideoModel
from anyvirt.conf.domain.devices.watchdog import Watchdog, WatchdogModel
from anyvirt.conf.domain.model import Domain
from anyvirt.qemu.addresses.buses import Place
from anyvirt.qemu.addresses.connect import CONTROLLER_NEEDS, Connect
from anyvirt.util.error import XmlError

PciDevice = Controller | Disk | Input | Interface | Memballoon | Rng | Serial | Video | Watchdog

CONVENTIONAL = Connect.PCI | Connect.HOTPLUG
EXPRESS = Connect.PCIE | Connect.HOTPLUG

# Conventional PCI cards. libvirt takes any other name to be a PCI Express card.
_CONVENTIONAL_NICS = frozenset(
    ("rtl8139", "e1000", "vmxnet", "vmxnet2", "vmxnet3", "vlance", "Am79C970A", "Am79C973", "82540EM", "82545EM")
) | {"82543GC", "virtio-transitional"}
_NICS_ELSEWHERE = frozenset(("usb-net", "spapr-vlan", "netfront", "lan9118", "smc91c111"))
_XHCI = ("qemu-xhci", "nec-xhci")


def pci_controllers(domain: Domain) -> list[Controller]:
    return [controller for controller in domain.controllers if controller.type is ControllerType.PCI]


def endpoints(domain: Domain) -> Iterator[PciDevice]:
    """Everything but PCI controllers. The order decides who gets which slot: it is the guest's ABI, and libvirt's."""
    yield from domain.interfaces
    yield from (controller for controller in domain.controllers if controller.type is not ControllerType.PCI)
    yield from domain.disks
    if domain.memballoon is not None:
        yield domain.memballoon
    yield from domain.rngs
    yield from domain.watchdogs
    yield from domain.videos
    yield from domain.inputs
    yield from domain.serials


def needs(device: PciDevice) -> Connect:
    """The connector *device* needs on a board with PCI Express; NONE for what does not sit on PCI."""
    match device:
        case Controller():
            return _controller_needs(device)
        case Interface(type=InterfaceType.HOSTDEV):
            return EXPRESS
        case Interface(model=model):
            if model in _NICS_ELSEWHERE:
                return Connect.NONE
            return CONVENTIONAL if model in _CONVENTIONAL_NICS else EXPRESS
        case Disk():
            if device.bus is DiskBus.NVME:
                return EXPRESS
            if device.bus is not DiskBus.VIRTIO:
                return Connect.NONE
            return CONVENTIONAL if device.model is DiskModel.VIRTIO_TRANSITIONAL else EXPRESS
        case Memballoon(model=BalloonModel.XEN | BalloonModel.NONE):
            return Connect.NONE
        case Memballoon(model=BalloonModel.VIRTIO_TRANSITIONAL) | Rng(model=RngModel.VIRTIO_TRANSITIONAL):
            return CONVENTIONAL
        case Memballoon() | Rng():
            return EXPRESS
        case Watchdog():
            return CONVENTIONAL if device.model is WatchdogModel.I6300ESB else Connect.NONE
        case Video(model=VideoModel.NONE | VideoModel.RAMFB):
            return Connect.NONE
        case Video():
            return EXPRESS if device.model is VideoModel.VIRTIO else CONVENTIONAL
        case Input():
            if device.bus is not InputBus.VIRTIO:
                return Connect.NONE
            return CONVENTIONAL if device.model is InputModel.VIRTIO_TRANSITIONAL else EXPRESS
        case Serial():
            return CONVENTIONAL if device.target_type is SerialTargetType.PCI else Connect.NONE


def _controller_needs(controller: Controller) -> Connect:
    match controller.type:
        case ControllerType.PCI:
            return CONTROLLER_NEEDS.get(controller.model or "", Connect.NONE)
        case ControllerType.USB:
            if controller.model == "none":
                return Connect.NONE
            return EXPRESS if controller.model in _XHCI else CONVENTIONAL
        case ControllerType.SCSI:
            if controller.model == "ibmvscsi":
                return Connect.NONE
            return EXPRESS if controller.model in ("virtio-scsi", "virtio-non-transitional") else CONVENTIONAL
        case ControllerType.VIRTIO_SERIAL:
            return CONVENTIONAL if controller.model == "virtio-transitional" else EXPRESS
        case ControllerType.NVME:
            return EXPRESS
        case ControllerType.IDE | ControllerType.SATA:
            return CONVENTIONAL
        case ControllerType.FDC | ControllerType.CCID | ControllerType.XENBUS | ControllerType.ISA:
            return Connect.NONE


def given_place(device: PciDevice) -> Place | None:
    """The place that the document gives *device*; None to have one chosen."""
    address = device.address
    if not isinstance(address, PCIAddress):
        return None
    if address.domain:
        raise XmlError(f"Invalid PCI address with domain {address.domain:#06x}. Only PCI domain 0 is available")
    if address.bus == address.slot == 0:
        return None  # libvirt's way to write "not chosen yet"
    return Place(address.bus, address.slot, address.function)


def wants_place(device: PciDevice) -> bool:
    """Whether a PCI place is to be chosen for *device*. One that the user put elsewhere stays there."""
    if device.address is not None and not isinstance(device.address, PCIAddress):
        return False
    return needs(device) is not Connect.NONE and given_place(device) is None
