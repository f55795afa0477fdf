"""Constants: calls for QEMU alone."""

from __future__ import annotations

from anyvirt.api.enums.model import Const, Group

GROUPS: tuple[Group, ...] = (
    Group(
        "virConnectDomainQemuMonitorEventRegisterFlags",
        "How a filter of QEMU monitor events is read.",
        (
            Const("VIR_CONNECT_DOMAIN_QEMU_MONITOR_EVENT_REGISTER_REGEX", 1 << 0, "1.2.3"),
            Const("VIR_CONNECT_DOMAIN_QEMU_MONITOR_EVENT_REGISTER_NOCASE", 1 << 1, "1.2.3"),
        ),
    ),
    Group(
        "virDomainQemuAgentCommandTimeoutValues",
        "Special timeouts of a guest agent command.",
        (
            Const("VIR_DOMAIN_QEMU_AGENT_COMMAND_BLOCK", -2, "0.10.0"),
            Const("VIR_DOMAIN_QEMU_AGENT_COMMAND_MIN", -2, "0.10.0"),
            Const("VIR_DOMAIN_QEMU_AGENT_COMMAND_DEFAULT", -1, "0.10.0"),
            Const("VIR_DOMAIN_QEMU_AGENT_COMMAND_NOWAIT", 0, "0.10.0"),
            Const("VIR_DOMAIN_QEMU_AGENT_COMMAND_SHUTDOWN", 60, "1.2.15"),
        ),
    ),
    Group(
        "virDomainQemuMonitorCommandFlags",
        "The language of a monitor command.",
        (
            Const("VIR_DOMAIN_QEMU_MONITOR_COMMAND_DEFAULT", 0, "0.8.8"),
            Const("VIR_DOMAIN_QEMU_MONITOR_COMMAND_HMP", 1 << 0, "0.8.8"),
        ),
    ),
)
