"""virt-install, virt-xml and virt-clone, written for libvirt-python, say and do the same with this library."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

pytestmark = pytest.mark.peer("virt-install >= 4.0")

SYSTEM_PYTHON = "/usr/bin/python3"  # the programs and the original are installed for this one
SOURCES = Path(__file__).parents[2] / "src"
NEW = ["virt-install", "--name", "x", "--memory", "512", "--os-variant", "generic", "--noautoconsole"]
COMMANDS = {
    "a document": [*NEW, "--disk", "none", "--pxe", "--print-xml"],
    "a guest": [*NEW, "--disk", "none", "--import"],
    "a disk in a pool": [*NEW, "--disk", "pool=default-pool,size=1", "--import"],
    "a name that is taken": [*NEW, "--name", "test", "--disk", "none", "--import"],
    "a transient guest": [*NEW, "--disk", "none", "--pxe", "--transient", "--vcpus", "2,maxvcpus=4", "--noreboot"],
    "an edit": ["virt-xml", "test", "--edit", "--vcpus", "4", "--define"],
    "a new disk": ["virt-xml", "test", "--add-device", "--disk", "/default-pool/d.img,size=1", "--print-diff"],
    "a clone": ["virt-clone", "-o", "test", "--auto-clone", "--print-xml"],
}


def outcome(command: list[str], folder: Path, *, ours: bool) -> tuple[int, str]:
    """What a program answers, without what is chance."""
    program, *arguments = command
    before = ["-m", "anyvirt.as_libvirt"] if ours else []
    done = subprocess.run(
        [SYSTEM_PYTHON, *before, f"/usr/bin/{program}", "--connect", "test:///default", *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "PYTHONPATH": str(SOURCES), "XDG_CACHE_HOME": str(folder)},  # they keep logs
    )
    said = re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "UUID", done.stdout)
    return done.returncode, re.sub(r"([0-9a-f]{2}:){5}[0-9a-f]{2}", "MAC", said)


@pytest.mark.parametrize("name", COMMANDS)
def test_programs_do_not_notice(name: str, tmp_path: Path) -> None:
    """Output, messages of failures, and exit status."""
    assert outcome(COMMANDS[name], tmp_path, ours=True) == outcome(COMMANDS[name], tmp_path, ours=False)
