# Generated from anyvirt.api: change the table there and run `make generate`.
"""virNodeDevice, awaitable.

What each call does, takes and raises stands in anyvirt.objects.node_device.
"""

from __future__ import annotations

from operator import index
from typing import TYPE_CHECKING

from anyvirt.objects.base import AsyncNodeDeviceBase
from anyvirt.util.arguments import optional_text, xml_text

if TYPE_CHECKING:
    from anyvirt.util.arguments import XmlLike


class virNodeDevice(AsyncNodeDeviceBase):
    """A device of the host."""

    async def parent(self) -> str | None:
        """Name the device that it is connected to."""
        return await self._conn._call(self._conn._node_device_driver.node_device_get_parent(self._ref))

    async def numOfCaps(self) -> int:
        """Count the capabilities of the device."""
        return await self._conn._call(self._conn._node_device_driver.node_device_num_of_caps(self._ref))

    async def listCaps(self) -> list[str]:
        """List the capabilities of the device."""
        return await self._conn._call(self._conn._node_device_driver.node_device_list_caps(self._ref))

    async def XMLDesc(self, flags: int = 0) -> str:
        """Describe the device."""
        return await self._conn._call(self._conn._node_device_driver.node_device_get_xml_desc(self._ref, index(flags)))

    async def isActive(self) -> int:
        """Tell whether the device is there."""
        return int(await self._conn._call(self._conn._node_device_driver.node_device_is_active(self._ref)))

    async def isPersistent(self) -> int:
        """Tell whether the device has a definition."""
        return int(await self._conn._call(self._conn._node_device_driver.node_device_is_persistent(self._ref)))

    async def autostart(self) -> int:
        """Tell whether the device is made when the host starts."""
        self._conn._check_write("virNodeDeviceGetAutostart")
        return int(await self._conn._call(self._conn._node_device_driver.node_device_get_autostart(self._ref)))

    async def setAutostart(self, autostart: int) -> int:
        """Say whether the device is made when the host starts."""
        self._conn._check_write("virNodeDeviceSetAutostart")
        await self._conn._call(
            self._conn._node_device_driver.node_device_set_autostart(self._ref, bool(index(autostart)))
        )
        return 0

    async def create(self, flags: int = 0) -> int:
        """Make the device as it is defined."""
        self._conn._check_write("virNodeDeviceCreate")
        await self._conn._call(self._conn._node_device_driver.node_device_create(self._ref, index(flags)))
        return 0

    async def destroy(self) -> int:
        """Take the device away that was made."""
        self._conn._check_write("virNodeDeviceDestroy")
        await self._conn._call(self._conn._node_device_driver.node_device_destroy(self._ref))
        return 0

    async def undefine(self, flags: int = 0) -> int:
        """Forget the definition of the device."""
        self._conn._check_write("virNodeDeviceUndefine")
        await self._conn._call(self._conn._node_device_driver.node_device_undefine(self._ref, index(flags)))
        return 0

    async def update(self, xmlDesc: XmlLike, flags: int = 0) -> int:
        """Change the device, or its definition."""
        self._conn._check_write("virNodeDeviceUpdate")
        await self._conn._call(
            self._conn._node_device_driver.node_device_update(
                self._ref, xml_text(xmlDesc, "xmlDesc", "virNodeDeviceUpdate"), index(flags)
            )
        )
        return 0

    async def dettach(self) -> int:
        """Take the device from its driver of the host, so that a guest can have it."""
        self._conn._check_write("virNodeDeviceDettach")
        await self._conn._call(self._conn._node_device_driver.node_device_dettach(self._ref))
        return 0

    async def detachFlags(self, driverName: str | None, flags: int = 0) -> int:
        """Take the device from its driver of the host, so that a guest can have it."""
        self._conn._check_write("virNodeDeviceDetachFlags")
        await self._conn._call(
            self._conn._node_device_driver.node_device_detach_flags(
                self._ref, optional_text(driverName, "driverName"), index(flags)
            )
        )
        return 0

    async def reAttach(self) -> int:
        """Give the device back to its driver of the host."""
        self._conn._check_write("virNodeDeviceReAttach")
        await self._conn._call(self._conn._node_device_driver.node_device_re_attach(self._ref))
        return 0

    async def reset(self) -> int:
        """Reset the device, for a guest to find it clean."""
        self._conn._check_write("virNodeDeviceReset")
        await self._conn._call(self._conn._node_device_driver.node_device_reset(self._ref))
        return 0
