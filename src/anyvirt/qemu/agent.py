"""Talking to the agent inside a guest, over the channel org.qemu.guest_agent.0: JSON, a line for each message.

Nobody knows what an earlier caller left unread in the channel, so each talk begins with a number of our own that the
agent must say back.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from anyvirt import constants as c
from anyvirt.conf.domain.devices.chardev import CharMode, CharType
from anyvirt.conf.domain.model import Domain
from anyvirt.qemu.command.chardev import default_socket
from anyvirt.qemu.monitor import dial
from anyvirt.util.error import AgentCommandFailed, AgentUnresponsive, ArgumentUnsupported, InternalError

CHANNEL: Final = "org.qemu.guest_agent.0"

_DEFAULT_S: Final = 5.0  # as long as libvirt waits where the caller leaves it to it
_MAX_LINE: Final = 64 * 1024 * 1024  # bytes; an agent may be anybody's program
_FLUSH: Final = b"\xff"  # what the agent's parser takes as the end of whatever came before


def channel_socket(domain: Domain, folder: Path) -> Path:
    """Where the host's end of the agent's channel is; *folder*: of the guest's sockets.

    Raises:
        ArgumentUnsupported: the domain has no such channel, or one that does not end in a socket of ours.
    """
    for channel in domain.channels:
        if channel.name != CHANNEL or channel.type is not CharType.UNIX:
            continue
        source = next(iter(channel.sources), None)
        if source is None or source.path is None:
            assert channel.alias is not None  # a live guest's devices have one
            return default_socket(folder, channel.alias)
        if source.mode is not CharMode.CONNECT:
            return Path(source.path)
    raise ArgumentUnsupported(
        f"QEMU guest agent is not configured for domain '{domain.name}'",
        hint=f"give it <channel type='unix'><target type='virtio' name='{CHANNEL}'/></channel>",
    )


async def ask(domain: Domain, folder: Path, command: Mapping[str, Any], timeout_s: int) -> Any:
    """Send *command* to the agent of *domain*, and return the value that it answers.

    Args:
        domain: the live definition.
        folder: of the guest's sockets.
        command: as the agent's protocol has it.
        timeout_s: seconds, or VIR_DOMAIN_QEMU_AGENT_COMMAND_*.

    Raises:
        ArgumentUnsupported: there is no channel to an agent.
        AgentUnresponsive: nobody answers, or not in time.
        AgentCommandFailed: the agent refuses the command.
    """
    path = channel_socket(domain, folder)
    wait_s: float | None = timeout_s
    if timeout_s == c.VIR_DOMAIN_QEMU_AGENT_COMMAND_BLOCK:
        wait_s = None
    elif timeout_s == c.VIR_DOMAIN_QEMU_AGENT_COMMAND_DEFAULT:
        wait_s = _DEFAULT_S
    try:
        sock = await dial(path, _DEFAULT_S)
        reader, writer = await asyncio.open_unix_connection(sock=sock, limit=_MAX_LINE)
    except OSError as exc:
        raise AgentUnresponsive(
            f"QEMU guest agent of domain '{domain.name}' is not connected: {exc.strerror or exc}"
        ) from exc
    try:
        async with asyncio.timeout(_DEFAULT_S):
            await _synchronize(reader, writer)
        async with asyncio.timeout(wait_s):
            reply = await _exchange(reader, writer, command)
    except TimeoutError as exc:
        raise AgentUnresponsive(
            f"Guest agent is not responding: no answer of domain '{domain.name}' in time",
            hint="is qemu-guest-agent installed and running in the guest?",
        ) from exc
    except (OSError, EOFError) as exc:
        raise AgentUnresponsive(f"the guest agent of domain '{domain.name}' hung up: {exc}") from exc
    finally:
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()
    if "error" in reply:
        error = reply["error"] if isinstance(reply["error"], dict) else {}
        name = command.get("execute", "")
        raise AgentCommandFailed(f"unable to execute QEMU agent command '{name}': {error.get('desc', reply['error'])}")
    if "return" not in reply:
        raise InternalError(f"the guest agent of domain '{domain.name}' answered neither a value nor an error")
    return reply["return"]


async def _synchronize(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    number = secrets.randbelow(2**31)
    writer.write(_FLUSH + _line({"execute": "guest-sync", "arguments": {"id": number}}))
    while (await _read(reader)).get("return") != number:
        pass  # an answer to somebody who did not wait for it


async def _exchange(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, command: Mapping[str, Any]
) -> dict[str, Any]:
    writer.write(_line(command))
    await writer.drain()
    return await _read(reader)


async def _read(reader: asyncio.StreamReader) -> dict[str, Any]:
    """The next message; what is none is passed over."""
    while True:
        try:
            line = await reader.readuntil(b"\n")
        except asyncio.LimitOverrunError as exc:
            raise InternalError(f"the guest agent's answer is longer than {_MAX_LINE} bytes") from exc
        with contextlib.suppress(ValueError, RecursionError):
            message = json.loads(line.lstrip(_FLUSH))
            if isinstance(message, dict):
                return message


def _line(message: Mapping[str, Any]) -> bytes:
    return json.dumps(message, separators=(",", ":")).encode() + b"\n"
