"""What a document held beyond its class, kept for a client that edits."""

from __future__ import annotations

from dataclasses import dataclass, field

from anyvirt.util.xmlmap.fragment import Fragment


@dataclass(slots=True)
class Leftover:
    """Of one element: attributes and sub-elements that its class does not know."""

    attributes: dict[str, str] = field(default_factory=dict)
    fragments: list[Fragment] = field(default_factory=list)


Unknown = dict[str, Leftover]
"""By path from the element of the class; the empty path is that element itself."""


def copy_unknown(unknown: Unknown) -> Unknown:
    """A copy that shares nothing that can change."""
    return {path: Leftover(dict(left.attributes), list(left.fragments)) for path, left in unknown.items()}
