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
    "iommufd": "<iommufd enabled='yes'/>",
}
OF_OS = {"varstore": "<varstore/>", "shim": "<shim>/boot/shim.efi</shim>"}
OF_DISK = {
    "iothreads": "<driver><iothreads><iothread id='1'/></iothreads></driver><source file='/a'/>",
    "statistics": "<driver><statistics><statistic interval='1'/></statistics></driver><source file='/a'/>",
    "dataStore": "<source file='/a'><dataStore type='file'><source file='/b'/></dataStore></source>",
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


@pytest.mark.parametrize("tag", OF_OS)
def test_a_way_to_boot_that_cannot_be_given_is_not_defined(tag: str) -> None:
    with pytest.raises(ConfigUnsupported) as caught:
        define(f"{HEAD.replace('</os>', OF_OS[tag] + '</os>')}<devices/></domain>")
    assert caught.value.detail == f"element <{tag}> is not supported by the QEMU driver yet"


@pytest.mark.parametrize("tag", OF_DISK)
def test_a_disk_that_cannot_be_built_is_not_defined(tag: str) -> None:
    with pytest.raises(ConfigUnsupported) as caught:
        define(f"{HEAD}<devices><disk type='file'>{OF_DISK[tag]}<target dev='vda'/></disk></devices></domain>")
    assert caught.value.detail == f"element <{tag}> is not supported by the QEMU driver yet"


def test_a_controller_that_cannot_be_built_is_not_defined() -> None:
    threads = "<driver><iothreads><iothread id='1'/></iothreads></driver>"
    with pytest.raises(ConfigUnsupported, match="element <iothreads> is not supported by the QEMU driver yet"):
        define(f"{HEAD}<devices><controller type='scsi' model='virtio-scsi'>{threads}</controller></devices></domain>")
