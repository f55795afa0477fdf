"""Texts and elements that programs attach to a domain, as libvirt keeps them."""

from __future__ import annotations

import pytest

from anyvirt.conf.store import metadata
from anyvirt.conf.store.metadata import DESCRIPTION, ELEMENT, TITLE
from anyvirt.testing.documents import small_domain
from anyvirt.util.error import InternalError, InvalidArg, NoDomainMetadata, XmlDetail, libvirtError

URI = "http://example.org/1"


@pytest.mark.parametrize(
    ("text", "kept", "read"),
    [
        ("<a/>", '<k:a xmlns:k="http://example.org/1"/>', "<a/>"),
        ("<a><b/>x</a>", '<k:a xmlns:k="http://example.org/1"><k:b/>x</k:a>', "<a><b/>x</a>"),
        ("<a v='&lt;'>&amp;</a>", '<k:a xmlns:k="http://example.org/1" v="&lt;">&amp;</k:a>', '<a v="&lt;">&amp;</a>'),
        (
            f"<a xmlns='{URI}'><c/></a>",
            '<a xmlns="http://example.org/1" xmlns:k="http://example.org/1">\n      <c/>\n    </a>',
            '<a xmlns:k="http://example.org/1">\n  <c/>\n</a>',
        ),
        (
            "<a><b><c>x</c></b></a>",
            '<k:a xmlns:k="http://example.org/1">\n      <k:b>\n        <k:c>x</k:c>\n      </k:b>\n    </k:a>',
            "<a>\n  <b>\n    <c>x</c>\n  </b>\n</a>",
        ),
        (
            "<a><x:b xmlns:x='http://x'/></a>",
            '<k:a xmlns:k="http://example.org/1">\n      <x:b xmlns:x="http://x"/>\n    </k:a>',
            '<a>\n  <x:b xmlns:x="http://x"/>\n</a>',
        ),
    ],
)
def test_an_element_gets_the_prefix_and_comes_back_without(text: str, kept: str, read: str) -> None:
    domain = small_domain("web")
    metadata.check(ELEMENT, text, "k", URI)
    metadata.write(domain, ELEMENT, text, "k", URI)
    assert f"  <metadata>\n    {kept}\n  </metadata>\n" in domain.to_xml()
    assert metadata.read(domain, ELEMENT, URI) == read


def test_an_element_replaces_the_one_of_its_namespace() -> None:
    domain = small_domain("web")
    for text, key, uri in (("<a/>", "k", URI), ("<b/>", "o", "http://other"), ("<c/>", "n", URI)):
        metadata.write(domain, ELEMENT, text, key, uri)
    assert metadata.read(domain, ELEMENT, URI) == "<c/>"
    assert metadata.read(domain, ELEMENT, "http://other") == "<b/>"
    assert domain.to_xml().count(URI) == 1


def test_removing_the_last_element_leaves_an_empty_place() -> None:
    domain = small_domain("web")
    metadata.write(domain, ELEMENT, None, None, URI)
    assert "<metadata" not in domain.to_xml()
    metadata.write(domain, ELEMENT, "<a/>", "k", URI)
    metadata.write(domain, ELEMENT, None, "k", URI)
    assert "  <metadata/>\n" in domain.to_xml()
    with pytest.raises(NoDomainMetadata):
        metadata.read(domain, ELEMENT, URI)


@pytest.mark.parametrize("kind", [DESCRIPTION, TITLE])
def test_an_empty_text_removes(kind: int) -> None:
    domain = small_domain("web")
    metadata.write(domain, kind, "text", None, None)
    assert metadata.read(domain, kind, None) == "text"
    metadata.write(domain, kind, "", None, None)
    with pytest.raises(NoDomainMetadata, match="Requested metadata element is not present"):
        metadata.read(domain, kind, None)


@pytest.mark.parametrize(
    ("kind", "text", "key", "uri", "error", "words"),
    [
        (TITLE, "a\nb", None, None, InvalidArg, "^metadata: the title has a line break, but must be one line$"),
        (TITLE, "a", None, URI, InvalidArg, "^uri in virDomainSetMetadata must be NULL$"),
        (DESCRIPTION, "a", "k", None, InvalidArg, "^key in virDomainSetMetadata must be NULL$"),
        (ELEMENT, "<a/>", "k", None, InvalidArg, "^uri in virDomainSetMetadata must not be NULL$"),
        (ELEMENT, "<a/>", None, URI, InvalidArg, "^key in virDomainSetMetadata must not be NULL$"),
        (ELEMENT, "<a/>", "1k", URI, InternalError, "key '1k'"),
        (ELEMENT, "<a/>", "", URI, InternalError, "key ''"),
        (ELEMENT, "<a xmlns:k='http://other'/>", "k", URI, InternalError, "'k' stands for another"),
        (ELEMENT, "<a>", "k", URI, XmlDetail, "line 1"),
        (ELEMENT, "", "k", URI, XmlDetail, "line 1"),
        (7, "a", None, None, InvalidArg, "unknown metadata type '7'"),
    ],
)
def test_what_is_refused(
    kind: int, text: str, key: str | None, uri: str | None, error: type[libvirtError], words: str
) -> None:
    with pytest.raises(error, match=words):
        metadata.check(kind, text, key, uri)
