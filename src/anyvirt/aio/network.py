# Generated from anyvirt.api: change the table there and run `make generate`.
"""virNetwork, virNetworkPort, awaitable.

What each call does, takes and raises stands in anyvirt.objects.network.
"""

from __future__ import annotations

from operator import index
from typing import TYPE_CHECKING

from anyvirt.objects.base import AsyncNetworkBase, AsyncNetworkPortBase
from anyvirt.util.arguments import number, optional_text, unsigned, uuid_from_bytes, uuid_from_text, xml_text
from anyvirt.util.typed import BANDWIDTH, hinted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from anyvirt.driver.types import DhcpLease, TypedParams, TypedValue
    from anyvirt.util.arguments import XmlLike


class virNetwork(AsyncNetworkBase):
    """A virtual network of the host."""

    async def XMLDesc(self, flags: int = 0) -> str:
        """Describe the network."""
        return await self._conn._call(self._conn._network_driver.network_get_xml_desc(self._ref, index(flags)))

    async def bridgeName(self) -> str:
        """Name the bridge of the host that the network is made with."""
        return await self._conn._call(self._conn._network_driver.network_get_bridge_name(self._ref))

    async def isActive(self) -> int:
        """Tell whether the network is active."""
        return int(await self._conn._call(self._conn._network_driver.network_is_active(self._ref)))

    async def isPersistent(self) -> int:
        """Tell whether the network has a definition that outlives its stop."""
        return int(await self._conn._call(self._conn._network_driver.network_is_persistent(self._ref)))

    async def autostart(self) -> int:
        """Tell whether the network starts with the host."""
        return int(await self._conn._call(self._conn._network_driver.network_get_autostart(self._ref)))

    async def setAutostart(self, autostart: int) -> int:
        """Say whether the network starts with the host."""
        self._conn._check_write("virNetworkSetAutostart")
        await self._conn._call(self._conn._network_driver.network_set_autostart(self._ref, bool(index(autostart))))
        return 0

    async def create(self) -> int:
        """Start the network."""
        self._conn._check_write("virNetworkCreate")
        await self._conn._call(self._conn._network_driver.network_create(self._ref))
        return 0

    async def destroy(self) -> int:
        """Stop the network at once. One without a definition is gone then."""
        self._conn._check_write("virNetworkDestroy")
        await self._conn._call(self._conn._network_driver.network_destroy(self._ref))
        return 0

    async def undefine(self) -> int:
        """Forget the definition of the network. One that is active stays until it stops."""
        self._conn._check_write("virNetworkUndefine")
        await self._conn._call(self._conn._network_driver.network_undefine(self._ref))
        return 0

    async def update(self, command: int, section: int, parentIndex: int, xml: XmlLike, flags: int = 0) -> int:
        """Change one element of the network, in the running one too."""
        self._conn._check_write("virNetworkUpdate")
        await self._conn._call(
            self._conn._network_driver.network_update(
                self._ref,
                unsigned(command, "command", "virNetworkUpdate"),
                unsigned(section, "section", "virNetworkUpdate"),
                number(parentIndex, "parentIndex"),
                xml_text(xml, "xml", "virNetworkUpdate"),
                index(flags),
            )
        )
        return 0

    async def metadata(self, type: int, uri: str | None, flags: int = 0) -> str:
        """Give the title, the description or a custom element."""
        return await self._conn._call(
            self._conn._network_driver.network_get_metadata(
                self._ref, number(type, "type"), optional_text(uri, "uri"), index(flags)
            )
        )

    async def setMetadata(
        self, type: int, metadata: str | None, key: str | None, uri: str | None, flags: int = 0
    ) -> int:
        """Set or remove the title, the description or a custom element."""
        self._conn._check_write("virNetworkSetMetadata")
        await self._conn._call(
            self._conn._network_driver.network_set_metadata(
                self._ref,
                number(type, "type"),
                optional_text(metadata, "metadata"),
                optional_text(key, "key"),
                optional_text(uri, "uri"),
                index(flags),
            )
        )
        return 0

    async def DHCPLeases(self, mac: str | None = None, flags: int = 0) -> list[DhcpLease]:
        """List the addresses that the network's DHCP server has handed out."""
        return await self._conn._call(
            self._conn._network_driver.network_get_dhcp_leases(self._ref, optional_text(mac, "mac"), index(flags))
        )

    async def listAllPorts(self, flags: int = 0) -> list[virNetworkPort]:
        """List the ports of the network."""
        return [
            virNetworkPort(self, ref)
            for ref in await self._conn._call(
                self._conn._network_driver.network_list_all_ports(self._ref, index(flags))
            )
        ]

    async def portLookupByUUID(self, uuid: bytes) -> virNetworkPort:
        """Find a port by the bytes of its UUID."""
        return virNetworkPort(
            self,
            await self._conn._call(
                self._conn._network_driver.network_port_lookup_by_uuid(
                    self._ref, uuid_from_bytes(uuid, "uuid", "virNetworkPortLookupByUUID")
                )
            ),
        )

    async def portLookupByUUIDString(self, uuidstr: str) -> virNetworkPort:
        """Find a port by its UUID."""
        return virNetworkPort(
            self,
            await self._conn._call(
                self._conn._network_driver.network_port_lookup_by_uuid(
                    self._ref, uuid_from_text(uuidstr, "uuidstr", "virNetworkPortLookupByUUIDString")
                )
            ),
        )

    async def portCreateXML(self, xmldesc: XmlLike, flags: int = 0) -> virNetworkPort:
        """Make a port, to which an interface of a guest can be connected."""
        self._conn._check_write("virNetworkPortCreateXML")
        return virNetworkPort(
            self,
            await self._conn._call(
                self._conn._network_driver.network_port_create_xml(
                    self._ref, xml_text(xmldesc, "xmldesc", "virNetworkPortCreateXML"), index(flags)
                )
            ),
        )


class virNetworkPort(AsyncNetworkPortBase):
    """What connects a guest's interface to a virtual network."""

    async def XMLDesc(self, flags: int = 0) -> str:
        """Describe the port."""
        return await self._conn._call(self._conn._network_driver.network_port_get_xml_desc(self._ref, index(flags)))

    async def delete(self, flags: int = 0) -> int:
        """Delete the port and free what it held."""
        self._conn._check_write("virNetworkPortDelete")
        await self._conn._call(self._conn._network_driver.network_port_delete(self._ref, index(flags)))
        return 0

    async def parameters(self, flags: int = 0) -> TypedParams:
        """Give the limits of bandwidth of the port."""
        return await self._conn._call(self._conn._network_driver.network_port_get_parameters(self._ref, index(flags)))

    async def setParameters(self, params: Mapping[str, TypedValue], flags: int = 0) -> int:
        """Set the limits of bandwidth of the port."""
        self._conn._check_write("virNetworkPortSetParameters")
        values = hinted(params, BANDWIDTH, "virNetworkPortSetParameters")
        await self._conn._call(self._conn._network_driver.network_port_set_parameters(self._ref, values, index(flags)))
        return 0
