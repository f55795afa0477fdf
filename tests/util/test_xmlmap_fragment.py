"""Parts of a document that belong to somebody else come back as libxml2 would write them."""

from __future__ import annotations

import copy
import pickle

import pytest

from anyvirt.util.error import XmlDetail
from anyvirt.util.xmlmap import Fragment
from tests.util.xmlmap_models import Guest


def metadata(text: str, outside: str = "") -> str:
    read = Guest.from_xml(f"<domain type='kvm'{outside}><name>a</name><memory>1</memory>{text}</domain>").metadata
    assert read is not None
    return read.to_xml()


# What libvirt's test driver returns for the same metadata.
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<metadata/>", "<metadata/>\n"),
        ("<metadata></metadata>", "<metadata/>\n"),
        ("<metadata> </metadata>", "<metadata> </metadata>\n"),
        ("<metadata><a/>  <b/></metadata>", "<metadata>\n  <a/>\n  <b/>\n</metadata>\n"),
        ("<metadata>\n\n<a>  </a></metadata>", "<metadata>\n  <a>  </a>\n</metadata>\n"),
        ("<metadata> t <b>x</b> u </metadata>", "<metadata> t <b>x</b> u </metadata>\n"),
        ("<metadata><a/>&gt;'\"<b> <c/> </b></metadata>", "<metadata><a/>&gt;'\"<b><c/></b></metadata>\n"),
        ("<metadata><![CDATA[<c>]]></metadata>", "<metadata><![CDATA[<c>]]></metadata>\n"),
        ("<metadata><e><f/></e><![CDATA[x]]></metadata>", "<metadata><e><f/></e><![CDATA[x]]></metadata>\n"),
        ("<metadata><!-- c\n d --><a/></metadata>", "<metadata>\n  <!-- c\n d -->\n  <a/>\n</metadata>\n"),
        ("<metadata><?pi hello?></metadata>", "<metadata>\n  <?pi hello?>\n</metadata>\n"),
        ("<metadata><b>&#13;x&amp;</b></metadata>", "<metadata>\n  <b>&#13;x&amp;</b>\n</metadata>\n"),
        (
            "<metadata a='\"&apos;&lt;&#10;&#9;'/>",
            '<metadata a="&quot;\'&lt;&#10;&#9;"/>\n',
        ),
        (
            "<metadata><a x='1' xmlns='urn:d'><b/></a></metadata>",
            '<metadata>\n  <a xmlns="urn:d" x="1">\n    <b/>\n  </a>\n</metadata>\n',
        ),
    ],
)
def test_layout(text: str, expected: str) -> None:
    assert metadata(text) == expected


def test_declarations_from_outside_come_along() -> None:
    written = metadata("<metadata a='1'><o:x p:y='2'/></metadata>", " xmlns:o='urn:o' xmlns:p='urn:p' xmlns:q='urn:q'")
    assert written == '<metadata xmlns:o="urn:o" xmlns:p="urn:p" a="1">\n  <o:x p:y="2"/>\n</metadata>\n'


def test_space_is_kept_where_the_document_says_so() -> None:
    assert metadata("<metadata xml:space='preserve'> <a/> </metadata>") == (
        '<metadata xml:space="preserve"> <a/> </metadata>\n'
    )


def test_indentation_leaves_text_alone() -> None:
    fragment = Fragment("<a><b>x\ny</b></a>")
    assert fragment.to_xml(indent=2) == "  <a>\n    <b>x\ny</b>\n  </a>\n"


def test_parts_are_complete_in_themselves() -> None:
    whole = Fragment("<metadata xmlns:o='urn:o'><o:x o:k='v'><o:y/></o:x><!-- c --><z xmlns='urn:z'/></metadata>")
    first, second = whole.parts
    assert (first.tag, first.namespace) == ("o:x", "urn:o")
    assert (second.tag, second.namespace) == ("z", "urn:z")
    assert str(first) == '<o:x xmlns:o="urn:o" o:k="v">\n  <o:y/>\n</o:x>\n'


def test_a_fragment_is_built_around_others() -> None:
    assert str(Fragment.build("metadata", [Fragment("<a/>"), Fragment("<b>x</b>")])) == (
        "<metadata>\n  <a/>\n  <b>x</b>\n</metadata>\n"
    )
    assert str(Fragment.build("metadata")) == "<metadata/>\n"


def test_equality_copies_and_pickles() -> None:
    fragment = Fragment("<a><b/></a>")
    assert fragment == Fragment("<a>\n<b></b></a>") == copy.deepcopy(fragment) == pickle.loads(pickle.dumps(fragment))
    assert hash(fragment) == hash(Fragment(b"<a><b/></a>"))
    assert fragment != Fragment("<a><c/></a>")
    assert repr(Fragment("<a/>")) == "Fragment('<a/>')"


def test_a_malformed_fragment() -> None:
    with pytest.raises(XmlDetail, match="line 1, column 6: mismatched tag"):
        Fragment("<a></b>")


def test_written_fragments_read_the_same() -> None:
    text = "<m xmlns:x='u'> t<x:a b='&#10;'><![CDATA[q]]></x:a><c> </c><!-- d --></m>"
    once = Fragment(text)
    assert Fragment(str(once)) == once
