"""Folders and images of the host within the guest: <filesystem>."""

from __future__ import annotations

from typing import Annotated

from anyvirt.conf.domain.devices.address import Address, place
from anyvirt.util.wordenum import WordEnum
from anyvirt.util.xmlmap import (
    Bytes,
    Converter,
    Element,
    OnOff,
    Positive,
    UInt,
    ULong,
    attr,
    child,
    children,
    flag,
    need,
)


class FilesystemType(WordEnum):
    MOUNT = "mount"
    BLOCK = "block"
    FILE = "file"
    TEMPLATE = "template"
    RAM = "ram"
    BIND = "bind"
    VOLUME = "volume"


class FilesystemAccess(WordEnum):
    """With whose rights the guest's files are kept on the host."""

    PASSTHROUGH = "passthrough"
    MAPPED = "mapped"
    SQUASH = "squash"


class FilesystemModel(WordEnum):
    VIRTIO = "virtio"
    VIRTIO_TRANSITIONAL = "virtio-transitional"
    VIRTIO_NON_TRANSITIONAL = "virtio-non-transitional"


class FilesystemMultidevs(WordEnum):
    """What happens when the folder spans several devices of the host."""

    DEFAULT = "default"
    REMAP = "remap"
    FORBID = "forbid"
    WARN = "warn"


class FilesystemDriver(WordEnum):
    PATH = "path"
    HANDLE = "handle"
    LOOP = "loop"
    NBD = "nbd"
    PLOOP = "ploop"
    VIRTIOFS = "virtiofs"
    MTP = "mtp"


class WritePolicy(WordEnum):
    IMMEDIATE = "immediate"


class FilesystemCache(WordEnum):
    NONE = "none"
    METADATA = "metadata"
    ALWAYS = "always"


class SandboxMode(WordEnum):
    NAMESPACE = "namespace"
    CHROOT = "chroot"


def _parse_mode(text: str) -> int:
    mode = int(text, 8) if set(text) <= set("01234567") else -1
    if not 0 <= mode <= 0o777:
        raise ValueError
    return mode


Mode = Annotated[
    int,
    Converter(
        allowed="an octal mode from 0000 to 0777",
        parse=_parse_mode,
        format="{:04o}".format,
        check=lambda value: isinstance(value, int) and 0 <= value <= 0o777,
        plain=True,
    ),
]


class FilesystemBinary(Element, tag="binary"):
    """The daemon behind virtiofs."""

    path: str | None = attr("@path")
    xattr: OnOff | None = attr("@xattr")
    cache: FilesystemCache | None = attr("cache/@mode")
    sandbox: SandboxMode | None = attr("sandbox/@mode")
    posix_lock: OnOff | None = attr("lock/@posix")
    flock: OnOff | None = attr("lock/@flock")
    thread_pool: UInt | None = attr("thread_pool/@size")
    openfiles: ULong | None = attr("openfiles/@max")


class FilesystemUid(Element, tag="uid"):
    """User ids of the guest, counted from `start`, are those of the host from `target`."""

    start: UInt = need("@start")
    target: UInt = need("@target")
    count: UInt = need("@count")


class FilesystemGid(Element, tag="gid"):
    """Group ids, as for users."""

    start: UInt = need("@start")
    target: UInt = need("@target")
    count: UInt = need("@count")


class MountSource(Element, tag="source", const={"../@type": "mount"}):
    """A folder of the host, or the socket of a daemon that serves one."""

    dir: str | None = attr("@dir")
    socket: str | None = attr("@socket")


class BindSource(Element, tag="source", const={"../@type": "bind"}):
    """A folder within the container."""

    dir: str | None = attr("@dir")


class BlockFsSource(Element, tag="source", const={"../@type": "block"}):
    """A block device of the host."""

    dev: str | None = attr("@dev")


class FileFsSource(Element, tag="source", const={"../@type": "file"}):
    """An image."""

    file: str | None = attr("@file")


class TemplateSource(Element, tag="source", const={"../@type": "template"}):
    """A template of the hypervisor."""

    name: str | None = attr("@name")


class VolumeFsSource(Element, tag="source", const={"../@type": "volume"}):
    """A volume of a storage pool."""

    pool: str | None = attr("@pool")
    volume: str | None = attr("@volume")


class RamSource(Element, tag="source", const={"../@type": "ram"}):
    """Memory of the host; read by `usage` and its unit."""

    usage: ULong = need("@usage")
    units: str | None = attr("@units")  # KiB where it is absent


FilesystemSource = MountSource | BindSource | BlockFsSource | FileFsSource | TemplateSource | VolumeFsSource | RamSource


class Filesystem(Element, tag="filesystem"):
    """A file system of the guest that the host provides."""

    type: FilesystemType = attr("@type", default=FilesystemType.MOUNT)
    accessmode: FilesystemAccess | None = attr("@accessmode")
    model: FilesystemModel | None = attr("@model")
    multidevs: FilesystemMultidevs | None = attr("@multidevs")
    fmode: Mode | None = attr("@fmode")  # of new files, mapped access
    dmode: Mode | None = attr("@dmode")  # of new folders, mapped access
    driver: FilesystemDriver | None = attr("driver/@type")
    format: str | None = attr("driver/@format")  # loop, nbd, ploop
    wrpolicy: WritePolicy | None = attr("driver/@wrpolicy")
    queue: ULong | None = attr("driver/@queue")  # virtiofs: size of the queue
    iommu: OnOff | None = attr("driver/@iommu")
    ats: OnOff | None = attr("driver/@ats")
    packed: OnOff | None = attr("driver/@packed")
    page_per_vq: OnOff | None = attr("driver/@page_per_vq")
    binary: FilesystemBinary | None = child("binary")
    uidmap: list[FilesystemUid] = children("idmap/uid")
    gidmap: list[FilesystemGid] = children("idmap/gid")
    source: FilesystemSource | None = child("source", by="../@type")
    target: str | None = attr("target/@dir")  # mount point or tag
    readonly: bool = flag("readonly")
    space_hard_limit: ULong | None = attr("space_hard_limit", unit=Bytes)  # bytes
    space_soft_limit: ULong | None = attr("space_soft_limit", unit=Bytes)  # bytes
    boot_order: Positive | None = attr("boot/@order")  # virtiofs
    alias: str | None = attr("alias/@name")
    acpi_index: Positive | None = attr("acpi/@index")
    address: Address | None = place()
