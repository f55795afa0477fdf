"""Where the content of a disk comes from: <source> and its backing files."""

from __future__ import annotations

from anyvirt.conf.auth import Auth
from anyvirt.conf.domain.hexa import Hex1, Hex2, PciDomain
from anyvirt.conf.domain.private import SourcePrivate
from anyvirt.conf.domain.seclabel import DeviceSecLabel
from anyvirt.conf.encryption import Encryption
from anyvirt.util.error import ConfigUnsupported
from anyvirt.util.wordenum import WordEnum
from anyvirt.util.xmlmap import (
    Bytes,
    Element,
    Positive,
    UInt,
    ULong,
    YesNo,
    attr,
    child,
    children,
    need,
)


class DiskType(WordEnum):
    FILE = "file"
    BLOCK = "block"
    DIR = "dir"
    NETWORK = "network"
    VOLUME = "volume"
    NVME = "nvme"
    VHOSTUSER = "vhostuser"
    VHOSTVDPA = "vhostvdpa"
    CTL = "ctl"


class StartupPolicy(WordEnum):
    """What a missing source means at start, restore and migration."""

    MANDATORY = "mandatory"
    REQUISITE = "requisite"
    OPTIONAL = "optional"


class NetProtocol(WordEnum):
    NBD = "nbd"
    RBD = "rbd"
    SHEEPDOG = "sheepdog"
    GLUSTER = "gluster"
    ISCSI = "iscsi"
    HTTP = "http"
    HTTPS = "https"
    FTP = "ftp"
    FTPS = "ftps"
    TFTP = "tftp"
    SSH = "ssh"
    VXHS = "vxhs"
    NFS = "nfs"


class Transport(WordEnum):
    TCP = "tcp"
    UNIX = "unix"
    RDMA = "rdma"


class NvmeTransport(WordEnum):
    PCI = "pci"


class VhostUserTransport(WordEnum):
    UNIX = "unix"


class VolumeMode(WordEnum):
    HOST = "host"
    DIRECT = "direct"


class Slice(Element, tag="slice"):
    """The part of the source that is used, in bytes."""

    type: str = need("@type")  # storage
    offset: ULong = need("@offset")
    size: ULong = need("@size")


class Host(Element, tag="host"):
    """A server of network storage."""

    name: str | None = attr("@name")
    port: str | None = attr("@port")
    transport: Transport | None = attr("@transport", wrong=ConfigUnsupported)
    socket: str | None = attr("@socket")


class Cookie(Element, tag="cookie"):
    """An HTTP cookie."""

    name: str = need("@name")
    value: str = need(".", secret=True)


class ReservationsSource(Element, tag="source"):
    """The socket of the helper for persistent reservations."""

    type: str = need("@type")  # unix
    path: str = need("@path")
    mode: str = need("@mode")  # client


class Reservations(Element, tag="reservations"):
    """SCSI persistent reservations, passed on by a helper."""

    managed: YesNo = need("@managed")  # we start the helper
    source: ReservationsSource | None = child("source")


class Reconnect(Element, tag="reconnect"):
    """Connecting again to a peer that went away."""

    enabled: YesNo | None = attr("@enabled")
    timeout: UInt | None = attr("@timeout")  # seconds between attempts
    delay: UInt | None = attr("@delay")  # milliseconds between attempts


class FileSource(Element, tag="source", const={"../@type": "file"}):
    """A file of the host."""

    file: str | None = attr("@file")  # absent: an empty drive
    fdgroup: str | None = attr("@fdgroup")  # open files handed over by the client
    startup_policy: StartupPolicy | None = attr("@startupPolicy")
    index: Positive | None = attr("@index")  # live guests only
    slices: list[Slice] = children("slices/slice")
    seclabels: list[DeviceSecLabel] = children("seclabel")
    auth: Auth | None = child("auth")  # is kept, and nobody asks for it
    encryption: Encryption | None = child("encryption")
    reservations: Reservations | None = child("reservations")
    data_store: DataStore | None = child("dataStore")  # qcow2
    private: SourcePrivate | None = child("privateData")  # status documents only


class BlockSource(Element, tag="source", const={"../@type": "block"}):
    """A block device of the host."""

    dev: str | None = attr("@dev")
    startup_policy: StartupPolicy | None = attr("@startupPolicy")
    index: Positive | None = attr("@index")
    slices: list[Slice] = children("slices/slice")
    seclabels: list[DeviceSecLabel] = children("seclabel")
    auth: Auth | None = child("auth")  # is kept, and nobody asks for it
    encryption: Encryption | None = child("encryption")
    reservations: Reservations | None = child("reservations")
    data_store: DataStore | None = child("dataStore")  # qcow2
    private: SourcePrivate | None = child("privateData")  # status documents only


class DirSource(Element, tag="source", const={"../@type": "dir"}):
    """A folder of the host shown as a FAT file system."""

    dir: str | None = attr("@dir")
    startup_policy: StartupPolicy | None = attr("@startupPolicy")
    index: Positive | None = attr("@index")
    slices: list[Slice] = children("slices/slice")
    seclabels: list[DeviceSecLabel] = children("seclabel")
    auth: Auth | None = child("auth")
    encryption: Encryption | None = child("encryption")
    private: SourcePrivate | None = child("privateData")  # status documents only


