"""Changing files so that a crash at any moment leaves either the old state or the new one.

Everything here blocks; a coroutine calls it through `anyvirt.util.wait`. Failures are plain OSErrors with the path.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import tempfile
from pathlib import Path

LEFTOVER_SUFFIX = ".anyvirt-new"  # of the temporary files, which only a crash leaves behind


def write_atomic(path: Path, data: bytes, *, mode: int = 0o600, durable: bool = True) -> None:
    """Replace *path* by a file of *mode* that holds *data*.

    *durable* makes it survive a power failure too; without it a reader still sees the old file or the new one.
    """
    publish(stage(path, data, mode=mode, durable=durable), path, durable=durable)


def stage(path: Path, data: bytes, *, mode: int = 0o600, durable: bool = True) -> Path:
    """Write *data* beside *path*, which stays as it is until `publish` puts the result there, or forget it: unlink."""
    descriptor, name = tempfile.mkstemp(prefix=".", suffix=LEFTOVER_SUFFIX, dir=path.parent)
    try:
        with open(descriptor, "wb") as file:
            os.fchmod(descriptor, mode)
            file.write(data)
            file.flush()
            if durable:
                os.fsync(descriptor)
    except BaseException:
        os.unlink(name)
        raise
    return Path(name)


def publish(temporary: Path, path: Path, *, durable: bool = True) -> None:
    """Put the result of `stage` in place of *path*; where that fails, it is gone."""
    try:
        os.replace(temporary, path)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(temporary)
        raise
    if durable:
        sync_folder(path.parent)


def replace_link(link: Path, target: str) -> None:
    """Make *link* a symbolic link to *target*, whatever it was before."""
    temporary = link.parent / f".{secrets.token_hex(8)}{LEFTOVER_SUFFIX}"
    temporary.symlink_to(target)
    try:
        os.replace(temporary, link)
    except BaseException:
        temporary.unlink()
        raise
    sync_folder(link.parent)


def remove(path: Path) -> bool:
    """Remove *path* durably; say whether it was there."""
    try:
        path.unlink()
    except FileNotFoundError:
        return False
    sync_folder(path.parent)
    return True


def sync_folder(folder: Path) -> None:
    """Make the names in *folder* survive a power failure."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def remove_leftovers(folder: Path) -> None:
    """Remove what interrupted writes left in *folder*. Only for who owns the folder alone."""
    for entry in folder.iterdir():
        if entry.name.startswith(".") and entry.name.endswith(LEFTOVER_SUFFIX):
            entry.unlink()
