"""The snapshots or the checkpoints of a domain: each follows the one that was current when it was made, in a tree."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final, Generic, Protocol, TypeVar

from anyvirt.util.error import InvalidArg, OperationFailed, libvirtError

_FROM_DOMAIN: Final = 20  # VIR_FROM_DOMAIN


class Moment(Protocol):
    """What a snapshot and a checkpoint have in common."""

    name: str | None
    parent: str | None


M = TypeVar("M", bound=Moment)


class Moments(Generic[M]):
    """All snapshots, or all checkpoints, of one domain. A moment's own parent field says where it stands.

    Guarded like the domain itself. *kind* is what messages call one; *missing* is the error of an unknown name.
    """

    def __init__(self, kind: str, missing: type[libvirtError]) -> None:
        self._kind = kind
        self._missing = missing
        self._by_name: dict[str, M] = {}
        self._children: dict[str | None, list[str]] = {None: []}  # newest first, as libvirt lists them
        self.current: str | None = None

    def __len__(self) -> int:
        return len(self._by_name)

    def __iter__(self) -> Iterator[M]:
        return iter(tuple(self._by_name.values()))

    def __contains__(self, name: str) -> bool:
        return name in self._by_name

    # Finding

    def get(self, name: str) -> M:
        """Raises:
        NoDomainSnapshot, NoDomainCheckpoint: there is none of that name.
        """
        moment = self._by_name.get(name)
        if moment is None:
            raise self._missing(f"no domain {self._kind} with matching name '{name}'")
        return moment

    def require_current(self) -> M:
        """The one that was made or returned to last.

        Raises:
            NoDomainSnapshot, NoDomainCheckpoint: there is none.
        """
        if self.current is None:
            raise self._missing(f"the domain does not have a current {self._kind}")
        return self._by_name[self.current]

    def parent(self, name: str) -> M:
        """The one that *name* followed.

        Raises:
            NoDomainSnapshot, NoDomainCheckpoint: *name* is not there, or the first of its line.
        """
        above = self.get(name).parent
        if above is None:
            raise self._missing(f"{self._kind} '{name}' does not have a parent")
        return self._by_name[above]

    def is_leaf(self, moment: M) -> bool:
        """Whether nothing followed it."""
        return not self._children[moment.name]

    def children(self, name: str | None) -> list[M]:
        """Those that followed *name* directly; the first ones of their lines for None."""
        return [self._by_name[child] for child in self._children[name]]

    def descendants(self, name: str | None) -> list[M]:
        """Those that followed *name* directly or not, each before those that followed it; all of them for None."""
        found = []
        ahead = self.children(name)[::-1]
        while ahead:
            moment = ahead.pop()
            found.append(moment)
            ahead += self.children(moment.name)[::-1]
        return found

    def select(self, name: str | None, *, direct: bool, topological: bool, passes: Callable[[M], bool]) -> list[M]:
        """Those among the descendants of *name* that pass a filter: each after its parent, where that is asked for."""
        if direct:
            found = self.children(name)
        elif name is None and not topological:
            found = list(self)
        else:
            found = self.descendants(name)
        return [moment for moment in found if passes(moment)]

    # Changing

    def add(self, moment: M) -> None:
        """Take up a new one below its parent.

        Raises:
            OperationFailed: there is one of that name.
        """
        name = _name(moment)
        if name in self._by_name:
            raise OperationFailed(f"domain moment {name} already exists", origin=_FROM_DOMAIN)
        self._by_name[name] = moment
        self._children[name] = []
        self._children[moment.parent].insert(0, name)

    def replace(self, moment: M) -> None:
        """Take up one that may be there already; then it moves below its new parent, with those that followed it."""
        name = _name(moment)
        before = self._by_name.get(name)
        if before is None:
            self.add(moment)
            return
        self._children[before.parent].remove(name)
        self._by_name[name] = moment
        self._children[moment.parent].insert(0, name)

    def check_parent(self, moment: M) -> None:
        """Refuse a parent that would not make a tree.

        Raises:
            InvalidArg: it is not there, or it follows *moment* itself.
        """
        name, above = _name(moment), moment.parent
        if above is None:
            return
        if above == name:
            raise InvalidArg(f"cannot set moment {name} as its own parent", origin=_FROM_DOMAIN)
        if above not in self._by_name:
            raise InvalidArg(f"parent {above} for moment {name} not found", origin=_FROM_DOMAIN)
        while above is not None:
            if above == name:
                raise InvalidArg(f"parent {moment.parent} would create cycle to {name}", origin=_FROM_DOMAIN)
            above = self._by_name[above].parent

    def remove(self, name: str) -> None:
        """Forget one. Those that followed it now follow its parent, which becomes current in its place."""
        above = self.get(name).parent
        orphans = self._children.pop(name)
        for orphan in orphans:
            self._by_name[orphan].parent = above
        siblings = self._children[above]
        siblings.remove(name)
        siblings[:0] = orphans
        del self._by_name[name]
        if self.current == name:
            self.current = above

    def remove_descendants(self, name: str) -> None:
        """Forget all that followed *name*, which becomes current in place of one of them."""
        for moment in reversed(self.descendants(name)):
            self.remove(_name(moment))


def _name(moment: Moment) -> str:
    assert moment.name is not None  # reading a document gives each a name
    return moment.name
