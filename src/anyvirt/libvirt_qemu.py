"""What only QEMU can do: the functions of libvirt-python's module libvirt_qemu.

The awaitable ones are in anyvirt.aio.libvirt_qemu.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from operator import index
from typing import TYPE_CHECKING, Final

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
from anyvirt.domain import virDomain
from anyvirt.events import Subscription
from anyvirt.results import MonitorReply
from anyvirt.util.arguments import number, refused, text, unsigned
from anyvirt.util.error import InvalidArg
from anyvirt.util.flags import check_flags, invalid_argument
from anyvirt.util.limits import DESCRIPTORS, at_most

if TYPE_CHECKING:
    from anyvirt.connection import virConnect

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

_REGISTER: Final = "virConnectDomainQemuMonitorEventRegister"
_WAYS: Final = (
    VIR_CONNECT_DOMAIN_QEMU_MONITOR_EVENT_REGISTER_REGEX | VIR_CONNECT_DOMAIN_QEMU_MONITOR_EVENT_REGISTER_NOCASE
)
Handler = Callable[..., object]
"""Is called as handler(conn, dom, event, seconds, microseconds, details, opaque)."""


def qemuMonitorCommand(domain: virDomain, cmd: str, flags: int) -> str:
    """Send a command to QEMU's monitor. What it changes is unknown to the driver, so it taints the domain.

    Args:
        domain: which runs.
        cmd: the command, as JSON or, with VIR_DOMAIN_QEMU_MONITOR_COMMAND_HMP, as text.
        flags: VIR_DOMAIN_QEMU_MONITOR_COMMAND_HMP: the command is for the monitor for humans.

    Returns:
        QEMU's answer: JSON with `return` or `error`; with HMP a text.

    Raises:
        OperationInvalid: the domain is not running.
        InternalError: *cmd* is not JSON.
        OperationDenied: the connection is read-only.
        NoSupport: the driver is not QEMU's.

    Source: virDomainQemuMonitorCommand, libvirt 0.8.3.
    """
    function = "virDomainQemuMonitorCommand"
    domain._conn._check_write(function)
    driver = domain._conn._driver
    return domain._conn._call(driver.domain_qemu_monitor_command(domain._ref, text(cmd, "cmd", function), index(flags)))


def qemuMonitorCommandWithFiles(
    domain: virDomain,
    cmd: str,
    files: Sequence[int] = [],
    flags: int = 0,
) -> MonitorReply:
    """The same with file descriptors, such as `getfd` and `add-fd` want.

    Returns:
        QEMU's answer, and open files that came with it.

    Source: virDomainQemuMonitorCommandWithFiles, libvirt 8.2.0.
    """
    function = "virDomainQemuMonitorCommandWithFiles"
    domain._conn._check_write(function)
    numbers = [index(each) for each in at_most(files, DESCRIPTORS, "files")]
    call = domain._conn._driver.domain_qemu_monitor_command_with_files(
        domain._ref, text(cmd, "cmd", function), numbers, index(flags)
    )
    answer = domain._conn._call(call)
    return MonitorReply(answer.text, [os.fdopen(each) for each in answer.files])


def qemuAgentCommand(domain: virDomain, cmd: str, timeout: int, flags: int) -> str:
    """Send a command to the agent inside the guest.

    Args:
        domain: which runs.
        cmd: the command as JSON.
        timeout: seconds, or VIR_DOMAIN_QEMU_AGENT_COMMAND_BLOCK, _DEFAULT or _NOWAIT.
        flags: must be 0.

    Returns:
        The answer as JSON.

    Raises:
        OperationInvalid: the domain is not running.
        ArgumentUnsupported: the domain has no channel to an agent.
        AgentUnresponsive: the agent does not answer in time.
        AgentCommandFailed: the agent refuses the command.

    Source: virDomainQemuAgentCommand, libvirt 0.10.0.
    """
    function = "virDomainQemuAgentCommand"
    domain._conn._check_write(function)
    call = domain._conn._driver.domain_qemu_agent_command(
        domain._ref, text(cmd, "cmd", function), number(timeout, "timeout"), index(flags)
    )
    return domain._conn._call(call)


def qemuAttach(conn: virConnect, pid_value: int, flags: int) -> virDomain:
    """Take over a QEMU that somebody started by hand. No driver of today can, libvirt's neither.

    Source: virDomainQemuAttach, libvirt 0.9.4.
    """
    function = "virDomainQemuAttach"
    conn._check_write(function)
    call = conn._driver.domain_qemu_attach(unsigned(pid_value, "pid_value", function), index(flags))
    return virDomain(conn, conn._call(call))


def qemuMonitorEventRegister(
    conn: virConnect, dom: virDomain | None, event: str | None, cb: Handler, opaque: object, flags: int = 0
) -> int:
    """Call *cb*(conn, dom, event, seconds, microseconds, details, opaque) for what QEMU's monitors tell.

    Args:
        conn: the connection.
        dom: of that domain alone; None for all.
        event: name of the events; None for all.
        cb: the handler. *details* is JSON, or None.
        opaque: what *cb* gets besides.
        flags: VIR_CONNECT_DOMAIN_QEMU_MONITOR_EVENT_REGISTER_REGEX: *event* is a regular expression; _NOCASE: letters
            may be small or capital.

    Returns:
        A number for `qemuMonitorEventDeregister`.

    Raises:
        InvalidArg: *event* is no regular expression, or *dom* is of another connection.
        OperationDenied: the connection is read-only.
        NoSupport: the driver is not QEMU's.

    Source: virConnectDomainQemuMonitorEventRegister, libvirt 1.2.3.
    """
    conn._check_write(_REGISTER)
    wanted = matcher(event, flags)
    conn._call(conn._driver.connect_domain_qemu_monitor_event_register(index(flags)))
    of = conn._ref_of(EventKind.DOMAIN, dom)
    subscription = Subscription(EventKind.QEMU_MONITOR, 0, of, only(wanted, cb), opaque)
    return conn._listen(subscription, _REGISTER)


def qemuMonitorEventDeregister(conn: virConnect, callbackID: int) -> None:
    """Stop calling the handler registered as *callbackID*.

    Source: virConnectDomainQemuMonitorEventDeregister, libvirt 1.2.3.
    """
    conn._unregister(EventKind.DOMAIN, callbackID)


def matcher(event: str | None, flags: int) -> Callable[[str], object]:
    """What says whether a handler for *event* is called for an event of a name.

    Raises:
        InvalidArg: it is no regular expression, or a flag is unknown.
    """
    try:
        check_flags(flags, _WAYS, _REGISTER)
    except InvalidArg as error:
        raise refused(error, _REGISTER) from None
    if event is None:
        return lambda _name: True
    pattern = text(event, "event", _REGISTER)
    if not flags & VIR_CONNECT_DOMAIN_QEMU_MONITOR_EVENT_REGISTER_REGEX:
        pattern = f"^{re.escape(pattern)}$"
    case = re.IGNORECASE if flags & VIR_CONNECT_DOMAIN_QEMU_MONITOR_EVENT_REGISTER_NOCASE else re.NOFLAG
    try:
        return re.compile(pattern, case).search
    except re.error as exc:
        message = f"event of {_REGISTER} is no regular expression: '{event}': {exc}"
        raise refused(invalid_argument(message, function=_REGISTER, argument="event"), _REGISTER) from exc


def only(wanted: Callable[[str], object], handler: Handler) -> Handler:
    """*handler*, called for the events whose names are *wanted* alone."""
    if not callable(handler):
        raise TypeError(f"cb must be callable, not {type(handler).__name__}")

    def filtered(conn: object, dom: object, event: str, *rest: object) -> object:
        return handler(conn, dom, event, *rest) if wanted(event) else None

    return filtered
