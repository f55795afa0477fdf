"""Writing documents in libvirt's style."""

from __future__ import annotations

import enum
from typing import Any

import pytest

from anyvirt.util.error import XmlError
from anyvirt.util.xmlmap import Element, Fragment, attr, children, flag, need
from tests.util.xmlmap_models import (
    QEMU,
    BlockSource,
    DeviceKind,
    Disk,
    DriveAddress,
    FileSource,
    Guest,
    Image,
    NetworkSource,
    Note,
    PCIAddress,
    SourceKind,
)

FULL = """\
<domain type='kvm' id='3' xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'>
  <name>web1</name>
  <uuid>33844184-97c0-4cc0-aa7d-206f5803530b</uuid>
  <metadata>
    <a:b xmlns:a="urn:a"/>
  </metadata>
  <memory unit='KiB' dumpCore='off'>1048576</memory>
  <shmem size='4' unit='M'/>
  <vcpu>2</vcpu>
  <os>
    <type arch='x86_64' machine='pc'>hvm</type>
    <boot dev='hd'/>
    <boot dev='cdrom'/>
  </os>
  <features>
    <acpi/>
    <apic eoi='on'/>
  </features>
  <primary on='no'/>
  <enabled>enabled</enabled>
  <cpus>1,2</cpus>
  <init>
    <arg>a</arg>
    <arg></arg>
    <level>-3</level>
  </init>
  <note lang='en'>hello</note>
  <note/>
  <devices>
    <disk type='block' device='cdrom'>
      <driver cache='none'/>
      <source dev='/dev/sr0'/>
      <target dev='sda' bus='sata'/>
      <readonly/>
      <serial>S1</serial>
      <alias name='sata0'/>
      <address type='drive' unit='1'/>
    </disk>
    <disk type='file'>
      <target dev='vda'/>
      <address type='pci' domain='0x0000' slot='0x1f' multifunction='on'/>
    </disk>
  </devices>
  <qemu:commandline>
    <qemu:arg value='-a'/>
  </qemu:commandline>
</domain>
"""


def full() -> Guest:
    return Guest(
        type="kvm",
        id=3,
        name="web1",
        uuid="33844184-97c0-4cc0-aa7d-206f5803530b",
        metadata=Fragment("<metadata><a:b xmlns:a='urn:a'/></metadata>"),
        memory=1 << 20,
        dump=False,
        shared_size=4,
        vcpu=2,
        os_arch="x86_64",
        os_machine="pc",
        boot=["hd", "cdrom"],
        acpi=True,
        apic=True,
        apic_eoi=True,
        primary=False,
        enabled=True,
        cpus=(1, 2),
        init=["a", ""],
        levels=[-3],
        notes=[Note(lang="en", text="hello"), Note()],
        disks=[
            Disk(
                type=SourceKind.BLOCK,
                device=DeviceKind.CDROM,
                cache="none",
                source=BlockSource(dev="/dev/sr0"),
                target="sda",
                bus="sata",
                readonly=True,
                serial="S1",
                alias="sata0",
                address=DriveAddress(unit=1),
            ),
            Disk(target="vda", address=PCIAddress(slot=31, multifunction=True)),
        ],
        arguments=["-a"],
    )


def test_a_full_document() -> None:
    assert full().to_xml() == FULL
    assert Guest.from_xml(FULL) == full()


def test_what_is_absent_is_not_written() -> None:
    assert Guest(type="kvm", name="a", memory=1).to_xml() == (
        "<domain type='kvm'>\n  <name>a</name>\n  <memory unit='KiB'>1</memory>\n  <vcpu>1</vcpu>\n"
        "  <os>\n    <type>hvm</type>\n  </os>\n</domain>\n"
    )


def test_an_element_with_nothing_in_it_closes_itself() -> None:
    assert Note().to_xml() == "<note/>\n"
    assert NetworkSource().to_xml() == "<source/>\n"


