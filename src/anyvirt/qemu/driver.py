"""The QEMU driver: opening a root, finding the guests that run there, and leaving them running."""

from __future__ import annotations

import asyncio
import logging
import signal
from pathlib import Path
from typing import Any, ClassVar, Self

from anyvirt import constants as c
from anyvirt.conf.domain.model import Domain
from anyvirt.driver import URI
from anyvirt.qemu.annotations import Annotations
from anyvirt.qemu.autostart import autostart
from anyvirt.qemu.core import make_folders
from anyvirt.qemu.hostcalls import HostCalls
from anyvirt.qemu.information import Information
from anyvirt.qemu.instance import Instance, QemuGuest
from anyvirt.qemu.launch import connect_monitor
from anyvirt.qemu.lifecycle import Lifecycle
from anyvirt.qemu.memory import Memory
from anyvirt.qemu.paths import Paths
from anyvirt.qemu.refresh import refresh, refresh_state
from anyvirt.qemu.statistics import Statistics
from anyvirt.qemu.vcpus import Vcpus
from anyvirt.util.error import InvalidArg, NoConnect, libvirtError
from anyvirt.util.lockfile import LockFile
from anyvirt.util.process import Process

_log = logging.getLogger("anyvirt.qemu")

_LOCK_S = 5.0  # a command waits that long for its turn


class QemuDriver(Lifecycle, Information, Annotations, Memory, Vcpus, Statistics, HostCalls):
    """QEMU guests under one root folder. All connections of a process to one root share one driver."""

    _opened: ClassVar[dict[Path, asyncio.Task[QemuDriver]]] = {}
    _users = 0

    @classmethod
    async def open(cls, uri: URI, *, readonly: bool) -> Self:
        paths = _paths_of(uri)
        task = cls._opened.get(paths.root)
        if task is None:
            task = asyncio.get_running_loop().create_task(cls._start(uri, paths))
            cls._opened[paths.root] = task
        try:
            # Shielded: others may be waiting for it as well.
            driver = await asyncio.shield(task)
        except BaseException:
            if task.done() and cls._opened.get(paths.root) is task:
                del cls._opened[paths.root]
            raise
        assert isinstance(driver, cls)
        driver._users += 1
        return driver

    @classmethod
    async def _start(cls, uri: URI, paths: Paths) -> QemuDriver:
        make_folders(paths.root)
        lock_file = await LockFile.acquire(paths.lock, timeout_s=_LOCK_S)
        try:
            make_folders(paths.config, paths.status, paths.log, paths.capabilities)
            driver = cls(uri, paths, lock_file)
            await driver._load()
        except BaseException:
            lock_file.release()
            raise
        driver.in_background(autostart(driver))
        return driver

    async def _load(self) -> None:
        """Take up what earlier processes left: definitions, and guests that run."""
        damaged = await self.store.load(_read)
        found = await self.store.load_status(_read)
        for file in (*damaged, *found.damaged):
            _log.error("%s was set aside: %s", file.path, file.error)
        await asyncio.gather(*(self._find_again(guest, status) for guest, status in found.guests))

    async def _find_again(self, guest: QemuGuest, status: dict[str, Any]) -> None:
        """Reconnect to a guest, or note that it ended while nobody watched."""
        process = Process.adopt(int(status["pid"]), int(status["started"]))
        if process is None:
            self.store.stop(guest, c.VIR_DOMAIN_SHUTOFF_UNKNOWN)
            await self.settle_status(guest)
            return
        folder, silent = Path(status["folder"]), asyncio.Event()
        try:
            monitor = await connect_monitor(self, guest, folder, silent)
        except libvirtError as exc:
            # It obeys nobody any more, and a second one may not be started on the same disks.
            _log.error("domain '%s' is lost, killing its process %d: %s", guest.name, process.pid, exc)
            process.send_signal(signal.SIGKILL)
            await process.wait()
            self.store.stop(guest, c.VIR_DOMAIN_SHUTOFF_FAILED)
            await self.settle_status(guest)
            return
        instance = Instance(
            process, monitor, folder, status["accelerator"], Path(status["log"]), silent, ports=list(status["ports"])
        )
        for port in instance.ports:
            self.ports.adopt(port)
        guest.instance = instance
        self.watch(guest, instance)
        try:
            await refresh(guest, instance)
            await refresh_state(guest, instance)
        except libvirtError as exc:
            _log.error("domain '%s' ended while it was looked at: %s", guest.name, exc)  # the watch cleans up

    async def close(self) -> None:
        self._users -= 1
        if self._users > 0:
            return
        self._opened.pop(self.paths.root, None)
        try:
            await self.settle()
            for guest in self.store:
                instance, guest.instance = guest.instance, None
                if instance is not None:
                    instance.detach()
                    await instance.monitor.close()
        finally:
            self._lock_file.release()


def _paths_of(uri: URI) -> Paths:
    """The folders that *uri* means.

    Raises:
        NoConnect: it asks for a daemon.
        InvalidArg: it is not one of this driver's URIs.
    """
    if uri.transport is not None or uri.host is not None:
        raise NoConnect(f"{uri.text}: connections to other hosts are not supported by the QEMU driver")
    if uri.path in ("/system", "/session"):
        raise NoConnect(
            f"{uri.text} needs a daemon, and there is none yet", hint="use qemu:///embed, which needs no daemon"
        )
    if uri.path != "/embed":
        raise InvalidArg(f"unexpected QEMU URI path '{uri.path}', try qemu:///embed")
    uri.require_params("root")
    root = uri.params.get("root")
    if root is None:
        return Paths.for_user()
    if not root.startswith("/"):
        raise InvalidArg(f"{uri.text}: root must be an absolute path, not '{root}'")
    return Paths(Path(root).resolve())


def _read(xml: str) -> Domain:
    """A definition that was complete when it was written."""
    return Domain.from_xml(xml)
