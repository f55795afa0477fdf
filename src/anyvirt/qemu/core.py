"""What all parts of the QEMU driver share: its domains, folders, emulators, ports, and how a guest's end is handled.

Most commands look and go. So the parts of the driver import what takes long to load (the models of documents, the
command line builder, QMP) in the methods that need it.
"""

from __future__ import annotations

import asyncio
import logging
import signal
import threading
from collections.abc import Coroutine
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from anyvirt import constants as c
from anyvirt.conf.store.domains import DomainStore
from anyvirt.conf.store.events import Event, EventQueue
from anyvirt.conf.store.objects import State
from anyvirt.conf.store.persistence import DomainFiles
from anyvirt.driver import URI, Driver, RunsOn
from anyvirt.qemu.instance import DIED, Instance, QemuGuest
from anyvirt.qemu.paths import Paths
from anyvirt.qemu.ports import PortPool
from anyvirt.util.error import SystemCallError, libvirtError
from anyvirt.util.lockfile import LockFile
from anyvirt.util.refs import DomainRef

if TYPE_CHECKING:
    from anyvirt.conf.domain.model import Domain
    from anyvirt.qemu.capabilities import CapsCache, QemuCaps

_log = logging.getLogger("anyvirt.qemu")
# Without a handler the logging module would print errors on the user's terminal; who wants them sets up logging.
_log.addHandler(logging.NullHandler())

_LAST_WORDS_S = 5.0  # from the end of QEMU's monitor to the end of its process
_GOODBYE_S = 1.0  # from QEMU's word that it ends to the end of its process, unless it writes much


