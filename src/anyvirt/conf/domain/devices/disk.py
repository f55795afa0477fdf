"""Disks, CD-ROM drives and floppy drives: <disk>."""

from __future__ import annotations

from typing import Final

from anyvirt.conf.auth import Auth
from anyvirt.conf.domain.boot import Loadparm
from anyvirt.conf.domain.devices.address import Address, place
from anyvirt.conf.domain.devices.controller import QueueThread
from anyvirt.conf.domain.devices.source import BackingStore, DiskType, Mirror, Source
from anyvirt.conf.domain.private import DiskPrivate
from anyvirt.conf.encryption import Encryption
from anyvirt.util.error import NoTarget
from anyvirt.util.wordenum import WordEnum
from anyvirt.util.xmlmap import (
    Bytes,
    Element,
    OnOff,
    Positive,
    UInt,
    ULong,
    YesNo,
    attr,
    child,
    children,
    flag,
    need,
    truth,
)

TRUE_FALSE: Final = truth("true", "false")


class DiskDevice(WordEnum):
    DISK = "disk"
    CDROM = "cdrom"
    FLOPPY = "floppy"
    LUN = "lun"


class DiskBus(WordEnum):
    IDE = "ide"
    FDC = "fdc"
    SCSI = "scsi"
    VIRTIO = "virtio"
    XEN = "xen"
    USB = "usb"
    UML = "uml"
    SATA = "sata"
    SD = "sd"
    NVME = "nvme"


class DiskModel(WordEnum):
    VIRTIO = "virtio"
    VIRTIO_TRANSITIONAL = "virtio-transitional"
    VIRTIO_NON_TRANSITIONAL = "virtio-non-transitional"
    USB_STORAGE = "usb-storage"
    USB_BOT = "usb-bot"


class DiskCache(WordEnum):
    DEFAULT = "default"
    NONE = "none"
    WRITETHROUGH = "writethrough"
    WRITEBACK = "writeback"
    DIRECTSYNC = "directsync"
    UNSAFE = "unsafe"


class DiskErrorPolicy(WordEnum):
    """What the guest sees of an error of the host."""

    STOP = "stop"
    REPORT = "report"
    IGNORE = "ignore"
    ENOSPACE = "enospace"


class DiskIo(WordEnum):
    NATIVE = "native"
    THREADS = "threads"
    IO_URING = "io_uring"


class DiskDiscard(WordEnum):
    UNMAP = "unmap"
    IGNORE = "ignore"


class DetectZeroes(WordEnum):
    OFF = "off"
    ON = "on"
    UNMAP = "unmap"


class SgIo(WordEnum):
    FILTERED = "filtered"
    UNFILTERED = "unfiltered"


class DiskSnapshot(WordEnum):
    NO = "no"
    INTERNAL = "internal"
    EXTERNAL = "external"
    MANUAL = "manual"


class Tray(WordEnum):
    CLOSED = "closed"
    OPEN = "open"


class GeometryTrans(WordEnum):
    NONE = "none"
    AUTO = "auto"
    LBA = "lba"


class IoTune(Element, tag="iotune"):
    """Limits on throughput. bytes_sec in bytes per second, iops_sec in requests per second, 0 no limit;
    _max what a burst may reach, _max_length how long it may last, in seconds."""

    total_bytes_sec: ULong | None = attr("total_bytes_sec")
    read_bytes_sec: ULong | None = attr("read_bytes_sec")
    write_bytes_sec: ULong | None = attr("write_bytes_sec")
    total_iops_sec: ULong | None = attr("total_iops_sec")
    read_iops_sec: ULong | None = attr("read_iops_sec")
    write_iops_sec: ULong | None = attr("write_iops_sec")
    total_bytes_sec_max: ULong | None = attr("total_bytes_sec_max")
    read_bytes_sec_max: ULong | None = attr("read_bytes_sec_max")
    write_bytes_sec_max: ULong | None = attr("write_bytes_sec_max")
    total_iops_sec_max: ULong | None = attr("total_iops_sec_max")
    read_iops_sec_max: ULong | None = attr("read_iops_sec_max")
    write_iops_sec_max: ULong | None = attr("write_iops_sec_max")
    size_iops_sec: ULong | None = attr("size_iops_sec")  # bytes that count as one request
    group_name: str | None = attr("group_name")  # disks that share the limits
    total_bytes_sec_max_length: ULong | None = attr("total_bytes_sec_max_length")
    read_bytes_sec_max_length: ULong | None = attr("read_bytes_sec_max_length")
    write_bytes_sec_max_length: ULong | None = attr("write_bytes_sec_max_length")
    total_iops_sec_max_length: ULong | None = attr("total_iops_sec_max_length")
    read_iops_sec_max_length: ULong | None = attr("read_iops_sec_max_length")
    write_iops_sec_max_length: ULong | None = attr("write_iops_sec_max_length")


class ThrottleGroup(IoTune, tag="throttlegroup"):
    """Named limits that disks can pass through one after the other; `group_name` is required."""


class Operations(WordEnum):
    """Kinds of requests."""

    READ = "read"
    WRITE = "write"
    ZONE = "zone"
    FLUSH = "flush"


