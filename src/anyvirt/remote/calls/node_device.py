# Generated from anyvirt.api and anyvirt.rpc: change the tables there and run `make generate`.
"""The calls of a driver of the host's devices, made of a daemon."""

from __future__ import annotations

from typing import TYPE_CHECKING

from anyvirt.driver.contract.node_device import NodeDeviceContract
from anyvirt.rpc.programs import program

if TYPE_CHECKING:
    from anyvirt.remote.link import Link
    from anyvirt.util.refs import NodeDeviceRef

REMOTE = program("remote").by_name


class NodeDeviceCalls(NodeDeviceContract):
    """The calls of a driver of the host's devices, made of a daemon."""

    _link: Link

    async def connect_list_all_node_devices(self, flags: int) -> list[NodeDeviceRef]:
        ret = await self._link.call(
            REMOTE["CONNECT_LIST_ALL_NODE_DEVICES"],
            (
                1,
                flags,
            ),
        )
        answer: list[NodeDeviceRef] = ret.devices
        return answer

    async def node_num_of_devices(self, cap: str | None, flags: int) -> int:
        ret = await self._link.call(
            REMOTE["NODE_NUM_OF_DEVICES"],
            (
                cap,
                flags,
            ),
        )
        answer: int = ret.num
        return answer

    async def node_list_devices(self, cap: str | None, flags: int) -> list[str]:
        ret = await self._link.call(
            REMOTE["NODE_LIST_DEVICES"],
            (
                cap,
                65536,
                flags,
            ),
        )
        answer: list[str] = ret.names
        return answer

    async def node_device_lookup_by_name(self, name: str) -> NodeDeviceRef:
        ret = await self._link.call(REMOTE["NODE_DEVICE_LOOKUP_BY_NAME"], (name,))
        answer: NodeDeviceRef = ret.dev
        return answer

    async def node_device_lookup_scsi_host_by_wwn(self, wwnn: str, wwpn: str, flags: int) -> NodeDeviceRef:
        ret = await self._link.call(
            REMOTE["NODE_DEVICE_LOOKUP_SCSI_HOST_BY_WWN"],
            (
                wwnn,
                wwpn,
                flags,
            ),
        )
        answer: NodeDeviceRef = ret.dev
        return answer

    async def node_device_create_xml(self, xml: str, flags: int) -> NodeDeviceRef:
        ret = await self._link.call(
            REMOTE["NODE_DEVICE_CREATE_XML"],
            (
                xml,
                flags,
            ),
        )
        answer: NodeDeviceRef = ret.dev
        return answer

    async def node_device_define_xml(self, xml: str, flags: int) -> NodeDeviceRef:
        ret = await self._link.call(
            REMOTE["NODE_DEVICE_DEFINE_XML"],
            (
                xml,
                flags,
            ),
        )
        answer: NodeDeviceRef = ret.dev
        return answer

    async def node_device_get_parent(self, dev: NodeDeviceRef) -> str | None:
        ret = await self._link.call(REMOTE["NODE_DEVICE_GET_PARENT"], (dev.name,))
        answer: str | None = ret.parentName
        return answer

    async def node_device_num_of_caps(self, dev: NodeDeviceRef) -> int:
        ret = await self._link.call(REMOTE["NODE_DEVICE_NUM_OF_CAPS"], (dev.name,))
        answer: int = ret.num
        return answer

    async def node_device_list_caps(self, dev: NodeDeviceRef) -> list[str]:
        ret = await self._link.call(
            REMOTE["NODE_DEVICE_LIST_CAPS"],
            (
                dev.name,
                65536,
            ),
        )
        answer: list[str] = ret.names
        return answer

    async def node_device_get_xml_desc(self, dev: NodeDeviceRef, flags: int) -> str:
        ret = await self._link.call(
            REMOTE["NODE_DEVICE_GET_XML_DESC"],
            (
                dev.name,
                flags,
            ),
        )
        answer: str = ret.xml
        return answer

    async def node_device_is_active(self, dev: NodeDeviceRef) -> bool:
        ret = await self._link.call(REMOTE["NODE_DEVICE_IS_ACTIVE"], (dev.name,))
        return bool(ret.active)

    async def node_device_is_persistent(self, dev: NodeDeviceRef) -> bool:
        ret = await self._link.call(REMOTE["NODE_DEVICE_IS_PERSISTENT"], (dev.name,))
        return bool(ret.persistent)

    async def node_device_get_autostart(self, dev: NodeDeviceRef) -> bool:
        ret = await self._link.call(REMOTE["NODE_DEVICE_GET_AUTOSTART"], (dev.name,))
        return bool(ret.autostart)

    async def node_device_set_autostart(self, dev: NodeDeviceRef, autostart: bool) -> None:
        await self._link.call(
            REMOTE["NODE_DEVICE_SET_AUTOSTART"],
            (
                dev.name,
                int(autostart),
            ),
        )

    async def node_device_create(self, dev: NodeDeviceRef, flags: int) -> None:
        await self._link.call(
            REMOTE["NODE_DEVICE_CREATE"],
            (
                dev.name,
                flags,
            ),
        )

    async def node_device_destroy(self, dev: NodeDeviceRef) -> None:
        await self._link.call(REMOTE["NODE_DEVICE_DESTROY"], (dev.name,))

    async def node_device_undefine(self, dev: NodeDeviceRef, flags: int) -> None:
        await self._link.call(
            REMOTE["NODE_DEVICE_UNDEFINE"],
            (
                dev.name,
                flags,
            ),
        )

    async def node_device_update(self, dev: NodeDeviceRef, xml: str, flags: int) -> None:
        await self._link.call(
            REMOTE["NODE_DEVICE_UPDATE"],
            (
                dev.name,
                xml,
                flags,
            ),
        )

    async def node_device_dettach(self, dev: NodeDeviceRef) -> None:
        await self._link.call(REMOTE["NODE_DEVICE_DETTACH"], (dev.name,))

    async def node_device_detach_flags(self, dev: NodeDeviceRef, driver_name: str | None, flags: int) -> None:
        await self._link.call(
            REMOTE["NODE_DEVICE_DETACH_FLAGS"],
            (
                dev.name,
                driver_name,
                flags,
            ),
        )

    async def node_device_re_attach(self, dev: NodeDeviceRef) -> None:
        await self._link.call(REMOTE["NODE_DEVICE_RE_ATTACH"], (dev.name,))

    async def node_device_reset(self, dev: NodeDeviceRef) -> None:
        await self._link.call(REMOTE["NODE_DEVICE_RESET"], (dev.name,))
