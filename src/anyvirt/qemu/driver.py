"""The QEMU driver: opening a root, finding the guests that run there, and leaving them running."""

from __future__ import annotations

import asyncio
import logging
import os
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Self

from anyvirt.driver import URI
from anyvirt.driver.hosting import hosting
from anyvirt.qemu import strays
from anyvirt.qemu.annotations import Annotations
from anyvirt.qemu.autostart import autostart
from anyvirt.qemu.core import make_folders
from anyvirt.qemu.hostcalls import HostCalls
from anyvirt.qemu.information import Information
from anyvirt.qemu.lifecycle import Lifecycle
from anyvirt.qemu.memory import Memory
from anyvirt.qemu.passthrough import Passthrough
from anyvirt.qemu.paths import Paths
from anyvirt.qemu.statistics import Statistics
from anyvirt.qemu.terminals import Terminals
from anyvirt.qemu.vcpus import Vcpus
from anyvirt.util.error import InvalidArg, NoConnect
from anyvirt.util.lockfile import LockFile

if TYPE_CHECKING:
    from anyvirt.conf.domain.model import Domain

_log = logging.getLogger("anyvirt.qemu")

_LOCK_S = 5.0  # a command waits that long for its turn


class QemuDriver(Lifecycle, Information, Annotations, Memory, Vcpus, Statistics, Passthrough, Terminals, HostCalls):
    """QEMU guests under one root folder. All connections of a process to one root share one driver."""

    _opened: ClassVar[dict[Path, asyncio.Task[QemuDriver]]] = {}
    _users = 0

    @classmethod
    def default_uri(cls) -> str:
        return "qemu:///embed"

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
        except asyncio.CancelledError:
            task.add_done_callback(cls._close_unused)
            raise
        except BaseException:
            if cls._opened.get(paths.root) is task:
                del cls._opened[paths.root]
            raise
        assert isinstance(driver, cls)
        driver._users += 1
        return driver

    @staticmethod
    def _close_unused(task: asyncio.Task[QemuDriver]) -> None:
        """Who waited for the driver has given up; if nobody else took it, it must not keep its root locked."""
        if not task.cancelled() and task.exception() is None and task.result()._users == 0:
            driver = task.result()
            driver._users = 1
            asyncio.get_running_loop().create_task(driver.close())

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
        await strays.clear(self.paths.runtimes, {Path(status["folder"]) for _, status in found.guests})
        if found.guests:
            from anyvirt.qemu.attach import find_again

            await asyncio.gather(*(find_again(self, guest, status) for guest, status in found.guests))

    async def close(self) -> None:
        self._users -= 1
        if self._users > 0:
            return
        self._opened.pop(self.paths.root, None)
        try:
            await self.settle()
            running = [guest.instance for guest in self.store if guest.instance is not None]
            for instance in running:
                instance.detach()
            for instance in running:
                await instance.monitor.close()
        finally:
            self._lock_file.release()


def _forget_opened() -> None:
    QemuDriver._opened.clear()


# Drivers belong to the loop of the process that opened them, which a forked child does not have.
os.register_at_fork(after_in_child=_forget_opened)


def _paths_of(uri: URI) -> Paths:
    """The folders that *uri* means.

    Raises:
        InvalidArg: it is not one of this driver's URIs.
    """
    if uri.path in ("/system", "/session"):
        return _hosted(uri)
    if uri.path != "/embed":
        raise InvalidArg(f"unexpected QEMU URI path '{uri.path}', try qemu:///embed")
    if hosting() is not None:
        raise NoConnect(f"{uri.text} is for programs without a daemon", hint="use qemu:///system or qemu:///session")
    uri.require_params("root")
    root = uri.params.get("root")
    if root is None:
        return Paths.for_user()
    if not root.startswith("/"):
        raise InvalidArg(f"{uri.text}: root must be an absolute path, not '{root}'")
    return Paths.under(Path(root).resolve())


def _hosted(uri: URI) -> Paths:
    """The folders of the one QEMU driver that a daemon hosts."""
    host = hosting()
    if host is None:
        raise NoConnect(f"{uri.text} needs a daemon", hint="use qemu:///embed, which needs no daemon")
    uri.require_params()
    own = "/session" if host.session else "/system"
    if uri.path != own:
        raise NoConnect(f"{uri.text} is not what this daemon hosts", hint=f"it hosts qemu://{own}")
    if host.root is not None:
        return Paths.under(host.root.resolve())
    return Paths.of_session() if host.session else Paths.of_system()


def _read(xml: str) -> Domain:
    """A definition that was complete when it was written."""
    from anyvirt.conf.domain.model import Domain

    return Domain.from_xml(xml)
