"""A part of a document that belongs to somebody else: kept whole, written back as libxml2 would."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from anyvirt.util.error import XmlDetail
from anyvirt.util.xmlmap.namespaces import NO_SCOPE, bind
from anyvirt.util.xmlmap.tree import CDATA, COMMENT, INSTRUCTION, MARKUP, Malformed, Node, encode, parse_tree

_TEXT = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})
_ATTRIBUTE = _TEXT | str.maketrans({'"': "&quot;", "\t": "&#9;", "\n": "&#10;"})


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
        try:
            root = parse_tree(encode(text), scoped=True)
        except Malformed as exc:
            place = f"line {exc.line}, column {exc.column}: " if exc.line else ""
            raise XmlDetail(f"{place}{exc.why}") from None
        bind(root, NO_SCOPE)
        self._set(root)

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
        scope = getattr(node, "scope", NO_SCOPE)
        prefix, colon, _ = node.tag.partition(":")
        self.tag = node.tag
        self.namespace = scope.get(prefix if colon else "", "")
        lines: list[tuple[int, str]] = []
        _lay_out(node, 0, lines, _missing_declarations(node, scope), preserve=False)
        self._lines = tuple(lines)

    @property
    def parts(self) -> tuple[Fragment, ...]:
        """The elements directly in it, each complete in itself."""
        root = parse_tree(encode(str(self)), scoped=True)
        bind(root, NO_SCOPE)
        return tuple(Fragment.of_node(node) for node in root if node.tag not in MARKUP)

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


def _missing_declarations(node: Node, scope: dict[str, str]) -> dict[str, str]:
    """Namespace declarations, as attributes, that *node* and what is in it take from outside."""
    needed: dict[str, str] = {}
    stack: list[tuple[Node, frozenset[str]]] = [(node, frozenset())]
    while stack:
        current, inside = stack.pop()
        if current.tag in MARKUP:
            continue
        inside |= {name[6:] for name in current.attrib if name == "xmlns" or name.startswith("xmlns:")}
        used = {name.partition(":")[0] for name in current.attrib if ":" in name}
        used.add(current.tag.partition(":")[0] if ":" in current.tag else "")
        for prefix in sorted(used - inside - {"xmlns", "xml"}):
            if scope.get(prefix):
                needed[f"xmlns:{prefix}" if prefix else "xmlns"] = scope[prefix]
        stack.extend((child, inside) for child in current)
    return needed


def _content(node: Node, preserve: bool) -> Iterator[str | Node]:
    """Texts and nodes inside *node*, without the white space that libxml2 takes for indentation.

    That is white space between tags, in an element that has other elements and no text before it.
    """
    if node.text and (preserve or not len(node) or node.text.strip(" \t\r\n")):
        yield node.text
        has_text = True
    else:
        has_text = False
    for position, child in enumerate(node):
        yield child
        is_text = child.tag == CDATA
        has_text |= is_text and position == 0
        if child.tail and (preserve or has_text or is_text or child.tail.strip(" \t\r\n")):
            yield child.tail


def _start_tag(node: Node, declarations: dict[str, str]) -> str:
    """The start tag without its brackets, namespace declarations first."""
    attributes = {name: value for name, value in node.attrib.items() if name.startswith("xmlns")}
    attributes |= {name: value for name, value in declarations.items() if name not in attributes}
    attributes |= node.attrib
    return node.tag + "".join(f' {name}="{value.translate(_ATTRIBUTE)}"' for name, value in attributes.items())


def _preserves(node: Node, inherited: bool) -> bool:
    space = node.attrib.get("xml:space")
    return inherited if space is None else space == "preserve"


def _lay_out(
    node: Node, depth: int, lines: list[tuple[int, str]], declarations: dict[str, str], *, preserve: bool
) -> None:
    """Append the lines of *node*: one for each tag, until an element has text; that one stays on a line."""
    preserve = _preserves(node, preserve)
    content = list(_content(node, preserve))
    if node.tag in MARKUP or not content or any(isinstance(part, str) or part.tag == CDATA for part in content):
        lines.append((depth, _flat(node, declarations, preserve)))
        return
    lines.append((depth, f"<{_start_tag(node, declarations)}>"))
    for part in content:
        assert isinstance(part, Node)
        _lay_out(part, depth + 1, lines, {}, preserve=preserve)
    lines.append((depth, f"</{node.tag}>"))


def _flat(node: Node, declarations: dict[str, str], preserve: bool) -> str:
    """*node* on one line, apart from newlines in its text."""
    if node.tag == COMMENT:
        return f"<!--{node.text or ''}-->"
    if node.tag == CDATA:
        return f"<![CDATA[{node.text or ''}]]>"
    if node.tag == INSTRUCTION:
        return f"<?{node.text or ''}?>"
    preserve = _preserves(node, preserve)
    inside = "".join(
        part.translate(_TEXT) if isinstance(part, str) else _flat(part, {}, preserve)
        for part in _content(node, preserve)
    )
    start = _start_tag(node, declarations)
    return f"<{start}>{inside}</{node.tag}>" if inside else f"<{start}/>"
