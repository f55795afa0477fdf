"""Rules about controllers, the remaining devices, and where devices sit."""

from __future__ import annotations

import re
from typing import Final

from anyvirt.conf.domain.devices.address import (
    CcwAddress,
    DimmAddress,
    PCIAddress,
    UnassignedAddress,
    UsbAddress,
    VirtioSerialAddress,
)
from anyvirt.conf.domain.devices.controller import CONTROLLER_MODELS, PCI_MODEL_NAMES, Controller, ControllerType
from anyvirt.conf.domain.devices.graphics import GraphicsType, ListenType
from anyvirt.conf.domain.devices.hostdev import Hostdev
from anyvirt.conf.domain.devices.input import Input, InputBus, InputType
from anyvirt.conf.domain.devices.video import Video, VideoDriver, VideoModel
from anyvirt.conf.domain.fill.general import HVM
from anyvirt.conf.domain.model import Domain
from anyvirt.conf.domain.rules.general import repeated
from anyvirt.conf.domain.walk import iter_devices
from anyvirt.util.error import ConfigUnsupported, InternalError, XmlDetail, XmlError

_ALIAS: Final = re.compile(r"[a-zA-Z0-9_.-]+", re.ASCII).fullmatch
_USB_PORT: Final = re.compile(r"[0-9]+(\.[0-9]+){0,3}", re.ASCII).fullmatch
_TIME: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", re.ASCII).fullmatch

MAX_DSP_POLICY: Final = 10
_VIRTIO_SCSI: Final = (None, "virtio-scsi", "virtio-transitional", "virtio-non-transitional")
_VIRTIO_OPTIONS: Final = ("iommu", "ats", "packed", "page_per_vq")
_ROOTS: Final = ("pci-root", "pcie-root")


def check_controllers(domain: Domain) -> None:
    seen: set[tuple[ControllerType, int | None, bool]] = set()
    for controller in domain.controllers:
        _check_controller(controller)
        # The companions of a USB 2 controller share its index.
        key = (controller.type, controller.index, controller.master_startport is not None)
        if key in seen and controller.type is not ControllerType.USB:
            raise XmlError(f"Multiple '{controller.type.value}' controllers with index '{controller.index}'")
        seen.add(key)
    if usb_is_off(domain) and sum(c.type is ControllerType.USB for c in domain.controllers) > 1:
        raise XmlDetail("USB is switched off with model='none', so there can be no other USB controller")
    for kind, index, companion in seen:
        if companion and kind is ControllerType.USB and (kind, index, False) not in seen:
            raise XmlDetail("No master USB controller specified", hint="one of them must be without <master>")


def _check_controller(controller: Controller) -> None:
    name = f"{controller.type.value} controller {controller.index}"
    if controller.model is not None:
        models = CONTROLLER_MODELS[controller.type]
        if models is None:
            raise ConfigUnsupported(f"{name}: controllers of this type have no model, found '{controller.model}'")
        if controller.model not in models:
            raise ConfigUnsupported(f"{name}: model '{controller.model}' is not one of {', '.join(models)}")
    if controller.type is ControllerType.PCI:
        _check_pci_controller(controller, name)
    if controller.iothread is not None and (
        controller.type is not ControllerType.SCSI or controller.model not in _VIRTIO_SCSI
    ):
        raise XmlError(f"{name}: an iothread needs a SCSI controller of a virtio model")


def _check_pci_controller(controller: Controller, name: str) -> None:
    if controller.model in _ROOTS:
        if controller.index != 0 and controller.model == "pcie-root":
            raise XmlError(f"{name}: model '{controller.model}' is the root of the PCI buses, so its index is 0")
        if controller.address is not None:
            raise ConfigUnsupported(f"{name}: model '{controller.model}' is part of the board and takes no <address>")
    if controller.model_name is not None and controller.model_name not in PCI_MODEL_NAMES:
        raise XmlError(f"{name}: model name '{controller.model_name}' is not one of {', '.join(PCI_MODEL_NAMES)}")
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


