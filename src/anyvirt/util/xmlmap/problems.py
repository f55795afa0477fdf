"""A value that the document must not have, and where it stands."""

from __future__ import annotations

from typing import NoReturn

from anyvirt.util.error import InvalidArg, XmlError, libvirtError
from anyvirt.util.xmlmap.tree import Node

_SHOWN = 80  # characters of a wrong value that a message repeats


class Rejected(Exception):
    """Raised by generated code; `document.read` turns it into the error that users see, with line and path."""

    def __init__(
        self, node: Node, path: str, why: str, hint: str | None = None, error: type[libvirtError] = XmlError
    ) -> None:
        super().__init__(path, why)
        self.node, self.path, self.why, self.hint, self.error = node, path, why, hint, error


def wrong_value(node: Node, path: str, value: str, allowed: str, error: type[libvirtError] = XmlError) -> NoReturn:
    """*value* at *path* from *node* is not *allowed*."""
    shown = value if len(value) <= _SHOWN else value[:_SHOWN] + "..."
    raise Rejected(node, path, f"'{shown}' is not {allowed}", error=error)


def missing(node: Node, path: str, allowed: str = "", error: type[libvirtError] = XmlError) -> NoReturn:
    """What must stand at *path* from *node* does not."""
    raise Rejected(node, path, "is required" + (f": {allowed}" if allowed else ""), error=error)


def twice(node: Node, error: type[libvirtError] = XmlError) -> NoReturn:
    """The element that *node* is the second of can be there only once."""
    raise Rejected(node, "", "is there twice, and one at most is allowed", error=error)


def path_to(root: Node, wanted: Node) -> str | None:
    """Tags from below *root* to *wanted*, by identity; empty for the root itself."""
    if root is wanted:
        return ""
    stack = [(root, "")]
    while stack:
        node, path = stack.pop()
        for child in node:
            below = f"{path}/{child.tag}" if path else child.tag
            if child is wanted:
                return below
            stack.append((child, below))
    return None


def wrong_unit(node: Node, value: str, allowed: str) -> NoReturn:
    """The `unit` attribute of *node* is not *allowed*."""
    wrong_value(node, "@unit", value, allowed, InvalidArg)
