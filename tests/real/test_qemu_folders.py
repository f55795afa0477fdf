"""What lies under a root: private whatever the umask, and usable however long its path is."""

from __future__ import annotations

import os
import socket
import stat
import subprocess
import sys
from pathlib import Path

import pytest

import anyvirt
from tests.real.machines import bare

CHANNEL = "<channel type='unix'><target type='virtio' name='org.example.line'/></channel>"

_OPEN_TO_ALL = """
import os, sys
os.umask(0)
import anyvirt
with anyvirt.open(sys.argv[1]) as conn:
    conn.createXML(sys.argv[2])
"""


@pytest.mark.real
def test_nobody_else_may_look_in(root: Path, emulator: str) -> None:
    """The folders above it that had to be made are private too."""
    top = root / "made" / "by" / "us"
    uri = f"qemu:///embed?root={top}"
    subprocess.run([sys.executable, "-c", _OPEN_TO_ALL, uri, bare(devices=CHANNEL)], check=True, timeout=60)
    open_to_others = [
        str(path)
        for path in (root / "made").rglob("*")
        if not path.is_symlink() and stat.S_IMODE(path.lstat().st_mode) & 0o077
    ]
    with anyvirt.open(uri) as conn:
        conn.lookupByName("bare").destroy()
    assert open_to_others == []


@pytest.mark.real
def test_a_channel_works_in_a_folder_with_a_long_path(root: Path, emulator: str) -> None:
    """A socket address holds 107 bytes; the folder's path is longer."""
    top = root / ("l" * 90) / ("m" * 60)
    with anyvirt.open(f"qemu:///embed?root={top}") as conn:
        dom = conn.createXML(bare(devices=CHANNEL))
        [path] = top.rglob("channel0.sock")
        assert f"path='{path}'" in dom.XMLDesc()
        folder = os.open(path.parent, os.O_PATH)
        with socket.socket(socket.AF_UNIX) as line:
            line.connect(f"/proc/self/fd/{folder}/{path.name}")
        os.close(folder)
        dom.destroy()
        assert not path.exists()


@pytest.mark.real
def test_a_display_on_a_socket_says_where_it_is(root: Path, emulator: str) -> None:
    with anyvirt.open(f"qemu:///embed?root={root}") as conn:
        dom = conn.createXML(bare(devices="<graphics type='vnc'><listen type='socket'/></graphics>"))
        [path] = root.rglob("vnc.sock")
        assert f"<listen type='socket' socket='{path}'/>" in dom.XMLDesc()
        dom.destroy()