def test_a_default_is_written_unless_declared_otherwise() -> None:
    written = Guest(type="kvm", name="a", memory=1, placement="static").to_xml()
    assert "placement" not in written
    assert "<vcpu>1</vcpu>" in written
    assert "<vcpu placement='auto'>1</vcpu>" in Guest(type="kvm", name="a", memory=1, placement="auto").to_xml()


def test_fields_of_a_base_that_come_last() -> None:
    names = [field.name for field in Disk.__xml_fields__]
    assert names[-2:] == ["alias", "address"]
    assert names[0] == "type"


def test_a_field_declared_again_keeps_its_place() -> None:
    class Base(Element, tag="x"):
        a: str | None = attr("@a")
        b: str | None = attr("@b")

    class Derived(Base):
        c: str | None = attr("@c")
        a: str = need("@a")

    assert Derived(a="1", b="2", c="3").to_xml() == "<x a='1' b='2' c='3'/>\n"
    assert Base().to_xml() == "<x/>\n"


def test_the_base_most_of_the_last_comes_last() -> None:
    class Base(Element, tag="x", last=True):
        z: str | None = attr("@z")

    class Middle(Base, last=True):
        y: str | None = attr("@y")

    class Leaf(Middle):
        a: str | None = attr("@a")

    assert Leaf(a="1", y="2", z="3").to_xml() == "<x a='1' y='2' z='3'/>\n"


def test_indentation_of_the_whole() -> None:
    assert Disk(target="a").to_xml(indent=4) == "    <disk type='file'>\n      <target dev='a'/>\n    </disk>\n"


def test_an_element_takes_its_name_from_where_it_stands() -> None:
    assert NetworkSource(backing=NetworkSource(name="b")).to_xml() == "<source>\n  <backing name='b'/>\n</source>\n"


def test_elements_win_over_text() -> None:
    assert Image(kind="a", path="/x").to_xml() == "<image kind='a'>/x</image>\n"
    assert Image(source=FileSource(file="a")).to_xml() == "<image>\n  <source file='a'/>\n</image>\n"
    assert Image(kind="a").to_xml() == "<image kind='a'/>\n"


def test_an_optional_empty_text_is_as_absent_as_it_will_be_read() -> None:
    assert Note(lang="a", text="").to_xml() == "<note lang='a'/>\n"


def test_escaping() -> None:
    note = Note(lang="&<>'\"\n\t\r é€😀", text="&<>'\"\n\t\r é€😀")
    assert note.to_xml() == (
        "<note lang='&amp;&lt;&gt;&apos;&quot;&#10;&#9;&#13; é€😀'>&amp;&lt;&gt;&apos;&quot;\n\t&#13; é€😀</note>\n"
    )
    assert Note.from_xml(note.to_xml()) == note


@pytest.mark.parametrize("bad", ["\0", "a\x01", "\x1f", "\ud800", "\ufffe", "\uffff"])
def test_what_xml_cannot_hold_is_refused(bad: str) -> None:
    with pytest.raises(XmlError, match=rf"Note.text: character U\+{ord(bad[-1]):04X} cannot be written to XML"):
        Note(text=bad).to_xml()
    guest = full()
    guest.disks[1].alias = bad
    with pytest.raises(XmlError, match=r"Guest.disks\[1\].alias: character"):
        guest.to_xml()
    guest = full()
    guest.boot.append(bad)
    with pytest.raises(XmlError, match=r"Guest.boot\[2\]: character"):
        guest.to_xml()


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("name", None, "Guest.name: None is not text"),
        ("name", 3, "Guest.name: 3 is not text"),
        ("vcpu", "two", "Guest.vcpu: 'two' is not a whole number from 1 to 4096"),
        ("cpus", 3, "Guest.cpus: 3 is not a list of numbers"),
        ("boot", None, "Guest.boot: None is not a list"),
        ("disks", [None], r"Guest.disks\[0\]: None is not Disk"),
        ("metadata", "<a/>", "Guest.metadata: '<a/>' is not a Fragment"),
        ("memory", None, "Guest.memory: None is not a whole number"),
    ],
)
def test_a_value_of_another_type_is_named(name: str, value: Any, sentence: str) -> None:
    guest = full()
    setattr(guest, name, value)
    with pytest.raises(TypeError, match=sentence):
        guest.to_xml()


