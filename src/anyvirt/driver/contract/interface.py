# Generated from anyvirt.api: change the table there and run `make generate`.
"""What a driver of the host's network interfaces may answer: one coroutine for each call of the public API."""

from __future__ import annotations

from typing import TYPE_CHECKING

from anyvirt.driver.contract.base import ContractBase

if TYPE_CHECKING:
    from anyvirt.util.refs import InterfaceRef


class InterfaceContract(ContractBase):
    """Every call that a driver of the host's network interfaces can support."""

    async def connect_list_all_interfaces(self, flags: int) -> list[InterfaceRef]:
        """List the host's network interfaces."""
        raise self._unanswered("virConnectListAllInterfaces")

    async def interface_lookup_by_name(self, name: str) -> InterfaceRef:
        """Find an interface by its name."""
        raise self._unanswered("virInterfaceLookupByName")

    async def interface_lookup_by_mac_string(self, mac: str) -> InterfaceRef:
        """Find an interface by its hardware address."""
        raise self._unanswered("virInterfaceLookupByMACString")

    async def interface_define_xml(self, xml: str, flags: int) -> InterfaceRef:
        """Define an interface, or change the definition of one.

        Between changeBegin() and changeCommit() it can be taken back.
        """
        raise self._unanswered("virInterfaceDefineXML")

    async def interface_change_begin(self, flags: int) -> None:
        """Keep the definitions of all interfaces, so that changeRollback() can restore them."""
        raise self._unanswered("virInterfaceChangeBegin")

    async def interface_change_commit(self, flags: int) -> None:
        """Keep the changes made since changeBegin()."""
        raise self._unanswered("virInterfaceChangeCommit")

    async def interface_change_rollback(self, flags: int) -> None:
        """Restore the definitions as they were at changeBegin()."""
        raise self._unanswered("virInterfaceChangeRollback")

    async def interface_get_xml_desc(self, iface: InterfaceRef, flags: int) -> str:
        """Describe the interface."""
        raise self._unanswered("virInterfaceGetXMLDesc")

    async def interface_is_active(self, iface: InterfaceRef) -> bool:
        """Tell whether the interface is up."""
        raise self._unanswered("virInterfaceIsActive")

    async def interface_create(self, iface: InterfaceRef, flags: int) -> None:
        """Bring the interface up."""
        raise self._unanswered("virInterfaceCreate")

    async def interface_destroy(self, iface: InterfaceRef, flags: int) -> None:
        """Bring the interface down."""
        raise self._unanswered("virInterfaceDestroy")

    async def interface_undefine(self, iface: InterfaceRef) -> None:
        """Forget the definition of the interface."""
        raise self._unanswered("virInterfaceUndefine")
