"""The memory of the host of test:///default."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

import anyvirt
from anyvirt import constants
from anyvirt.error import InvalidArg, OperationDenied, OperationFailed

GIB_KIB = 2**20
SET = constants.VIR_NODE_ALLOC_PAGES_SET


@pytest.fixture
def conn() -> Iterator[anyvirt.virConnect]:
    with anyvirt.open("test:///default") as conn:
        yield conn


def test_statistics_of_cells_and_of_all(conn: anyvirt.virConnect) -> None:
    """In KiB, as the capabilities have them."""
    assert conn.getMemoryStats(0) == {"total": 2 * GIB_KIB, "free": 2 * GIB_KIB}
    assert conn.getMemoryStats(1) == {"total": 4 * GIB_KIB, "free": 4 * GIB_KIB}
    every = conn.getMemoryStats(constants.VIR_NODE_MEMORY_STATS_ALL_CELLS)
    assert every == {"total": 6 * GIB_KIB, "free": 6 * GIB_KIB, "buffers": 0, "cached": 0}


def test_free_pages(conn: anyvirt.virConnect) -> None:
    """Of the sizes that each cell has; cells that do not exist are left out."""
    assert conn.getFreePages([4, 2048], 0, 1) == {0: {4: 524288, 2048: 0}}
    assert conn.getFreePages([2048, 1048576], 0, 5) == {0: {2048: 0, 1048576: 0}, 1: {2048: 0, 1048576: 0}}
    assert conn.getFreePages([8], 1, 1) == {1: {8: 524288}}
    assert conn.getFreePages([4, 8], 0, 2) == {
        0: {4: 524288, 8: 0},
        1: {4: 0, 8: 524288},
    }


@pytest.mark.parametrize(
    ("pages", "start", "error", "words"),
    [
        ([4], 2, InvalidArg, "no NUMA cell 2"),
        ([4], -1, InvalidArg, "no NUMA cell -1"),
        ([16], 0, OperationFailed, "page size 16 is not available on node 0"),
    ],
)
def test_pages_that_are_not_there(
    conn: anyvirt.virConnect, pages: list[int], start: int, error: type[Exception], words: str
) -> None:
    """The cell or the size is named."""
    with pytest.raises(error, match=words):
        conn.getFreePages(pages, start, 1)


def test_huge_pages_are_set_aside(conn: anyvirt.virConnect) -> None:
    """More, or that many; every figure of the host follows."""
    assert conn.allocPages({2048: 100}, 0, 2) == 2
    assert conn.allocPages({2048: 28, 1048576: 1}, 0, 1) == 2
    assert conn.getFreePages([4, 2048, 1048576], 0, 1) == {0: {4: 196608, 2048: 128, 1048576: 1}}
    assert conn.getMemoryStats(0)["free"] == conn.getCellsFreeMemory(0, 1)[0] == 2 * GIB_KIB - 128 * 2048 - GIB_KIB
    assert "<pages unit='KiB' size='2048'>128</pages>" in conn.getCapabilities()
    conn.allocPages({2048: 0, 1048576: 0}, 0, 2, SET)
    assert conn.getFreePages([4], 0, 1) == {0: {4: 524288}}


@pytest.mark.parametrize(
    ("pages", "error", "words"),
    [
        ({2048: 1, 4: 1}, OperationFailed, "pages of 4 KiB cannot be set aside"),
        ({2048: 1, 1048576: 3}, OperationFailed, "NUMA node 0 has not the memory"),
        ({2048: -1}, InvalidArg, "-1 pages of 2048 KiB"),
    ],
)
def test_what_cannot_be_set_aside_changes_nothing(
    conn: anyvirt.virConnect, pages: dict[int, int], error: type[Exception], words: str
) -> None:
    """Not even the sizes and cells for which it would have worked."""
    with pytest.raises(error, match=words):
        conn.allocPages(pages, 0, 2)
    assert conn.getFreePages([2048], 0, 2) == {0: {2048: 0}, 1: {2048: 0}}


def test_merging_can_be_set(conn: anyvirt.virConnect) -> None:
    """What is left out stays, and what is only told cannot be set."""
    before = conn.getMemoryParameters()
    assert (before["shm_pages_to_scan"], before["shm_merge_across_nodes"], len(before)) == (100, 1, 8)
    conn.setMemoryParameters({"shm_pages_to_scan": 200})
    assert conn.getMemoryParameters() == {**before, "shm_pages_to_scan": 200}


@pytest.mark.parametrize(
    "params",
    [{"shm_pages_to_scan": 1, "shm_full_scans": 5}, {"shm_merge_across_nodes": 2}],
)
def test_settings_that_cannot_be_change_nothing(conn: anyvirt.virConnect, params: dict[str, Any]) -> None:
    """Neither alone nor together with good ones."""
    before = conn.getMemoryParameters()
    with pytest.raises(InvalidArg, match="shm_"):
        conn.setMemoryParameters(params)
    assert conn.getMemoryParameters() == before


def test_every_other_flag_is_refused(conn: anyvirt.virConnect) -> None:
    """By number and function."""
    calls: dict[str, Callable[[int], object]] = {
        "virNodeGetMemoryStats": lambda flags: conn.getMemoryStats(0, flags),
        "virNodeGetFreePages": lambda flags: conn.getFreePages([4], 0, 1, flags),
        "virNodeAllocPages": lambda flags: conn.allocPages({2048: 1}, 0, 1, flags),
        # It asks for the parameters first, to know their types, as libvirt-python does.
        "virNode[GS]etMemoryParameters": lambda flags: conn.setMemoryParameters({"shm_pages_to_scan": 1}, flags),
    }
    for function, call in calls.items():
        for bit in range(1, 31):
            with pytest.raises(InvalidArg, match=rf"unsupported flags \({1 << bit:#x}\) in function {function}"):
                call(1 << bit)


def test_readers_set_nothing() -> None:
    """They look."""
    with anyvirt.openReadOnly("test:///default") as reader:
        reader.getMemoryParameters()
        with pytest.raises(OperationDenied):
            reader.allocPages({2048: 1}, 0, 1)
        with pytest.raises(OperationDenied):
            reader.setMemoryParameters({"shm_pages_to_scan": 1})
