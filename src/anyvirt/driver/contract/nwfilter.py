# Generated from anyvirt.api: change the table there and run `make generate`.
"""What a driver of network filters may answer: one coroutine for each call of the public API."""

from __future__ import annotations

from typing import TYPE_CHECKING

from anyvirt.driver.contract.base import ContractBase

if TYPE_CHECKING:
    from anyvirt.util.refs import NwfilterBindingRef, NwfilterRef


class NwfilterContract(ContractBase):
    """Every call that a driver of network filters can support."""

    async def connect_list_all_nwfilters(self, flags: int) -> list[NwfilterRef]:
        """List network filters."""
        raise self._unanswered("virConnectListAllNWFilters")

    async def nwfilter_lookup_by_name(self, name: str) -> NwfilterRef:
        """Find a network filter by its name."""
        raise self._unanswered("virNWFilterLookupByName")

    async def nwfilter_lookup_by_uuid(self, uuid: str) -> NwfilterRef:
        """Find a network filter by the bytes of its UUID."""
        raise self._unanswered("virNWFilterLookupByUUID")

    async def nwfilter_define_xml_flags(self, xml: str, flags: int) -> NwfilterRef:
        """Define a network filter, or change the definition of one."""
        raise self._unanswered("virNWFilterDefineXMLFlags")

    async def connect_list_all_nwfilter_bindings(self, flags: int) -> list[NwfilterBindingRef]:
        """List which filters are bound to which interfaces."""
        raise self._unanswered("virConnectListAllNWFilterBindings")

    async def nwfilter_binding_lookup_by_port_dev(self, port_dev: str) -> NwfilterBindingRef:
        """Find the binding of an interface."""
        raise self._unanswered("virNWFilterBindingLookupByPortDev")

    async def nwfilter_binding_create_xml(self, xml: str, flags: int) -> NwfilterBindingRef:
        """Bind a filter to an interface."""
        raise self._unanswered("virNWFilterBindingCreateXML")

    async def nwfilter_get_xml_desc(self, nwfilter: NwfilterRef, flags: int) -> str:
        """Describe the filter."""
        raise self._unanswered("virNWFilterGetXMLDesc")

    async def nwfilter_undefine(self, nwfilter: NwfilterRef) -> None:
        """Forget the filter."""
        raise self._unanswered("virNWFilterUndefine")

    async def nwfilter_binding_get_xml_desc(self, binding: NwfilterBindingRef, flags: int) -> str:
        """Describe the binding."""
        raise self._unanswered("virNWFilterBindingGetXMLDesc")

    async def nwfilter_binding_delete(self, binding: NwfilterBindingRef) -> None:
        """Release the interface from the filter."""
        raise self._unanswered("virNWFilterBindingDelete")
