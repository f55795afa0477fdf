"""What users of xmlmap write and type checkers must accept. Checked, never run."""

from __future__ import annotations

import enum
from typing import assert_type

from anyvirt.util.xmlmap import Element, Fragment, KiB, OnOff, UInt, attr, child, children, flag, need, raw


class Kind(enum.Enum):
    ONE = "one"


class Left(Element, tag="side", const={"type": "left"}):
    width: UInt = attr("@width", default=0)


class Right(Element, tag="side", const={"type": "right"}):
    height: int | None = attr("@height", fmt="#x")


class Base(Element, last=True):
    alias: str | None = attr("alias/@name")


class Thing(Base, tag="thing"):
    name: str = need("name")
    memory: int = need("memory", unit=KiB)
    kind: Kind = attr("@kind", default=Kind.ONE)
    state: OnOff | None = attr("@state")
    quiet: bool = flag("quiet")
    side: Left | Right | None = child("side")
    sides: list[Left | Right] = children("sides/side")
    words: list[str] = children("words/word")
    metadata: Fragment | None = raw("metadata")

    def total(self) -> int:
        return self.memory + len(self.words)


thing = Thing(name="a", memory=1, sides=[Left()], alias="x", state=True)
assert_type(thing.name, str)
assert_type(thing.memory, int)
assert_type(thing.kind, Kind)
assert_type(thing.state, bool | None)
assert_type(thing.side, Left | Right | None)
assert_type(thing.sides, list[Left | Right])
assert_type(thing.metadata, Fragment | None)
assert_type(thing.alias, str | None)
assert_type(Thing.from_xml("<thing/>"), Thing)
assert_type(Thing.from_xml(b"<thing/>", unknown="keep").copy(), Thing)
assert_type(thing.to_xml(indent=2), str)
match thing.side:
    case Left(width=width):
        assert_type(width, int)
    case Right() | None:
        pass