def check_devices(domain: Domain) -> None:
    _check_videos(domain)
    for graphics in domain.graphics:
        if graphics.listens and graphics.listens[0].type is ListenType.ADDRESS:
            address = graphics.listens[0].address
            if graphics.listen and address and graphics.listen != address:
                raise ConfigUnsupported(
                    f"graphics/@listen: '{graphics.listen}' is not the address of the first <listen>, '{address}'"
                )
        for listen in graphics.listens:
            if listen.type is ListenType.NONE and graphics.type is GraphicsType.RDP:
                raise ConfigUnsupported("graphics/listen: type 'none' is not for graphics of type 'rdp'")
            if listen.type is ListenType.NETWORK and not listen.network:
                raise XmlError("graphics/listen: type 'network' needs a network")
            if listen.type is ListenType.SOCKET and graphics.type is GraphicsType.RDP:
                raise XmlError("graphics/listen: type 'socket' is not for graphics of type 'rdp'")
        if graphics.passwd_valid_to is not None and not _TIME(graphics.passwd_valid_to):
            raise XmlError(
                f"graphics/@passwdValidTo: '{graphics.passwd_valid_to}' is not a time such as 2030-12-31T23:59:59"
            )
        if graphics.audio_id is not None and graphics.audio_id not in {audio.id for audio in domain.audios}:
            raise XmlError(f"graphics/audio/@id: there is no <audio> with id {graphics.audio_id}")
    for device in domain.inputs:
        _check_input_bus(device, is_hvm=domain.os_type == HVM)
        if device.type is InputType.PASSTHROUGH and device.source_evdev is None:
            raise XmlError("<input>: type 'passthrough' needs a source with evdev")
        if device.type is InputType.EVDEV and device.source_dev is None:
            raise XmlError("<input>: type 'evdev' needs a source with dev")
        if device.model is not None and device.bus is not InputBus.VIRTIO:
            raise ConfigUnsupported("<input>: only bus='virtio' has models")
        if device.bus is InputBus.USB and usb_is_off(domain):
            raise ConfigUnsupported(
                f"<input>: {device.type.value} needs USB, and the document switches USB off with model='none'"
            )
    for audio in domain.audios:
        if audio.dsp_policy is not None and not -1 <= audio.dsp_policy <= MAX_DSP_POLICY:
            raise XmlError(f"<audio id='{audio.id}'>: dspPolicy {audio.dsp_policy} is not from -1 to {MAX_DSP_POLICY}")
        for direction in (audio.input, audio.output):
            if direction is not None and direction.settings is not None and not direction.fixed_settings:
                raise ConfigUnsupported(f"<audio id='{audio.id}'>: <settings> need fixedSettings='yes'")
    twice = repeated(audio.id for audio in domain.audios)
    if twice:
        raise XmlError(f"<audio>: id {twice[0]} is given twice")


def usb_is_off(domain: Domain) -> bool:
    return any(c.type is ControllerType.USB and c.model == "none" for c in domain.controllers)


def _check_videos(domain: Domain) -> None:
    primaries = sum(bool(video.primary) for video in domain.videos)
    if primaries > 1:
        raise ConfigUnsupported(f"video: {primaries} devices say primary='yes', and one at most can be")
    for video in domain.videos:
        if video.model is not VideoModel.VIRTIO:
            _check_no_virtio(video, f"video: model '{video.model.value}'")
        if video.model is not VideoModel.QXL:
            for option in ("ram", "vram64", "vgamem"):
                if getattr(video, option) is not None:
                    raise ConfigUnsupported(f"video: {option} is for model 'qxl', not '{video.model.value}'")
        if video.model is VideoModel.DEFAULT:
            raise InternalError(
                "video: no model is given, and this driver has no default", hint="name one in <model type=>"
            )
        _check_video(video)
        if video.model is VideoModel.RAMFB and video.address is not None:
            raise ConfigUnsupported("video: model 'ramfb' is on no bus and takes no <address>")
        if video.model is VideoModel.NONE and len(domain.videos) > 1:
            raise ConfigUnsupported(
                f"video: model 'none' says that there is no video, but {len(domain.videos)} devices are described"
            )


def _check_input_bus(device: Input, *, is_hvm: bool) -> None:
    kind, bus = device.type.value, device.bus
    if bus is InputBus.PS2 and device.type not in (InputType.MOUSE, InputType.KEYBOARD):
        raise InternalError(f"<input>: there is no {kind} on bus 'ps2'")
    if bus is InputBus.XEN and is_hvm:
        raise InternalError("<input>: bus 'xen' is for paravirtual guests")
    if device.type is InputType.EVDEV and bus is not None:
        raise ConfigUnsupported(f"<input>: type 'evdev' is on no bus, not on '{bus.value}'")
    if device.type is InputType.PASSTHROUGH and bus is not InputBus.VIRTIO:
        raise ConfigUnsupported("<input>: type 'passthrough' is for bus 'virtio'")


def _check_video(video: Video) -> None:
    model = video.model.value
    for name in ("ram", "vram64", "vgamem"):
        if getattr(video, name) is not None and video.model is not VideoModel.QXL:
            raise ConfigUnsupported(f"video: {name} is for model 'qxl', not '{model}'")
    for name in ("iommu", "ats", "packed", "page_per_vq"):
        if getattr(video, name) is not None and video.model is not VideoModel.VIRTIO:
            raise ConfigUnsupported(f"video: {name} is for model 'virtio', not '{model}'")
    if video.driver is VideoDriver.VHOSTUSER and video.model is not VideoModel.VIRTIO:
        raise ConfigUnsupported(f"video: driver 'vhostuser' is for model 'virtio', not '{model}'")
    if video.rendernode is not None and video.driver is not VideoDriver.VHOSTUSER:
        raise ConfigUnsupported("video: rendernode needs driver 'vhostuser'")
    if (video.resolution_x is None) != (video.resolution_y is None):
        raise XmlError("video: a resolution needs both x and y")


