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
        XmlError: something contradicts something else, or the UUID is malformed.
        InternalError: something is missing, or a rule looks for a value that cannot be.
        ConfigUnsupported: an action or a direction that there is not.
        InvalidArg: a chain or a priority that cannot be.
    """
    definition = read(NetworkFilter, document, strict=strict)
    post_parse(definition)
    validate(definition)
    return definition
