"""What a wrong document gets: one sentence with kind, line, path, value and what was allowed."""

from __future__ import annotations

import time

import pytest

from anyvirt.util.error import InternalError, InvalidArg, XmlDetail, XmlError, libvirtError
from anyvirt.util.xmlmap import Element, Fragment, attr, need
from anyvirt.util.xmlmap.tree import MAX_DEPTH, MAX_SIZE
from tests.util.xmlmap_models import Guest, NetworkSource, Note

GUEST = """<domain type='kvm'>
  <name>web1</name>
  <memory>1</memory>
  <devices>
    <disk type='file'>
      <target dev='vda'/>
    </disk>
    <disk>
      <target dev='vdb'/>
    </disk>
  </devices>
</domain>
"""


def problem(document: str | bytes, kind: type[libvirtError] = XmlError) -> str:
    with pytest.raises(libvirtError) as caught:
        Guest.from_xml(document)
    assert type(caught.value) is kind
    assert caught.value.__suppress_context__ or caught.value.__context__ is None  # ours is no help to anybody
    return caught.value.detail


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (
            "<disk>",
            "<disk device='disc'>",
            "domain, line 8: devices/disk/@device: 'disc' is not one of disk, cdrom, floppy, lun",
        ),
        ("<target dev='vdb'/>", "", "domain, line 8: devices/disk/target/@dev is required"),
        ("<name>web1</name>", "", "domain, line 1: name is required"),
        ("<name>web1</name>", "<name/>", "domain, line 1: name is required"),
        (" type='kvm'", "", "domain, line 1: @type is required"),
        (">1<", ">x<", "domain, line 3: memory: 'x' is not a size below 16 EiB"),
        (">1<", ">-1<", "domain, line 3: memory: '-1' is not a size below 16 EiB"),
        (">1<", ">99999999999999999999<", "domain, line 3: memory: '99999999999999999999' is not a size below 16 EiB"),
        ("<devices>", "<vcpu>0</vcpu><devices>", "domain, line 4: vcpu: '0' is not a whole number from 1 to 4096"),
        ("'kvm'", "'kvm' id='0'", "domain, line 1: @id: '0' is not a whole number from 1 up"),
        ("<devices>", "<primary on='maybe'/><devices>", "primary/@on: 'maybe' is not one of yes, no"),
        ("<devices>", "<cpus>1,x</cpus><devices>", "cpus: '1,x' is not a list of numbers such as 1,2"),
        ("<devices>", "<os><boot/></os><devices>", "domain, line 4: os/boot/@dev is required"),
        (
            "<target dev='vda'/>",
            "<target dev='vda'/><address type='isa'/>",
            "domain, line 6: devices/disk/address/@type: 'isa' is not one of pci, drive, ccw, css",
        ),
        (
            "<target dev='vda'/>",
            "<target dev='vda'/><address/>",
            "domain, line 6: devices/disk/address/@type is required: one of pci, drive, ccw, css",
        ),
        (
            "<disk type='file'>",
            "<disk type='dir'><source/>",
            "domain, line 5: devices/disk/@type: 'dir' is not one of file, block, network, volume",
        ),
    ],
)
def test_a_wrong_value(old: str, new: str, sentence: str) -> None:
    assert sentence in problem(GUEST.replace(old, new, 1))


@pytest.mark.parametrize(
    ("old", "new", "kind", "sentence"),
    [
        ("<memory>", "<memory unit='GiX'>", InvalidArg, "line 3: memory/@unit: 'GiX' is not a unit such as bytes, KiB"),
        ("<devices>", "<uuid>12-34</uuid>\n<devices>", InternalError, "line 4: uuid: '12-34' is not a UUID"),
    ],
)
def test_a_value_of_which_libvirt_complains_in_its_own_way(
    old: str, new: str, kind: type[libvirtError], sentence: str
) -> None:
    """Some values have a code of their own there, and so they have here."""
    assert sentence in problem(GUEST.replace(old, new, 1), kind)


def test_the_first_problem_is_the_one_reported() -> None:
    document = GUEST.replace("<disk>", "<disk device='one'>").replace("<disk type='file'>", "<disk device='two'>")
    assert "'two'" in problem(document)


def test_a_long_value_is_cut() -> None:
    assert len(problem(GUEST.replace(">1<", f">{'x' * 10_000}<"))) < 200


def test_lines_are_counted_in_any_encoding() -> None:
    declared = "<?xml version='1.0' encoding='utf-16'?>\n" + GUEST.replace("<disk>", "<disk device='é'>")
    assert problem(declared.encode("utf-16")).startswith("domain, line 9: devices/disk/@device: 'é'")


def test_another_root() -> None:
    assert problem("<network/>") == "expected <domain>, found <network>"


@pytest.mark.parametrize(
    ("document", "sentence"),
    [
        ("", "domain, line 1, column 1: no element found"),
        ("   ", "domain, line 1, column 4: no element found"),
        ("<domain>\n  <name>x</nam>", "domain, line 2, column 12: mismatched tag"),
        ("<domain a='1' a='2'/>", "domain, line 1, column 15: duplicate attribute"),
        ("<domain/><domain/>", "domain, line 1, column 10: junk after document element"),
        ("<domain>&what;</domain>", "domain, line 1, column 9: undefined entity"),
        ("<domain>\x01</domain>", "domain, line 1, column 9: not well-formed"),
        ("just text", "domain, line 1, column 1: syntax error"),
        ("<domain>\ud800</domain>", "domain: the document is not text: surrogates not allowed"),
        (b"<domain>\xff</domain>", "domain, line 1, column 9: not well-formed"),
        (b"<?xml version='1.0' encoding='martian'?><domain/>", "unknown encoding"),
        (b"<?xml version='1.0' encoding='big5'?><domain/>", "encoding"),
        (b"\xff\xfe\x00", "domain: the document is not text"),
        (b"\x00\x00\x00<", "domain, line 1, column 1"),
    ],
)
def test_a_malformed_document(document: str | bytes, sentence: str) -> None:
    assert sentence in problem(document, XmlDetail)


