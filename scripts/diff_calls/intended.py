"""The differences that stay, each with its reason. The key is what the comparison prints of the call."""

from __future__ import annotations

INTENDED: dict[str, str] = {}
