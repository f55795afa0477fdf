"""From text to an object and back, with the errors that users see."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeVar

from anyvirt.util.error import XmlDetail, XmlError
from anyvirt.util.xmlmap.namespaces import bind, declares_namespaces
from anyvirt.util.xmlmap.problems import Rejected, path_to
from anyvirt.util.xmlmap.tree import Malformed, encode, line_of, parse_tree

if TYPE_CHECKING:
    from anyvirt.util.xmlmap.element import Element, OnUnknown

E = TypeVar("E", bound="Element")

# VIR_FROM_XML: libvirt blames it for root elements and attributes, whatever the document.
_FROM_XML: Final = 5


def read(cls: type[E], document: str | bytes, unknown: OnUnknown) -> E:
    """See `Element.from_xml`."""
    kind, namespaces = cls.__xml_tag__, cls.__xml_namespaces__
    try:
        encoded = encode(document)
        scoped = declares_namespaces(encoded.data, namespaces)
        root = parse_tree(encoded, scoped=scoped)
    except Malformed as exc:
        place = f", line {exc.line}" if exc.line else ""
        place += f", column {exc.column}" if exc.column else ""
        raise XmlDetail(f"{kind}{place}: {exc.why}") from None
    try:
        if scoped:
            bind(root, namespaces)
        if root.tag != kind:
            if not kind:
                raise TypeError(f"{cls.__name__} has no tag of its own; it is read as a part of something else")
            raise XmlError(f"expected <{kind}>, found <{root.tag}>", origin=_FROM_XML)
        if unknown == "drop":
            return cls._parse_drop(root)
        if unknown == "keep":
            return cls._parse_keep(root)
        return cls._parse_refuse(root)
    except Rejected as exc:
        path = "/".join(part for part in (path_to(root, exc.node), exc.path) if part) or "text()"
        sentence = f"{path} {exc.why}" if exc.why.startswith("is ") else f"{path}: {exc.why}"
        line = line_of(exc.node, root, encoded)
        # What has a code of its own is found by whoever knows the document.
        origin = _FROM_XML if exc.error is XmlError and exc.path.rpartition("/")[2].startswith("@") else 0
        raise exc.error(f"{kind}, line {line}: {sentence}", hint=exc.hint, origin=origin) from None


def is_well_formed(document: str | bytes) -> bool:
    """Whether *document* is XML, of whatever kind, that can be read here."""
    try:
        parse_tree(encode(document), scoped=False)
    except Malformed:
        return False
    return True


def write(element: Element, indent: str) -> str:
    """See `Element.to_xml`."""
    if not element.__xml_tag__:
        raise TypeError(f"{type(element).__name__} has no tag of its own; it is written as a part of something else")
    out: list[str] = []
    try:
        element._format(out, indent, element.__xml_tag__)
    except (TypeError, ValueError, KeyError, AttributeError) as exc:
        # Values are not checked while writing; only a failure makes it worth to find out which one it was.
        from anyvirt.util.xmlmap.blame import blame

        problem = blame(element)
        if problem is None:
            raise
        raise problem from exc
    return "".join(out)
