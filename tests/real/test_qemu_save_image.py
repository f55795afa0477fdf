"""Save images of the original libvirt: what it writes is read here, and what is written here it reads."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from anyvirt.conf import Domain, QemuSaveImage, SaveCookie
from anyvirt.conf.domain.abi import check_abi
from anyvirt.conf.domain.parse import parse
from anyvirt.testing.libvirtd import LibvirtdUnavailable, PrivateLibvirtd
from anyvirt.util.error import ConfigUnsupported

pytestmark = [pytest.mark.real, pytest.mark.peer("libvirt >= 9.0", "virsh >= 9.0", "qemu >= 7.2")]

_WAIT_S = 60
_DOMAIN = """\
<domain type='qemu'>
  <name>kept</name>
  <memory unit='MiB'>32</memory>
  <memoryBacking><source type='anonymous'/></memoryBacking>
  <os><type arch='x86_64' machine='pc'>hvm</type></os>
  <devices><controller type='usb' model='none'/></devices>
</domain>
"""


class Saved:
    """A guest that the original has saved."""

    def __init__(self, daemon: PrivateLibvirtd) -> None:
        self._uri = daemon.uri
        self.folder = daemon.folder
        self.image = daemon.folder / "image"

    def virsh(self, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        command = ["virsh", "-q", "-c", self._uri, *map(str, arguments)]
        return subprocess.run(command, capture_output=True, text=True, timeout=_WAIT_S, check=False)

    def read(self) -> QemuSaveImage:
        with self.image.open("rb") as file:
            return QemuSaveImage.read(file)

    def write(self, image: QemuSaveImage) -> None:
        with self.image.open("r+b") as file:
            file.write(image.to_bytes())


@pytest.fixture
def saved() -> Iterator[Saved]:
    try:
        with PrivateLibvirtd() as daemon:
            guest = Saved(daemon)
            document = daemon.folder / "kept.xml"
            document.write_text(_DOMAIN)
            for command in (("define", document), ("start", "--paused", "kept"), ("save", "kept", guest.image)):
                done = guest.virsh(*command)
                assert done.returncode == 0, done.stderr
            yield guest
    except LibvirtdUnavailable as exc:
        pytest.skip(str(exc))


def test_an_image_of_the_original_is_read_edited_and_judged_alike(saved: Saved) -> None:
    """One daemon and one guest serve all of it: they take most of the time."""
    image = saved.read()
    assert not image.running
    assert Domain.from_xml(image.xml).name == "kept"
    assert image.cookie is not None
    SaveCookie.from_xml(image.cookie)
    assert saved.image.read_bytes().startswith(image.to_bytes())

    image.xml = image.xml.replace("</uuid>", "</uuid>\n  <title>edited</title>")
    image.running = True
    saved.write(image)
    assert "<title>edited</title>" in saved.virsh("save-image-dumpxml", saved.image).stdout

    before = parse(image.xml, update_abi=False)
    for old, new, allowed in (
        ("<title>edited</title>", "<title>again</title>", True),
        ("<vcpu placement='static'>1</vcpu>", "<vcpu placement='static'>2</vcpu>", False),
        ("<source type='anonymous'/>", "<source type='memfd'/>", False),
    ):
        assert old in image.xml
        changed = image.xml.replace(old, new)
        document = saved.folder / "changed.xml"
        document.write_text(changed)
        theirs = saved.virsh("save-image-define", saved.image, document)
        assert (theirs.returncode == 0) == allowed, (new, theirs.stderr)
        if allowed:
            check_abi(before, parse(changed, update_abi=False))
        else:
            with pytest.raises(ConfigUnsupported):
                check_abi(before, parse(changed, update_abi=False))

    assert saved.virsh("restore", saved.image).stderr == ""
    assert saved.virsh("domstate", "kept").stdout.strip() == "running"
