"""The texts and elements that programs attach to domains and networks: virDomainGetMetadata and its kin."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, Protocol

from anyvirt.util.arguments import origin_of
from anyvirt.util.error import InternalError, InvalidArg, NoDomainMetadata, libvirtError
from anyvirt.util.flags import invalid_argument
from anyvirt.util.xmlmap import Fragment
from anyvirt.util.xmlmap.namespaces import NO_SCOPE, bind
from anyvirt.util.xmlmap.tree import MARKUP, Node, ScopedNode, encode, parse_tree

DESCRIPTION: Final = 0
TITLE: Final = 1
ELEMENT: Final = 2

_PREFIX: Final = re.compile(r"[^\W\d][\w.-]*")


class Described(Protocol):
    """A definition that has room for them."""

    title: str | None
    description: str | None
    metadata: Fragment | None


def read(
    definition: Described,
    kind: int,
    uri: str | None,
    *,
    missing: type[libvirtError] = NoDomainMetadata,
    function: str = "virDomainGetMetadata",
) -> str:
    """The description, the title, or the element of namespace *uri*, without its prefix.

    Raises:
        InvalidArg: *kind* is none of these, or *uri* does not go with it.
        NoDomainMetadata, or the class *missing*: there is none.
    """
    found: str | None
    if kind == ELEMENT:
        if uri is None:
            raise _null("uri", function)
        part = next((part for part in _parts(definition) if part.namespace == uri), None)
        found = None if part is None else _without_prefix(part)
    else:
        _check_text(kind, uri, function)
        found = definition.title if kind == TITLE else definition.description
    if not found:
        raise missing("Requested metadata element is not present", origin=origin_of(function))
    return found


def check(
    kind: int, metadata: str | None, key: str | None, uri: str | None, *, function: str = "virDomainSetMetadata"
) -> None:
    """Refuse what `write` could not take.

    Raises:
        InvalidArg, InternalError, XmlDetail: an argument is wrong.
    """
    if kind == ELEMENT:
        if uri is None:
            raise _null("uri", function)
        if metadata is None:
            return
        if key is None:
            raise _null("key", function)
        if not _PREFIX.fullmatch(key):
            raise InternalError(f"metadata: key '{key}' cannot be the prefix of a namespace")
        _element(metadata, key, uri)
        return
    _check_text(kind, uri, function)
    if key is not None:
        raise invalid_argument(f"key in {function} must be NULL", function=function, argument="key")
    if kind == TITLE and metadata and "\n" in metadata:
        raise invalid_argument(
            "metadata: the title has a line break, but must be one line", function=function, argument="metadata"
        )


def write(definition: Described, kind: int, metadata: str | None, key: str | None, uri: str | None) -> None:
    """Set, replace or (with None) remove what `read` finds. The arguments passed `check`."""
    if kind == DESCRIPTION:
        definition.description = metadata or None
    elif kind == TITLE:
        definition.title = metadata or None
    elif metadata is not None or definition.metadata is not None:
        parts = [part for part in _parts(definition) if part.namespace != uri]
        if metadata is not None and key is not None and uri is not None:
            parts.append(_element(metadata, key, uri))
        definition.metadata = Fragment.build("metadata", parts)


def _parts(definition: Described) -> tuple[Fragment, ...]:
    return () if definition.metadata is None else definition.metadata.parts


def _element(text: str, key: str, uri: str) -> Fragment:
    """The element in *text*; what has no namespace in it gets the namespace *uri* by the prefix *key*."""
    Fragment(text)  # reports what is malformed
    root = _tree(text)
    if root.attrib.get(f"xmlns:{key}", uri) != uri:
        raise InternalError(f"prefix '{key}' stands for another XML namespace in the element already")
    for node in _elements(root):
        if ":" not in node.tag and not (isinstance(node, ScopedNode) and node.scope.get("")):
            node.tag = f"{key}:{node.tag}"
    root.attrib.setdefault(f"xmlns:{key}", uri)
    bind(root, NO_SCOPE)
    return Fragment.of_node(root)


def _without_prefix(part: Fragment) -> str:
    root = _tree(str(part))
    prefix, colon, _ = root.tag.rpartition(":")
    for node in _elements(root):
        if colon and node.tag.startswith(f"{prefix}:"):
            node.tag = node.tag[len(prefix) + 1 :]
    root.attrib.pop(f"xmlns:{prefix}" if colon else "xmlns", None)
    bind(root, NO_SCOPE)
    return str(Fragment.of_node(root)).removesuffix("\n")


def _tree(text: str) -> Node:
    root = parse_tree(encode(text), scoped=True)
    bind(root, NO_SCOPE)
    return root


def _elements(root: Node) -> Iterator[Node]:
    stack = [root]
    while stack:
        node = stack.pop()
        if node.tag not in MARKUP:
            yield node
            stack.extend(node)


def _check_text(kind: int, uri: str | None, function: str) -> None:
    if kind not in (DESCRIPTION, TITLE):
        raise InvalidArg(f"unknown metadata type '{kind}'")
    if uri is not None:
        raise invalid_argument(f"uri in {function} must be NULL", function=function, argument="uri")


def _null(argument: str, function: str) -> libvirtError:
    return invalid_argument(f"{argument} in {function} must not be NULL", function=function, argument=argument)
