"""<cookie>: what the QEMU driver keeps beside the definition of a saved guest, in save images and in snapshots.

The document of a save image, or of a managed save, is the <domain> itself; the cookie follows it in the file.
"""

from __future__ import annotations

from anyvirt.conf.domain.cpu import Cpu
from anyvirt.util.xmlmap import Element, child, flag


class SaveCookie(Element, tag="cookie"):
    """What a restore needs to know and the definition does not say."""

    cpu: Cpu | None = child("cpu")  # the CPU that the guest really had
    slirp_helper: bool = flag("slirpHelper")  # its user network ran in a process of its own
