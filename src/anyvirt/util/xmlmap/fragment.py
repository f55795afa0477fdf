"""A part of a document that belongs to somebody else: kept whole, written back as libxml2 would."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from anyvirt.util.xmlmap.tree import Node


class Fragment:
    """An element with all that is in it, complete with the namespaces it needs. Never changes.

    Fragments are equal when their text is.
    """

    __slots__ = ("_lines", "namespace", "tag")

    tag: str
    """Name of the element, with its prefix."""
    namespace: str
    """What its prefix stands for; empty for none."""

    def __init__(self, text: str | bytes) -> None:
        """Read *text*, one element.

        Raises:
            XmlDetail: it is malformed.
        """
        # Here and below: what reads documents is loaded with the first one.
        from anyvirt.util.xmlmap.layout import read

        self._set(read(text))

    @classmethod
    def of_node(cls, node: Node) -> Fragment:
        """The fragment of an element of a larger document."""
        self = cls.__new__(cls)
        self._set(node)
        return self

    @classmethod
    def build(cls, tag: str, parts: Iterable[Fragment] = ()) -> Fragment:
        """An element *tag* without attributes around *parts*."""
        inside = "".join(str(part) for part in parts)
        return cls(f"<{tag}>{inside}</{tag}>")

    def _set(self, node: Node) -> None:
        from anyvirt.util.xmlmap.layout import laid_out, namespace_of

        self.tag = node.tag
        self.namespace = namespace_of(node)
        self._lines = laid_out(node)

    @property
    def parts(self) -> tuple[Fragment, ...]:
        """The elements directly in it, each complete in itself."""
        from anyvirt.util.xmlmap.layout import read
        from anyvirt.util.xmlmap.tree import MARKUP

        return tuple(Fragment.of_node(node) for node in read(str(self)) if node.tag not in MARKUP)

    def to_xml(self, *, indent: int = 0) -> str:
        """The element and a newline; lines that start with a tag are indented by *indent* spaces and their depth."""
        out: list[str] = []
        self.write(out, " " * indent)
        return "".join(out)

    def write(self, out: list[str], indent: str) -> None:
        """Append what `to_xml` returns."""
        out.extend(f"{indent}{'  ' * depth}{text}\n" for depth, text in self._lines)

    def __str__(self) -> str:
        return self.to_xml()

    def __repr__(self) -> str:
        return f"Fragment({self.to_xml().rstrip()!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Fragment) and self._lines == other._lines

    def __hash__(self) -> int:
        return hash(self._lines)
