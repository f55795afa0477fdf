"""polkit: the host's own policy about what processes of its users may do."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from anyvirt.util.error import AuthCancelled, AuthFailed, AuthUnavailable, libvirtError

if TYPE_CHECKING:
    from anyvirtd.identity import Identity

log = logging.getLogger("anyvirtd.polkit")

VIR_FROM_POLKIT: Final = 60
_ANSWER_S: Final = 60.0  # somebody may have to type a password
_STARTTIME: Final = 19  # field of /proc/PID/stat, counted behind the name

# What pkcheck exits with. Anything else is an error of its own.
_YES: Final = 0
_NO: Final = 1
_CHALLENGE: Final = 2  # yes for who types a password, and there is nobody to ask him for it
_DISMISSED: Final = 3  # he was asked, and did not


async def ask(
    identity: Identity, action: str, details: Mapping[str, str] | None = None, *, interactive: bool = False
) -> None:
    """Have polkit decide whether the process at the other end may do *action*.

    Args:
        details: what the rules of the host can look at. Only root may tell polkit any.
        interactive: whether the user may be asked for a password.

    Raises:
        AuthCancelled: the user was asked and does not want to.
        AuthUnavailable: he may if he types a password, and has no agent that asks him for it, or must not be asked. A
            client can start an agent, and try again.
        AuthFailed: he may not, or there is no polkit.
    """
    try:
        await _ask(identity, action, details or {}, interactive)
    except libvirtError as exc:
        exc.origin = VIR_FROM_POLKIT  # by which clients know what to do about it
        raise


async def _ask(identity: Identity, action: str, details: Mapping[str, str], interactive: bool) -> None:
    if identity.transport != "unix" or identity.pid is None:
        raise AuthFailed("polkit can be asked about processes of this host alone")
    try:
        started = _start_time(identity.pid)
    except OSError as exc:
        raise AuthFailed(f"process {identity.pid} has gone") from exc
    # Process, start and user together name one process, even when another one gets its number.
    words = ["--action-id", action, "--process", f"{identity.pid},{started},{identity.uid}"]
    for name, value in details.items():
        words += ["--detail", name, value]
    if interactive:
        words.append("--allow-user-interaction")
    status, said = await _run(action, words)
    if status == _YES:
        return
    if status == _NO:
        raise AuthFailed(f"access denied by policy: {action} for {identity}")
    if status == _CHALLENGE:
        raise AuthUnavailable(
            f"no polkit agent available to authenticate action '{action}' for {identity}",
            hint="start one for that process: pkttyagent --process PID",
        )
    if status == _DISMISSED:
        raise AuthCancelled("authentication cancelled by user")
    what = f"polkit cannot be asked about {action} for {identity}: {said or f'status {status}'}"
    hint = None
    if "not registered" in said:
        hint = "copy anyvirt's data/polkit/anyvirt.policy to /usr/share/polkit-1/actions"
    log.warning("%s%s", what, f" ({hint})" if hint else "")
    raise AuthFailed(what, hint=hint)


async def _run(action: str, words: list[str]) -> tuple[int | None, str]:
    """What pkcheck exits with, and what it says about that."""
    try:
        process = await asyncio.create_subprocess_exec(
            "pkcheck",
            *words,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,  # details of the answer
            stderr=asyncio.subprocess.PIPE,
        )
    except OSError as exc:
        raise AuthFailed(
            f"polkit cannot be asked: pkcheck: {exc.strerror}",
            hint='install polkit, or set auth_unix_rw = "none" and the group and mode of the socket',
        ) from exc
    try:
        async with asyncio.timeout(_ANSWER_S):
            _, said = await process.communicate()
    except TimeoutError:
        raise AuthFailed(f"polkit has not decided about {action} within {_ANSWER_S:.0f} s") from None
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()
    return process.returncode, said.decode("utf-8", "replace").strip()


def _start_time(pid: int) -> str:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[_STARTTIME]
