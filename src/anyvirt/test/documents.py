"""Documents as the test driver takes them."""

from __future__ import annotations

from anyvirt.conf.domain import Domain
from anyvirt.conf.domain.post_parse import post_parse
from anyvirt.conf.domain.validate import validate
from anyvirt.util.error import XmlError, XmlInvalidSchema


def parse(xml: str, *, strict: bool = False) -> Domain:
    """A complete definition from *xml*; *strict* refuses what no domain can have.

    Raises:
        XmlDetail: it is not well-formed.
        XmlError: it is not a domain, or one that makes no sense.
        XmlInvalidSchema: *strict* found something unknown.
    """
    if strict:
        _refuse_unknown(xml)
    domain = Domain.from_xml(xml)
    if domain.os_arch is None:
        domain.os_arch = "i686"  # whatever the node claims to be
    post_parse(domain)
    validate(domain)
    return domain


def _refuse_unknown(xml: str) -> None:
    Domain.from_xml(xml)  # what is wrong anyway is reported as always
    try:
        Domain.from_xml(xml, unknown="refuse")
    except XmlError as exc:
        raise XmlInvalidSchema(exc.detail) from exc
