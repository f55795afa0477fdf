"""What the QEMU driver fills into a definition: the machine, its CPU, the devices that come with it, their models.

Runs after the defaults that hold for all drivers and before addresses are assigned. Whatever is chosen here is written
into the definition, so that a later version of anyvirt or QEMU with other defaults gives the guest the same hardware.
"""

from __future__ import annotations

from collections.abc import Iterator

from anyvirt.conf.domain.boot import LoaderType
from anyvirt.conf.domain.cpu import Cpu, CpuCheck, CpuFallback, CpuMatch, CpuMode, CpuModel
from anyvirt.conf.domain.devices.audio import Audio, AudioType
from anyvirt.conf.domain.devices.chardev import Serial, SerialTargetModel, SerialTargetType
from anyvirt.conf.domain.devices.controller import Controller, ControllerType
from anyvirt.conf.domain.devices.disk import Disk
from anyvirt.conf.domain.devices.graphics import GraphicsType
from anyvirt.conf.domain.devices.input import Input, InputBus, InputType
from anyvirt.conf.domain.devices.interface import InterfaceType
from anyvirt.conf.domain.devices.memballoon import BalloonModel, Memballoon
from anyvirt.conf.domain.devices.source import BackingStore, DiskType
from anyvirt.conf.domain.devices.video import VideoModel
from anyvirt.conf.domain.devices.watchdog import Watchdog, WatchdogAction, WatchdogModel
from anyvirt.conf.domain.fill.controllers import add_implicit_controllers
from anyvirt.conf.domain.fill.graphics import fill_video
from anyvirt.conf.domain.model import Domain
from anyvirt.conf.domain.namespaces import keep_namespace
from anyvirt.conf.encryption import Encryption, EncryptionEngine
from anyvirt.qemu.capabilities import QemuCaps
from anyvirt.qemu.controllers import add_controller, ensure_controller, find_controller
from anyvirt.qemu.machine import ARM, ROOT_BUS, Chipset, chipset
from anyvirt.util import cpuset
from anyvirt.util.arch import X86
from anyvirt.util.error import XmlError

QXL_VGAMEM = 16 * 1024  # KiB
MIN_VRAM = 1024  # KiB; less is refused


def fill(domain: Domain, caps: QemuCaps) -> None:
    """Complete *domain* as it runs on the emulator that *caps* describes. A complete one stays as it is."""
    keep_namespace(domain, "qemu")
    _fill_machine(domain, caps)
    board = chipset(domain.os_arch, domain.os_machine)
    if domain.loader is not None and domain.loader.path is not None and domain.loader.type is None:
        domain.loader.type = LoaderType.ROM
    _fill_controllers(domain, caps, board)
    add_implicit_controllers(domain)  # behind those of the board
    _fill_implicit_inputs(domain)
    if domain.memballoon is None and (board in ROOT_BUS or board is Chipset.CCW):
        domain.memballoon = Memballoon(model=BalloonModel.VIRTIO)
    _fill_watchdogs(domain, board)
    _fill_audio(domain)
    _fill_cpu(domain, caps)
    _fill_numa(domain)
    for disk in domain.disks:
        _fill_disk(disk)
    for interface in domain.interfaces:
        if interface.model is None and interface.type is not InterfaceType.HOSTDEV:
            interface.model = default_nic(domain, caps)
    for serial in domain.serials:
        _fill_serial(serial, domain, board)
    _fill_videos(domain, caps)
    for controller in domain.controllers:
        _fill_controller_model(controller, domain, caps, board)


def _fill_machine(domain: Domain, caps: QemuCaps) -> None:
    if domain.emulator is None:
        domain.emulator = caps.binary
    if domain.os_arch is None:
        domain.os_arch = caps.arch
    if domain.os_machine is None:
        default = caps.default_machine
        if default is None:
            raise XmlError(
                f"emulator {caps.binary} for {caps.arch} has no default machine type",
                hint="name one in <os><type machine=...>; `virt` suits most guests",
            )
        domain.os_machine = default.name
    elif (machine := caps.machine(domain.os_machine)) is not None:
        domain.os_machine = machine.name  # an alias such as q35 means another machine in the next QEMU


# --- devices that come with the board ------------------------------------------------------------------------------


def _fill_controllers(domain: Domain, caps: QemuCaps, board: Chipset) -> None:
    """The controllers of every domain on *board*, in libvirt's order: it decides on their slots."""
    if board in (Chipset.I440FX, Chipset.Q35, Chipset.PSERIES):
        _add_usb(domain, caps, board)
    if board is Chipset.Q35:
        ensure_controller(domain, ControllerType.SATA, 0)
    if (root := ROOT_BUS.get(board)) is not None:
        found = ensure_controller(domain, ControllerType.PCI, 0, root)
        if found.model != root:
            raise XmlError(
                f"pci controller 0: machine type '{domain.os_machine}' has '{root}' there, not '{found.model}'"
            )


