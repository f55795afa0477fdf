"""Devices of the host: every kind of capability, defaults, and what is refused."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings

from anyvirt.conf import NodeDevice, format_node_device
from anyvirt.conf.node_device.mediated import MdevAttribute, MdevCapability, MdevType, MdevTypesCapability
from anyvirt.conf.node_device.model import Capability, DevNode, DevNodeType, DrmCapability, DrmNode
from anyvirt.conf.node_device.net import LinkState, NetCapability, NetFeature, NetKind, NetLink
from anyvirt.conf.node_device.parse import parse
from anyvirt.conf.node_device.pci import LinkSpeed, PciCapability, VirtualFunctionsCapability
from anyvirt.conf.node_device.post_parse import post_parse
from anyvirt.conf.node_device.s390 import CcwCapability
from anyvirt.conf.node_device.scsi import FcHostCapability, ScsiHostCapability
from anyvirt.util.error import (
    ConfigUnsupported,
    InternalError,
    NoName,
    XmlDetail,
    XmlError,
    XmlInvalidSchema,
    libvirtError,
)
from tests.conf.strategies import objects

UUID = "0b7c3f4e-4f0e-4d63-9a55-6a1f4c3d2e11"
MDEV_TYPES = (
    "<capability type='mdev_types'><type id='gpu-1'><name>GPU quarter</name><deviceAPI>vfio-pci</deviceAPI>"
    "<availableInstances>4</availableInstances></type></capability>"
)
PCI = (
    "<class>0x030000</class><domain>0</domain><bus>1</bus><slot>2</slot><function>3</function>"
    "<product id='0x0042'>Painter</product><vendor id='0x1af4'>Vendor &amp; Sons</vendor>"
)
FUNCTION = "<address domain='0x0000' bus='0x01' slot='0x1f' function='0x7'/>"
VPD = (
    "<capability type='vpd'><name>Painter, 2 heads</name>"
    "<fields access='readonly'><change_level>A1</change_level><manufacture_id>m</manufacture_id>"
    "<part_number>p</part_number><serial_number>s</serial_number><vendor_field index='0'>v0</vendor_field></fields>"
    "<fields access='readwrite'><asset_tag>t</asset_tag><vendor_field index='1'>v1</vendor_field>"
    "<system_field index='B'>b</system_field></fields></capability>"
)

# For each type what can be in it, in the order of the output, as far as a document has a say in it.
COMPLETE = {
    "system": (
        f"<product>P</product><hardware><vendor>V</vendor><version>1</version><serial>S</serial><uuid>{UUID}</uuid>"
        "</hardware><firmware><vendor>F</vendor><version>2</version><release_date>01/02/2023</release_date></firmware>"
    ),
    "pci": (
        f"{PCI}<capability type='phys_function'>{FUNCTION}</capability>"
        f"<capability type='virt_functions' maxCount='7'>{FUNCTION}{FUNCTION}</capability>"
        f"<capability type='pci-bridge'/>{MDEV_TYPES}{VPD}"
        f"<iommuGroup number='12'>{FUNCTION}</iommuGroup><numa node='1'/>"
        "<pci-express><link validity='cap' port='1' speed='16' width='8'/>"
        "<link validity='sta' speed='2.5' width='4'/></pci-express>"
    ),
    "usb_device": (
        "<bus>2</bus><device>7</device><product id='0x0001'>Mouse</product><vendor id='0x1d6b'>Vendor</vendor>"
    ),
    "usb": (
        "<number>0</number><class>3</class><subclass>1</subclass><protocol>2</protocol><description>D</description>"
    ),
    "net": (
        "<interface>eth7</interface><address>52:54:00:00:00:07</address><link speed='10000' state='up'/>"
        "<feature name='rx'/><feature name='tso'/><feature name='switchdev'/><capability type='80203'/>"
    ),
    "scsi_host": (
        "<host>4</host><unique_id>2</unique_id><capability type='fc_host'><wwnn>2000000000000001</wwnn>"
        "<wwpn>1000000000000001</wwpn><fabric_wwn>3000000000000001</fabric_wwn></capability>"
        "<capability type='vport_ops'><max_vports>0</max_vports><vports>0</vports></capability>"
    ),
    "scsi_target": (
        "<target>target4:0:1</target><capability type='fc_remote_port'><rport>rport-4:0-1</rport>"
        "<wwpn>0x1000000000000002</wwpn></capability>"
    ),
    "scsi": "<host>4</host><bus>0</bus><target>1</target><lun>3</lun><type>disk</type>",
    "storage": (
        "<block>/dev/sdq</block><bus>scsi</bus><drive_type>disk</drive_type><model>M</model><vendor>V</vendor>"
        "<serial>S</serial><size>1048576</size><capability type='hotpluggable'/>"
    ),
    "scsi_generic": "<char>/dev/sg4</char>",
    "drm": "<type>render</type>",
    "mdev": (
        f"<type id='gpu-1'/><uuid>{UUID}</uuid><iommuGroup number='9'/>"
        "<attr name='b' value='2'/><attr name='a' value='1'/>"
    ),
    "ccw": (
        "<cssid>0x0</cssid><ssid>0x1</ssid><devno>0x00a0</devno>"
        "<capability type='ccwgroup_member'><group_device>ccwgroup_0_0_0a00</group_device></capability>"
    ),
    "ccwgroup": (
        "<state>online</state><cssid>0x0</cssid><ssid>0x1</ssid><devno>0x00a0</devno>"
        "<members><ccw_device ref='cdev0'>ccw_0_1_00a0</ccw_device><ccw_device ref='cdev1'>ccw_0_1_00a1</ccw_device>"
        "</members><capability type='qeth_generic'><card_type>OSD_1000</card_type><chpid>80</chpid></capability>"
    ),
    "css": (
        "<cssid>0xfe</cssid><ssid>0x0</ssid><devno>0x0007</devno><channel_dev_addr><cssid>0x0</cssid>"
        f"<ssid>0x1</ssid><devno>0xa000</devno></channel_dev_addr>{MDEV_TYPES}"
    ),
    "vdpa": "<chardev>/dev/vhost-vdpa-0</chardev>",
    "ap_card": "<ap-adapter>0x05</ap-adapter>",
    "ap_queue": "<ap-adapter>0x05</ap-adapter><ap-domain>0x001f</ap-domain>",
    "ap_matrix": MDEV_TYPES,
}
REMOVABLE = (
    "<block>/dev/sr0</block><capability type='removable'><media_available>1</media_available>"
    "<media_size>700</media_size><media_label>L</media_label>"
)


def document(kind: str, inside: str, head: str = "<name>n</name>") -> str:
    return f"<device>{head}<capability type='{kind}'>{inside}</capability></device>"


def squeezed(text: str) -> str:
    return re.sub(r">\s+<", "><", text.strip())


def only(text: str, *, create: bool = False) -> Capability:
    (capability,) = parse(text, create=create).capabilities
    return capability


@pytest.mark.parametrize("kind", COMPLETE)
def test_every_kind_comes_back_whole(kind: str) -> None:
    text = document(kind, COMPLETE[kind])
    assert squeezed(parse(text, strict=True).to_xml()) == text


def test_no_kind_is_missing() -> None:
    kinds = {member.__xml_const__["type"] for member in Capability.__args__}
    assert kinds == set(COMPLETE)


def test_the_device_itself() -> None:
    text = """\
