"""Controllers: PCI bridges and ports, USB, SCSI, SATA, floppy and virtio-serial."""

from __future__ import annotations

from anyvirt.conf.domain.devices.address import DriveAddress, PCIAddress
from anyvirt.conf.domain.devices.controller import Controller, ControllerType
from anyvirt.conf.domain.devices.disk import DiskBus
from anyvirt.qemu.command.bootorder import BootOrder
from anyvirt.qemu.command.context import Context, virtio_options
from anyvirt.qemu.command.coverage import Coverage, fields
from anyvirt.qemu.command.line import Json
from anyvirt.qemu.controllers import SCSI_DEVICES, USB_DEVICES
from anyvirt.qemu.machine import Chipset
from anyvirt.util.error import ConfigUnsupported

TRANSLATED: Coverage = {
    Controller: fields(
        "type index model ports vectors model_name chassis_nr chassis port bus_nr hotplug node queues cmd_per_lun",
        "max_sectors ioeventfd iothread iommu ats packed page_per_vq alias master_startport acpi_index address",
        "pcihole64",
    )
}

# Bridges first: what comes later is plugged into them.
_ORDER = (
    ControllerType.PCI,
    ControllerType.USB,
    ControllerType.SCSI,
    ControllerType.IDE,
    ControllerType.FDC,
    ControllerType.SATA,
    ControllerType.CCID,
    ControllerType.VIRTIO_SERIAL,
)


def add_controllers(ctx: Context, boot: BootOrder) -> None:
    """All controllers that the machine does not come with."""
    for controller in ctx.domain.controllers:
        if controller.type not in _ORDER:
            raise ConfigUnsupported(
                f"domain '{ctx.domain.name}': the QEMU driver has no {controller.type.value} controllers"
            )
    for kind in _ORDER:
        for controller in ctx.domain.controllers:
            if controller.type is kind:
                _add(ctx, boot, controller)


def _add(ctx: Context, boot: BootOrder, controller: Controller) -> None:
    match controller.type:
        case ControllerType.PCI:
            _add_pci(ctx, controller)
        case ControllerType.USB:
            _add_usb(ctx, controller)
        case ControllerType.SCSI:
            _add_scsi(ctx, controller)
        case ControllerType.IDE:
            _check_ide(ctx, controller)
        case ControllerType.FDC:
            _add_fdc(ctx, boot)
        case ControllerType.SATA:
            if not _is_builtin_sata(ctx, controller):
                ctx.device("ich9-ahci", {"id": ctx.alias(controller)}, ctx.place(controller))
        case ControllerType.CCID:
            ctx.device("usb-ccid", {"id": ctx.alias(controller)}, ctx.place(controller))
        case ControllerType.VIRTIO_SERIAL:
            _add_virtio_serial(ctx, controller)
        case ControllerType.ISA | ControllerType.NVME | ControllerType.XENBUS:
            raise AssertionError("add_controllers refuses these")


def _add_pci(ctx: Context, controller: Controller) -> None:
    if controller.model in ("pci-root", "pcie-root"):
        _set_up_root(ctx, controller)
        return
    if controller.model_name is None:
        raise ConfigUnsupported(
            f"domain '{ctx.domain.name}': pci controller {controller.index} ({controller.model}) names no device"
        )
    props: dict[str, Json] = {
        "id": ctx.alias(controller),
        "port": controller.port,
        "chassis": controller.chassis,
        "chassis_nr": controller.chassis_nr,
        "bus_nr": controller.bus_nr,
        "numa_node": controller.node,
        "hotplug": controller.hotplug,
    }
    ctx.device(controller.model_name, props, ctx.place(controller))


