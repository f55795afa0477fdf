"""The <domain> document: model, defaults, rules and output, a module each."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from anyvirt.conf.domain.format import format_domain as format_domain
    from anyvirt.conf.domain.model import Domain as Domain

_HOME = {"Domain": "model", "format_domain": "format"}

__all__ = ["Domain", "format_domain"]


def __getattr__(name: str) -> Any:
    """Load what is asked for; defining all the classes takes longer than many a program runs."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_HOME[name]}"), name)
