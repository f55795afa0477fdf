"""Reading documents."""

from __future__ import annotations

from typing import Annotated

import pytest

from anyvirt.util.error import XmlError
from anyvirt.util.xmlmap import Element, OnOff, ULong, Unit, attr, child, children, flag, integer, need
from tests.util.xmlmap_models import (
    QEMU,
    BlockSource,
    CCWAddress,
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


def guest(inside: str = "", *, attributes: str = "type='kvm'", memory: str = "<memory>1</memory>") -> Guest:
    return Guest.from_xml(f"<domain {attributes}>\n<name>web1</name>\n{memory}\n{inside}</domain>")


def test_values_of_every_kind() -> None:
    read = guest(
        "<vcpu placement='auto'>2</vcpu><features><acpi/></features><primary on='yes'/><enabled>disabled</enabled>"
    )
    assert (read.type, read.name, read.memory, read.vcpu, read.placement) == ("kvm", "web1", 1, 2, "auto")
    assert (read.acpi, read.apic, read.primary, read.enabled) == (True, False, True, False)


def test_absent_values_have_their_defaults() -> None:
    read = guest()
    assert (read.vcpu, read.placement, read.os_type, read.uuid, read.boot, read.disks) == (
        1,
        "static",
        "hvm",
        None,
        [],
        [],
    )


def test_the_first_occurrence_counts() -> None:
    read = guest(
        "<name>other</name><title>a</title><title>b</title>"
        "<os><type>xen</type></os><os><type arch='arm'>uml</type></os>"
    )
    assert (read.name, read.title) == ("web1", "a")
    assert (read.os_type, read.os_arch) == ("xen", "arm")  # each value by itself, as XPath's string() does


def test_lists_take_every_occurrence_also_of_what_is_around_them() -> None:
    read = guest("<os><boot dev='hd'/><boot dev='fd'/></os><os><boot dev='cdrom'/></os>")
    assert read.boot == ["hd", "fd", "cdrom"]


@pytest.mark.parametrize(
    ("inside", "title"),
    [
        ("a<!-- b -->c", "ac"),
        ("a<b>c</b>d", "acd"),
        ("a<![CDATA[<b>]]>c", "a<b>c"),
        ("a<?pi x?>c", "ac"),
        ("&lt;&#65;&quot;", '<A"'),
        (" a ", " a "),
        (" ", " "),
        ("x" * 100_000, "x" * 100_000),
        ("<!-- b -->", None),
        ("", None),
    ],
)
def test_all_text_of_an_element_is_read(inside: str, title: str | None) -> None:
    assert guest(f"<title>{inside}</title>").title == title


def test_white_space_around_a_number_or_word_in_text_does_not_count() -> None:
    read = guest("<vcpu>\n 2 </vcpu><enabled> enabled\t</enabled>", memory="<memory>\n7\n</memory>")
    assert (read.vcpu, read.enabled, read.memory) == (2, True, 7)


def test_comments_between_elements_are_passed_over() -> None:
    assert guest("<!-- a --><os><!-- b --><boot dev='hd'/></os>").boot == ["hd"]


def test_a_flag_may_have_content() -> None:
    read = guest("<features><acpi>x</acpi><apic eoi='on'/></features>")
    assert (read.acpi, read.apic, read.apic_eoi) == (True, True, True)


@pytest.mark.parametrize(
    ("text", "kib"),
    [
        ("<memory unit='GiB'>2</memory>", 2 * 1024**2),
        ("<memory unit='b'>1</memory>", 1),  # rounded up
        ("<memory unit='bytes'>1025</memory>", 2),
        ("<memory unit='KB'>1</memory>", 1),
        ("<memory unit='k'>3</memory>", 3),
        ("<memory unit='MIB'>1</memory>", 1024),
        ("<memory unit=''>5</memory>", 5),
        ("<memory>5</memory>", 5),
    ],
)
def test_units_are_read_into_the_declared_one(text: str, kib: int) -> None:
    assert guest(memory=text).memory == kib


def test_a_unit_may_assume_another_where_none_is_written() -> None:
    assert guest("<shmem size='4194304'/>").shared_size == 4
    assert guest("<shmem size='4' unit='M'/>").shared_size == 4


@pytest.mark.parametrize(
    ("text", "slot"), [("0x1f", 31), ("017", 15), ("9", 9), ("0", 0), ("0X1F", 31), ("+3", 3), (" 3", 3)]
)
def test_numbers_that_are_written_in_hexadecimal_are_read_in_every_base(text: str, slot: int) -> None:
    assert PCIAddress.from_xml(f"<address type='pci' slot='{text}'/>").slot == slot


@pytest.mark.parametrize("text", ["1_000", "0x10", "", "1.5", "one", "\u0663", "1 2", "--1", "9" * 5000])
def test_other_numbers_are_decimal_and_nothing_else(text: str) -> None:
    with pytest.raises(Exception, match="is not a whole number"):
        guest(f"<init><level>{text}</level></init>")


def test_uuids_are_brought_to_their_canonical_form() -> None:
    assert guest("<uuid>33844184-97C0-4cc0aa7d206f5803530b</uuid>").uuid == ("33844184-97c0-4cc0-aa7d-206f5803530b")


def test_a_union_is_chosen_by_an_attribute_of_the_element() -> None:
    read = guest("<devices><address type='pci' slot='3'/><address type='drive'/><address type='css'/></devices>")
    assert read.addresses == [PCIAddress(slot=3), DriveAddress(), CCWAddress(type="css")]


@pytest.mark.parametrize(
    ("kind", "source"),
    [
        ("type='file'", FileSource(file="a")),
        ("", FileSource(file="a")),  # the default of the attribute chooses too
        ("type='block'", BlockSource(dev="b")),
        ("type='network'", NetworkSource(name="n")),
    ],
)
def test_a_union_is_chosen_by_an_attribute_around_the_element(kind: str, source: object) -> None:
    read = Disk.from_xml(f"<disk {kind}><source file='a' dev='b' name='n'/><target dev='vda'/></disk>")
    assert read.source == source


def test_a_class_may_contain_itself() -> None:
    source = NetworkSource.from_xml("<source name='a'><backing name='b'><backing/></backing></source>")
    assert source == NetworkSource(name="a", backing=NetworkSource(name="b", backing=NetworkSource()))


def test_an_element_that_holds_text_or_elements() -> None:
    assert Image.from_xml("<image kind='a'>/x<!-- c -->/y</image>") == Image(kind="a", path="/x/y")
    assert Image.from_xml("<image>\n <source file='a'/>\n</image>") == Image(source=FileSource(file="a"))


def test_own_text_with_attributes() -> None:
    assert guest("<note lang='en'>hello</note><note/>").notes == [Note(lang="en", text="hello"), Note()]


def test_lists_of_texts() -> None:
    read = guest("<init><arg>a</arg><arg/><arg>b<!-- x -->c</arg><level> 3 </level></init>")
    assert (read.init, read.levels) == (["a", "", "bc"], [3])


def test_a_converter_of_the_field() -> None:
    assert guest("<cpus>1,2</cpus>").cpus == (1, 2)


def test_foreign_elements_are_known_by_their_namespace_not_by_their_prefix() -> None:
    own = f"<qemu:commandline xmlns:qemu='{QEMU}'><qemu:arg value='-a'/></qemu:commandline>"
    other = f"<q:commandline xmlns:q='{QEMU}'><q:arg value='-a'/></q:commandline>"
    assert guest(own).arguments == guest(other).arguments == ["-a"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-16-be", "iso-8859-1", "utf-8-sig"])
def test_bytes_are_read_in_the_encoding_of_their_declaration(encoding: str) -> None:
    declared = encoding.removesuffix("-sig")
    text = f"<?xml version='1.0' encoding='{declared}'?>\n<note lang='é'>ü</note>"
    assert Note.from_xml(text.encode(encoding)) == Note(lang="é", text="ü")


def test_the_encoding_that_a_text_declares_does_not_count() -> None:
    assert Note.from_xml("<?xml version='1.0' encoding='iso-8859-1'?><note>ü€</note>").text == "ü€"


def test_unknown_content_is_dropped() -> None:
    assert guest("<future a='1'><b/></future><os what='x'><new/></os>", attributes="type='kvm' new='1'") == guest()


def test_an_element_without_its_attribute_may_mean_a_value() -> None:
    assert guest("<features><hap/></features>").hap is True
    assert guest("<features><hap state='off'/></features>").hap is False
    assert guest("<features/>").hap is None


class Many(Element, tag="many"):
    """More sub-elements than a chain of comparisons is made for."""

    a: str | None = attr("a")
    b: str | None = attr("b")
    c: bool = flag("c")
    d: str | None = attr("d/x/@y")
    e: list[str] = children("e")
    f: Note | None = child("f")
    g: str = need("g")
    h: str | None = attr("h/i")
    i: str | None = attr("h/j")


def test_many_different_elements() -> None:
    read = Many.from_xml(
        "<many><a>1</a><b>2</b><c/><d><x y='3'/></d><e>4</e><f>5</f><g>6</g><h><i>7</i><j>8</j></h><z/></many>"
    )
    assert read == Many(a="1", b="2", c=True, d="3", e=["4"], f=Note(text="5"), g="6", h="7", i="8")


def test_enum_values() -> None:
    assert Disk.from_xml("<disk device='lun'><target dev='a'/></disk>").device is DeviceKind.LUN
    assert Disk.from_xml("<disk type='dir'><target dev='a'/></disk>").type is SourceKind.DIR


class Leaflet(Element, tag="leaflet"):
    pages: ULong | None = attr("@pages", lenient=True)
    weight: ULong | None = attr("weight", unit=Unit("bytes", 1), lenient=True)
    room: ULong | None = attr("room", unit=Unit("KiB", 1024, rounds_up=False))
    port: Annotated[int, integer(0, 0xFFFF, base16=True, fmt="#x")] | None = attr("port/@base")


@pytest.mark.parametrize(
    "wrong",
    ["<leaflet pages='x'/>", "<leaflet><weight unit='stone'>1</weight></leaflet>", "<leaflet><weight/></leaflet>"],
)
def test_what_is_read_leniently_may_be_wrong(wrong: str) -> None:
    assert Leaflet.from_xml(wrong) == Leaflet()


def test_a_schema_knows_no_leniency() -> None:
    with pytest.raises(XmlError, match="@pages"):
        Leaflet.from_xml("<leaflet pages='x'/>", unknown="refuse")


@pytest.mark.parametrize(("text", "value"), [("505", 0x505), ("0x1f", 0x1F), ("1f", 0x1F), ("010", 0x10)])
def test_hexadecimal_numbers_need_no_sign_of_it(text: str, value: int) -> None:
    assert Leaflet.from_xml(f"<leaflet><port base='{text}'/></leaflet>").port == value


@pytest.mark.parametrize("text", ["", "0x", "g", "-1", "10000"])
def test_what_is_no_hexadecimal_number(text: str) -> None:
    with pytest.raises(XmlError):
        Leaflet.from_xml(f"<leaflet><port base='{text}'/></leaflet>")


def test_a_part_of_a_unit_may_count_as_none() -> None:
    assert Leaflet.from_xml("<leaflet><room unit='bytes'>2047</room></leaflet>").room == 1


class Way(Element, tag="way"):
    """Its `by` stands in front of its `to` where it is a long one."""

    __xml_earlier__ = (("by", "to", "is_long", True),)

    is_long: OnOff | None = attr("@long")
    to: str | None = attr("to/@name")
    by: str | None = attr("by/@name")


@pytest.mark.parametrize(
    "text", ["<way long='on'><by name='b'/><to name='t'/></way>", "<way><to name='t'/><by name='b'/></way>"]
)
def test_where_an_element_stands_may_depend_on_another(text: str) -> None:
    assert "".join(line.strip() for line in Way.from_xml(text).to_xml().splitlines()) == text
