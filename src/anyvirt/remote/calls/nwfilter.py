# Generated from anyvirt.api and anyvirt.rpc: change the tables there and run `make generate`.
"""The calls of a driver of network filters, made of a daemon."""

from __future__ import annotations

from typing import TYPE_CHECKING

from anyvirt.driver.contract.nwfilter import NwfilterContract
from anyvirt.rpc.programs import program

if TYPE_CHECKING:
    from anyvirt.remote.link import Link
    from anyvirt.util.refs import NwfilterBindingRef, NwfilterRef

REMOTE = program("remote").by_name


class NwfilterCalls(NwfilterContract):
    """The calls of a driver of network filters, made of a daemon."""

    _link: Link

    async def connect_list_all_nwfilters(self, flags: int) -> list[NwfilterRef]:
        ret = await self._link.call(
            REMOTE["CONNECT_LIST_ALL_NWFILTERS"],
            (
                1,
                flags,
            ),
        )
        answer: list[NwfilterRef] = ret.filters
        return answer

    async def nwfilter_lookup_by_name(self, name: str) -> NwfilterRef:
        ret = await self._link.call(REMOTE["NWFILTER_LOOKUP_BY_NAME"], (name,))
        answer: NwfilterRef = ret.nwfilter
        return answer

    async def nwfilter_lookup_by_uuid(self, uuid: str) -> NwfilterRef:
        ret = await self._link.call(REMOTE["NWFILTER_LOOKUP_BY_UUID"], (uuid,))
        answer: NwfilterRef = ret.nwfilter
        return answer

    async def nwfilter_define_xml_flags(self, xml: str, flags: int) -> NwfilterRef:
        ret = await self._link.call(
            REMOTE["NWFILTER_DEFINE_XML_FLAGS"],
            (
                xml,
                flags,
            ),
        )
        answer: NwfilterRef = ret.nwfilter
        return answer

    async def connect_list_all_nwfilter_bindings(self, flags: int) -> list[NwfilterBindingRef]:
        ret = await self._link.call(
            REMOTE["CONNECT_LIST_ALL_NWFILTER_BINDINGS"],
            (
                1,
                flags,
            ),
        )
        answer: list[NwfilterBindingRef] = ret.bindings
        return answer

    async def nwfilter_binding_lookup_by_port_dev(self, port_dev: str) -> NwfilterBindingRef:
        ret = await self._link.call(REMOTE["NWFILTER_BINDING_LOOKUP_BY_PORT_DEV"], (port_dev,))
        answer: NwfilterBindingRef = ret.nwfilter
        return answer

    async def nwfilter_binding_create_xml(self, xml: str, flags: int) -> NwfilterBindingRef:
        ret = await self._link.call(
            REMOTE["NWFILTER_BINDING_CREATE_XML"],
            (
                xml,
                flags,
            ),
        )
        answer: NwfilterBindingRef = ret.nwfilter
        return answer

    async def nwfilter_get_xml_desc(self, nwfilter: NwfilterRef, flags: int) -> str:
        ret = await self._link.call(
            REMOTE["NWFILTER_GET_XML_DESC"],
            (
                nwfilter,
                flags,
            ),
        )
        answer: str = ret.xml
        return answer

    async def nwfilter_undefine(self, nwfilter: NwfilterRef) -> None:
        await self._link.call(REMOTE["NWFILTER_UNDEFINE"], (nwfilter,))

    async def nwfilter_binding_get_xml_desc(self, binding: NwfilterBindingRef, flags: int) -> str:
        ret = await self._link.call(
            REMOTE["NWFILTER_BINDING_GET_XML_DESC"],
            (
                binding,
                flags,
            ),
        )
        answer: str = ret.xml
        return answer

    async def nwfilter_binding_delete(self, binding: NwfilterBindingRef) -> None:
        await self._link.call(REMOTE["NWFILTER_BINDING_DELETE"], (binding,))
