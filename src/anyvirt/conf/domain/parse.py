"""From text to a domain that a driver can keep: read, complete, check."""

from __future__ import annotations

from collections.abc import Callable

from anyvirt.conf.domain.fill.chardevs import number_consoles
from anyvirt.conf.domain.fill.controllers import order_controllers
from anyvirt.conf.domain.live import strip_live
from anyvirt.conf.domain.model import Domain
from anyvirt.conf.domain.post_parse import MAC_PREFIX, post_parse
from anyvirt.conf.domain.rules.reading import check_reading
from anyvirt.conf.domain.schema_rules import check_schema
from anyvirt.conf.domain.validate import validate
from anyvirt.conf.schema import read


def parse(
    document: str | bytes,
    *,
    inactive: bool = True,
    strict: bool = False,
    mac_prefix: str = MAC_PREFIX,
    update_abi: bool = True,
    fill: Callable[[Domain], None] | None = None,
) -> Domain:
    """Read a domain document as a definition.

    Args:
        document: the text.
        inactive: leave out what only a running guest has, as when a document is defined. False reads a guest's state
            back as it was written.
        strict: refuse elements and attributes that nobody knows instead of dropping them
            (VIR_DOMAIN_DEFINE_VALIDATE).
        mac_prefix: the first three bytes of generated MAC addresses.
        update_abi: whether defaults may change the hardware that the guest sees; False reads back what was kept.
        fill: the driver's own defaults, between the common ones and the check.

    Raises:
        XmlDetail: the document is malformed.
        XmlInvalidSchema: *strict*, and it does not follow libvirt's schema.
        XmlError: something is missing, wrong, or contradicts something else.
        ConfigUnsupported: it asks for what no driver of ours can do, or for what libvirt refuses everywhere.
    """
    domain = read(Domain, document, strict=strict)
    if strict:
        check_schema(domain)
    complete(domain, inactive=inactive, mac_prefix=mac_prefix, update_abi=update_abi, fill=fill)
    validate(domain)
    return domain


def complete(
    domain: Domain,
    *,
    inactive: bool = True,
    mac_prefix: str = MAC_PREFIX,
    update_abi: bool = True,
    fill: Callable[[Domain], None] | None = None,
) -> None:
    """What `parse` does with a document that was read, up to the check: of a domain within another document, too.

    Raises:
        XmlError, XmlDetail, ConfigUnsupported, ...: what was read is wrong whatever may be added to it.
    """
    check_reading(domain)
    if inactive:
        strip_live(domain)
    order_controllers(domain)
    number_consoles(domain)
    post_parse(domain, mac_prefix=mac_prefix, update_abi=update_abi, implicit_controllers=fill is None)
    if fill is not None:
        fill(domain)
        post_parse(domain, mac_prefix=mac_prefix, update_abi=update_abi)
