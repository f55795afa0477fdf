"""What only some systems have, and what stands in its place on the others: a client is to run on any of them."""

from __future__ import annotations

import os
from collections.abc import Callable


def is_root() -> bool:
    """Whether this process may do everything. Where there is no root, none may."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def after_fork(function: Callable[[], None]) -> None:
    """Have each child process that is forked off this one call *function* first. Where nothing forks, nothing does."""
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=function)
