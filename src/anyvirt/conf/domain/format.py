"""Output of a domain, with what the caller may see."""

from __future__ import annotations

from anyvirt.conf.domain.fill.chardevs import sync_console
from anyvirt.conf.domain.live import strip_live
from anyvirt.conf.domain.model import Domain


def format_domain(domain: Domain, *, secure: bool = False, inactive: bool = False) -> str:
    """The document, in libvirt's style.

    Args:
        domain: stays as it is.
        secure: with passwords (VIR_DOMAIN_XML_SECURE).
        inactive: what the user defined, without what only a running guest has (VIR_DOMAIN_XML_INACTIVE).
    """
    shown = domain.copy()
    sync_console(shown)
    if inactive:
        strip_live(shown)
    if not secure:
        for graphics in shown.graphics:
            graphics.passwd = None
    return shown.to_xml()
