"""How a client shows who it is."""

from __future__ import annotations

import asyncio
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any, Final

from anyvirt.util.error import AuthFailed, libvirtError
from anyvirtd.auth import FAILURE_S, FAILURES_MAX, AuthType, Gate, ask_polkit, log

if TYPE_CHECKING:
    from anyvirtd.auth import Step
    from anyvirtd.dispatch.base import Answer, Fds, Handler
    from anyvirtd.session import Session

_MANAGE: Final = "org.libvirt.unix.manage"
_MONITOR: Final = "org.libvirt.unix.monitor"


async def auth_list(session: Session, args: Any, fds: Fds) -> Answer:
    client = session.client
    if client.gate is not None and client.gate.type is AuthType.POLKIT and client.identity.uid == 0:
        client.admit()  # polkit would not refuse root anything
    return ([AuthType.NONE if client.gate is None else client.gate.type],)


async def auth_sasl_init(session: Session, args: Any, fds: Fds) -> Answer:
    gate = _gate(session, AuthType.SASL)
    if gate.sasl is None:
        raise AuthFailed("this daemon has no SASL", hint="pip install 'anyvirt[daemon]'")
    gate.exchange = gate.sasl(session.client.identity)
    gate.started = False
    return (",".join(gate.exchange.mechanisms()),)


async def auth_sasl_start(session: Session, args: Any, fds: Fds) -> Answer:
    gate = _gate(session, AuthType.SASL)
    if gate.exchange is None or gate.started:
        raise AuthFailed("an exchange begins with its list of mechanisms")
    gate.started = True
    try:
        return await _went(session, gate, await gate.exchange.start(args.mech, None if args.nil else args.data))
    except AuthFailed as exc:
        raise await _failed(session, gate, exc) from None


async def auth_sasl_step(session: Session, args: Any, fds: Fds) -> Answer:
    gate = _gate(session, AuthType.SASL)
    if gate.exchange is None or not gate.started:
        raise AuthFailed("no exchange has begun")
    try:
        return await _went(session, gate, await gate.exchange.step(None if args.nil else args.data))
    except AuthFailed as exc:
        raise await _failed(session, gate, exc) from None


async def auth_polkit(session: Session, args: Any, fds: Fds) -> Answer:
    gate = _gate(session, AuthType.POLKIT)
    try:
        await ask_polkit(session.client.identity, _MONITOR if session.client.readonly else _MANAGE)
    except AuthFailed as exc:
        raise await _failed(session, gate, exc) from None
    session.client.admit()
    return (1,)


def _gate(session: Session, wanted: AuthType) -> Gate:
    gate = session.client.gate
    if gate is None or gate.type is not wanted:
        raise AuthFailed(f"client tried invalid {wanted.name} request", hint="AUTH_LIST says how to go about it")
    return gate


async def _went(session: Session, gate: Gate, step: Step) -> Answer:
    if step.complete:
        if gate.allowed is not None and not any(fnmatchcase(step.user, pattern) for pattern in gate.allowed):
            raise AuthFailed(f"'{step.user}' is not in sasl_allowed_username_list")
        session.client.identity.sasl_user = step.user
        gate.exchange = None
        session.client.admit()
    return int(step.complete), int(step.data is None), step.data or b""


async def _failed(session: Session, gate: Gate, why: AuthFailed) -> libvirtError:
    """What the client is told: not why. It is told late, and not often."""
    log.warning("%s has not shown who it is: %s", session.client, why.message)
    gate.exchange = None
    gate.failures += 1
    await asyncio.sleep(FAILURE_S)
    if gate.failures >= FAILURES_MAX:
        session.client.close_after_answer = True
    if gate.type is AuthType.POLKIT:
        return why
    return AuthFailed("authentication failed", hint="the log of the daemon says why")


HANDLERS: Final[dict[tuple[str, str], Handler]] = {
    ("remote", "AUTH_LIST"): auth_list,
    ("remote", "AUTH_SASL_INIT"): auth_sasl_init,
    ("remote", "AUTH_SASL_START"): auth_sasl_start,
    ("remote", "AUTH_SASL_STEP"): auth_sasl_step,
    ("remote", "AUTH_POLKIT"): auth_polkit,
}
