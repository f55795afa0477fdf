"""Prefixes of a document brought to those that our classes use."""

from __future__ import annotations

from collections.abc import Mapping

from anyvirt.util.xmlmap.problems import Rejected
from anyvirt.util.xmlmap.tree import MARKUP, Node, ScopedNode

NO_SCOPE: dict[str, str] = {}


def declares_namespaces(data: bytes, known: Mapping[str, str]) -> bool:
    """Whether *data* needs `bind`. Most documents do not."""
    return b"xmlns" in data or any(b"<%s:" % prefix.encode() in data for prefix in known)


def bind(root: Node, known: Mapping[str, str]) -> None:
    """Note the namespaces in scope at every element, and give elements in a *known* one the prefix it is known by.

    Raises:
        Rejected: a known prefix stands for nothing, or for something else, so that libvirt would overlook the element.
    """
    prefix_of = {namespace: prefix for prefix, namespace in known.items()}
    stack: list[tuple[Node, dict[str, str]]] = [(root, NO_SCOPE)]
    while stack:
        node, scope = stack.pop()
        declared = {
            name[6:]: value for name, value in node.attrib.items() if name == "xmlns" or name.startswith("xmlns:")
        }
        if declared:
            scope = scope | declared
        prefix, colon, local = node.tag.partition(":")
        if colon and node.tag not in MARKUP:
            namespace = scope.get(prefix, "")
            if namespace in prefix_of:
                node.tag = f"{prefix_of[namespace]}:{local}"
                if prefix_of[namespace] != prefix:
                    scope = scope | {prefix_of[namespace]: namespace}
            elif prefix in known:
                hint = f"declare xmlns:{prefix}='{known[prefix]}' at the root element"
                raise Rejected(node, "", f"prefix '{prefix}' is not bound to {known[prefix]}", hint)
        if isinstance(node, ScopedNode):
            node.scope = scope
        stack.extend((child, scope) for child in node)
