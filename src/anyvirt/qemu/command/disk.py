"""Disks, CD-ROM and floppy drives."""

from __future__ import annotations

from anyvirt.conf.domain.devices.address import DriveAddress
from anyvirt.conf.domain.devices.controller import ControllerType
from anyvirt.conf.domain.devices.disk import (
    Disk,
    DiskBus,
    DiskCache,
    DiskDevice,
    DiskErrorPolicy,
    DiskModel,
    IoTune,
)
from anyvirt.qemu.command import storage
from anyvirt.qemu.command.bootorder import BootOrder
from anyvirt.qemu.command.context import Context, virtio_options
from anyvirt.qemu.command.coverage import Coverage, every, fields
from anyvirt.qemu.command.line import Json
from anyvirt.qemu.machine import Chipset
from anyvirt.util.error import ConfigUnsupported, InternalError

TRANSLATED: Coverage = {
    **storage.TRANSLATED,
    **every(IoTune),
    DriveAddress: fields("controller bus target unit"),
    Disk: fields(
        "type device model snapshot driver format cache error_policy rerror_policy io ioeventfd event_idx",
        "copy_on_read discard iothread detect_zeroes queues queue_size discard_no_unref iommu ats packed page_per_vq",
        "metadata_cache_max source backing_store cyls heads secs trans logical_block_size physical_block_size",
        "discard_granularity target bus tray removable rotation_rate iotune readonly shareable serial wwn vendor",
        "product boot_order alias acpi_index address",
    ),
}

_VIRTIO_MODELS = {
    None: None,
    DiskModel.VIRTIO: "virtio",
    DiskModel.VIRTIO_TRANSITIONAL: "virtio-transitional",
    DiskModel.VIRTIO_NON_TRANSITIONAL: "virtio-non-transitional",
}


def add_disks(ctx: Context, boot: BootOrder) -> None:
    """All disks: their block nodes, then the device on top."""
    for disk, chain in zip(ctx.domain.disks, storage.chains(ctx.domain.disks), strict=True):
        storage.add_chain(ctx, disk, chain)
        top = chain[0].nodes.format if chain else None
        if top is not None:
            top = _add_filters(ctx, disk, chain[0].nodes, top)
        elif disk.device in (DiskDevice.DISK, DiskDevice.LUN):
            raise ConfigUnsupported(f"domain '{ctx.domain.name}': disk {disk.target} has no source")
        _add_device(ctx, disk, top, boot.of(disk))


def _add_filters(ctx: Context, disk: Disk, nodes: storage.Nodes, top: str) -> str:
    """Nodes between image and device; returns the one that the device uses."""
    # QEMU does not take it from the node below.
    readonly = True if storage.is_readonly(disk) else None
    if disk.iotune is not None:
        group = _throttle_group(ctx, disk, disk.iotune, nodes)
        node = f"{nodes.name}-throttle"
        ctx.line.blockdev(
            {"driver": "throttle", "node-name": node, "throttle-group": group, "file": top, "read-only": readonly}
        )
        top = node
    if disk.copy_on_read:
        node = f"libvirt-CoR-{disk.target}"
        ctx.line.blockdev({"driver": "copy-on-read", "node-name": node, "file": top, "discard": "unmap"})
        top = node
    return top


def _throttle_group(ctx: Context, disk: Disk, tune: IoTune, nodes: storage.Nodes) -> str:
    """Disks that name the same group share its limits, which the first of them sets."""
    group = f"throttle-{tune.group_name}" if tune.group_name else f"{nodes.name}-throttle-group"
    if tune.group_name:
        shared = [d for d in ctx.domain.disks if d.iotune is not None and d.iotune.group_name == tune.group_name]
        if shared[0] is not disk:
            return group
    limits: dict[str, Json] = {}
    for kind, unit in (("bytes", "bps"), ("iops", "iops")):
        for direction in ("total", "read", "write"):
            key = f"{unit}-{direction}"
            limits[key] = getattr(tune, f"{direction}_{kind}_sec")
            limits[f"{key}-max"] = getattr(tune, f"{direction}_{kind}_sec_max")
            limits[f"{key}-max-length"] = getattr(tune, f"{direction}_{kind}_sec_max_length")
    limits["iops-size"] = tune.size_iops_sec
    ctx.line.object({"qom-type": "throttle-group", "id": group, "limits": limits})
    return group


