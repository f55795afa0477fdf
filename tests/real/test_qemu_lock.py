"""One process at a time owns a root; its connections share what is in it."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import anyvirt
from anyvirt import virConnect
from anyvirt.error import InvalidConn, OperationFailed
from anyvirt.qemu import driver
from tests.real.machines import TIMEOUT_S, Events, at_once, bare, python, remains

pytestmark = pytest.mark.real

_HOLD = """
import sys, anyvirt
conn = anyvirt.open(f"qemu:///embed?root={sys.argv[1]}")
print("open", flush=True)
sys.stdin.read()
"""

_FORK = """
import os, sys, anyvirt
from anyvirt.qemu import driver
driver._LOCK_S = 0.1
uri = f"qemu:///embed?root={sys.argv[1]}"
conn = anyvirt.open(uri)
child = os.fork()
if child == 0:
    try:
        anyvirt.open(uri)
    except anyvirt.libvirtError as exc:
        print(exc.detail, flush=True)
    os._exit(0)
os.waitpid(child, 0)
ready, go = os.pipe()
child = os.fork()
if child == 0:
    os.read(ready, 1)
    os._exit(0)
conn.close()
anyvirt.open(uri).close()
print("opened beside a child", flush=True)
os.write(go, b"x")
os.waitpid(child, 0)
"""


@contextmanager
def held_elsewhere(root: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process has the root open during the block."""
    with subprocess.Popen(
        [sys.executable, "-c", _HOLD, str(root)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdin is not None
        assert holder.stdout.readline() == "open\n"
        yield holder
        holder.stdin.close()
        holder.wait(TIMEOUT_S)


def test_the_holder_is_named(root: Path, qemu_uri: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(driver, "_LOCK_S", 0.1)
    with (
        held_elsewhere(root) as holder,
        pytest.raises(OperationFailed, match=rf"{root} is in use by process {holder.pid} \(.*python.*\)") as caught,
    ):
        anyvirt.open(qemu_uri)
    assert caught.value.hint
    anyvirt.open(qemu_uri).close()


def test_a_second_process_waits_its_turn(root: Path, qemu_uri: str) -> None:
    opened: list[virConnect] = []
    with held_elsewhere(root) as holder:
        waiting = threading.Thread(target=lambda: opened.append(anyvirt.open(qemu_uri)))
        waiting.start()
        holder.kill()  # the kernel lets go of the lock, however its owner ends
        waiting.join(TIMEOUT_S)
    assert opened[0].isAlive()
    opened[0].close()


def test_connections_of_one_process_share_it(qemu: virConnect, qemu_uri: str, root: Path) -> None:
    with anyvirt.open(qemu_uri) as other, Events(other) as events:
        dom = qemu.defineXML(bare())
        dom.create()
        seen = events.until("STARTED_BOOTED")
        assert seen == ["DEFINED_ADDED", "RESUMED_UNPAUSED", "STARTED_BOOTED"]
        same = other.lookupByName("bare")
        assert same.ID() == dom.ID()
    with pytest.raises(InvalidConn):
        same.info()
    assert dom.isActive()
    dom.destroy()
    assert remains(root) == []


def test_another_way_to_write_the_same_root(qemu: virConnect, root: Path) -> None:
    qemu.defineXML(bare())
    (root / "link").symlink_to(root)
    for path in (f"{root}/", f"{root}/./", f"{root}/link"):
        with anyvirt.open(f"qemu:///embed?root={path}") as other:
            assert other.lookupByName("bare").name() == "bare"


def test_opened_and_closed_at_once(qemu_uri: str, root: Path) -> None:
    def use() -> str:
        with anyvirt.open(qemu_uri) as conn:
            return conn.getType()

    for _ in range(3):
        assert at_once(*[use] * 6) == ["QEMU"] * 6
    assert python(_HOLD, root) == "open\n"  # nobody holds it any more


def test_a_reader_beside_a_writer(qemu: virConnect, qemu_uri: str) -> None:
    with anyvirt.openReadOnly(qemu_uri) as reader:
        qemu.defineXML(bare())
        assert reader.lookupByName("bare").isPersistent()


def test_a_forked_child_is_another_process(root: Path, emulator: str) -> None:
    """It can neither use its parent's driver nor keep the root from others by the descriptors that it inherited."""
    refused, opened = python(_FORK, root).splitlines()
    assert f"{root} is in use by process" in refused
    assert opened == "opened beside a child"


def test_a_forgotten_connection_lets_go(qemu_uri: str, root: Path) -> None:
    conn = anyvirt.open(qemu_uri)
    conn.defineXML(bare())
    del conn
    assert python(_HOLD, root) == "open\n"
