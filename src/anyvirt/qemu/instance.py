"""One running QEMU and all that must be given back when it ends."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from anyvirt import constants as c
from anyvirt.conf.store.objects import DomainObject
from anyvirt.util.error import OperationInvalid
from anyvirt.util.process import Process

if TYPE_CHECKING:
    from anyvirt.qemu.monitor import Monitor


class Ending(NamedTuple):
    """Why a guest ends: the reason of its state, and the detail of the event."""

    reason: int  # VIR_DOMAIN_SHUTOFF_*
    detail: int  # VIR_DOMAIN_EVENT_STOPPED_*


SHUT_DOWN = Ending(c.VIR_DOMAIN_SHUTOFF_SHUTDOWN, c.VIR_DOMAIN_EVENT_STOPPED_SHUTDOWN)
DESTROYED = Ending(c.VIR_DOMAIN_SHUTOFF_DESTROYED, c.VIR_DOMAIN_EVENT_STOPPED_DESTROYED)
CRASHED = Ending(c.VIR_DOMAIN_SHUTOFF_CRASHED, c.VIR_DOMAIN_EVENT_STOPPED_CRASHED)
# Neither a word from QEMU nor a request of ours: what libvirt calls a failure.
DIED = Ending(c.VIR_DOMAIN_SHUTOFF_CRASHED, c.VIR_DOMAIN_EVENT_STOPPED_FAILED)


@dataclass(eq=False, slots=True)
class Instance:
    """A QEMU process under control."""

    process: Process
    monitor: Monitor
    folder: Path  # its sockets; removed when it ends
    accelerator: str
    log: Path
    silent: asyncio.Event  # its monitor has ended; nothing more will be heard
    ports: list[int] = field(default_factory=list)
    vcpu_threads: dict[int, int] = field(default_factory=dict)  # number of the virtual CPU -> thread of QEMU

    ending: Ending | None = None  # known before it has ended: it was asked to, or QEMU said why
    expected: tuple[int, int] | None = (
        None  # reason and event detail of the next pause or run: a call of ours causes it
    )
    custom_commands: bool = False  # somebody talked to its monitor past the driver, which taints it
    reboot_instead: bool = False  # the next shutdown of the guest is half of a reboot
    seen_off: bool = False  # it ends, and its monitor was closed for that; it may still be writing to disks
    restarting: bool = False  # it has shut down and is being started again
    finished: asyncio.Event = field(default_factory=asyncio.Event)  # it has ended, and everything is given back
    watcher: asyncio.Task[None] | None = None
    removals: dict[str, asyncio.Event] = field(default_factory=dict)  # alias of a device that is being unplugged

    def expect_removal(self, alias: str) -> asyncio.Event:
        """What will tell that the device *alias* is gone."""
        return self.removals.setdefault(alias, asyncio.Event())

    def describe(self) -> dict[str, Any]:
        """What a driver that restarts needs to find this again; of JSON's types."""
        return {
            "pid": self.process.pid,
            "started": self.process.started,
            "folder": str(self.folder),
            "accelerator": self.accelerator,
            "log": str(self.log),
            "ports": self.ports,
            "reboot_instead": self.reboot_instead,
            "custom_commands": self.custom_commands,
        }

    def give_back(self, release_port: Callable[[int], None]) -> None:
        """Release what outlives the process."""
        for port in self.ports:
            release_port(port)
        import shutil  # which those who only look need not load

        shutil.rmtree(self.folder, ignore_errors=True)

    def detach(self) -> None:
        """Stop watching; the guest goes on, for the next process that opens the root."""
        if self.watcher is not None:
            self.watcher.cancel()
        self.process.forget()


@dataclass(eq=False, slots=True)
class Launch:
    """A start that is under way."""

    task: asyncio.Task[None]
    destroyed: bool = False  # somebody wants the guest gone before it is there

    async def abandon(self) -> None:
        """End it; on return it is undone, or the guest was there first."""
        self.destroyed = True
        if not self.task.cancelling():  # once is enough: a second time would disturb the clearing up
            self.task.cancel()
        await asyncio.wait([self.task])


class QemuGuest(DomainObject):
    """A domain of the QEMU driver."""

    def __init__(self, name: str, uuid: str) -> None:
        super().__init__(name, uuid)
        self.instance: Instance | None = None
        self.launch: Launch | None = None

    def require_instance(self) -> Instance:
        """The QEMU of this domain.

        Raises:
            OperationInvalid: it does not run, or is just coming up or going down.
        """
        self.require_active()
        if self.instance is None:
            raise OperationInvalid(f"domain '{self.name}' is just starting or stopping")
        return self.instance


def describe_vcpus(answer: list[Mapping[str, Any]]) -> dict[int, int]:
    """The threads of the virtual CPUs, from the answer to query-cpus-fast."""
    return {int(cpu["cpu-index"]): int(cpu["thread-id"]) for cpu in answer}
