"""From text to a filter that a driver can keep: read, complete, check."""

from __future__ import annotations

from anyvirt.conf.nwfilter.model import NetworkFilter
from anyvirt.conf.nwfilter.post_parse import post_parse
from anyvirt.conf.nwfilter.validate import validate
from anyvirt.conf.schema import read


def parse(document: str | bytes, *, strict: bool = False) -> NetworkFilter:
    """Read a filter document as a definition.

    Args:
        document: the text.
        strict: refuse elements and attributes that nobody knows (VIR_NWFILTER_DEFINE_VALIDATE).

    Raises:
        XmlDetail: the document is malformed.
        XmlError: something is missing, wrong, or contradicts something else.
        InvalidArg: a chain or a priority that cannot be.
    """
    definition = read(NetworkFilter, document, strict=strict)
    post_parse(definition)
    validate(definition)
    return definition
