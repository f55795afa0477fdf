"""Rules about controllers, the remaining devices, and where devices sit."""

from __future__ import annotations

import re
from typing import Final

from anyvirt.conf.domain.devices.address import (
    Address,
    CcwAddress,
    PCIAddress,
    UnassignedAddress,
    UsbAddress,
    VirtioSerialAddress,
)
from anyvirt.conf.domain.devices.base import Device
from anyvirt.conf.domain.devices.chardev import Console
from anyvirt.conf.domain.devices.controller import Controller, ControllerType
from anyvirt.conf.domain.devices.graphics import Graphics, ListenType
from anyvirt.conf.domain.devices.hostdev import Hostdev
from anyvirt.conf.domain.devices.input import Input, InputBus, InputType
from anyvirt.conf.domain.devices.video import Video, VideoDriver, VideoModel
from anyvirt.conf.domain.fill.general import HVM
from anyvirt.conf.domain.fill.graphics import PARAVIRTUAL
from anyvirt.conf.domain.model import Domain, DomainType
from anyvirt.conf.domain.rules.general import repeated
from anyvirt.conf.domain.walk import iter_devices
from anyvirt.util.error import ConfigUnsupported, InternalError, XmlError

_ALIAS: Final = re.compile(r"[a-zA-Z0-9_.-]+", re.ASCII).fullmatch
_VIRTIO_SCSI: Final = ("virtio-scsi", "virtio-transitional", "virtio-non-transitional")
_VIRTIO_OPTIONS: Final = ("iommu", "ats", "packed", "page_per_vq")
_ROOTS: Final = ("pci-root", "pcie-root")
_IN_CONTAINERS: Final = (DomainType.VZ, DomainType.PARALLELS)
MAX_PCI: Final = 255  # the highest index of a PCI controller


def check_controller_indexes(domain: Domain) -> None:
    """No two of a type have one number, but for USB controllers and their companions."""
    seen: set[tuple[ControllerType, int | None]] = set()
    for controller in domain.controllers:
        key = (controller.type, controller.index)
        if key in seen and controller.type is not ControllerType.USB:
            raise XmlError(f"Multiple '{controller.type.value}' controllers with index '{controller.index}'")
        seen.add(key)


def check_io_threads(domain: Domain) -> None:
    for controller in domain.controllers:
        if controller.iothread is not None and (
            controller.type is not ControllerType.SCSI or controller.model not in _VIRTIO_SCSI
        ):
            raise XmlError(
                f"{controller.type.value} controller {controller.index}: "
                "an iothread needs a SCSI controller of a virtio model"
            )


def check_controller(controller: Controller) -> None:
    if controller.type is ControllerType.PCI:
        if controller.index is not None and controller.index > MAX_PCI:
            raise ConfigUnsupported(f"pci controller {controller.index}: the highest index is {MAX_PCI}")
        _check_pci_controller(controller, f"pci controller {controller.index}")


def _check_pci_controller(controller: Controller, name: str) -> None:
    if controller.model in _ROOTS and controller.address is not None:
        raise ConfigUnsupported(f"{name}: model '{controller.model}' is part of the board and takes no <address>")
    for what, value, low, high in (
        ("chassisNr", controller.chassis_nr, 1, 255),
        ("chassis", controller.chassis, 0, 255),
        ("port", controller.port, 0, 255),
        ("busNr", controller.bus_nr, 1, 254),
    ):
        if value is not None and not low <= value <= high:
            raise ConfigUnsupported(f"{name}: {what} {value} is not from {low} to {high}")
    target = controller.target_index
    if target is not None:
        if (target == 0) != (controller.index == 0):
            raise ConfigUnsupported(f"{name}: target index is {target}, but 0 is that of controller 0 and of no other")
        if target > 30:
            raise ConfigUnsupported(f"{name}: target index {target} is not from 0 to 30")
    if controller.index == 0 and controller.node is not None:
        raise ConfigUnsupported(
            f"{name}: is the root bus, which belongs to no single NUMA node",
            hint="give <node> to a controller of model pci-expander-bus or pcie-expander-bus",
        )


def check_video(video: Video, domain: Domain) -> None:
    if video.model is not VideoModel.VIRTIO:
        check_no_virtio(video, f"video: model '{video.model.value}'")
    if video.model is VideoModel.DEFAULT:
        raise InternalError(
            "video: no model is given, and this driver has no default", hint="name one in <model type=>"
        )
    model = video.model.value
    for name in ("ram", "vram64", "vgamem"):
        if getattr(video, name) is not None and video.model is not VideoModel.QXL:
            raise ConfigUnsupported(f"video: {name} is for model 'qxl', not '{model}'")
    if video.driver is VideoDriver.VHOSTUSER and video.model is not VideoModel.VIRTIO:
        raise ConfigUnsupported(f"video: driver 'vhostuser' is for model 'virtio', not '{model}'")
    if video.rendernode is not None and video.driver is not VideoDriver.VHOSTUSER:
        raise ConfigUnsupported("video: rendernode needs driver 'vhostuser'")
    if 0 in (video.resolution_x, video.resolution_y):
        raise ConfigUnsupported(f"video: a resolution of {video.resolution_x} by {video.resolution_y} shows nothing")
    if video.model is VideoModel.RAMFB and video.address is not None:
        raise ConfigUnsupported("video: model 'ramfb' is on no bus and takes no <address>")
    if video.model is VideoModel.NONE and len(domain.videos) > 1:
        raise ConfigUnsupported(
            f"video: model 'none' says that there is no video, but {len(domain.videos)} devices are described"
        )


