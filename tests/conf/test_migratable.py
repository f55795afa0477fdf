"""Definitions for older versions, by any driver."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from anyvirt.conf.domain.format import format_domain
from anyvirt.conf.domain.parse import parse

_WAIT_S = 60
_DOMAIN = (
    "<domain type='test'><name>a</name><uuid>c7a5fdbd-edaf-9455-926a-d65c16db1809</uuid><memory>1024</memory>"
    "<os><type arch='i686'>hvm</type></os><devices>{}</devices></domain>"
)
_VIDEO = "<video><model type='vga' vram='16384' heads='1' primary='yes'/></video>"
DEVICES = [
    "<input type='keyboard' bus='ps2'/><input type='mouse' bus='ps2'/>",
    "<controller type='usb' index='0'/><input type='keyboard' bus='usb'/>",
    f"<input type='mouse' bus='ps2'/><graphics type='vnc' socket='/run/vnc' passwd='p'/>{_VIDEO}",
    f"<input type='mouse' bus='ps2'/><graphics type='spice'><listen type='socket' socket='/run/s'/></graphics>{_VIDEO}",
    f"<input type='mouse' bus='ps2'/><graphics type='vnc'><listen type='none'/></graphics>{_VIDEO}",
    f"<input type='mouse' bus='ps2'/><graphics type='vnc' port='-1' listen='10.0.0.1'/>{_VIDEO}",
]


def _migratable(devices: str) -> str:
    return format_domain(parse(_DOMAIN.format(devices)), secure=True, inactive=True, migratable=True)


def test_a_built_in_keyboard_is_left_out() -> None:
    text = _migratable(DEVICES[0])
    assert "<input type='mouse' bus='ps2'/>" in text
    assert "keyboard" not in text


def test_a_keyboard_that_was_plugged_in_stays() -> None:
    assert "<input type='keyboard' bus='usb'/>" in _migratable(DEVICES[1])


def test_the_socket_of_vnc_is_said_once() -> None:
    text = _migratable(DEVICES[2])
    assert "<graphics type='vnc' socket='/run/vnc'" in text
    assert "<listen" not in text


def test_the_socket_of_spice_stays() -> None:
    assert "<listen type='socket' socket='/run/s'/>" in _migratable(DEVICES[3])


def test_the_domain_itself_stays_as_it_is() -> None:
    domain = parse(_DOMAIN.format(DEVICES[0]))
    before = domain.copy()
    format_domain(domain, migratable=True)
    assert domain == before


@pytest.mark.peer("virsh >= 9.0")
@pytest.mark.parametrize("devices", DEVICES)
def test_the_original_test_driver_leaves_out_the_same(devices: str, tmp_path: Path) -> None:
    document = tmp_path / "document.xml"
    document.write_text(_DOMAIN.format(devices))
    dump = "dumpxml --inactive --security-info --migratable a"
    done = subprocess.run(
        ["virsh", "-q", "-c", "test:///default", f"define {document}; {dump}"],
        capture_output=True,
        text=True,
        timeout=_WAIT_S,
        check=True,
    )
    theirs = done.stdout[done.stdout.index("<domain") :].rstrip() + "\n"
    # It opens an element around nothing where something was left out.
    assert _migratable(devices) in (theirs, theirs.replace(">\n    </graphics>", "/>"))
