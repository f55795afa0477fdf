"""Commands of the user's own for QEMU's monitor and for the guest's agent."""

from __future__ import annotations

import itertools
import json
from typing import Any, Final

from anyvirt import constants as c
from anyvirt.conf.store.jobs import Job
from anyvirt.driver.types import MonitorAnswer
from anyvirt.qemu.core import QemuCore
from anyvirt.util.error import InternalError, InvalidArg
from anyvirt.util.flags import check_flags
from anyvirt.util.refs import DomainRef

_TAINTED: Final = "tainted: custom monitor control commands issued"
_MESSAGES: Final = c.VIR_DOMAIN_MESSAGE_DEPRECATION | c.VIR_DOMAIN_MESSAGE_TAINTING


class Passthrough(QemuCore):
    """What goes past the driver."""

    _ids: Final = itertools.count(1)

    async def domain_qemu_monitor_command(self, dom: DomainRef, cmd: str, flags: int) -> str:
        check_flags(flags, c.VIR_DOMAIN_QEMU_MONITOR_COMMAND_HMP, "virDomainQemuMonitorCommand")
        return await self._command(dom, cmd, [], flags)

    async def domain_qemu_monitor_command_with_files(
        self, dom: DomainRef, cmd: str, files: list[int], flags: int
    ) -> MonitorAnswer:
        check_flags(flags, c.VIR_DOMAIN_QEMU_MONITOR_COMMAND_HMP, "virDomainQemuMonitorCommandWithFiles")
        return MonitorAnswer(await self._command(dom, cmd, files, flags), [])  # QEMU sends none

    async def domain_get_messages(self, dom: DomainRef, flags: int) -> list[str]:
        check_flags(flags, _MESSAGES, "virDomainGetMessages")
        guest = self.find(dom)
        tainted = guest.instance is not None and guest.instance.custom_commands
        return [_TAINTED] if tainted and (not flags or flags & c.VIR_DOMAIN_MESSAGE_TAINTING) else []

    async def connect_domain_qemu_monitor_event_register(self, flags: int) -> None:
        check_flags(
            flags,
            c.VIR_CONNECT_DOMAIN_QEMU_MONITOR_EVENT_REGISTER_REGEX
            | c.VIR_CONNECT_DOMAIN_QEMU_MONITOR_EVENT_REGISTER_NOCASE,
            "virConnectDomainQemuMonitorEventRegister",
        )

    async def domain_qemu_agent_command(self, dom: DomainRef, cmd: str, timeout_s: int, flags: int) -> str:
        from anyvirt.qemu import agent

        check_flags(flags, 0, "virDomainQemuAgentCommand")
        if timeout_s < c.VIR_DOMAIN_QEMU_AGENT_COMMAND_MIN:
            raise InvalidArg(f"guest agent timeout '{timeout_s}' is less than the minimum, -2")
        guest = self.find(dom)
        async with guest.jobs.agent(Job.MODIFY):
            instance = guest.require_instance()
            answer = await agent.ask(guest.require_active(), instance.folder, _parse(cmd, "command"), timeout_s)
        return _compact({"return": answer})

    async def _command(self, dom: DomainRef, cmd: str, files: list[int], flags: int) -> str:
        if len(files) > 1:
            raise InvalidArg(f"QEMU takes one file descriptor with a command, not {len(files)}")
        fd = files[0] if files else None
        by_hand = flags & c.VIR_DOMAIN_QEMU_MONITOR_COMMAND_HMP
        number = f"anyvirt-{next(self._ids)}"
        message: dict[str, Any] = (
            {"execute": "human-monitor-command", "arguments": {"command-line": cmd}} if by_hand else _message(cmd)
        )
        guest = self.find(dom)
        async with guest.jobs.normal(Job.MODIFY):
            instance = guest.require_instance()
            if not instance.custom_commands:
                instance.custom_commands = True
                self.note_status(guest)
            answer = await instance.monitor.pass_through(message, fd)
        if not by_hand:
            return _compact({**answer, "id": number})
        if "return" not in answer:
            raise InternalError(f"QEMU of domain '{guest.name}' refused '{cmd}': {_compact(answer)}")
        return str(answer["return"])


def _message(cmd: str) -> dict[str, Any]:
    message = _parse(cmd, "monitor command")
    if not {"execute", "exec-oob"} & message.keys():
        raise InternalError(f"monitor command has no 'execute': {cmd}", hint='write it as {"execute": "query-status"}')
    if "id" in message:
        raise InternalError("Unable to append command 'id' string: the monitor command has one", hint="leave it out")
    return message


def _parse(cmd: str, what: str) -> dict[str, Any]:
    """The object that *cmd* is.

    Raises:
        InternalError: it is not JSON, or no object. (The class is libvirt's choice.)
    """
    try:
        parsed = json.loads(cmd)
    except (ValueError, RecursionError) as exc:
        raise InternalError(f"cannot parse json {cmd}: {exc}") from exc
    if not isinstance(parsed, dict):
        raise InternalError(f"{what} is not an object of JSON: {cmd}")
    return parsed


def _compact(value: object) -> str:
    return json.dumps(value, separators=(",", ":"))
