"""qemu.sources: the files that a definition names."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from anyvirt.conf.domain.model import Domain
from anyvirt.qemu.sources import check_sources, disk_path
from anyvirt.util.error import InternalError, SystemCallError

DENIED = {os.R_OK: "read", os.W_OK: "written"}


def domain(devices: str = "", os_more: str = "") -> Domain:
    return Domain.from_xml(
        f"<domain type='qemu'><name>x</name><memory>1024</memory><os><type>hvm</type>{os_more}</os>"
        f"<devices>{devices}</devices></domain>"
    )


def disk(path: Path, *, device: str = "disk", policy: str = "", more: str = "") -> str:
    startup = f" startupPolicy='{policy}'" if policy else ""
    return f"<disk type='file' device='{device}'><source file='{path}'{startup}/><target dev='vda'/>{more}</disk>"


@pytest.fixture
def image(tmp_path: Path) -> Path:
    path = tmp_path / "a.img"
    path.touch()
    return path


def test_all_is_there(image: Path) -> None:
    check_sources(domain(disk(image), f"<kernel>{image}</kernel><initrd>{image}</initrd>"))


def test_what_has_no_file(tmp_path: Path) -> None:
    """An empty drive, and storage that is not a file of the host's, are QEMU's business."""
    empty = "<disk type='file' device='cdrom'><target dev='hdc'/></disk>"
    network = "<disk type='network'><source protocol='nbd' name='x'><host name='h'/></source><target dev='vda'/></disk>"
    checked = domain(empty + network)
    check_sources(checked)
    assert [disk_path(each) for each in checked.disks] == [None, None]


@pytest.mark.parametrize("label", ["kernel", "initrd", "dtb"])
def test_a_missing_file_is_named(tmp_path: Path, label: str) -> None:
    missing = tmp_path / "no" / "such" / "file"
    with pytest.raises(SystemCallError, match=f"'x': {label}: {missing}: No such file") as caught:
        check_sources(domain(os_more=f"<{label}>{missing}</{label}>"))
    assert caught.value.int1 == errno.ENOENT
    assert caught.value.hint == f"the path exists as far as {tmp_path}"


def test_a_missing_file_in_a_folder_that_is_there(tmp_path: Path) -> None:
    with pytest.raises(SystemCallError) as caught:
        check_sources(domain(disk(tmp_path / "none.img")))
    assert caught.value.hint is None


def test_a_drive_that_may_be_empty(tmp_path: Path) -> None:
    """The live definition says so; the one that is kept is another object."""
    checked = domain(disk(tmp_path / "none.iso", device="cdrom", policy="optional"))
    check_sources(checked)
    assert checked.disks[0].source is None
    with pytest.raises(SystemCallError, match="disk vda"):
        check_sources(domain(disk(tmp_path / "none.iso", device="cdrom", policy="mandatory")))


@pytest.mark.parametrize(
    ("device", "more", "denied", "refused"),
    [
        ("disk", "", os.R_OK, True),
        ("disk", "", os.W_OK, True),
        ("disk", "<readonly/>", os.W_OK, False),
        ("cdrom", "", os.W_OK, False),
        ("cdrom", "", os.R_OK, True),
    ],
)
def test_permissions(
    image: Path, monkeypatch: pytest.MonkeyPatch, device: str, more: str, denied: int, refused: bool
) -> None:
    monkeypatch.setattr(os, "access", lambda _path, wanted: not wanted & denied)
    checked = domain(disk(image, device=device, more=more))
    if not refused:
        check_sources(checked)
        return
    with pytest.raises(SystemCallError, match=f"disk vda: {image} may not be {DENIED[denied]} by this user") as caught:
        check_sources(checked)
    assert caught.value.int1 == errno.EACCES
    assert ("readonly" in (caught.value.hint or "")) == (denied == os.W_OK)


def test_a_folder_is_no_disk(tmp_path: Path) -> None:
    with pytest.raises(InternalError, match=f"disk vda: {tmp_path} is a folder"):
        check_sources(domain(disk(tmp_path)))


def test_a_file_is_no_block_device(image: Path) -> None:
    block = f"<disk type='block'><source dev='{image}'/><target dev='vda'/></disk>"
    with pytest.raises(InternalError, match=f"disk vda: {image} is not a block device") as caught:
        check_sources(domain(block))
    assert caught.value.hint == "use <disk type='file'>"


def test_a_disk_that_may_be_missing_is_left_out(image: Path, tmp_path: Path) -> None:
    missing = disk(tmp_path / "none.img", policy="optional").replace("vda", "vdb")
    checked = domain(disk(image) + missing)
    check_sources(checked)
    assert [each.target for each in checked.disks] == ["vda"]


@pytest.mark.parametrize("label", ["kernel", "firmware", "disk vda"])
def test_a_pipe_is_no_file(tmp_path: Path, label: str) -> None:
    """QEMU would wait until somebody writes to it, and not even answer its monitor."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    documents = {
        "kernel": domain(os_more=f"<kernel>{pipe}</kernel>"),
        "firmware": domain(os_more=f"<loader>{pipe}</loader>"),
        "disk vda": domain(disk(pipe)),
    }
    with pytest.raises(InternalError, match=rf"'x': {label}: {pipe} is neither a file nor a block device \(prw"):
        check_sources(documents[label])


def test_variables_of_the_firmware(image: Path, tmp_path: Path) -> None:
    check_sources(domain(os_more=f"<nvram>{image}</nvram>"))
    missing = tmp_path / "vars.fd"
    with pytest.raises(SystemCallError, match=f"'x': nvram: {missing}: No such file"):
        check_sources(domain(os_more=f"<nvram>{missing}</nvram>"))
    with pytest.raises(SystemCallError, match=f"'x': nvram: {missing}: No such file") as caught:
        check_sources(domain(os_more=f"<nvram template='/t.fd'>{missing}</nvram>"))
    assert caught.value.hint is not None
    assert f"cp /t.fd {missing}" in caught.value.hint


def test_files_for_the_firmware_to_hand_on() -> None:
    table = "<acpi><table type='slic'>/no/table</table></acpi>"
    with pytest.raises(SystemCallError, match="'x': ACPI table: /no/table: No such file"):
        check_sources(domain(os_more=table))
    checked = Domain.from_xml(
        "<domain type='qemu'><name>x</name>"
        "<sysinfo type='fwcfg'><entry name='opt/a' file='/no/entry'/></sysinfo></domain>"
    )
    with pytest.raises(SystemCallError, match="'x': sysinfo entry 'opt/a': /no/entry: No such file"):
        check_sources(checked)