def _add_usb(domain: Domain, caps: QemuCaps, board: Chipset) -> None:
    if find_controller(domain, ControllerType.USB, 0) is not None:
        return
    if board is Chipset.I440FX:
        add_controller(domain, ControllerType.USB, 0, "piix3-uhci" if caps.has_device("piix3-usb-uhci") else None)
    elif (xhci := _xhci(caps)) is not None:
        add_controller(domain, ControllerType.USB, 0, xhci)
    elif board is Chipset.Q35 and caps.has_device("ich9-usb-ehci1"):
        for model, startport in (("ich9-ehci1", None), ("ich9-uhci1", 0), ("ich9-uhci2", 2), ("ich9-uhci3", 4)):
            add_controller(domain, ControllerType.USB, 0, model, master_startport=startport)


def _xhci(caps: QemuCaps) -> str | None:
    return next((name for name in ("qemu-xhci", "nec-xhci") if caps.has_device(_XHCI_DEVICES[name])), None)


_XHCI_DEVICES = {"qemu-xhci": "qemu-xhci", "nec-xhci": "nec-usb-xhci"}


def _fill_implicit_inputs(domain: Domain) -> None:
    """A PC always has a PS/2 mouse and keyboard."""
    if domain.os_arch not in X86:
        return
    for kind in (InputType.MOUSE, InputType.KEYBOARD):
        if not any(device.type is kind and device.bus is InputBus.PS2 for device in domain.inputs):
            domain.inputs.append(Input(type=kind, bus=InputBus.PS2))


def _fill_watchdogs(domain: Domain, board: Chipset) -> None:
    """The watchdog that every q35 board has. QEMU has one action for all watchdogs."""
    if board is Chipset.Q35 and not any(watchdog.model is WatchdogModel.ITCO for watchdog in domain.watchdogs):
        action = domain.watchdogs[0].action if domain.watchdogs else WatchdogAction.RESET
        domain.watchdogs.append(Watchdog(model=WatchdogModel.ITCO, action=action))


def _fill_audio(domain: Domain) -> None:
    """One back end for the sound: SPICE carries it, with VNC and without a screen there is none.

    What other screens do is left to QEMU.
    """
    if domain.audios:
        return
    kinds = {graphics.type for graphics in domain.graphics}
    if GraphicsType.SPICE in kinds:
        domain.audios.append(Audio(id=1, type=AudioType.SPICE))
    elif GraphicsType.VNC in kinds or not kinds:
        domain.audios.append(Audio(id=1, type=AudioType.NONE))


# --- processor -----------------------------------------------------------------------------------------------------


def _fill_cpu(domain: Domain, caps: QemuCaps) -> None:
    cpu = domain.cpu
    if (cpu is None or (cpu.mode in (None, CpuMode.CUSTOM) and cpu.model is None)) and (
        (default := default_cpu(domain, caps)) is not None
    ):
        if cpu is None:
            cpu = domain.cpu = Cpu()
        _set_default_cpu(cpu, default)
    if cpu is None:
        return
    if cpu.mode is CpuMode.HOST_PASSTHROUGH and cpu.migratable is None and domain.os_arch in X86:
        cpu.migratable = True
    if cpu.check is None and cpu.mode is not None:
        cpu.check = CpuCheck.PARTIAL if cpu.mode is CpuMode.HOST_MODEL else CpuCheck.NONE


def _fill_numa(domain: Domain) -> None:
    """CPUs that no NUMA cell has are in the first one."""
    if domain.cpu is None or domain.cpu.numa is None or not domain.cpu.numa.cells:
        return
    cells = domain.cpu.numa.cells
    taken = {cpu for cell in cells if cell.cpus for cpu in cpuset.parse(cell.cpus)}
    homeless = set(range(domain.vcpu)) - taken
    if homeless:
        first = cpuset.parse(cells[0].cpus) if cells[0].cpus else set()
        cells[0].cpus = cpuset.to_text(first | homeless)


def default_cpu(domain: Domain, caps: QemuCaps) -> str | None:
    """The CPU model that the machine has when nobody names one, as ``-cpu`` calls it."""
    machine = caps.machine(domain.os_machine or "")
    if machine is None or machine.default_cpu_type is None:
        return None
    name, separator, _ = machine.default_cpu_type.removesuffix("-cpu").rpartition("-")  # qemu64-x86_64-cpu
    return name if separator else None


