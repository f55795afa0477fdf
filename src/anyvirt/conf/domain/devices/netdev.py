"""Addresses of a network interface and the filter in front of it."""

from __future__ import annotations

from anyvirt.conf.netdev.model import IpFamily
from anyvirt.util.error import InternalError
from anyvirt.util.xmlmap import Element, UInt, attr, children, need


class IpAddress(Element, tag="ip"):
    """An IP address of an interface."""

    address: str = need("@address")
    family: IpFamily | None = attr("@family")
    prefix: UInt | None = attr("@prefix")
    peer: str | None = attr("@peer")  # the other end of a point-to-point link


class FilterParameter(Element, tag="parameter"):
    """A variable of a network filter."""

    name: str = need("@name")
    value: str = need("@value")


class FilterRef(Element, tag="filterref"):
    """The network filter that an interface is behind."""

    filter: str = need("@filter", missing=InternalError)
    parameters: list[FilterParameter] = children("parameter")
