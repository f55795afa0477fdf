"""Storage pools: what is read, what a type of pools makes of it, and what is refused."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anyvirt.conf import Permissions, PoolSource, PoolType, StoragePool, StoragePoolCapabilities, StoragePoolSources
from anyvirt.conf.auth import Auth, AuthSecret, AuthType
from anyvirt.conf.schema import IMAGE_FORMATS
from anyvirt.conf.storage.capabilities import FormatEnum, PoolOptions, PoolTypeCaps, VolumeOptions
from anyvirt.conf.storage.parse import parse_pool
from anyvirt.conf.storage.pool import (
    Adapter,
    AdapterAddress,
    AdapterParent,
    AdapterType,
    FreeExtent,
    PoolDevice,
    PoolHost,
    RbdOption,
    RefreshAllocation,
)
from anyvirt.conf.storage.pool_kinds import KINDS
from anyvirt.conf.storage.post_parse import clean_path, fill_pool
from anyvirt.conf.storage.validate import check_pool
from anyvirt.util.error import (
    ConfigUnsupported,
    InternalError,
    NoSupport,
    XmlDetail,
    XmlError,
    XmlInvalidSchema,
    libvirtError,
)

UUID = "0b7c3f4e-4f0e-4d63-9a55-6a1f4c3d2e10"

# A pool of each type, as it is written when nothing is left to fill in.
COMPLETE = {
    PoolType.DIR: "<source>\n  </source>\n  <target>\n    <path>/srv/img</path>\n  </target>",
    PoolType.FS: """<source>
    <device path='/dev/sdb1'/>
    <format type='xfs'/>
  </source>
  <target>
    <path>/srv/fs</path>
  </target>
  <fs:mount_opts>
    <fs:option name='noatime'/>
    <fs:option name='nodev'/>
  </fs:mount_opts>""",
    PoolType.NETFS: """<source>
    <host name='nas.example.org' port='2049'/>
    <dir path='/export/img'/>
    <format type='nfs'/>
    <protocol ver='4.2'/>
    <vendor name='Acme'/>
    <product name='Shelf'/>
  </source>
  <target>
    <path>/srv/nfs</path>
    <permissions>
      <mode>0750</mode>
      <owner>107</owner>
      <group>64055</group>
      <label>virt_image_t</label>
    </permissions>
  </target>""",
    PoolType.LOGICAL: """<source>
    <device path='/dev/sdc'/>
    <device path='/dev/sdd'/>
    <name>guests</name>
    <format type='lvm2'/>
  </source>
  <target>
    <path>/dev/guests</path>
  </target>""",
    PoolType.DISK: """<source>
    <device path='/dev/mapper/disk' part_separator='yes'/>
    <format type='gpt'/>
  </source>
  <target>
    <path>/dev</path>
  </target>""",
    PoolType.ISCSI: """<source>
    <host name='san.example.org'/>
    <device path='iqn.2031-05.org.example:one'/>
    <initiator>
      <iqn name='iqn.2031-05.org.example:me'/>
    </initiator>
    <auth type='chap' username='me'>
      <secret usage='san'/>
    </auth>
  </source>
  <target>
    <path>/dev/disk/by-path</path>
  </target>""",
    PoolType.ISCSI_DIRECT: """<source>
    <host name='san.example.org' port='3260'/>
    <device path='iqn.2031-05.org.example:two'/>
    <initiator>
      <iqn name='iqn.2031-05.org.example:me'/>
    </initiator>
  </source>""",
    PoolType.SCSI: """<source>
    <adapter type='fc_host' parent='scsi_host3' managed='yes' wwnn='20000000000000aa' wwpn='20000000000000bb'/>
  </source>
  <target>
    <path>/dev/disk/by-path</path>
  </target>""",
    PoolType.MPATH: "<source>\n  </source>\n  <target>\n    <path>/dev/mapper</path>\n  </target>",
    PoolType.RBD: f"""<source>
    <host name='::1' port='6789'/>
    <name>images</name>
    <auth type='ceph' username='me'>
      <secret uuid='{UUID}'/>
    </auth>
  </source>
  <refresh>
    <volume allocation='capacity'/>
  </refresh>
  <rbd:config_opts>
    <rbd:option name='client_mount_timeout' value='9'/>
  </rbd:config_opts>""",
    PoolType.SHEEPDOG: "<source>\n    <host name='h' port='7000'/>\n    <name>herd</name>\n  </source>",
    PoolType.GLUSTER: "<source>\n    <host name='h'/>\n    <dir path='/in'/>\n    <name>vol</name>\n  </source>",
    PoolType.ZFS: """<source>
    <device path='/dev/ada2'/>
    <name>tank</name>
  </source>
  <target>
    <path>/dev/zvol/tank</path>
  </target>""",
    PoolType.VSTORAGE: "<source>\n    <name>c1</name>\n  </source>\n  <target>\n    <path>/mnt/c1</path>\n  </target>",
}


def complete(pool_type: PoolType) -> str:
    inside = COMPLETE[pool_type]
    found = re.search(r"<(fs|rbd):", inside)
    namespace = f" xmlns:{found[1]}='http://libvirt.org/schemas/storagepool/{found[1]}/1.0'" if found else ""
    return f"""<pool type='{pool_type.value}'{namespace}>
  <name>p</name>
  <uuid>{UUID}</uuid>
  <capacity unit='bytes'>0</capacity>
  <allocation unit='bytes'>0</allocation>
  <available unit='bytes'>0</available>
  {inside}
