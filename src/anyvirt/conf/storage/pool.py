"""The <pool> document: a place that holds storage volumes."""

from __future__ import annotations

from typing import Annotated, Final

from anyvirt.conf.auth import Auth
from anyvirt.conf.domain.hexa import PciDomain
from anyvirt.conf.storage.permissions import Permissions
from anyvirt.conf.storage.pool_types import PoolType
from anyvirt.util.error import ConfigUnsupported, XmlError
from anyvirt.util.wordenum import WordEnum
from anyvirt.util.xmlmap import Bytes, Element, OnOff, UInt, ULong, Uuid, YesNo, attr, child, children, integer, need

FS_NAMESPACE: Final = "http://libvirt.org/schemas/storagepool/fs/1.0"
RBD_NAMESPACE: Final = "http://libvirt.org/schemas/storagepool/rbd/1.0"


class AdapterType(WordEnum):
    """How a host bus adapter is found."""

    SCSI_HOST = "scsi_host"  # by name or by the address of its PCI device
    FC_HOST = "fc_host"  # by names of the Fibre Channel


class RefreshAllocation(WordEnum):
    """How a refresh finds out how much a volume takes."""

    DEFAULT = "default"  # it asks
    CAPACITY = "capacity"  # it takes the capacity, because asking is slow


class PoolHost(Element, tag="host"):
    """A server."""

    name: str = need("@name")
    port: int | None = attr("@port", conv=integer(-(2**31), 2**31 - 1))  # 0: the usual one


class FreeExtent(Element, tag="freeExtent"):
    """A part of a disk where a partition could be, in bytes; active pools only."""

    start: ULong = need("@start")
    end: ULong = need("@end")


class PoolDevice(Element, tag="device"):
    """A disk, or an iSCSI target."""

    path: str = need("@path")
    part_separator: YesNo | None = attr("@part_separator")  # disk: partitions are named with a `p` before the number
    free_extents: list[FreeExtent] = children("freeExtent")


class AdapterAddress(Element, tag="address"):
    """PCI address on the host."""

    domain: PciDomain = attr("@domain", default=0)
    bus: Annotated[int, integer(0, 0xFF, fmt="#04x")] = attr("@bus", default=0)
    slot: Annotated[int, integer(0, 0x1F, fmt="#04x")] = attr("@slot", default=0)
    function: Annotated[int, integer(0, 7, fmt="#03x")] = attr("@function", default=0)
    multifunction: OnOff | None = attr("@multifunction")  # the schema has it; nobody asks


class AdapterParent(Element, tag="parentaddr"):
    """The PCI device whose adapter it is; stable, unlike the adapter's name."""

    unique_id: UInt = need("@unique_id")  # which adapter of the device
    address: AdapterAddress | None = child("address")


class Adapter(Element, tag="adapter"):
    """A SCSI host bus adapter. World wide names have 16 hexadecimal digits."""

    type: AdapterType | None = attr("@type")
    name: str | None = attr("@name")  # scsi_host: host5, or scsi_host5
    parent: str | None = attr("@parent")  # fc_host: the adapter that a virtual one is made on
    parent_wwnn: str | None = attr("@parent_wwnn")
    parent_wwpn: str | None = attr("@parent_wwpn")
    parent_fabric_wwn: str | None = attr("@parent_fabric_wwn")
    managed: YesNo | None = attr("@managed")  # fc_host: the virtual one goes away with the pool
    wwnn: str | None = attr("@wwnn")
    wwpn: str | None = attr("@wwpn")
    parent_address: AdapterParent | None = child("parentaddr")


class PoolSource(Element, tag="source", open_tags=(".",)):
    """Where the storage comes from. Which parts there are depends on the type of the pool."""

    hosts: list[PoolHost] = children("host")
    devices: list[PoolDevice] = children("device")
    dir: str | None = attr("dir/@path")  # netfs: what is exported; gluster: a folder in the volume
    adapter: Adapter | None = child("adapter")
    name: str | None = attr("name")  # volume group, or pool or volume of the server
    initiator: str | None = attr("initiator/iqn/@name")  # iscsi: who we are to the target
    format: str | None = attr("format/@type")  # file system, or kind of partition table
    format_vendor: str | None = attr("format/vendor/@name")  # the schema has it; only the one of the source counts
    format_product: str | None = attr("format/product/@name")  # likewise
    auth: Auth | None = child("auth")
    protocol_version: str | None = attr("protocol/@ver")  # of NFS
    vendor: str | None = attr("vendor/@name")
    product: str | None = attr("product/@name")


class RbdOption(Element, tag="rbd:option"):
    """A setting of the Ceph client."""

    name: str = need("@name")
    value: str = need("@value")


class StoragePool(Element, tag="pool", namespaces={"fs": FS_NAMESPACE, "rbd": RBD_NAMESPACE}):
    """The whole document. The sizes are reports: a definition has none."""

    type: PoolType = need("@type")
    name: str | None = attr("name")  # absent: that of the source
    uuid: Uuid | None = attr("uuid", wrong=XmlError)
    capacity: ULong | None = attr("capacity", unit=Bytes, lenient=True)  # bytes
    allocation: ULong | None = attr("allocation", unit=Bytes, lenient=True)  # bytes that volumes take
    available: ULong | None = attr("available", unit=Bytes, lenient=True)  # bytes for new volumes
    cow: YesNo | None = attr("features/cow/@state")  # dir, fs: files are copied on write
    source: PoolSource | None = child("source")
    path: str | None = attr("target/path")  # where the volumes appear on the host
    permissions: Permissions | None = child("target/permissions")
    refresh_allocation: RefreshAllocation | None = attr("refresh/volume/@allocation", wrong=ConfigUnsupported)
    mount_options: list[str] = children("fs:mount_opts/fs:option/@name")  # fs, netfs
    rbd_options: list[RbdOption] = children("rbd:config_opts/rbd:option")


class StoragePoolSources(Element, tag="sources", open_tags=(".",)):
    """What a search for pools found (virConnectFindStoragePoolSources)."""

    sources: list[PoolSource] = children("source")
