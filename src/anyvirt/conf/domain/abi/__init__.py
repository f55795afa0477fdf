"""What a guest sees of its hardware, and whether two definitions show it the same."""

from __future__ import annotations

from anyvirt.conf.domain.abi.check import abi_differences, check_abi

__all__ = ["abi_differences", "check_abi"]
