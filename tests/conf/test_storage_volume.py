"""Storage volumes: what is read, what the type of the pool makes of it, and what is refused."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anyvirt.conf import Permissions, PoolType, StorageVolume, VolumeType
from anyvirt.conf.encryption import (
    Cipher,
    Encryption,
    EncryptionEngine,
    EncryptionFormat,
    EncryptionSecret,
    EncryptionSecretType,
    InitVector,
)
from anyvirt.conf.schema import IMAGE_FORMATS
from anyvirt.conf.storage.format import format_volume
from anyvirt.conf.storage.parse import CapacityIs, parse_volume
from anyvirt.conf.storage.post_parse import fill_volume
from anyvirt.conf.storage.validate import check_volume
from anyvirt.conf.storage.volume import Extent, Timestamps, VolumeBacking, VolumeDevice, VolumeFeatures
from anyvirt.util.error import (
    ConfigUnsupported,
    InvalidArg,
    Overflow,
    XmlDetail,
    XmlError,
    XmlInvalidSchema,
    libvirtError,
)

# What a driver reports of a volume that exists.
REPORT = """\
<volume type='block'>
  <name>root</name>
  <key>Wq3</key>
  <source>
    <device path='/dev/sdc'>
      <extent start='0' end='4194304'/>
      <extent start='8388608' end='12582912'/>
    </device>
  </source>
  <capacity unit='bytes'>8388608</capacity>
  <allocation unit='bytes'>8388608</allocation>
  <physical unit='bytes'>8388608</physical>
  <target>
    <path>/srv/root.qcow2</path>
    <format type='qcow2'/>
    <permissions>
      <mode>0640</mode>
      <owner>0</owner>
      <group>6</group>
      <label>img_t</label>
    </permissions>
    <timestamps>
      <atime>1900000000.000000001</atime>
      <mtime>1900000001</mtime>
      <ctime>1900000002</ctime>
      <btime>1900000003</btime>
    </timestamps>
    <encryption format='luks' engine='qemu'>
      <secret type='passphrase' usage='root-disk'/>
      <cipher name='twofish' size='256' mode='xts' hash='sha512'/>
      <ivgen name='essiv' hash='sha256'/>
    </encryption>
    <compat>1.1</compat>
    <nocow/>
    <clusterSize unit='B'>131072</clusterSize>
    <features>
      <lazy_refcounts/>
      <extended_l2/>
    </features>
  </target>
  <backingStore>
    <path>/srv/base.raw</path>
    <format type='raw'/>
    <permissions>
      <mode>0444</mode>
    </permissions>
    <timestamps>
      <mtime>1800000000</mtime>
    </timestamps>
  </backingStore>
