"""The tables of x86: what they hold, and that they are read when they are needed."""

from __future__ import annotations

import re
import subprocess
import sys
import time

import pytest

from anyvirt.conf.cpu.tables import Register, Signature, SignatureRange, X86Table, as_of, read, x86
from anyvirt.util.error import InternalError


def test_features_stand_where_the_manuals_say() -> None:
    """CPUID 1: SSE2 is bit 26 of EDX, AVX bit 28 of ECX. CPUID 7: AVX2 is bit 5 of EBX. MSR 0x10a: RDCL_NO is bit 0."""
    table = x86()
    for register, bit, name in (
        (Register("cpuid", 1, 0, "edx"), 26, "sse2"),
        (Register("cpuid", 1, 0, "ecx"), 28, "avx"),
        (Register("cpuid", 7, 0, "ebx"), 5, "avx2"),
        (Register("cpuid", 0x80000001, 0, "edx"), 29, "lm"),
        (Register("msr", 0x10A, 0, "eax"), 0, "rdctl-no"),
    ):
        assert (bit, table.positions[name]) in table.registers[register]


def test_no_two_features_share_a_bit() -> None:
    table = x86()
    bits = [(register, bit) for register, words in table.registers.items() for bit, _ in words]
    assert len(bits) == len(set(bits)) == len(table.names) == len(table.positions)


def test_every_model_is_of_a_known_vendor_and_can_be_told_from_the_others() -> None:
    table = x86()
    assert {model.vendor for model in table.models.values()} <= {None, *table.vendors}
    seen = [(model.features, model.vendor, model.signatures) for model in table.models.values() if model.names_guests]
    assert len(seen) == len(set(seen))


def test_a_version_of_a_model_describes_hosts_alone() -> None:
    """-v1 is the model without a number; others differ from the one before, or have its features and other caches."""
    table = x86()
    versions = [model for model in table.models.values() if re.search(r"-v[0-9]+$", model.name)]
    assert len(versions) > 100
    vme = table.bit("vme")  # emulation lacks it, and asking an emulator hides that all of a family have it
    for model in versions:
        family, _, number = model.name.rpartition("-v")
        assert (model.names_hosts, model.names_guests) == (True, False), model.name
        assert model.vendor == table.model(family).vendor
        assert model.signatures == table.model(family).signatures
        if number == "1":
            assert model.features == table.model(family).features, model.name
        assert model.features & vme == table.model(family).features & vme, model.name


def test_an_older_release_knows_less() -> None:
    """libvirt 9.0 has 63 models of x86, 9.6 has two more for hosts of its time, and no version of any."""
    with as_of((9, 0)):
        old = x86()
    with as_of((9, 6)):
        middle = x86()
    assert x86() is read(None)
    assert set(middle.models) - set(old.models) == {"SapphireRapids", "EPYC-Genoa"}
    assert "flush-l1d" in middle.positions
    assert "flush-l1d" not in old.positions
    assert not any(re.search(r"-v[0-9]+$", name) for name in middle.models)
    assert {"GraniteRapids", "SierraForest", "EPYC-Turin", "EPYC-Rome-v4"} <= set(x86().models) - set(middle.models)


def test_models_of_today_have_what_their_makers_added() -> None:
    table = x86()

    def more(newer: str, older: str) -> set[str]:
        return set(table.names_of(table.model(newer).features & ~table.model(older).features))

    assert {"amx-tile", "avx512-fp16", "serialize"} <= more("SapphireRapids", "Icelake-Server")
    assert {"amx-fp16", "mcdt-no"} <= more("GraniteRapids", "SapphireRapids")
    assert {"avx512f", "vnmi", "auto-ibrs"} <= more("EPYC-Genoa", "EPYC-Milan")
    assert {"perfmon-v2", "sbpb"} <= more("EPYC-Turin", "EPYC-Genoa")
    assert more("EPYC-Rome-v2", "EPYC-Rome-v1") == {"xsaves", "ibrs", "amd-ssbd"}
    assert more("EPYC-Rome-v3", "EPYC-Rome-v4") == {"xsaves"}
    assert more("Cascadelake-Server-v2", "Cascadelake-Server-v1") >= {"arch-capabilities", "mds-no"}
    assert more("Icelake-Server-v7", "Icelake-Server-v6") == {"hle", "rtm"}
    assert "vme" in more("KnightsMill", "Haswell")