<device>
  <name>drm_card0</name>
  <path>/sys/class/drm/card0</path>
  <devnode type='dev'>/dev/dri/card0</devnode>
  <devnode type='link'>/dev/dri/by-path/a</devnode>
  <devnode type='link'>/dev/dri/by-path/b</devnode>
  <parent>pci_0000_01_02_3</parent>
  <driver>
    <name>painter</name>
  </driver>
  <capability type='drm'>
    <type>primary</type>
  </capability>
</device>
"""
    device = NodeDevice(
        name="drm_card0",
        path="/sys/class/drm/card0",
        devnodes=[
            DevNode(type=DevNodeType.DEV, path="/dev/dri/card0"),
            DevNode(type=DevNodeType.LINK, path="/dev/dri/by-path/a"),
            DevNode(type=DevNodeType.LINK, path="/dev/dri/by-path/b"),
        ],
        parent="pci_0000_01_02_3",
        driver="painter",
        capabilities=[DrmCapability(node=DrmNode.PRIMARY)],
    )
    assert format_node_device(device) == text
    assert NodeDevice.from_xml(text) == device
    assert NodeDevice.from_dict(device.to_dict()) == device


def test_parts_are_put_in_the_order_of_the_output() -> None:
    nodes = (
        "<devnode type='link'>/l1</devnode><devnode type='dev'>/a</devnode><devnode type='link'>/l2</devnode>"
        "<devnode type='dev'>/b</devnode>"
    )
    device = parse(document("drm", "<type>primary</type>", f"<name>n</name>{nodes}"))
    assert [node.path for node in device.devnodes] == ["/b", "/l1", "/l2"]  # the last name counts
    net = only(document("net", "<interface>e</interface><feature name='tx'/><feature name='rx'/><feature name='tx'/>"))
    assert isinstance(net, NetCapability)
    assert net.features == [NetFeature.RX, NetFeature.TX]
    parts = re.findall(r"<capability.*?</capability>|<capability[^>]*/>", COMPLETE["pci"])
    shuffled = document("pci", PCI + "".join(reversed(parts)))
    assert squeezed(parse(shuffled).to_xml()) == document("pci", PCI + "".join(parts))
    links = "<link validity='sta' width='1'/><link validity='cap' width='2'/>"
    pci = only(document("pci", f"{PCI}<pci-express>{links}</pci-express>"))
    assert isinstance(pci, PciCapability)
    assert pci.pci_express is not None
    assert [link.width for link in pci.pci_express.links] == [2, 1]


def test_numbers_are_read_as_people_write_them() -> None:
    pci = only(document("pci", PCI.replace("0x030000", "20300").replace("0x0042", "AB")))
    assert isinstance(pci, PciCapability)
    assert (pci.class_code, pci.product_id) == (0x20300, 0xAB)
    assert only(document("ccw", "<cssid>fe</cssid><ssid>0</ssid><devno>10</devno>")) == CcwCapability(
        cssid=0xFE, ssid=0, devno=0x10
    )
    queue = document("ap_queue", "<ap-adapter>10</ap-adapter><ap-domain>0x1f</ap-domain>")
    assert "<ap-adapter>0x0a</ap-adapter><ap-domain>0x001f</ap-domain>" in squeezed(parse(queue).to_xml())


def test_what_says_nothing_is_left_out() -> None:
    empty = "<capability type='mdev_types'/>"
    virtual = "<capability type='virt_functions' maxCount='0'/>"
    pci = only(document("pci", f"{PCI}{empty}{virtual}<iommuGroup number='1'/><numa node='-1'/><pci-express/>"))
    assert isinstance(pci, PciCapability)
    assert pci.capabilities == [VirtualFunctionsCapability()]
    assert (pci.iommu_group, pci.numa_node) == (None, None)
    assert pci.pci_express is not None
    assert squeezed(parse(document("net", "<interface>e</interface><link/>")).to_xml()).endswith(
        "<interface>e</interface></capability></device>"
    )
    assert squeezed(parse(document("ap_matrix", empty)).to_xml()) == document("ap_matrix", "")
    host = only(document("scsi_host", "<host>1</host><unique_id>-1</unique_id>"))
    assert host == ScsiHostCapability(host=1)


def test_mediated_devices_have_an_iommu_group() -> None:
    assert only(document("mdev", "<type id='t'/>")) == MdevCapability(type_id="t", iommu_group=0)


def test_names_of_fibre_channel_ports_are_made_up() -> None:
    host = only(document("scsi_host", "<host>1</host><capability type='fc_host'><wwpn>1</wwpn></capability>"))
    assert isinstance(host, ScsiHostCapability)
    (port,) = host.capabilities
    assert isinstance(port, FcHostCapability)
    assert port.wwpn == "1"
    assert re.fullmatch("5001a4a[0-9a-f]{9}", port.wwnn or "")


def test_what_only_the_host_can_tell_is_not_taken_from_a_document() -> None:
    """The models have a place for it, for who describes real devices."""
    blocks = "<logical_block_size>512</logical_block_size><num_blocks>9</num_blocks>"
    fixed = document("storage", f"<block>/dev/sdq</block><size>4608</size>{blocks}")
    removable = document("storage", f"{REMOVABLE}{blocks}</capability>")
    ports = "<capability type='vport_ops'><max_vports>9</max_vports><vports>1</vports></capability>"
    host = document("scsi_host", f"<host>1</host>{ports}")
    mdev = document("mdev", "<type id='t'/><parent_addr>0000:00:02.0</parent_addr><iommuGroup number='0'/>")
    driver = document("drm", "<type>primary</type>", "<name>n</name><driver><name>d</name></driver>")
    for text in (fixed, removable, host, mdev, driver):
        assert squeezed(NodeDevice.from_xml(text, unknown="refuse").to_xml()) == text
        assert parse(text) != NodeDevice.from_xml(text)
    assert "512" not in parse(fixed).to_xml() + parse(removable).to_xml()
    assert "<max_vports>0</max_vports>" in parse(host).to_xml()


def test_removable_media_have_the_size() -> None:
    text = document("storage", f"{REMOVABLE}</capability>")
    assert (
        squeezed(parse(text.replace("<capability type='rem", "<size>5</size><capability type='rem")).to_xml()) == text
    )


def test_a_device_to_be_created_is_named_and_numbered_by_the_host() -> None:
    device = parse(document("mdev", "<type id='t'/>", "<name>mine</name><parent>p</parent>"), create=True)
    assert (device.name, device.parent) == ("new device", "p")
    assert parse(document("mdev", "<type id='t'/>", ""), create=True).name == "new device"
    host = only(document("scsi_host", "<host>5</host>"), create=True)
    assert host == ScsiHostCapability(host=0, unique_id=0)
    by_names = "<parent wwnn='2000000000000001' wwpn='1000000000000001'/>"
    assert parse(document("scsi_host", "", by_names), create=True).parent_wwnn == "2000000000000001"


def test_the_definition_of_a_mediated_device_is_nowhere_in_sysfs() -> None:
    device = NodeDevice(name="n", path="/sys/a", capabilities=[MdevCapability(type_id="t")])
    assert "<path>" in format_node_device(device)
    assert "<path>" not in format_node_device(device, inactive=True)
    assert device.path == "/sys/a"
    other = NodeDevice(name="n", path="/sys/a", capabilities=[DrmCapability(node=DrmNode.RENDER)])
    assert "<path>" in format_node_device(other, inactive=True)


def test_capabilities_built_in_python() -> None:
    device = NodeDevice(
        name="a",
        capabilities=[
            NetCapability(interface="wlan0", link=NetLink(speed=54, state=LinkState.DORMANT), kind=NetKind.WIRELESS),
            MdevCapability(type_id="t", uuid=UUID, attributes=[MdevAttribute(name="x", value="y")]),
        ],
    )
    text = squeezed(device.to_xml())
    assert "<link speed='54' state='dormant'/><capability type='80211'/>" in text
    assert "<iommuGroup number='0'/><attr name='x' value='y'/>" in text
    types = MdevTypesCapability(types=[MdevType(id="t", device_api="vfio-ap", available_instances=1)])
    assert "<name>" not in types.to_xml()
    assert LinkSpeed("2.5") is LinkSpeed.GT_2_5


REFUSED: list[tuple[str, type[libvirtError], str]] = [
    ("<device><name>n</name>", XmlDetail, "device, line 1"),
    ("<node/>", XmlError, "expected <device>, found <node>"),
    ("<device><name>n</name></device>", InternalError, "node device 'n': has no capability"),
    (document("drm", "<type>primary</type>", ""), NoName, "name is required"),
    (document("drm", "<type>primary</type>", "<name/>"), NoName, "name is required"),
    (document("teapot", ""), XmlError, "capability/@type: 'teapot' is not one of system, pci"),
    ("<device><name>n</name><capability/></device>", XmlError, "capability/@type is required"),
    (document("drm", "<type>primary</type>", "<name>n</name><devnode>/d</devnode>"), XmlError, "devnode/@type"),
    (
        document("drm", "<type>p</type>"),
        ConfigUnsupported,
        "capability/type: 'p' is not one of primary, control, render",
    ),
    (
        document("scsi_host", "<host>1</host>", "<name>n</name><parent wwnn='2000000000000001'/>"),
        XmlError,
        "parent has a wwnn but no wwpn",
    ),
    (
        document("scsi_host", "<host>1</host>", "<name>n</name><parent wwpn='2000000000000001'/>"),
        XmlError,
        "parent has a wwpn but no wwnn",
    ),
    (document("system", "<hardware/>"), InternalError, "hardware/uuid is required"),
    (document("pci", ""), InternalError, "capability/domain is required"),
    (
        document("pci", PCI.replace("0x030000", "0x1000000")),
        InternalError,
        "class: '0x1000000' is not a hexadecimal number",
    ),
    (document("pci", PCI.replace("0x0042", "zz")), InternalError, "product/@id: 'zz' is not a hexadecimal number"),
    (document("pci", f"{PCI}<capability type='phys_function'/>"), XmlError, "'phys_function' needs an address"),
    (document("pci", f"{PCI}<capability type='vpd'/>"), XmlError, "capability/capability/name is required"),
    (
        document("pci", f"{PCI}<iommuGroup number='1'>{FUNCTION.replace('0x1f', '0x20')}</iommuGroup>"),
        XmlError,
        "iommuGroup/address/@slot: '0x20' is not a whole number from 0 to 31",
    ),
    (document("pci", f"{PCI}<pci-express><link width='1'/></pci-express>"), XmlError, "link/@validity is required"),
    (document("usb", "<number>0</number>"), InternalError, "capability/class is required"),
    (document("usb_device", "<bus>0x2</bus>"), InternalError, "capability/bus: '0x2' is not a whole number"),
    (document("net", ""), XmlError, "capability/interface is required"),
    (document("net", "<interface>e</interface><feature name='fast'/>"), XmlError, "'fast' is not one of rx, tx"),
    (document("scsi_host", ""), XmlError, "capability 'scsi_host' needs a host number"),
    (
        document("scsi_host", "<host>1</host><capability type='x'/>"),
        InternalError,
        "'x' is not one of fc_host, vport_ops",
    ),
    (document("storage", "<block>/dev/a</block>"), InternalError, "capability 'storage' needs a size"),
    (document("storage", ""), InternalError, "capability/block is required"),
    (document("mdev", "<type/>"), ConfigUnsupported, "type/@id is required"),
    (document("mdev", "<type id='t'/><uuid>7</uuid>"), InternalError, "uuid: '7' is not a UUID"),
    (
        document("ap_matrix", MDEV_TYPES.replace("<deviceAPI>vfio-pci</deviceAPI>", "")),
        XmlError,
        "deviceAPI is required",
    ),
    (document("ccw", "<cssid>0</cssid>"), ConfigUnsupported, "capability/ssid is required"),
    (document("ap_queue", "<ap-adapter>1</ap-adapter><ap-domain>256</ap-domain>"), ConfigUnsupported, "from 0 to 255"),
]


@pytest.mark.parametrize(("text", "kind", "reason"), REFUSED)
def test_what_is_refused(text: str, kind: type[libvirtError], reason: str) -> None:
    with pytest.raises(libvirtError) as caught:
        parse(text)
    assert type(caught.value) is kind
    assert reason in str(caught.value)


def test_strict_refuses_what_nobody_knows() -> None:
    text = document("drm", "<type>render</type><colour/>")
    assert only(text) == DrmCapability(node=DrmNode.RENDER)
    with pytest.raises(XmlInvalidSchema, match="capability/colour is not known here"):
        parse(text, strict=True)


unhurried = settings(deadline=None, max_examples=60)  # the first use of a class generates its code


@unhurried
@given(objects(NodeDevice))
def test_what_is_written_reads_the_same(device: NodeDevice) -> None:
    assert NodeDevice.from_xml(device.to_xml()) == device


@unhurried
@given(objects(NodeDevice))
def test_completing_again_changes_nothing(device: NodeDevice) -> None:
    post_parse(device)
    again = NodeDevice.from_xml(device.to_xml())
    post_parse(again)
    assert again == device
