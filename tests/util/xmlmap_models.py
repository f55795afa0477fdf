"""Classes that the tests of xmlmap read and write; every kind of field is in one of them."""

from __future__ import annotations

import enum

from anyvirt.util.xmlmap import (
    Bytes,
    Converter,
    Element,
    Fragment,
    KiB,
    OnOff,
    UInt,
    Unit,
    Uuid,
    attr,
    child,
    children,
    flag,
    integer,
    need,
    raw,
    truth,
)

QEMU = "http://libvirt.org/schemas/domain/qemu/1.0"


class DeviceKind(enum.Enum):
    DISK = "disk"
    CDROM = "cdrom"
    FLOPPY = "floppy"
    LUN = "lun"


class SourceKind(enum.Enum):
    FILE = "file"
    BLOCK = "block"
    NETWORK = "network"
    DIR = "dir"


class PCIAddress(Element, tag="address", const={"type": "pci"}):
    domain: int = attr("@domain", default=0, fmt="#06x")
    slot: int = attr("@slot", default=0, fmt="#04x")
    multifunction: OnOff | None = attr("@multifunction")


class DriveAddress(Element, tag="address", const={"type": "drive"}):
    unit: UInt = attr("@unit", default=0)


class CCWAddress(Element, tag="address", const={"type": ("ccw", "css")}):
    type: str = need("@type")


Address = PCIAddress | DriveAddress | CCWAddress


class Device(Element, last=True):
    alias: str | None = attr("alias/@name")
    address: Address | None = child("address")


class FileSource(Element, tag="source", const={"../@type": "file"}):
    file: str = need("@file")


class BlockSource(Element, tag="source", const={"../@type": "block"}):
    dev: str = need("@dev")


class NetworkSource(Element, tag="source", const={"../@type": ("network", "volume")}):
    name: str | None = attr("@name")
    hosts: list[str] = children("host/@name")
    backing: NetworkSource | None = child("backing")


class Disk(Device, tag="disk"):
    type: SourceKind = attr("@type", default=SourceKind.FILE)
    device: DeviceKind | None = attr("@device")
    cache: str | None = attr("driver/@cache")
    queues: UInt | None = attr("driver/@queues")
    source: FileSource | BlockSource | NetworkSource | None = child("source", by="../@type")
    target: str = need("target/@dev")
    bus: str | None = attr("target/@bus")
    readonly: bool = flag("readonly")
    shared: bool = flag("shareable")
    serial: str | None = attr("serial")


class Image(Element, tag="image"):
    """Holds either text or elements."""

    kind: str | None = attr("@kind")
    source: FileSource | None = child("source")
    path: str | None = attr(".")


class Note(Element, tag="note"):
    lang: str | None = attr("@lang")
    text: str | None = attr(".")


class Guest(Element, tag="domain", namespaces={"qemu": QEMU}):
    type: str = need("@type")
    id: int | None = attr("@id", conv=integer(1))
    name: str = need("name")
    uuid: Uuid | None = attr("uuid")
    title: str | None = attr("title")
    metadata: Fragment | None = raw("metadata")
    memory: int = need("memory", unit=KiB)
    dump: OnOff | None = attr("memory/@dumpCore")
    shared_size: int | None = attr("shmem/@size", unit=Unit("M", 1 << 20, assumed=1))
    disk_size: int | None = attr("capacity", unit=Bytes)
    vcpu: int = attr("vcpu", default=1, conv=integer(1, 4096))
    placement: str = attr("vcpu/@placement", default="static", omit_default=True)
    os_type: str = attr("os/type", default="hvm")
    os_arch: str | None = attr("os/type/@arch")
    boot: list[str] = children("os/boot/@dev")
    acpi: bool = flag("features/acpi")
    apic: bool = flag("features/apic")
    apic_eoi: OnOff | None = attr("features/apic/@eoi")
    hap: OnOff | None = attr("features/hap/@state", bare="on")
    primary: bool | None = attr("primary/@on")
    enabled: bool | None = attr("enabled", conv=truth("enabled", "disabled"))
    cpus: tuple[int, ...] | None = attr(
        "cpus",
        conv=Converter(
            allowed="a list of numbers such as 1,2",
            parse=lambda text: tuple(int(part) for part in text.split(",")),
            format=lambda value: ",".join(map(str, value)),
        ),
    )
    init: list[str] = children("init/arg")
    levels: list[int] = children("init/level")
    notes: list[Note] = children("note")
    disks: list[Disk] = children("devices/disk")
    image: Image | None = child("devices/image")
    addresses: list[Address] = children("devices/address")
    os_machine: str | None = attr("os/type/@machine")  # declared far from the rest of <os>, written there
    arguments: list[str] = children("qemu:commandline/qemu:arg/@value")
