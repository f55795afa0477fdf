# Generated from anyvirt.api: change the table there and run `make generate`.
"""virInterface, awaitable.

What each call does, takes and raises stands in anyvirt.objects.interface.
"""

from __future__ import annotations

from operator import index

from anyvirt.objects.base import AsyncInterfaceBase


class virInterface(AsyncInterfaceBase):
    """A network interface of the host."""

    async def XMLDesc(self, flags: int = 0) -> str:
        """Describe the interface."""
        return await self._conn._call(self._conn._interface_driver.interface_get_xml_desc(self._ref, index(flags)))

    async def isActive(self) -> int:
        """Tell whether the interface is up."""
        return int(await self._conn._call(self._conn._interface_driver.interface_is_active(self._ref)))

    async def create(self, flags: int = 0) -> int:
        """Bring the interface up."""
        self._conn._check_write("virInterfaceCreate")
        await self._conn._call(self._conn._interface_driver.interface_create(self._ref, index(flags)))
        return 0

    async def destroy(self, flags: int = 0) -> int:
        """Bring the interface down."""
        self._conn._check_write("virInterfaceDestroy")
        await self._conn._call(self._conn._interface_driver.interface_destroy(self._ref, index(flags)))
        return 0

    async def undefine(self) -> int:
        """Forget the definition of the interface."""
        self._conn._check_write("virInterfaceUndefine")
        await self._conn._call(self._conn._interface_driver.interface_undefine(self._ref))
        return 0
