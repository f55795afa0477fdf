"""The calls about CPUs, answered as the original libvirt answers them on the same machine."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import anyvirt
from anyvirt import constants as c
from anyvirt import virConnect
from anyvirt.conf.capabilities import Capabilities
from anyvirt.conf.cpu import tables
from anyvirt.conf.domain.cpu import Cpu
from anyvirt.conf.domain.model import Domain
from anyvirt.conf.domain_capabilities import DomainCapabilities
from anyvirt.error import CpuIncompatible, OperationFailed, libvirtError
from anyvirt.qemu import hostcpu
from anyvirt.qemu.capabilities import installed_emulators
from anyvirt.testing.libvirtd import LibvirtdUnavailable, PrivateLibvirtd
from anyvirt.util import kvm

pytestmark = [
    pytest.mark.real,
    pytest.mark.peer("libvirt >= 9.0"),
    pytest.mark.skipif(shutil.which("virsh") is None, reason="virsh is not installed"),
    pytest.mark.skipif(not installed_emulators(), reason="no QEMU is installed"),
]

LIMIT_S = 60
UPDATE = c.VIR_DOMAIN_XML_UPDATE_CPU
Virsh = Callable[..., subprocess.CompletedProcess[str]]

DOCUMENTS = {
    "old": "<cpu match='exact'><model>pentium3</model></cpu>",
    "new": "<cpu match='exact'><model>Icelake-Server</model></cpu>",
    "amd": "<cpu match='exact'><model>EPYC</model></cpu>",
    "strict": "<cpu match='strict'><model>kvm64</model></cpu>",
    "forbidden": "<cpu match='exact'><model>pentium3</model><feature policy='forbid' name='sse2'/></cpu>",
    "forced": "<cpu match='exact'><model>pentium3</model><feature policy='force' name='xop'/></cpu>",
    "unknown": "<cpu match='exact'><model>K5</model></cpu>",
    "warp": "<cpu match='exact'><model>kvm64</model><feature policy='require' name='warp'/></cpu>",
    "via": "<cpu match='exact'><model>kvm64</model><vendor>Hygon</vendor></cpu>",
    "power": "<cpu><arch>ppc64</arch><model>POWER8</model></cpu>",
    "nothing": "<cpu/>",
    "broken": "<cpu",
    "other": "<domain/>",
}
VERDICTS = {"incompatible": 0, "identical": 1, "superset": 2}


@pytest.fixture(scope="module")
def virsh() -> Iterator[Virsh]:
    """Run a command of virsh on a libvirtd of our own."""
    try:
        with PrivateLibvirtd() as daemon:

            def run(*command: str) -> subprocess.CompletedProcess[str]:
                return subprocess.run(
                    ["virsh", "--connect", daemon.uri, *command],
                    capture_output=True,
                    text=True,
                    timeout=LIMIT_S,
                    check=False,
                )

            yield run
    except LibvirtdUnavailable as exc:
        pytest.skip(str(exc))


@pytest.fixture
def ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[virConnect]:
    """KVM is hidden from the daemon, so it is from us; and we know the models that libvirt 9.0 knows, and no newer."""
    known = tables.read((9, 0))
    monkeypatch.setattr(tables, "read", lambda release: known)
    monkeypatch.setattr(kvm, "obstacle", lambda: "hidden")
    with anyvirt.open(f"qemu:///embed?root={tmp_path}/root") as conn:
        yield conn


def their_verdict(done: subprocess.CompletedProcess[str]) -> int | None:
    """None for an error."""
    said = f"{done.stdout} {done.stderr}"
    return next((number for word, number in VERDICTS.items() if f" is {word} " in said or f"a {word} " in said), None)


def our_verdict(call: Callable[[], int]) -> int | None:
    try:
        return call()
    except libvirtError:
        return None


@pytest.mark.parametrize("name", DOCUMENTS)
def test_comparisons(virsh: Virsh, ours: virConnect, tmp_path: Path, name: str) -> None:
    """With the host's CPU, and with what QEMU can give."""
    path = tmp_path / "cpu.xml"
    path.write_text(DOCUMENTS[name], encoding="utf-8")
    theirs = their_verdict(virsh("cpu-compare", str(path)))
    assert our_verdict(lambda: ours.compareCPU(DOCUMENTS[name])) == theirs
    theirs = their_verdict(virsh("hypervisor-cpu-compare", str(path), "--virttype", "qemu"))
    call = lambda: ours.compareHypervisorCPU(None, None, None, "qemu", DOCUMENTS[name])  # noqa: E731
    assert our_verdict(call) == theirs


