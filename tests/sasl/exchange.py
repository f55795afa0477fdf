"""Both ends of an exchange, joined without a connection."""

from __future__ import annotations

from threading import RLock

from anyvirt.sasl import Answer, Mechanism, Policy, Server, authenticate
from anyvirt.util.wait import run_inline


def exchange(mechanism: Mechanism, server: Server, policy: Policy) -> list[tuple[bytes | None, Answer]]:
    """Let *mechanism* authenticate to *server*; what each side said."""
    said: list[tuple[bytes | None, Answer]] = []

    async def send(name: str | None, data: bytes | None) -> tuple[bool, bytes | None]:
        answer = server.step(data) if name is None else server.start(name, data)
        said.append((data, answer))
        return answer

    run_inline(authenticate(mechanism, send, policy), RLock())
    return said