</pool>
"""


def pool(
    kind: str, source: str = "", rest: str = "<target><path>/p</path></target>", name: str = "<name>n</name>"
) -> str:
    return f"<pool type='{kind}'>{name}<source>{source}</source>{rest}</pool>"


def test_every_type_of_pools_has_a_document() -> None:
    assert set(COMPLETE) == set(KINDS) == set(PoolType)


@pytest.mark.parametrize("pool_type", PoolType)
def test_a_complete_document_comes_back_as_it_was(pool_type: PoolType) -> None:
    text = complete(pool_type)
    assert StoragePool.from_xml(text).to_xml() == text
    assert parse_pool(text).to_xml() == text


def test_values_have_types() -> None:
    netfs = StoragePool.from_xml(complete(PoolType.NETFS))
    assert netfs.type is PoolType.NETFS
    assert netfs.permissions == Permissions(mode=0o750, owner=107, group=64055, label="virt_image_t")
    assert netfs.source is not None
    assert netfs.source.hosts == [PoolHost(name="nas.example.org", port=2049)]
    assert netfs.source.protocol_version == "4.2"
    rbd = StoragePool.from_xml(complete(PoolType.RBD))
    assert rbd.rbd_options == [RbdOption(name="client_mount_timeout", value="9")]
    assert rbd.refresh_allocation is RefreshAllocation.CAPACITY
    assert rbd.source is not None
    assert rbd.source.auth == Auth(type=AuthType.CEPH, username="me", secret=AuthSecret(uuid=UUID))


def test_prefixes_of_namespaces_are_free() -> None:
    text = complete(PoolType.FS).replace("fs:", "x:").replace(":fs=", ":x=")
    assert StoragePool.from_xml(text).mount_options == ["noatime", "nodev"]
    assert parse_pool(text).to_xml() == complete(PoolType.FS)


def test_reports_are_no_part_of_a_definition() -> None:
    text = pool("disk", "<device path='/d'><freeExtent start='1' end='9'/></device>").replace(
        "<source>", "<capacity unit='KiB'>2</capacity><available>5</available><source>"
    )
    read = StoragePool.from_xml(text)
    assert (read.capacity, read.available) == (2048, 5)
    assert read.source is not None
    assert read.source.devices == [PoolDevice(path="/d", free_extents=[FreeExtent(start=1, end=9)])]
    kept = parse_pool(text)
    assert (kept.capacity, kept.allocation, kept.available) == (0, 0, 0)
    assert kept.source is not None
    assert kept.source.devices == [PoolDevice(path="/d")]


def test_a_pool_built_by_hand_is_completed() -> None:
    built = StoragePool(type=PoolType.LOGICAL, source=PoolSource(name="vg0"))
    fill_pool(built)
    check_pool(built)
    assert (built.name, built.path) == ("vg0", "/dev/vg0")
    assert built.uuid is not None
    assert built.source is not None
    assert built.source.format == "lvm2"


@pytest.mark.parametrize(
    ("text", "option", "value"),
    [
        (pool("fs", "<device path='/d'/>"), "format", "auto"),
        (pool("fs", "<device path='/d'/><format type=''/>"), "format", "auto"),
        (pool("disk", "<device path='/d'/>"), "format", "unknown"),
        (pool("netfs", "<host name='h'/><dir path='/a//b/'/>"), "dir", "/a/b"),
        (pool("gluster", "<host name='h'/>"), "dir", "/"),
        (pool("gluster", "<host name='h'/>"), "name", "n"),
        (pool("dir", "<name>x</name>"), "name", None),
        (pool("dir", "<dir path='/x'/>"), "dir", None),
        (pool("dir", "<host name='h'/>"), "hosts", []),
        (pool("scsi", "<adapter name='host1'/><device path='/d'/>"), "devices", []),
        (pool("scsi", "<adapter name='host1'/>"), "adapter", Adapter(type=AdapterType.SCSI_HOST, name="host1")),
        (pool("iscsi", "<host name='h' port='0'/>"), "hosts", [PoolHost(name="h")]),
        (pool("iscsi", "<host name='h'/><vendor name=''/>"), "vendor", None),
        (pool("mpath", "<format type='nonsense'/>"), "format", None),
        (pool("disk", "<device path='/d'/><format type='dos'><vendor name='v'/></format>"), "format_vendor", None),
        (
            pool("scsi", "<adapter type='scsi_host' name='host1' wwnn='x' managed='no'/>"),
            "adapter",
            Adapter(type=AdapterType.SCSI_HOST, name="host1"),
        ),
        (
            pool(
                "scsi",
                "<adapter type='scsi_host'><parentaddr unique_id='1'>"
                "<address slot='0x1f' multifunction='on'/></parentaddr></adapter>",
            ),
            "adapter",
            Adapter(
                type=AdapterType.SCSI_HOST,
                parent_address=AdapterParent(unique_id=1, address=AdapterAddress(slot=0x1F)),
            ),
        ),
    ],
)
def test_a_type_fills_in_and_leaves_out_parts_of_its_source(text: str, option: str, value: object) -> None:
    assert getattr(parse_pool(text).source, option) == value


def test_targets_follow_the_type() -> None:
    assert parse_pool(pool("zfs", "<name>tank</name>")).path == "/dev/zvol/tank"
    assert parse_pool(pool("logical", "<name>vg</name>")).path == "/dev/vg"
    assert parse_pool(pool("rbd", "<host name='h'/><name>a</name>")).path is None


def test_owners_left_to_the_host_are_not_written() -> None:
    rights = "<permissions><owner>-1</owner><group>4294967295</group></permissions>"
    assert parse_pool(pool("dir", rest=f"<target><path>/p</path>{rights}</target>")).permissions is None


def test_options_of_another_type_are_left_out() -> None:
    kept = parse_pool(complete(PoolType.FS).replace("type='fs'", "type='disk'").replace("'xfs'", "'dos'"))
    assert kept.mount_options == []


@pytest.mark.parametrize(
    ("path", "clean"),
    [
        ("/a", "/a"),
        ("/a//b///", "/a/b"),
        ("//a/", "//a"),
        ("///a", "/a"),
        ("/", "/"),
        ("//", "//"),
        ("///", "/"),
        ("a//b/", "a/b"),
        ("nfs://h//a/", "nfs://h//a/"),
    ],
)
def test_slashes_that_mean_nothing_go(path: str, clean: str) -> None:
    assert clean_path(path) == clean


WWN = "20000000000000aa"
HOST = "<host name='h'/>"
DEVICE = "<device path='/d'/>"
REFUSED = [
    ("<pool><name>n</name></pool>", XmlError, "@type is required"),
    (pool("floppy"), XmlError, "@type: 'floppy' is not one of dir, fs, netfs"),
    (pool("dir", name=""), XmlError, "dir pool: needs a name"),
    (pool("dir", name="<name>a/b</name>"), XmlError, "name a/b cannot contain '/'"),
    (pool("dir", name="<name>n</name><uuid>7</uuid>"), XmlError, "uuid: '7' is not a UUID"),
    (pool("dir", rest=""), XmlError, "pool 'n': type 'dir' needs the <path> of its <target>"),
    (pool("fs"), XmlError, "type 'fs' needs a <device>"),
    (pool("disk", "<device/>"), XmlError, "source/device/@path is required"),
    (pool("netfs", "<dir path='/'/>"), XmlError, "type 'netfs' needs a <host>"),
    (pool("netfs", HOST), XmlError, "type 'netfs' needs a <dir>"),
    (pool("netfs", "<host/>"), XmlError, "source/host/@name is required"),
    (pool("rbd", HOST), XmlError, "type 'rbd' needs a <name>"),
    (pool("rbd", "<host name='h' port='x'/><name>a</name>"), XmlError, "'x' is not a whole number"),
    (pool("scsi"), XmlError, "needs an <adapter>"),
    (pool("iscsi-direct", HOST + DEVICE), ConfigUnsupported, "needs the <iqn> of an <initiator>"),
    (pool("fs", DEVICE + "<format type='nfs'/>"), ConfigUnsupported, "source format 'nfs' is not one of auto, ext2"),
    (
        pool("netfs", HOST + "<dir path='/'/><format type='cifs'/><protocol ver='3'/>"),
        ConfigUnsupported,
        "format 'cifs' has no <protocol>",
    ),
    (
        pool("mpath", rest="<features><cow state='yes'/></features><target><path>/p</path></target>"),
        NoSupport,
        "feature cow is for pools of type 'dir' and 'fs', not 'mpath'",
    ),
    (pool("iscsi", HOST + "<auth type='chap'/>"), XmlError, "source/auth/@username is required"),
    (pool("iscsi", HOST + "<auth type='chap' username=''/>"), XmlError, "auth: needs a username"),
    (pool("iscsi", HOST + "<auth type='chap' username='u'/>"), XmlError, "auth: needs a <secret>"),
    (
        pool("iscsi", HOST + "<auth type='chap' username='u'><secret/></auth>"),
        XmlError,
        "auth/secret: give either uuid or usage",
    ),
    (
        pool("iscsi", HOST + "<auth username='u'><secret usage='a'/></auth>"),
        ConfigUnsupported,
        "auth needs a type, chap or ceph",
    ),
    (pool("scsi", f"<adapter wwnn='{WWN}'/>"), XmlError, "the adapter needs a type"),
    (pool("scsi", f"<adapter type='fc_host' wwnn='{WWN}'/>"), XmlError, "needs wwnn and wwpn"),
    (
        pool("scsi", f"<adapter type='fc_host' wwnn='{WWN}' wwpn='1'/>"),
        InternalError,
        "wwpn '1' is not 16 hexadecimal digits",
    ),
    (
        pool("scsi", f"<adapter type='fc_host' parent_wwnn='{WWN}' wwnn='{WWN}' wwpn='{WWN}'/>"),
        XmlError,
        "parent_wwnn and parent_wwpn come together",
    ),
    (pool("scsi", "<adapter type='scsi_host'/>"), XmlError, "either a name or a <parentaddr>"),
    (
        pool("scsi", "<adapter type='scsi_host'><parentaddr unique_id='1'/></adapter>"),
        XmlError,
        "parentaddr: needs an <address>",
    ),
    (
        pool("scsi", "<adapter type='scsi_host'><parentaddr><address/></parentaddr></adapter>"),
        XmlError,
        "parentaddr/@unique_id is required",
    ),
    (
        pool("dir", rest="<target><path>/p</path><permissions><mode>0888</mode></permissions></target>"),
        XmlError,
        "mode: '0888' is not an octal mode",
    ),
    (
        pool("dir", rest="<target><path>/p</path><permissions><owner>-2</owner></permissions></target>"),
        XmlError,
        "owner: '-2' is not a whole number from -1",
    ),
    (complete(PoolType.FS).replace("'nodev'", "''"), XmlError, "fs:option: needs a name"),
    (complete(PoolType.RBD).replace("'9'", "''"), XmlError, "'client_mount_timeout' needs a value"),
    (complete(PoolType.RBD).replace("'client_mount_timeout'", "''"), XmlError, "rbd:option: needs a name"),
    (complete(PoolType.RBD).replace(" value='9'", ""), XmlError, "@value is required"),
    ("<pool", XmlDetail, "pool, line 1"),
]


@pytest.mark.parametrize(("text", "kind", "reason"), REFUSED)
def test_what_is_refused(text: str, kind: type[libvirtError], reason: str) -> None:
    with pytest.raises(kind, match=re.escape(reason)):
        parse_pool(text)


def test_unknown_parts_are_refused_on_demand() -> None:
    text = pool("dir", rest="<bogus/><target><path>/p</path></target>")
    parse_pool(text)
    with pytest.raises(XmlInvalidSchema, match="bogus"):
        parse_pool(text, strict=True)


def test_a_list_of_sources() -> None:
    text = """<sources>
  <source>
    <device path='/dev/sdb'/>
    <name>vg</name>
    <format type='lvm2'/>
  </source>
  <source>
  </source>
