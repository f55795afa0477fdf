"""Commands that print something else on purpose, by how they begin, and why."""

from __future__ import annotations

from typing import Final

INTENDED: Final[dict[str, str]] = {}
