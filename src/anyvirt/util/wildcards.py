"""Lists of patterns in libvirt's settings: `*` stands for any text, `?` for one character."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache


def matches(name: str, patterns: Sequence[str]) -> bool:
    """Whether one of *patterns* fits the whole *name*."""
    return any(_compiled(pattern).fullmatch(name) for pattern in patterns)


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> re.Pattern[str]:
    # Not the module fnmatch, to which square brackets mean something.
    parts = {"*": ".*", "?": "."}
    return re.compile("".join(parts.get(char) or re.escape(char) for char in pattern), re.DOTALL)
