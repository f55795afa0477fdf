"""What is refused about devices, whatever the driver: each rule with its class and its sentence."""

from __future__ import annotations

import pytest

from anyvirt.conf.domain.parse import parse
from anyvirt.util.error import (
    ConfigUnsupported,
    InternalError,
    InvalidArg,
    NoSource,
    NoTarget,
    XmlDetail,
    XmlError,
    libvirtError,
)

UUID = "2b1c8f5e-0f0d-4c55-9a53-6a4bb8a0f001"
CELLS = "<cpu><numa><cell id='0' cpus='0' memory='1048576'/></numa></cpu>"
USB = "<controller type='usb' index='0' model='qemu-xhci'/>"
TEAMING = "<teaming type='transient' persistent='ua-a'/>"
PCI = "<address type='pci' slot='7'/>"
MDEV = f"<source><address uuid='{UUID}'/></source>"
ADAPTER = "<source><adapter name='scsi_host3'/><address bus='0' target='1' unit='2'/></source>"
SMOOTH = "<iommu model='smmuv3'/>"


def document(devices: str, inside: str = "") -> str:
    return (
        "<domain type='test'><name>a</name><memory>2097152</memory><maxMemory slots='4'>8388608</maxMemory>"
        f"<os><type arch='x86_64'>hvm</type></os>{inside}<devices>{devices}</devices></domain>"
    )


def hostdev(kind: str, source: str, how: str = "", more: str = "") -> str:
    return f"<hostdev type='{kind}' {how}>{source}{more}</hostdev>"


def module(model: str, target: str = "", source: str = "", how: str = "") -> str:
    return f"<memory model='{model}' {how}>{source}<target><size>4096</size>{target}</target></memory>"


FILE = "<source><path>/n</path></source>"
LABEL = "<label><size>{}</size></label>"
VIRTIO_MEM = "<block>{}</block><requested>{}</requested>"
SOURCE = "<source><address bus='1' device='2'/></source>"

