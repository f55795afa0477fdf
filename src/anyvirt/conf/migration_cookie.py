"""<qemu-migration>: what the two ends of a migration of a QEMU guest tell each other besides the domain.

A cookie goes with each step, from the source to the destination and back. It says as much as that step needs; what the
other end must understand is named among the features.
"""

from __future__ import annotations

from anyvirt.conf.domain.cpu import Cpu
from anyvirt.conf.domain.devices.graphics import GraphicsType
from anyvirt.conf.domain.model import Domain
from anyvirt.conf.netdev.model import VirtualPortType
from anyvirt.util.wordenum import WordEnum
from anyvirt.util.xmlmap import Element, UInt, ULong, Uuid, YesNo, attr, child, children, need


class CookieFeature(WordEnum):
    """A part of the cookie that the receiver must not ignore."""

    GRAPHICS = "graphics"
    LOCKSTATE = "lockstate"
    PERSISTENT = "persistent"
    NETWORK = "network"
    NBD = "nbd"
    STATISTICS = "statistics"
    MEMORY_HOTPLUG = "memory-hotplug"
    CPU_HOTPLUG = "cpu-hotplug"
    CPU = "cpu"
    ALLOW_REBOOT = "allowReboot"
    CAPABILITIES = "capabilities"
    BLOCK_DIRTY_BITMAPS = "block-dirty-bitmaps"


class RequiredFeature(Element, tag="feature"):
    """Names a feature; one that is unknown ends the migration."""

    name: str = need("@name")  # see CookieFeature; newer versions know more


class CookieCertificate(Element, tag="cert"):
    """What a client must find in the certificate of the destination's server."""

    info: str = attr("@info", default="subject")
    value: str = need("@value")


class CookieGraphics(Element, tag="graphics"):
    """Where clients of the guest's screen go on."""

    type: GraphicsType = need("@type")
    port: int = need("@port")
    listen: str = need("@listen")  # address of the destination
    tls_port: int | None = attr("@tlsPort")  # spice
    certificate: CookieCertificate | None = child("cert")


class CookieLocks(Element, tag="lockstate"):
    """What the lock manager of the source has to say to that of the destination."""

    driver: str = need("@driver")
    leases: str | None = attr("leases")


class CookiePort(Element, tag="interface"):
    """State of a port of a virtual switch."""

    index: UInt = need("@index")  # position of the interface in the domain, from 0
    port_type: VirtualPortType = need("@vporttype")
    data: str | None = attr("portdata")


class CookieDisk(Element, tag="disk"):
    """A disk whose content moves along."""

    target: str = need("@target")
    capacity: ULong = need("@capacity")  # bytes


class CookieNbd(Element, tag="nbd"):
    """The server of the destination that takes the content of disks."""

    port: UInt | None = attr("@port")
    disks: list[CookieDisk] = children("disk")


class CookieStatistics(Element, tag="statistics"):
    """How the migration went so far. Times in milliseconds, sizes in bytes, rates per second."""

    started: ULong | None = attr("started")  # since the epoch, by the clock of the source
    stopped: ULong | None = attr("stopped")
    sent: ULong | None = attr("sent")  # when the guest's CPUs stopped there
    delta: int | None = attr("delta")  # how far the two clocks are apart
    time_elapsed: ULong | None = attr("time_elapsed")
    downtime: ULong | None = attr("downtime")
    setup_time: ULong | None = attr("setup_time")
    memory_total: ULong | None = attr("memory_total")
    memory_processed: ULong | None = attr("memory_processed")
    memory_remaining: ULong | None = attr("memory_remaining")
    memory_bps: ULong | None = attr("memory_bps")
    memory_constant: ULong | None = attr("memory_constant")  # pages of one byte repeated
    memory_normal: ULong | None = attr("memory_normal")  # other pages
    memory_normal_bytes: ULong | None = attr("memory_normal_bytes")
    memory_dirty_rate: ULong | None = attr("memory_dirty_rate")  # pages per second
    memory_iteration: ULong | None = attr("memory_iteration")
    memory_postcopy_requests: ULong | None = attr("memory_postcopy_requests")
    memory_page_size: ULong | None = attr("memory_page_size")
    disk_total: ULong | None = attr("disk_total")
    disk_processed: ULong | None = attr("disk_processed")
    disk_remaining: ULong | None = attr("disk_remaining")
    disk_bps: ULong | None = attr("disk_bps")
    compression_cache: ULong | None = attr("compression_cache")
    compression_bytes: ULong | None = attr("compression_bytes")
    compression_pages: ULong | None = attr("compression_pages")
    compression_cache_misses: ULong | None = attr("compression_cache_misses")
    compression_overflow: ULong | None = attr("compression_overflow")
    auto_converge_throttle: int | None = attr("auto_converge_throttle")  # percent


class MigrationCapability(Element, tag="cap"):
    """A capability of QEMU's migration that one end can use."""

    name: str = need("@name")
    auto: YesNo | None = attr("@auto")  # switched on without being asked for


class CookieCapabilities(Element, tag="capabilities"):
    """Which capabilities one end has."""

    capabilities: list[MigrationCapability] = children("cap")


class CookieBitmap(Element, tag="bitmap"):
    """A bitmap of changed blocks that moves along."""

    name: str = need("@name")
    alias: str = need("@alias")  # what the stream calls it


class CookieBitmaps(Element, tag="disk"):
    """The bitmaps of one disk."""

    target: str = need("@target")
    bitmaps: list[CookieBitmap] = children("bitmap")


class MigrationCookie(Element, tag="qemu-migration"):
    """The cookie. Who sends it says who they are; all else is optional."""

    name: str = need("name")  # of the domain
    uuid: Uuid = need("uuid")
    hostname: str = need("hostname")  # of the sender
    hostuuid: Uuid = need("hostuuid")
    features: list[RequiredFeature] = children("feature")
    graphics: CookieGraphics | None = child("graphics")
    lockstate: CookieLocks | None = child("lockstate")
    persistent: Domain | None = child("domain")  # the definition for the guest's next start
    network: list[CookiePort] = children("network/interface")
    nbd: CookieNbd | None = child("nbd")
    statistics: CookieStatistics | None = child("statistics")
    cpu: Cpu | None = child("cpu")  # the CPU that was asked for, where the guest got a more exact one
    allow_reboot: YesNo | None = attr("allowReboot/@value")
    capabilities: CookieCapabilities | None = child("capabilities")
    block_dirty_bitmaps: list[CookieBitmaps] = children("blockDirtyBitmaps/disk")
