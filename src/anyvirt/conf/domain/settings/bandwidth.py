"""VIR_DOMAIN_BANDWIDTH_*: <interface><bandwidth>, rates in KiB per second, bursts in KiB."""

from __future__ import annotations

from anyvirt.conf.domain.devices.interface import Interface
from anyvirt.conf.domain.model import Domain
from anyvirt.conf.domain.settings.origin import DOMAIN
from anyvirt.conf.netdev.model import Bandwidth, Inbound, Outbound
from anyvirt.util.error import InvalidArg
from anyvirt.util.typed import TypedParams


def find_interface(domain: Domain, device: str) -> Interface:
    """The interface whose name on the host or whose MAC address is *device*.

    Raises:
        InvalidArg: there is none.
    """
    for interface in domain.interfaces:
        if device and device == interface.target:
            return interface
    for interface in domain.interfaces:
        if interface.mac is not None and device.lower() == interface.mac.lower():
            return interface
    raise InvalidArg(f"'{device}' is not a known interface", origin=DOMAIN)


def get(interface: Interface) -> TypedParams:
    """The limits, 0 where there is none."""
    limits = interface.bandwidth or Bandwidth()
    inbound, outbound = limits.inbound or Inbound(), limits.outbound or Outbound()
    return {
        "inbound.average": inbound.average or 0,
        "inbound.peak": inbound.peak or 0,
        "inbound.burst": inbound.burst or 0,
        "inbound.floor": inbound.floor or 0,
        "outbound.average": outbound.average or 0,
        "outbound.peak": outbound.peak or 0,
        "outbound.burst": outbound.burst or 0,
    }


def put(interface: Interface, params: TypedParams) -> None:
    """Replace the limits of each direction whose average, or floor, is in *params*.

    Without either a direction stays as it is; with an average of 0 it has no limits any more.
    """

    def value(name: str) -> int | None:
        return int(params.get(name, 0)) or None

    limits = interface.bandwidth or Bandwidth()
    if "inbound.average" in params or "inbound.floor" in params:
        average, floor = value("inbound.average"), value("inbound.floor")
        limits.inbound = (
            Inbound(average=average, peak=value("inbound.peak"), floor=floor, burst=value("inbound.burst"))
            if average or floor
            else None
        )
    if "outbound.average" in params:
        average = value("outbound.average")
        limits.outbound = (
            Outbound(average=average, peak=value("outbound.peak"), burst=value("outbound.burst")) if average else None
        )
    interface.bandwidth = limits if limits.inbound or limits.outbound else None
