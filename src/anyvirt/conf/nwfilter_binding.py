"""The <filterbinding> document: which filter stands before which port of a guest."""

from __future__ import annotations

from anyvirt.conf.domain.devices.netdev import FilterRef
from anyvirt.conf.netdev.addresses import Mac
from anyvirt.conf.nwfilter.parameters import tidy_parameters
from anyvirt.conf.schema import read
from anyvirt.util.error import XmlError
from anyvirt.util.xmlmap import Element, Uuid, attr, child, need


class FilterBinding(Element, tag="filterbinding"):
    """The whole document."""

    owner_name: str = need("owner/name")  # the domain
    owner_uuid: Uuid = need("owner/uuid")
    port_dev: str = need("portdev/@name")  # interface of the host that the guest is connected to
    link_dev: str | None = attr("linkdev/@name")  # of a macvtap port: the interface below it
    mac: Mac = need("mac/@address")  # of the guest
    filter: FilterRef | None = child("filterref")  # required


def parse(document: str | bytes, *, strict: bool = False) -> FilterBinding:
    """Read a binding.

    Args:
        document: the text.
        strict: refuse elements and attributes that nobody knows (VIR_NWFILTER_BINDING_CREATE_VALIDATE).

    Raises:
        XmlDetail: the document is malformed.
        XmlError: something is missing or wrong.
    """
    binding = read(FilterBinding, document, strict=strict)
    if binding.filter is None:
        raise XmlError(f"filterbinding of port '{binding.port_dev}': filterref is required")
    tidy_parameters(binding.filter)
    return binding
