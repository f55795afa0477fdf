"""The size of an image, as qemu-img tells it."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from anyvirt.qemu.images import virtual_size
from anyvirt.util.error import OperationFailed

QEMU_IMG = shutil.which("qemu-img")
needs_qemu_img = pytest.mark.skipif(QEMU_IMG is None, reason="qemu-img is not installed")

MIB = 1024**2


def make(path: Path, image_format: str) -> Path:
    assert QEMU_IMG is not None
    # Behind a colon the name would be that of a protocol, if the path did not begin with a slash.
    subprocess.run(
        [QEMU_IMG, "create", "-q", "-f", image_format, path.absolute(), "3M"], check=True, stdin=subprocess.DEVNULL
    )
    return path


@pytest.mark.parametrize("image_format", ["raw", "iso"])
async def test_raw_images_are_as_large_as_their_file(tmp_path: Path, image_format: str) -> None:
    image = tmp_path / "image"
    image.touch()
    os.truncate(image, 3 * MIB)
    assert await virtual_size(image, image_format) == 3 * MIB


@needs_qemu_img
async def test_other_images_say_how_large_they_are(tmp_path: Path) -> None:
    assert await virtual_size(make(tmp_path / "image", "qcow2"), "qcow2") == 3 * MIB


@needs_qemu_img
async def test_formats_that_qemu_calls_otherwise(tmp_path: Path) -> None:
    assert await virtual_size(make(tmp_path / "image", "vpc"), "vhd") >= 3 * MIB


@needs_qemu_img
@pytest.mark.parametrize("name", ["nbd:localhost:1", "json:{}", "--help", "a,b=c"])
async def test_a_name_is_a_name(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert await virtual_size(make(Path(name), "qcow2"), "qcow2") == 3 * MIB


@needs_qemu_img
async def test_what_is_no_image(tmp_path: Path) -> None:
    (tmp_path / "image").write_text("hello")
    with pytest.raises(OperationFailed, match=r"qemu-img cannot read .*image: .*not in qcow2 format"):
        await virtual_size(tmp_path / "image", "qcow2")
