# Generated from anyvirt.api and anyvirt.rpc: change the tables there and run `make generate`.
"""The calls of a driver of the host's network interfaces, made of a daemon."""

from __future__ import annotations

from typing import TYPE_CHECKING

from anyvirt.driver.contract.interface import InterfaceContract
from anyvirt.rpc.programs import program

if TYPE_CHECKING:
    from anyvirt.remote.link import Link
    from anyvirt.util.refs import InterfaceRef

REMOTE = program("remote").by_name


class InterfaceCalls(InterfaceContract):
    """The calls of a driver of the host's network interfaces, made of a daemon."""

    _link: Link

    async def connect_list_all_interfaces(self, flags: int) -> list[InterfaceRef]:
        ret = await self._link.call(
            REMOTE["CONNECT_LIST_ALL_INTERFACES"],
            (
                1,
                flags,
            ),
        )
        answer: list[InterfaceRef] = ret.ifaces
        return answer

    async def interface_lookup_by_name(self, name: str) -> InterfaceRef:
        ret = await self._link.call(REMOTE["INTERFACE_LOOKUP_BY_NAME"], (name,))
        answer: InterfaceRef = ret.iface
        return answer

    async def interface_lookup_by_mac_string(self, mac: str) -> InterfaceRef:
        ret = await self._link.call(REMOTE["INTERFACE_LOOKUP_BY_MAC_STRING"], (mac,))
        answer: InterfaceRef = ret.iface
        return answer

    async def interface_define_xml(self, xml: str, flags: int) -> InterfaceRef:
        ret = await self._link.call(
            REMOTE["INTERFACE_DEFINE_XML"],
            (
                xml,
                flags,
            ),
        )
        answer: InterfaceRef = ret.iface
        return answer

    async def interface_change_begin(self, flags: int) -> None:
        await self._link.call(REMOTE["INTERFACE_CHANGE_BEGIN"], (flags,))

    async def interface_change_commit(self, flags: int) -> None:
        await self._link.call(REMOTE["INTERFACE_CHANGE_COMMIT"], (flags,))

    async def interface_change_rollback(self, flags: int) -> None:
        await self._link.call(REMOTE["INTERFACE_CHANGE_ROLLBACK"], (flags,))

    async def interface_get_xml_desc(self, iface: InterfaceRef, flags: int) -> str:
        ret = await self._link.call(
            REMOTE["INTERFACE_GET_XML_DESC"],
            (
                iface,
                flags,
            ),
        )
        answer: str = ret.xml
        return answer

    async def interface_is_active(self, iface: InterfaceRef) -> bool:
        ret = await self._link.call(REMOTE["INTERFACE_IS_ACTIVE"], (iface,))
        return bool(ret.active)

    async def interface_create(self, iface: InterfaceRef, flags: int) -> None:
        await self._link.call(
            REMOTE["INTERFACE_CREATE"],
            (
                iface,
                flags,
            ),
        )

    async def interface_destroy(self, iface: InterfaceRef, flags: int) -> None:
        await self._link.call(
            REMOTE["INTERFACE_DESTROY"],
            (
                iface,
                flags,
            ),
        )

    async def interface_undefine(self, iface: InterfaceRef) -> None:
        await self._link.call(REMOTE["INTERFACE_UNDEFINE"], (iface,))
