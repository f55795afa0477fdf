"""What libvirt refuses while it reads devices, kind by kind in the order in which it reads them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from anyvirt.conf.domain.devices.address import (
    Address,
    CcwAddress,
    DimmAddress,
    PCIAddress,
    UnassignedAddress,
    UsbAddress,
)
from anyvirt.conf.domain.devices.audio import Audio
from anyvirt.conf.domain.devices.base import Device
from anyvirt.conf.domain.devices.controller import CONTROLLER_MODELS, PCI_MODEL_NAMES, Controller, ControllerType
from anyvirt.conf.domain.devices.filesystem import Filesystem, FilesystemType, RamSource, VolumeFsSource
from anyvirt.conf.domain.devices.graphics import Graphics, GraphicsType, ListenType
from anyvirt.conf.domain.devices.input import Input, InputBus, InputType
from anyvirt.conf.domain.devices.memory_device import MemoryDevice, MemoryModel
from anyvirt.conf.domain.devices.platform import IommuModel
from anyvirt.conf.domain.devices.rng import EgdBackend
from anyvirt.conf.domain.devices.smartcard import Smartcard, SmartcardMode
from anyvirt.conf.domain.fill.controllers import MASTER_STARTPORT
from anyvirt.conf.domain.fill.foreign import AUDIO, BASIC
from anyvirt.conf.domain.fill.graphics import LISTENING, default_bus
from anyvirt.conf.domain.model import Domain
from anyvirt.conf.domain.rules.chardevs import check_chardev_read, check_source_count
from anyvirt.conf.domain.rules.disks import check_disk_read
from anyvirt.conf.domain.rules.hostdevs import check_hostdev_read
from anyvirt.conf.domain.rules.interfaces import check_interface_read
from anyvirt.conf.domain.rules.tpms import check_tpms_read
from anyvirt.conf.domain.rules.usb import usb_is_off
from anyvirt.conf.domain.walk import CharDevice
from anyvirt.conf.schema import IMAGE_FORMATS
from anyvirt.util.error import ConfigUnsupported, InternalError, InvalidArg, NoSource, NoTarget, XmlDetail, XmlError
from anyvirt.util.xmlmap.convert import SCALES, UNITS_ALLOWED

CERTIFICATES: Final = 3
MAX_CSSID: Final = 0xFE
MAX_SSID: Final = 3
LABEL_MIN: Final = 128  # KiB
MAX_INDEX: Final = 2**31 - 1  # of a controller
_WITH_GL: Final = (GraphicsType.SDL, GraphicsType.SPICE, GraphicsType.DBUS)
_USB_PORT: Final = re.compile(r"[0-9]+(\.[0-9]+){0,3}", re.ASCII).fullmatch
_TIME: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", re.ASCII).fullmatch


def check_devices_read(domain: Domain) -> None:
    off = usb_is_off(domain)
    for disk in domain.disks:
        check_disk_read(disk)
        _check_common(disk)
    _check_controllers(domain)
    for lease in domain.leases:
        if lease.lockspace is None:
            raise XmlError(f"<lease>: '{lease.key}' has no <lockspace>")
    for filesystem in domain.filesystems:
        _check_filesystem(filesystem)
        _check_common(filesystem)
    for interface in domain.interfaces:
        check_interface_read(interface)
        _check_common(interface)
    for card in domain.smartcards:
        _check_smartcard(card)
        _check_common(card)
    ports: list[CharDevice] = [*domain.parallels, *domain.serials, *domain.consoles, *domain.channels]
    for port in ports:
        check_chardev_read(port)
        _check_common(port)
    for device in domain.inputs:
        _check_input(device, device.bus or default_bus(device, domain), off=off)
        _check_common(device)
    for graphics in domain.graphics:
        _check_graphics(graphics)
    _check_all(domain.sounds)
    for audio in domain.audios:
        _check_audio(audio)
    for video in domain.videos:
        if (video.resolution_x is None) != (video.resolution_y is None):
            raise XmlError("video: a resolution needs both x and y")
        _check_common(video)
    for hostdev in domain.hostdevs:
        check_hostdev_read(hostdev, off=off)
        _check_common(hostdev)
    _check_all(domain.watchdogs)
    if domain.memballoon is not None:
        _check_common(domain.memballoon)
    for rng in domain.rngs:
        if rng.backend is None:
            raise XmlError("<rng>: needs one <backend>")
        if isinstance(rng.backend, EgdBackend):
            check_source_count("<rng>", rng.backend.type, rng.backend.sources)
        _check_common(rng)
    check_tpms_read(domain.tpms)
    _check_all(domain.tpms)
    if len(domain.nvram_devices) > 1:
        raise InternalError("<nvram>: only one is allowed")
    _check_all(domain.nvram_devices)
    if domain.hubs and off:
        raise ConfigUnsupported("<hub>: needs USB, and the document switches USB off with model='none'")
    _check_all(domain.hubs)
    for redirdev in domain.redirdevs:
        check_source_count("<redirdev>", redirdev.type, redirdev.sources)
        _check_common(redirdev)
        if redirdev.address is not None and not isinstance(redirdev.address, UsbAddress):
            raise XmlError("<redirdev>: a USB device has an address of type 'usb'")
    if len(domain.redirfilters) > 1:
        raise InternalError("<redirfilter>: only one is allowed", hint="put all rules into it")
    _check_all(domain.panics)
    if len(domain.pstores) > 1:
        raise XmlError("<pstore>: only one is allowed")
    for shmem in domain.shmems:
        if shmem.msi is not None and shmem.server is None:
            raise XmlError(f"<shmem>: '{shmem.name}' has <msi>, which needs a <server>")
        _check_common(shmem)
    for memory in domain.memory_devices:
        _check_memory(memory)
        _check_common(memory)
    if len(domain.iommus) > 1 and any(iommu.model is not IommuModel.SMMUV3 for iommu in domain.iommus):
        raise XmlError("<iommu>: only one is allowed, unless all are smmuv3")
    _check_all(domain.iommus)
    if len(domain.vsocks) > 1:
        raise XmlError("<vsock>: only one is allowed")
    for vsock in domain.vsocks:
        if vsock.cid == 0:
            raise XmlError("<vsock>: there is no cid 0")
        _check_common(vsock)
    _check_all(domain.cryptos)
    for pstore in domain.pstores:
        if pstore.size == 0:
            raise XmlError("<pstore>: the size cannot be 0")
        _check_common(pstore)


def _check_all(devices: Sequence[Device]) -> None:
    for device in devices:
        _check_common(device)


def _check_common(device: Device) -> None:
    """What any device says of itself: where it stands in the boot order, its ACPI index, where it sits."""
    what = f"<{device.__xml_tag__}>"
    # A file system has no loadparm.
    if getattr(device, "loadparm", None) is not None and getattr(device, "boot_order", None) is None:
        raise XmlError(f"{what}: <boot> has a loadparm and no order")
    if device.acpi_index == 0:
        raise XmlError(f"{what}: the index of <acpi> counts from 1")
    if device.address is not None:
        _check_address(device.address, what)


def _check_address(address: Address, what: str) -> None:
    match address:
        case PCIAddress():
            if address.slot > 0x1F:
                raise XmlError(f"{what}: PCI slot 0x{address.slot:x} is not from 0x00 to 0x1f")
            if address.function > 7:
                raise XmlError(f"{what}: PCI function 0x{address.function:x} is not from 0 to 7")
        case CcwAddress():
            given = [part is not None for part in (address.cssid, address.ssid, address.devno)]
            if any(given) and not all(given):
                raise InternalError(f"{what}: a ccw address needs cssid, ssid and devno, or none of them")
            if (address.cssid or 0) > MAX_CSSID or (address.ssid or 0) > MAX_SSID:
                raise InternalError(
                    f"{what}: ccw address {address.cssid:#x}.{address.ssid:#x} is above {MAX_CSSID:#x}.{MAX_SSID:#x}"
                )
        case UsbAddress():
            if address.port is not None and not _USB_PORT(address.port):
                raise InternalError(f"{what}: USB port '{address.port}' is not up to four numbers such as 1.2")
        case DimmAddress():
            if address.slot is None:
                raise XmlError(f"{what}: an address of type 'dimm' needs a slot")
        case _:
            pass


def _check_controllers(domain: Domain) -> None:
    usb = [controller for controller in domain.controllers if controller.type is ControllerType.USB]
    for controller in domain.controllers:
        _check_controller(controller)
        _check_common(controller)
    if len(usb) > 1 and any(controller.model == "none" for controller in usb):
        raise XmlDetail("USB is switched off with model='none', so there can be no other USB controller")
    there = [controller for controller in usb if controller.model != "none"]
    if there and all(_is_companion(controller) for controller in there):
        raise XmlDetail("No master USB controller specified", hint="one of them must be without <master>")


def _is_companion(controller: Controller) -> bool:
    return controller.master_startport is not None or controller.model in MASTER_STARTPORT


def _check_controller(controller: Controller) -> None:
    name = f"{controller.type.value} controller {controller.index}"
    if controller.index is not None and controller.index > MAX_INDEX:
        raise XmlError(f"{name}: the highest index is {MAX_INDEX}")
    if controller.model is not None:
        models = CONTROLLER_MODELS[controller.type]
        if models is None:
            raise ConfigUnsupported(f"{name}: controllers of this type have no model, found '{controller.model}'")
        if controller.model not in models:
            raise ConfigUnsupported(f"{name}: model '{controller.model}' is not one of {', '.join(models)}")
    if (
        controller.type is ControllerType.PCI
        and controller.model_name is not None
        and controller.model_name not in PCI_MODEL_NAMES
    ):
        raise XmlError(f"{name}: model name '{controller.model_name}' is not one of {', '.join(PCI_MODEL_NAMES)}")


def _check_filesystem(filesystem: Filesystem) -> None:
    source = filesystem.source
    if filesystem.format is not None and filesystem.format not in IMAGE_FORMATS:
        raise ConfigUnsupported(f"<filesystem>: there is no format '{filesystem.format}'")
    if source is None:
        if filesystem.type is FilesystemType.RAM:
            raise XmlError("<filesystem>: type 'ram' needs a source with usage")
        if filesystem.type is FilesystemType.VOLUME and not filesystem.target:
            raise NoTarget("<filesystem>: has neither a source nor a target")
        raise NoSource(f"<filesystem>: '{filesystem.target}' has no source")
    if isinstance(source, RamSource) and (source.units or "KiB").lower() not in SCALES:
        raise InvalidArg(f"<filesystem>: '{source.units}' is not {UNITS_ALLOWED}")
    if isinstance(source, VolumeFsSource) and not (source.pool and source.volume):
        raise XmlError("<filesystem>: a source of type 'volume' needs both pool and volume")


def _check_smartcard(card: Smartcard) -> None:
    if card.mode is SmartcardMode.HOST_CERTIFICATES and len(card.certificates) != CERTIFICATES:
        raise XmlError(f"<smartcard>: needs three certificates, not {len(card.certificates)}")
    if card.mode is SmartcardMode.HOST_CERTIFICATES and card.database is not None and not card.database.startswith("/"):
        raise XmlError(f"<smartcard>: database '{card.database}' is not a full path")
    if card.mode is SmartcardMode.PASSTHROUGH:
        if card.type is None:
            raise XmlError("<smartcard>: mode 'passthrough' needs the type of a character device")
        check_source_count("<smartcard>", card.type, card.sources)


def _check_input(device: Input, bus: InputBus | None, *, off: bool) -> None:
    kind = device.type.value
    said = (device.source_dev, device.source_evdev, device.grab, device.grab_toggle, device.repeat)
    if device.type is InputType.PASSTHROUGH and device.source_evdev is None and any(x is not None for x in said):
        raise XmlError("<input>: the source of type 'passthrough' needs evdev")
    if device.type is InputType.EVDEV and device.source_dev is None and any(x is not None for x in said):
        raise XmlError("<input>: the source of type 'evdev' needs dev")
    if bus is InputBus.USB:
        if device.address is not None and not isinstance(device.address, UsbAddress | UnassignedAddress):
            raise XmlError(f"<input>: a {kind} on bus 'usb' has an address of type 'usb'")
        if off:
            raise ConfigUnsupported(f"<input>: {kind} needs USB, and the document switches USB off with model='none'")


def _check_graphics(graphics: Graphics) -> None:
    if graphics.rendernode is not None and graphics.gl is None and graphics.type in _WITH_GL:
        raise XmlError(f"graphics/gl: of type '{graphics.type.value}' needs enable")
    if graphics.type in LISTENING and graphics.listens and graphics.listens[0].type is ListenType.ADDRESS:
        address = graphics.listens[0].address
        if graphics.listen and address and graphics.listen != address:
            raise ConfigUnsupported(
                f"graphics/@listen: '{graphics.listen}' is not the address of the first <listen>, '{address}'"
            )
    for listen in graphics.listens if graphics.type in LISTENING else []:
        if listen.type in (ListenType.NONE, ListenType.SOCKET) and graphics.type is GraphicsType.RDP:
            raise ConfigUnsupported(f"graphics/listen: type '{listen.type.value}' is not for graphics of type 'rdp'")
        if listen.network is not None and listen.type is not ListenType.NETWORK:
            raise XmlError(f"graphics/listen/@network: is for type 'network', not '{listen.type.value}'")
        if listen.socket is not None and listen.type is not ListenType.SOCKET:
            raise XmlError(f"graphics/listen/@socket: is for type 'socket', not '{listen.type.value}'")
    if graphics.passwd is not None and graphics.passwd_valid_to is not None and not _TIME(graphics.passwd_valid_to):
        raise InternalError(
            f"graphics/@passwdValidTo: '{graphics.passwd_valid_to}' is not a time such as 2030-12-31T23:59:59"
        )


def _check_audio(audio: Audio) -> None:
    what = f"<audio id='{audio.id}'>"
    if audio.timer_period == 0:
        raise XmlError(f"{what}: timerPeriod counts from 1 microsecond")
    for name, side in (("input", audio.input), ("output", audio.output)):
        if side is None:
            continue
        for option in ("voices", "buffer_length", "buffer_count", "latency"):
            if getattr(side, option) == 0 and option in (*BASIC, *AUDIO[audio.type][1]):
                raise XmlError(f"{what}: {option} of {name} counts from 1")
        if side.fixed_settings and not side.mixing_engine:
            raise ConfigUnsupported(f"{what}: fixedSettings need mixingEngine='yes'")
        if side.settings is not None and not side.fixed_settings:
            raise ConfigUnsupported(f"{what}: <settings> need fixedSettings='yes'")


def _check_memory(memory: MemoryDevice) -> None:
    what = f"<memory model='{memory.model.value}'>"
    if memory.model is MemoryModel.NVDIMM:
        if memory.label_size is not None and memory.label_size < LABEL_MIN:
            raise XmlError(f"{what}: a label of {memory.label_size} KiB is below {LABEL_MIN} KiB")
        if (memory.label_size or 0) >= memory.size:
            raise XmlError(f"{what}: the label must be smaller than the module")
