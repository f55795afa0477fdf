"""What emulators tell of themselves."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from anyvirt.qemu.capabilities import (
    Accelerator,
    CpuModel,
    Machine,
    QemuCaps,
    find_emulator,
    installed_emulators,
    package_hint,
)
from anyvirt.qemu.capabilities.probe import probe
from anyvirt.qemu.capabilities.process import ProbeFailed
from anyvirt.util import kvm
from tests.qemu.fakeemulator import FakeEmulator

QEMU = shutil.which("qemu-system-x86_64")
needs_qemu = pytest.mark.skipif(QEMU is None, reason="qemu-system-x86_64 is not installed")

CAPS = QemuCaps(
    binary="/usr/bin/qemu-system-x86_64",
    version=(7, 2, 22),
    package="Debian",
    arch="x86_64",
    machines={
        "pc-i440fx-7.2": Machine(name="pc-i440fx-7.2", alias="pc", max_cpus=255, is_default=True),
        "isapc": Machine(name="isapc", deprecated=True),
    },
    devices=frozenset(["virtio-blk-pci"]),
    objects=frozenset(["iothread"]),
    accelerators={
        "tcg": Accelerator(usable=True, cpu_models=(CpuModel(name="x", usable=False, blockers=("avx",)),)),
        "kvm": Accelerator(usable=False, reason="because", transient=True),
    },
    commands=frozenset(["cont"]),
    events=frozenset(["STOP"]),
)


@pytest.fixture
def kvm_looks_good(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if nothing spoke against KVM on this host, so that the emulator is asked."""
    monkeypatch.setattr(kvm, "obstacle", lambda: None)


@pytest.fixture
def no_kvm(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kvm, "obstacle", lambda: "there is no KVM")


def test_json_round_trip() -> None:
    assert QemuCaps.from_json(json.loads(json.dumps(CAPS.to_json()))) == CAPS


@pytest.mark.parametrize("damage", [{"version": "x"}, {"machines": [{"nam": "pc"}]}, {"devices": [1]}, {"arch": None}])
def test_json_that_is_not_ours(damage: dict[str, object]) -> None:
    data = CAPS.to_json() | damage
    if data["arch"] is None:
        del data["arch"]
    with pytest.raises((KeyError, TypeError, ValueError)):
        QemuCaps.from_json(data)


def test_lookups() -> None:
    """A machine is found by its alias too; what is not known is not there."""
    assert CAPS.machine("pc") is CAPS.machine("pc-i440fx-7.2") is CAPS.default_machine
    assert CAPS.machine("q35") is None
    assert CAPS.has_device("virtio-blk-pci")
    assert not CAPS.has_device("e1000")
    assert CAPS.has_object("iothread")
    assert CAPS.version_number == 7002022
    assert CAPS.accelerator("hvf") == Accelerator(usable=False, reason="/usr/bin/qemu-system-x86_64 has no hvf")


@pytest.mark.usefixtures("no_kvm")
async def test_what_an_emulator_tells(tmp_path: Path) -> None:
    emulator = FakeEmulator(tmp_path)
    caps = await probe(str(emulator.path))
    assert emulator.calls == ["tcg"]
    assert (caps.version, caps.package, caps.arch) == ((9, 1, 2), "fake", "x86_64")
    assert list(caps.machines) == ["pc-fake"]
    assert caps.devices == {"virtio-blk-pci"}
    assert caps.events == {"SHUTDOWN"}
    assert caps.netdevs == {"user"}
    assert caps.chardevs == {"pty"}
    assert not caps.block_drivers
    *_, future = caps.accelerator("tcg").cpu_models
    assert future == CpuModel(name="Future", usable=False, blockers=("avx9",), deprecated=True)
    assert caps.accelerators["kvm"] == Accelerator(usable=False, reason="there is no KVM")


@pytest.mark.usefixtures("kvm_looks_good")
async def test_kvm_must_be_able_to_start_a_guest(tmp_path: Path) -> None:
    """One whose QEMU answers but dies as soon as there is a guest is unusable, for the reason that QEMU gave."""
    emulator = FakeEmulator(tmp_path, guest="crash")
    caps = await probe(str(emulator.path))
    assert emulator.calls == ["guest", "kvm", "tcg"]
    accelerator = caps.accelerators["kvm"]
    assert not accelerator.usable
    assert accelerator.reason == "it was killed by SIGABRT: emulator: the guest guest exploded"
    assert caps.accelerators["tcg"].usable


@pytest.mark.usefixtures("kvm_looks_good")
async def test_kvm_that_works(tmp_path: Path) -> None:
    caps = await probe(str(FakeEmulator(tmp_path).path))
    assert caps.accelerators["kvm"].usable
    assert caps.accelerators["kvm"].cpu_models


@pytest.mark.usefixtures("kvm_looks_good")
async def test_one_accelerator_is_enough(tmp_path: Path) -> None:
    """Distributions build emulators without TCG."""
    caps = await probe(str(FakeEmulator(tmp_path, tcg="crash").path))
    assert caps.accelerators["kvm"].usable
    assert "the tcg guest exploded" in str(caps.accelerators["tcg"].reason)
    assert caps.machine("pc")


