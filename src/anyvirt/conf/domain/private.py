"""What a driver notes about parts of a running guest: <privateData>. Status documents have it, others do not."""

from __future__ import annotations

from anyvirt.util.xmlmap import Element, UInt, attr, children, need


class NodeName(Element, tag="nodename"):
    """A node of the emulator's block graph, and what it is for."""

    type: str = need("@type")  # storage, format, slice-storage ...
    name: str = need("@name")


class SecretObject(Element, tag="secret"):
    """An object of the emulator that holds a secret."""

    type: str = need("@type")  # auth, encryption, httpcookie, tlskey
    alias: str = need("@alias")


class FdSet(Element, tag="fdset"):
    """A set of open files that the emulator was handed."""

    type: str = need("@type")
    id: UInt = need("@id")


class SourcePrivate(Element, tag="privateData"):
    """Of the source of a disk."""

    nodenames: list[NodeName] = children("nodenames/nodename")
    reservations_alias: str | None = attr("reservations/@mgralias")  # of the helper for persistent reservations
    rel_path: str | None = attr("relPath")  # how the image above names this one
    secrets: list[SecretObject] = children("objects/secret")
    tls_alias: str | None = attr("objects/TLSx509/@alias")
    fdsets: list[FdSet] = children("fdsets/fdset")
    threshold_index_used: str | None = attr("thresholdEvent/@indexUsed")


class DiskPrivate(Element, tag="privateData"):
    """Of a disk."""

    qom: str | None = attr("qom/@name")  # path of the device in the emulator's object tree
    nodenames: list[NodeName] = children("nodenames/nodename")
