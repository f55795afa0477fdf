"""What clients have to show before they may call anything: nothing, that polkit agrees, or a name and a secret."""

from __future__ import annotations

import enum
import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from anyvirt.sasl import Attempts
    from anyvirt.sasl import Server as SaslServer

log = logging.getLogger("anyvirtd.auth")


class AuthType(enum.IntEnum):
    """remote_auth_type."""

    NONE = 0
    SASL = 1
    POLKIT = 2


class Gate:
    """What one client has yet to show.

    Attributes:
        type: how.
        peer: who gives wrong passwords, if it does: an address, or a user of this host.
        attempts: the wrong passwords of all clients.
        exchange: the exchange that is under way.
        failures: wrong answers of this client so far.
    """

    def __init__(
        self,
        type_: AuthType,
        *,
        attempts: Attempts,
        peer: str = "",
        make_exchange: Callable[[], SaslServer] | None = None,
    ) -> None:
        self.type = type_
        self.attempts = attempts
        self.peer = peer
        self.exchange: SaslServer | None = None
        self.failures = 0
        self._make_exchange = make_exchange

    def begin(self) -> SaslServer:
        """The server's side of a new exchange."""
        assert self._make_exchange is not None
        self.exchange = self._make_exchange()
        return self.exchange
