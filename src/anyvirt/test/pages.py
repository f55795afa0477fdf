"""The memory of the test driver's host, in pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from anyvirt.util.error import InvalidArg, OperationFailed


class Cell(NamedTuple):
    """A NUMA node of the host."""

    memory: int  # KiB, none of it used by anything but huge pages
    page_size: int  # KiB, of the pages that it is made of
    cpus: int


CELLS: Final = (Cell(2048 * 1024, 4, 8), Cell(4096 * 1024, 8, 8))
_HUGE: Final = (2048, 1024 * 1024)  # KiB


class Pages:
    """How many pages of which size there are. Sizes are in KiB, cells are numbers."""

    def __init__(self) -> None:
        self._set_aside: dict[tuple[int, int], int] = {}  # huge pages, by cell and size

    @staticmethod
    def sizes(cell: int) -> tuple[int, ...]:
        """The sizes that the pages of a cell can have."""
        return CELLS[cell].page_size, *_HUGE

    def free(self, cell: int) -> int:
        """KiB that no huge page takes."""
        return _left(cell, self._set_aside)

    def count(self, cell: int, size: int) -> int:
        """The pages of a size; 0 where only other cells have such.

        Raises:
            OperationFailed: no cell can have any of that size.
        """
        if size not in self.sizes(cell):
            there = sorted({each for number in range(len(CELLS)) for each in self.sizes(number)})
            if size not in there:
                raise OperationFailed(f"page size {size} is not available on node {cell}", hint=f"KiB: {there}")
            return 0
        return self._set_aside.get((cell, size), 0) if size in _HUGE else self.free(cell) // size

    def set_aside(self, cells: Iterable[int], pages: Mapping[int, int], *, more: bool) -> None:
        """Have as many huge pages of each size in each of *cells*, or as many *more*. All of it, or nothing.

        Raises:
            InvalidArg: a negative number.
            OperationFailed: there are no huge pages of a size, or a cell has not that much memory.
        """
        wanted = dict(self._set_aside)
        for cell in cells:
            for size, count in pages.items():
                if size not in _HUGE:
                    raise OperationFailed(
                        f"pages of {size} KiB cannot be set aside", hint=f"huge pages here have {_HUGE} KiB"
                    )
                if count < 0:
                    raise InvalidArg(f"{count} pages of {size} KiB cannot be set aside")
                wanted[cell, size] = count + (wanted.get((cell, size), 0) if more else 0)
            if _left(cell, wanted) < 0:
                raise OperationFailed(f"NUMA node {cell} has not the memory for that many pages")
        self._set_aside = wanted


def _left(cell: int, huge: Mapping[tuple[int, int], int]) -> int:
    return CELLS[cell].memory - sum(size * count for (of, size), count in huge.items() if of == cell)
