"""SASL with a daemon: which mechanism, as whom, and what becomes of the connection then."""

from __future__ import annotations

import getpass
from typing import TYPE_CHECKING, Final

from anyvirt.driver import credentials, settings
from anyvirt.remote.wire import Arrived, Wire
from anyvirt.rpc.programs import program
from anyvirt.sasl import Policy, choose
from anyvirt.sasl import authenticate as exchange
from anyvirt.util.error import AuthFailed

if TYPE_CHECKING:
    from anyvirt.remote.address import Address
    from anyvirt.remote.base import BaseLink
    from anyvirt.sasl import Layer

_REMOTE: Final = program("remote").by_name


async def authenticate(
    link: BaseLink, address: Address, offered: credentials.Credentials | None, wanted: str | None
) -> None:
    """Say who we are, in the way *wanted* or the best one that both ends have.

    Raises:
        AuthUnavailable: there is none.
        AuthFailed: the daemon does not accept us, or has not proved who it is.
        InvalidArg: a name or a password is needed, and nobody gives it.
    """
    policy = _policy(link.wire)
    mechanisms = (await link.call(_REMOTE["AUTH_SASL_INIT"])).mechlist
    mechanism = choose(mechanisms, policy, wanted=wanted)
    name = secret = ""
    if mechanism.needs_password:
        name, secret = await credentials.sasl(address.uri, offered, address.uri.user or getpass.getuser())

    async def send(start: str | None, data: bytes | None) -> tuple[bool, bytes | None]:
        nothing = int(data is None)
        if start is not None:
            ret = await link.call(_REMOTE["AUTH_SASL_START"], (start, nothing, data or b""))
        else:
            ret = await link.call(_REMOTE["AUTH_SASL_STEP"], (nothing, data or b""))
        return bool(ret.complete), None if ret.nil else ret.data

    layer = await exchange(mechanism(name, secret, address.uri.host or "localhost"), send, policy)
    if layer is not None:
        if link.unread:  # somebody on the way may have put it before what the daemon will say
            raise AuthFailed("the daemon has sent something unprotected behind the last step of the authentication")
        link.wire = LayeredWire(link.wire, layer)


def _policy(wire: Wire) -> Policy:
    if wire.local or wire.encrypted:
        return Policy.private(wire.cipher_bits)
    least_ssf = settings.tcp_min_ssf()
    return Policy.plain_tcp() if least_ssf is None else Policy.plain_tcp(least_ssf)


class LayeredWire(Wire):
    """A wire through which a mechanism of SASL encrypts everything."""

    encrypted = True

    def __init__(self, below: Wire, layer: Layer) -> None:
        # The socket is still that of the wire below, which does all that this one does not.
        self._below = below
        self._layer = layer
        self._unsent = memoryview(b"")
        self.takes_fds = False
        self.local = below.local

    def fileno(self) -> int:
        return self._below.fileno()

    def receive(self, size: int) -> Arrived | None:
        while (arrived := self._below.receive(size)) is not None:
            if not arrived.data or (clear := self._layer.unwrap(arrived.data)):
                return Arrived(clear if arrived.data else b"")
        return None

    def send(self, data: bytes | bytearray | memoryview) -> int:
        if not self._unsent:
            self._unsent = memoryview(self._layer.wrap(bytes(data)))
        self._unsent = self._unsent[self._below.send(self._unsent) :]
        return 0 if self._unsent else len(data)  # all of it or nothing: it is asked to send the rest again

    def expect_much(self) -> None:
        self._below.expect_much()

    def wait_readable(self, timeout_s: float | None = None) -> None:
        self._below.wait_readable(timeout_s)

    def wait_writable(self) -> None:
        self._below.wait_writable()

    def cut(self) -> None:
        self._below.cut()

    def close(self) -> None:
        self._below.close()

    def last_words(self) -> str:
        return self._below.last_words()
