"""New UUIDs."""

from __future__ import annotations


def new_uuid() -> str:
    """A random UUID, as documents write it."""
    from uuid import uuid4  # at first use: it asks for the platform, which takes long to import

    return str(uuid4())
