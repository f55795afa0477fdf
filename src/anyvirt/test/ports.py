"""Ports of the test driver's networks. libvirt's own has none; these behave as those of its daemon."""

from __future__ import annotations

from typing import Final

from anyvirt import constants
from anyvirt.conf.netdev.model import Bandwidth, Inbound, Outbound
from anyvirt.conf.network_port import NetworkPort, parse
from anyvirt.driver.types import TypedParams
from anyvirt.test.documents import blamed_on, require_known
from anyvirt.test.networks import ORIGIN, Networks, TestNetwork
from anyvirt.util.error import InvalidArg, NoNetworkPort, OperationInvalid
from anyvirt.util.flags import check_flags
from anyvirt.util.refs import NetworkPortRef, NetworkRef

_FIELDS: Final = ("average", "peak", "burst", "floor")
_RECLAIM: Final = constants.VIR_NETWORK_PORT_CREATE_RECLAIM
_VALIDATE: Final = constants.VIR_NETWORK_PORT_CREATE_VALIDATE


class Ports(Networks):
    """Everything that is about ports."""

    async def network_list_all_ports(self, net: NetworkRef, flags: int) -> list[NetworkPortRef]:
        check_flags(flags, 0, "virNetworkListAllPorts")
        found = self.networks.find(net)
        return [NetworkPortRef(found.ref, port) for port in found.ports]

    async def network_port_lookup_by_uuid(self, net: NetworkRef, uuid: str) -> NetworkPortRef:
        found = self.networks.find(net)
        _port(found, uuid)
        return NetworkPortRef(found.ref, uuid)

    async def network_port_create_xml(self, net: NetworkRef, xml: str, flags: int) -> NetworkPortRef:
        check_flags(flags, _RECLAIM | _VALIDATE, "virNetworkPortCreateXML")
        found = self.networks.find(net)
        found.require_active()
        with blamed_on(ORIGIN):
            definition = parse(xml)
            if flags & _VALIDATE:
                require_known(NetworkPort, xml)
        if definition.uuid in found.ports:
            raise OperationInvalid(f"network '{found.name}' has a port {definition.uuid} already", origin=ORIGIN)
        found.ports[definition.uuid] = definition
        return NetworkPortRef(found.ref, definition.uuid)

    async def network_port_get_xml_desc(self, port: NetworkPortRef, flags: int) -> str:
        check_flags(flags, 0, "virNetworkPortGetXMLDesc")
        return _port(self.networks.find(port.network), port.uuid).to_xml()

    async def network_port_delete(self, port: NetworkPortRef, flags: int) -> None:
        check_flags(flags, 0, "virNetworkPortDelete")
        found = self.networks.find(port.network)
        _port(found, port.uuid)
        del found.ports[port.uuid]

    async def network_port_get_parameters(self, port: NetworkPortRef, flags: int) -> TypedParams:
        check_flags(flags, 0, "virNetworkPortGetParameters")
        bandwidth = _port(self.networks.find(port.network), port.uuid).bandwidth
        parameters: TypedParams = {}
        for prefix, rate in (
            ("inbound", bandwidth and bandwidth.inbound),
            ("outbound", bandwidth and bandwidth.outbound),
        ):
            for field in _FIELDS:
                value = getattr(rate, field, None)
                if value is not None:
                    parameters[f"{prefix}.{field}"] = value
        return parameters

    async def network_port_set_parameters(self, port: NetworkPortRef, params: TypedParams, flags: int) -> None:
        check_flags(flags, 0, "virNetworkPortSetParameters")
        definition = _port(self.networks.find(port.network), port.uuid)
        bandwidth = definition.bandwidth.copy() if definition.bandwidth else Bandwidth()
        for name, value in params.items():
            direction, _, field = name.partition(".")
            if direction not in ("inbound", "outbound") or field not in _FIELDS:
                raise InvalidArg(f"parameter '{name}' is none of inbound. and outbound. {', '.join(_FIELDS)}")
            if direction == "outbound" and field == "floor":
                raise InvalidArg("parameter 'outbound.floor' is unknown: only what comes in can be guaranteed")
            if direction == "inbound":
                bandwidth.inbound = bandwidth.inbound or Inbound()
                setattr(bandwidth.inbound, field, int(value))
            else:
                bandwidth.outbound = bandwidth.outbound or Outbound()
                setattr(bandwidth.outbound, field, int(value))
        for direction in ("inbound", "outbound"):
            rate = getattr(bandwidth, direction)
            if rate is not None and not rate.average and not rate.floor:
                if rate.peak or rate.burst:
                    raise InvalidArg(f"{direction}.peak and .burst need {direction}.average")
                setattr(bandwidth, direction, None)
        definition.bandwidth = bandwidth if bandwidth.inbound or bandwidth.outbound else None


def _port(net: TestNetwork, uuid: str) -> NetworkPort:
    found = net.ports.get(uuid)
    if found is None:
        raise NoNetworkPort(f"network '{net.name}' has no port with UUID {uuid}", origin=ORIGIN)
    return found
