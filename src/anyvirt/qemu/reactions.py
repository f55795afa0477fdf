"""What the driver does when QEMU says that something happened: one short method for each event of QMP."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from anyvirt import constants as c
from anyvirt.conf.store.events import Event, EventKind
from anyvirt.conf.store.jobs import Job
from anyvirt.conf.store.objects import State
from anyvirt.qemu.instance import CRASHED, SHUT_DOWN, QemuGuest

if TYPE_CHECKING:
    from anyvirt.qemu.core import QemuCore

_WATCHDOG: Final = {
    "none": c.VIR_DOMAIN_EVENT_WATCHDOG_NONE,
    "pause": c.VIR_DOMAIN_EVENT_WATCHDOG_PAUSE,
    "reset": c.VIR_DOMAIN_EVENT_WATCHDOG_RESET,
    "poweroff": c.VIR_DOMAIN_EVENT_WATCHDOG_POWEROFF,
    "shutdown": c.VIR_DOMAIN_EVENT_WATCHDOG_SHUTDOWN,
    "debug": c.VIR_DOMAIN_EVENT_WATCHDOG_DEBUG,
    "inject-nmi": c.VIR_DOMAIN_EVENT_WATCHDOG_INJECTNMI,
}
_IO_ERROR: Final = {
    "ignore": c.VIR_DOMAIN_EVENT_IO_ERROR_NONE,
    "stop": c.VIR_DOMAIN_EVENT_IO_ERROR_PAUSE,
    "report": c.VIR_DOMAIN_EVENT_IO_ERROR_REPORT,
}


class Reactions:
    """Turns the events of one QEMU into states and events of its domain. Nothing here waits."""

    def __init__(self, core: QemuCore, guest: QemuGuest) -> None:
        self._core = core
        self._guest = guest

    def on_event(self, name: str, data: Mapping[str, Any], when: float) -> None:
        seconds, micros = divmod(round(when * 1_000_000), 1_000_000)
        details = json.dumps(data, separators=(",", ":")) if data else None
        told = (name, seconds, micros, details)
        self._core.events.emit(Event(0, self._guest.ref, told, EventKind.QEMU_MONITOR))
        reaction = _REACTIONS.get(name)
        # While it comes up or goes down, whoever starts or stops it keeps its state.
        if reaction is not None and self._guest.instance is not None:
            reaction(self, data)

    def _resume(self, _data: Mapping[str, Any]) -> None:
        unasked = (c.VIR_DOMAIN_RUNNING_UNPAUSED, c.VIR_DOMAIN_EVENT_RESUMED_UNPAUSED)
        self._core.mark_running(self._guest, *self._guest.require_instance().expected or unasked)

    def _stop(self, _data: Mapping[str, Any]) -> None:
        instance = self._guest.require_instance()
        if instance.ending is None and not instance.restarting:
            unasked = (c.VIR_DOMAIN_PAUSED_UNKNOWN, c.VIR_DOMAIN_EVENT_SUSPENDED_PAUSED)
            self._core.mark_paused(self._guest, *instance.expected or unasked)

    def _reset(self, _data: Mapping[str, Any]) -> None:
        self._core.emit(self._guest, c.VIR_DOMAIN_EVENT_ID_REBOOT)

    def _shutdown(self, data: Mapping[str, Any]) -> None:
        guest, core = self._guest, self._core
        instance = guest.require_instance()
        by_guest = bool(data.get("guest"))
        if by_guest and instance.ending is None and (instance.reboot_instead or restarts(guest)):
            begin_restart(core, guest)
            return
        core.in_background(core.see_off(instance))
        if instance.ending is not None:
            return  # destroyed: nobody asked the guest
        instance.ending = SHUT_DOWN
        detail = c.VIR_DOMAIN_EVENT_SHUTDOWN_GUEST if by_guest else c.VIR_DOMAIN_EVENT_SHUTDOWN_HOST
        guest.set_state(State.SHUTDOWN, c.VIR_DOMAIN_SHUTDOWN_UNKNOWN)
        core.emit_lifecycle(guest, c.VIR_DOMAIN_EVENT_SHUTDOWN, detail)
        core.note_status(guest)

    def _panicked(self, _data: Mapping[str, Any]) -> None:
        from anyvirt.conf.domain.model import LifecycleAction

        guest, core = self._guest, self._core
        guest.set_state(State.CRASHED, c.VIR_DOMAIN_CRASHED_PANICKED)
        core.emit_lifecycle(guest, c.VIR_DOMAIN_EVENT_CRASHED, c.VIR_DOMAIN_EVENT_CRASHED_PANICKED)
        core.note_status(guest)
        match guest.require_active().on_crash:
            case LifecycleAction.PRESERVE:
                pass
            case LifecycleAction.RESTART | LifecycleAction.COREDUMP_RESTART:
                begin_restart(core, guest)
            case _:
                instance = guest.require_instance()
                instance.ending = CRASHED
                core.in_background(self._quit())

    async def _quit(self) -> None:
        await self._guest.require_instance().monitor.execute("quit")

    def _watchdog(self, data: Mapping[str, Any]) -> None:
        action = _WATCHDOG.get(data.get("action", ""), c.VIR_DOMAIN_EVENT_WATCHDOG_NONE)
        self._core.emit(self._guest, c.VIR_DOMAIN_EVENT_ID_WATCHDOG, action)
        if action == c.VIR_DOMAIN_EVENT_WATCHDOG_PAUSE:
            self._core.mark_paused(self._guest, c.VIR_DOMAIN_PAUSED_WATCHDOG, c.VIR_DOMAIN_EVENT_SUSPENDED_WATCHDOG)

    def _io_error(self, data: Mapping[str, Any]) -> None:
        action = _IO_ERROR.get(data.get("action", ""), c.VIR_DOMAIN_EVENT_IO_ERROR_NONE)
        alias = _alias(data)
        path = next((self._path(disk) for disk in self._guest.require_active().disks if disk.alias == alias), "")
        reason = "enospc" if data.get("nospace") else str(data.get("reason", ""))
        self._core.emit(self._guest, c.VIR_DOMAIN_EVENT_ID_IO_ERROR, path, alias, action)
        self._core.emit(self._guest, c.VIR_DOMAIN_EVENT_ID_IO_ERROR_REASON, path, alias, action, reason)
        if action == c.VIR_DOMAIN_EVENT_IO_ERROR_PAUSE:
            self._core.mark_paused(self._guest, c.VIR_DOMAIN_PAUSED_IOERROR, c.VIR_DOMAIN_EVENT_SUSPENDED_IOERROR)

    @staticmethod
    def _path(disk: Any) -> str:
        from anyvirt.qemu.sources import disk_path

        return str(disk_path(disk) or "")

    def _balloon(self, data: Mapping[str, Any]) -> None:
        kib = int(data["actual"]) // 1024
        self._guest.require_active().current_memory = kib
        self._core.emit(self._guest, c.VIR_DOMAIN_EVENT_ID_BALLOON_CHANGE, kib)
        self._core.note_status(self._guest)

    def _removed(self, data: Mapping[str, Any]) -> None:
        gone = self._guest.require_instance().removals.pop(str(data.get("device", "")), None)
        if gone is not None:
            gone.set()

    def _clock(self, data: Mapping[str, Any]) -> None:
        self._core.emit(self._guest, c.VIR_DOMAIN_EVENT_ID_RTC_CHANGE, int(data["offset"]))

    def _suspended(self, _data: Mapping[str, Any]) -> None:
        self._guest.set_state(State.PMSUSPENDED, c.VIR_DOMAIN_PMSUSPENDED_UNKNOWN)
        self._core.emit_lifecycle(self._guest, c.VIR_DOMAIN_EVENT_PMSUSPENDED, c.VIR_DOMAIN_EVENT_PMSUSPENDED_MEMORY)
        self._core.note_status(self._guest)

    def _wakeup(self, _data: Mapping[str, Any]) -> None:
        self._core.mark_running(self._guest, c.VIR_DOMAIN_RUNNING_WAKEUP, c.VIR_DOMAIN_EVENT_STARTED_WAKEUP)


def begin_restart(core: QemuCore, guest: QemuGuest) -> None:
    """Let a guest whose QEMU stayed when it shut down begin again."""
    guest.require_instance().restarting = True  # what QEMU tells of it from here on is no news to anybody
    core.in_background(_restart(core, guest))


async def _restart(core: QemuCore, guest: QemuGuest) -> None:
    async with guest.jobs.normal(Job.MODIFY):
        instance = guest.instance
        if instance is None or not instance.restarting:
            return  # destroyed meanwhile
        reason = c.VIR_DOMAIN_RUNNING_CRASHED if guest.state is State.CRASHED else c.VIR_DOMAIN_RUNNING_BOOTED
        await instance.monitor.execute("system_reset")
        if instance.reboot_instead and not restarts(guest):
            await instance.monitor.execute("set-action", {"shutdown": "poweroff"})
        instance.reboot_instead = instance.restarting = False
        await core.let_run(guest, instance, reason, c.VIR_DOMAIN_EVENT_RESUMED_UNPAUSED)
        guest.set_state(State.RUNNING, reason)
        core.note_status(guest)


def restarts(guest: QemuGuest) -> bool:
    """Whether the guest is to begin again when it powers off."""
    from anyvirt.conf.domain.model import LifecycleAction

    return guest.require_active().on_poweroff in (LifecycleAction.RESTART, LifecycleAction.RESTART_RENAME)


def _alias(data: Mapping[str, Any]) -> str:
    """The alias of the device that an event is about: QEMU names it by its path in the object tree."""
    return str(data.get("qom-path") or data.get("device", "")).removeprefix("/machine/peripheral/").partition("/")[0]


_REACTIONS: Final = {
    "RESUME": Reactions._resume,
    "STOP": Reactions._stop,
    "RESET": Reactions._reset,
    "SHUTDOWN": Reactions._shutdown,
    "GUEST_PANICKED": Reactions._panicked,
    "WATCHDOG": Reactions._watchdog,
    "BLOCK_IO_ERROR": Reactions._io_error,
    "BALLOON_CHANGE": Reactions._balloon,
    "DEVICE_DELETED": Reactions._removed,
    "RTC_CHANGE": Reactions._clock,
    "SUSPEND": Reactions._suspended,
    "WAKEUP": Reactions._wakeup,
}
