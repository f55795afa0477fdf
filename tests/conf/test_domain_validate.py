"""What libvirt refuses whatever the driver: each rule with its class and its sentence."""

from __future__ import annotations

import pytest

from anyvirt.conf.domain.parse import parse
from anyvirt.util.error import (
    ConfigUnsupported,
    InternalError,
    InvalidArg,
    NoName,
    NoSource,
    NoTarget,
    XmlDetail,
    XmlError,
    XmlInvalidSchema,
    libvirtError,
)

HVM = "<os><type arch='x86_64'>hvm</type></os>"
MEMORY = "<memory>1048576</memory>"


def document(inside: str = "", devices: str = "", *, name: str = "a", memory: str = MEMORY, os: str = HVM) -> str:
    return f"<domain type='qemu'><name>{name}</name>{memory}{os}{inside}<devices>{devices}</devices></domain>"


def disk(
    inside: str = "", *, target: str = "<target dev='vda'/>", source: str = "<source file='/a'/>", how: str = ""
) -> str:
    return f"<disk {how}>{source}{target}{inside}</disk>"


def nic(inside: str, kind: str = "user") -> str:
    return f"<interface type='{kind}'>{inside}</interface>"


VGA = "<video><model type='vga'/></video>"
WHOLE = [
    (document(name="a/b"), XmlError, "name a/b cannot contain '/'"),
    (document(name=""), NoName, "name"),
    (document(name="  "), XmlError, "name"),
    (document("<title>a\nb</title>"), XmlError, "title: cannot contain a line break"),
    (document("<uuid>1234</uuid>"), InternalError, "uuid: '1234' is not a UUID"),
    (document(memory=""), XmlError, "memory: the guest's size is not given"),
    (document(memory="<memory>0</memory>"), XmlError, "memory: the guest's size is not given"),
    (document(memory="<memory>-1</memory>"), XmlError, "memory: '-1' is not a size below 16 EiB"),
    (document(memory="<memory unit='pint'>1</memory>"), InvalidArg, "'pint' is not a unit"),
    (document("<maxMemory>2097152</maxMemory>"), XmlError, "maxMemory: both the size and the attribute slots"),
    (document("<maxMemory slots='1'>1024</maxMemory>"), XmlError, "maxMemory: 1024 KiB is below memory, 1048576 KiB"),
    (document("<vcpu>0</vcpu>"), XmlError, "vcpu: 0 is not from 1 up"),
    (document("<vcpu current='3'>2</vcpu>"), ConfigUnsupported, "vcpu/@current: 3 is more than"),
    (document("<vcpu cpuset='3-1'>2</vcpu>"), InvalidArg, "vcpu/@cpuset: '3-1' is not a set of numbers"),
    (document("<iothreadids><iothread id='1'/><iothread id='1'/></iothreadids>"), XmlError, "id 1 is given twice"),
    (document(os=""), XmlError, "os: <type> is missing"),
    (document(os="<os><type>dos</type></os>"), ConfigUnsupported, "'dos' is not one of hvm"),
    (document(os="<os><type>hvm</type><nvram>/n</nvram></os>"), XmlDetail, "os: the firmware needs a <loader>"),
    (document(os="<os><type>hvm</type><boot dev='tape'/></os>"), XmlError, "'tape' is not one of fd, hd, cdrom"),
    (document("<clock offset='noon'/>"), ConfigUnsupported, "clock/@offset: 'noon' is not one of utc, localtime"),
    (document("<cpu><feature name='aes'/></cpu>"), XmlError, "cpu: has features but no model"),
    (
        document("<cpu><model>m</model><feature name='aes'/><feature name='aes'/></cpu>"),
        XmlError,
        "cpu/feature: 'aes' is given twice",
    ),
    (
        document("<cpu mode='host-model' migratable='on'/>"),
        ConfigUnsupported,
        "cpu/@migratable: is only allowed with mode 'host-passthrough'",
    ),
    (
        document("<vcpu>2</vcpu><cpu><numa><cell cpus='0-1' memory='1'/><cell cpus='1' memory='1'/></numa></cpu>"),
        ConfigUnsupported,
        "cpu/numa/cell: CPU 1 is in two cells",
    ),
    (document("<numatune><memnode cellid='0' nodeset='0'/></numatune>"), XmlError, "the guest has no NUMA cells"),
    (
        document("<seclabel type='static' model='selinux'/>"),
        XmlError,
        "seclabel: type 'static' needs a <label>",
    ),
]
DEVICES = [
    (disk() + disk(), XmlError, "target 'vda' duplicated for disk sources"),
    (disk(target="<target dev='q1'/>"), XmlError, "disk 'q1': the target does not say"),
    (disk(target="<target dev='vda' bus='pigeon'/>"), XmlError, "'pigeon' is not one of ide"),
    (disk(target=""), NoTarget, "disk/target/@dev is required"),
    (disk(source=""), NoSource, "disk 'vda' has no source"),
    (disk(how="device='lun'"), ConfigUnsupported, "device 'lun' needs a block device, not type 'file'"),
    (disk(how="rawio='yes'"), ConfigUnsupported, "rawio is for device 'lun', not 'disk'"),
    (disk("<wwn>5</wwn>"), InternalError, "wwn '5' is not 16 hexadecimal digits"),
    (disk("<vendor>much too long</vendor>"), ConfigUnsupported, "vendor 'much too long' is not up to 8"),
    (disk("<address type='pci' slot='0x20'/>"), XmlError, "slot 0x20 is not from 0x00 to 0x1f"),
    (
        disk("<iotune><total_bytes_sec>1</total_bytes_sec><read_bytes_sec>1</read_bytes_sec></iotune>"),
        XmlError,
        "total_bytes_sec cannot be set together",
    ),
    (
        disk(target="<target dev='sda'/><address type='drive'/>")
        + disk(target="<target dev='sdb'/><address type='drive'/>"),
        ConfigUnsupported,
        "disks 'sda' and 'sdb' have the same drive address",
    ),
    (
        disk(target="<target dev='sda'/><address type='pci' slot='3'/>"),
        ConfigUnsupported,
        "another type than 'drive' is invalid on bus 'scsi'",
    ),
    (
        disk(
            how="type='network'",
            source="<source protocol='rbd' name='p/n'/><auth username='u'><secret type='iscsi' usage='x'/></auth>",
        ),
        ConfigUnsupported,
        "the secret must be of type 'ceph', not 'iscsi'",
    ),
    (
        "<disk type='network'><source protocol='nbd' startupPolicy='optional'><host name='a'/></source>"
        "<target dev='vda'/></disk>",
        XmlError,
        "startupPolicy is not allowed for a disk of type 'network'",
    ),
    (
        disk(how="type='network' device='lun'", source="<source protocol='nbd' name='a'><host name='a'/></source>"),
        ConfigUnsupported,
        "device 'lun' needs a block device, not protocol 'nbd'",
    ),
    (
        disk(
            how="type='block' device='lun'",
            source="<source dev='/a'><encryption format='luks'><secret type='passphrase' usage='a'/></encryption>"
            "</source>",
        ),
        ConfigUnsupported,
        "device 'lun' cannot be encrypted",
    ),
    (
        disk(
            how="type='nvme'",
            source="<source type='pci' namespace='1' startupPolicy='optional'><address bus='5'/></source>",
        ),
        XmlError,
        "startupPolicy is not allowed for a disk of type 'nvme'",
    ),
    (
        disk(how="type='vhostuser'", source="<source type='unix' path='/s' startupPolicy='optional'/>"),
        XmlError,
        "startupPolicy is not allowed for a disk of type 'vhostuser'",
    ),
    (
        disk(how="type='vhostvdpa'", source="<source dev='/dev/vhost-vdpa-0' startupPolicy='optional'/>"),
        XmlError,
        "startupPolicy is not allowed for a disk of type 'vhostvdpa'",
    ),
    ("<controller type='scsi' index='0'/>" * 2, XmlError, "Multiple 'scsi' controllers with index '0'"),
    ("<controller type='scsi' model='floppy'/>", ConfigUnsupported, "model 'floppy' is not one of auto, buslogic"),
    ("<controller type='usb' model='ehci'><master startport='0'/></controller>", XmlDetail, "No master USB controller"),
    (nic("<mac address='52:54:00:01'/>"), XmlError, "'52:54:00:01' is not a MAC address"),
    (nic("<mac address='53:54:00:00:00:01'/>"), XmlError, "'53:54:00:00:00:01' addresses a group"),
    (nic("", "bridge"), XmlError, "type 'bridge' needs a <source>"),
    (nic("<source/>", "bridge"), XmlError, "source/@bridge is required"),
    (nic("<model type='a b'/>"), InvalidArg, "model 'a b' contains invalid characters"),
    (nic("<vlan><tag id='5000'/></vlan>"), XmlError, "vlan/tag/@id: 5000 is above 4095"),
    (nic("<ip address='300.1.1.1'/>"), XmlError, "'300.1.1.1' is not an IP address"),
    (nic("<portForward proto='tcp'/>"), ConfigUnsupported, "portForward needs type 'user' with the 'passt' back end"),
    ("<serial type='file'/>", InternalError, "<serial>: type 'file' needs a source with path"),
    ("<serial type='tcp'><source service='1'/></serial>", InternalError, "type 'tcp' needs a source with host"),
    ("<serial type='tcp'><source host='h'/></serial>", InternalError, "type 'tcp' needs a source with service"),
    ("<serial type='udp'><source mode='bind' service='1'/></serial>", InternalError, "mode='connect' and a service"),
    ("<serial type='unix'/>", InternalError, "type 'unix' needs a source with path"),
    ("<serial type='string'/>", ConfigUnsupported, "serial/@type: 'string' is not one of null, vc"),
    ("<console type='pty'/>" * 2, ConfigUnsupported, "<console> number 2: target type 'serial' is for the first"),
    ("<channel type='pty'><target type='guestfwd'/></channel>", XmlError, "'guestfwd' needs an address"),
    (f"<graphics type='vnc'><listen type='network'/></graphics>{VGA}", XmlError, "type 'network' needs a network"),
    (
        f"<graphics type='vnc' passwd='x' passwdValidTo='noon'/>{VGA}",
        InternalError,
        "'noon' is not a time such as 2030-12-31T23:59:59",
    ),
    ("<graphics type='vnc'/>", InternalError, "video: no model is given"),
    ("<video><model type='vga' primary='yes'/></video>" * 2, ConfigUnsupported, "video: 2 devices say primary='yes'"),
    (
        "<video><model type='none'/></video>" + VGA,
        ConfigUnsupported,
        "'none' says that there is no video, but 2 devices",
    ),
    (
        "<controller type='usb' model='none'/><input type='tablet' bus='usb'/>",
        ConfigUnsupported,
        "tablet needs USB, and the document switches USB off",
    ),
    (
        "<rng model='virtio'><backend model='egd' type='unix'/></rng>",
        InternalError,
        "type 'unix' needs a source with path",
    ),
    ("<audio id='1' type='none'/>" * 2, XmlError, "<audio>: id 1 is given twice"),
    (
        disk("<alias name='ua-x'/>") + disk("<alias name='ua-x'/>", target="<target dev='vdb'/>"),
        ConfigUnsupported,
        "alias 'ua-x' is taken by a <disk>",
    ),
    (
        disk("<boot order='1'/>") + nic("<boot order='1'/>"),
        ConfigUnsupported,
        "boot order 1 is taken by another device",
    ),
]


