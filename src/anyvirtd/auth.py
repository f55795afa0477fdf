"""What clients have to show before they may call anything: nothing, that polkit agrees, or a name and a secret."""

from __future__ import annotations

import asyncio
import enum
import logging
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from anyvirt.util.error import AuthCancelled, AuthFailed

if TYPE_CHECKING:
    from anyvirt.sasl import Attempts
    from anyvirt.sasl import Server as SaslServer
    from anyvirtd.identity import Identity

log = logging.getLogger("anyvirtd.auth")

_POLKIT_S: Final = 60.0  # somebody may have to type a password
_STARTTIME: Final = 19  # field of /proc/PID/stat, counted behind the name


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


async def ask_polkit(identity: Identity, action: str) -> None:
    """Have polkit decide whether the process at the other end may do *action*.

    Raises:
        AuthCancelled: the user was asked and does not want to.
        AuthFailed: he may not, or there is no polkit.
    """
    if identity.transport != "unix" or identity.pid is None:
        raise AuthFailed("polkit can be asked about processes of this host alone")
    try:
        started = _start_time(identity.pid)
    except OSError as exc:
        raise AuthFailed(f"process {identity.pid} has gone") from exc
    # Process, start and user together name one process, even when another one gets its number.
    subject = f"{identity.pid},{started},{identity.uid}"
    try:
        process = await asyncio.create_subprocess_exec(
            "pkcheck",
            *("--action-id", action, "--process", subject, "--allow-user-interaction"),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
    except OSError as exc:
        raise AuthFailed(
            f"polkit cannot be asked: pkcheck: {exc.strerror}",
            hint='install polkit, or set auth_unix_rw = "none" and the group and mode of the socket',
        ) from exc
    try:
        async with asyncio.timeout(_POLKIT_S):
            said, _ = await process.communicate()
    except TimeoutError:
        raise AuthFailed(f"polkit has not decided about {action} within {_POLKIT_S:.0f} s") from None
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()
    words = said.decode("utf-8", "replace").strip()
    if process.returncode == 0:
        return
    if "dismissed=true" in words:
        raise AuthCancelled("authentication cancelled by user")
    raise AuthFailed(f"access denied by policy: {action} for {identity}: {words or 'no word from polkit'}")


def _start_time(pid: int) -> str:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[_STARTTIME]
