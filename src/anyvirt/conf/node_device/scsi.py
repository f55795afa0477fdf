"""SCSI: hosts, targets, devices, and what stands for them."""

from __future__ import annotations

from anyvirt.util.error import InternalError
from anyvirt.util.xmlmap import Element, UInt, attr, child, children, need


class FcHostCapability(Element, tag="capability", const={"type": "fc_host"}):
    """The host is a port of a Fibre Channel fabric."""

    wwnn: str | None = attr("wwnn")  # world-wide name of the node, 16 hexadecimal digits
    wwpn: str | None = attr("wwpn")  # and of the port
    fabric_wwn: str | None = attr("fabric_wwn")


class VportOpsCapability(Element, tag="capability", const={"type": "vport_ops"}):
    """The host can have virtual ports."""

    max_vports: UInt = attr("max_vports", default=0)
    vports: UInt = attr("vports", default=0)  # in use


class ScsiHostCapability(Element, tag="capability", const={"type": "scsi_host"}):
    """An adapter, or a virtual port of one."""

    host: UInt | None = attr("host")  # required but for a host that is to be created
    unique_id: int | None = attr("unique_id")
    capabilities: list[FcHostCapability | VportOpsCapability] = children(
        "capability", missing=InternalError, wrong=InternalError
    )


class FcRemotePortCapability(Element, tag="capability", const={"type": "fc_remote_port"}):
    """The target is behind a port of a Fibre Channel fabric."""

    rport: str = need("rport", missing=InternalError)
    wwpn: str = need("wwpn", missing=InternalError)


class ScsiTargetCapability(Element, tag="capability", const={"type": "scsi_target"}):
    """A target."""

    target: str = need("target", missing=InternalError)  # as in target0:0:0
    remote_port: FcRemotePortCapability | None = child("capability")


class ScsiCapability(Element, tag="capability", const={"type": "scsi"}):
    """A logical unit."""

    host: UInt = need("host", missing=InternalError, wrong=InternalError)
    bus: UInt = need("bus", missing=InternalError, wrong=InternalError)
    target: UInt = need("target", missing=InternalError, wrong=InternalError)
    lun: UInt = need("lun", missing=InternalError, wrong=InternalError)
    device_type: str | None = attr("type")  # disk, cdrom ...


class ScsiGenericCapability(Element, tag="capability", const={"type": "scsi_generic"}):
    """A logical unit as a character device."""

    char: str = need("char")  # path
