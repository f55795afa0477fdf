"""polkit: the host's own policy about what processes of its users may do."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from anyvirt.util.error import AuthCancelled, AuthFailed

if TYPE_CHECKING:
    from anyvirtd.identity import Identity

_ANSWER_S: Final = 60.0  # somebody may have to type a password
_STARTTIME: Final = 19  # field of /proc/PID/stat, counted behind the name


async def ask(
    identity: Identity, action: str, details: Mapping[str, str] | None = None, *, interactive: bool = False
) -> None:
    """Have polkit decide whether the process at the other end may do *action*.

    Args:
        details: what the rules of the host can look at. Only root may tell polkit any.
        interactive: whether the user may be asked for a password.

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
    words = ["--action-id", action, "--process", f"{identity.pid},{started},{identity.uid}"]
    for name, value in (details or {}).items():
        words += ["--detail", name, value]
    if interactive:
        words.append("--allow-user-interaction")
    status, said = await _run(action, words)
    if status == 0:
        return
    if "dismissed=true" in said:
        raise AuthCancelled("authentication cancelled by user")
    raise AuthFailed(f"access denied by policy: {action} for {identity}: {said or 'no word from polkit'}")


async def _run(action: str, words: list[str]) -> tuple[int | None, str]:
    try:
        process = await asyncio.create_subprocess_exec(
            "pkcheck",
            *words,
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
        async with asyncio.timeout(_ANSWER_S):
            said, _ = await process.communicate()
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
