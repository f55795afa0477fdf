"""A client's choice among the mechanisms that a server offers, and the exchange with it."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import ClassVar, Final

from anyvirt.sasl.mechanism import FROM_AUTH, Layer, Mechanism, Policy, failed
from anyvirt.sasl.scram import ScramSha1, ScramSha256, ScramSha512
from anyvirt.util.error import AuthUnavailable, libvirtError
from anyvirt.util.wait import in_thread

Send = Callable[[str | None, bytes | None], Awaitable[tuple[bool, bytes | None]]]
"""Makes the call AUTH_SASL_START with a mechanism, or AUTH_SASL_STEP with None, and the data that go with it.

It gives whether the server is done, and its data. No data is None, which is not the same as b""; on the wire `nil` says
which of them it is.
"""

_ROUNDS_MAX: Final = 16  # no mechanism needs half as many


class Plain(Mechanism):
    """PLAIN (RFC 4616): the password as it is."""

    name: ClassVar[str] = "PLAIN"
    needs_password = True
    plaintext = True

    def start(self) -> bytes:
        if not self.username or "\0" in self.username + self.password:
            raise failed("a user name is needed, and neither it nor the password may have a zero byte")
        self.complete = True
        return f"\0{self.username}\0{self.password}".encode()


class External(Mechanism):
    """EXTERNAL (RFC 4422, appendix A): whom the layer below knows us as."""

    name: ClassVar[str] = "EXTERNAL"

    def start(self) -> bytes:
        self.complete = True
        return self.username.encode()


def _known() -> list[type[Mechanism]]:
    """What this client can do, best first."""
    from anyvirt.sasl.gss import Gssapi, has_ticket

    gss: list[type[Mechanism]] = [Gssapi] if has_ticket() else []
    return [External, *gss, ScramSha512, ScramSha256, ScramSha1, Plain]


def choose(offered: str, policy: Policy, *, wanted: str | None = None) -> type[Mechanism]:
    """The mechanism to use.

    Args:
        offered: the server's list, from the answer to AUTH_SASL_INIT.
        wanted: the only one that the user wants, of the URI's `auth=sasl.NAME`.

    Raises:
        AuthUnavailable: none of them can be used; the message says what would be needed.
    """
    names = [name.upper() for name in re.split(r"[,\s]+", offered) if name]
    shown = ", ".join(names) or "none"
    if wanted is not None and wanted.upper() not in names:
        raise _unavailable(f"SASL mechanism {wanted} not supported by server, which has {shown}")
    known = [each for each in _known() if each.name in names and wanted in (None, each.name, each.name.lower())]
    for each in known:
        if policy.admits(each.ssf_max, plaintext=each.plaintext):
            return each
    if known:
        raise _unavailable(
            f"the server's SASL mechanisms ({shown}) would leave this plain connection open to all who listen",
            "connect with TLS (driver+tls://), through ssh (driver+ssh://), or with Kerberos; where nobody can listen, "
            "tcp_min_ssf = 0 in anyvirt.conf lets passwords be checked all the same",
        )
    hint = "Kerberos needs a ticket (kinit) and pip install 'anyvirt[gssapi]'" if "GSSAPI" in names else None
    raise _unavailable(f"no SASL mechanism of the server's ({shown}) can be used here", hint)


async def authenticate(mechanism: Mechanism, send: Send, policy: Policy) -> Layer | None:
    """Go through the whole exchange with the server.

    Returns:
        what all further bytes must go through, or None.

    Raises:
        AuthFailed: the server does not accept us, or has not proved that it is what it claims to be.
    """
    complete, data = await send(mechanism.name, await in_thread(mechanism.start))
    for _ in range(_ROUNDS_MAX):
        if not mechanism.complete:
            # In a thread where an event loop waits: a password takes a while to prove, and a ticket to fetch.
            answer = await in_thread(mechanism.step, data)
        elif data:
            raise failed("the server says more than the mechanism has it say")
        else:
            answer = None
        if complete:
            break
        complete, data = await send(None, answer)
        # A server may end the exchange without a word of its own: `step` had the last one.
    else:
        raise failed("the server goes on asking")
    if not mechanism.complete:
        raise failed("the server says that we are authenticated before it has proved who it is")
    ssf = mechanism.layer.ssf if mechanism.layer is not None else 0
    if max(ssf, policy.external_ssf) < policy.least_ssf:
        raise failed(f"{ssf} bits of protection were agreed on, where {policy.least_ssf} are needed")
    return mechanism.layer


def _unavailable(why: str, hint: str | None = None) -> libvirtError:
    return AuthUnavailable(why, origin=FROM_AUTH, hint=hint)
