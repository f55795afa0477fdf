"""Comparing two documents of one kind: the public names."""

from __future__ import annotations

from anyvirt.util.xmlmap.diff import Difference, diff

__all__ = ["Difference", "diff"]