def test_an_enum_given_as_text_is_named() -> None:
    wrong: Any = "cdrom"  # as a program without a type checker might have it
    with pytest.raises(TypeError, match=r"Disk.device: 'cdrom' is not one of disk, cdrom, floppy, lun"):
        Disk(target="a", device=wrong).to_xml()
    with pytest.raises(TypeError, match=r"Disk.source: 'cdrom' is not FileSource or BlockSource or NetworkSource"):
        Disk(target="a", source=wrong).to_xml()


class Odd(enum.Enum):
    LESS = "<"
    AND = "a&b"


class Oddities(Element, tag="odd"):
    value: Odd | None = attr("@value")
    text: Odd | None = attr("text")
    several: list[Odd] = children("several/one")
    empty: bool = flag("several")


def test_words_that_need_escaping() -> None:
    odd = Oddities(value=Odd.LESS, text=Odd.AND, several=[Odd.LESS])
    assert odd.to_xml() == (
        "<odd value='&lt;'>\n  <text>a&amp;b</text>\n  <several>\n    <one>&lt;</one>\n  </several>\n</odd>\n"
    )
    assert Oddities(empty=True).to_xml() == "<odd>\n  <several/>\n</odd>\n"


def test_namespaces_are_declared_only_where_they_are_used() -> None:
    assert QEMU in full().to_xml()
    without = full()
    without.arguments.clear()
    assert QEMU not in without.to_xml()


UNKNOWN = """\
<domain type='kvm' future='1'>
  <name>web1</name>
  <metadata>
    <x/>
  </metadata>
  <memory unit='KiB' new='&lt;'>1</memory>
  <vcpu>1</vcpu>
  <os what='x'>
    <type>hvm</type>
    <later>
      <!-- kept -->
      <thing a="1"/>
    </later>
  </os>
  <features>
    <acpi>
      <deep/>
    </acpi>
  </features>
  <devices>
    <disk type='file' b='2'>
      <source file='a'>
        <encryption/>
      </source>
      <target dev='vda'/>
      <odd/>
    </disk>
    <gadget>text</gadget>
  </devices>
  <strange xmlns:s="urn:s">
    <s:a/>
  </strange>
</domain>
"""


def test_unknown_content_comes_back_on_request() -> None:
    kept = Guest.from_xml(UNKNOWN, unknown="keep")
    assert kept.to_xml() == UNKNOWN
    assert kept != Guest.from_xml(UNKNOWN)
    assert kept.copy() == kept
    assert kept.copy().to_xml() == UNKNOWN


def test_changes_and_unknown_content_go_together() -> None:
    kept = Guest.from_xml(UNKNOWN, unknown="keep")
    kept.disks[0].target = "vdb"
    kept.title = "new"
    assert kept.to_xml() == UNKNOWN.replace("vda", "vdb").replace("</name>\n", "</name>\n  <title>new</title>\n")


def test_unknown_attributes_keep_their_namespace() -> None:
    kept = Note.from_xml("<note xmlns:f='urn:f' f:a='1'>x</note>", unknown="keep")
    assert kept.to_xml() == "<note f:a='1' xmlns:f='urn:f'>x</note>\n"


class Open(Element, tag="open", open_tags=("a/b", ".")):
    values: list[str] = children("a/b/c")


def test_tags_that_libvirt_always_opens() -> None:
    assert Open().to_xml() == "<open>\n  <a>\n    <b>\n    </b>\n  </a>\n</open>\n"
    assert Open(values=["1"]).to_xml() == ("<open>\n  <a>\n    <b>\n      <c>1</c>\n    </b>\n  </a>\n</open>\n")


def test_the_whole_model_lists_what_it_generates() -> None:
    assert "def _format(o, w, i, tag):" in Note.__xml_source__
