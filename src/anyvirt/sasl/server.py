"""A daemon's side of SASL, for one connection."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Sequence
from typing import Final, NamedTuple

from anyvirt.sasl.gss import SSF_MAX, GssapiServer, has_key
from anyvirt.sasl.mechanism import FROM_AUTH, Layer, Policy, failed, shown
from anyvirt.sasl.scram import Keys, ScramServer, prepared
from anyvirt.sasl.users import ITERATIONS, Users
from anyvirt.util.error import AuthUnavailable
from anyvirt.util.wildcards import matches

_SCRAM: Final = "SCRAM-SHA-256"
MECHANISMS: Final = ("EXTERNAL", "GSSAPI", _SCRAM, "PLAIN")
"""What a daemon can offer, best first."""

USUAL: Final = ("GSSAPI", _SCRAM, "PLAIN")
"""What it offers unless the configuration says more. With EXTERNAL nobody would be asked for anything any more."""

# Of this process: what an unknown user's salt is made from, so that it stays the same, as a known one's does.
_secret = secrets.token_bytes(32)


class Answer(NamedTuple):
    """What goes back to the client. `nil` on the wire is `data is None`."""

    complete: bool
    data: bytes | None


class Server:
    """Finds out who a client is.

    Args:
        users: who has a password.
        policy: what the connection needs.
        wanted: the mechanisms that the configuration allows, of `MECHANISMS`.
        external: whom the layer below knows the client as: the name of its certificate, or the user of its socket.
        allowed: patterns of user names, `sasl_allowed_username_list`; None: any.

    Attributes:
        username: who the client is, once an answer was complete.
        layer: what all bytes after that answer must go through, or None.
    """

    def __init__(
        self,
        users: Users,
        policy: Policy,
        *,
        wanted: Sequence[str] = USUAL,
        external: str | None = None,
        allowed: Sequence[str] | None = None,
    ) -> None:
        self._users = users
        self._policy = policy
        self._wanted = {each.upper() for each in wanted}
        self._external = external
        self._allowed = allowed
        self._running: ScramServer | GssapiServer | None = None
        self.username: str | None = None
        self.layer: Layer | None = None

    @property
    def mechanisms(self) -> list[str]:
        """What to offer to the client.

        Raises:
            AuthUnavailable: nothing can be used on such a connection.
        """
        found = [each for each in MECHANISMS if self._usable(each)]
        if not found:
            raise AuthUnavailable(
                "no SASL mechanism can be used on this connection",
                origin=FROM_AUTH,
                hint="passwords need TLS, or a unix socket; plain TCP needs Kerberos",
            )
        return found

    def _usable(self, mechanism: str) -> bool:
        if mechanism not in self._wanted:
            return False
        match mechanism:
            case "EXTERNAL":
                return self._external is not None and self._policy.admits(0, plaintext=False)
            case "GSSAPI":
                return self._policy.admits(SSF_MAX, plaintext=False) and has_key()
            case "PLAIN":
                return self._policy.admits(0, plaintext=True)
            case _:
                return mechanism == _SCRAM and self._policy.admits(0, plaintext=False)

    def start(self, mechanism: str, data: bytes | None) -> Answer:
        """Begin, or begin again. With PLAIN it computes for some 10 ms: best called in a worker thread.

        Raises:
            AuthFailed: it was not offered, or the client is not who it says. The text is for the log alone.
        """
        self.username = self._running = self.layer = None
        if mechanism not in MECHANISMS or not self._usable(mechanism):
            raise failed(f"the client wants the SASL mechanism {shown(mechanism)}, which was not offered")
        match mechanism:
            case "EXTERNAL":
                return self._done(self._known_below(data))
            case "PLAIN":
                return self._done(self._plain(data))
            case "GSSAPI":
                self._running = GssapiServer(self._policy)
            case _:
                self._running = ScramServer(mechanism, self._keys)
        return self.step(data)

    def step(self, data: bytes | None) -> Answer:
        """Go on. Raises as `start` does; the exchange has ended then."""
        running, self._running = self._running, None
        if running is None:
            raise failed("the client goes on with what it has not begun")
        complete, answer = running.step(data)
        if not complete:
            self._running = running
            return Answer(False, answer)
        if isinstance(running, GssapiServer):
            self.layer = running.layer
            return self._done(running.username, answer, running.principal)
        return self._done(running.username, answer)

    def _done(self, username: str, data: bytes | None = None, other_name: str | None = None) -> Answer:
        names = (username, other_name or username)
        if self._allowed is not None and not any(matches(name, self._allowed) for name in names):
            self.layer = None
            raise failed(f"user {shown(username)} is not allowed", "add it to sasl_allowed_username_list")
        self.username = username
        return Answer(True, data)

    def _known_below(self, data: bytes | None) -> str:
        assert self._external is not None
        asked = (data or b"").decode(errors="replace")
        if asked not in ("", self._external):
            raise failed(f"'{self._external}' may not act for {shown(asked)}")
        return self._external

    def _plain(self, data: bytes | None) -> str:
        parts = (data or b"").split(b"\0")
        if len(parts) != 3:
            raise failed("the client's message is not one of PLAIN's")
        try:
            acts_for, name, password = (part.decode() for part in parts)
            name = prepared(name)
        except UnicodeDecodeError as exc:
            raise failed("a message is not in UTF-8") from exc
        # An unknown user's take as long, so that nobody learns from the time who is known.
        if not self._keys(name).fits(password):
            raise failed(f"user {shown(name)} is unknown, or gave a wrong password")
        if acts_for not in ("", name):
            raise failed(f"user {shown(name)} may not act for {shown(acts_for)}")
        return name

    def _keys(self, name: str) -> Keys:
        """The user's keys, or some that no password fits."""
        found = self._users.keys(name)
        if found is not None:
            return found
        salt = hmac.digest(_secret, name.encode(), "sha256")[:16]
        return Keys(_SCRAM, ITERATIONS, salt, secrets.token_bytes(32), secrets.token_bytes(32))
