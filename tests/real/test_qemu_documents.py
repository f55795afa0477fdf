"""Every document of the spread that can be defined is started by the real QEMU: its addresses and options are true."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

import anyvirt
from anyvirt import ConfigUnsupported, InternalError, libvirtError, virConnect

DOCUMENTS = sorted((Path(__file__).parent / "documents").glob("*.xml"))

# What the spread also holds, for the comparison with libvirt's define: the start is refused, with a reason.
NOT_STARTED: dict[str, tuple[type[libvirtError], str]] = {
    "dir-disk": (InternalError, "vvfat"),  # QEMU wants the folder
    "network-disk": (InternalError, "nbd"),  # nobody serves it
    "pc-kernel": (InternalError, "linux kernel"),  # an empty file is none
    "pc-memory": (ConfigUnsupported, "<memtune>"),
    "pc-serials": (InternalError, "isa-serial"),  # more ports than an ISA bus has
    "pc-vnc-autoport": (ConfigUnsupported, "network='default'"),
    "q35-watchdog-itco": (ConfigUnsupported, "action 'dump'"),
    "volume-disk": (ConfigUnsupported, "pool='p'"),
}


def with_files(document: str, folder: Path) -> str:
    """*document* with its files in *folder*, where there is one for each."""
    text = re.sub(r"(?<=['>])/(?:srv|x|tmp|var/lib)(?:/[\w.-]+)*/([\w.-]+)(?=['<])", rf"{folder}/\1", document)
    pattern = rf"type='(raw|qcow2)'[^>]*/>\s*<source file='{re.escape(str(folder))}/([\w.-]+)'"
    formats = {name: kind for kind, name in re.findall(pattern, text)}
    for name in re.findall(rf"(?<=['>]){re.escape(str(folder))}/([\w.-]+)", text):
        if name.endswith(".sock"):
            continue  # QEMU makes it
        subprocess.run(
            ["qemu-img", "create", "-q", "-f", formats.get(name, "raw"), folder / name, "1M"], check=True, timeout=60
        )
    return text


@pytest.mark.real
@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_it_starts(path: Path, qemu: virConnect, tmp_path: Path) -> None:
    try:
        dom = qemu.defineXML(with_files(path.read_text(), tmp_path))
    except libvirtError:
        assert qemu.listAllDomains() == []
        return  # that libvirt refuses it too is what the comparison checks
    refusal = NOT_STARTED.get(path.stem)
    if refusal is None:
        dom.createWithFlags(anyvirt.VIR_DOMAIN_START_PAUSED)
        assert dom.state() == [anyvirt.VIR_DOMAIN_PAUSED, anyvirt.VIR_DOMAIN_PAUSED_USER]
        dom.destroy()
    else:
        with pytest.raises(refusal[0], match=re.escape(refusal[1])):
            dom.createWithFlags(anyvirt.VIR_DOMAIN_START_PAUSED)
        assert not dom.isActive()
