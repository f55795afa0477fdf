"""Starting the guests that are to run whenever their host does."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING

from anyvirt.conf.store.jobs import AsyncJob
from anyvirt.util.error import SystemCallError, libvirtError
from anyvirt.util.files import write_atomic

if TYPE_CHECKING:
    from anyvirt.qemu.lifecycle import Lifecycle

_log = logging.getLogger("anyvirt.qemu")

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


async def autostart(driver: Lifecycle) -> None:
    """Start them, if this is the first time since the host's boot that the root is opened.

    Any command may open a root, again and again: a guest that its user has stopped must not come back with the next.
    """
    if not _first_since_boot(driver.paths.status.parent / "autostarted"):
        return
    for guest in driver.store:
        if not guest.autostart:
            continue
        try:
            async with guest.jobs.long(AsyncJob.START):
                if not guest.active:
                    await driver.start(guest)
        except libvirtError as exc:
            _log.error("cannot autostart domain '%s': %s", guest.name, exc)


def _first_since_boot(mark: Path) -> bool:
    boot_id = _BOOT_ID.read_text()
    if mark.exists() and mark.read_text() == boot_id:
        return False
    try:
        write_atomic(mark, boot_id.encode(), durable=False)
    except OSError as exc:
        # Not started rather than started again and again.
        raise SystemCallError(f"cannot write {mark}: {exc.strerror}", int1=exc.errno or -1) from exc
    return True