class QemuCore(Driver):
    """The state of the driver. Everything here runs on one event loop."""

    name = "QEMU"
    error_origin = c.VIR_FROM_QEMU
    runs_on = RunsOn.LOOP

    def __init__(self, uri: URI, paths: Paths, lock_file: LockFile) -> None:
        self.uri = uri
        self.lock = threading.RLock()
        self.events = EventQueue()
        self.paths = paths
        self.store: DomainStore[QemuGuest] = DomainStore(QemuGuest, DomainFiles(paths.config, paths.status))
        self.ports = PortPool()
        self._lock_file = lock_file
        self._background: set[asyncio.Task[None]] = set()

    @cached_property
    def caps(self) -> CapsCache:
        """What emulators can do."""
        from anyvirt.qemu.capabilities import CapsCache

        return CapsCache(self.paths.capabilities)

    def find(self, dom: DomainRef) -> QemuGuest:
        return self.store.find(dom)

    async def caps_of(self, domain: Domain) -> QemuCaps:
        """What the emulator of *domain* can do."""
        assert domain.emulator is not None  # the defaults of this driver name one
        return await self.caps.get(domain.emulator)

    # Events

    def emit(self, guest: QemuGuest, event_id: int, *args: object) -> None:
        self.events.emit(Event(event_id, guest.ref, args))

    def emit_lifecycle(self, guest: QemuGuest, event: int, detail: int) -> None:
        self.emit_lifecycle_of(guest.ref, event, detail)

    def emit_lifecycle_of(self, ref: DomainRef, event: int, detail: int) -> None:
        """The same for a domain that may be gone, or that was called *ref* then."""
        self.events.emit(Event(c.VIR_DOMAIN_EVENT_ID_LIFECYCLE, ref, (event, detail)))

    # States of a running guest. Each change is told once: what follows from a command of ours comes again from QEMU.

    def mark_running(self, guest: QemuGuest, reason: int, detail: int) -> None:
        # One that shuts down does not run again: what we asked for came too late.
        if guest.state not in (State.RUNNING, State.SHUTDOWN):
            guest.set_state(State.RUNNING, reason)
            self.emit_lifecycle(guest, c.VIR_DOMAIN_EVENT_RESUMED, detail)
            self.note_status(guest)

    def mark_paused(self, guest: QemuGuest, reason: int, detail: int) -> None:
        if guest.state not in (State.PAUSED, State.SHUTDOWN, State.CRASHED, State.PMSUSPENDED):
            guest.set_state(State.PAUSED, reason)
            self.emit_lifecycle(guest, c.VIR_DOMAIN_EVENT_SUSPENDED, detail)
            self.note_status(guest)

    async def let_run(self, guest: QemuGuest, instance: Instance, reason: int, detail: int) -> None:
        """Let the guest's CPUs run."""
        instance.expected = (reason, detail)
        try:
            await instance.monitor.execute("cont")
        finally:
            instance.expected = None
        self.mark_running(guest, reason, detail)

    async def hold(self, guest: QemuGuest, instance: Instance, reason: int, detail: int) -> None:
        """Stop the guest's CPUs."""
        instance.expected = (reason, detail)
        try:
            await instance.monitor.execute("stop")
        finally:
            instance.expected = None
        self.mark_paused(guest, reason, detail)

    def note_status(self, guest: QemuGuest) -> None:
        """Write down, soon, how the running guest is now."""
        self.in_background(self.save_status(guest))

    async def save_status(self, guest: QemuGuest) -> None:
        if guest.active and guest.instance is not None:
            await self.store.save_status(guest, guest.instance.describe())

    def in_background(self, work: Coroutine[Any, Any, None]) -> None:
        """Run *work* beside everything else; `close` waits for it."""
        task = asyncio.get_running_loop().create_task(self._logged(work))
        self._background.add(task)
        task.add_done_callback(self._background.discard)

    async def _logged(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except Exception as exc:
            # Nobody waits for it. What is not one of our errors is a fault here, and needs to be found.
            _log.error("%s", exc, exc_info=None if isinstance(exc, libvirtError) else exc)

    async def settle(self) -> None:
        """Wait until nothing runs in the background."""
        while self._background:
            await asyncio.wait(self._background)

    # The end of a guest

    def watch(self, guest: QemuGuest, instance: Instance) -> None:
        """From now on the end of the process, whenever and however, puts everything in order."""
        instance.watcher = asyncio.get_running_loop().create_task(self._watch(guest, instance))

    async def see_off(self, instance: Instance) -> None:
        """Help a QEMU to end that has said that it does."""
        if not await instance.process.wait(_GOODBYE_S):
            # QEMU 7.2 may wait for ever to finish a command that came too late; it does not once its monitor is closed.
            instance.seen_off = True
            await instance.monitor.close()
            instance.silent.set()

    async def _watch(self, guest: QemuGuest, instance: Instance) -> None:
        await instance.silent.wait()
        if not await instance.process.wait(_LAST_WORDS_S) and not instance.seen_off:
            # Nobody can control it any more, and nobody may start a second one on the same disks.
            _log.error(
                "QEMU of domain '%s' closed its monitor and went on; killing process %d",
                guest.name,
                instance.process.pid,
            )
            instance.process.send_signal(signal.SIGKILL)
        await instance.process.wait()
        # Not here: who closes the driver stops watching, but must not cut this short.
        self.in_background(self._finish(guest, instance))

    async def _finish(self, guest: QemuGuest, instance: Instance) -> None:
        ending = instance.ending or DIED
        guest.instance = None
        try:
            await instance.monitor.close()
            instance.give_back(self.ports.release)
            await self.settle_status(guest)
        finally:
            ref = guest.ref
            self.store.stop(guest, ending.reason)
            self.emit_lifecycle_of(ref, c.VIR_DOMAIN_EVENT_STOPPED, ending.detail)
            instance.finished.set()

    async def settle_status(self, guest: QemuGuest) -> None:
        """The guest is gone: forget what was written of it."""
        try:
            await self.store.remove_status(guest)
        except libvirtError as exc:
            # It names a process that is gone; the next start of the driver will see that.
            _log.error("%s", exc)


def make_folders(*folders: Path) -> None:
    """Make folders that only their owner may look into.

    Raises:
        SystemCallError: one cannot be made or written.
    """
    for folder in folders:
        try:
            # One by one: Path.mkdir gives the parents that it makes whatever mode the umask allows.
            for missing in reversed([each for each in (folder, *folder.parents) if not each.exists()]):
                missing.mkdir(mode=0o700, exist_ok=True)
        except OSError as exc:
            raise SystemCallError(
                f"cannot make the folder {folder}: {exc.strerror}",
                int1=exc.errno or -1,
                hint="give another root= in the URI",
            ) from exc