def test_the_missing_features_are_those_that_libvirt_names(virsh: Virsh, ours: virConnect, tmp_path: Path) -> None:
    path = tmp_path / "cpu.xml"
    path.write_text(DOCUMENTS["new"], encoding="utf-8")
    said = virsh("hypervisor-cpu-compare", str(path), "--virttype", "qemu", "--error").stderr
    (theirs,) = re.findall(r"required features: (.*)", said)
    with pytest.raises(CpuIncompatible) as caught:
        ours.compareHypervisorCPU(
            None, None, None, "qemu", DOCUMENTS["new"], c.VIR_CONNECT_COMPARE_CPU_FAIL_INCOMPATIBLE
        )
    assert caught.value.get_error_domain() == c.VIR_FROM_CPU
    assert str(caught.value).rpartition("features: ")[2] == theirs


@pytest.mark.parametrize(
    ("option", "flags"),
    [
        ((), 0),
        (("--features",), c.VIR_CONNECT_BASELINE_CPU_EXPAND_FEATURES),
        (("--migratable",), c.VIR_CONNECT_BASELINE_CPU_MIGRATABLE),
    ],
)
def test_baselines(virsh: Virsh, ours: virConnect, tmp_path: Path, option: tuple[str, ...], flags: int) -> None:
    """Of the host, and of what QEMU can give on it."""
    theirs = virsh("capabilities").stdout
    path = tmp_path / "caps.xml"
    path.write_text(theirs, encoding="utf-8")
    host = Capabilities.from_xml(theirs).host
    assert host is not None
    assert host.cpu is not None
    document = host.cpu.to_xml()
    assert ours.baselineCPU([document], flags) == virsh("cpu-baseline", str(path), *option).stdout.rstrip("\n") + "\n"
    answer = virsh("hypervisor-cpu-baseline", str(path), "--virttype", "qemu", *option).stdout
    baseline = ours.baselineHypervisorCPU(None, None, None, "qemu", [document], flags)
    assert baseline == answer.rstrip("\n") + "\n"


def test_host_model(virsh: Virsh, ours: virConnect) -> None:
    """Model, vendor and features that a guest gets with mode='host-model'."""
    question = ("--machine", "q35", "--arch", "x86_64", "--virttype", "qemu")
    theirs = DomainCapabilities.from_xml(virsh("domcapabilities", *question).stdout)
    answer = DomainCapabilities.from_xml(ours.getDomainCapabilities(None, "x86_64", "q35", "qemu"))
    assert theirs.cpu is not None
    assert answer.cpu is not None
    modes = [next(mode for mode in cpu.modes if mode.name == "host-model") for cpu in (theirs.cpu, answer.cpu)]
    assert modes[0] == modes[1]


def test_the_host(virsh: Virsh, ours: virConnect) -> None:
    theirs, answer = (
        Capabilities.from_xml(text).host for text in (virsh("capabilities").stdout, ours.getCapabilities())
    )
    assert theirs is not None
    assert answer is not None
    assert theirs.cpu is not None
    assert answer.cpu is not None
    for cpu in (theirs.cpu, answer.cpu):
        cpu.counters = []  # KVM would tell the clock's frequency
        if cpu.topology is not None:
            cpu.topology.clusters = None  # libvirt tells it since 10.2
    assert theirs.cpu == answer.cpu


@pytest.mark.parametrize("arch", ["x86_64", "ppc64", "aarch64", "s390x", "riscv128", "sparc64"])
def test_names_of_models(virsh: Virsh, ours: virConnect, arch: str) -> None:
    """libvirt 9 has them all but the newest."""
    done = virsh("cpu-models", arch)
    if done.returncode:
        with pytest.raises(libvirtError):
            ours.getCPUModelNames(arch)
        return
    theirs = [] if "all CPU models are accepted" in done.stdout else done.stdout.split()
    assert [name for name in ours.getCPUModelNames(arch) if name != "POWER11"] == theirs


