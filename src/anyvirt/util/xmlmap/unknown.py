"""What a document held beyond its class, kept for a client that edits."""

from __future__ import annotations

from typing import NamedTuple

from anyvirt.util.xmlmap.fragment import Fragment


class Leftover(NamedTuple):
    """Of one element: attributes and sub-elements that its class does not know."""

    attributes: dict[str, str]
    fragments: list[Fragment]


Unknown = dict[str, Leftover]
"""By path from the element of the class; the empty path is that element itself."""


def copy_unknown(unknown: Unknown) -> Unknown:
    """A copy that shares nothing that can change."""
    return {path: Leftover(dict(left.attributes), list(left.fragments)) for path, left in unknown.items()}
