"""How a client shows who it is."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from anyvirt.util.error import AuthFailed, libvirtError
from anyvirtd import polkit
from anyvirtd.auth import AuthType, Gate, log

if TYPE_CHECKING:
    from anyvirt.sasl import Answer as SaslAnswer
    from anyvirt.sasl import Server as SaslServer
    from anyvirtd.dispatch.base import Answer, Fds
    from anyvirtd.service import Handler
    from anyvirtd.session import Session

_MANAGE: Final = "org.libvirt.unix.manage"
_MONITOR: Final = "org.libvirt.unix.monitor"


async def auth_list(session: Session, args: Any, fds: Fds) -> Answer:
    client = session.client
    if client.gate is not None and client.gate.type is AuthType.POLKIT and client.identity.uid == 0:
        client.admit()  # polkit would not refuse root anything
    return ([AuthType.NONE if client.gate is None else client.gate.type],)


async def auth_sasl_init(session: Session, args: Any, fds: Fds) -> Answer:
    return (",".join(_gate(session, AuthType.SASL).begin().mechanisms),)


async def auth_sasl_start(session: Session, args: Any, fds: Fds) -> Answer:
    gate = _gate(session, AuthType.SASL)
    return await _go_on(session, gate, lambda exchange: exchange.start(args.mech, None if args.nil else args.data))


async def auth_sasl_step(session: Session, args: Any, fds: Fds) -> Answer:
    gate = _gate(session, AuthType.SASL)
    return await _go_on(session, gate, lambda exchange: exchange.step(None if args.nil else args.data))


async def auth_polkit(session: Session, args: Any, fds: Fds) -> Answer:
    gate = _gate(session, AuthType.POLKIT)
    try:
        action = _MONITOR if session.client.readonly else _MANAGE
        await polkit.ask(session.client.identity, action, interactive=True)
    except AuthFailed as exc:
        _failed(session, gate, exc)
        raise
    session.client.admit()
    return (1,)


def _gate(session: Session, wanted: AuthType) -> Gate:
    gate = session.client.gate
    if gate is None or gate.type is not wanted:
        raise AuthFailed(f"client tried invalid {wanted.name} request", hint="AUTH_LIST says how to go about it")
    return gate


async def _go_on(session: Session, gate: Gate, step: Callable[[SaslServer], SaslAnswer]) -> Answer:
    """One step of an exchange. Whoever has given wrong passwords waits for it, and others do not."""
    from anyvirt.sasl.attempts import LONGEST_S

    exchange, gate.exchange = gate.exchange, None  # two steps at once are none
    client = session.client
    try:
        if exchange is None:
            raise AuthFailed("an exchange begins with its list of mechanisms")
        wait_s = gate.attempts.wait_s(gate.peer)
        if wait_s > LONGEST_S:
            raise AuthFailed(f"{gate.peer} has given too many wrong passwords")
        if wait_s:
            await asyncio.sleep(wait_s)
        answer = await asyncio.to_thread(step, exchange)  # some derive keys from passwords
    except libvirtError as exc:
        _failed(session, gate, exc)
        raise AuthFailed("authentication failed", hint="the log of the daemon says why") from None
    if answer.complete:
        gate.attempts.succeeded(gate.peer)
        assert exchange.username is not None
        client.identity.sasl_user = exchange.username
        client.layer_after_answer = exchange.layer
        client.admit()
    else:
        gate.exchange = exchange
    return int(answer.complete), int(answer.data is None), answer.data or b""


def _failed(session: Session, gate: Gate, why: libvirtError) -> None:
    """The log is told why, the client is not."""
    from anyvirt.sasl.attempts import PER_CONNECTION

    log.warning("%s has not shown who it is: %s", session.client, why.message)
    gate.failures += 1
    gate.attempts.failed(gate.peer)
    if gate.failures >= PER_CONNECTION:
        session.client.close_after_answer = True


HANDLERS: Final[dict[tuple[str, str], Handler]] = {
    ("remote", "AUTH_LIST"): auth_list,
    ("remote", "AUTH_SASL_INIT"): auth_sasl_init,
    ("remote", "AUTH_SASL_START"): auth_sasl_start,
    ("remote", "AUTH_SASL_STEP"): auth_sasl_step,
    ("remote", "AUTH_POLKIT"): auth_polkit,
}