def _set_default_cpu(cpu: Cpu, default: str) -> None:
    match default:
        case "host":
            cpu.mode = CpuMode.HOST_PASSTHROUGH
        case "max":
            cpu.mode = CpuMode.MAXIMUM
        case _:
            cpu.mode = CpuMode.CUSTOM
            cpu.match = CpuMatch.EXACT
            cpu.model = CpuModel(name=default, fallback=CpuFallback.FORBID)


# --- models of devices ---------------------------------------------------------------------------------------------


def _fill_disk(disk: Disk) -> None:
    if disk.driver is None:
        disk.driver = "qemu"
    if disk.format is None and disk.type is not DiskType.VOLUME:  # a volume knows its own format
        disk.format = "fat" if disk.type is DiskType.DIR else "raw"
    for encryption in _encryptions(disk):
        if encryption.engine is None:
            encryption.engine = EncryptionEngine.QEMU


def _encryptions(disk: Disk) -> Iterator[Encryption]:
    """Those of the disk and of the images below it."""
    layer: Disk | BackingStore | None = disk
    while layer is not None:
        encryption = getattr(layer.source, "encryption", None)  # a few kinds of source have none
        if encryption is not None:
            yield encryption
        layer = layer.backing_store
    if disk.encryption is not None:
        yield disk.encryption


def default_nic(domain: Domain, caps: QemuCaps) -> str:
    """The network card that a definition means which names none."""
    if domain.os_arch in X86:
        for model in ("rtl8139", "e1000"):
            if caps.has_device(model):
                return model
    return "virtio"


_SERIAL_MODELS = {
    SerialTargetType.ISA: SerialTargetModel.ISA_SERIAL,
    SerialTargetType.USB: SerialTargetModel.USB_SERIAL,
    SerialTargetType.PCI: SerialTargetModel.PCI_SERIAL,
    SerialTargetType.SPAPR_VIO: SerialTargetModel.SPAPR_VTY,
    SerialTargetType.SCLP: SerialTargetModel.SCLPCONSOLE,
    SerialTargetType.ISA_DEBUG: SerialTargetModel.ISA_DEBUGCON,
}


def _fill_serial(serial: Serial, domain: Domain, board: Chipset) -> None:
    if serial.target_type is None:
        if domain.os_arch in X86:
            serial.target_type = SerialTargetType.ISA
        elif board is Chipset.PSERIES:
            serial.target_type = SerialTargetType.SPAPR_VIO
        elif board is Chipset.CCW:
            serial.target_type = SerialTargetType.SCLP
        elif board is Chipset.VIRT:
            serial.target_type = SerialTargetType.SYSTEM
    if serial.target_model is None and serial.target_type is not None:
        if serial.target_type is SerialTargetType.SYSTEM:
            arm = domain.os_arch in ARM
            serial.target_model = SerialTargetModel.PL011 if arm else SerialTargetModel.UART_16550A
        else:
            serial.target_model = _SERIAL_MODELS[serial.target_type]


def _fill_videos(domain: Domain, caps: QemuCaps) -> None:
    for video in domain.videos:
        if video.model is VideoModel.DEFAULT:
            video.model = default_video(domain, caps)
            fill_video(video)
        if video.model is VideoModel.QXL and video.vgamem is None:
            video.vgamem = QXL_VGAMEM
        elif video.model in (VideoModel.VGA, VideoModel.BOCHS) and video.vram is not None and video.vram >= MIN_VRAM:
            video.vram = 1 << (video.vram - 1).bit_length()  # QEMU rounds up; what the guest has is what we write


def default_video(domain: Domain, caps: QemuCaps) -> VideoModel:
    """The video card that a definition means which names none."""
    board = chipset(domain.os_arch, domain.os_machine)
    if board is Chipset.PSERIES:
        return VideoModel.VGA
    if domain.os_arch not in X86:
        return VideoModel.VIRTIO
    return VideoModel.CIRRUS if caps.has_device("cirrus-vga") else VideoModel.VGA


def _fill_controller_model(controller: Controller, domain: Domain, caps: QemuCaps, board: Chipset) -> None:
    match controller.type:
        case ControllerType.SCSI if controller.model in (None, "auto"):
            controller.model = default_scsi(domain, caps)
        case ControllerType.USB if controller.model is None:
            if domain.os_arch in X86:
                controller.model = "piix3-uhci" if caps.has_device("piix3-usb-uhci") else None
            elif board is not Chipset.CCW:
                controller.model = _xhci(caps)
        case _:
            pass


def default_scsi(domain: Domain, caps: QemuCaps) -> str:
    """The SCSI controller that a definition means which names none."""
    if chipset(domain.os_arch, domain.os_machine) is Chipset.PSERIES:
        return "ibmvscsi"
    if domain.os_arch in X86 and caps.has_device("lsi53c895a"):
        return "lsilogic"
    return "virtio-scsi"
