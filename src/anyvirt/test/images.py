"""Files that the test driver writes for its users, and what goes wrong with them."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from anyvirt.util import files
from anyvirt.util.error import SystemCallError
from anyvirt.util.wait import in_thread

if TYPE_CHECKING:
    from anyvirt.conf.save_image import TestSaveImage  # which programs that save nothing need not load


async def write(path: str, data: bytes, what: str, check: Callable[[], object]) -> None:
    """Make *path* a file that holds *data*, whole or not at all.

    Others may use the driver while the data is written. After that *check* raises if it must not appear any more; when
    this returns nobody has used the driver since.

    Raises:
        SystemCallError: it cannot be written; the message begins with *what*.
    """
    place = _absolute(path)
    staged: list[Path] = []  # known here even to who is cancelled while it is written

    def stage() -> None:
        staged.append(files.stage(place, data))

    try:
        await in_thread(stage)
        check()
        files.publish(staged[0], place)
    except OSError as exc:
        raise failed(what, exc) from exc
    finally:
        _forget(staged)


def _forget(staged: list[Path]) -> None:
    for left in staged:
        left.unlink(missing_ok=True)


def _absolute(path: str) -> Path:
    return Path(os.path.abspath(path))


async def read(path: str) -> TestSaveImage:
    """The image in the file *path*.

    Raises:
        SystemCallError: it cannot be read.
        InternalError: it is no image of this driver.
    """

    from anyvirt.conf.save_image import TestSaveImage

    def load() -> TestSaveImage:
        with open(_absolute(path), "rb") as file:
            return TestSaveImage.read(file)

    try:
        return await in_thread(load)
    except OSError as exc:
        raise failed(f"cannot read domain image '{path}'", exc) from exc


def failed(what: str, error: OSError) -> SystemCallError:
    """The error of a system call on a file."""
    return SystemCallError(f"{what}: {error.strerror}", int1=error.errno or 0)
