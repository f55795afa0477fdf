"""The host's CPU and a guest's, without any emulator."""

from __future__ import annotations

from pathlib import Path

import pytest

from anyvirt.conf.cpu import parse_guest
from anyvirt.conf.cpu.tables import x86
from anyvirt.conf.domain.cpu import Cpu, CpuFeaturePolicy
from anyvirt.conf.domain.model import Domain, DomainType
from anyvirt.qemu.capabilities.model import Accelerator, CpuModel, QemuCaps, best_cpu
from anyvirt.qemu.guestcpu import from_words, prepare, updated
from anyvirt.qemu.hostcpu import host_cpu, host_model, offers
from anyvirt.util import host as util_host
from anyvirt.util.error import CpuIncompatible
from anyvirt.util.host import Host


def host(folder: Path, monkeypatch: pytest.MonkeyPatch, arch: str, cpuinfo: str) -> Host:
    (folder / "proc").mkdir()
    (folder / "proc/cpuinfo").write_text(cpuinfo, encoding="utf-8")
    monkeypatch.setattr(util_host, "host_arch", lambda: arch)
    return Host(folder)


def emulator(**properties: bool | int | str) -> QemuCaps:
    models = (CpuModel(name="Nehalem", usable=True), CpuModel(name="Own", usable=True))
    best = best_cpu("max", properties) if properties else None
    return QemuCaps(
        binary="/usr/bin/qemu-system-x86_64",
        version=(9, 0, 0),
        arch="x86_64",
        accelerators={"tcg": Accelerator(usable=True, cpu_models=models, best_cpu=best)},
    )


def all_of(model: str, **more: bool) -> dict[str, bool]:
    return dict.fromkeys(x86().names_of(x86().model(model).features), True) | more


def domain(cpu: str) -> Domain:
    return Domain(type=DomainType.QEMU, name="it", os_arch="x86_64", cpu=parse_guest(cpu))


def test_a_host_without_its_devices_is_what_linux_tells(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cpuinfo = "vendor_id : GenuineIntel\ncpu family : 6\nmodel : 23\nstepping : 6\nflags : fpu pni sse4_1\n"
    cpu = host_cpu(host(tmp_path, monkeypatch, "x86_64", cpuinfo))
    assert (cpu.arch, cpu.vendor, cpu.model) == ("x86_64", "Intel", None)  # no model has as little


def test_an_arm_host(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cpuinfo = "Features : fp asimd\nCPU implementer : 0x41\nCPU part : 0xd0c\n"
    cpu = host_cpu(host(tmp_path, monkeypatch, "aarch64", cpuinfo))
    assert (cpu.model, cpu.vendor, cpu.features) == ("Neoverse-N1", "ARM", ["asimd", "fp"])


def test_a_power_host(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cpuinfo = "processor : 0\n\ntimebase : 512000000\nrevision : 2.2 (pvr 004e 1202)\n"
    cpu = host_cpu(host(tmp_path, monkeypatch, "ppc64le", cpuinfo))
    assert (cpu.model, cpu.vendor) == ("POWER9", "IBM")


def test_host_model_is_the_offered_model_that_comes_nearest() -> None:
    cpu = host_model(emulator(**all_of("Nehalem", aes=True, popcnt=False)), "qemu")
    assert cpu is not None
    assert cpu.model is not None
    assert cpu.model.name == "Nehalem"
    assert {feature.name: feature.policy for feature in cpu.features} == {
        "aes": CpuFeaturePolicy.REQUIRE,
        "popcnt": CpuFeaturePolicy.DISABLE,
    }
    assert host_model(emulator(), "qemu") is None
    assert list(offers(emulator(), "qemu")) == ["Nehalem"]


def test_a_guest_starts_with_a_named_model() -> None:
    guest = domain("<cpu mode='host-model'/>")
    caps = emulator(**all_of("Nehalem", aes=True))
    shown = updated(guest, caps)
    prepare(guest, caps)
    for cpu in (shown, guest.cpu):
        assert isinstance(cpu, Cpu)
        assert cpu.model is not None
        assert cpu.model.name == "Nehalem"
        assert [feature.name for feature in cpu.features] == ["aes"]


@pytest.mark.parametrize("cpu", ["<cpu mode='maximum'/>", "<cpu match='exact'><model>Own</model></cpu>"])
def test_what_only_qemu_can_judge_stays(cpu: str) -> None:
    guest = domain(cpu)
    prepare(guest, emulator(**all_of("Nehalem")))
    assert guest.cpu == parse_guest(cpu)


def test_a_checked_guest_that_cannot_be_had_is_refused() -> None:
    guest = domain("<cpu match='exact' check='partial'><model>Haswell</model></cpu>")
    with pytest.raises(CpuIncompatible, match="avx2"):
        prepare(guest, emulator(**all_of("Nehalem")))


def test_words_of_qemu_are_registers() -> None:
    words = [
        {"cpuid-input-eax": 1, "cpuid-register": "EDX", "features": 1 << 26},
        {"cpuid-input-eax": 7, "cpuid-input-ecx": 0, "cpuid-register": "EBX", "features": 1 << 5},
    ]
    assert set(x86().names_of(from_words(words).features)) == {"sse2", "avx2"}
