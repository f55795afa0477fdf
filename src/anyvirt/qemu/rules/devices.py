"""Rules for devices other than disks: models that this emulator has not, and places where they cannot be."""

from __future__ import annotations

from typing import Final

from anyvirt.conf.domain.devices.chardev import (
    ChannelTargetType,
    CharType,
    ConsoleTargetType,
    SerialTargetModel,
    SerialTargetType,
)
from anyvirt.conf.domain.devices.controller import Controller, ControllerType
from anyvirt.conf.domain.devices.graphics import GraphicsType
from anyvirt.conf.domain.devices.input import Input, InputBus, InputModel, InputType
from anyvirt.conf.domain.devices.interface import Interface
from anyvirt.conf.domain.devices.memballoon import BalloonModel
from anyvirt.conf.domain.devices.rng import EgdBackend
from anyvirt.conf.domain.devices.video import Video, VideoModel
from anyvirt.conf.domain.devices.watchdog import Watchdog, WatchdogModel
from anyvirt.conf.domain.model import Domain
from anyvirt.qemu.capabilities import QemuCaps
from anyvirt.qemu.controllers import SCSI_DEVICES, USB_DEVICES
from anyvirt.qemu.defaults import MIN_VRAM
from anyvirt.qemu.describe import describe
from anyvirt.qemu.machine import Chipset, chipset
from anyvirt.util.arch import X86
from anyvirt.util.error import ConfigUnsupported, InternalError, XmlError

MAX_XHCI_PORTS = 15  # of qemu-xhci and nec-usb-xhci


def check_devices(domain: Domain, caps: QemuCaps) -> None:
    board = chipset(domain.os_arch, domain.os_machine)
    for controller in domain.controllers:
        _check_controller(controller, caps, board)
    for interface in domain.interfaces:
        _check_interface(interface, domain, caps)
    for device in domain.inputs:
        _check_input(device, domain, caps)
    for number, video in enumerate(domain.videos):
        _check_video(video, caps, primary=number == 0)
    for watchdog in domain.watchdogs:
        _check_watchdog(watchdog, caps, board)
    actions = {watchdog.action for watchdog in domain.watchdogs}
    if len(actions) > 1:
        raise ConfigUnsupported(
            f"all watchdogs must have the same action, not {', '.join(sorted(a.value for a in actions))}"
        )
    _check_char_devices(domain, caps)
    _check_graphics(domain, caps)
    _check_virtio_extras(domain, caps)


def _need(caps: QemuCaps, device: str, what: str) -> None:
    if not caps.has_device(device):
        raise ConfigUnsupported(f"{what}: {caps.binary} has no device '{device}'", hint="choose another model")


# --- controllers ---------------------------------------------------------------------------------------------------

_SCSI_DEVICES = SCSI_DEVICES | {
    "virtio-scsi": "virtio-scsi-pci",
    "virtio-transitional": "virtio-scsi-pci-transitional",
    "virtio-non-transitional": "virtio-scsi-pci-non-transitional",
}

_PCI_DEVICES = {
    "pci-bridge": ("pci-bridge",),
    "dmi-to-pci-bridge": ("i82801b11-bridge",),
    "pcie-to-pci-bridge": ("pcie-pci-bridge",),
    "pcie-root-port": ("pcie-root-port", "ioh3420"),
    "pcie-switch-upstream-port": ("x3130-upstream",),
    "pcie-switch-downstream-port": ("xio3130-downstream",),
    "pci-expander-bus": ("pxb",),
    "pcie-expander-bus": ("pxb-pcie",),
}
_PCI_ROOTS = ("pci-root", "pcie-root")
# The boards that have expander buses.
_EXPANDED = {"pci-expander-bus": (Chipset.I440FX,), "pcie-expander-bus": (Chipset.Q35, Chipset.VIRT)}


def _check_controller(controller: Controller, caps: QemuCaps, board: Chipset) -> None:
    what = describe(controller)
    match controller.type:
        case ControllerType.USB:
            _check_usb(controller, caps, what)
        case ControllerType.SCSI:
            device = _SCSI_DEVICES.get(controller.model or "")
            if device is None:
                raise ConfigUnsupported(f"Unsupported controller model: {controller.model} ({what})")
            if board is not Chipset.CCW:
                _need(caps, device, what)
        case ControllerType.IDE:
            if board in (Chipset.Q35, Chipset.VIRT, Chipset.PSERIES, Chipset.CCW):
                raise ConfigUnsupported(f"{what}: this machine type has no IDE", hint="use SATA, SCSI or virtio")
            if controller.index:
                raise ConfigUnsupported(f"{what}: the board has one IDE controller, with index 0")
        case ControllerType.SATA:
            _need(caps, "ich9-ahci", what)
        case ControllerType.PCI:
            _check_pci(controller, caps, what, board)
        case ControllerType.FDC if controller.index:
            raise ConfigUnsupported(f"{what}: the board has one floppy controller, with index 0")
        case ControllerType.XENBUS | ControllerType.ISA | ControllerType.NVME:
            raise ConfigUnsupported(f"{what}: QEMU has no {controller.type.value} controllers")
        case _:
            pass


