"""The tree of a domain's snapshots or checkpoints."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anyvirt.conf.snapshot import Snapshot
from anyvirt.conf.store.moments import Moments
from anyvirt.util.error import InvalidArg, NoDomainSnapshot, OperationFailed


def tree(*edges: tuple[str, str | None]) -> Moments[Snapshot]:
    """Snapshots of the given names and parents."""
    moments: Moments[Snapshot] = Moments("snapshot", NoDomainSnapshot)
    for name, parent in edges:
        moments.add(Snapshot(name=name, parent=parent))
    return moments


def names(moments: list[Snapshot]) -> list[str | None]:
    return [moment.name for moment in moments]


def test_the_newest_of_siblings_comes_first() -> None:
    moments = tree(("a", None), ("b", "a"), ("c", "b"), ("d", "a"), ("z", None))
    assert names(moments.children("a")) == ["d", "b"]
    assert names(moments.descendants(None)) == ["z", "a", "d", "b", "c"]


def test_what_is_not_there_is_said_to_be_missing() -> None:
    moments = tree(("a", None))
    with pytest.raises(NoDomainSnapshot, match="no domain snapshot with matching name 'b'"):
        moments.get("b")
    with pytest.raises(NoDomainSnapshot, match="'a' does not have a parent"):
        moments.parent("a")
    with pytest.raises(NoDomainSnapshot, match="current"):
        moments.require_current()


def test_a_name_is_taken_once() -> None:
    moments = tree(("a", None))
    with pytest.raises(OperationFailed, match="a already exists"):
        moments.add(Snapshot(name="a"))


@pytest.mark.parametrize(
    ("parent", "why"),
    [("a", "its own parent"), ("nobody", "not found"), ("c", "would create cycle")],
)
def test_a_parent_must_make_a_tree(parent: str, why: str) -> None:
    moments = tree(("a", None), ("b", "a"), ("c", "b"))
    with pytest.raises(InvalidArg, match=why):
        moments.check_parent(Snapshot(name="a", parent=parent))


def test_one_that_is_told_anew_moves_with_those_that_followed_it() -> None:
    moments = tree(("a", None), ("b", "a"), ("c", "b"))
    moments.current = "b"
    moments.replace(Snapshot(name="b", parent=None))
    assert names(moments.children(None)) == ["b", "a"]
    assert names(moments.descendants("b")) == ["c"]
    assert moments.current == "b"


@given(parents=st.lists(st.integers(0, 20), min_size=1, max_size=20), removed=st.integers(0, 19))
def test_removing_keeps_the_tree_whole(parents: list[int], removed: int) -> None:
    """Whatever the tree, each that is left has a parent that is left, and all are found from the top."""
    edges = [(str(number), str(parent) if parent < number else None) for number, parent in enumerate(parents)]
    moments = tree(*edges)
    name = str(removed % len(edges))
    moments.current = name
    parent, orphans = moments.get(name).parent, names(moments.children(name))
    moments.remove(name)
    assert name not in moments
    assert moments.current == parent
    assert all(moments.get(str(orphan)).parent == parent for orphan in orphans)
    assert sorted(map(str, names(moments.descendants(None)))) == sorted(str(each.name) for each in moments)
    assert len(moments) == len(edges) - 1


def test_removing_all_that_followed_one_makes_it_current_in_their_place() -> None:
    moments = tree(("a", None), ("b", "a"), ("c", "b"), ("d", "b"))
    moments.current = "d"
    moments.remove_descendants("b")
    assert (sorted(str(each.name) for each in moments), moments.current) == (["a", "b"], "b")
