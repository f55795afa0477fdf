"""What the mechanisms of both ends have in common."""

from __future__ import annotations

from typing import ClassVar, Final, NamedTuple, Protocol

from anyvirt.util.error import AuthFailed

FROM_AUTH: Final = 46  # VIR_FROM_AUTH

_SHOWN: Final = 64  # characters

LEAST_SSF: Final = 56
"""Bits of protection that libvirt asks for where it does not encrypt: what Kerberos had with DES."""


class Policy(NamedTuple):
    """What a connection needs from SASL, which depends on what lies below it.

    libvirt's rule, on either end: through TLS or a unix socket any mechanism will do. On plain TCP it must itself
    encrypt what follows (a *security layer*), which of the mechanisms here only GSSAPI does. So a daemon offers
    neither SCRAM nor PLAIN there, and virsh would refuse them.

    Attributes:
        least_ssf: bits of protection that the mechanism, or TLS below it, must give.
        external_ssf: bits that TLS gives.
        plaintext: whether a password may be sent as it is.
    """

    least_ssf: int = LEAST_SSF
    external_ssf: int = 0
    plaintext: bool = False

    @classmethod
    def private(cls, tls_bits: int = 0) -> Policy:
        """Through TLS with a cipher of *tls_bits*, or through a unix socket."""
        return cls(0, tls_bits, plaintext=True)

    @classmethod
    def plain_tcp(cls, least_ssf: int = LEAST_SSF) -> Policy:
        """On plain TCP.

        Args:
            least_ssf: 0 lets SCRAM check passwords, though everything after that can be read and changed on the way.
        """
        return cls(least_ssf)

    def admits(self, ssf: int, *, plaintext: bool) -> bool:
        """Whether a mechanism may be used that gives *ssf* bits."""
        return max(ssf, self.external_ssf) >= self.least_ssf and (self.plaintext or not plaintext)


class Layer(Protocol):
    """What a mechanism does with all bytes once the client is authenticated, in each direction.

    It begins with the first bytes after the answer that said that authentication is complete.
    """

    @property
    def ssf(self) -> int:
        """Bits of protection."""
        ...

    def wrap(self, data: bytes) -> bytes:
        """The bytes to send for *data*."""
        ...

    def unwrap(self, data: bytes) -> bytes:
        """What is in the bytes that have arrived, as far as it is complete.

        Raises:
            AuthFailed: they have been changed on the way; the connection must end.
        """
        ...


class Mechanism:
    """A client's side of one mechanism, for one connection.

    Attributes:
        complete: the other side has proved all that it has to prove.
        layer: None if the connection goes on as it was.
    """

    name: ClassVar[str]
    needs_password: ClassVar[bool] = False
    plaintext: ClassVar[bool] = False
    ssf_max: ClassVar[int] = 0

    def __init__(self, username: str = "", password: str = "", host: str = "localhost") -> None:
        self.username = username
        self.password = password
        self.host = host
        self.complete = False
        self.layer: Layer | None = None

    def start(self) -> bytes | None:
        """What goes with the first call."""
        raise NotImplementedError

    def step(self, data: bytes | None) -> bytes | None:
        """Answer what the server said.

        Raises:
            AuthFailed: it makes no sense, or the server does not know the password itself.
        """
        raise NotImplementedError


def shown(text: str) -> str:
    """*text*, which the other side chose, as a log can have it: short, and on one line."""
    start = text[:_SHOWN]
    return f"'{start}'" if start.isprintable() else ascii(start)


def failed(why: str, hint: str | None = None) -> AuthFailed:
    """An error that says why nobody was authenticated."""
    return AuthFailed(why, origin=FROM_AUTH, hint=hint)