def _check_usb(controller: Controller, caps: QemuCaps, what: str) -> None:
    if controller.model in (None, "none"):
        return
    device = USB_DEVICES.get(controller.model)
    if device is None:
        raise ConfigUnsupported(f"{what}: USB controller model '{controller.model}' is not supported in qemu")
    _need(caps, device, what)
    if controller.model in ("qemu-xhci", "nec-xhci") and (controller.ports or 0) > MAX_XHCI_PORTS:
        raise ConfigUnsupported(
            f"{what}: model '{controller.model}' has at most {MAX_XHCI_PORTS} ports, not {controller.ports}"
        )


def _check_pci(controller: Controller, caps: QemuCaps, what: str, board: Chipset) -> None:
    if controller.model in _PCI_ROOTS:
        if controller.index and board is not Chipset.PSERIES:  # which has several host bridges
            raise XmlError(f"{what}: model '{controller.model}' is the root of the buses, so its index is 0")
        return
    devices = _PCI_DEVICES.get(controller.model or "")
    if devices is None:
        raise InternalError(
            f"{what}: model '{controller.model or ''}' is no PCI controller", hint=f"one of {', '.join(_PCI_DEVICES)}"
        )
    if board not in _EXPANDED.get(controller.model or "", (board,)):
        raise ConfigUnsupported(f"{what}: machines of this type have no {controller.model}")
    if controller.model_name is not None and controller.model_name not in devices:
        raise ConfigUnsupported(
            f"{what}: model name '{controller.model_name}' is not for model '{controller.model}'",
            hint=f"use {' or '.join(devices)}",
        )
    if not any(caps.has_device(device) for device in devices):
        _need(caps, devices[0], what)


# --- network, input, video, watchdog -------------------------------------------------------------------------------

_NIC_DEVICES = {
    "virtio": "virtio-net-pci",
    "virtio-transitional": "virtio-net-pci-transitional",
    "virtio-non-transitional": "virtio-net-pci-non-transitional",
}


def _check_interface(interface: Interface, domain: Domain, caps: QemuCaps) -> None:
    for option, size in (("rx_queue_size", interface.rx_queue_size), ("tx_queue_size", interface.tx_queue_size)):
        if size is not None and size & (size - 1):
            raise ConfigUnsupported(f"{describe(interface)}: {option} {size} is not a power of two")
    if interface.model is None or domain.os_arch == "s390x":
        return
    device = _NIC_DEVICES.get(interface.model, interface.model)
    if not caps.has_device(device):
        raise ConfigUnsupported(
            f"{describe(interface)}: {caps.binary} has no network card '{interface.model}'",
            hint="virtio is the fastest; e1000e and rtl8139 need no drivers",
        )


_VIRTIO_INPUTS = {
    InputType.MOUSE: "virtio-mouse-pci",
    InputType.KEYBOARD: "virtio-keyboard-pci",
    InputType.TABLET: "virtio-tablet-pci",
    InputType.PASSTHROUGH: "virtio-input-host-pci",
}
_USB_INPUTS = {InputType.MOUSE: "usb-mouse", InputType.KEYBOARD: "usb-kbd", InputType.TABLET: "usb-tablet"}


def _check_input(device: Input, domain: Domain, caps: QemuCaps) -> None:
    if device.type is not InputType.PASSTHROUGH and device.model not in (None, InputModel.VIRTIO):
        raise ConfigUnsupported(
            f"<input type='{device.type.value}'>: model '{device.model.value}' is for type 'passthrough' only",
            hint=f"leave out model='{device.model.value}'",
        )
    if device.type is InputType.EVDEV:
        if device.source_dev is None:
            raise XmlError("<input type='evdev'>: needs a source with dev", hint="<source dev='/dev/input/event0'/>")
        return
    if device.type is InputType.PASSTHROUGH and device.source_evdev is None:
        raise XmlError(
            "<input type='passthrough'>: needs a source with evdev", hint="<source evdev='/dev/input/event0'/>"
        )
    match device.bus:
        case InputBus.PS2:
            if domain.os_arch not in X86:
                raise ConfigUnsupported(f"<input bus='ps2'>: architecture '{domain.os_arch}' has no PS/2")
        case InputBus.USB:
            if device.type not in _USB_INPUTS:
                raise ConfigUnsupported(f"<input type='{device.type.value}'>: usb bus does not support it")
            _need(caps, _USB_INPUTS[device.type], describe(device))
        case InputBus.VIRTIO:
            if domain.os_arch != "s390x":
                _need(caps, _VIRTIO_INPUTS[device.type], describe(device))
        case _:
            bus = device.bus.value if device.bus is not None else "none"
            raise InternalError(f"unsupported input bus {bus}", hint="use usb, virtio or ps2")