@pytest.mark.parametrize(
    ("family", "plain", "shadow_stacks", "safe_targets"),
    [
        ("SapphireRapids", 4, 5, 6),
        ("GraniteRapids", 3, 4, 5),
        ("SierraForest", 3, 4, 5),
        ("ClearwaterForest", 1, 2, 3),
    ],
)
def test_servers_of_intel_got_two_versions_at_once(
    family: str, plain: int, shadow_stacks: int, safe_targets: int
) -> None:
    """One with control-flow enforcement, one that says that it is not open to indirect target selection."""
    table = x86()

    def features(version: int) -> int:
        return table.model(f"{family}-v{version}").features

    assert list(table.names_of(features(shadow_stacks) ^ features(plain))) == ["cet-ss", "cet-ibt"]
    assert list(table.names_of(features(safe_targets) ^ features(shadow_stacks))) == ["its-no"]


def test_zhaoxin_came_with_its_model() -> None:
    """The PadLock engines are in a leaf of Centaur's; a release without the model knows neither vendor nor features."""
    table = x86()
    assert table.vendors["Zhaoxin CentaurHauls"] == "CentaurHauls"
    assert (10, table.positions["phe"]) in table.registers[Register("cpuid", 0xC0000001, 0, "edx")]
    yongfeng = table.model("YongFeng")
    assert (yongfeng.vendor, yongfeng.names_guests) == ("Zhaoxin CentaurHauls", True)
    assert yongfeng.has(Signature(7, 11, 0))
    assert {"xstore", "xcrypt-en", "pmm", "invtsc"} <= set(table.names_of(yongfeng.features))
    assert {table.model(f"YongFeng-v{version}").features for version in (1, 2, 3)} == {yongfeng.features}
    with as_of((9, 6)):
        old = x86()
    assert set(old.vendors) == {"Intel", "AMD", "Hygon"}
    assert "YongFeng" not in old.models
    assert "phe" not in old.positions


def test_a_set_of_features_has_names_in_the_order_of_the_table() -> None:
    table = x86()
    assert list(table.names_of(table.set_of(("avx2", "fpu", "sse")))) == ["fpu", "sse", "avx2"]
    assert list(table.names_of(0)) == []


def test_an_ibrs_model_is_the_plain_one_with_spec_ctrl() -> None:
    table = x86()
    plain, guarded = table.model("Haswell").features, table.model("Haswell-IBRS").features
    assert list(table.names_of(guarded ^ plain)) == ["spec-ctrl"]


def test_names_that_nobody_knows_are_refused() -> None:
    with pytest.raises(InternalError, match="unknown CPU model '80286'"):
        x86().model("80286")
    with pytest.raises(InternalError, match="unknown CPU feature 'warp'"):
        x86().bit("warp")


@pytest.mark.parametrize(
    ("eax", "expected"),
    [
        (0x000306D4, Signature(6, 61, 4)),  # a mobile Broadwell
        (0x00800F11, Signature(23, 1, 1)),  # the first EPYC
        (0x00000543, Signature(5, 4, 3)),  # a Pentium has no extended fields
    ],
)
def test_signatures_are_read_as_intel_and_amd_document(eax: int, expected: Signature) -> None:
    assert Signature.from_eax(eax) == expected


def test_steppings_tell_models_of_the_same_number_apart() -> None:
    """Skylake, Cascade Lake and Cooper Lake servers are all family 6 model 85."""
    for stepping, name in ((4, "Skylake-Server"), (7, "Cascadelake-Server"), (11, "Cooperlake")):
        named = {model.name for model in x86().models.values() if model.has(Signature(6, 85, stepping))}
        assert name in named
        assert len({model.split("-")[0] for model in named}) == 1
    assert SignatureRange.parse("6/85/5-7").matches(Signature(6, 85, 5))
    assert not SignatureRange.parse("6/85/5-7").matches(Signature(6, 85, 8))


def test_tables_are_read_at_first_use_only() -> None:
    code = (
        "import anyvirt.conf, anyvirt.conf.cpu, anyvirt.conf.cpu.tables as t; "
        "assert t.read.cache_info().currsize == 0; t.x86(); t.x86(); assert t.read.cache_info().misses == 1"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_tables_are_read_quickly() -> None:
    """The best of some readings: the machine may be busy."""
    from importlib import resources

    text = resources.files("anyvirt.conf.cpu").joinpath("x86.json").read_text(encoding="utf-8")

    def reading() -> float:
        start = time.perf_counter()
        X86Table(text)
        return time.perf_counter() - start

    assert min(reading() for _ in range(5)) < 0.020