def check_primary_video(domain: Domain) -> None:
    primaries = sum(bool(video.primary) for video in domain.videos)
    if primaries > 1:
        raise ConfigUnsupported(f"video: {primaries} devices say primary='yes', and one at most can be")


def check_graphics(graphics: Graphics, domain: Domain) -> None:
    for listen in graphics.listens:
        if listen.type is ListenType.NETWORK and not listen.network:
            raise XmlError("graphics/listen: type 'network' needs a network")
    if graphics.audio_id is not None:
        check_audio_id(graphics.audio_id, "graphics", domain)


def check_audio_id(number: int, what: str, domain: Domain) -> None:
    if number not in {audio.id for audio in domain.audios}:
        raise XmlError(f"{what}: there is no <audio> with id {number}")


def check_audios(domain: Domain) -> None:
    twice = repeated(audio.id for audio in domain.audios)
    if twice:
        raise XmlError(f"<audio>: id {twice[0]} is given twice")


def check_input(device: Input, domain: Domain) -> None:
    _check_input_bus(device, domain)
    bus = device.bus
    if device.model is not None and bus is not InputBus.VIRTIO:
        raise ConfigUnsupported("<input>: only bus='virtio' has models")
    if device.type is InputType.EVDEV and bus is not None:
        raise ConfigUnsupported(f"<input>: type 'evdev' is on no bus, not on '{bus.value}'")
    if device.type is InputType.PASSTHROUGH and bus is not InputBus.VIRTIO:
        raise ConfigUnsupported("<input>: type 'passthrough' is for bus 'virtio'")


def _check_input_bus(device: Input, domain: Domain) -> None:
    """Each kind of guest has buses of its own, and some of them only a mouse and a keyboard."""
    bus, of_pc = device.bus, device.type in (InputType.MOUSE, InputType.KEYBOARD)
    if domain.os_type == HVM:
        if bus is InputBus.XEN:
            raise InternalError("<input>: bus 'xen' is for paravirtual guests")
        only = InputBus.PS2
    elif domain.os_type in PARAVIRTUAL:
        if bus is not InputBus.XEN:
            raise InternalError(f"<input>: a paravirtual guest has bus 'xen', not '{bus.value if bus else 'none'}'")
        only = InputBus.XEN
    elif domain.type in _IN_CONTAINERS:
        if bus is not InputBus.PARALLELS:
            raise InternalError(f"<input>: a container has bus 'parallels', not '{bus.value if bus else 'none'}'")
        only = InputBus.PARALLELS
    else:
        raise InternalError(f"<input>: a guest of type '{domain.os_type}' has no input devices")
    if bus is only and not of_pc:
        raise InternalError(f"<input>: there is no {device.type.value} on bus '{only.value}'")


def check_no_virtio(device: object, what: str) -> None:
    """Refuse the options of the virtio transport for a device that is none."""
    for option in _VIRTIO_OPTIONS:
        if getattr(device, option) is not None:
            raise ConfigUnsupported(f"{what}: {option} is for virtio devices only")


def check_unassigned(device: Device) -> None:
    if isinstance(device.address, UnassignedAddress) and not isinstance(device, Hostdev):
        raise ConfigUnsupported(
            f"<{device.__xml_tag__}>: an address of type 'unassigned' is for host devices",
        )


def check_aliases(domain: Domain) -> None:
    aliases: dict[str, str] = {}
    for device in iter_devices(domain):
        # The console that is a serial port shares its name.
        if device.alias is None or isinstance(device, Console):
            continue
        what = f"<{device.__xml_tag__}>"
        if not _ALIAS(device.alias):
            raise XmlError(f"{what}: alias '{device.alias}' has other characters than letters, digits, '_', '.', '-'")
        if device.alias in aliases:
            raise ConfigUnsupported(f"{what}: alias '{device.alias}' is taken by a {aliases[device.alias]}")
        aliases[device.alias] = what


def check_places(domain: Domain) -> None:
    """Refuse two devices in one place; for drivers whose guests have buses.

    Raises:
        XmlError: naming the place and who has it.
    """
    places: dict[str, str] = {}
    for device in iter_devices(domain):
        place = None if isinstance(device, Console) else _place(device.address)
        if place is not None:
            what = f"<{device.__xml_tag__}>"
            if place in places:
                raise XmlError(f"{what}: address {place} is taken by a {places[place]}")
            places[place] = what


def _place(address: Address | None) -> str | None:
    """A name for where *address* is; None where several devices may have it."""
    match address:
        case PCIAddress():
            if not (address.domain or address.bus or address.slot or address.function):
                return None  # not chosen yet
            return f"{address.domain:04x}:{address.bus:02x}:{address.slot:02x}.{address.function}"
        case CcwAddress() if address.devno is not None:
            return f"ccw {address.cssid or 0:x}.{address.ssid or 0:x}.{address.devno:04x}"
        case VirtioSerialAddress() if address.port:
            return f"virtio-serial {address.controller}.{address.bus}.{address.port}"
        case UsbAddress() if address.port is not None:
            return f"usb {address.bus}:{address.port}"
        case _:
            return None
