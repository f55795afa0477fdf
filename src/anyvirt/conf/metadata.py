"""Metadata: what applications keep in a document, each in a namespace of its own."""

from __future__ import annotations

from anyvirt.util.xmlmap import Fragment


def of_namespaces(metadata: Fragment | None) -> Fragment | None:
    """*metadata* as libvirt keeps it: the first element of each namespace, and none without a namespace."""
    if metadata is None:
        return None
    parts = metadata.parts
    first = {part.namespace: part for part in reversed(parts) if part.namespace}
    kept = [part for part in parts if first.get(part.namespace) is part]
    return metadata if len(kept) == len(parts) else Fragment.build("metadata", kept)
