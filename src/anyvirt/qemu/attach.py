"""Reaching a QEMU that runs: one that was just started, or one that an earlier process left."""

from __future__ import annotations

import asyncio
import logging
import signal
from pathlib import Path
from typing import Any

from anyvirt import constants as c
from anyvirt.conf.store.objects import State
from anyvirt.qemu.core import QemuCore
from anyvirt.qemu.instance import Instance, QemuGuest
from anyvirt.qemu.monitor import Monitor
from anyvirt.qemu.reactions import Reactions, begin_restart, restarts
from anyvirt.qemu.refresh import catch_up
from anyvirt.util.error import libvirtError
from anyvirt.util.process import Process

_log = logging.getLogger("anyvirt.qemu")

_GREETING_S = 30.0  # of a QEMU that loads slowly on a busy host


async def find_again(core: QemuCore, guest: QemuGuest, status: dict[str, Any]) -> None:
    """Reconnect to a guest, or note that it ended while nobody watched."""
    folder, silent = Path(status["folder"]), asyncio.Event()
    process = Process.adopt(int(status["pid"]), int(status["started"]))
    if process is None:
        await _bury(core, guest, folder, c.VIR_DOMAIN_SHUTOFF_UNKNOWN)
        return
    try:
        monitor = await connect_monitor(core, guest, folder, silent)
    except libvirtError as exc:
        # It obeys nobody any more, and a second one may not be started on the same disks.
        _log.error("domain '%s' is lost, killing its process %d: %s", guest.name, process.pid, exc)
        process.send_signal(signal.SIGKILL)
        await process.wait()
        await _bury(core, guest, folder, c.VIR_DOMAIN_SHUTOFF_FAILED)
        return
    instance = Instance(
        process,
        monitor,
        folder,
        status["accelerator"],
        Path(status["log"]),
        silent,
        ports=list(status["ports"]),
        reboot_instead=bool(status.get("reboot_instead")),
        custom_commands=bool(status.get("custom_commands")),
    )
    for port in instance.ports:
        core.ports.adopt(port)
    guest.instance = instance
    core.watch(guest, instance)
    try:
        await catch_up(guest, instance)
    except libvirtError as exc:
        _log.error("domain '%s' ended while it was looked at: %s", guest.name, exc)  # the watch cleans up
        return
    if guest.state is State.SHUTDOWN and (instance.reboot_instead or restarts(guest)):
        # It powered off to begin again, and nobody was there to start it.
        begin_restart(core, guest)


async def _bury(core: QemuCore, guest: QemuGuest, folder: Path, reason: int) -> None:
    """Note that the guest is gone, and remove what its process left."""
    import shutil  # which those who only look need not load

    shutil.rmtree(folder, ignore_errors=True)
    await core.settle_status(guest)
    core.store.stop(guest, reason)


async def connect_monitor(core: QemuCore, guest: QemuGuest, folder: Path, silent: asyncio.Event) -> Monitor:
    """The monitor of the QEMU whose sockets are in *folder*; its events go to the reactions of this driver."""
    reactions = Reactions(core, guest)
    return await Monitor.connect(
        folder / "monitor.sock",
        name=f"domain '{guest.name}'",
        on_event=reactions.on_event,
        on_closed=lambda _: silent.set(),
        timeout=_GREETING_S,
    )
