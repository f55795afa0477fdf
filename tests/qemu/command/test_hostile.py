"""Values that would become other options than those they stand for."""

from __future__ import annotations

import pytest

from anyvirt.conf.domain.model import Domain
from anyvirt.util.error import ConfigUnsupported
from tests.qemu.command.commandline import build_from, document


def smbios(entry: str, table: str = "bios") -> str:
    return document(
        os="<smbios mode='sysinfo'/>", general=f"<sysinfo type='smbios'><{table}>{entry}</{table}></sysinfo>"
    )


def fw_cfg(entry: str) -> str:
    return document(general=f"<sysinfo type='fwcfg'>{entry}</sysinfo>")


def cpu(inside: str) -> str:
    return document(general=f"<cpu mode='custom' match='exact'>{inside}</cpu>")


OTHER_OPTIONS = [
    (smbios("<entry name='file'>/etc/passwd</entry>"), "SMBIOS table 0 has no entry 'file'"),
    (smbios("<entry name='version,file=/etc/passwd'>x</entry>"), "table 0 has no entry 'version,file=/etc/passwd'"),
    (smbios("<entry>x</entry>", "system"), "SMBIOS table 1 has no entry 'None'"),
    (smbios("<entry name='family'>x</entry>", "chassis"), "SMBIOS table 3 has no entry 'family'"),
    (fw_cfg("<entry name='etc/boot-fail-wait'>0</entry>"), "'etc/boot-fail-wait' is not the user's to give"),
    (fw_cfg("<entry name='opt/org.qemu/x'>0</entry>"), "'opt/org.qemu/x' is not the user's to give"),
    (fw_cfg("<entry name='opt/a'/>"), "'opt/a' needs either a text or the attribute file"),
    (fw_cfg("<entry name='opt/a' file='/b'>c</entry>"), "'opt/a' needs either a text or the attribute file"),
    (cpu("<model>qemu64,+vmx</model>"), "'qemu64,+vmx' can be neither a CPU nor a part of one"),
    (cpu("<model>qemu64</model><feature name='aes=off,vmx'/>"), "'aes=off,vmx' can be neither"),
    (document(general="<clock offset='variable' adjustment='99999999999999'/>"), "99999999999999 seconds off"),
    (document(general="<clock offset='variable' adjustment='-99999999999'/>"), "-99999999999 seconds off"),
    (document(general="<clock offset='absolute' start='9999999999999999999'/>"), "9999999999999999999 seconds off"),
    (document("<graphics type='vnc'/><graphics type='vnc'/>"), "only one <graphics> of type 'vnc' is possible"),
    (
        document(
            "<interface type='user'><mac address='52:54:00:00:00:01'/><model type='virtio'/><driver queues='4'/>"
            "<alias name='net0'/><address type='pci' slot='5'/></interface>"
        ),
        "interface net0: type 'user' has one queue only",
    ),
]


@pytest.mark.parametrize(("text", "sentence"), OTHER_OPTIONS)
def test_refused(text: str, sentence: str) -> None:
    with pytest.raises(ConfigUnsupported) as caught:
        build_from(text)
    assert sentence in caught.value.detail
    assert "domain 'guest'" in caught.value.detail


def test_the_first_of_two_strings_counts() -> None:
    text = smbios("<entry name='vendor'>one</entry><entry name='vendor'>two</entry>")
    assert build_from(text).pairs("-smbios") == {"type": "0", "vendor": "one"}


def test_the_year_one() -> None:
    parsed = build_from(document(general="<clock offset='variable' adjustment='-63000000000'/>"))
    assert parsed.pairs("-rtc")["base"].startswith("0033-")


ASKED_OF_QEMU = [
    ("<qemu:capabilities><qemu:del capability='x'/></qemu:capabilities>", "<qemu:capabilities><qemu:del capability=>"),
    ("<qemu:deprecation behavior='reject'/>", "<qemu:deprecation behavior=>"),
    ("<qemu:override><qemu:device alias='net0'/></qemu:override>", "<qemu:override><qemu:device>"),
]


@pytest.mark.parametrize(("inside", "named"), ASKED_OF_QEMU)
def test_what_we_cannot_ask_of_qemu_is_said(inside: str, named: str) -> None:
    text = document(general=inside)
    Domain.from_xml(text, unknown="refuse")
    with pytest.raises(ConfigUnsupported) as caught:
        build_from(text)
    assert f"{named} is not supported by the QEMU driver" in caught.value.detail


def test_the_log_of_a_random_number_daemon() -> None:
    backend = "<backend model='egd' type='unix'><source mode='connect' path='/egd'/><log file='/l,og' append='on'/>"
    address = "<alias name='rng0'/><address type='pci' slot='5'/>"
    parsed = build_from(document(f"<rng model='virtio'>{backend}</backend>{address}</rng>"))
    assert parsed.pairs("-chardev", "charrng0") == {
        "": "socket",
        "id": "charrng0",
        "path": "/egd",
        "logfile": "/l,og",
        "logappend": "on",
    }
