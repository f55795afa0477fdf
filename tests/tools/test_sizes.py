"""Sizes with units and lists of CPUs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anyvirt_tools.sizes import cpu_list, cpu_map, human, kib


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1000", 1000),
        ("0", 0),
        ("1k", 1),
        ("1KiB", 1),
        ("4096 b", 4),
        ("4097bytes", 5),  # rounded up
        ("1KB", 1),
        ("1024KB", 1000),
        ("512M", 524288),
        ("2GiB", 2097152),
        ("1t", 1073741824),
    ],
)
def test_sizes_count_kib(text: str, expected: int) -> None:
    assert kib(text) == expected


@pytest.mark.parametrize("text", ["", "M", "-1", "1Q", "1.5G", "1 G B", "0x10", "1ib"])
def test_what_is_no_size_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not a size"):
        kib(text)


@pytest.mark.parametrize(
    ("count", "expected"), [(0, "0.000 B"), (1023, "1023.000 B"), (1536, "1.500 KiB"), (1 << 40, "1.000 TiB")]
)
def test_sizes_for_people(count: int, expected: str) -> None:
    assert human(count) == expected


@pytest.mark.parametrize(
    ("text", "chosen"),
    [("0", [0]), ("0-3,^2", [0, 1, 3]), ("1, 3", [1, 3]), ("r", [0, 1, 2, 3]), ("^1,0-2", [0, 1, 2]), ("6", [6])],
)
def test_lists_of_cpus(text: str, chosen: list[int]) -> None:
    assert [number for number, value in enumerate(cpu_map(text, 4)) if value] == chosen


@pytest.mark.parametrize("text", ["", "a", "3-1", "-1", "1-", "0,,1", "99999999999"])
def test_what_is_no_list_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"is not a (list|range) of CPUs"):
        cpu_map(text, 4)


@given(st.lists(st.booleans(), min_size=1, max_size=200).filter(any))
def test_a_list_means_the_cpus_that_it_was_made_of(cpus: list[bool]) -> None:
    assert cpu_map(cpu_list(cpus), len(cpus)) == tuple(cpus)