class NetworkSource(Element, tag="source", const={"../@type": "network"}):
    """Storage that the emulator reaches over a network."""

    protocol: NetProtocol = need("@protocol")
    name: str | None = attr("@name")  # volume, image, export or path
    query: str | None = attr("@query")  # http and https
    tls: YesNo | None = attr("@tls")
    tls_from_config: UInt | None = attr("@tlsFromConfig")  # status documents only: the driver's default decided
    tls_hostname: str | None = attr("@tlsHostname")
    startup_policy: StartupPolicy | None = attr("@startupPolicy")  # read to be refused
    index: Positive | None = attr("@index")
    hosts: list[Host] = children("host")
    snapshot: str | None = attr("snapshot/@name")  # rbd
    config_file: str | None = attr("config/@file")  # rbd
    initiator: str | None = attr("initiator/iqn/@name")  # iscsi
    ssl_verify: YesNo | None = attr("ssl/@verify")
    cookies: list[Cookie] = children("cookies/cookie")
    readahead: ULong | None = attr("readahead/@size")  # bytes
    timeout: ULong | None = attr("timeout/@seconds")
    identity_user: str | None = attr("identity/@user")  # nfs
    identity_group: str | None = attr("identity/@group")
    identity_username: str | None = attr("identity/@username")  # ssh
    identity_keyfile: str | None = attr("identity/@keyfile")
    known_hosts: str | None = attr("knownHosts/@path")  # ssh
    reconnect: Reconnect | None = child("reconnect")
    slices: list[Slice] = children("slices/slice")
    seclabels: list[DeviceSecLabel] = children("seclabel")
    auth: Auth | None = child("auth")
    encryption: Encryption | None = child("encryption")
    reservations: Reservations | None = child("reservations")
    data_store: DataStore | None = child("dataStore")  # qcow2
    private: SourcePrivate | None = child("privateData")  # status documents only


class VolumeSource(Element, tag="source", const={"../@type": "volume"}):
    """A volume of a storage pool."""

    pool: str | None = attr("@pool")
    volume: str | None = attr("@volume")
    mode: VolumeMode | None = attr("@mode")  # iscsi pools
    startup_policy: StartupPolicy | None = attr("@startupPolicy")
    index: Positive | None = attr("@index")
    slices: list[Slice] = children("slices/slice")
    seclabels: list[DeviceSecLabel] = children("seclabel")
    encryption: Encryption | None = child("encryption")
    reservations: Reservations | None = child("reservations")
    private: SourcePrivate | None = child("privateData")  # status documents only


class NvmeAddress(Element, tag="address"):
    """PCI address of an NVMe controller of the host."""

    domain: PciDomain = attr("@domain", default=0)
    bus: Hex2 = attr("@bus", default=0)
    slot: Hex2 = attr("@slot", default=0)
    function: Hex1 = attr("@function", default=0)


class NvmeSource(Element, tag="source", const={"../@type": "nvme"}):
    """A namespace of an NVMe device of the host, driven from user space."""

    kind: NvmeTransport = attr("@type", default=NvmeTransport.PCI)
    managed: YesNo | None = attr("@managed")  # bind and release the device for the guest
    namespace: Positive = need("@namespace")
    startup_policy: StartupPolicy | None = attr("@startupPolicy")  # read to be refused
    index: Positive | None = attr("@index")
    address: NvmeAddress | None = child("address")
    slices: list[Slice] = children("slices/slice")
    encryption: Encryption | None = child("encryption")
    private: SourcePrivate | None = child("privateData")  # status documents only


class VhostUserSource(Element, tag="source", const={"../@type": "vhostuser"}):
    """A disk served by another process over a vhost-user socket."""

    kind: VhostUserTransport = need("@type")
    path: str = need("@path")
    startup_policy: StartupPolicy | None = attr("@startupPolicy")  # read to be refused
    index: Positive | None = attr("@index")
    reconnect: Reconnect | None = child("reconnect")
    private: SourcePrivate | None = child("privateData")  # status documents only


class VhostVdpaSource(Element, tag="source", const={"../@type": "vhostvdpa"}):
    """A vDPA block device of the host."""

    dev: str = need("@dev")
    startup_policy: StartupPolicy | None = attr("@startupPolicy")  # read to be refused
    index: Positive | None = attr("@index")
    private: SourcePrivate | None = child("privateData")  # status documents only


class CtlSource(Element, tag="source", const={"../@type": "ctl"}):
    """A port of FreeBSD's CAM target layer, which serves SCSI devices."""

    dev: str = need("@dev")
    index: Positive | None = attr("@index")
    private: SourcePrivate | None = child("privateData")  # status documents only


Source = (
    FileSource
    | BlockSource
    | DirSource
    | NetworkSource
    | VolumeSource
    | NvmeSource
    | VhostUserSource
    | VhostVdpaSource
    | CtlSource
)


class DataStore(Element, tag="dataStore"):
    """Where an image has the content of the disk, when it keeps no more than what it knows about it."""

    type: DiskType | None = attr("@type")
    format: str | None = attr("format/@type")  # raw
    source: Source | None = child("source", by="../@type")


class BackingStore(Element, tag="backingStore"):
    """The image below; one without a source ends the chain."""

    type: DiskType | None = attr("@type")
    index: Positive | None = attr("@index")
    format: str | None = attr("format/@type")
    metadata_cache_max: ULong | None = attr("format/metadata_cache/max_size", unit=Bytes)  # bytes
    source: Source | None = child("source", by="../@type")
    backing_store: BackingStore | None = child("backingStore")


class MirrorJob(WordEnum):
    COPY = "copy"
    ACTIVE_COMMIT = "active-commit"


class Mirror(Element, tag="mirror"):
    """A block job that mirrors the disk; live guests only."""

    type: DiskType | None = attr("@type")
    file: str | None = attr("@file")
    file_format: str | None = attr("@format")
    job: MirrorJob | None = attr("@job")
    ready: str | None = attr("@ready")  # yes, abort, pivot
    format: str | None = attr("format/@type")
    metadata_cache_max: ULong | None = attr("format/metadata_cache/max_size", unit=Bytes)  # bytes
    source: Source | None = child("source", by="../@type")
    backing_store: BackingStore | None = child("backingStore")
