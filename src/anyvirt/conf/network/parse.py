"""From text to a network that a driver can keep: read, complete, check."""

from __future__ import annotations

from anyvirt.conf.network.format import forget_connections
from anyvirt.conf.network.model import Network
from anyvirt.conf.network.post_parse import post_parse
from anyvirt.conf.network.validate import validate
from anyvirt.conf.schema import read


def parse(document: str | bytes, *, inactive: bool = True, strict: bool = False) -> Network:
    """Read a network document as a definition.

    Args:
        document: the text.
        inactive: leave out what only a running network has. False reads its state back as it was written.
        strict: refuse elements and attributes that nobody knows instead of dropping them
            (VIR_NETWORK_DEFINE_VALIDATE).

    Raises:
        XmlDetail: the document is malformed.
        XmlError: something is missing, wrong, or contradicts something else.
        ConfigUnsupported: it asks for what cannot be had.
        InternalError: a range of addresses does not fit its network; libvirt's code for that.
    """
    network = read(Network, document, strict=strict)
    if inactive:
        forget_connections(network)
    post_parse(network)
    validate(network)
    return network
