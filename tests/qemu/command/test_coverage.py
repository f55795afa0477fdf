"""Nothing that a definition asks for is left out in silence."""

from __future__ import annotations

import pytest

from anyvirt.qemu.command import _TRANSLATED as TRANSLATED
from anyvirt.util.error import ConfigUnsupported
from tests.qemu.command.commandline import build_from, document

VIRTIO = """<target dev='vda' bus='virtio'/><alias name='virtio-disk0'/>
  <address type='pci' domain='0' bus='0' slot='5' function='0'/>"""


def test_tables_name_fields_that_exist() -> None:
    for cls, names in TRANSLATED.items():
        unknown = names - {field.name for field in cls.__xml_fields__} - {""}
        assert not unknown, f"{cls.__name__}: {sorted(unknown)}"


@pytest.mark.parametrize(
    ("devices", "general", "named"),
    [
        ("", "<cputune><shares>10</shares></cputune>", "<cputune>"),
        ("", "<vcpu cpuset='0'>1</vcpu>", "<vcpu cpuset=>"),
        ("", "<numatune><memory mode='strict' nodeset='0'/></numatune>", "<numatune>"),
        ("", "<vcpu placement='auto'>1</vcpu>", "placement='auto'"),
        ("", "<seclabel type='static' model='dac'><label>0:0</label></seclabel>", "<seclabel>"),
        (
            f"<disk type='file' device='disk'><source file='/a'/><transient/>{VIRTIO}</disk>",
            "",
            "<disk vda> <transient>",
        ),
        (
            f"""<disk type='file' device='disk'><source file='/a'><slices><slice type='storage' offset='0' size='1'/>
            </slices></source>{VIRTIO}</disk>""",
            "",
            "<disk vda> <source> <slices><slice>",
        ),
        (
            f"""<disk type='network' device='disk'><source protocol='rbd' name='p/i'><auth username='u'>
            <secret type='ceph' usage='x'/></auth></source>{VIRTIO}</disk>""",
            "",
            "<source p/i> <auth>",
        ),
        (
            """<interface type='user'><bandwidth><inbound average='1'/></bandwidth><model type='virtio'/>
            <alias name='net0'/></interface>""",
            "",
            "<interface net0> <bandwidth>",
        ),
        (
            "<graphics type='spice' port='5900' tlsPort='5901'/>",
            "",
            "tlsPort='5901'",
        ),
    ],
)
def test_what_is_not_translated_is_refused_by_name(devices: str, general: str, named: str) -> None:
    with pytest.raises(ConfigUnsupported) as caught:
        build_from(document(devices, general=general))
    assert named in str(caught.value)
    assert "domain 'guest'" in str(caught.value)


def test_what_does_not_concern_the_command_line_passes() -> None:
    general = """<title>t</title><description>d</description><metadata><x:y xmlns:x='urn:x'>z</x:y></metadata>
      <on_poweroff>destroy</on_poweroff><on_crash>preserve</on_crash><vcpu placement='static'>1</vcpu>
      <seclabel type='none'/>"""
    build_from(document(general=general))
