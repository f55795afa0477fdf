"""CPUs of the architectures that libvirt leaves to the hypervisor."""

from __future__ import annotations

import pytest

from anyvirt.conf.capabilities import HostCpu
from anyvirt.conf.cpu import (
    Comparison,
    Verdict,
    baseline,
    compare,
    expand,
    model_names,
    model_vendor,
    parse_guest,
    read_strictly,
    require,
    update,
)
from anyvirt.conf.cpu.document import VIR_FROM_CPU
from anyvirt.conf.cpu.plain import ARCHITECTURES, ARM_MODELS, ARM_VENDORS, decode_arm_host
from anyvirt.conf.cpu.ppc64 import decode_host as decode_power_host
from anyvirt.conf.domain.cpu import CpuFeaturePolicy, CpuMatch, CpuMode
from anyvirt.util.error import ConfigUnsupported, CpuIncompatible, InvalidArg, NoSupport, XmlInvalidSchema

HOST_MODEL = "<cpu mode='host-model'><topology sockets='1' cores='2' threads='1'/>{}</cpu>"


@pytest.mark.parametrize("arch", ARCHITECTURES)
def test_any_guest_is_taken_for_possible(arch: str) -> None:
    wanted = parse_guest("<cpu match='exact'><model>whatever</model></cpu>")
    assert compare(HostCpu(arch=arch, model="other"), wanted) == (Verdict.IDENTICAL, "")
    assert expand(wanted, arch) == wanted
    assert model_names(arch) == []
    assert model_vendor(arch, "whatever") is None


@pytest.mark.parametrize("arch", [arch for arch in ARCHITECTURES if arch != "loongarch64"])
def test_a_guest_that_asks_for_the_hosts_model_gets_it(arch: str) -> None:
    host = HostCpu(arch=arch, model="thing", vendor="Maker", features=["one", "two"])
    updated = update(parse_guest(HOST_MODEL.format("")), host)
    assert (updated.mode, updated.match) == (CpuMode.CUSTOM, CpuMatch.EXACT)
    assert updated.model is not None
    assert updated.model.name == "thing"
    assert [(feature.name, feature.policy) for feature in updated.features] == [
        ("one", CpuFeaturePolicy.REQUIRE),
        ("two", CpuFeaturePolicy.REQUIRE),
    ]
    assert updated.topology is not None
    for kept in ("<cpu mode='host-passthrough'/>", "<cpu match='exact'><model>other</model></cpu>"):
        assert update(parse_guest(kept), host) == parse_guest(kept)
    with pytest.raises(ConfigUnsupported, match="unknown host CPU model") as caught:
        update(parse_guest(HOST_MODEL.format("")), HostCpu(arch=arch))
    assert caught.value.origin == VIR_FROM_CPU


def test_loongarch_guests_stay_as_they_are() -> None:
    wanted = parse_guest(HOST_MODEL.format(""))
    assert update(wanted, HostCpu(arch="loongarch64", model="la464")) == wanted


def test_features_of_s390_are_required_or_disabled() -> None:
    host = HostCpu(arch="s390x", model="z14", features=["aen", "vx"])
    updated = update(parse_guest(HOST_MODEL.format("<feature policy='disable' name='vx'/>")), host)
    assert [(feature.name, feature.policy) for feature in updated.features] == [
        ("aen", CpuFeaturePolicy.REQUIRE),
        ("vx", CpuFeaturePolicy.DISABLE),
    ]
    with pytest.raises(ConfigUnsupported, match="'require' and 'disable' are supported for te"):
        update(parse_guest(HOST_MODEL.format("<feature policy='optional' name='te'/>")), host)
    with pytest.raises(ConfigUnsupported, match="match mode minimum"):
        update(parse_guest("<cpu match='minimum'><model>z13</model></cpu>"), host)


def test_a_baseline_on_arm_is_the_first_model() -> None:
    cpus = [
        HostCpu(arch="aarch64", model="cortex-a72", vendor="ARM", features=["sve"]),
        HostCpu(arch="armv7l", model="x"),
    ]
    assert baseline(cpus).to_xml() == (
        "<cpu mode='custom' match='exact'>\n  <model fallback='allow'>cortex-a72</model>\n</cpu>\n"
    )


def test_an_arm_host_is_known_by_its_number() -> None:
    """0x41 is Arm, 0xd0c a Neoverse N1."""
    host = decode_arm_host(0x41, 0xD0C, ["fp", "asimd", "fp"])
    assert (host.arch, host.model, host.vendor, host.features) == ("aarch64", "Neoverse-N1", "ARM", ["fp", "asimd"])
    unknown = decode_arm_host(0x41, 0xFFF, ["fp"])
    assert (unknown.model, unknown.vendor, unknown.features) == (None, "ARM", [])
    assert decode_arm_host(0xEE, 1, []).vendor is None
    assert {vendor for vendor, _ in ARM_MODELS} <= set(ARM_VENDORS.values())


def test_a_power_host_is_known_by_its_version() -> None:
    host = decode_power_host(0x4E, "ppc64le")
    assert (host.arch, host.model, host.vendor) == ("ppc64le", "POWER9", "IBM")
    assert decode_power_host(None, "ppc64").model is None


def test_names_of_models_are_listed_by_architecture() -> None:
    assert model_names("i686") == model_names("x86_64")
    assert {"486", "EPYC-Rome"} <= set(model_names("x86_64"))
    assert model_names("ppc64le")[-3:] == ["POWER11", "POWERPC_e5500", "POWERPC_e6500"]
    assert [model_vendor(*pair) for pair in (("x86_64", "EPYC"), ("x86_64", "486"), ("ppc64", "POWER8"))] == [
        "AMD",
        None,
        "IBM",
    ]
    with pytest.raises(InvalidArg, match="cannot find architecture pdp11"):
        model_names("pdp11")
    with pytest.raises(NoSupport, match="'sparc' architecture"):
        model_names("sparc")


def test_incompatible_cpus_may_be_an_error() -> None:
    fine = Comparison(Verdict.SUPERSET)
    assert require(fine) is fine
    with pytest.raises(CpuIncompatible, match="no horns"):
        require(Comparison(Verdict.INCOMPATIBLE, "no horns"))


def test_a_document_is_checked_against_its_schema_on_request() -> None:
    assert read_strictly("<cpu><arch>x86_64</arch><model>486</model></cpu>").arch == "x86_64"  # type: ignore[union-attr]
    with pytest.raises(XmlInvalidSchema):
        read_strictly("<cpu><arch>x86_64</arch><model>486</model><horns/></cpu>")
