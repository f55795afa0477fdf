"""Documents that mean harm, or were written by somebody who did not look: refused with a sentence, at little cost."""

from __future__ import annotations

import pytest

from anyvirt.conf import Domain, format_domain
from anyvirt.conf.domain.fill.disks import disk_index
from anyvirt.conf.domain.parse import parse
from anyvirt.util.error import InternalError, XmlError, libvirtError

_QEMU = "xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'"
VGA = "<video><model type='vga'/></video>"


def document(inside: str = "", devices: str = "") -> str:
    return (
        f"<domain type='qemu' {_QEMU}><name>a</name><memory>1048576</memory><os><type arch='x86_64'>hvm</type></os>"
        f"{inside}<devices>{devices}</devices></domain>"
    )


def disk(target: str, bus: str, inside: str = "") -> str:
    return document(devices=f"<disk><source file='/a'/><target dev='{target}' bus='{bus}'/>{inside}</disk>")


FEW_BYTES_MUCH_MEMORY = [
    (document("<vcpu>4294967295</vcpu>"), "vcpu: '4294967295' is not a whole number from 0 to 16384"),
    (document("<iothreads>4000000000</iothreads>"), "iothreads: '4000000000' is not a whole number from 0 to 65535"),
    (disk("sda", "scsi", "<address type='drive' controller='4000000000'/>"), "a disk needs scsi controller 4000000000"),
    (disk("sdzzzzz", "sata"), "a disk needs sata controller 2059438"),
]


@pytest.mark.parametrize(("text", "sentence"), FEW_BYTES_MUCH_MEMORY)
def test_a_number_cannot_take_all_memory(text: str, sentence: str) -> None:
    with pytest.raises(XmlError) as caught:
        parse(text)
    assert sentence in str(caught.value)


@pytest.mark.parametrize("bus", ["virtio", "sata", "scsi", "usb"])
def test_a_disk_name_that_is_no_number(bus: str) -> None:
    assert disk_index("sd" + "z" * 100_000) == -1
    with pytest.raises(XmlError, match=r"disk 'sdz+': the target does not say which place"):
        parse(disk("sd" + "z" * 40, bus))


INTO_OTHER_WORDS: list[tuple[str, type[libvirtError], str]] = [
    (
        document("<qemu:commandline><qemu:env name='A=B' value='c'/></qemu:commandline>"),
        XmlError,
        "qemu:env: 'A=B' is not the name of a variable",
    ),
    (
        document("<qemu:commandline><qemu:env name=''/></qemu:commandline>"),
        XmlError,
        "qemu:env: '' is not the name of a variable",
    ),
    (document("<genid>1,2</genid>"), InternalError, "genid: '1,2' is not a UUID"),
    (
        document(
            devices="<channel type='pty'><target type='guestfwd' address='10.0.2.1' port='80-cmd:reboot'/></channel>"
        ),
        XmlError,
        "'80-cmd:reboot' is not a port from 0 to 65535",
    ),
    (
        document(devices="<channel type='pty'><target type='guestfwd' address='10.0.2.1' port='65536'/></channel>"),
        XmlError,
        "'65536' is not a port",
    ),
]


@pytest.mark.parametrize(("text", "error", "sentence"), INTO_OTHER_WORDS)
def test_a_text_cannot_become_something_else(text: str, error: type[libvirtError], sentence: str) -> None:
    with pytest.raises(error) as caught:
        parse(text)
    assert sentence in str(caught.value)
    assert "123456789" not in str(caught.value)


def test_secrets_are_for_those_who_may_see_them() -> None:
    """Cookies are as good as passwords."""

    def source(cookie: str) -> str:
        return (
            "<source protocol='https' name='a'><host name='h'/>"
            f"<cookies><cookie name='session'>{cookie}</cookie></cookies></source>"
        )

    below = f"<backingStore type='network'><format type='raw'/>{source('biscuit')}</backingStore>"
    domain = parse(
        document(
            devices=f"<disk type='network'>{source('cracker')}{below}<target dev='vda'/></disk>"
            f"<graphics type='vnc' passwd='pretzel'/>{VGA}"
        )
    )
    for secret in ("biscuit", "cracker", "pretzel"):
        assert secret in format_domain(domain, secure=True)
        assert secret not in format_domain(domain)
        assert secret not in format_domain(domain, inactive=True)
        assert secret not in repr(domain)
    assert "passwd=..." in repr(domain)


def test_what_is_asked_of_qemu_itself_is_kept() -> None:
    asked = """\
  <qemu:commandline>
    <qemu:arg value='-no-hpet'/>
    <qemu:env name='A' value='b'/>
  </qemu:commandline>
  <qemu:capabilities>
    <qemu:add capability='one'/>
    <qemu:del capability='two'/>
  </qemu:capabilities>
  <qemu:deprecation behavior='reject'/>
  <qemu:override>
    <qemu:device alias='ua-net'>
      <qemu:frontend>
        <qemu:property name='mtu' type='unsigned' value='9000'/>
        <qemu:property name='rss' type='remove'/>
      </qemu:frontend>
    </qemu:device>
  </qemu:override>
"""
    domain = Domain.from_xml(document(asked), unknown="refuse")
    assert domain.to_xml().endswith(f"{asked}</domain>\n")


def test_a_thousand_disks_keep_their_order() -> None:
    """Those of a bus by name, buses by their first disk."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    names = [f"vd{first}{second}" for second in letters for first in letters]
    devices = "".join(f"<disk><source file='/a'/><target dev='{name}'/></disk>" for name in names)
    kept = parse(document(devices="<disk><source file='/a'/><target dev='sdb'/></disk>" + devices))
    assert [disk.target for disk in kept.disks] == ["sdb", *sorted(names)]
