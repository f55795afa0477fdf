"""What the test driver tells of its host's memory, and what can be set there.

libvirt's own test driver has no answer to most of it; these answers are those of an idle host.
"""

from __future__ import annotations

from typing import Final

from anyvirt import constants
from anyvirt.driver import URI
from anyvirt.driver.types import TypedParams
from anyvirt.test.host import Host
from anyvirt.test.node import TestNode
from anyvirt.test.pages import CELLS
from anyvirt.util.error import InvalidArg
from anyvirt.util.flags import check_flags

_MERGING: Final[TypedParams] = {
    constants.VIR_NODE_MEMORY_SHARED_PAGES_TO_SCAN: 100,
    constants.VIR_NODE_MEMORY_SHARED_SLEEP_MILLISECS: 20,
    constants.VIR_NODE_MEMORY_SHARED_PAGES_SHARED: 0,
    constants.VIR_NODE_MEMORY_SHARED_PAGES_SHARING: 0,
    constants.VIR_NODE_MEMORY_SHARED_PAGES_UNSHARED: 0,
    constants.VIR_NODE_MEMORY_SHARED_PAGES_VOLATILE: 0,
    constants.VIR_NODE_MEMORY_SHARED_FULL_SCANS: 0,
    constants.VIR_NODE_MEMORY_SHARED_MERGE_ACROSS_NODES: 1,
}
_SETTINGS: Final = {  # those that can be changed, and their largest values
    constants.VIR_NODE_MEMORY_SHARED_PAGES_TO_SCAN: 2**32 - 1,
    constants.VIR_NODE_MEMORY_SHARED_SLEEP_MILLISECS: 2**32 - 1,
    constants.VIR_NODE_MEMORY_SHARED_MERGE_ACROSS_NODES: 1,
}


class NodeMemory(Host):
    """Statistics, pages of all sizes, and the merging of equal ones."""

    def __init__(self, uri: URI, node: TestNode) -> None:
        super().__init__(uri, node)
        self._merging = dict(_MERGING)

    async def node_get_memory_stats(self, cell_num: int, flags: int) -> dict[str, int]:
        check_flags(flags, 0, "virNodeGetMemoryStats")
        if cell_num == constants.VIR_NODE_MEMORY_STATS_ALL_CELLS:
            total, free = sum(cell.memory for cell in CELLS), sum(map(self.pages.free, range(len(CELLS))))
            return {"total": total, "free": free, "buffers": 0, "cached": 0}
        _check_cell(cell_num)
        return {"total": CELLS[cell_num].memory, "free": self.pages.free(cell_num)}

    async def node_get_free_pages(
        self, pages: list[int], start_cell: int, cell_count: int, flags: int
    ) -> dict[int, dict[int, int]]:
        check_flags(flags, 0, "virNodeGetFreePages")
        return {cell: {size: self.pages.count(cell, size) for size in pages} for cell in _cells(start_cell, cell_count)}

    async def node_alloc_pages(self, pages: dict[int, int], start_cell: int, cell_count: int, flags: int) -> int:
        check_flags(flags, constants.VIR_NODE_ALLOC_PAGES_SET, "virNodeAllocPages")
        cells = range(1) if start_cell == -1 else _cells(start_cell, cell_count)
        self.pages.set_aside(cells, pages, more=not flags & constants.VIR_NODE_ALLOC_PAGES_SET)
        return len(cells) * len(pages)

    async def node_get_memory_parameters(self, flags: int) -> TypedParams:
        check_flags(flags, constants.VIR_TYPED_PARAM_STRING_OKAY, "virNodeGetMemoryParameters")
        return dict(self._merging)

    async def node_set_memory_parameters(self, params: TypedParams, flags: int) -> None:
        check_flags(flags, 0, "virNodeSetMemoryParameters")
        for name, value in params.items():
            largest = _SETTINGS.get(name)
            if largest is None:
                raise InvalidArg(f"parameter '{name}' cannot be set", hint=f"these can: {', '.join(_SETTINGS)}")
            if isinstance(value, str) or not 0 <= value <= largest:
                raise InvalidArg(f"{name} can be 0 to {largest}, not {value!r}")
        self._merging.update({name: int(value) for name, value in params.items()})


def _cells(start: int, count: int) -> range:
    """*count* cells as far as they exist, 0 for all that follow."""
    _check_cell(start)
    return range(start, min(len(CELLS), start + count) if count else len(CELLS))


def _check_cell(number: int) -> None:
    if not 0 <= number < len(CELLS):
        raise InvalidArg(f"there is no NUMA cell {number}: they are 0 to {len(CELLS) - 1}")