def test_a_hypervisor_that_does_not_say_what_it_can_do(ours: virConnect, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hostcpu, "host_model", lambda caps, virt_type: None)
    with pytest.raises(OperationFailed, match="does not support reporting CPU model"):
        ours.compareHypervisorCPU(None, None, None, "qemu", DOCUMENTS["old"])


GUESTS = {
    "default": "",
    "topology": "<cpu><topology sockets='1' cores='1' threads='1'/></cpu>",
    "named": "<cpu match='exact'><model>Haswell</model></cpu>",
    "vendor": "<cpu match='exact'><model>Penryn</model><vendor>AMD</vendor></cpu>",
    "strict": "<cpu match='strict'><model>pentium3</model></cpu>",
    "minimum": "<cpu match='minimum'><model>Penryn</model><feature policy='optional' name='vmx'/></cpu>",
    "optional": "<cpu match='exact'><model>Nehalem</model><feature policy='optional' name='avx512f'/>"
    "<feature policy='require' name='xsave'/></cpu>",
    "forbidden": "<cpu match='exact'><model>qemu64</model><feature policy='forbid' name='avx'/></cpu>",
    "lost": "<cpu match='exact'><model>EPYC</model></cpu>",
    "checked": "<cpu match='exact' check='partial'><model>EPYC</model></cpu>",
    "lax": "<cpu match='exact' check='partial'><model>qemu64</model></cpu>",
    "full": "<cpu match='exact' check='full'><model>Nehalem</model></cpu>",
    "told": "<cpu match='exact' check='full'><model>Nehalem</model><feature policy='require' name='hypervisor'/></cpu>",
    "host": "<cpu mode='host-model'/>",
    "less": "<cpu mode='host-model'><feature policy='disable' name='avx'/></cpu>",
    "maximum": "<cpu mode='maximum'/>",
    "unknown": "<cpu match='exact'><model>K5</model></cpu>",
    "replaced": "<cpu match='exact'><model>pentiumpro</model></cpu>",
}


@pytest.mark.parametrize("name", GUESTS)
def test_what_becomes_of_a_guests_cpu(virsh: Virsh, ours: virConnect, tmp_path: Path, name: str) -> None:
    """As it is kept, as it would start on this host, and as it came out."""
    xml = (
        f"<domain type='qemu'><name>cpu-{name}</name><memory unit='MiB'>64</memory>"
        f"<os><type arch='x86_64' machine='pc'>hvm</type></os>{GUESTS[name]}</domain>"
    )
    path = tmp_path / "domain.xml"
    path.write_text(xml, encoding="utf-8")
    dom = ours.defineXML(xml)
    assert virsh("define", str(path)).returncode == 0
    try:
        assert attempt(lambda: dom.XMLDesc(0)) == cpu_of(virsh("dumpxml", dom.name()))
        assert attempt(lambda: dom.XMLDesc(UPDATE)) == cpu_of(virsh("dumpxml", dom.name(), "--update-cpu"))
        started = virsh("start", dom.name())
        if started.returncode:
            with pytest.raises(libvirtError):
                dom.create()
            assert not dom.isActive()
            return
        dom.create()
        assert attempt(lambda: dom.XMLDesc(0)) == cpu_of(virsh("dumpxml", dom.name()))
        assert attempt(lambda: dom.XMLDesc(UPDATE)) == cpu_of(virsh("dumpxml", dom.name(), "--update-cpu"))
        both = attempt(lambda: dom.XMLDesc(UPDATE | c.VIR_DOMAIN_XML_INACTIVE))
        assert both == cpu_of(virsh("dumpxml", dom.name(), "--update-cpu", "--inactive"))
        dom.destroy()
    finally:
        virsh("destroy", dom.name())
        virsh("undefine", dom.name())


def attempt(call: Callable[[], str]) -> Cpu | None:
    """The CPU in the document that *call* gives; None for an error."""
    try:
        return Domain.from_xml(call()).cpu
    except libvirtError:
        return None


def cpu_of(done: subprocess.CompletedProcess[str]) -> Cpu | None:
    return None if done.returncode else Domain.from_xml(done.stdout).cpu
