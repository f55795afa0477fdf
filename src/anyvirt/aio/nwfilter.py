# Generated from anyvirt.api: change the table there and run `make generate`.
"""virNWFilter, virNWFilterBinding, awaitable.

What each call does, takes and raises stands in anyvirt.objects.nwfilter.
"""

from __future__ import annotations

from operator import index

from anyvirt.objects.base import AsyncNwfilterBase, AsyncNwfilterBindingBase


class virNWFilter(AsyncNwfilterBase):
    """Rules for the packets of a guest's interface."""

    async def XMLDesc(self, flags: int = 0) -> str:
        """Describe the filter."""
        return await self._conn._call(self._conn._nwfilter_driver.nwfilter_get_xml_desc(self._ref, index(flags)))

    async def undefine(self) -> int:
        """Forget the filter."""
        self._conn._check_write("virNWFilterUndefine")
        await self._conn._call(self._conn._nwfilter_driver.nwfilter_undefine(self._ref))
        return 0


class virNWFilterBinding(AsyncNwfilterBindingBase):
    """What says that a network filter applies to a guest's interface."""

    async def XMLDesc(self, flags: int = 0) -> str:
        """Describe the binding."""
        return await self._conn._call(
            self._conn._nwfilter_driver.nwfilter_binding_get_xml_desc(self._ref, index(flags))
        )

    async def delete(self) -> int:
        """Release the interface from the filter."""
        self._conn._check_write("virNWFilterBindingDelete")
        await self._conn._call(self._conn._nwfilter_driver.nwfilter_binding_delete(self._ref))
        return 0
