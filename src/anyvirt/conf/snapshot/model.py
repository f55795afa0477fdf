"""<domainsnapshot>: the state of a domain at one point in time."""

from __future__ import annotations

from anyvirt.conf.domain.devices.source import DiskType, Source
from anyvirt.conf.domain.model import Domain
from anyvirt.conf.save_cookie import SaveCookie
from anyvirt.util.error import InternalError
from anyvirt.util.wordenum import WordEnum
from anyvirt.util.xmlmap import Bytes, Element, ULong, Uuid, attr, child, children, flag, need, words


class SnapshotState(WordEnum):
    """What the domain was doing when the snapshot was taken."""

    RUNNING = "running"
    BLOCKED = "blocked"
    PAUSED = "paused"
    SHUTDOWN = "shutdown"
    SHUTOFF = "shutoff"
    CRASHED = "crashed"
    PMSUSPENDED = "pmsuspended"
    DISK_SNAPSHOT = "disk-snapshot"  # only disks, of a domain that was running


class MemorySnapshot(WordEnum):
    """Where the guest's memory went."""

    NO = "no"
    INTERNAL = "internal"  # into a disk image, beside its content
    EXTERNAL = "external"  # into a file of its own


class DiskSnapshotMode(WordEnum):
    """What happens to a disk."""

    NO = "no"
    INTERNAL = "internal"  # kept inside the image
    EXTERNAL = "external"  # the image stays as it is, a new one on top of it takes what the guest writes
    MANUAL = "manual"  # whoever manages the storage takes care of it


class SnapshotDisk(Element, tag="disk"):
    """What happens to one disk, and for an external snapshot the new image."""

    name: str = need("@name", missing=InternalError)  # target of the disk, or the path of its source
    snapshot: DiskSnapshotMode | None = attr("@snapshot")
    type: DiskType | None = attr("@type")  # file, block or network; file without it
    delete_in_progress: bool = flag("snapshotDeleteInProgress")
    format: str | None = attr("driver/@type")  # qcow2 ...
    metadata_cache_max: ULong | None = attr("driver/metadata_cache/max_size", unit=Bytes)  # bytes
    source: Source | None = child("source", by="../@type", absent="file")  # the new image


class DomainUuid(Element, tag="domain", const={"type": ("",)}):
    """All that is known of the domain of a snapshot that was taken before definitions were kept."""

    uuid: Uuid = need("uuid")


class Snapshot(Element, tag="domainsnapshot", namespaces=Domain.__xml_namespaces__):
    """<domainsnapshot>. What the user asks for, and once it is taken what there is."""

    name: str | None = attr("name")  # the time, where none is given
    description: str | None = attr("description")
    state: SnapshotState | None = attr("state")
    parent: str | None = attr("parent/name")
    creation_time: int | None = attr("creationTime")  # seconds since 1970
    memory: MemorySnapshot | None = attr("memory/@snapshot")
    memory_file: str | None = attr("memory/@file")  # absolute; external only
    disks: list[SnapshotDisk] = children("disks/disk")
    domain: Domain | DomainUuid | None = child("domain", absent="")  # the definition to revert to
    inactive_domain: Domain | None = child("inactiveDomain")  # and the persistent one, of a running guest
    cookie: SaveCookie | None = child("cookie")
    active: bool | None = attr("active", conv=words({"0": False, "1": True}))  # the current one; on disk only


class SnapshotRequest(Element, tag="domainsnapshot"):
    """What counts of a document that asks for a new snapshot; the rest is not even looked at."""

    name: str | None = attr("name")
    description: str | None = attr("description")
    memory: MemorySnapshot | None = attr("memory/@snapshot")
    memory_file: str | None = attr("memory/@file")
    disks: list[SnapshotDisk] = children("disks/disk")
