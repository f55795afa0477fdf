"""Leases that a lock manager holds for the guest: <lease>."""

from __future__ import annotations

from anyvirt.util.xmlmap import Element, ULong, attr, need


class Lease(Element, tag="lease"):
    """A lease that the guest must hold while it runs."""

    lockspace: str | None = attr("lockspace")
    key: str = need("key")
    path: str = need("target/@path")
    offset: ULong | None = attr("target/@offset")  # bytes into the file
