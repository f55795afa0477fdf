"""Functions of libvirt_qemu and libvirt_lxc. Their public side is written by hand: it is no class."""

from __future__ import annotations

from anyvirt.api.kinds import (
    DESCRIPTORS,
    DOMAIN,
    DOMAIN_WRITE,
    INT,
    NOT_RUNNING,
    NUMBERS,
    STR,
    TEXT,
    UNSIGNED,
    flags,
    unused_flags,
)
from anyvirt.api.model import Acl, Arg, Function, Owner, Result

COMMAND = Arg("cmd", STR, "the command, as JSON or, with VIR_DOMAIN_QEMU_MONITOR_COMMAND_HMP, as text.")
HMP = flags("VIR_DOMAIN_QEMU_MONITOR_COMMAND_HMP: the command is for the monitor for humans.")
OPEN_LXC = (Acl("domain", "open_namespace"),)

ROWS: tuple[Function, ...] = (
    Function(
        c_name="virDomainQemuMonitorCommand",
        owner=Owner.DOMAIN,
        name="qemuMonitorCommand",
        args=(COMMAND, HMP),
        result=TEXT,
        summary="Send a command to QEMU's monitor. What it changes is unknown to the driver, so it taints the domain.",
        returns="the answer as it came.",
        raises=(NOT_RUNNING, ("InternalError", "the command cannot be read, or QEMU refuses it.")),
        since="0.8.3",
        acl=DOMAIN_WRITE,
        write=True,
    ),
    Function(
        c_name="virDomainQemuMonitorCommandWithFiles",
        owner=Owner.DOMAIN,
        name="qemuMonitorCommandWithFiles",
        args=(COMMAND, Arg("files", DESCRIPTORS, "file descriptors that go with it."), HMP),
        result=Result("tuple[str, list[IO[Any]]]", "MonitorAnswer"),
        summary="Send a command to QEMU's monitor together with file descriptors.",
        returns="the answer as it came, and the file descriptors that came with it.",
        raises=(NOT_RUNNING, ("InternalError", "the command cannot be read, or QEMU refuses it.")),
        since="8.2.0",
        acl=DOMAIN_WRITE,
        write=True,
    ),
    Function(
        c_name="virDomainQemuAgentCommand",
        owner=Owner.DOMAIN,
        name="qemuAgentCommand",
        args=(
            COMMAND._replace(doc="the command as JSON."),
            Arg(
                "timeout",
                INT,
                "seconds, or VIR_DOMAIN_QEMU_AGENT_COMMAND_BLOCK, _DEFAULT or _NOWAIT.",
                driver_name="timeout_s",
            ),
            unused_flags(),
        ),
        result=TEXT,
        summary="Send a command to the guest's agent.",
        returns="the answer as it came.",
        raises=(
            NOT_RUNNING,
            ("AgentUnresponsive", "the guest agent does not answer."),
            ("ArgumentUnsupported", "the domain has no channel to a guest agent."),
        ),
        since="0.10.0",
        acl=DOMAIN_WRITE,
        write=True,
    ),
    Function(
        c_name="virDomainQemuAttach",
        owner=Owner.CONNECT,
        name="qemuAttach",
        args=(Arg("pid_value", UNSIGNED, "process of a QEMU that was started by hand."), unused_flags()),
        result=DOMAIN,
        summary="Take over a QEMU that somebody else started.",
        since="0.9.4",
        acl=(Acl("domain", "start"), Acl("domain", "write")),
        write=True,
    ),
    Function(
        c_name="virDomainLxcOpenNamespace",
        owner=Owner.DOMAIN,
        name="lxcOpenNamespace",
        args=(unused_flags(),),
        result=NUMBERS,
        summary="Open the namespaces of a running container.",
        returns="file descriptors, the caller's to close.",
        raises=(NOT_RUNNING,),
        since="1.0.2",
        acl=OPEN_LXC,
        write=True,
    ),
)
