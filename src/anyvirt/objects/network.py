# Generated from anyvirt.api: change the table there and run `make generate`.
"""virNetwork: a virtual network of the host.
virNetworkPort: what connects a guest's interface to a virtual network."""

from __future__ import annotations

from operator import index
from typing import TYPE_CHECKING

from anyvirt.objects.base import NetworkBase, NetworkPortBase
from anyvirt.util.arguments import number, optional_text, unsigned, uuid_from_bytes, uuid_from_text, xml_text
from anyvirt.util.typed import BANDWIDTH, hinted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from anyvirt.driver.types import DhcpLease, TypedParams, TypedValue
    from anyvirt.util.arguments import XmlLike


class virNetwork(NetworkBase):
    """A virtual network of the host."""

    def XMLDesc(self, flags: int = 0) -> str:
        """Describe the network.

        Args:
            flags: VIR_NETWORK_XML_INACTIVE: the definition for the next start.

        Returns:
            an XML document <network>.

        Raises:
            NoNetwork: the network is gone.
            NoSupport: the driver does not have this call.

        Source: virNetworkGetXMLDesc, libvirt 0.2.0.
        """
        return self._conn._call(self._conn._network_driver.network_get_xml_desc(self._ref, index(flags)))

    def bridgeName(self) -> str:
        """Name the bridge of the host that the network is made with.

        Raises:
            InternalError: it has none.
            NoNetwork: the network is gone.
            NoSupport: the driver does not have this call.

        Source: virNetworkGetBridgeName, libvirt 0.2.0.
        """
        return self._conn._call(self._conn._network_driver.network_get_bridge_name(self._ref))

    def isActive(self) -> int:
        """Tell whether the network is active.

        Returns:
            1 if it is, 0 if not.

        Raises:
            NoNetwork: the network is gone.
            NoSupport: the driver does not have this call.

        Source: virNetworkIsActive, libvirt 0.7.3.
        """
        return int(self._conn._call(self._conn._network_driver.network_is_active(self._ref)))

    def isPersistent(self) -> int:
        """Tell whether the network has a definition that outlives its stop.

        Returns:
            1 if it has, 0 if not.

        Raises:
            NoNetwork: the network is gone.
            NoSupport: the driver does not have this call.

        Source: virNetworkIsPersistent, libvirt 0.7.3.
        """
        return int(self._conn._call(self._conn._network_driver.network_is_persistent(self._ref)))

    def autostart(self) -> int:
        """Tell whether the network starts with the host.

        Returns:
            1 if it does, 0 if not.

        Raises:
            NoNetwork: the network is gone.
            NoSupport: the driver does not have this call.

        Source: virNetworkGetAutostart, libvirt 0.2.1.
        """
        return int(self._conn._call(self._conn._network_driver.network_get_autostart(self._ref)))

    def setAutostart(self, autostart: int) -> int:
        """Say whether the network starts with the host.

        Args:
            autostart: whether it starts with the host.

        Raises:
            OperationInvalid: it has no definition that outlives its stop.
            OperationDenied: the connection is read-only.
            NoNetwork: the network is gone.
            NoSupport: the driver does not have this call.

        Source: virNetworkSetAutostart, libvirt 0.2.1.
        """
        self._conn._check_write("virNetworkSetAutostart")
        self._conn._call(self._conn._network_driver.network_set_autostart(self._ref, bool(index(autostart))))
        return 0

    def create(self) -> int:
        """Start the network.

        Raises:
            OperationInvalid: it is active already.
            OperationDenied: the connection is read-only.
            NoNetwork: the network is gone.
            NoSupport: the driver does not have this call.

        Source: virNetworkCreate, libvirt 0.2.0.
        """
        self._conn._check_write("virNetworkCreate")
        self._conn._call(self._conn._network_driver.network_create(self._ref))
        return 0

    def destroy(self) -> int:
        """Stop the network at once. One without a definition is gone then.

        Raises:
            OperationInvalid: it is not active.
            OperationDenied: the connection is read-only.
            NoNetwork: the network is gone.
            NoSupport: the driver does not have this call.

        Source: virNetworkDestroy, libvirt 0.2.0.
        """
        self._conn._check_write("virNetworkDestroy")
        self._conn._call(self._conn._network_driver.network_destroy(self._ref))
        return 0

    def undefine(self) -> int:
        """Forget the definition of the network. One that is active stays until it stops.

        Raises:
            OperationDenied: the connection is read-only.
            NoNetwork: the network is gone.
            NoSupport: the driver does not have this call.

        Source: virNetworkUndefine, libvirt 0.2.0.
        """
        self._conn._check_write("virNetworkUndefine")
        self._conn._call(self._conn._network_driver.network_undefine(self._ref))
        return 0

    def update(self, command: int, section: int, parentIndex: int, xml: XmlLike, flags: int = 0) -> int:
        """Change one element of the network, in the running one too.

        Args:
            command: VIR_NETWORK_UPDATE_COMMAND_*: add in front, add at the end, change, delete.
            section: VIR_NETWORK_SECTION_*: which part of the document.
            parentIndex: the number of the element that the part is in, where there are several; -1 where it does not
                matter.
            xml: the element.
            flags: VIR_NETWORK_UPDATE_AFFECT_LIVE, _CONFIG or both; _CURRENT picks what the network is in.

        Raises:
            XmlDetail: *xml* is not well formed.
            XmlError: *xml* says something that is not allowed.
            OperationInvalid: there is no such element, there is one already, or that part cannot be changed.
            OperationDenied: the connection is read-only.
            NoNetwork: the network is gone.
            NoSupport: the driver does not have this call.

        Source: virNetworkUpdate, libvirt 0.10.2.
        """
        self._conn._check_write("virNetworkUpdate")
        self._conn._call(
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

    def metadata(self, type: int, uri: str | None, flags: int = 0) -> str:
        """Give the title, the description or a custom element.

        Args:
            type: VIR_NETWORK_METADATA_DESCRIPTION, _TITLE or _ELEMENT.
            uri: the namespace of the element.
            flags: VIR_NETWORK_UPDATE_AFFECT_*.

        Raises:
            NoNetworkMetadata: there is none.
            NoNetwork: the network is gone.
            NoSupport: the driver does not have this call.

        Source: virNetworkGetMetadata, libvirt 9.7.0.
        """
        return self._conn._call(
            self._conn._network_driver.network_get_metadata(
                self._ref, number(type, "type"), optional_text(uri, "uri"), index(flags)
            )
        )

    def setMetadata(self, type: int, metadata: str | None, key: str | None, uri: str | None, flags: int = 0) -> int:
        """Set or remove the title, the description or a custom element.

        Args:
            type: VIR_NETWORK_METADATA_DESCRIPTION, _TITLE or _ELEMENT.
            metadata: the text, or the XML of the element; None removes it.
            key: prefix of the namespace, for an element.
            uri: the namespace of the element.
            flags: VIR_NETWORK_UPDATE_AFFECT_*.

        Raises:
            OperationDenied: the connection is read-only.
            NoNetwork: the network is gone.
            NoSupport: the driver does not have this call.

        Source: virNetworkSetMetadata, libvirt 9.7.0.
        """
        self._conn._check_write("virNetworkSetMetadata")
        self._conn._call(
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

    def DHCPLeases(self, mac: str | None = None, flags: int = 0) -> list[DhcpLease]:
        """List the addresses that the network's DHCP server has handed out.

        Args:
            mac: the interface that is meant; None for all.
            flags: must be 0.

        Raises:
            NoNetwork: the network is gone.
            NoSupport: the driver does not have this call.

        Source: virNetworkGetDHCPLeases, libvirt 1.2.6.
        """
        return self._conn._call(
            self._conn._network_driver.network_get_dhcp_leases(self._ref, optional_text(mac, "mac"), index(flags))
        )

    def listAllPorts(self, flags: int = 0) -> list[virNetworkPort]:
        """List the ports of the network.

        Args:
            flags: must be 0.

        Raises:
            NoNetwork: the network is gone.
            NoSupport: the driver does not have this call.

        Source: virNetworkListAllPorts, libvirt 5.5.0.
        """
        return [
            virNetworkPort(self, ref)
            for ref in self._conn._call(self._conn._network_driver.network_list_all_ports(self._ref, index(flags)))
        ]

    def portLookupByUUID(self, uuid: bytes) -> virNetworkPort:
        """Find a port by the bytes of its UUID.

        Args:
            uuid: the 16 bytes, as UUID() of a port gives them.

        Raises:
            NoNetworkPort: there is none.
            NoNetwork: the network is gone.
            NoSupport: the driver does not have this call.

        Source: virNetworkPortLookupByUUID, libvirt 5.5.0.
        """
        return virNetworkPort(
            self,
            self._conn._call(
                self._conn._network_driver.network_port_lookup_by_uuid(
                    self._ref, uuid_from_bytes(uuid, "uuid", "virNetworkPortLookupByUUID")
                )
            ),
        )

    def portLookupByUUIDString(self, uuidstr: str) -> virNetworkPort:
        """Find a port by its UUID.

        Args:
            uuidstr: the UUID as text.

        Raises:
            NoNetworkPort: there is none.
            NoNetwork: the network is gone.
            NoSupport: the driver does not have this call.

        Source: virNetworkPortLookupByUUIDString, libvirt 5.5.0.
        """
        return virNetworkPort(
            self,
            self._conn._call(
                self._conn._network_driver.network_port_lookup_by_uuid(
                    self._ref, uuid_from_text(uuidstr, "uuidstr", "virNetworkPortLookupByUUIDString")
                )
            ),
        )

    def portCreateXML(self, xmldesc: XmlLike, flags: int = 0) -> virNetworkPort:
        """Make a port, to which an interface of a guest can be connected.

        Args:
            xmldesc: a <networkport> document.
            flags: VIR_NETWORK_PORT_CREATE_* bits: take over what a running guest has, check the document.

        Raises:
            XmlDetail: *xml* is not well formed.
            XmlError: *xml* says something that is not allowed.
            OperationInvalid: the network is not active.
            OperationDenied: the connection is read-only.
            NoNetwork: the network is gone.
            NoSupport: the driver does not have this call.

        Source: virNetworkPortCreateXML, libvirt 5.5.0.
        """
        self._conn._check_write("virNetworkPortCreateXML")
        return virNetworkPort(
            self,
            self._conn._call(
                self._conn._network_driver.network_port_create_xml(
                    self._ref, xml_text(xmldesc, "xmldesc", "virNetworkPortCreateXML"), index(flags)
                )
            ),
        )


class virNetworkPort(NetworkPortBase):
    """What connects a guest's interface to a virtual network."""

    def XMLDesc(self, flags: int = 0) -> str:
        """Describe the port.

        Args:
            flags: must be 0.

        Returns:
            an XML document <networkport>.

        Raises:
            NoNetworkPort: the port is gone.
            NoSupport: the driver does not have this call.

        Source: virNetworkPortGetXMLDesc, libvirt 5.5.0.
        """
        return self._conn._call(self._conn._network_driver.network_port_get_xml_desc(self._ref, index(flags)))

    def delete(self, flags: int = 0) -> int:
        """Delete the port and free what it held.

        Args:
            flags: must be 0.

        Raises:
            OperationDenied: the connection is read-only.
            NoNetworkPort: the port is gone.
            NoSupport: the driver does not have this call.

        Source: virNetworkPortDelete, libvirt 5.5.0.
        """
        self._conn._check_write("virNetworkPortDelete")
        self._conn._call(self._conn._network_driver.network_port_delete(self._ref, index(flags)))
        return 0

    def parameters(self, flags: int = 0) -> TypedParams:
        """Give the limits of bandwidth of the port.

        Args:
            flags: must be 0.

        Returns:
            VIR_NETWORK_PORT_BANDWIDTH_* and their values.

        Raises:
            NoNetworkPort: the port is gone.
            NoSupport: the driver does not have this call.

        Source: virNetworkPortGetParameters, libvirt 5.5.0.
        """
        return self._conn._call(self._conn._network_driver.network_port_get_parameters(self._ref, index(flags)))

    def setParameters(self, params: Mapping[str, TypedValue], flags: int = 0) -> int:
        """Set the limits of bandwidth of the port.

        Args:
            params: VIR_NETWORK_PORT_BANDWIDTH_* and their values, in KiB/s and KiB.
            flags: must be 0.

        Raises:
            OperationDenied: the connection is read-only.
            NoNetworkPort: the port is gone.
            NoSupport: the driver does not have this call.

        Source: virNetworkPortSetParameters, libvirt 5.5.0.
        """
        self._conn._check_write("virNetworkPortSetParameters")
        values = hinted(params, BANDWIDTH, "virNetworkPortSetParameters")
        self._conn._call(self._conn._network_driver.network_port_set_parameters(self._ref, values, index(flags)))
        return 0
