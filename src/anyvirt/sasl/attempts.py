"""How fast passwords may be tried: each wrong one makes whoever gave it wait longer, up to a minute."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Final

FREE: Final = 2  # wrong passwords that cost nothing: people mistype
FIRST_S: Final = 1.0
LONGEST_S: Final = 60.0
FORGET_S: Final = 15 * 60.0
REMEMBERED: Final = 4096  # peers; beyond them the one that failed longest ago is forgotten
PER_CONNECTION: Final = 3
"""Wrong passwords after which a daemon hangs up."""


class _Peer:
    def __init__(self) -> None:
        self.failures = 0
        self.last = 0.0
        self.next_turn = 0.0


class Attempts:
    """The wrong passwords of all connections, by who gave them: an address of TCP, or a user of a unix socket.

        wait = attempts.wait_s(peer)          # before `Server.start`; more than LONGEST_S: refuse at once
        ...
        attempts.failed(peer)                 # or attempts.succeeded(peer)

    One that opens many connections at once waits with each of them for all those before it.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._peers: OrderedDict[str, _Peer] = OrderedDict()

    def wait_s(self, peer: str) -> float:
        """For how long the next password of *peer* must wait until it is looked at. Asking takes the turn."""
        known = self._peers.get(peer)
        if known is None or known.failures <= FREE:
            return 0.0
        now = self._clock()
        if now - known.last > FORGET_S:
            del self._peers[peer]
            return 0.0
        turn = max(now, known.next_turn)
        wait = turn - now
        if wait <= LONGEST_S:  # who is refused takes no turn
            known.next_turn = turn + _pause(known.failures)
        return wait

    def failed(self, peer: str) -> None:
        """*peer* gave a wrong password."""
        known = self._peers.setdefault(peer, _Peer())
        self._peers.move_to_end(peer)
        now = self._clock()
        if now - known.last > FORGET_S:
            known.failures = 0
        known.failures += 1
        known.last = now
        if known.failures > FREE:
            known.next_turn = max(known.next_turn, now + _pause(known.failures))
        if len(self._peers) > REMEMBERED:
            self._peers.popitem(last=False)

    def succeeded(self, peer: str) -> None:
        """*peer* gave a right password: what was wrong before is forgotten."""
        self._peers.pop(peer, None)


def _pause(failures: int) -> float:
    return min(FIRST_S * 2.0 ** min(failures - FREE - 1, 16), LONGEST_S)
