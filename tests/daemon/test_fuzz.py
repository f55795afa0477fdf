"""A short run of what tests/daemon/fuzz.py does for longer."""

from __future__ import annotations

import random

from anyvirt.testing.daemon import PrivateDaemon
from tests.daemon.fuzz import fuzz

SECONDS = 8.0


def test_random_packets_do_a_daemon_no_harm(daemon: PrivateDaemon) -> None:
    seed = random.SystemRandom().randrange(2**32)
    assert fuzz(daemon, SECONDS, seed) > 500
    assert daemon.stop() == 0, f"seed {seed}"
    surprises = [part for part in daemon.log.read_text().split("\n20") if "Traceback" in part]
    assert not surprises, f"seed {seed}: {surprises[0]}"