_VIDEO_DEVICES = {
    VideoModel.VGA: ("VGA",),
    VideoModel.CIRRUS: ("cirrus-vga",),
    VideoModel.VMVGA: ("vmware-svga",),
    VideoModel.QXL: ("qxl-vga", "qxl"),
    VideoModel.VIRTIO: ("virtio-vga", "virtio-gpu-pci", "virtio-gpu-ccw"),
    VideoModel.BOCHS: ("bochs-display",),
    VideoModel.RAMFB: ("ramfb",),
}
_SECONDARY = (VideoModel.QXL, VideoModel.VIRTIO)
_ACCELERATED = (VideoModel.VIRTIO,)


def _check_video(video: Video, caps: QemuCaps, *, primary: bool) -> None:
    model = video.model
    if model is VideoModel.NONE:
        return
    devices = _VIDEO_DEVICES.get(model)
    if devices is None or not any(caps.has_device(device) for device in devices):
        raise ConfigUnsupported(
            f"video: {caps.binary} has no model '{model.value}'",
            hint="use " + ", ".join(m.value for m, ds in _VIDEO_DEVICES.items() if any(map(caps.has_device, ds))),
        )
    if not primary and model not in _SECONDARY:
        raise ConfigUnsupported(
            f"video: model '{model.value}' must be the primary card", hint="use qxl or virtio behind it"
        )
    if (video.accel2d or video.accel3d) and model not in _ACCELERATED:
        raise ConfigUnsupported(f"video: model '{model.value}' accelerates nothing", hint="use virtio")
    if (video.heads or 1) > 1 and model not in _SECONDARY:
        raise ConfigUnsupported(
            f"video: model '{model.value}' has one head, not {video.heads}", hint="use qxl or virtio"
        )
    if model in (VideoModel.VGA, VideoModel.VMVGA, VideoModel.BOCHS):
        _check_video_size("vram", video.vram)
    if model is VideoModel.QXL:
        _check_video_size("vgamem", video.vgamem)
        if video.vgamem is not None and video.vgamem & (video.vgamem - 1):
            raise ConfigUnsupported(f"video: vgamem {video.vgamem} KiB is no power of two")


def _check_video_size(name: str, kib: int | None) -> None:
    if kib is not None and kib < MIN_VRAM:
        raise ConfigUnsupported(f"video: {name} {kib} KiB is below {MIN_VRAM} KiB")


def _check_watchdog(watchdog: Watchdog, caps: QemuCaps, board: Chipset) -> None:
    match watchdog.model:
        case WatchdogModel.DIAG288:
            if board is not Chipset.CCW:
                raise ConfigUnsupported("watchdog: model 'diag288' exists on s390 machines only")
        case WatchdogModel.ITCO:
            if board is not Chipset.Q35:
                raise ConfigUnsupported("watchdog: model 'itco' exists on 'q35' machines only")
        case WatchdogModel.I6300ESB | WatchdogModel.IB700:
            _need(caps, watchdog.model.value, describe(watchdog))


# --- character devices, graphics, the rest -------------------------------------------------------------------------

