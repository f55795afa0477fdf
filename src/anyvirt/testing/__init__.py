"""Help for tests: a tiny Linux guest, a console to talk to it, pytest fixtures, a conformance suite for drivers.

Load the fixtures with `pytest_plugins = ["anyvirt.testing.plugin"]`.
"""

from __future__ import annotations

from anyvirt.testing.console import Console, ConsoleClosed, ConsoleTimeout
from anyvirt.testing.guest import GuestUnavailable, TinyGuest, build_guest

__all__ = [
    "SESSION_VARIABLE",
    "Console",
    "ConsoleClosed",
    "ConsoleTimeout",
    "GuestUnavailable",
    "TinyGuest",
    "build_guest",
]

# The environment variable that may name a folder for all that a test session makes, so that it can be found again.
SESSION_VARIABLE = "ANYVIRT_TEST_SESSION"