@pytest.mark.usefixtures("no_kvm")
@pytest.mark.parametrize(
    ("behaviour", "reason"), [("nonsense", "its answers are not those of QEMU"), ("alien", "it does not speak QMP")]
)
async def test_something_else_than_qemu(tmp_path: Path, behaviour: str, reason: str) -> None:
    with pytest.raises(ProbeFailed, match=reason):
        await probe(str(FakeEmulator(tmp_path, tcg=behaviour).path))


@pytest.mark.usefixtures("no_kvm")
async def test_a_hanging_emulator_is_killed_with_all_its_children(tmp_path: Path) -> None:
    """The time limit ends the whole process group, also what a wrapper script started."""
    alive = tmp_path / "alive"
    os.mkfifo(alive)
    script = tmp_path / "qemu-system-hang"
    script.write_text(f"#!/bin/sh\nexec 3>{alive}\nsleep 1000 &\nwait\n")
    script.chmod(0o755)
    reader = os.open(alive, os.O_RDONLY | os.O_NONBLOCK)
    try:
        with pytest.raises(ProbeFailed, match=r"did not answer within 0\.5 s") as failure:
            await probe(str(script), time_limit_s=0.5)
        assert failure.value.transient
        os.set_blocking(reader, True)
        assert os.read(reader, 1) == b""  # the end: nobody holds the other side any more
    finally:
        os.close(reader)


@needs_qemu
async def test_the_real_one() -> None:
    """An installed QEMU has what every guest of ours needs."""
    assert QEMU is not None
    caps = await probe(QEMU)
    assert caps.arch == "x86_64"
    assert caps.accelerators["tcg"].usable
    assert caps.machine("q35") is not None
    assert caps.default_machine is caps.machine("pc")
    assert {"virtio-blk-pci", "virtio-net-pci", "pcie-root-port", "isa-serial"} <= caps.devices
    assert {"rng-random", "memory-backend-ram", "iothread"} <= caps.objects
    assert {"cont", "device_add", "blockdev-add", "query-block"} <= caps.commands
    assert {"SHUTDOWN", "STOP", "RESUME", "DEVICE_DELETED"} <= caps.events
    assert {"file", "raw", "qcow2"} <= caps.block_drivers
    assert {"socket", "pty", "file"} <= caps.chardevs
    assert "tap" in caps.netdevs
    assert caps.accelerators["kvm"].usable or caps.accelerators["kvm"].reason
    assert QemuCaps.from_json(json.loads(json.dumps(caps.to_json()))) == caps


def test_kvm_that_is_absent(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(kvm, "DEVICE", tmp_path / "kvm")
    assert kvm.obstacle() == f"{tmp_path}/kvm does not exist"


def test_kvm_that_is_something_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kvm, "DEVICE", Path("/dev/null"))
    assert str(kvm.obstacle()).startswith("/dev/null is not KVM: ")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may open anything")
def test_kvm_that_is_forbidden(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    device = tmp_path / "kvm"
    device.touch(mode=0)
    monkeypatch.setattr(kvm, "DEVICE", device)
    assert kvm.obstacle() == f"{device} cannot be opened: Permission denied"


def test_the_fingerprint_changes_with_the_device(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    before = kvm.fingerprint()
    assert kvm.fingerprint() == before
    monkeypatch.setattr(kvm, "DEVICE", tmp_path / "kvm")
    absent = kvm.fingerprint()
    (tmp_path / "kvm").touch()
    assert len({absent, kvm.fingerprint()}) == 2


def _install(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.write_text("#!/bin/sh\n")
        path.chmod(0o755)


def test_finding_emulators(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The default emulator has the target in its name; a 64-bit one serves 32-bit guests if need be."""
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_emulator("s390x", native="x86_64") is None
    _install(tmp_path, "qemu-system-x86_64", "qemu-system-arm", "qemu-kvm")
    assert find_emulator("x86_64", native="x86_64") == str(tmp_path / "qemu-system-x86_64")
    assert find_emulator("i686", native="x86_64") == str(tmp_path / "qemu-system-x86_64")
    assert find_emulator("armv7l", native="x86_64") == str(tmp_path / "qemu-system-arm")
    assert find_emulator("aarch64", native="aarch64") == str(tmp_path / "qemu-kvm")
    assert find_emulator("aarch64", native="x86_64") is None
    assert installed_emulators(native="x86_64") == [
        str(tmp_path / "qemu-system-x86_64"),
        str(tmp_path / "qemu-system-arm"),
    ]


def test_package_hint() -> None:
    assert "qemu-system-arm" in package_hint("aarch64")
    assert "qemu-system-misc" in package_hint("m68k")


def test_import_is_cheap() -> None:
    """The protocol is loaded only when an emulator has to be asked."""
    code = "import sys, anyvirt.qemu.capabilities; sys.exit(any(name.startswith('qemu.') for name in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
