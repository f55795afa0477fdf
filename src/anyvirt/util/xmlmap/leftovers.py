"""What generated readers do with content that their class does not know."""

from __future__ import annotations

from anyvirt.util.xmlmap.escape import escape_attribute
from anyvirt.util.xmlmap.fragment import Fragment
from anyvirt.util.xmlmap.namespaces import NO_SCOPE
from anyvirt.util.xmlmap.problems import Rejected
from anyvirt.util.xmlmap.tree import MARKUP, Node
from anyvirt.util.xmlmap.unknown import Leftover, Unknown


def _unknown_attributes(node: Node, known: frozenset[str]) -> dict[str, str]:
    return {
        name: value
        for name, value in node.attrib.items()
        if name not in known and name != "xmlns" and not name.startswith("xmlns:")
    }


def keep_attributes(kept: Unknown | None, path: str, node: Node, known: frozenset[str]) -> Unknown | None:
    """Add the attributes of *node* that are not *known*, with the declarations of their prefixes, to *kept*."""
    found = _unknown_attributes(node, known)
    if not found:
        return kept
    scope = getattr(node, "scope", NO_SCOPE)
    for name in list(found):
        prefix, colon, _ = name.partition(":")
        if colon and prefix in scope:
            found[f"xmlns:{prefix}"] = scope[prefix]
    kept = {} if kept is None else kept
    attributes = kept.setdefault(path, Leftover({}, [])).attributes
    for name, value in found.items():
        attributes.setdefault(name, value)
    return kept


def keep_element(kept: Unknown | None, path: str, node: Node) -> Unknown | None:
    """Add *node* to *kept*."""
    if node.tag in MARKUP:
        return kept
    kept = {} if kept is None else kept
    kept.setdefault(path, Leftover({}, [])).fragments.append(Fragment.of_node(node))
    return kept


def refuse_attributes(node: Node, known: frozenset[str]) -> None:
    """Raise Rejected if *node* has an attribute that is not *known*."""
    for name in _unknown_attributes(node, known):
        raise Rejected(node, f"@{name}", "is not known here")


def refuse_element(node: Node) -> None:
    """Raise Rejected if *node* is an element."""
    if node.tag not in MARKUP:
        raise Rejected(node, "", "is not known here")


def kept_attributes(unknown: Unknown, path: str) -> str:
    """The attributes that were kept at *path*, as they are written."""
    if path not in unknown:
        return ""
    return "".join(f" {name}='{escape_attribute(value)}'" for name, value in unknown[path].attributes.items())


def kept_elements(unknown: Unknown, path: str, out: list[str], indent: str) -> None:
    """Write the elements that were kept at *path*."""
    if path in unknown:
        for fragment in unknown[path].fragments:
            fragment.write(out, indent)
