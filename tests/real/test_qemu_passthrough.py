"""Commands of the user's own for QEMU's monitor and the guest's agent, and what QEMU tells by itself."""

from __future__ import annotations

import json
import os
import threading

import pytest

from anyvirt import aio, libvirt_qemu, virConnect, virDomain
from anyvirt import constants as c
from anyvirt.aio import libvirt_qemu as awaitable
from anyvirt.error import (
    AgentUnresponsive,
    ArgumentUnsupported,
    InternalError,
    InvalidArg,
    OperationDenied,
    OperationInvalid,
)
from anyvirt.qemu import agent
from tests.real.machines import TIMEOUT_S, bare

pytestmark = pytest.mark.real

HMP = c.VIR_DOMAIN_QEMU_MONITOR_COMMAND_HMP
TAINTED = ["tainted: custom monitor control commands issued"]


@pytest.fixture
def dom(qemu: virConnect) -> virDomain:
    dom = qemu.defineXML(bare())
    dom.create()
    return dom


def test_commands(dom: virDomain) -> None:
    """QEMU's answer comes as it is, a refusal too; the domain is tainted from then on."""
    assert dom.messages() == []
    answer = json.loads(libvirt_qemu.qemuMonitorCommand(dom, '{"execute": "query-status"}', 0))
    assert answer["return"]["status"] == "running"
    assert answer["id"]
    refused = json.loads(libvirt_qemu.qemuMonitorCommand(dom, '{"execute": "nonsense"}', 0))
    assert refused["error"]["class"] == "CommandNotFound"
    assert "VM status: running" in libvirt_qemu.qemuMonitorCommand(dom, "info status", HMP)
    assert "unknown command" in libvirt_qemu.qemuMonitorCommand(dom, "nonsense", HMP)
    assert dom.messages() == dom.messages(c.VIR_DOMAIN_MESSAGE_TAINTING) == TAINTED
    assert dom.messages(c.VIR_DOMAIN_MESSAGE_DEPRECATION) == []


def test_what_is_no_command(dom: virDomain) -> None:
    """It is refused before QEMU sees it."""
    for wrong in ("nonsense", "[]", "{}", '{"execute": "stop", "id": 1}'):
        with pytest.raises(InternalError):
            libvirt_qemu.qemuMonitorCommand(dom, wrong, 0)
    with pytest.raises(InvalidArg, match="unsupported flags"):
        libvirt_qemu.qemuMonitorCommand(dom, "{}", 8)
    with pytest.raises(TypeError):
        libvirt_qemu.qemuMonitorCommand(dom, 5, 0)  # type: ignore[arg-type]
    assert dom.messages() == []
    dom.destroy()
    with pytest.raises(OperationInvalid, match="not running"):
        libvirt_qemu.qemuMonitorCommand(dom, '{"execute": "query-status"}', 0)


def test_what_follows_from_a_command_is_noticed(dom: virDomain) -> None:
    """Whoever pauses the guest, it is paused."""
    libvirt_qemu.qemuMonitorCommand(dom, '{"execute": "stop"}', 0)
    assert dom.state()[0] == c.VIR_DOMAIN_PAUSED


def test_files_go_with_a_command(dom: virDomain) -> None:
    with open(os.devnull) as file:
        command = '{"execute": "getfd", "arguments": {"fdname": "mine"}}'
        answer, files = libvirt_qemu.qemuMonitorCommandWithFiles(dom, command, [file.fileno()])
        assert (json.loads(answer)["return"], files) == ({}, [])
        with pytest.raises(InvalidArg, match="one file descriptor"):
            libvirt_qemu.qemuMonitorCommandWithFiles(dom, command, [file.fileno()] * 2)
    closed = '{"execute": "closefd", "arguments": {"fdname": "mine"}}'
    assert "return" in libvirt_qemu.qemuMonitorCommand(dom, closed, 0)


