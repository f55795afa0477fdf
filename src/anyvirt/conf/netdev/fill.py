"""Defaults of what interfaces, networks and ports share. Running them again changes nothing."""

from __future__ import annotations

from anyvirt.conf.netdev.model import Bandwidth, Inbound, Outbound, VirtualPort, VirtualPortType, Vlan


def fill_vlan(vlan: Vlan | None) -> None:
    """More than one tag is a trunk; that a single one is none goes without saying."""
    if vlan is None:
        return
    native = any(tag.native_mode is not None for tag in vlan.tags)
    if vlan.trunk is None and len(vlan.tags) > 1:
        vlan.trunk = True
    elif vlan.trunk is False and len(vlan.tags) == 1 and not native:
        vlan.trunk = None


def filled_virtual_port(port: VirtualPort | None) -> VirtualPort | None:
    """*port* without what its type ignores; None if nothing is left of it."""
    if port is None:
        return None
    port.profile_id = port.profile_id or None
    if port.type is VirtualPortType.MIDONET:
        port.manager_id = port.type_id = port.type_id_version = port.instance_id = port.profile_id = None
    return None if port == VirtualPort() else port


def filled_bandwidth(bandwidth: Bandwidth | None) -> Bandwidth | None:
    """*bandwidth* without limits of 0, which mean no limit; None if nothing is left of it."""
    if bandwidth is None:
        return None
    bandwidth.class_id = bandwidth.class_id or None
    if bandwidth.inbound is not None and _is_void(bandwidth.inbound):
        bandwidth.inbound = None
    if bandwidth.outbound is not None and _is_void(bandwidth.outbound):
        bandwidth.outbound = None
    return None if bandwidth.inbound is None and bandwidth.outbound is None else bandwidth


def _is_void(rate: Inbound | Outbound) -> bool:
    """Take the zeros out of *rate*; True if that leaves no limit. One that never had any is kept to be refused."""
    has_limit = rate.average is not None or rate.floor is not None
    rate.average, rate.peak = rate.average or None, rate.peak or None
    rate.floor, rate.burst = rate.floor or None, rate.burst or None
    return has_limit and rate.average is None and rate.floor is None
