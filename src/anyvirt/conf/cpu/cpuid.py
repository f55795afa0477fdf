"""What a processor says of itself: the answers of CPUID and the contents of MSRs, and the features in them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, NamedTuple

from anyvirt.conf.cpu.tables import Register, Signature, X86Table, x86
from anyvirt.util.error import XmlError
from anyvirt.util.xmlmap import Element, attr, children, integer, need

Word = Annotated[int, integer(0, 2**32 - 1, any_base=True, fmt="#010x")]  # hexadecimal after 0x


class CpuidAnswer(Element, tag="cpuid"):
    """What CPUID answers for one leaf."""

    leaf: Word = need("@eax_in")
    subleaf: Word | None = attr("@ecx_in")
    eax: Word | None = attr("@eax")
    ebx: Word | None = attr("@ebx")
    ecx: Word | None = attr("@ecx")
    edx: Word | None = attr("@edx")


class MsrContents(Element, tag="msr"):
    """What a model-specific register holds."""

    index: Word = need("@index")
    edx: Word | None = attr("@edx")  # the upper half
    eax: Word | None = attr("@eax")  # the lower half


class CpuidDump(Element, tag="cpudata"):
    """A <cpudata> document."""

    arch: str | None = attr("@arch")
    answers: list[CpuidAnswer] = children("cpuid")
    registers: list[MsrContents] = children("msr")


class X86Data(NamedTuple):
    """What is known of a processor."""

    vendor: str | None  # a name of the table
    signature: Signature | None
    features: int  # a set of the table's


def parse_cpuid(document: str | bytes) -> X86Data:
    """Read a <cpudata> document.

    Raises:
        XmlDetail: the document is malformed.
        XmlError: it is of another architecture, or a number in it is wrong.
    """
    dump = CpuidDump.from_xml(document)
    if dump.arch != "x86":
        raise XmlError(f"cpudata: architecture '{dump.arch}' is not one of: x86")
    words: dict[Register, int] = {}
    for answer in dump.answers:
        for name in ("eax", "ebx", "ecx", "edx"):
            words[Register("cpuid", answer.leaf, answer.subleaf or 0, name)] = getattr(answer, name) or 0
    for msr in dump.registers:
        words |= {Register("msr", msr.index, 0, name): getattr(msr, name) or 0 for name in ("eax", "edx")}
    return from_registers(words)


def from_registers(words: Mapping[Register, int]) -> X86Data:
    """Find vendor, signature and features in the contents of *words*; a register that is missing is 0."""
    table = x86()
    features = 0
    for register, bits in table.registers.items():
        word = words.get(register, 0)
        for bit, position in bits:
            features |= (word >> bit & 1) << position
    eax = words.get(Register("cpuid", 1, 0, "eax"), 0)
    return X86Data(_vendor(table, words), Signature.from_eax(eax) if eax else None, features)


def from_linux(vendor: str | None, signature: Signature | None, flags: Iterable[str]) -> X86Data:
    """What Linux shows of a processor in /proc/cpuinfo: less than CPUID says, as it leaves out what it does not use.

    Args:
        vendor: what CPUID leaf 0 says, such as GenuineIntel.
        flags: a flag that is no feature we know is passed over.
    """
    table = x86()
    # Zhaoxin took branch prediction's bits from Intel.
    names = table.linux_intel if vendor in ("GenuineIntel", "CentaurHauls") else table.linux_amd
    features = (names.get(flag, flag) for flag in flags)
    known = next((name for name, string in table.vendors.items() if string == vendor), None)
    return X86Data(known, signature, table.set_of({name for name in features if name in table.positions}))


def _vendor(table: X86Table, words: Mapping[Register, int]) -> str | None:
    """Leaf 0 spells the name of the maker in EBX, EDX and ECX."""
    parts = (words.get(Register("cpuid", 0, 0, name), 0).to_bytes(4, "little") for name in ("ebx", "edx", "ecx"))
    said = b"".join(parts).decode("latin-1")
    return next((name for name, string in table.vendors.items() if string == said), None)


def from_properties(properties: Mapping[str, object]) -> X86Data:
    """What QEMU's query-cpu-model-expansion says: a property for each feature, and vendor, family, model, stepping.

    A property that is no feature we know is passed over; QEMU has many of its own.
    """
    table = x86()
    switched_on = (name for name, value in properties.items() if value is True)
    vendor = next((name for name, string in table.vendors.items() if string == properties.get("vendor")), None)
    family, model, stepping = (properties.get(name) for name in ("family", "model", "stepping"))
    signature = None
    if isinstance(family, int) and isinstance(model, int) and isinstance(stepping, int):
        signature = Signature(family, model, stepping)
    return X86Data(vendor, signature, table.set_of(known_features(switched_on)))


def known_features(names: Iterable[str]) -> set[str]:
    """Names of features as QEMU spells them in our spelling, those that we know."""
    table = x86()
    return {name for given in names if (name := table.aliases.get(given, given)) in table.positions}