DEVICES: list[tuple[str, type[libvirtError], str]] = [
    ("<sound model='ac97'><audio id='4'/></sound>", XmlError, "there is no <audio> with id 4"),
    ("<tpm/>", XmlError, "<tpm>: needs a <backend>"),
    ("<tpm><backend type='passthrough'/></tpm>" * 3, XmlError, "<tpm>: at most two"),
    (
        "<tpm><backend type='emulator' version='1.2'><active_pcr_banks><sha1/></active_pcr_banks></backend></tpm>",
        XmlError,
        "<active_pcr_banks> needs version 2.0",
    ),
    ("<tpm><backend type='emulator'><source type='dir'/></backend></tpm>", XmlError, "needs both type and path"),
    ("<tpm><backend type='external'><source type='tcp'/></backend></tpm>", ConfigUnsupported, "is 'tcp', only unix"),
    (
        "<tpm><backend type='external'><source type='unix' mode='bind'/></backend></tpm>",
        XmlError,
        "is 'bind', only connect",
    ),
    ("<tpm><backend type='external'><source type='unix'/></backend></tpm>", XmlError, "the source needs a path"),
    ("<filesystem><target dir='t'/></filesystem>", NoSource, "'t' has no source"),
    ("<filesystem><source dir='/s'/></filesystem>", NoTarget, "'/s' has no target"),
    ("<filesystem fmode='888'><source dir='/s'/><target dir='t'/></filesystem>", XmlError, "is not an octal mode"),
    (
        "<filesystem type='ram'><source usage='1' units='pint'/><target dir='t'/></filesystem>",
        InvalidArg,
        "'pint' is not a unit",
    ),
    ("<lease><key>k</key></lease>", XmlError, "devices/lease/target/@path is required"),
    (
        "<smartcard mode='host-certificates'><certificate>a</certificate></smartcard>",
        XmlError,
        "needs three certificates, not 1",
    ),
    (
        f"<smartcard mode='host-certificates'>{'<certificate>a</certificate>' * 3}<database>d</database></smartcard>",
        XmlError,
        "database 'd' is not a full path",
    ),
    ("<smartcard mode='passthrough'/>", XmlError, "needs the type of a character device"),
    ("<smartcard mode='passthrough' type='unix'/>", InternalError, "<smartcard>: type 'unix' needs a source"),
    (f"<smartcard mode='host'>{PCI}</smartcard>", ConfigUnsupported, "must use an address of type ccid"),
    ("<redirdev type='spicevmc'/>", ConfigUnsupported, "the domain has no USB controller"),
    (USB + "<redirdev type='unix'/>", InternalError, "<redirdev>: type 'unix' needs a source"),
    ("<redirfilter><usbdev allow='no'/></redirfilter>" * 2, InternalError, "<redirfilter>: only one is allowed"),
    ("<redirfilter><usbdev class='0x100' allow='no'/></redirfilter>", XmlError, "is not -1 or a number up to 0xFF"),
    ("<redirfilter><usbdev version='2' allow='no'/></redirfilter>", XmlError, "'2' is not -1 or a version"),
    ("<shmem name='a/b'/>", ConfigUnsupported, "name 'a/b' cannot contain '/'"),
    ("<shmem name='..'/>", ConfigUnsupported, "name '..' cannot name a file"),
    ("<shmem name='s'><msi/></shmem>", XmlError, "'s' has <msi>, which needs a <server>"),
    ("<vsock><cid address='2'/></vsock>", ConfigUnsupported, "cid 2 is below 3"),
    ("<vsock/>" * 2, XmlError, "<vsock>: only one"),
    ("<nvram/>" * 2, InternalError, "<nvram>: only one"),
    (SMOOTH + "<iommu model='intel'/>", XmlError, "unless all are smmuv3"),
    ("<iommu model='intel'><driver intremap='on'/></iommu>", ConfigUnsupported, "intremap needs an I/O APIC"),
    ("<iommu model='intel'><driver eim='on'/></iommu>", ConfigUnsupported, "eim needs intremap"),
    ("<pstore backend='acpi-erst'><size>0</size></pstore>", XmlError, "<pstore>: the size cannot be 0"),
    ("<hostdev type='usb'/>", XmlError, "<hostdev type='usb'>: needs a <source>"),
    (hostdev("usb", "<source/>", "mode='capabilities'"), ConfigUnsupported, "no such type with mode='capabilities'"),
    (hostdev("net", "<source/>", "mode='capabilities'"), XmlError, "the source needs an <interface>"),
    (hostdev("misc", "<source/>", "mode='capabilities'"), XmlError, "the source needs a <char>"),
    (hostdev("storage", "<source/>", "mode='capabilities'"), XmlError, "the source needs a <block>"),
    (hostdev("usb", "<source><vendor id='1'/></source>"), InternalError, "needs both vendor and product"),
    (hostdev("usb", "<source><vendor id='0'/><product id='1'/></source>"), XmlError, "cannot be 0"),
    (hostdev("usb", "<source><address bus='1'/></source>"), XmlError, "the source needs bus and device"),
    (hostdev("usb", SOURCE, "rawio='yes'"), XmlError, "rawio is only supported for scsi"),
    (hostdev("usb", SOURCE, "sgio='filtered'"), XmlError, "sgio is only supported for scsi"),
    (hostdev("usb", SOURCE, "model='virtio'"), XmlError, "has no models, found 'virtio'"),
    (hostdev("usb", SOURCE, more=PCI), ConfigUnsupported, "must use an address of type usb"),
    (
        hostdev("usb", SOURCE, more="<teaming type='transient' persistent='ua-a'/>"),
        ConfigUnsupported,
        "<teaming> is only for",
    ),
    (hostdev("usb", SOURCE) * 2, XmlError, "the device is given twice"),
    (hostdev("pci", "<source><address slot='0x20'/></source>"), XmlError, "at most 0x1f"),
    (
        hostdev("pci", "<source/>", more="<address type='usb'/>"),
        InternalError,
        "must use an address of type pci or unassigned",
    ),
    (hostdev("scsi", "<source><adapter name='a'/></source>"), XmlError, "needs <adapter> and <address>"),
    (hostdev("scsi", "<source protocol='iscsi'><host name='h'/></source>"), XmlError, "needs the name of the target"),
    (hostdev("scsi", "<source protocol='iscsi' name='n'/>"), XmlError, "needs one <host>"),
    (
        "<disk><source file='/d'/><target dev='sda' bus='scsi'/></disk>"
        + hostdev("scsi", ADAPTER, more="<address type='drive'/>"),
        ConfigUnsupported,
        "unit 0 is taken by another SCSI device",
    ),
    (hostdev("scsi_host", "<source wwpn='naa.5'/>"), XmlError, "needs protocol='vhost'"),
    (hostdev("scsi_host", "<source protocol='vhost' wwpn='naa.5'/>"), XmlError, "wwpn 'naa.5' is not"),
    (hostdev("scsi_host", "<source/>", "model='vfio-ap'"), XmlError, "'vfio-ap' is for mediated devices"),
    (hostdev("mdev", MDEV), XmlError, "needs a model, one of vfio-pci"),
    (hostdev("mdev", "<source/>", "model='vfio-pci'"), ConfigUnsupported, "an <address> with a uuid"),
    (hostdev("mdev", MDEV, "model='vfio-ccw'", PCI), XmlError, "must use an address of type ccw or unassigned"),
    (
        hostdev("mdev", MDEV, "model='vfio-pci'", "<boot order='1'/>")
        + "<disk><source file='/d'/><target dev='vda'/><boot order='1'/></disk>",
        ConfigUnsupported,
        "<hostdev>: boot order 1 is taken",
    ),
    (module("nvdimm"), XmlDetail, "needs a source with path"),
    (module("nvdimm", source=FILE, how="discard='yes'"), ConfigUnsupported, "discard is not possible"),
    (module("nvdimm", LABEL.format(64), FILE), XmlError, "a label of 64 KiB is below 128 KiB"),
    (module("nvdimm", LABEL.format(4096), FILE), XmlError, "the label must be smaller"),
    (module("nvdimm", source=f"<uuid>{UUID}</uuid>{FILE}"), ConfigUnsupported, "has no uuid on x86_64"),
    (module("virtio-pmem", "<node>0</node>", FILE), ConfigUnsupported, "has no NUMA node"),
    (module("virtio-mem", VIRTIO_MEM.format(3000, 0)), XmlDetail, "block of 3000 KiB is not a power of two"),
    (module("virtio-mem", VIRTIO_MEM.format(2048, 8192)), XmlDetail, "8192 KiB are requested of 4096 KiB"),
    (module("virtio-mem", VIRTIO_MEM.format(2048, 100)), XmlDetail, "requested 100 KiB is not a multiple"),
    (module("dimm", "<node>3</node>"), XmlDetail, "the guest has no NUMA cell 3"),
]


