"""How a fragment reads and lays out the element that it keeps."""

from __future__ import annotations

from collections.abc import Iterator

from anyvirt.util.error import XmlDetail
from anyvirt.util.xmlmap.namespaces import NO_SCOPE, bind
from anyvirt.util.xmlmap.tree import CDATA, COMMENT, INSTRUCTION, MARKUP, Malformed, Node, encode, parse_tree

_TEXT = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})
_ATTRIBUTE = _TEXT | str.maketrans({'"': "&quot;", "\t": "&#9;", "\n": "&#10;"})


def read(text: str | bytes) -> Node:
    """The one element that *text* is, with the namespaces in scope at every element in it.

    Raises:
        XmlDetail: it is malformed.
    """
    try:
        root = parse_tree(encode(text), scoped=True)
    except Malformed as exc:
        place = f"line {exc.line}, column {exc.column}: " if exc.line else ""
        raise XmlDetail(f"{place}{exc.why}") from None
    bind(root, NO_SCOPE)
    return root


def _scope(node: Node) -> dict[str, str]:
    return getattr(node, "scope", NO_SCOPE)


def namespace_of(node: Node) -> str:
    """What the prefix of *node* stands for; empty for none."""
    prefix, colon, _ = node.tag.partition(":")
    return _scope(node).get(prefix if colon else "", "")


def laid_out(node: Node) -> tuple[tuple[int, str], ...]:
    """The lines of *node*, complete with the namespaces it needs: how deep each is, and its text."""
    lines: list[tuple[int, str]] = []
    _lay_out(node, 0, lines, _missing_declarations(node, _scope(node)), preserve=False)
    return tuple(lines)


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
