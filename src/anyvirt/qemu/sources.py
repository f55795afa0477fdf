"""The files and devices of the host that a definition names: are they there, and can they be used?"""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

from anyvirt.conf.domain.devices.disk import Disk, DiskDevice
from anyvirt.conf.domain.devices.source import BlockSource, FileSource, StartupPolicy
from anyvirt.conf.domain.model import Domain
from anyvirt.util.error import InternalError, SystemCallError


def check_sources(domain: Domain) -> None:
    """Look at every file before QEMU does, to say which one is wrong and why.

    Raises:
        SystemCallError: one is missing, or may not be read or written.
    """
    for label, path in (("kernel", domain.kernel), ("initrd", domain.initrd), ("dtb", domain.dtb)):
        if path is not None:
            _require(domain.name, label, Path(path), write=False)
    if domain.loader is not None and domain.loader.path:
        _require(domain.name, "firmware", Path(domain.loader.path), write=False)
    for disk in domain.disks:
        _check_disk(domain.name, disk)


def _check_disk(name: str, disk: Disk) -> None:
    path = disk_path(disk)
    if path is None:
        return
    write = not disk.readonly and disk.device in (DiskDevice.DISK, DiskDevice.LUN)
    try:
        mode = _require(name, f"disk {disk.target}", path, write=write)
    except SystemCallError as exc:
        if exc.int1 == errno.ENOENT and _may_be_missing(disk):
            disk.source = None  # of the live definition: the drive is empty this time
            return
        raise
    if isinstance(disk.source, BlockSource) and not stat.S_ISBLK(mode):
        raise InternalError(
            f"cannot start domain '{name}': disk {disk.target}: {path} is not a block device",
            hint="use <disk type='file'>",
        )
    if stat.S_ISDIR(mode):
        raise InternalError(f"cannot start domain '{name}': disk {disk.target}: {path} is a folder")


def disk_path(disk: Disk) -> Path | None:
    """The file or block device of the host behind *disk*; None for an empty drive or storage of another kind."""
    match disk.source:
        case FileSource(file=str(path)) | BlockSource(dev=str(path)) if path:
            return Path(path)
        case _:
            return None


def _may_be_missing(disk: Disk) -> bool:
    return isinstance(disk.source, FileSource | BlockSource) and disk.source.startup_policy is StartupPolicy.OPTIONAL


def _require(name: str, label: str, path: Path, *, write: bool) -> int:
    """The mode of *path*, which must be readable, and writable with *write*."""
    start = f"cannot start domain '{name}': {label}: {path}"
    try:
        mode = path.stat().st_mode
    except OSError as exc:
        raise SystemCallError(f"{start}: {exc.strerror}", int1=exc.errno or -1, hint=_hint(path, exc.errno)) from exc
    wanted = os.R_OK | (os.W_OK if write else 0)
    if not os.access(path, wanted):
        verb = "written" if os.access(path, os.R_OK) else "read"
        raise SystemCallError(
            f"{start} may not be {verb} by this user (uid {os.geteuid()}; its mode is {stat.filemode(mode)})",
            int1=errno.EACCES,
            hint="add <readonly/> to the disk" if verb == "written" else None,
        )
    return mode


def _hint(path: Path, number: int | None) -> str | None:
    """How far one gets on the way to *path*."""
    folders = list(reversed(path.absolute().parents))
    match number:
        case errno.ENOENT:
            there = [folder for folder in folders if os.path.exists(folder)]
            return f"the path exists as far as {there[-1]}" if len(there) < len(folders) else None
        case errno.EACCES:
            closed = next((folder for folder in folders if not os.access(folder, os.X_OK)), None)
            return f"this user (uid {os.geteuid()}) may not enter the folder {closed}" if closed is not None else None
        case _:
            return None
