"""Mistakes that type checkers must find. Checked, never run.

mypy --strict complains of an `ignore` that hides nothing, or hides something else than it says.
"""

from __future__ import annotations

import enum

from anyvirt.util.xmlmap import Element, attr, child, children, flag, need, raw


class Kind(enum.Enum):
    ONE = "one"


class Other(enum.Enum):
    ONE = "one"


class Side(Element, tag="side"):
    width: int | None = attr("@width")


class Thing(Element, tag="thing"):
    name: str = need("name")
    kind: Kind = attr("@kind", default=Kind.ONE)
    side: Side | None = child("side")
    words: list[str] = children("words/word")


class Declared(Element, tag="declared"):
    never_none: int = attr("@a")  # type: ignore[assignment]
    other: Kind = attr("@b", default=Other.ONE)  # type: ignore[assignment]
    element: Side = child("side")  # type: ignore[assignment]
    present: str = flag("present")  # type: ignore[assignment]
    several: Side = children("several")  # type: ignore[assignment]
    verbatim: str | None = raw("verbatim")  # type: ignore[assignment]
    unknown_option: int | None = attr("@c", colour=1)  # type: ignore[call-overload]
    unknown_of_need: int = need("@d", colour=1)  # type: ignore[call-arg]
    wrong_of_need: int = need("@e", fmt=1)  # type: ignore[arg-type]
    unknown_of_child: Side | None = child("one", colour=1)  # type: ignore[call-arg]
    unknown_of_children: list[Side] = children("many", absent="x")  # type: ignore[call-arg]


Thing()  # type: ignore[call-arg]
Thing("a")  # type: ignore[call-arg]
Thing(name=1)  # type: ignore[arg-type]
Thing(name="a", colour="red")  # type: ignore[call-arg]
Thing(name="a", kind="one")  # type: ignore[arg-type]
Thing(name="a", side="x")  # type: ignore[arg-type]
Thing(name="a", words="x")  # type: ignore[arg-type]
thing = Thing(name="a")
thing.kind = Other.ONE  # type: ignore[assignment]
thing.colour = "red"  # type: ignore[attr-defined]
width = thing.side.width  # type: ignore[union-attr]
Thing.from_xml(1)  # type: ignore[arg-type]
Thing.from_xml("<thing/>", unknown="ignore")  # type: ignore[arg-type]