def refused(xml: str) -> libvirtError:
    with pytest.raises(libvirtError) as caught:
        parse(xml)
    return caught.value


@pytest.mark.parametrize(("xml", "error", "sentence"), WHOLE, ids=[sentence for _, _, sentence in WHOLE])
def test_a_domain_is_refused(xml: str, error: type[libvirtError], sentence: str) -> None:
    problem = refused(xml)
    assert type(problem) is error
    assert sentence in problem.detail


@pytest.mark.parametrize(("devices", "error", "sentence"), DEVICES, ids=[sentence for _, _, sentence in DEVICES])
def test_a_device_is_refused(devices: str, error: type[libvirtError], sentence: str) -> None:
    problem = refused(document(devices=devices))
    assert type(problem) is error
    assert sentence in problem.detail


def test_boot_orders_of_devices_and_of_the_domain_exclude_each_other() -> None:
    problem = refused(document(devices=disk("<boot order='1'/>"), os="<os><type>hvm</type><boot dev='hd'/></os>"))
    assert type(problem) is ConfigUnsupported
    assert problem.hint is not None


def test_unknown_content_is_dropped_unless_strictness_is_asked_for() -> None:
    xml = document("<colour>blue</colour>")
    assert "colour" not in parse(xml).to_xml()
    with pytest.raises(XmlInvalidSchema, match="colour"):
        parse(xml, strict=True)


def test_a_wrong_root_and_broken_text() -> None:
    with pytest.raises(XmlError, match="expected <domain>, found <network>"):
        parse("<network/>")
    with pytest.raises(XmlDetail, match="line 1"):
        parse("<domain>")