def refused(xml: str) -> libvirtError:
    with pytest.raises(libvirtError) as caught:
        parse(xml)
    return caught.value


@pytest.mark.parametrize(("devices", "error", "sentence"), DEVICES, ids=[sentence for _, _, sentence in DEVICES])
def test_a_device_is_refused(devices: str, error: type[libvirtError], sentence: str) -> None:
    problem = refused(document(devices, CELLS))
    assert type(problem) is error
    assert sentence in problem.detail


@pytest.mark.parametrize(
    ("xml", "error", "sentence"),
    [
        (
            document("", "<keywrap>" + "<cipher name='aes' state='on'/>" * 2 + "</keywrap>"),
            InternalError,
            "keywrap/cipher: 'aes' is given twice",
        ),
        (document("", "<launchSecurity type='sev'/>"), XmlError, "launchSecurity/policy is required"),
        (
            document(module("dimm").replace("4096", "4194304")),
            XmlError,
            "memory: 2097152 KiB in all is not more than the 4194304 KiB of the memory devices",
        ),
        (document("", "<throttlegroups><throttlegroup/></throttlegroups>"), XmlError, "needs a group_name"),
        (
            document(
                "",
                f"<throttlegroups>{'<throttlegroup><group_name>g</group_name></throttlegroup>' * 2}</throttlegroups>",
            ),
            XmlError,
            "group_name 'g' is given twice",
        ),
        (
            document(
                "<disk><source file='/d'/><target dev='vda'/>"
                "<throttlefilters><throttlefilter group='g'/></throttlefilters></disk>"
            ),
            ConfigUnsupported,
            "disk 'vda': there is no throttle group 'g'",
        ),
    ],
)
def test_a_domain_is_refused(xml: str, error: type[libvirtError], sentence: str) -> None:
    problem = refused(xml)
    assert type(problem) is error
    assert sentence in problem.detail
