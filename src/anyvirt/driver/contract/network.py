# Generated from anyvirt.api: change the table there and run `make generate`.
"""What a driver of virtual networks may answer: one coroutine for each call of the public API."""

from __future__ import annotations

from typing import TYPE_CHECKING

from anyvirt.driver.contract.base import ContractBase

if TYPE_CHECKING:
    from anyvirt.driver.types import DhcpLease, TypedParams
    from anyvirt.util.refs import NetworkPortRef, NetworkRef


class NetworkContract(ContractBase):
    """Every call that a driver of virtual networks can support."""

    async def connect_list_all_networks(self, flags: int) -> list[NetworkRef]:
        """List virtual networks."""
        raise self._unanswered("virConnectListAllNetworks")

    async def network_lookup_by_name(self, name: str) -> NetworkRef:
        """Find a network by its name."""
        raise self._unanswered("virNetworkLookupByName")

    async def network_lookup_by_uuid(self, uuid: str) -> NetworkRef:
        """Find a network by the bytes of its UUID."""
        raise self._unanswered("virNetworkLookupByUUID")

    async def network_create_xml_flags(self, xml: str, flags: int) -> NetworkRef:
        """Start a network that is gone when it stops."""
        raise self._unanswered("virNetworkCreateXMLFlags")

    async def network_define_xml_flags(self, xml: str, flags: int) -> NetworkRef:
        """Define a network, or change the definition of one.

        An active network keeps what it has until it is started again.
        """
        raise self._unanswered("virNetworkDefineXMLFlags")

    async def network_get_xml_desc(self, net: NetworkRef, flags: int) -> str:
        """Describe the network."""
        raise self._unanswered("virNetworkGetXMLDesc")

    async def network_get_bridge_name(self, net: NetworkRef) -> str:
        """Name the bridge of the host that the network is made with."""
        raise self._unanswered("virNetworkGetBridgeName")

    async def network_is_active(self, net: NetworkRef) -> bool:
        """Tell whether the network is active."""
        raise self._unanswered("virNetworkIsActive")

    async def network_is_persistent(self, net: NetworkRef) -> bool:
        """Tell whether the network has a definition that outlives its stop."""
        raise self._unanswered("virNetworkIsPersistent")

    async def network_get_autostart(self, net: NetworkRef) -> bool:
        """Tell whether the network starts with the host."""
        raise self._unanswered("virNetworkGetAutostart")

    async def network_set_autostart(self, net: NetworkRef, autostart: bool) -> None:
        """Say whether the network starts with the host."""
        raise self._unanswered("virNetworkSetAutostart")

    async def network_create(self, net: NetworkRef) -> None:
        """Start the network."""
        raise self._unanswered("virNetworkCreate")

    async def network_destroy(self, net: NetworkRef) -> None:
        """Stop the network at once. One without a definition is gone then."""
        raise self._unanswered("virNetworkDestroy")

    async def network_undefine(self, net: NetworkRef) -> None:
        """Forget the definition of the network. One that is active stays until it stops."""
        raise self._unanswered("virNetworkUndefine")

    async def network_update(
        self, net: NetworkRef, command: int, section: int, parent_index: int, xml: str, flags: int
    ) -> None:
        """Change one element of the network, in the running one too."""
        raise self._unanswered("virNetworkUpdate")

    async def network_get_metadata(self, net: NetworkRef, type: int, uri: str | None, flags: int) -> str:
        """Give the title, the description or a custom element."""
        raise self._unanswered("virNetworkGetMetadata")

    async def network_set_metadata(
        self, net: NetworkRef, type: int, metadata: str | None, key: str | None, uri: str | None, flags: int
    ) -> None:
        """Set or remove the title, the description or a custom element."""
        raise self._unanswered("virNetworkSetMetadata")

    async def network_get_dhcp_leases(self, net: NetworkRef, mac: str | None, flags: int) -> list[DhcpLease]:
        """List the addresses that the network's DHCP server has handed out."""
        raise self._unanswered("virNetworkGetDHCPLeases")

    async def network_list_all_ports(self, net: NetworkRef, flags: int) -> list[NetworkPortRef]:
        """List the ports of the network."""
        raise self._unanswered("virNetworkListAllPorts")

    async def network_port_lookup_by_uuid(self, net: NetworkRef, uuid: str) -> NetworkPortRef:
        """Find a port by the bytes of its UUID."""
        raise self._unanswered("virNetworkPortLookupByUUID")

    async def network_port_create_xml(self, net: NetworkRef, xml: str, flags: int) -> NetworkPortRef:
        """Make a port, to which an interface of a guest can be connected."""
        raise self._unanswered("virNetworkPortCreateXML")

    async def network_port_get_xml_desc(self, port: NetworkPortRef, flags: int) -> str:
        """Describe the port."""
        raise self._unanswered("virNetworkPortGetXMLDesc")

    async def network_port_delete(self, port: NetworkPortRef, flags: int) -> None:
        """Delete the port and free what it held."""
        raise self._unanswered("virNetworkPortDelete")

    async def network_port_get_parameters(self, port: NetworkPortRef, flags: int) -> TypedParams:
        """Give the limits of bandwidth of the port."""
        raise self._unanswered("virNetworkPortGetParameters")

    async def network_port_set_parameters(self, port: NetworkPortRef, params: TypedParams, flags: int) -> None:
        """Set the limits of bandwidth of the port."""
        raise self._unanswered("virNetworkPortSetParameters")
