"""Output of a snapshot, with what the caller may see."""

from __future__ import annotations

from anyvirt.conf.domain.format import shown_domain
from anyvirt.conf.domain.model import Domain
from anyvirt.conf.snapshot.model import DomainUuid, Snapshot


def format_snapshot(
    snapshot: Snapshot, *, uuid: str | None = None, secure: bool = False, current: bool | None = None
) -> str:
    """The document, in libvirt's style.

    Args:
        snapshot: stays as it is.
        uuid: of the domain, for a snapshot without a definition of it.
        secure: with passwords (VIR_DOMAIN_SNAPSHOT_XML_SECURE).
        current: whether it is the current one, which only documents say that a driver keeps for itself.
    """
    shown = snapshot.copy()
    shown.active = current
    shown.creation_time = shown.creation_time or None
    for disk in shown.disks:
        if disk.source is None and disk.format is None:
            disk.type = None  # of an image that is still to be chosen
    if isinstance(shown.domain, Domain):
        shown.domain = shown_domain(shown.domain, secure=secure, inactive=True)
    elif uuid is not None:
        shown.domain = DomainUuid(uuid=uuid)
    if shown.inactive_domain is not None:
        shown.inactive_domain = shown_domain(shown.inactive_domain, secure=secure, inactive=True)
    return shown.to_xml()