_SERIAL_TYPE_OF_MODEL = {
    SerialTargetModel.ISA_SERIAL: SerialTargetType.ISA,
    SerialTargetModel.USB_SERIAL: SerialTargetType.USB,
    SerialTargetModel.PCI_SERIAL: SerialTargetType.PCI,
    SerialTargetModel.SPAPR_VTY: SerialTargetType.SPAPR_VIO,
    SerialTargetModel.PL011: SerialTargetType.SYSTEM,
    SerialTargetModel.UART_16550A: SerialTargetType.SYSTEM,
    SerialTargetModel.SCLPCONSOLE: SerialTargetType.SCLP,
    SerialTargetModel.SCLPLMCONSOLE: SerialTargetType.SCLP,
    SerialTargetModel.ISA_DEBUGCON: SerialTargetType.ISA_DEBUG,
}
_ANYWHERE = (SerialTargetType.USB, SerialTargetType.PCI)
_SERIAL_BOARDS = {
    SerialTargetType.SPAPR_VIO: (Chipset.PSERIES,),
    SerialTargetType.SYSTEM: (Chipset.VIRT,),
    SerialTargetType.SCLP: (Chipset.CCW,),
}
_SERIAL_DEVICES = {
    SerialTargetModel.ISA_SERIAL: "isa-serial",
    SerialTargetModel.USB_SERIAL: "usb-serial",
    SerialTargetModel.PCI_SERIAL: "pci-serial",
    SerialTargetModel.ISA_DEBUGCON: "isa-debugcon",
}
_SCLP_CONSOLES = {ConsoleTargetType.SCLP: "sclpconsole", ConsoleTargetType.SCLPLM: "sclplmconsole"}


def _check_char_devices(domain: Domain, caps: QemuCaps) -> None:
    board = chipset(domain.os_arch, domain.os_machine)
    for serial in domain.serials:
        if serial.type is CharType.SPICEVMC:
            raise ConfigUnsupported(
                f"{describe(serial)}: type 'spicevmc' is for virtio ports", hint="make it a <channel>"
            )
        kind, model = serial.target_type, serial.target_model
        if kind is None or model is None:
            continue
        fits = kind in _ANYWHERE or (board in _SERIAL_BOARDS[kind] if kind in _SERIAL_BOARDS else domain.os_arch in X86)
        if not fits:
            raise ConfigUnsupported(
                f"{describe(serial)}: machine type '{domain.os_machine}' ({domain.os_arch}) has no serial ports of "
                f"target type '{kind.value}', model '{model.value}'"
            )
        if _SERIAL_TYPE_OF_MODEL[model] is not kind:
            raise ConfigUnsupported(
                f"Target model '{model.value}' requires target type '{_SERIAL_TYPE_OF_MODEL[model].value}', "
                f"not '{kind.value}'"
            )
        if model in _SERIAL_DEVICES:
            _need(caps, _SERIAL_DEVICES[model], describe(serial))
    for console in domain.consoles:
        if console.target_type in _SCLP_CONSOLES:
            _need(caps, _SCLP_CONSOLES[console.target_type], describe(console))
        elif console.target_type not in (None, ConsoleTargetType.SERIAL, ConsoleTargetType.VIRTIO):
            raise ConfigUnsupported(f"unsupported console target type {console.target_type.value}")
    for channel in domain.channels:
        if channel.target_type is ChannelTargetType.XEN:
            raise ConfigUnsupported(f"{describe(channel)}: QEMU has no channels of type 'xen'")


VNC_PASSWORD_MAX: Final = 8  # it is a key of DES
PORT_MAX: Final = 65535


def _check_graphics(domain: Domain, caps: QemuCaps) -> None:
    for graphics in domain.graphics:
        kind = graphics.type
        if kind is GraphicsType.VNC and len((graphics.passwd or "").encode()) > VNC_PASSWORD_MAX:
            raise ConfigUnsupported(
                f"graphics/@passwd: a VNC password has at most {VNC_PASSWORD_MAX} bytes, this one is longer",
                hint="the protocol would ignore the rest",
            )
        for what, port in (("port", graphics.port), ("tlsPort", graphics.tls_port), ("websocket", graphics.websocket)):
            if port is not None and not -1 <= port <= PORT_MAX:
                raise ConfigUnsupported(f"graphics/@{what}: {port} is not a port", hint="1 to 65535, or -1 for any")
        match kind:
            case GraphicsType.VNC:
                present = True
            case GraphicsType.SPICE:
                present = "spicevmc" in caps.chardevs
            case GraphicsType.SDL | GraphicsType.DBUS | GraphicsType.EGL_HEADLESS:
                present = kind.value in caps.displays
            case GraphicsType.RDP | GraphicsType.DESKTOP:
                present = False
        if not present:
            raise ConfigUnsupported(f"graphics: {caps.binary} cannot show type '{kind.value}'")


def _check_virtio_extras(domain: Domain, caps: QemuCaps) -> None:
    if domain.memballoon is not None and domain.memballoon.model is BalloonModel.XEN:
        raise ConfigUnsupported("Memballoon device type 'xen' is not supported by QEMU", hint="use model='virtio'")
    for rng in domain.rngs:
        if isinstance(rng.backend, EgdBackend) and not caps.has_object("rng-egd"):
            raise ConfigUnsupported(f"rng: {caps.binary} has no back end 'egd'")
