# Generated from anyvirt.api and anyvirt.rpc: change the tables there and run `make generate`.
"""The calls of a driver of virtual networks, made of a daemon."""

from __future__ import annotations

from typing import TYPE_CHECKING

from anyvirt.driver.contract.network import NetworkContract
from anyvirt.remote.leases import dhcp_lease
from anyvirt.rpc.params import read_params, wire_params
from anyvirt.rpc.programs import program
from anyvirt.util.typed import OF_FUNCTIONS

if TYPE_CHECKING:
    from anyvirt.driver.types import DhcpLease, TypedParams
    from anyvirt.remote.link import Link
    from anyvirt.util.refs import NetworkPortRef, NetworkRef

REMOTE = program("remote").by_name


class NetworkCalls(NetworkContract):
    """The calls of a driver of virtual networks, made of a daemon."""

    _link: Link

    async def connect_list_all_networks(self, flags: int) -> list[NetworkRef]:
        ret = await self._link.call(
            REMOTE["CONNECT_LIST_ALL_NETWORKS"],
            (
                1,
                flags,
            ),
        )
        answer: list[NetworkRef] = ret.nets
        return answer

    async def network_lookup_by_name(self, name: str) -> NetworkRef:
        ret = await self._link.call(REMOTE["NETWORK_LOOKUP_BY_NAME"], (name,))
        answer: NetworkRef = ret.net
        return answer

    async def network_lookup_by_uuid(self, uuid: str) -> NetworkRef:
        ret = await self._link.call(REMOTE["NETWORK_LOOKUP_BY_UUID"], (uuid,))
        answer: NetworkRef = ret.net
        return answer

    async def network_create_xml_flags(self, xml: str, flags: int) -> NetworkRef:
        ret = await self._link.call(
            REMOTE["NETWORK_CREATE_XML_FLAGS"],
            (
                xml,
                flags,
            ),
        )
        answer: NetworkRef = ret.net
        return answer

    async def network_define_xml_flags(self, xml: str, flags: int) -> NetworkRef:
        ret = await self._link.call(
            REMOTE["NETWORK_DEFINE_XML_FLAGS"],
            (
                xml,
                flags,
            ),
        )
        answer: NetworkRef = ret.net
        return answer

    async def network_get_xml_desc(self, net: NetworkRef, flags: int) -> str:
        ret = await self._link.call(
            REMOTE["NETWORK_GET_XML_DESC"],
            (
                net,
                flags,
            ),
        )
        answer: str = ret.xml
        return answer

    async def network_get_bridge_name(self, net: NetworkRef) -> str:
        ret = await self._link.call(REMOTE["NETWORK_GET_BRIDGE_NAME"], (net,))
        answer: str = ret.name
        return answer

    async def network_is_active(self, net: NetworkRef) -> bool:
        ret = await self._link.call(REMOTE["NETWORK_IS_ACTIVE"], (net,))
        return bool(ret.active)

    async def network_is_persistent(self, net: NetworkRef) -> bool:
        ret = await self._link.call(REMOTE["NETWORK_IS_PERSISTENT"], (net,))
        return bool(ret.persistent)

    async def network_get_autostart(self, net: NetworkRef) -> bool:
        ret = await self._link.call(REMOTE["NETWORK_GET_AUTOSTART"], (net,))
        return bool(ret.autostart)

    async def network_set_autostart(self, net: NetworkRef, autostart: bool) -> None:
        await self._link.call(
            REMOTE["NETWORK_SET_AUTOSTART"],
            (
                net,
                int(autostart),
            ),
        )

    async def network_create(self, net: NetworkRef) -> None:
        await self._link.call(REMOTE["NETWORK_CREATE"], (net,))

    async def network_destroy(self, net: NetworkRef) -> None:
        await self._link.call(REMOTE["NETWORK_DESTROY"], (net,))

    async def network_undefine(self, net: NetworkRef) -> None:
        await self._link.call(REMOTE["NETWORK_UNDEFINE"], (net,))

    async def network_update(
        self, net: NetworkRef, command: int, section: int, parent_index: int, xml: str, flags: int
    ) -> None:
        await self._link.call(
            REMOTE["NETWORK_UPDATE"],
            (
                net,
                command,
                section,
                parent_index,
                xml,
                flags,
            ),
        )

    async def network_get_metadata(self, net: NetworkRef, type: int, uri: str | None, flags: int) -> str:
        ret = await self._link.call(
            REMOTE["NETWORK_GET_METADATA"],
            (
                net,
                type,
                uri,
                flags,
            ),
        )
        answer: str = ret.metadata
        return answer

    async def network_set_metadata(
        self, net: NetworkRef, type: int, metadata: str | None, key: str | None, uri: str | None, flags: int
    ) -> None:
        await self._link.call(
            REMOTE["NETWORK_SET_METADATA"],
            (
                net,
                type,
                metadata,
                key,
                uri,
                flags,
            ),
        )

    async def network_get_dhcp_leases(self, net: NetworkRef, mac: str | None, flags: int) -> list[DhcpLease]:
        ret = await self._link.call(
            REMOTE["NETWORK_GET_DHCP_LEASES"],
            (
                net,
                mac,
                1,
                flags,
            ),
        )
        return [dhcp_lease(each) for each in ret.leases]

    async def network_list_all_ports(self, net: NetworkRef, flags: int) -> list[NetworkPortRef]:
        ret = await self._link.call(
            REMOTE["NETWORK_LIST_ALL_PORTS"],
            (
                net,
                1,
                flags,
            ),
        )
        answer: list[NetworkPortRef] = ret.ports
        return answer

    async def network_port_lookup_by_uuid(self, net: NetworkRef, uuid: str) -> NetworkPortRef:
        ret = await self._link.call(
            REMOTE["NETWORK_PORT_LOOKUP_BY_UUID"],
            (
                net,
                uuid,
            ),
        )
        answer: NetworkPortRef = ret.port
        return answer

    async def network_port_create_xml(self, net: NetworkRef, xml: str, flags: int) -> NetworkPortRef:
        ret = await self._link.call(
            REMOTE["NETWORK_PORT_CREATE_XML"],
            (
                net,
                xml,
                flags,
            ),
        )
        answer: NetworkPortRef = ret.port
        return answer

    async def network_port_get_xml_desc(self, port: NetworkPortRef, flags: int) -> str:
        ret = await self._link.call(
            REMOTE["NETWORK_PORT_GET_XML_DESC"],
            (
                port,
                flags,
            ),
        )
        answer: str = ret.xml
        return answer

    async def network_port_delete(self, port: NetworkPortRef, flags: int) -> None:
        await self._link.call(
            REMOTE["NETWORK_PORT_DELETE"],
            (
                port,
                flags,
            ),
        )

    async def network_port_get_parameters(self, port: NetworkPortRef, flags: int) -> TypedParams:
        ret = await self._link.call(
            REMOTE["NETWORK_PORT_GET_PARAMETERS"],
            (
                port,
                16,
                flags,
            ),
        )
        return read_params(ret.params)

    async def network_port_set_parameters(self, port: NetworkPortRef, params: TypedParams, flags: int) -> None:
        await self._link.call(
            REMOTE["NETWORK_PORT_SET_PARAMETERS"],
            (
                port,
                wire_params(params, OF_FUNCTIONS["virNetworkPortSetParameters"]),
                flags,
            ),
        )
