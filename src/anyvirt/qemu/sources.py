"""The files and devices of the host that a definition names: are they there, and can they be used?"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
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
    for label, path in _files(domain):
        _require_file(domain.name, label, Path(path))
    if domain.nvram is not None and domain.nvram.path:
        _check_variables(domain.name, Path(domain.nvram.path), domain.nvram.template)
    domain.disks = [disk for disk in domain.disks if _check_disk(domain.name, disk)]


def _files(domain: Domain) -> Iterator[tuple[str, str]]:
    """What QEMU reads as a whole, and what it is for."""
    loader = domain.loader.path if domain.loader is not None else None
    for label, path in (
        ("kernel", domain.kernel),
        ("initrd", domain.initrd),
        ("dtb", domain.dtb),
        ("firmware", loader or None),
    ):
        if path is not None:
            yield label, path
    for table in domain.acpi_tables:
        yield "ACPI table", table.path
    for sysinfo in domain.sysinfo:
        for entry in sysinfo.entries:
            if entry.file is not None:
                yield f"sysinfo entry '{entry.name}'", entry.file


def _check_variables(name: str, path: Path, template: str | None) -> None:
    if template is not None and not path.exists():
        raise SystemCallError(
            f"cannot start domain '{name}': nvram: {path}: {os.strerror(errno.ENOENT)}",
            int1=errno.ENOENT,
            hint=f"making it from the template is not supported yet: cp {template} {path}",
        )
    _require(name, "nvram", path, write=True)


def _check_disk(name: str, disk: Disk) -> bool:
    """Whether the guest gets *disk*."""
    path = disk_path(disk)
    if path is None:
        return True
    write = not disk.readonly and disk.device in (DiskDevice.DISK, DiskDevice.LUN)
    try:
        mode = _require(name, f"disk {disk.target}", path, write=write)
    except SystemCallError as exc:
        if exc.int1 == errno.ENOENT and _may_be_missing(disk):
            # In the live definition: a drive is empty this time, and a disk is not there.
            disk.source = None
            return disk.device in (DiskDevice.CDROM, DiskDevice.FLOPPY)
        raise
    if isinstance(disk.source, BlockSource) and not stat.S_ISBLK(mode):
        raise InternalError(
            f"cannot start domain '{name}': disk {disk.target}: {path} is not a block device",
            hint="use <disk type='file'>",
        )
    _refuse_others(mode, f"cannot start domain '{name}': disk {disk.target}: {path}")
    return True


def _require_file(name: str, label: str, path: Path) -> None:
    _refuse_others(_require(name, label, path, write=False), f"cannot start domain '{name}': {label}: {path}")


def _refuse_others(mode: int, start: str) -> None:
    """Refuse what is no file, such as a pipe: QEMU would wait for it, and answer nobody meanwhile."""
    if stat.S_ISDIR(mode):
        raise InternalError(f"{start} is a folder")
    if not (stat.S_ISREG(mode) or stat.S_ISBLK(mode)):
        raise InternalError(f"{start} is neither a file nor a block device ({stat.filemode(mode)})")


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
