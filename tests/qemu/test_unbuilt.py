"""What the models know and the driver cannot build is refused when it is defined."""

from __future__ import annotations

import pytest

from anyvirt.util.error import ConfigUnsupported
from tests.qemu.definitions import define

HEAD = "<domain type='qemu'><name>a</name><memory>65536</memory><os><type arch='x86_64'>hvm</type></os>"
DEVICES = {
    "sound": "<sound model='ac97'/>",
    "tpm": "<tpm model='tpm-tis'><backend type='passthrough'/></tpm>",
    "filesystem": "<filesystem><source dir='/s'/><target dir='t'/></filesystem>",
    "lease": "<lease><lockspace>s</lockspace><key>k</key><target path='/l'/></lease>",
    "smartcard": "<smartcard mode='host'/>",
    "redirdev": "<redirdev type='spicevmc'/>",
    "redirfilter": "<redirfilter><usbdev allow='no'/></redirfilter>",
    "hub": "<hub type='usb'/>",
    "shmem": "<shmem name='s'/>",
    "memory": "<memory model='dimm'><target><size>1024</size></target></memory>",
    "iommu": "<iommu model='intel'/>",
    "vsock": "<vsock/>",
    "crypto": "<crypto model='virtio' type='qemu'><backend model='builtin'/></crypto>",
    "panic": "<panic model='isa'/>",
    "pstore": "<pstore backend='acpi-erst'/>",
    "nvram": "<nvram/>",
    "hostdev": "<hostdev type='pci'><source><address bus='1'/></source></hostdev>",
}
ELEMENTS = {
    "keywrap": "<keywrap><cipher name='aes' state='on'/></keywrap>",
    "launchSecurity": "<launchSecurity type='s390-pv'/>",
    "throttlegroups": "<throttlegroups><throttlegroup><group_name>g</group_name></throttlegroup></throttlegroups>",
}


@pytest.mark.parametrize("tag", DEVICES)
def test_a_device_that_cannot_be_built_is_not_defined(tag: str) -> None:
    with pytest.raises(ConfigUnsupported) as caught:
        define(f"{HEAD}<devices>{DEVICES[tag]}</devices></domain>")
    assert caught.value.detail == f"device <{tag}> is not supported by the QEMU driver yet"


@pytest.mark.parametrize("tag", ELEMENTS)
def test_protection_that_cannot_be_given_is_not_defined(tag: str) -> None:
    with pytest.raises(ConfigUnsupported) as caught:
        define(f"{HEAD}{ELEMENTS[tag]}<devices/></domain>")
    assert caught.value.detail == f"element <{tag}> is not supported by the QEMU driver yet"