def _add_device(ctx: Context, disk: Disk, node: str | None, boot_index: int | None) -> None:
    alias = ctx.alias(disk)
    common: dict[str, Json] = {"drive": node, "id": alias}
    if disk.bus is DiskBus.FDC:
        # Its boot index belongs to the controller.
        ctx.device("floppy", {"unit": _drive(ctx, disk).unit, **common, **_errors(disk), **_write_cache(disk)}, {})
        return
    common |= {"bootindex": boot_index, **_medium(disk), **_write_cache(disk), **_errors(disk)}
    cdrom = disk.device is DiskDevice.CDROM
    match disk.bus:
        case DiskBus.VIRTIO:
            if cdrom or disk.device is DiskDevice.LUN:
                raise _no_such_drive(ctx, disk)
            driver = ctx.virtio("virtio-blk", disk, _VIRTIO_MODELS.get(disk.model))
            ctx.device(driver, {**_virtio(disk), **common}, ctx.place(disk))
        case DiskBus.IDE:
            address = _drive(ctx, disk)
            bus = f"{ctx.controller(ControllerType.IDE, address.controller)}.{address.bus}"
            ctx.device("ide-cd" if cdrom else "ide-hd", {"bus": bus, "unit": address.unit, **common}, {})
        case DiskBus.SATA:
            address = _drive(ctx, disk)
            bus = f"{_sata(ctx, address)}.{address.unit}"
            ctx.device("ide-cd" if cdrom else "ide-hd", {"bus": bus, **common}, {})
        case DiskBus.SCSI:
            _add_scsi(ctx, disk, common)
        case DiskBus.USB:
            if disk.model is DiskModel.USB_BOT:
                raise _no_such_drive(ctx, disk)
            ctx.device("usb-storage", {**common, "removable": bool(disk.removable)}, ctx.place(disk))
        case _:
            raise _no_such_drive(ctx, disk)


def _no_such_drive(ctx: Context, disk: Disk) -> ConfigUnsupported:
    bus = disk.bus.value if disk.bus else "none"
    return ConfigUnsupported(
        f"domain '{ctx.domain.name}': disk {disk.target}: the QEMU driver has no {disk.device.value} on bus '{bus}'"
    )


def _drive(ctx: Context, disk: Disk) -> DriveAddress:
    if not isinstance(disk.address, DriveAddress):
        raise InternalError(f"domain '{ctx.domain.name}': disk {disk.target} has no drive address")
    return disk.address


def _sata(ctx: Context, address: DriveAddress) -> str:
    """Name of the buses of a SATA controller, without their number."""
    # The one that a q35 machine comes with calls its buses "ide".
    if ctx.chipset is Chipset.Q35 and address.controller == 0:
        return "ide"
    return ctx.controller(ControllerType.SATA, address.controller)


def _add_scsi(ctx: Context, disk: Disk, common: dict[str, Json]) -> None:
    address = _drive(ctx, disk)
    bus = f"{ctx.controller(ControllerType.SCSI, address.controller)}.{address.bus}"
    where: dict[str, Json]
    if _is_lsi(ctx, address.controller):
        # One that knows neither channels nor logical units.
        where = {"bus": bus, "scsi-id": address.unit}
    else:
        where = {"bus": bus, "channel": 0, "scsi-id": address.target, "lun": address.unit}
    if disk.device is DiskDevice.LUN:
        ctx.device("scsi-block", {**where, **common}, {})
        return
    driver = "scsi-cd" if disk.device is DiskDevice.CDROM else "scsi-hd"
    # Without it QEMU would take the node's name, which changes with the other disks.
    where["device_id"] = disk.serial or f"drive-{ctx.alias(disk)}"
    ctx.device(driver, {**where, **common, "removable": disk.removable}, {})


def _is_lsi(ctx: Context, index: int) -> bool:
    return any(
        controller.type is ControllerType.SCSI and controller.index == index and controller.model == "lsilogic"
        for controller in ctx.domain.controllers
    )


def _virtio(disk: Disk) -> dict[str, Json]:
    return {
        "iothread": None if disk.iothread is None else f"iothread{disk.iothread}",
        "ioeventfd": disk.ioeventfd,
        "event_idx": disk.event_idx,
        "num-queues": disk.queues,
        "queue-size": disk.queue_size,
        **virtio_options(disk),
    }


def _medium(disk: Disk) -> dict[str, Json]:
    """What the guest sees of the disk itself."""
    return {
        "share-rw": disk.shareable or None,
        "logical_block_size": disk.logical_block_size,
        "physical_block_size": disk.physical_block_size,
        "discard_granularity": disk.discard_granularity,
        "wwn": None if disk.wwn is None else int(disk.wwn, 16),
        "rotation_rate": disk.rotation_rate,
        "vendor": disk.vendor,
        "product": disk.product,
        "cyls": disk.cyls,
        "heads": disk.heads,
        "secs": disk.secs,
        "bios-chs-trans": disk.trans.value if disk.trans is not None else None,
        "serial": disk.serial,
    }


def _write_cache(disk: Disk) -> dict[str, Json]:
    """Whether the guest must flush to have its writes on the disk."""
    match disk.cache:
        case None | DiskCache.DEFAULT:
            return {}
        case DiskCache.NONE | DiskCache.WRITEBACK | DiskCache.UNSAFE:
            return {"write-cache": "on"}
        case DiskCache.WRITETHROUGH | DiskCache.DIRECTSYNC:
            return {"write-cache": "off"}


def _errors(disk: Disk) -> dict[str, Json]:
    writes, reads = disk.error_policy, disk.rerror_policy
    reads = reads or writes
    if reads is DiskErrorPolicy.ENOSPACE:
        reads = None  # reading needs no space
    return {
        "werror": None if writes is None else _policy(writes),
        "rerror": None if reads is None else _policy(reads),
    }


def _policy(policy: DiskErrorPolicy) -> str:
    return "enospc" if policy is DiskErrorPolicy.ENOSPACE else policy.value
