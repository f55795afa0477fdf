"""CPUs of guests against CPUs of hosts."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anyvirt.conf.capabilities import HostCpu
from anyvirt.conf.cpu import (
    Verdict,
    baseline,
    compare,
    expand,
    has_feature,
    parse,
    parse_guest,
    parse_host,
    translate,
    update,
)
from anyvirt.conf.cpu.cpuid import X86Data, from_linux, from_properties, parse_cpuid
from anyvirt.conf.cpu.decode import decode_guest, decode_host
from anyvirt.conf.cpu.tables import Signature, as_of, x86
from anyvirt.conf.cpu.x86 import update_live
from anyvirt.conf.domain.cpu import Cpu, CpuCheck, CpuFallback, CpuFeaturePolicy, CpuMode
from anyvirt.util.error import (
    ConfigUnsupported,
    InternalError,
    InvalidArg,
    NoSupport,
    OperationFailed,
    XmlDetail,
    XmlError,
)


def host(model: str = "Haswell-noTSX", *features: str, vendor: str | None = "Intel", arch: str = "x86_64") -> HostCpu:
    return HostCpu(arch=arch, model=model, vendor=vendor, features=list(features))


def guest(model: str, how: str = "match='exact'", **features: str) -> Cpu:
    """Features by name, an underscore for a hyphen, with their policy."""
    wanted = "".join(f"<feature name='{name.replace('_', '-')}' policy='{how}'/>" for name, how in features.items())
    return parse_guest(f"<cpu {how}><model>{model}</model>{wanted}</cpu>")


def wants(cpu: Cpu) -> dict[str, str]:
    return {feature.name: feature.policy.value for feature in cpu.features if feature.policy is not None}


def named(cpu: Cpu) -> str | None:
    return None if cpu.model is None else cpu.model.name


# Documents


def test_an_architecture_makes_it_a_host() -> None:
    assert isinstance(parse("<cpu><arch>x86_64</arch><model>Penryn</model></cpu>"), HostCpu)
    wanted = parse("<cpu><model>Penryn</model><topology sockets='1' cores='2' threads='1'/></cpu>")
    assert isinstance(wanted, Cpu)
    assert wanted.to_xml() == (
        "<cpu mode='custom' match='exact'>\n  <model fallback='allow'>Penryn</model>\n"
        "  <topology sockets='1' dies='1' cores='2' threads='1'/>\n</cpu>\n"
    )


@pytest.mark.parametrize(
    ("text", "error", "said"),
    [
        ("<cpu match='exact'><arch>x86_64</arch></cpu>", XmlError, "match='exact'"),
        ("<cpu><arch>x86_64</arch><feature name='avx'/></cpu>", XmlError, "needs a <model>"),
        ("<cpu match='exact'><feature name='avx'/></cpu>", XmlError, "needs a <model>"),
        (
            "<cpu><model>486</model><feature name='a'/><feature name='a'/></cpu>",
            XmlError,
            "feature 'a' specified more than once",
        ),
        ("<cpu>", XmlDetail, "cpu"),
    ],
)
def test_wrong_documents_are_refused(text: str, error: type[Exception], said: str) -> None:
    with pytest.raises(error, match=said):
        parse(text)


def test_a_host_says_its_architecture() -> None:
    assert parse_host("<cpu><arch>i686</arch><model>486</model></cpu>").arch == "i686"
    with pytest.raises(XmlError, match="a host has an <arch>"):
        parse_host("<cpu><model>486</model></cpu>")


# Comparison


def test_a_host_is_identical_with_itself() -> None:
    assert compare(host(), host()) == (Verdict.IDENTICAL, "")


@pytest.mark.parametrize(
    ("wanted", "verdict", "reason"),
    [
        (guest("Penryn"), Verdict.SUPERSET, ""),
        (guest("Haswell-noTSX"), Verdict.IDENTICAL, ""),
        (guest("Haswell"), Verdict.INCOMPATIBLE, "lacks required features: hle, rtm"),
        (guest("Haswell", hle="disable", rtm="optional"), Verdict.IDENTICAL, ""),
        (guest("Haswell", hle="force", rtm="force"), Verdict.IDENTICAL, ""),
        (guest("Penryn", avx2="forbid"), Verdict.INCOMPATIBLE, "forbidden features: avx2"),
        (guest("Penryn", hle="forbid"), Verdict.SUPERSET, ""),
        (guest("Penryn", how="match='strict'"), Verdict.INCOMPATIBLE, "beside the required"),
        (guest("Haswell-noTSX", how="match='strict'"), Verdict.IDENTICAL, ""),
        (host("Haswell-noTSX", vendor="AMD"), Verdict.INCOMPATIBLE, "not of vendor AMD"),
        (host("POWER8", arch="ppc64"), Verdict.INCOMPATIBLE, "architecture ppc64"),
    ],
)
def test_a_comparison_gives_its_reason(wanted: Cpu | HostCpu, verdict: Verdict, reason: str) -> None:
    result = compare(host(), wanted)
    assert result.verdict is verdict
    assert reason in result.reason
    assert bool(result.reason) == (verdict is Verdict.INCOMPATIBLE)


def test_a_comparison_needs_names_that_are_known() -> None:
    with pytest.raises(InternalError, match="unknown CPU model 'K5'"):
        compare(host(), guest("K5"))
    with pytest.raises(InternalError, match="unknown CPU feature 'warp'"):
        compare(host(), guest("Penryn", warp="require"))
    with pytest.raises(NoSupport, match="sparc64"):
        compare(host(arch="sparc64"), guest("Penryn"))


def test_features_of_a_host_come_from_its_model_or_by_name() -> None:
    assert has_feature(host(), "avx2")
    assert has_feature(host("Penryn", "vmx"), "vmx")
    assert not has_feature(host("Penryn"), "avx2")
    with pytest.raises(InternalError):
        has_feature(host(), "warp")


# Guests on a host


def test_optional_features_are_decided_by_the_host() -> None:
    updated = update(guest("Penryn", avx2="optional", hle="optional", sse="force"), host())
    assert wants(updated) == {"avx2": "require", "hle": "disable", "sse": "force"}


def test_host_model_is_the_host_without_what_binds_a_guest_to_it() -> None:
    updated = update(parse_guest("<cpu mode='host-model'/>"), host("Haswell-noTSX", "invtsc", "vmx"))
    assert (updated.mode, named(updated), updated.vendor) == (CpuMode.CUSTOM, "Haswell-noTSX", "Intel")
    assert wants(updated) == {"vmx": "require"}


def test_a_least_model_becomes_the_hosts() -> None:
    updated = update(guest("pentium3", how="match='minimum'", vmx="disable"), host("Nehalem", "vmx", "ht"))
    assert named(updated) == "Nehalem"
    assert updated.vendor is None
    assert wants(updated) == {"vmx": "disable", "ht": "require"}


def test_passthrough_stays_as_it_is() -> None:
    wanted = parse_guest("<cpu mode='host-passthrough'><feature name='dca' policy='optional'/></cpu>")
    assert update(wanted, host()) == wanted


def test_a_model_that_is_not_offered_is_replaced_by_the_nearest() -> None:
    wanted = guest("Haswell", hle="disable", rtm="disable")
    found = translate(wanted, "x86_64", {"Haswell-noTSX": (), "Nehalem": ()})
    assert named(found) == "Haswell-noTSX"
    assert wants(found) == {"hle": "disable", "rtm": "disable"}
    assert named(wanted) == "Haswell"


def test_a_model_that_may_not_be_replaced_is_missed() -> None:
    wanted = guest("Haswell")
    assert wanted.model is not None
    wanted.model.fallback = CpuFallback.FORBID
    assert translate(wanted, "x86_64", {"Haswell": ()}) == wanted
    with pytest.raises(ConfigUnsupported, match="CPU model 'Haswell' is not supported"):
        translate(wanted, "x86_64", {"Nehalem": ()})


def test_a_running_guest_says_what_it_got() -> None:
    table, wanted = x86(), guest("Penryn", vmx="require", hle="disable")
    got = table.model("Penryn").features | table.set_of(("hypervisor", "hle"))
    updated = update_live(wanted, enabled=got, disabled=table.bit("vmx"))
    assert wants(updated) == {"vmx": "disable", "hle": "require", "hypervisor": "require"}
    wanted.check = CpuCheck.FULL
    with pytest.raises(OperationFailed, match="extra features: hypervisor, hle, missing features: vmx"):
        update_live(wanted, enabled=got, disabled=table.bit("vmx"))


# Baselines


def test_a_baseline_of_equal_models_is_that_model() -> None:
    best = baseline([host("Westmere", "avx"), host("Westmere", "avx", "vmx")])
    assert best.model is not None
    assert (best.model.name, best.model.fallback, best.vendor) == ("Westmere", CpuFallback.FORBID, "Intel")
    assert wants(best) == {"avx": "require"}


def test_a_baseline_keeps_the_older_model() -> None:
    best = baseline([host("Broadwell-IBRS", "xsaveopt"), host("Cascadelake-Server")])
    assert best.model is not None
    assert (best.model.name, best.model.fallback) == ("Broadwell-IBRS", CpuFallback.ALLOW)
    assert set(wants(best).values()) == {"require"}


def test_both_widths_of_x86_have_a_baseline() -> None:
    assert named(baseline([host("Penryn"), host("Penryn", arch="i686")])) == "Penryn"


def test_a_feature_that_a_model_lost_counts_as_missing() -> None:
    """Else an EPYC would be the nearest to what these have in common, with more switched off than it is worth."""
    best = baseline(
        [
            host("Skylake-Client-IBRS", "amd-ssbd", "clzero", "rdpid", "clwb", vendor=None),
            host("EPYC-Milan", vendor=None),
        ]
    )
    assert named(best) == "kvm64"
    assert set(wants(best).values()) == {"require"}


def test_a_baseline_names_no_vendor_that_somebody_leaves_open() -> None:
    assert baseline([host("Penryn"), host("Nehalem", vendor=None)]).vendor is None


def test_what_binds_to_a_host_can_be_left_out() -> None:
    cpus = [host("Penryn", "invtsc", "vmx")]
    assert wants(baseline(cpus)) == {"vmx": "require", "invtsc": "require"}
    assert wants(baseline(cpus, migratable=True)) == {"vmx": "require"}


def test_a_baseline_can_name_every_feature() -> None:
    names = list(wants(baseline([host("486")], expanded=True)))
    assert names == sorted(x86().names_of(x86().model("486").features))


@pytest.mark.parametrize(
    ("cpus", "error", "said"),
    [
        ([], InvalidArg, "at least one"),
        ([host(), HostCpu(arch="x86_64")], XmlError, "CPU number 1 has none"),
        ([host(), host("POWER8", arch="ppc64")], InternalError, "unknown CPU model 'POWER8'"),
        ([host("Penryn"), host("EPYC", vendor="AMD")], OperationFailed, "different vendors: Intel and AMD"),
        ([host("EPYC", vendor="Intel")] * 2, OperationFailed, "EPYC is of vendor AMD, not Intel"),
        ([host("EPYC", vendor="Cyrix")], OperationFailed, "unknown CPU vendor Cyrix"),
        ([host("rva23s64", arch="riscv64")], NoSupport, "baseline CPU of riscv64"),
        ([host("z16", arch="s390x")], NoSupport, "baseline CPU of s390x"),
        ([host("EPYC", arch="sparc64")], NoSupport, "'sparc64' architecture is not supported"),
        ([host("a64fx", arch="aarch64"), host()], OperationFailed, "x86_64 and one of aarch64"),
    ],
)
def test_cpus_without_a_baseline(cpus: list[HostCpu], error: type[Exception], said: str) -> None:
    with pytest.raises(error, match=said):
        baseline(cpus)


INTEL = [model.name for model in x86().models.values() if model.vendor == "Intel"]


@given(st.lists(st.sampled_from(INTEL), min_size=1, max_size=4), st.sets(st.sampled_from(x86().names), max_size=5))
def test_all_can_offer_their_baseline(models: list[str], features: set[str]) -> None:
    cpus = [host(model, *sorted(features)) for model in models]
    best = baseline(cpus)
    for cpu in cpus:
        assert compare(cpu, best).verdict is not Verdict.INCOMPATIBLE


@given(st.sampled_from(INTEL), st.sets(st.sampled_from(x86().names), max_size=5))
def test_expansion_changes_the_words_only(model: str, features: set[str]) -> None:
    cpu = host(model, *sorted(features))
    assert compare(expand(cpu, "x86_64"), cpu).verdict is Verdict.IDENTICAL
    assert compare(cpu, expand(cpu, "x86_64")).verdict is Verdict.IDENTICAL
    assert expand(expand(cpu, "x86_64"), "x86_64") == expand(cpu, "x86_64")


# What a processor says of itself

INTEL_NAME = "<cpuid eax_in='0' ebx='0x756e6547' ecx='0x6c65746e' edx='0x49656e69'/>"  # GenuineIntel


def cpuid_of(model: str, signature: int = 0, more: int = 0, less: int = 0) -> str:
    """The <cpudata> of a processor with the features of a model."""
    table = x86()
    features = (table.model(model).features | more) & ~less
    words: dict[tuple[str, int, int], dict[str, int]] = {("cpuid", 1, 0): {"eax": signature}}
    for register, bits in table.registers.items():
        word = sum(1 << bit for bit, position in bits if features >> position & 1)
        words.setdefault((register.source, register.number, register.sub), {})[register.name] = word
    lines = [INTEL_NAME]
    for (source, number, sub), values in words.items():
        where = f"eax_in='{number:#x}' ecx_in='{sub:#x}'" if source == "cpuid" else f"index='{number:#x}'"
        lines.append(f"<{source} {where} " + " ".join(f"{name}='{word:#x}'" for name, word in values.items()) + "/>")
    return "<cpudata arch='x86'>" + "".join(lines) + "</cpudata>"


@pytest.mark.parametrize("model", ["Penryn", "Haswell-noTSX", "Skylake-Server-IBRS", "Snowridge"])
def test_a_model_is_found_by_its_features(model: str) -> None:
    with as_of((9, 6)):
        found = decode_host(parse_cpuid(cpuid_of(model)))
    assert (found.model, found.vendor, found.features) == (model, "Intel", [])


def test_a_host_is_called_by_the_version_of_its_model() -> None:
    """Where releases know versions; a guest is never told one."""
    data = parse_cpuid(cpuid_of("Penryn"))
    assert decode_host(data).model == "Penryn-v1"
    assert named(decode_guest(data)) == "Penryn"
    fourth = X86Data("AMD", Signature(23, 49, 0), x86().model("EPYC-Rome-v4").features)
    assert (decode_host(fourth).model, decode_host(fourth).features) == ("EPYC-Rome-v4", [])
    emulated = fourth._replace(features=fourth.features & ~x86().bit("vme"))  # without what every version has
    assert re.fullmatch("EPYC-Rome-v[0-9]+", decode_host(emulated).model or "") is None


def test_a_cpu_of_zhaoxin_is_known() -> None:
    data = X86Data("Zhaoxin CentaurHauls", Signature(7, 11, 0), x86().model("YongFeng").features)
    assert (decode_host(data).model, decode_host(data).features) == ("YongFeng-v3", [])
    assert (named(decode_guest(data)), decode_guest(data).features) == ("YongFeng", [])


def test_linux_tells_what_it_uses() -> None:
    """Its names differ, and on Intel it makes one flag of what CPUID says of branch prediction."""
    flags = ("fpu", "pni", "pclmulqdq", "sse4_1", "ibrs", "stibp", "nonstop_tsc", "rep_good")
    intel = from_linux("GenuineIntel", None, flags)
    assert intel.vendor == "Intel"
    assert set(x86().names_of(intel.features)) == {
        *("fpu", "pni", "pclmuldq", "sse4.1", "spec-ctrl", "stibp", "invtsc"),
    }
    amd = from_linux("AuthenticAMD", None, flags)
    assert set(x86().names_of(amd.features ^ intel.features)) == {"spec-ctrl", "stibp", "ibrs", "amd-stibp"}
    zhaoxin = from_linux("CentaurHauls", None, (*flags, "rng", "ace_en", "phe_en"))
    assert zhaoxin.vendor == "Zhaoxin CentaurHauls"
    assert set(x86().names_of(zhaoxin.features ^ intel.features)) == {"xstore", "xcrypt-en", "phe-en"}
    assert from_linux("CyrixInstead", None, ("fpu",)).vendor is None
    with as_of((9, 0)):
        assert from_linux("CentaurHauls", None, ("fpu",)).vendor is None


def test_the_signature_decides_between_models() -> None:
    """A Broadwell without TSX has all that a Haswell without it has; its number says what it is."""
    data = parse_cpuid(cpuid_of("Haswell-noTSX", signature=0x306D4))
    assert data.signature == Signature(6, 61, 4)
    found = decode_guest(data)
    assert named(found) == "Broadwell-noTSX"
    assert wants(found) == {"rdseed": "disable", "adx": "disable", "smap": "disable", "3dnowprefetch": "disable"}


def test_a_host_never_lacks_what_its_model_has() -> None:
    with as_of((9, 6)):
        found = decode_host(parse_cpuid(cpuid_of("Haswell-noTSX", signature=0x306D4)))
    assert found.model == "Haswell-noTSX"
    assert (found.signature_family, found.signature_model, found.signature_stepping) == (6, 61, 4)


def test_the_broken_tsx_of_a_haswell_does_not_count() -> None:
    with as_of((9, 6)):
        assert decode_host(parse_cpuid(cpuid_of("Haswell", signature=0x306C3))).model == "Haswell-noTSX"
        assert decode_host(parse_cpuid(cpuid_of("Haswell", signature=0x306F4))).model == "Haswell"


def test_features_that_block_a_model_are_switched_off() -> None:
    data = parse_cpuid(cpuid_of("Penryn"))
    found = decode_guest(data, {"Penryn": ("vmx", "of another world")})
    assert wants(found) == {"vmx": "disable"}
    with pytest.raises(InternalError, match="no CPU model fits"):
        decode_guest(data, {"EPYC": ()})


def test_a_feature_that_a_model_lost_is_switched_off_by_name() -> None:
    """Hypervisors may still have it in their model of that name."""
    table = x86()
    said: dict[str, object] = dict.fromkeys(table.names_of(table.model("EPYC").features), True)
    said |= {"vendor": "AuthenticAMD", "family": 23, "model": 1, "stepping": 2, "kvmclock": True, "svm": False}
    found = decode_guest(from_properties(said))
    assert named(found) == "EPYC"
    assert wants(found) == {"svm": "disable", "monitor": "disable"}


def test_properties_of_qemu_have_its_own_spelling() -> None:
    data = from_properties({"sse4-1": True, "sse4.1": True, "lahf-lm": True, "pclmulqdq": False, "level": 13})
    assert list(x86().names_of(data.features)) == ["sse4.1", "lahf_lm"]
    assert (data.vendor, data.signature) == (None, None)


@pytest.mark.parametrize("text", ["<cpudata arch='arm'/>", "<cpudata arch='x86'><cpuid eax_in='ten'/></cpudata>"])
def test_wrong_dumps_are_refused(text: str) -> None:
    with pytest.raises(XmlError):
        parse_cpuid(text)


# POWER


def power(model: str, vendor: str | None = "IBM") -> HostCpu:
    return host(model, vendor=vendor, arch="ppc64")


@pytest.mark.parametrize(
    ("wanted", "verdict"),
    [
        (guest("POWER9"), Verdict.IDENTICAL),
        (guest("POWER8_v1.0"), Verdict.INCOMPATIBLE),
        (power("POWER8"), Verdict.INCOMPATIBLE),
        (host("POWER9", vendor="IBM"), Verdict.INCOMPATIBLE),
        (power("POWER9", vendor="Freescale"), Verdict.INCOMPATIBLE),
        (parse_guest("<cpu mode='host-model'/>"), Verdict.IDENTICAL),
        (parse_guest("<cpu mode='host-passthrough'/>"), Verdict.IDENTICAL),
        (guest("power8", how="mode='host-model'"), Verdict.IDENTICAL),
        (guest("power10", how="mode='host-model'"), Verdict.INCOMPATIBLE),
    ],
)
def test_a_generation_of_power_is_itself_or_an_older_mode(wanted: Cpu | HostCpu, verdict: Verdict) -> None:
    result = compare(power("POWER9"), wanted)
    assert result.verdict is verdict
    assert bool(result.reason) == (verdict is Verdict.INCOMPATIBLE)


def test_unknown_generations_are_refused() -> None:
    with pytest.raises(InternalError, match="unknown CPU model 'POWER1'"):
        compare(power("POWER9"), guest("POWER1"))
    with pytest.raises(InternalError, match=r"unknown compatibility mode 'power7\+'"):
        compare(power("POWER9"), guest("power7+", how="mode='host-model'"))
    with pytest.raises(InternalError, match="no compatibility modes"):
        compare(power("POWERPC_e5500", vendor="Freescale"), guest("power7", how="mode='host-model'"))


def test_a_baseline_of_power_is_one_generation() -> None:
    best = baseline([power("POWER9"), power("POWER9", vendor=None)])
    assert (named(best), best.vendor, best.features) == ("POWER9", "IBM", [])
    with pytest.raises(OperationFailed, match="POWER8, POWER9"):
        baseline([power("POWER9"), power("POWER8")])
    with pytest.raises(OperationFailed, match="not Freescale"):
        baseline([power("POWER9", vendor="Freescale")])


def test_old_names_of_power_are_replaced() -> None:
    assert named(translate(guest("POWER7_v2.1"), "ppc64", {"POWER7": ()})) == "POWER7"
    with pytest.raises(ConfigUnsupported):
        translate(guest("POWER9"), "ppc64", {"POWER7": ()})
    wanted = guest("power8", how="mode='host-model'")
    assert update(wanted, power("POWER9")) == wanted
    assert expand(wanted, "ppc64") == wanted


def test_what_nobody_knows_is_not_supported() -> None:
    with pytest.raises(NoSupport, match="sparc64"):
        update(guest("Penryn"), host(arch="sparc64"))
    with pytest.raises(NoSupport, match="sparc64"):
        expand(guest("Penryn"), "sparc64")
    with pytest.raises(NoSupport):
        has_feature(power("POWER9"), "avx")
    with pytest.raises(ConfigUnsupported):
        translate(guest("z13"), "s390x", {})


def test_policies_other_than_the_usual_are_kept_in_expansion() -> None:
    expanded = expand(guest("486", vme="disable", avx="optional"), "x86_64")
    assert wants(expanded) | {"vme": "disable"} == wants(expanded)
    assert "avx" not in wants(expanded)
    assert all(feature.policy in (CpuFeaturePolicy.REQUIRE, CpuFeaturePolicy.DISABLE) for feature in expanded.features)
