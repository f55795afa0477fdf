"""The functions of anyvirt.libvirt_qemu, awaitable. What each takes and raises stands there."""

from __future__ import annotations

import os
from collections.abc import Sequence
from operator import index
from typing import TYPE_CHECKING

from anyvirt.aio.domain import virDomain
from anyvirt.conf.store.events import EventKind
from anyvirt.constants import (
    VIR_CONNECT_DOMAIN_QEMU_MONITOR_EVENT_REGISTER_NOCASE,
    VIR_CONNECT_DOMAIN_QEMU_MONITOR_EVENT_REGISTER_REGEX,
    VIR_DOMAIN_QEMU_AGENT_COMMAND_BLOCK,
    VIR_DOMAIN_QEMU_AGENT_COMMAND_DEFAULT,
    VIR_DOMAIN_QEMU_AGENT_COMMAND_MIN,
    VIR_DOMAIN_QEMU_AGENT_COMMAND_NOWAIT,
    VIR_DOMAIN_QEMU_AGENT_COMMAND_SHUTDOWN,
    VIR_DOMAIN_QEMU_MONITOR_COMMAND_DEFAULT,
    VIR_DOMAIN_QEMU_MONITOR_COMMAND_HMP,
)
from anyvirt.events import Subscription
from anyvirt.libvirt_qemu import Handler, matcher, only
from anyvirt.results import MonitorReply
from anyvirt.util.arguments import number, text, unsigned
from anyvirt.util.limits import DESCRIPTORS, at_most

if TYPE_CHECKING:
    from anyvirt.aio.connection import virConnect

__all__ = [
    "VIR_CONNECT_DOMAIN_QEMU_MONITOR_EVENT_REGISTER_NOCASE",
    "VIR_CONNECT_DOMAIN_QEMU_MONITOR_EVENT_REGISTER_REGEX",
    "VIR_DOMAIN_QEMU_AGENT_COMMAND_BLOCK",
    "VIR_DOMAIN_QEMU_AGENT_COMMAND_DEFAULT",
    "VIR_DOMAIN_QEMU_AGENT_COMMAND_MIN",
    "VIR_DOMAIN_QEMU_AGENT_COMMAND_NOWAIT",
    "VIR_DOMAIN_QEMU_AGENT_COMMAND_SHUTDOWN",
    "VIR_DOMAIN_QEMU_MONITOR_COMMAND_DEFAULT",
    "VIR_DOMAIN_QEMU_MONITOR_COMMAND_HMP",
    "qemuAgentCommand",
    "qemuAttach",
    "qemuMonitorCommand",
    "qemuMonitorCommandWithFiles",
    "qemuMonitorEventDeregister",
    "qemuMonitorEventRegister",
]


async def qemuMonitorCommand(domain: virDomain, cmd: str, flags: int) -> str:
    """Send a command to QEMU's monitor."""
    function = "virDomainQemuMonitorCommand"
    domain._conn._check_write(function)
    driver = domain._conn._driver
    return await domain._conn._call(
        driver.domain_qemu_monitor_command(domain._ref, text(cmd, "cmd", function), index(flags))
    )


async def qemuMonitorCommandWithFiles(
    domain: virDomain,
    cmd: str,
    files: Sequence[int] = [],
    flags: int = 0,
) -> MonitorReply:
    """Send a command to QEMU's monitor together with file descriptors."""
    function = "virDomainQemuMonitorCommandWithFiles"
    domain._conn._check_write(function)
    numbers = [index(each) for each in at_most(files, DESCRIPTORS, "files")]
    call = domain._conn._driver.domain_qemu_monitor_command_with_files(
        domain._ref, text(cmd, "cmd", function), numbers, index(flags)
    )
    answer = await domain._conn._call(call)
    return MonitorReply(answer.text, [os.fdopen(each) for each in answer.files])


async def qemuAgentCommand(domain: virDomain, cmd: str, timeout: int, flags: int) -> str:
    """Send a command to the agent inside the guest."""
    function = "virDomainQemuAgentCommand"
    domain._conn._check_write(function)
    call = domain._conn._driver.domain_qemu_agent_command(
        domain._ref, text(cmd, "cmd", function), number(timeout, "timeout"), index(flags)
    )
    return await domain._conn._call(call)


async def qemuAttach(conn: virConnect, pid_value: int, flags: int) -> virDomain:
    """Take over a QEMU that somebody started by hand."""
    function = "virDomainQemuAttach"
    conn._check_write(function)
    call = conn._driver.domain_qemu_attach(unsigned(pid_value, "pid_value", function), index(flags))
    return virDomain(conn, await conn._call(call))


async def qemuMonitorEventRegister(
    conn: virConnect, dom: virDomain | None, event: str | None, cb: Handler, opaque: object, flags: int = 0
) -> int:
    """Call *cb*(conn, dom, event, seconds, microseconds, details, opaque) for what QEMU's monitors tell."""
    conn._check_write("virConnectDomainQemuMonitorEventRegister")
    wanted = matcher(event, flags)
    await conn._call(conn._driver.connect_domain_qemu_monitor_event_register(index(flags)))
    of = conn._ref_of(EventKind.DOMAIN, dom)
    subscription = Subscription(EventKind.QEMU_MONITOR, 0, of, only(wanted, cb), opaque)
    return await conn._listen(subscription, "virConnectDomainQemuMonitorEventRegister")


async def qemuMonitorEventDeregister(conn: virConnect, callbackID: int) -> None:
    """Stop calling the handler registered as *callbackID*."""
    conn._unregister(EventKind.DOMAIN, callbackID)