</volume>
"""


def volume(target: str = "", rest: str = "", capacity: str = "<capacity>7</capacity>", name: str = "v") -> str:
    return f"<volume><name>{name}</name>{capacity}{rest}<target>{target}</target></volume>"


def read(text: str, pool_type: PoolType = PoolType.DIR) -> StorageVolume:
    return parse_volume(text, pool_type)


def test_a_report_comes_back_as_it_was() -> None:
    assert StorageVolume.from_xml(REPORT).to_xml() == REPORT


def test_values_have_types() -> None:
    known = StorageVolume.from_xml(REPORT)
    assert known.type is VolumeType.BLOCK
    assert known.source_devices[0].extents[1] == Extent(start=8388608, end=12582912)
    assert known.permissions == Permissions(mode=0o640, owner=0, group=6, label="img_t")
    assert known.timestamps is not None
    assert known.timestamps.atime == "1900000000.000000001"
    assert known.encryption is not None
    assert known.encryption.cipher == Cipher(name="twofish", size=256, mode="xts", hash="sha512")
    assert known.cluster_size == 131072
    assert known.features == VolumeFeatures(lazy_refcounts=True, extended_l2=True)


def test_reports_are_no_part_of_a_wish() -> None:
    wish = read(REPORT)
    assert wish.source_devices == []
    assert wish.physical is None
    assert wish.timestamps is None
    assert wish.backing_store == VolumeBacking(path="/srv/base.raw", format="raw", permissions=Permissions(mode=0o444))


def test_what_is_asked_for_at_creation_is_not_reported() -> None:
    wish = read(REPORT)
    assert wish.nocow
    assert "nocow" not in format_volume(wish)
    assert wish.nocow


def test_a_volume_without_a_target_has_one() -> None:
    assert StorageVolume(name="a").to_xml() == (
        "<volume type='file'>\n  <name>a</name>\n  <target>\n  </target>\n</volume>\n"
    )


def test_sizes_have_units() -> None:
    wish = read(volume("<clusterSize unit='KiB'>64</clusterSize>", capacity="<capacity unit='G'>2</capacity>"))
    assert (wish.capacity, wish.allocation, wish.cluster_size) == (2**31, 2**31, 65536)
    assert read(volume(rest="<allocation unit='MB'>1</allocation>")).allocation == 1_000_000
    assert read(volume("<clusterSize>0</clusterSize>")).cluster_size is None


@pytest.mark.parametrize(
    ("pool_type", "written", "meant"),
    [
        (PoolType.DIR, None, "raw"),
        (PoolType.DIR, "", "raw"),
        (PoolType.NETFS, "qcow2", "qcow2"),
        (PoolType.DISK, None, "none"),
        (PoolType.DISK, "linux-swap", "linux-swap"),
        (PoolType.RBD, None, "raw"),
        (PoolType.LOGICAL, "qcow2", None),
        (PoolType.ISCSI, "nonsense", None),
    ],
)
def test_the_pool_decides_on_formats(pool_type: PoolType, written: str | None, meant: str | None) -> None:
    format = "" if written is None else f"<format type='{written}'/>"
    backing = f"<backingStore><path>/b</path>{format}</backingStore>"
    wish = read(volume(format, backing), pool_type)
    assert wish.format == meant
    assert wish.backing_store is not None
    assert wish.backing_store.format == meant


def test_features_need_a_new_format() -> None:
    assert read(volume("<features/>")).compat == "1.1"
    assert read(volume("<compat>0.10</compat><features><lazy_refcounts/></features>")).compat == "0.10"


def test_a_cipher_is_for_luks() -> None:
    inside = "<cipher name='aes' size='256'/><ivgen name='plain'/>"
    kept = read(volume(f"<encryption format='luks'>{inside}</encryption>")).encryption
    assert kept == Encryption(
        format=EncryptionFormat.LUKS, cipher=Cipher(name="aes", size=256), ivgen=InitVector(name="plain")
    )
    dropped = read(volume(f"<encryption format='luks2'>{inside}</encryption>")).encryption
    assert dropped == Encryption(format=EncryptionFormat.LUKS2)


def test_a_backing_store_without_a_path_is_none() -> None:
    assert read(volume(rest="<backingStore><format type='raw'/></backingStore>")).backing_store is None


def test_a_capacity_may_be_known() -> None:
    on_top = volume(rest="<backingStore><path>/b</path></backingStore>", capacity="")
    alone = volume(capacity="")
    assert parse_volume(on_top, PoolType.DIR, capacity=CapacityIs.KNOWN_FROM_BACKING).capacity == 0
    assert parse_volume(alone, PoolType.DIR, capacity=CapacityIs.KNOWN).allocation == 0
    for text, how in ((alone, CapacityIs.KNOWN_FROM_BACKING), (on_top, CapacityIs.REQUIRED)):
        with pytest.raises(XmlError, match="volume 'v': needs a <capacity>"):
            parse_volume(text, PoolType.DIR, capacity=how)


def test_a_volume_built_by_hand_is_completed() -> None:
    built = StorageVolume(name="disk.img", capacity=1 << 30)
    fill_volume(built, PoolType.DIR)
    check_volume(built, PoolType.DIR)
    assert (built.allocation, built.format) == (1 << 30, "raw")


def encrypted(inside: str = "", how: str = "format='luks'") -> str:
    return volume(f"<encryption {how}>{inside}</encryption>")


@pytest.mark.parametrize(
    ("text", "kind", "reason"),
    [
        ("<volume><capacity>1</capacity></volume>", XmlError, "name is required"),
        (volume(name=""), XmlError, "name is required"),
        (volume(capacity="<capacity>much</capacity>"), XmlError, "capacity: 'much' is not a size"),
        (volume(capacity="<capacity unit='ell'>1</capacity>"), InvalidArg, "'ell' is not a unit"),
        (volume(capacity="<capacity unit='E'>8</capacity>"), Overflow, "is more than 9223372036854775807"),
        (volume("<format type='linux'/>"), ConfigUnsupported, "target/format: 'linux' is not one of raw, dir"),
        (
            volume(rest="<backingStore><path>/b</path><format type='auto'/></backingStore>"),
            ConfigUnsupported,
            "backingStore/format: 'auto' is not one of raw",
        ),
        (volume("<compat>1</compat>"), XmlError, "target/compat: '1' is not a version such as 1.1"),
        (volume("<permissions><mode>1777</mode></permissions>"), XmlError, "mode: '1777' is not an octal mode"),
        (
            volume().replace("<volume>", "<volume type='tape'>"),
            ConfigUnsupported,
            "@type: 'tape' is not one of file, block",
        ),
        (encrypted(how=""), XmlError, "encryption/@format is required"),
        (encrypted(how="format='rot13'"), ConfigUnsupported, "'rot13' is not one of default, qcow, luks"),
        (encrypted(how="format='luks' engine='steam'"), XmlError, "'steam' is not one of qemu, librbd"),
        (encrypted("<secret usage='a'/>"), XmlError, "encryption/secret/@type is required"),
        (encrypted("<secret type='volume' usage='a'/>"), ConfigUnsupported, "'volume' is not one of passphrase"),
        (encrypted("<secret type='passphrase'/>"), XmlError, "encryption/secret: give either uuid or usage"),
        (encrypted("<cipher size='256'/>"), XmlError, "cipher/@name is required"),
        (encrypted("<cipher name='aes'/>"), XmlError, "cipher/@size is required"),
        (encrypted("<ivgen name='plain'/>"), XmlError, "encryption/ivgen: needs a <cipher>"),
        (encrypted("<cipher name='aes' size='1'/><ivgen/>"), XmlError, "ivgen/@name is required"),
        ("<volume>", XmlDetail, "volume, line 1"),
    ],
)
def test_what_is_refused(text: str, kind: type[libvirtError], reason: str) -> None:
    with pytest.raises(kind, match=re.escape(reason)):
        read(text)


def test_unknown_parts_are_refused_on_demand() -> None:
    read(volume("<bogus/>"))
    with pytest.raises(XmlInvalidSchema, match="bogus"):
        parse_volume(volume("<bogus/>"), PoolType.DIR, strict=True)


texts = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), min_size=1, max_size=12).filter(
    lambda text: text.strip() == text and "\ufffe" not in text and "\uffff" not in text
)
maybe_text = st.none() | texts
sizes = st.none() | st.integers(0, 2**64 - 1)
formats = st.sampled_from([None, *IMAGE_FORMATS])
rights = st.none() | st.builds(
    Permissions, mode=st.none() | st.integers(0, 0o777), owner=st.none() | st.integers(-1, 9), label=maybe_text
)
times = st.none() | st.builds(Timestamps, atime=maybe_text, mtime=maybe_text, ctime=maybe_text, btime=maybe_text)
secrets = st.builds(
    EncryptionSecret,
    type=st.sampled_from(EncryptionSecretType),
    uuid=st.none() | st.uuids().map(str),
    usage=maybe_text,
)
ciphers = st.builds(Cipher, name=texts, size=st.integers(0, 512), mode=maybe_text, hash=maybe_text)
encryptions = st.builds(
    Encryption,
    format=st.sampled_from(EncryptionFormat),
    engine=st.sampled_from([None, *EncryptionEngine]),
    secrets=st.lists(secrets, max_size=2),
    cipher=st.none() | ciphers,
    ivgen=st.none() | st.builds(InitVector, name=texts, hash=maybe_text),
)
extents = st.builds(Extent, start=st.integers(0, 9), end=st.integers(0, 2**63))
volumes = st.builds(
    StorageVolume,
    type=st.sampled_from(VolumeType),
    name=texts,
    key=maybe_text,
    source_devices=st.lists(st.builds(VolumeDevice, path=texts, extents=st.lists(extents, max_size=2)), max_size=2),
    capacity=sizes,
    allocation=sizes,
    physical=sizes,
    path=maybe_text,
    format=formats,
    permissions=rights,
    timestamps=times,
    encryption=st.none() | encryptions,
    compat=st.sampled_from([None, "0.10", "1.1"]),
    nocow=st.booleans(),
    cluster_size=sizes,
    features=st.none() | st.builds(VolumeFeatures, lazy_refcounts=st.booleans(), extended_l2=st.booleans()),
    backing_store=st.none()
    | st.builds(VolumeBacking, path=maybe_text, format=formats, permissions=rights, timestamps=times),
)


@settings(deadline=None)  # the first use of a class generates its code
@given(volumes)
def test_any_volume_comes_back_equal(built: StorageVolume) -> None:
    assert StorageVolume.from_xml(built.to_xml()) == built


@settings(deadline=None)
@given(volumes, st.sampled_from(PoolType))
def test_what_was_accepted_stays_as_it_is(built: StorageVolume, pool_type: PoolType) -> None:
    try:
        once = parse_volume(built.to_xml(), pool_type)
    except libvirtError:
        return
    assert parse_volume(once.to_xml(), pool_type) == once