def _check_no_virtio(device: object, what: str) -> None:
    """Refuse the options of the virtio transport for a device that is none."""
    for option in _VIRTIO_OPTIONS:
        if getattr(device, option) is not None:
            raise ConfigUnsupported(f"{what}: {option} is for virtio devices only")


def check_addresses(domain: Domain) -> None:
    """No two devices in the same place, no two with one name."""
    places: dict[object, str] = {}
    aliases: dict[str, str] = {}
    for device in iter_devices(domain):
        what = f"<{getattr(device, '__xml_tag__', 'device')}>"
        _check_complete(device.address, what, isinstance(device, Hostdev))
        # The console that is a serial port shares all of it.
        if what != "<console>":
            if device.alias is not None:
                if not _ALIAS(device.alias):
                    raise XmlError(
                        f"{what}: alias '{device.alias}' has other characters than letters, digits, '_', '.', '-'"
                    )
                if device.alias in aliases:
                    raise ConfigUnsupported(f"{what}: alias '{device.alias}' is taken by a {aliases[device.alias]}")
                aliases[device.alias] = what
            if isinstance(device.address, UnassignedAddress) and what != "<hostdev>":
                raise ConfigUnsupported(f"{what}: an address of type 'unassigned' is for host devices")
            place = _place(device.address, what)
            if place is not None:
                if place in places:
                    raise XmlError(f"{what}: address {place} is taken by a {places[place]}")
                places[place] = what


def _check_complete(address: object, what: str, is_hostdev: bool) -> None:
    """Refuse an address that is out of range, or that says only half of where a device sits."""
    match address:
        case UnassignedAddress() if not is_hostdev:
            raise ConfigUnsupported(f"{what}: only a <hostdev> can have an address of type 'unassigned'")
        case DimmAddress() if address.slot is None:
            raise XmlError(f"{what}: an address of type 'dimm' needs a slot")
        case CcwAddress():
            parts = (address.cssid, address.ssid, address.devno)
            if any(part is None for part in parts) and any(part is not None for part in parts):
                raise InternalError(f"{what}: an address of type 'ccw' needs cssid, ssid and devno, or none of them")
            if (address.cssid or 0) > 0xFE or (address.ssid or 0) > 3:
                raise InternalError(f"{what}: the cssid of an address is at most 0xfe, its ssid at most 3")
        case _:
            pass


def _place(address: object, what: str) -> str | None:
    """A name for where *address* is; None where several devices may have it."""
    match address:
        case PCIAddress():
            _check_pci(address, what)
            if not (address.domain or address.bus or address.slot or address.function):
                return None  # not chosen yet
            return f"{address.domain:04x}:{address.bus:02x}:{address.slot:02x}.{address.function}"
        case CcwAddress():
            _check_ccw(address, what)
            if address.devno is None:
                return None
            return f"ccw {address.cssid or 0:x}.{address.ssid or 0:x}.{address.devno:04x}"
        case VirtioSerialAddress() if address.port:
            return f"virtio-serial {address.controller}.{address.bus}.{address.port}"
        case UsbAddress() if address.port is not None:
            if not _USB_PORT(address.port):
                raise InternalError(f"{what}: USB port '{address.port}' is not up to four numbers such as 1.2")
            return f"usb {address.bus}:{address.port}"
        case _:
            return None


MAX_CSSID: Final = 0xFE
MAX_SSID: Final = 3


def _check_ccw(address: CcwAddress, what: str) -> None:
    given = [part is not None for part in (address.cssid, address.ssid, address.devno)]
    if any(given) and not all(given):
        raise InternalError(f"{what}: a ccw address needs cssid, ssid and devno, or none of them")
    if (address.cssid or 0) > MAX_CSSID or (address.ssid or 0) > MAX_SSID:
        raise InternalError(
            f"{what}: ccw address {address.cssid:#x}.{address.ssid:#x} is above {MAX_CSSID:#x}.{MAX_SSID:#x}"
        )


def _check_pci(address: PCIAddress, what: str) -> None:
    if address.slot > 0x1F:
        raise XmlError(f"{what}: PCI slot 0x{address.slot:x} is not from 0x00 to 0x1f")
    if address.function > 7:
        raise XmlError(f"{what}: PCI function 0x{address.function:x} is not from 0 to 7")
    if address.zpci is not None and address.zpci.uid == 0:
        raise XmlError(f"{what}: zpci uid 0x0000 is not from 0x0001 to 0xffff")