</sources>
"""
    found = StoragePoolSources.from_xml(text)
    assert [source.name for source in found.sources] == ["vg", None]
    assert found.to_xml() == text
    assert StoragePoolSources().to_xml() == "<sources>\n</sources>\n"


def test_capabilities_in_xml() -> None:
    built = StoragePoolCapabilities(
        pools=[
            PoolTypeCaps(
                type="dir",
                supported=True,
                volume_options=VolumeOptions(
                    default_format="raw", enums=[FormatEnum(name="targetFormatType", values=list(IMAGE_FORMATS[:2]))]
                ),
            ),
            PoolTypeCaps(type="fs", supported=False, pool_options=PoolOptions(default_format="auto")),
            PoolTypeCaps(type="zfs", supported=True),
        ]
    )
    text = """<storagepoolCapabilities>
  <pool type='dir' supported='yes'>
    <volOptions>
      <defaultFormat type='raw'/>
      <enum name='targetFormatType'>
        <value>raw</value>
        <value>dir</value>
      </enum>
    </volOptions>
  </pool>
  <pool type='fs' supported='no'>
    <poolOptions>
      <defaultFormat type='auto'/>
    </poolOptions>
  </pool>
  <pool type='zfs' supported='yes'>
  </pool>
</storagepoolCapabilities>
"""
    assert built.to_xml() == text
    assert StoragePoolCapabilities.from_xml(text) == built


texts = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), min_size=1, max_size=12).filter(
    lambda text: text.strip() == text and "\ufffe" not in text and "\uffff" not in text
)
maybe_text = st.none() | texts
wwns = st.none() | st.from_regex("[0-9a-f]{16}", fullmatch=True)
truths = st.sampled_from([None, True, False])
sizes = st.none() | st.integers(0, 2**64 - 1)
adapters = st.builds(
    Adapter,
    type=st.sampled_from([None, *AdapterType]),
    name=maybe_text,
    parent=maybe_text,
    parent_wwnn=wwns,
    parent_wwpn=wwns,
    parent_fabric_wwn=wwns,
    managed=truths,
    wwnn=wwns,
    wwpn=wwns,
    parent_address=st.none()
    | st.builds(
        AdapterParent,
        unique_id=st.integers(0, 9),
        address=st.none() | st.builds(AdapterAddress, bus=st.integers(0, 255), slot=st.integers(0, 31)),
    ),
)
extents = st.builds(FreeExtent, start=st.integers(0, 9), end=st.integers(0, 2**63))
sources = st.builds(
    PoolSource,
    hosts=st.lists(st.builds(PoolHost, name=texts, port=st.none() | st.integers(1, 65535)), max_size=2),
    devices=st.lists(
        st.builds(PoolDevice, path=texts, part_separator=truths, free_extents=st.lists(extents, max_size=2)), max_size=2
    ),
    dir=maybe_text,
    adapter=st.none() | adapters,
    name=maybe_text,
    initiator=maybe_text,
    format=st.none() | st.sampled_from(sorted({name for kind in KINDS.values() for name in kind.formats})),
    auth=st.none()
    | st.builds(
        Auth,
        type=st.sampled_from([None, *AuthType]),
        username=texts,
        secret=st.none() | st.builds(AuthSecret, usage=maybe_text, uuid=st.none() | st.uuids().map(str)),
    ),
    protocol_version=maybe_text,
    vendor=maybe_text,
    product=maybe_text,
)
pools = st.builds(
    StoragePool,
    type=st.sampled_from(PoolType),
    name=texts,
    uuid=st.uuids().map(str),
    capacity=sizes,
    allocation=sizes,
    available=sizes,
    cow=truths,
    source=st.none() | sources,
    path=maybe_text,
    permissions=st.none()
    | st.builds(
        Permissions,
        mode=st.integers(0, 0o777),
        owner=st.none() | st.integers(-1, 2**32 - 1),
        group=st.none() | st.integers(-1, 2**32 - 1),
        label=maybe_text,
    ),
    refresh_allocation=st.sampled_from([None, *RefreshAllocation]),
    mount_options=st.lists(texts, max_size=2),
    rbd_options=st.lists(st.builds(RbdOption, name=texts, value=texts), max_size=2),
)


@settings(deadline=None)  # the first use of a class generates its code
@given(pools)
def test_any_pool_comes_back_equal(built: StoragePool) -> None:
    assert StoragePool.from_xml(built.to_xml()) == built


@settings(deadline=None)
@given(pools)
def test_what_was_accepted_stays_as_it_is(built: StoragePool) -> None:
    try:
        once = parse_pool(built.to_xml())
    except libvirtError:
        return
    assert parse_pool(once.to_xml()) == once
