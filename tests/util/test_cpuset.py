"""util.cpuset: sets of CPUs as text and as maps."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anyvirt.util import cpuset
from anyvirt.util.error import InvalidArg


@pytest.mark.parametrize(
    ("text", "cpus"),
    [("0", {0}), ("0-3", {0, 1, 2, 3}), ("1,3-4", {1, 3, 4}), ("0-7,^3", {0, 1, 2, 4, 5, 6, 7}), (" 0 , 2 ", {0, 2})],
)
def test_reads_numbers_ranges_and_exclusions(text: str, cpus: set[int]) -> None:
    assert cpuset.parse(text) == cpus


@pytest.mark.parametrize("text", ["", "a", "3-1", "0-", "-1", "1,,2", "0-99999", "0,^0", "1-2-3"])
def test_refuses_what_is_no_set(text: str) -> None:
    with pytest.raises(InvalidArg, match="set of CPUs"):
        cpuset.parse(text)


def test_text_is_the_shortest() -> None:
    assert cpuset.to_text([0, 1, 2, 5, 7, 8]) == "0-2,5,7-8"
    assert cpuset.to_text([]) == ""


@given(st.sets(st.integers(0, 300), min_size=1))
def test_text_and_set_say_the_same(cpus: set[int]) -> None:
    assert cpuset.parse(cpuset.to_text(cpus)) == cpus


def test_map_has_a_place_for_each_cpu() -> None:
    assert cpuset.to_map({0, 2, 9}, 4) == (True, False, True, False)
