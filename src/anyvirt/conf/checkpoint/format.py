"""Output of a checkpoint, with what the caller may see."""

from __future__ import annotations

from anyvirt.conf.checkpoint.model import Checkpoint
from anyvirt.conf.domain.format import shown_domain


def format_checkpoint(
    checkpoint: Checkpoint, *, secure: bool = False, no_domain: bool = False, size: bool = False
) -> str:
    """The document, in libvirt's style.

    Args:
        checkpoint: stays as it is.
        secure: with passwords (VIR_DOMAIN_CHECKPOINT_XML_SECURE).
        no_domain: without the definition (VIR_DOMAIN_CHECKPOINT_XML_NO_DOMAIN).
        size: with the sizes of what changed (VIR_DOMAIN_CHECKPOINT_XML_SIZE).
    """
    shown = checkpoint.copy()
    shown.creation_time = shown.creation_time or None
    if no_domain:
        shown.domain = None
    elif shown.domain is not None:
        shown.domain = shown_domain(shown.domain, secure=secure, inactive=True)
    if not size:
        for disk in shown.disks:
            disk.size = None
    return shown.to_xml()