def _set_up_root(ctx: Context, controller: Controller) -> None:
    """The root bus comes with the machine; its options are properties of devices that nobody adds."""
    if controller.pcihole64 is not None:
        bridge = "q35-pcihost" if controller.model == "pcie-root" else "i440FX-pcihost"
        ctx.line.text("-global", f"{bridge}.pci-hole64-size={controller.pcihole64}K")
    if controller.hotplug is not None:
        if ctx.chipset is not Chipset.I440FX:
            raise ConfigUnsupported(
                f"domain '{ctx.domain.name}': hotplug on {controller.model} can be set for i440fx machines only"
            )
        state = "on" if controller.hotplug else "off"
        ctx.line.text("-global", f"PIIX4_PM.acpi-root-pci-hotplug={state}")


def _add_usb(ctx: Context, controller: Controller) -> None:
    if controller.model == "none":
        return
    driver = USB_DEVICES.get(controller.model or "")
    if driver is None:
        raise ConfigUnsupported(f"domain '{ctx.domain.name}': QEMU has no USB controller '{controller.model}'")
    props: dict[str, Json]
    if controller.master_startport is not None:
        props = {"masterbus": f"{ctx.alias(controller)}.0", "firstport": controller.master_startport}
    else:
        props = {"id": ctx.alias(controller)}
    if controller.ports is not None:
        if "xhci" not in driver:
            raise ConfigUnsupported(
                f"domain '{ctx.domain.name}': USB controller '{controller.model}' has a fixed number of ports"
            )
        props |= {"p2": controller.ports, "p3": controller.ports}
    ctx.device(driver, props, ctx.place(controller))


def _add_scsi(ctx: Context, controller: Controller) -> None:
    alias = ctx.alias(controller)
    if (controller.model or "").startswith("virtio"):
        driver = ctx.virtio("virtio-scsi", controller, controller.model)
        props: dict[str, Json] = {
            "id": alias,
            "iothread": None if controller.iothread is None else f"iothread{controller.iothread}",
            "num_queues": controller.queues,
            "cmd_per_lun": controller.cmd_per_lun,
            "max_sectors": controller.max_sectors,
            "ioeventfd": controller.ioeventfd,
            **virtio_options(controller),
        }
        ctx.device(driver, props, ctx.place(controller))
        return
    driver = SCSI_DEVICES.get(controller.model or "", "")
    if not driver:
        raise ConfigUnsupported(f"domain '{ctx.domain.name}': QEMU has no SCSI controller '{controller.model}'")
    ctx.device(driver, {"id": alias}, ctx.place(controller))


def _check_ide(ctx: Context, controller: Controller) -> None:
    if ctx.chipset is not Chipset.I440FX or controller.index not in (None, 0):
        raise ConfigUnsupported(
            f"domain '{ctx.domain.name}': machine type '{ctx.domain.os_machine}' has no IDE controller "
            f"{controller.index or 0}",
            hint="use bus='sata' or bus='virtio'",
        )


def _is_builtin_sata(ctx: Context, controller: Controller) -> bool:
    """A q35 machine comes with one, at 00:1f.2."""
    if ctx.chipset is not Chipset.Q35:
        return False
    address = controller.address
    if isinstance(address, PCIAddress):
        return (address.bus, address.slot, address.function) == (0, 0x1F, 2)
    return controller.index in (None, 0)


def _add_fdc(ctx: Context, boot: BootOrder) -> None:
    """The boot index of a floppy drive is a property of its controller, which only old machines come with."""
    indexes: dict[str, Json] = {}
    for disk in ctx.domain.disks:
        if disk.bus is DiskBus.FDC and isinstance(disk.address, DriveAddress):
            drive = "B" if disk.address.unit else "A"
            indexes[f"bootindex{drive}"] = boot.of(disk)
    if ctx.chipset is Chipset.Q35:
        ctx.device("isa-fdc", indexes, {})
        return
    for name, index in indexes.items():
        if index is not None:
            ctx.line.text("-global", f"isa-fdc.{name}={index}")


def _add_virtio_serial(ctx: Context, controller: Controller) -> None:
    driver = ctx.virtio("virtio-serial", controller, controller.model)
    props: dict[str, Json] = {
        "id": ctx.alias(controller),
        "max_ports": controller.ports,
        "vectors": controller.vectors,
        **virtio_options(controller),
    }
    ctx.device(driver, props, ctx.place(controller))
