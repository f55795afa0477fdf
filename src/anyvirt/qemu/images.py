"""Disk images, through QEMU's own tool."""

from __future__ import annotations

import asyncio
import json
import os
from pathlib import Path

from anyvirt.util.error import ConfigUnsupported, OperationFailed


async def virtual_size(file: Path, image_format: str) -> int:
    """The size in bytes that a guest sees of *file*.

    Raises:
        OperationFailed: it is not an image of that format.
        OSError: it cannot be read.
    """
    from anyvirt.qemu.command.storage import format_driver  # takes long to load, and is needed here only

    driver = format_driver(image_format)
    if driver == "raw":
        return _end_of(file)
    try:
        process = await asyncio.create_subprocess_exec(
            *_info(file, driver),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
    except FileNotFoundError as exc:
        raise ConfigUnsupported(
            f"the size of {file} ({image_format}) can only be told with qemu-img", hint="install the package qemu-utils"
        ) from exc
    output, errors = await process.communicate()
    if process.returncode != 0:
        raise OperationFailed(f"qemu-img cannot read {file}: {errors.decode(errors='replace').strip()}")
    return int(json.loads(output)["virtual-size"])


def _info(file: Path, driver: str) -> list[str]:
    # Absolute: in front of a colon qemu-img looks for a protocol. Forced: a running guest holds the lock of its image.
    return ["qemu-img", "info", "--force-share", "--output=json", "-f", driver, os.path.abspath(file)]


def _end_of(file: Path) -> int:
    # By seeking: a block device has no size in its status.
    descriptor = os.open(file, os.O_RDONLY | os.O_CLOEXEC)
    try:
        return os.lseek(descriptor, 0, os.SEEK_END)
    finally:
        os.close(descriptor)
