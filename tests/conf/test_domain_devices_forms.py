"""Devices as they are written and as they come out: defaults, order, units."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from anyvirt.conf.domain.devices.disk import ThrottleGroup
from anyvirt.conf.domain.devices.filesystem import Filesystem
from anyvirt.conf.domain.devices.hostdev import Hostdev
from anyvirt.conf.domain.devices.lease import Lease
from anyvirt.conf.domain.devices.memory_device import MemoryDevice
from anyvirt.conf.domain.devices.platform import Crypto, Iommu, NvramDevice, Panic, Pstore, Vsock
from anyvirt.conf.domain.devices.redirection import Hub, Redirdev, RedirFilter
from anyvirt.conf.domain.devices.shmem import Shmem
from anyvirt.conf.domain.devices.smartcard import Smartcard
from anyvirt.conf.domain.devices.sound import Sound
from anyvirt.conf.domain.devices.tpm import Tpm
from anyvirt.conf.domain.format import format_domain
from anyvirt.conf.domain.model import Domain
from anyvirt.conf.domain.parse import parse
from anyvirt.conf.domain.security import KeywrapCipher, SevSecurity, SnpSecurity, TdxSecurity
from anyvirt.util.xmlmap import Element
from tests.conf.strategies import objects

CLASSES: tuple[type[Element], ...] = (
    Sound, Tpm, Filesystem, Lease, Smartcard, Redirdev, RedirFilter, Hub, Shmem, MemoryDevice, Iommu, Vsock, Crypto,
    Panic, Pstore, NvramDevice, Hostdev, ThrottleGroup, KeywrapCipher, SevSecurity, SnpSecurity, TdxSecurity,
)  # fmt: skip

UUID = "2b1c8f5e-0f0d-4c55-9a53-6a4bb8a0f001"
CELLS = "<cpu><numa><cell id='0' cpus='0' memory='1048576'/></numa></cpu>"
USB = "<controller type='usb' index='0' model='qemu-xhci'/>"


def document(devices: str, inside: str = "") -> str:
    return (
        f"<domain type='test'><name>a</name><uuid>{UUID}</uuid><memory>2097152</memory>"
        "<maxMemory slots='4'>8388608</maxMemory>"
        f"<os><type arch='x86_64'>hvm</type></os>{inside}<devices>{devices}</devices></domain>"
    )


def lines(xml: str) -> str:
    """Without indentation and line ends."""
    return "".join(line.strip() for line in xml.splitlines())


def written(devices: str, inside: str = "", *, inactive: bool = True) -> str:
    """What is kept of the document, after it was read back and found to stay as it is."""
    kept = format_domain(parse(document(devices, inside), inactive=inactive), secure=True, inactive=inactive)
    assert format_domain(parse(kept, inactive=inactive), secure=True, inactive=inactive) == kept
    return lines(kept)


MDEV = f"<source><address uuid='{UUID}'/></source>"
SCSI = "<source><adapter name='scsi_host3'/><address bus='0' target='1' unit='2'/></source>"

# What is written, and what comes out.
FORMS = [
    (
        "<sound model='ich9'><address type='pci' slot='9'/><audio id='1'/><codec type='duplex'/></sound>"
        "<audio id='1' type='none'/>",
        "<sound model='ich9'><codec type='duplex'/><audio id='1'/>"
        "<address type='pci' domain='0x0000' bus='0x00' slot='0x09' function='0x0'/></sound>",
    ),
    (
        "<sound model='sb16' multichannel='yes' streams='2'><codec type='micro'/></sound>"
        "<sound model='usb' multichannel='yes'/><sound model='virtio' streams='3'/>",
        "<sound model='sb16'/><sound model='usb' multichannel='yes'/><sound model='virtio' streams='3'/>",
    ),
    (
        "<tpm><backend type='passthrough' version='2.0'/></tpm>",
        "<tpm><backend type='passthrough'><device path='/dev/tpm0'/></backend></tpm>",
    ),
    (
        "<tpm model='tpm-crb'><backend type='emulator' persistent_state='no' debug='3' version='2.0'>"
        "<profile name='custom' removeDisabled='check' source='local:x'/><source type='dir' path='/s'/>"
        f"<active_pcr_banks><sha512/><sha1/></active_pcr_banks><encryption secret='{UUID}'/></backend></tpm>",
        "<tpm model='tpm-crb'><backend type='emulator' version='2.0' persistent_state='no' debug='3'>"
        f"<encryption secret='{UUID}'/><active_pcr_banks><sha1/><sha512/></active_pcr_banks>"
        "<source type='dir' path='/s'/><profile source='local:x' removeDisabled='check' name='custom'/>"
        "</backend></tpm>",
    ),
    (
        "<tpm><backend type='external'><source path='/t' type='unix'/></backend></tpm>",
        "<tpm><backend type='external'><source type='unix' mode='connect' path='/t'/></backend></tpm>",
    ),
    (
        "<filesystem fmode='600' dmode='0711' multidevs='warn'><target dir='t'/><source dir='/s'/><readonly/>"
        "<driver type='path' queue='8' wrpolicy='immediate'/><space_hard_limit unit='MiB'>2</space_hard_limit>"
        "</filesystem>",
        "<filesystem type='mount' accessmode='passthrough' multidevs='warn' fmode='0600' dmode='0711'>"
        "<driver type='path' wrpolicy='immediate'/><source dir='/s'/><target dir='t'/><readonly/>"
        "<space_hard_limit unit='bytes'>2097152</space_hard_limit></filesystem>",
    ),
    (
        "<filesystem multidevs='default'><driver type='virtiofs' queue='512'/><source dir='/s'/><target dir='t'/>"
        "<idmap><gid start='0' target='7' count='1'/><uid start='0' target='5' count='1'/></idmap>"
        "<binary path='/v' xattr='on'><openfiles max='99'/><thread_pool size='4'/><lock flock='on' posix='off'/>"
        "<sandbox mode='chroot'/><cache mode='none'/></binary></filesystem>",
        "<filesystem type='mount' accessmode='passthrough'><driver type='virtiofs' queue='512'/>"
        "<binary path='/v' xattr='on'><cache mode='none'/><sandbox mode='chroot'/><lock posix='off' flock='on'/>"
        "<thread_pool size='4'/><openfiles max='99'/></binary>"
        "<idmap><uid start='0' target='5' count='1'/><gid start='0' target='7' count='1'/></idmap>"
        "<source dir='/s'/><target dir='t'/></filesystem>",
    ),
    (
        "<filesystem><driver type='virtiofs'/><source socket='/s'/><target dir='t'/></filesystem>",
        "<filesystem type='mount'><driver type='virtiofs'/><source socket='/s'/><target dir='t'/></filesystem>",
    ),
    (
        "<filesystem type='ram'><source usage='3' units='MiB'/><target dir='/t'/></filesystem>",
        "<filesystem type='ram' accessmode='passthrough'><source usage='3072' units='KiB'/><target dir='/t'/>"
        "</filesystem>",
    ),
    (
        "<lease><target offset='0' path='/l'/><key>k</key><lockspace>s</lockspace></lease>",
        "<lease><lockspace>s</lockspace><key>k</key><target path='/l'/></lease>",
    ),
    (
        "<smartcard mode='host'/><smartcard mode='passthrough' type='tcp'><source host='h' service='7'/></smartcard>",
        "<controller type='ccid' index='0'/><smartcard mode='host'><address type='ccid' controller='0' slot='0'/>"
        "</smartcard><smartcard mode='passthrough' type='tcp'><source mode='connect' host='h' service='7'/>"
        "<protocol type='raw'/><address type='ccid' controller='0' slot='1'/></smartcard>",
    ),
    (
        USB + "<redirdev type='spicevmc'><address type='usb' bus='0' port='2'/><boot order='3'/></redirdev>",
        "<redirdev bus='usb' type='spicevmc'><boot order='3'/><address type='usb' bus='0' port='2'/></redirdev>",
    ),
    (
        "<redirfilter><usbdev allow='yes' version='1.1' product='-1' vendor='0xabc' class='14'/>"
        "<usbdev class='-1' version='-1' allow='no'/></redirfilter>",
        "<redirfilter><usbdev class='0x0E' vendor='0x0ABC' version='1.10' allow='yes'/><usbdev allow='no'/>"
        "</redirfilter>",
    ),
    ("<hub type='usb'><alias name='hub7'/></hub>", "<hub type='usb'/>"),
    ("<shmem name='s'><size>8388608</size></shmem>", "<model type='ivshmem'/><size unit='M'>8</size></shmem>"),
    (
        "<shmem name='s' role='peer'><model type='ivshmem-doorbell'/><msi ioeventfd='on' vectors='2'/>"
        "<server path='/x'/></shmem>",
        "<shmem name='s' role='peer'><model type='ivshmem-doorbell'/><server path='/x'/>"
        "<msi vectors='2' ioeventfd='on'/></shmem>",
    ),
    (
        "<iommu model='intel'><driver aw_bits='39' iotlb='on' caching_mode='off'/></iommu>",
        "<iommu model='intel'><driver caching_mode='off' iotlb='on' aw_bits='39'/></iommu>",
    ),
    ("<vsock model='virtio'/>", "<vsock model='virtio'><cid auto='yes'/></vsock>"),
    ("<vsock><cid address='7'/></vsock>", "<vsock><cid auto='no' address='7'/></vsock>"),
    (
        "<crypto type='qemu' model='virtio'><backend queues='2' model='builtin'/></crypto>",
        "<crypto model='virtio' type='qemu'><backend model='builtin' queues='2'/></crypto>",
    ),
    (
        "<pstore backend='acpi-erst'><size unit='MiB'>1</size><path>/p</path></pstore>",
        "<pstore backend='acpi-erst'><path>/p</path><size unit='KiB'>1024</size></pstore>",
    ),
    (
        "<panic model='isa'><address irq='0x5' iobase='0x505' type='isa'/></panic>",
        "<panic model='isa'><address type='isa' iobase='0x505' irq='0x5'/></panic>",
    ),
    (
        "<nvram><address reg='0x4000' type='spapr-vio'/></nvram>",
        "<nvram><address type='spapr-vio' reg='0x00004000'/></nvram>",
    ),
    (
        "<hostdev type='usb'><source missing='yes' guestReset='off' startupPolicy='optional'>"
        "<product id='0x2'/><vendor id='0x1'/></source></hostdev>",
        "<hostdev mode='subsystem' type='usb' managed='no'><source startupPolicy='optional' guestReset='off'>"
        "<vendor id='0x0001'/><product id='0x0002'/></source></hostdev>",
    ),
    (
        "<hostdev type='pci' managed='yes'><rom bar='off'/><source writeFiltering='no'><address bus='3' slot='1'/>"
        "</source><driver name='vfio' iommufd='yes'/><teaming type='transient' persistent='ua-n'/></hostdev>",
        "<hostdev mode='subsystem' type='pci' managed='yes'><driver name='vfio' iommufd='yes'/>"
        "<source writeFiltering='no'><address domain='0x0000' bus='0x03' slot='0x01' function='0x0'/></source>"
        "<teaming type='transient' persistent='ua-n'/><rom bar='off'/></hostdev>",
    ),
    (
        "<disk><source file='/d'/><target dev='sda' bus='scsi'/></disk>"
        f"<hostdev type='scsi' rawio='yes'><shareable/><readonly/>{SCSI}</hostdev>",
        f"<hostdev mode='subsystem' type='scsi' managed='no' rawio='yes'>{SCSI}<readonly/><shareable/>"
        "<address type='drive' controller='0' bus='0' target='0' unit='1'/></hostdev>",
    ),
    (
        "<hostdev type='scsi'><source protocol='iscsi' name='iqn.x'><initiator><iqn name='iqn.me'/></initiator>"
        "<host name='h'/></source></hostdev>",
        "<source protocol='iscsi' name='iqn.x/0'><host name='h'/><initiator><iqn name='iqn.me'/></initiator></source>",
    ),
    (
        "<hostdev type='scsi_host' model='virtio'><source wwpn='naa.50014380aaaabbbb' protocol='vhost'/></hostdev>",
        "<hostdev mode='subsystem' type='scsi_host' managed='no' model='virtio'>"
        "<source protocol='vhost' wwpn='naa.50014380aaaabbbb'/></hostdev>",
    ),
    (
        f"<hostdev type='mdev' ramfb='on' display='on' model='vfio-pci'>{MDEV}</hostdev>",
        "<hostdev mode='subsystem' type='mdev' managed='no' model='vfio-pci' display='on' ramfb='on'>" + MDEV,
    ),
    (
        "<hostdev mode='capabilities' type='net'><ip address='fe80::7'/><source><interface>e0</interface></source>"
        "</hostdev>",
        "<hostdev mode='capabilities' type='net'><source><interface>e0</interface></source>"
        "<ip address='fe80::7' family='ipv6'/></hostdev>",
    ),
    (
        "<hostdev mode='capabilities' type='storage'><source><block>/b</block></source></hostdev>"
        "<hostdev mode='capabilities' type='misc'><source><char>/c</char></source></hostdev>",
        "<hostdev mode='capabilities' type='storage'><source><block>/b</block></source></hostdev>"
        "<hostdev mode='capabilities' type='misc'><source><char>/c</char></source></hostdev>",
    ),
]
MODULES = [
    (
        "<memory model='dimm' discard='yes' access='private'><target><node>0</node><size unit='MiB'>4</size></target>"
        "<source><pagesize unit='MiB'>2</pagesize><nodemask>0-1</nodemask></source></memory>",
        "<memory model='dimm' access='private' discard='yes'><source><nodemask>0-1</nodemask>"
        "<pagesize unit='KiB'>2048</pagesize></source><target><size unit='KiB'>4096</size><node>0</node></target>"
        "</memory>",
    ),
    (
        "<memory model='nvdimm'><source><pmem/><alignsize>2048</alignsize><path>/n</path></source>"
        "<target><readonly/><label><size>128</size></label><size>4096</size><node>0</node></target></memory>",
        "<source><path>/n</path><alignsize unit='KiB'>2048</alignsize><pmem/></source>"
        "<target><size unit='KiB'>4096</size><node>0</node><label><size unit='KiB'>128</size></label><readonly/>",
    ),
    (
        "<memory model='virtio-pmem'><source><path>/n</path></source><target><size>4096</size></target></memory>",
        "<memory model='virtio-pmem' access='shared'><source><path>/n</path></source>",
    ),
    (
        "<memory model='virtio-mem'><target dynamicMemslots='yes'><address base='0x1000'/><current>2048</current>"
        "<requested>2048</requested><block>2048</block><node>0</node><size>4096</size></target></memory>",
        "<target dynamicMemslots='yes'><size unit='KiB'>4096</size><node>0</node><block unit='KiB'>2048</block>"
        "<requested unit='KiB'>2048</requested><address base='0x1000'/></target>",
    ),
]


@pytest.mark.parametrize(("devices", "expected"), FORMS)
def test_a_device_comes_out_as_libvirt_writes_it(devices: str, expected: str) -> None:
    assert expected in written(devices)


@pytest.mark.parametrize(("devices", "expected"), MODULES)
def test_a_module_of_memory_counts_in_kib(devices: str, expected: str) -> None:
    xml = written(devices, CELLS)
    assert expected in xml
    assert "<memory unit='KiB'>1052672</memory>" in xml  # the cell and the module


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        ("<keywrap><cipher state='on' name='dea'/></keywrap>", "<keywrap><cipher name='dea' state='on'/></keywrap>"),
        (
            "<launchSecurity type='sev'><session>s</session><policy>3</policy><cbitpos>51</cbitpos></launchSecurity>",
            "<launchSecurity type='sev'><cbitpos>51</cbitpos><policy>0x0003</policy><session>s</session>",
        ),
        (
            "<launchSecurity type='sev-snp' vcek='no'><hostData>h</hostData><policy>0x30000</policy></launchSecurity>",
            "<launchSecurity type='sev-snp' vcek='no'><policy>0x00030000</policy><hostData>h</hostData>",
        ),
        (
            "<launchSecurity type='tdx'><quoteGenerationService/><policy>0x10000000</policy></launchSecurity>",
            "<launchSecurity type='tdx'><policy>0x10000000</policy><quoteGenerationService",
        ),
        ("<launchSecurity type='s390-pv'/>", "<launchSecurity type='s390-pv'/>"),
        (
            "<throttlegroups><throttlegroup><group_name>g</group_name><total_iops_sec>9</total_iops_sec>"
            "</throttlegroup></throttlegroups>",
            "<throttlegroup><total_iops_sec>9</total_iops_sec><group_name>g</group_name></throttlegroup>",
        ),
    ],
)
def test_protection_and_throttling_come_out(inside: str, expected: str) -> None:
    assert expected in written("", inside)


def test_a_disk_passes_through_throttle_groups() -> None:
    groups = "<throttlegroups><throttlegroup><group_name>g</group_name></throttlegroup></throttlegroups>"
    disk = "<disk><source file='/d'/><target dev='vda'/><throttlefilters><throttlefilter group='g'/></throttlefilters>"
    assert "<throttlefilters><throttlefilter group='g'/></throttlefilters>" in written(disk + "</disk>", groups)


def test_what_only_a_running_guest_has_stays_in_its_live_document() -> None:
    usb = "<hostdev type='usb'><source missing='yes'><address bus='1' device='2'/></source></hostdev>"
    assert "missing='yes'" in written(usb, inactive=False)
    assert "missing" not in written(usb)


def test_non_volatile_memory_has_an_identity_on_ppc64() -> None:
    module = (
        "<memory model='nvdimm'><source><path>/n</path></source>"
        "<target><size>4096</size><label><size>128</size></label></target></memory>"
    )
    domain = parse(document(module).replace("x86_64", "ppc64"))
    assert domain.memory_devices[0].uuid is not None


def test_host_devices_take_free_units() -> None:
    other = SCSI.replace("unit='2'", "unit='3'")
    domain = parse(document(f"<hostdev type='scsi'>{SCSI}</hostdev><hostdev type='scsi'>{other}</hostdev>"))
    assert [getattr(hostdev.address, "unit", None) for hostdev in domain.hostdevs] == [0, 1]
    assert [controller.type.value for controller in domain.controllers] == ["scsi"]


@pytest.mark.parametrize("cls", CLASSES)
def test_every_object_survives_its_text(cls: type[Element]) -> None:
    @settings(max_examples=25, deadline=None)
    @given(objects(cls))
    def survives(value: Element) -> None:
        if isinstance(value, Filesystem | Hostdev) and value.source is not None:
            value.type = type(value.type)(type(value.source).__xml_const__["../@type"])  # it says which source it is
        assert type(value).from_xml(value.to_xml()) == value

    survives()


def test_documents_may_be_built() -> None:
    domain = Domain.from_xml(document("<panic model='hyperv'/>"))
    assert domain.panics == [Panic.from_xml("<panic model='hyperv'/>")]