def test_what_the_monitor_tells(qemu: virConnect, dom: virDomain) -> None:
    """Handlers get the events whose names they want: all, one, by a pattern, whatever the case."""
    heard: dict[str, list[str]] = {}
    changed = threading.Condition()

    def on_event(
        _conn: virConnect, about: virDomain, event: str, seconds: int, micros: int, details: str | None, key: str
    ) -> None:
        with changed:
            assert about.name() == "bare"
            assert seconds > 0
            assert 0 <= micros < 1_000_000
            assert details is None or isinstance(json.loads(details), dict)
            heard.setdefault(key, []).append(event)
            changed.notify_all()

    regex = c.VIR_CONNECT_DOMAIN_QEMU_MONITOR_EVENT_REGISTER_REGEX
    nocase = c.VIR_CONNECT_DOMAIN_QEMU_MONITOR_EVENT_REGISTER_NOCASE
    libvirt_qemu.qemuMonitorEventRegister(qemu, dom, None, on_event, "all")
    libvirt_qemu.qemuMonitorEventRegister(qemu, None, "STOP", on_event, "one")
    libvirt_qemu.qemuMonitorEventRegister(qemu, None, "stop", on_event, "none")
    libvirt_qemu.qemuMonitorEventRegister(qemu, None, "^re", on_event, "pattern", regex | nocase)
    gone = libvirt_qemu.qemuMonitorEventRegister(qemu, dom, None, on_event, "gone")
    libvirt_qemu.qemuMonitorEventDeregister(qemu, gone)
    dom.suspend()
    dom.resume()
    with changed:
        assert changed.wait_for(lambda: "RESUME" in heard.get("pattern", ()), TIMEOUT_S)
    assert heard == {"all": ["STOP", "RESUME"], "one": ["STOP"], "pattern": ["RESUME"]}
    with pytest.raises(InvalidArg, match="no regular expression"):
        libvirt_qemu.qemuMonitorEventRegister(qemu, None, "(", on_event, None, regex)
    with pytest.raises(TypeError):
        libvirt_qemu.qemuMonitorEventRegister(qemu, None, None, None, None)  # type: ignore[arg-type]


def test_a_guest_without_agent(qemu: virConnect, dom: virDomain, monkeypatch: pytest.MonkeyPatch) -> None:
    """There is no channel, or nobody at its other end."""
    with pytest.raises(ArgumentUnsupported, match=r"not configured.*'bare'"):
        libvirt_qemu.qemuAgentCommand(dom, '{"execute": "guest-ping"}', 1, 0)
    monkeypatch.setattr(agent, "_DEFAULT_S", 0.1)
    channel = "<channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel>"
    other = qemu.createXML(bare("other", channel))
    with pytest.raises(AgentUnresponsive, match="'other'"):
        libvirt_qemu.qemuAgentCommand(other, '{"execute": "guest-ping"}', 1, 0)
    with pytest.raises(InvalidArg, match="-3"):
        libvirt_qemu.qemuAgentCommand(other, '{"execute": "guest-ping"}', -3, 0)


async def test_awaitable(qemu: virConnect, dom: virDomain) -> None:
    """The same functions, awaited; readers may not."""
    async with await aio.open(qemu.getURI()) as conn:
        same = await conn.lookupByName("bare")
        assert "return" in await awaitable.qemuMonitorCommand(same, '{"execute": "query-name"}', 0)
        number = await awaitable.qemuMonitorEventRegister(conn, same, None, print, None)
        await awaitable.qemuMonitorEventDeregister(conn, number)
    async with await aio.openReadOnly(qemu.getURI()) as conn:
        same = await conn.lookupByName("bare")
        with pytest.raises(OperationDenied):
            await awaitable.qemuMonitorCommand(same, '{"execute": "quit"}', 0)
        with pytest.raises(OperationDenied):
            await awaitable.qemuMonitorEventRegister(conn, None, None, print, None)
