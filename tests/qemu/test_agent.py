"""Talking to a guest's agent, which is anybody's program."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from anyvirt import constants as c
from anyvirt.conf import Domain
from anyvirt.error import AgentCommandFailed, AgentUnresponsive, ArgumentUnsupported, InternalError
from anyvirt.qemu import agent

Answer = Callable[[dict[str, Any]], bytes | None]
PING = {"execute": "guest-ping"}


def domain(channel: str) -> Domain:
    return Domain.from_xml(f"<domain type='kvm'><name>web</name><devices>{channel}</devices></domain>")


def with_channel(path: Path) -> Domain:
    return domain(
        f"<channel type='unix'><source mode='bind' path='{path}'/>"
        f"<target type='virtio' name='{agent.CHANNEL}'/></channel>"
    )


def reply(value: object) -> bytes:
    return json.dumps(value).encode() + b"\n"


@asynccontextmanager
async def serving(path: Path, answer: Answer, before: bytes = b"") -> AsyncIterator[list[dict[str, Any]]]:
    """An agent at *path*, which sends *before* and what *answer* makes of each command; None ends the connection."""
    heard: list[dict[str, Any]] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(before)
        while line := await reader.readline():
            command = json.loads(line.lstrip(b"\xff"))
            heard.append(command)
            if command["execute"] == "guest-sync":
                writer.write(reply({"return": command["arguments"]["id"]}))
                continue
            data = answer(command)
            if data is None:
                break
            writer.write(data)
        writer.close()

    server = await asyncio.start_unix_server(serve, path)
    async with server:
        yield heard


async def test_answers(tmp_path: Path) -> None:
    """The value of the agent's answer; what somebody else left in the channel is passed over."""
    path = tmp_path / "agent"
    left = b'garbage\n{"return": 5}\n[]\n'
    async with serving(path, lambda command: reply({"return": command}), left) as heard:
        assert await agent.ask(with_channel(path), tmp_path, PING, 5) == PING
        assert [command["execute"] for command in heard] == ["guest-sync", "guest-ping"]
        assert await agent.ask(with_channel(path), tmp_path, PING, c.VIR_DOMAIN_QEMU_AGENT_COMMAND_BLOCK) == PING
        assert await agent.ask(with_channel(path), tmp_path, PING, c.VIR_DOMAIN_QEMU_AGENT_COMMAND_DEFAULT) == PING


async def test_a_refusal_is_an_error_with_the_agents_words(tmp_path: Path) -> None:
    path = tmp_path / "agent"
    async with serving(path, lambda _: reply({"error": {"class": "GenericError", "desc": "no such file"}})):
        with pytest.raises(AgentCommandFailed, match="'guest-ping': no such file"):
            await agent.ask(with_channel(path), tmp_path, PING, 5)
    path.unlink()
    async with serving(path, lambda _: reply({"other": 1})):
        with pytest.raises(InternalError, match="neither a value nor an error"):
            await agent.ask(with_channel(path), tmp_path, PING, 5)


async def test_silence_hanging_up_and_absence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All are an agent that does not respond."""
    path = tmp_path / "agent"
    with pytest.raises(AgentUnresponsive, match="is not connected"):
        await agent.ask(with_channel(path), tmp_path, PING, 1)
    async with serving(path, lambda _: b""):
        with pytest.raises(AgentUnresponsive, match="not responding"):
            await agent.ask(with_channel(path), tmp_path, PING, c.VIR_DOMAIN_QEMU_AGENT_COMMAND_NOWAIT)
    path.unlink()
    async with serving(path, lambda _: None):
        with pytest.raises(AgentUnresponsive, match="hung up"):
            await agent.ask(with_channel(path), tmp_path, PING, 5)


async def test_an_answer_without_end_is_cut_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(agent, "_MAX_LINE", 1024)
    path = tmp_path / "agent"
    async with serving(path, lambda _: b"x" * 10_000):
        with pytest.raises(InternalError, match="longer than 1024 bytes"):
            await agent.ask(with_channel(path), tmp_path, PING, 5)


@pytest.mark.parametrize(
    "channel",
    [
        "",
        f"<channel type='pty'><target type='virtio' name='{agent.CHANNEL}'/></channel>",
        "<channel type='unix'><target type='virtio' name='org.other'/></channel>",
        "<channel type='unix'><source mode='connect' path='/x'/>"
        f"<target type='virtio' name='{agent.CHANNEL}'/></channel>",
    ],
)
async def test_a_domain_must_have_a_channel(tmp_path: Path, channel: str) -> None:
    with pytest.raises(ArgumentUnsupported, match="not configured for domain 'web'"):
        await agent.ask(domain(channel), tmp_path, PING, 1)


def test_the_socket_is_ours_where_the_definition_does_not_say(tmp_path: Path) -> None:
    live = domain(
        f"<channel type='unix'><target type='virtio' name='{agent.CHANNEL}'/><alias name='channel0'/></channel>"
    )
    assert agent.channel_socket(live, tmp_path) == tmp_path / "channel0.sock"
