"""Unions whose members are told apart by the name of the element, in any order."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anyvirt.util.error import XmlError
from anyvirt.util.xmlmap import Element, attr, child, children, need


class Text(Element, tag="text"):
    content: str = need(".")


class Picture(Element, tag="picture"):
    file: str = need("@file")
    caption: Text | None = child("text")


class Ruler(Element, tag="hr"):
    """Nothing in it."""


class Page(Element, tag="page"):
    number: int | None = attr("@number")
    title: str | None = attr("title")
    parts: list[Text | Picture | Ruler] = children("*")


class Album(Element, tag="album"):
    cover: Picture | Text | None = child("cover/*")
    first: list[Text | Picture] = children("first/*")
    plain: list[Ruler] = children("plain/*")
    a: str | None = attr("a")
    b: str | None = attr("b")
    c: str | None = attr("c")
    d: str | None = attr("d")
    pages: list[Page] = children("page")


PAGE = """\
<page number='3'>
  <title>Summer</title>
  <text>one</text>
  <hr/>
  <picture file='a.png'>
    <text>two</text>
  </picture>
  <text>three</text>
</page>
"""


def test_members_stand_in_the_order_of_the_document() -> None:
    page = Page.from_xml(PAGE)
    assert page.parts == [
        Text(content="one"),
        Ruler(),
        Picture(file="a.png", caption=Text(content="two")),
        Text(content="three"),
    ]
    assert page.to_xml() == PAGE


def test_other_elements_between_them() -> None:
    """Fields around a union keep their elements; what nobody knows is dropped, kept or refused as everywhere."""
    shuffled = "<page><text>one</text><title>Summer</title><video/><hr/></page>"
    assert Page.from_xml(shuffled) == Page(title="Summer", parts=[Text(content="one"), Ruler()])
    assert "<video/>" in Page.from_xml(shuffled, unknown="keep").to_xml()
    with pytest.raises(XmlError, match="page, line 1: video is not known here"):
        Page.from_xml(shuffled, unknown="refuse")


def test_errors_name_the_place() -> None:
    with pytest.raises(XmlError, match="page, line 2: picture/@file is required"):
        Page.from_xml("<page>\n<picture/></page>")


def test_a_single_one_and_deeper_ones() -> None:
    """The first counts; a class with many other elements finds them too."""
    document = "<album><d>4</d><cover><text>t</text><picture file='x'/></cover><plain><hr/></plain></album>"
    album = Album.from_xml(document)
    assert album.cover == Text(content="t")
    assert album.plain == [Ruler()]
    assert Album.from_xml(album.to_xml()) == album == album.copy()
    assert album.copy().cover is not album.cover


def test_what_cannot_be_written_is_named() -> None:
    parts: Any = [Ruler(), "text"]
    with pytest.raises(TypeError, match=r"Page.parts\[1\]: 'text' is not Text or Picture or Ruler"):
        Page(parts=parts).to_xml()


texts = st.builds(Text, content=st.text("ab<&'", min_size=1))
pictures = st.builds(Picture, file=st.text("ab<&'"), caption=st.none() | texts)
pages = st.builds(Page, parts=st.lists(texts | pictures | st.builds(Ruler), max_size=4))


@given(st.builds(Album, cover=st.none() | pictures | texts, first=st.lists(texts | pictures), pages=st.lists(pages)))
def test_what_is_written_reads_the_same(album: Album) -> None:
    assert Album.from_xml(album.to_xml()) == album


class Nameless(Element):
    x: int | None = attr("@x")


class Twin(Element, tag="text"):
    x: int | None = attr("@x")


class TakesNameless(Element, tag="a"):
    parts: list[Text | Nameless] = children("*")


class TakesTwins(Element, tag="a"):
    parts: list[Text | Twin] = children("*")


class TakesTaken(Element, tag="a"):
    note: str | None = attr("text")
    parts: list[Text | Ruler] = children("*")


class LooksInto(Element, tag="a"):
    parts: list[Text | Ruler] = children("*")
    note: str | None = attr("text/@lang")


def test_declarations_that_make_no_sense() -> None:
    cases: list[tuple[type[Element], str]] = [
        (TakesNameless, "Nameless needs a tag to be chosen by it"),
        (TakesTwins, "Twin and .*Text both have the tag 'text'"),
        (TakesTaken, r"\* is taken by another field"),
        (LooksInto, r"\* is an element of its own"),
    ]
    for cls, why in cases:
        with pytest.raises(TypeError, match=why):
            cls.from_xml("<a/>")
