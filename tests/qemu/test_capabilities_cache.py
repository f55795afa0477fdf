"""Emulators are asked once: in this process, and in the next."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

import pytest

from anyvirt.qemu.capabilities import CapsCache
from anyvirt.qemu.capabilities.cache import RETRY_TRANSIENT_S
from anyvirt.util import kvm
from anyvirt.util.error import OperationFailed, SystemCallError
from tests.qemu.fakeemulator import FakeEmulator


@pytest.fixture(autouse=True)
def kvm_looks_good(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same on every host: the emulator is asked about KVM."""
    monkeypatch.setattr(kvm, "obstacle", lambda: None)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "cache"


EACH_ONCE = ["guest", "kvm", "tcg"]


async def test_asked_once(tmp_path: Path, folder: Path) -> None:
    """The second time from memory; in another process from disk."""
    emulator = FakeEmulator(tmp_path)
    cache = CapsCache(folder)
    first = await cache.get(emulator.path)
    assert await cache.get(str(emulator.path)) is first
    assert await CapsCache(folder).get(emulator.path) == first
    assert emulator.calls == EACH_ONCE


async def test_callers_at_the_same_time_share_one_probe(tmp_path: Path, folder: Path) -> None:
    """One that gives up does not take the answer from the others."""
    emulator = FakeEmulator(tmp_path)
    cache = CapsCache(folder)
    impatient, *others = (asyncio.create_task(cache.get(emulator.path)) for _ in range(4))
    await asyncio.sleep(0)  # all have begun
    impatient.cancel()
    answers = await asyncio.gather(*others)
    assert all(answer is answers[0] for answer in answers)
    assert emulator.calls == EACH_ONCE
    with pytest.raises(asyncio.CancelledError):
        await impatient


async def test_a_new_emulator_is_asked_again(tmp_path: Path, folder: Path) -> None:
    """An update of QEMU takes effect while we run."""
    emulator = FakeEmulator(tmp_path)
    cache = CapsCache(folder)
    await cache.get(emulator.path)
    os.utime(emulator.path, (1, 1))
    await cache.get(emulator.path)
    await CapsCache(folder).get(emulator.path)
    assert emulator.calls == sorted(EACH_ONCE * 2)


async def test_another_kvm_is_asked_again(tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As after a new kernel, or once the user may open /dev/kvm."""
    emulator = FakeEmulator(tmp_path)
    cache = CapsCache(folder)
    await cache.get(emulator.path)
    monkeypatch.setattr(kvm, "DEVICE", tmp_path / "none")
    monkeypatch.setattr(kvm, "fingerprint", lambda: "another")
    await cache.get(emulator.path)
    assert emulator.calls == sorted(EACH_ONCE * 2)


@pytest.mark.parametrize("damaged", [b"", b"{", b"[]", b'{"format": 99}', b"\xff\xfe", b'{"format": 2, "caps": {}}'])
async def test_a_damaged_file_is_made_anew(tmp_path: Path, folder: Path, damaged: bytes) -> None:
    emulator = FakeEmulator(tmp_path)
    known = await CapsCache(folder).get(emulator.path)
    (file,) = map(folder.joinpath, os.listdir(folder))
    good = file.read_bytes()
    file.write_bytes(damaged)
    assert await CapsCache(folder).get(emulator.path) == known
    assert file.read_bytes() == good
    assert emulator.calls == sorted(EACH_ONCE * 2)


async def test_a_cache_that_cannot_be_written(tmp_path: Path) -> None:
    """Costs time, nothing else."""
    (tmp_path / "file").touch()
    emulator = FakeEmulator(tmp_path)
    cache = CapsCache(tmp_path / "file")
    await cache.get(emulator.path)
    await cache.get(emulator.path)
    assert emulator.calls == EACH_ONCE


async def test_a_crashing_accelerator_is_not_tried_again(tmp_path: Path, folder: Path) -> None:
    emulator = FakeEmulator(tmp_path, kvm="crash")
    first = CapsCache(folder)
    for cache in (first, first, CapsCache(folder)):
        reason = (await cache.get(emulator.path)).accelerators["kvm"].reason
        assert reason == "it was killed by SIGABRT: emulator: the kvm guest exploded"
    assert emulator.calls == ["kvm", "tcg"]


async def test_a_hanging_accelerator_is_tried_again_after_a_while(tmp_path: Path, folder: Path) -> None:
    """The host may just have been busy; but not at each call, nor in each process."""
    now = 1_700_000_000.0
    emulator = FakeEmulator(tmp_path, kvm="hang")

    def cache() -> CapsCache:
        return CapsCache(folder, time_limit_s=2, now=lambda: now)

    caps = await (first := cache()).get(emulator.path)
    assert caps.accelerators["tcg"].usable
    assert caps.accelerators["kvm"].reason == "it did not answer within 2 s"
    await first.get(emulator.path)
    await cache().get(emulator.path)
    assert emulator.calls == ["kvm", "tcg"]
    now += RETRY_TRANSIENT_S + 1
    await first.get(emulator.path)
    assert emulator.calls == ["kvm", "kvm", "tcg", "tcg"]


async def test_an_emulator_that_is_none(tmp_path: Path, folder: Path) -> None:
    """The error has its words, names it, and is remembered too."""
    emulator = FakeEmulator(tmp_path, tcg="crash", kvm="crash")
    first = CapsCache(folder)
    for cache in (first, first, CapsCache(folder)):
        with pytest.raises(OperationFailed, match="the tcg guest exploded") as failure:
            await cache.get(emulator.path)
        assert str(emulator.path) in failure.value.message
        assert failure.value.hint
    assert emulator.calls == ["kvm", "tcg"]


@pytest.mark.parametrize("program", ["#!/bin/sh\nexit 0\n", "#!/bin/sh\nexit 3\n", "no program at all", ""])
async def test_a_program_that_is_no_emulator(tmp_path: Path, folder: Path, program: str) -> None:
    path = tmp_path / "true"
    path.write_text(program)
    path.chmod(0o755)
    with pytest.raises(OperationFailed, match=f"cannot find out what emulator {path} can do: "):
        await CapsCache(folder).get(path)


async def test_an_emulator_that_does_not_exist(tmp_path: Path, folder: Path) -> None:
    with pytest.raises(
        SystemCallError, match=f"^Cannot check QEMU binary {tmp_path}/qemu: No such file or directory"
    ) as failure:
        await CapsCache(folder).get(tmp_path / "qemu")
    assert "install" in str(failure.value.hint)
    assert "cache" not in os.listdir(tmp_path)


async def test_an_emulator_that_is_not_executable(tmp_path: Path, folder: Path) -> None:
    plain = tmp_path / "qemu"
    plain.touch(mode=0o644)
    for path in (plain, tmp_path):
        with pytest.raises(SystemCallError, match=f"^QEMU binary {path} is not executable: Permission denied"):
            await CapsCache(folder).get(path)


async def test_a_new_module_is_asked_about(tmp_path: Path, folder: Path) -> None:
    """Distributions ship parts of an emulator in packages of their own, which leave its file as it was."""
    programs, modules = tmp_path / "bin", tmp_path / "lib" / "qemu"
    programs.mkdir()
    modules.mkdir(parents=True)
    os.utime(modules, (1, 1))
    emulator = FakeEmulator(programs)
    cache = CapsCache(folder)
    await cache.get(emulator.path)
    (modules / "ui-spice-core.so").touch()
    await cache.get(emulator.path)
    assert emulator.calls == sorted(EACH_ONCE * 2)