class Latencies(Element, tag="latency-histogram"):
    """Counting of requests by how long they took. A request counts in the last bin that starts before its time."""

    type: Operations | None = attr("@type")  # all kinds when absent
    bins: list[ULong] = children("bin/@start")  # nanoseconds


class Disk(Element, tag="disk"):
    """A block device of the guest. Its name (`target`) is what other calls know it by."""

    type: DiskType = attr("@type", default=DiskType.FILE)
    device: DiskDevice = attr("@device", default=DiskDevice.DISK)
    model: DiskModel | None = attr("@model")
    rawio: YesNo | None = attr("@rawio")  # lun: the guest may send any SCSI command
    sgio: SgIo | None = attr("@sgio")
    snapshot: DiskSnapshot | None = attr("@snapshot")  # what a snapshot of the domain does with it
    driver: str | None = attr("driver/@name")  # back end, `qemu`
    format: str | None = attr("driver/@type")  # raw, qcow2 ...
    cache: DiskCache | None = attr("driver/@cache")
    error_policy: DiskErrorPolicy | None = attr("driver/@error_policy")  # of writes, and of reads unless told
    rerror_policy: DiskErrorPolicy | None = attr("driver/@rerror_policy")  # of reads
    io: DiskIo | None = attr("driver/@io")
    ioeventfd: OnOff | None = attr("driver/@ioeventfd")
    event_idx: OnOff | None = attr("driver/@event_idx")
    copy_on_read: OnOff | None = attr("driver/@copy_on_read")
    discard: DiskDiscard | None = attr("driver/@discard")
    iothread: Positive | None = attr("driver/@iothread")  # id of the I/O thread that serves it
    detect_zeroes: DetectZeroes | None = attr("driver/@detect_zeroes")
    queues: UInt | None = attr("driver/@queues")
    queue_size: UInt | None = attr("driver/@queue_size")
    discard_no_unref: OnOff | None = attr("driver/@discard_no_unref")
    iommu: OnOff | None = attr("driver/@iommu")
    ats: OnOff | None = attr("driver/@ats")
    packed: OnOff | None = attr("driver/@packed")
    page_per_vq: OnOff | None = attr("driver/@page_per_vq")
    metadata_cache_max: ULong | None = attr("driver/metadata_cache/max_size", unit=Bytes)  # bytes
    iothreads: list[QueueThread] = children("driver/iothreads/iothread")
    statistics: list[UInt] = children("driver/statistics/statistic/@interval")  # seconds that averages go over
    latencies: list[Latencies] = children("driver/statistics/latency-histogram")
    auth: Auth | None = child("auth")  # old place; new documents have it in the source
    source: Source | None = child("source", by="../@type")  # absent: an empty drive
    backing_store: BackingStore | None = child("backingStore")
    backenddomain: str | None = attr("backenddomain/@name")  # xen: the domain that serves it
    cyls: UInt | None = attr("geometry/@cyls")
    heads: UInt | None = attr("geometry/@heads")
    secs: UInt | None = attr("geometry/@secs")
    trans: GeometryTrans | None = attr("geometry/@trans")
    logical_block_size: UInt | None = attr("blockio/@logical_block_size")  # bytes
    physical_block_size: UInt | None = attr("blockio/@physical_block_size")  # bytes
    discard_granularity: UInt | None = attr("blockio/@discard_granularity")  # bytes
    mirror: Mirror | None = child("mirror")
    target: str = need("target/@dev", missing=NoTarget)  # vda, sdb, hdc, fda ...
    bus: DiskBus | None = attr("target/@bus")
    tray: Tray | None = attr("target/@tray")
    removable: OnOff | None = attr("target/@removable")  # usb only
    rotation_rate: UInt | None = attr("target/@rotation_rate")  # per minute; 1 is solid state
    iotune: IoTune | None = child("iotune")
    throttle_filters: list[str] = children("throttlefilters/throttlefilter/@group")  # names of throttle groups
    readonly: bool = flag("readonly")
    shareable: bool = flag("shareable")  # other guests may use it at the same time
    transient: bool = flag("transient")  # changes are thrown away at shutdown
    share_backing: YesNo | None = attr("transient/@shareBacking")
    serial: str | None = attr("serial")
    wwn: str | None = attr("wwn")  # 16 hexadecimal digits
    vendor: str | None = attr("vendor")  # up to 8 characters
    product: str | None = attr("product")  # up to 16 characters
    encryption: Encryption | None = child("encryption")  # old place; new documents have it in the source
    boot_order: Positive | None = attr("boot/@order")
    loadparm: Loadparm | None = attr("boot/@loadparm")
    alias: str | None = attr("alias/@name")
    acpi_index: Positive | None = attr("acpi/@index")
    address: Address | None = place()
    private: DiskPrivate | None = child("privateData")  # status documents only, as the next two
    auth_in_disk: bool | None = attr("diskSecretsPlacement/@auth", conv=TRUE_FALSE)  # <auth> stands in the disk
    encryption_in_disk: bool | None = attr("diskSecretsPlacement/@enc", conv=TRUE_FALSE)
