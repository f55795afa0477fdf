"""Files that keep the state of a guest: what stands in front of it."""

from __future__ import annotations

import io
import struct
import subprocess
from contextlib import suppress
from pathlib import Path

import pytest

from anyvirt.conf import Domain, QemuSaveImage, TestSaveImage
from anyvirt.conf.save_image.qemu import SaveFormat
from anyvirt.util.error import InternalError, OperationFailed

_XML = "<domain type='kvm'>\n  <name>wéb</name>\n</domain>\n"
_COOKIE = "<cookie/>\n"
_WAIT_S = 15
_TRIES = 4


def test_an_image_comes_back_as_it_was_written() -> None:
    image = QemuSaveImage(xml=_XML, cookie=_COOKIE, running=False, format=SaveFormat.ZSTD)
    file = io.BytesIO(image.to_bytes() + b"stream")
    assert QemuSaveImage.read(file) == image
    assert file.tell() == image.stream_offset
    assert file.read() == b"stream"


def test_an_image_need_not_have_a_cookie() -> None:
    image = QemuSaveImage(xml=_XML)
    assert QemuSaveImage.read(io.BytesIO(image.to_bytes())) == image


def test_the_header_has_libvirts_layout() -> None:
    header = QemuSaveImage(xml=_XML, cookie=_COOKIE, format=SaveFormat.XZ).to_bytes()[:92]
    length = len(_XML.encode()) + 1 + len(_COOKIE) + 1 + 65536
    assert header == b"LibvirtQemudSave" + struct.pack("=5I", 2, length, 1, 3, len(_XML.encode()) + 1) + bytes(56)


def test_the_definition_can_be_edited_in_its_place() -> None:
    before = QemuSaveImage(xml=_XML, cookie=_COOKIE)
    file = io.BytesIO(before.to_bytes() + b"stream")
    edited = QemuSaveImage.read(file)
    edited.xml += " " * 1000
    file.seek(0)
    file.write(edited.to_bytes())
    assert file.read() == b"stream"
    file.seek(0)
    assert QemuSaveImage.read(file) == edited


def test_a_definition_that_outgrows_its_place_is_refused() -> None:
    image = QemuSaveImage.read(io.BytesIO(QemuSaveImage(xml=_XML).to_bytes()))
    image.xml += " " * 65536
    image.to_bytes()
    image.xml += " "
    with pytest.raises(OperationFailed, match="new xml too large to fit in file"):
        image.to_bytes()


def test_an_image_that_is_not_complete_is_refused() -> None:
    with pytest.raises(OperationFailed, match="incomplete"):
        QemuSaveImage.read(io.BytesIO(QemuSaveImage(xml=_XML).to_bytes(complete=False)))


def test_an_image_of_a_host_with_the_other_order_of_bytes_is_read() -> None:
    numbers = struct.pack(">5I56x", 2, len(_XML.encode()) + 1, 1, 0, 0)
    image = QemuSaveImage.read(io.BytesIO(b"LibvirtQemudSave" + numbers + _XML.encode() + b"\0"))
    assert (image.xml, image.running) == (_XML, True)


def _image(
    version: int = 2, length: int = 10, packed: int = 0, offset: int = 0, texts: bytes = b"<domain/>\0"
) -> bytes:
    return b"LibvirtQemudSave" + struct.pack("=5I56x", version, length, 1, packed, offset) + texts


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "the header has 0 of 92 bytes"),
        (_image()[:91], "the header has 91 of 92 bytes"),
        (b"x" * 100, "image magic is incorrect"),
        (_image(version=3), "version 50331648|version 3"),
        (_image(length=0), "invalid length of data 0"),
        (_image(length=2**31), "invalid length of data 2147483648"),
        (_image(length=11), "ends after 10 of 11 bytes"),
        (_image(offset=10), "the cookie is at 10"),
        (_image(packed=7), "invalid compressed save format 7"),
        (_image(texts=b"<domain/>x"), "the XML is not terminated"),
        (_image(offset=5), "the XML is not terminated"),
        (_image(texts=b"\0" * 10), "the XML is empty"),
        (_image(texts=b"<a/>\0abcde", offset=5), "the cookie is not terminated"),
        (_image(texts=b"<\xff\xfe/>\0\0\0\0\0"), "the XML is no text"),
    ],
)
def test_a_damaged_image_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(OperationFailed, match=reason):
        QemuSaveImage.read(io.BytesIO(data))


def test_an_image_of_the_test_driver_comes_back_as_it_was_written() -> None:
    image = TestSaveImage(xml=_XML)
    assert TestSaveImage.read(io.BytesIO(image.to_bytes())) == image


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "mismatched header"),
        (b"LibvirtQemudSave", "mismatched header"),
        (b"TestGuestMagic\0\1\0", "ends before the length"),
        (b"TestGuestMagic\0" + struct.pack("=i", 0), "length of metadata 0 is out of range"),
        (b"TestGuestMagic\0" + struct.pack("=i", -1), "length of metadata -1 is out of range"),
        (b"TestGuestMagic\0" + struct.pack("=i", 2**31 - 1), "is out of range"),
        (b"TestGuestMagic\0" + struct.pack("=i", 9) + b"<domain/", "ends after 8 of 9 bytes"),
        (b"TestGuestMagic\0" + struct.pack("=i", 2) + b"\xff\xfe", "the metadata is no text"),
    ],
)
def test_a_damaged_image_of_the_test_driver_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(InternalError, match=reason):
        TestSaveImage.read(io.BytesIO(data))


def _virsh(*commands: str) -> str:
    """What virsh says. It hangs now and then when a job ends before it looks at how far that is: it is asked again."""
    arguments = ["virsh", "-c", "test:///default", "; ".join(commands)]
    for _ in range(_TRIES - 1):
        with suppress(subprocess.TimeoutExpired):
            return subprocess.run(arguments, capture_output=True, text=True, timeout=_WAIT_S, check=True).stdout
    return subprocess.run(arguments, capture_output=True, text=True, timeout=_WAIT_S, check=True).stdout


@pytest.mark.peer("virsh >= 9.0")
def test_what_the_original_test_driver_saves_is_read(tmp_path: Path) -> None:
    path = tmp_path / "image"
    _virsh(f"save test {path}")
    with path.open("rb") as file:
        image = TestSaveImage.read(file)
    assert Domain.from_xml(image.xml).name == "test"
    assert image.to_bytes() == path.read_bytes()


@pytest.mark.peer("virsh >= 9.0")
def test_the_original_test_driver_restores_what_is_written_here(tmp_path: Path) -> None:
    path = tmp_path / "image"
    xml = "<domain type='test'><name>web</name><memory>1024</memory><os><type>hvm</type></os></domain>"
    path.write_bytes(TestSaveImage(xml=xml).to_bytes())
    assert "web" in _virsh(f"restore {path}", "list --name")
