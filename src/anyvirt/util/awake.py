"""Staying awake for a moment instead of sleeping, where what one waits for is most likely about to come.

To fall asleep and to be woken on another processor takes longer than many a call to another process of this host
does. Who has just seen that things come at once can look again and again for a moment.
"""

from __future__ import annotations

import os
from typing import Final

MOMENT_S: Final = 100e-6
"""What comes within it comes at once: twice the time of waking up, once for each side."""


def worthwhile() -> bool:
    """Whether others can work meanwhile: this process may use more than one processor."""
    try:
        return len(os.sched_getaffinity(0)) > 1
    except AttributeError:  # not everywhere
        return (os.cpu_count() or 1) > 1


if hasattr(os, "sched_yield"):
    give_way = os.sched_yield
else:

    def give_way() -> None:
        """Let others have this processor who wait for it; they may be who is waited for."""