BOMB = """<?xml version='1.0'?>
<!DOCTYPE domain [
  <!ENTITY a "aaaaaaaaaa">
  <!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
  <!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">
]>
<domain><name>&c;</name></domain>"""


@pytest.mark.parametrize(
    ("document", "sentence"),
    [
        (BOMB, "domain, line 2: a document type declaration is not allowed"),
        ("<!DOCTYPE domain SYSTEM 'file:///etc/passwd'><domain/>", "a document type declaration is not allowed"),
        ("<a>" * 10_000 + "</a>" * 10_000, f"elements are nested more than {MAX_DEPTH} deep"),
        ("<a>" * 10_000, "no element found"),
        ("<a>" * 500_000 + "</a>" * 500_000, f"elements are nested more than {MAX_DEPTH} deep"),
        ("<domain>" + "<a/>" * 1_100_000 + "</domain>", "has more than 500000 elements"),
        ("<domain " + " ".join(f"a{i}=''" for i in range(1_000_001)) + "/>", "has more than 1000000 attributes"),
    ],
    ids=["bomb", "external", "deep", "open", "deepest", "wide", "attributes"],
)
def test_a_hostile_document_is_refused(document: str, sentence: str) -> None:
    assert sentence in problem(document, XmlDetail)


class Level(Element, tag="level"):
    value: int = need(".")


def test_the_text_of_the_element_itself() -> None:
    with pytest.raises(XmlError, match=r"level, line 1: text\(\) is required"):
        Level.from_xml("<level/>")
    with pytest.raises(XmlError, match=r"level, line 1: text\(\): 'x' is not a whole number"):
        Level.from_xml("<level>x</level>")


def test_a_part_without_a_tag_is_no_document() -> None:
    class Part(Element):
        a: str | None = attr("@a")

    with pytest.raises(TypeError, match="Part has no tag of its own"):
        Part.from_xml("<part/>")
    with pytest.raises(TypeError, match="Part has no tag of its own"):
        Part().to_xml()


def test_a_huge_text_is_refused_without_being_read() -> None:
    document = "<domain>" + "x" * 100_000_000
    before = time.thread_time()
    assert problem(document, XmlDetail) == f"domain: the document is larger than {MAX_SIZE} bytes"
    assert time.thread_time() - before < 0.1


def test_the_size_counts_in_bytes() -> None:
    assert "larger" in problem("<domain>" + "€" * (MAX_SIZE // 2), XmlDetail)


def test_depth_up_to_the_limit_is_read() -> None:
    inside = "<backing>" * (MAX_DEPTH - 1) + "</backing>" * (MAX_DEPTH - 1)
    source: NetworkSource | None = NetworkSource.from_xml(f"<source>{inside}</source>")
    depth = 0
    while source is not None:
        source, depth = source.backing, depth + 1
    assert depth == MAX_DEPTH
    assert Note.from_xml(f"<note>{inside}</note>").text is None
    Fragment(f"<note>{inside}</note>")


def test_the_line_of_a_depth_problem() -> None:
    with pytest.raises(XmlDetail, match=f"source, line {MAX_DEPTH + 1}: elements are nested"):
        NetworkSource.from_xml("<source>\n" + "<backing>\n" * MAX_DEPTH + "</backing>" * MAX_DEPTH + "</source>")


@pytest.mark.parametrize(
    ("root", "problem_text"),
    [
        ("", "prefix 'qemu' is not bound to http"),
        (" xmlns:qemu='urn:other'", "prefix 'qemu' is not bound to http"),
    ],
)
def test_our_prefix_without_its_namespace_is_an_error_with_a_hint(root: str, problem_text: str) -> None:
    document = GUEST.replace("<domain", f"<domain{root}").replace("<devices>", "<qemu:commandline/><devices>")
    with pytest.raises(XmlError) as caught:
        Guest.from_xml(document)
    assert caught.value.detail.startswith(f"domain, line 4: qemu:commandline: {problem_text}")
    assert caught.value.hint is not None
    assert "declare xmlns:qemu=" in caught.value.hint


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("<disk>", "<disk kind='x'>", "domain, line 8: devices/disk/@kind is not known here"),
        ("<devices>", "<gadgets/><devices>", "domain, line 4: gadgets is not known here"),
        ("<devices>", "<devices><gadget/>", "domain, line 4: devices/gadget is not known here"),
        (
            "<target dev='vda'/>",
            "<target dev='vda'><x/></target>",
            "domain, line 6: devices/disk/target/x is not known",
        ),
        ("web1", "<b>web1</b>", "domain, line 2: name/b is not known here"),
    ],
)
def test_unknown_content_is_refused_on_request(old: str, new: str, sentence: str) -> None:
    assert Guest.from_xml(GUEST, unknown="refuse") == Guest.from_xml(GUEST)
    changed = GUEST.replace(old, new, 1)
    Guest.from_xml(changed)
    with pytest.raises(XmlError, match=sentence):
        Guest.from_xml(changed, unknown="refuse")
