"""The life of a real guest of QEMU's, as the original virsh shows it through our daemon."""

from __future__ import annotations

import os
import re
import select
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

import pytest

import anyvirt
from anyvirt.testing.daemon import PrivateDaemon
from anyvirt.testing.guest import TinyGuest

pytestmark = [pytest.mark.real, pytest.mark.peer("virsh >= 9.0")]

END_S = 60
# A terminal of its own, of which the test has the other side: standard input and output of this.
IN_A_TERMINAL = textwrap.dedent(
    """
    import os, pty, sys
    os._exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))
    """
)


@pytest.fixture
def uri(daemon: PrivateDaemon, emulator: str) -> Iterator[str]:
    yield daemon.uri("qemu", "/system")
    with anyvirt.open(daemon.uri("qemu", "/system")) as conn:
        for dom in conn.listAllDomains(anyvirt.VIR_CONNECT_LIST_DOMAINS_ACTIVE):
            with suppress(anyvirt.OperationInvalid, anyvirt.NoDomain):
                dom.destroy()


@pytest.fixture
def document(root: Path, tiny: TinyGuest) -> Path:
    path = root / "tiny.xml"
    path.write_text(tiny.domain_xml())
    return path


def virsh(uri: str, *words: str, status: int = 0) -> str:
    done = subprocess.run(
        ["virsh", "-c", uri, *words],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=END_S,
        env={**os.environ, "LC_ALL": "C.UTF-8"},
    )
    assert done.returncode == status, done.stdout
    return done.stdout


@contextmanager
def going(uri: str, *words: str, terminal: bool = False) -> Iterator[subprocess.Popen[bytes]]:
    """A virsh that goes on; *terminal*: in one of its own, to which its input and output lead."""
    virsh = ["virsh", "-c", uri, *words]
    prefix = [sys.executable, "-c", IN_A_TERMINAL] if terminal else ["stdbuf", "-oL"]
    with subprocess.Popen(
        [*prefix, *virsh], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env={**os.environ, "TERM": "dumb"}
    ) as process:
        try:
            yield process
            assert process.stdin is not None
            process.stdin.close()
            process.wait(END_S)
        finally:
            process.kill()


def read_until(stream: IO[bytes] | None, words: bytes) -> bytes:
    assert stream is not None
    seen = b""
    while words not in seen:
        data = os.read(stream.fileno(), 65536)
        assert data, seen
        seen += data
    return seen


def test_the_life_of_a_guest(uri: str, document: Path) -> None:
    assert "defined" in virsh(uri, "define", str(document))
    assert re.search(r"^ - +tiny +shut off$", virsh(uri, "list", "--all"), re.MULTILINE)
    said = virsh(uri, "autostart tiny; desc tiny --config a guest; start tiny --paused; domrename tiny other", status=1)
    assert "Domain 'tiny' started" in said
    said = virsh(uri, "dominfo tiny; domstate tiny --reason; domid tiny; domcontrol tiny; vcpucount tiny --live")
    for line in (
        r"State: +paused",
        r"Autostart: +enable",
        r"Managed save: +no",
        r"Security model: +none",
        r"paused \(user\)",
        "1",
        "ok",
    ):
        assert re.search(f"^{line}$", said, re.MULTILINE), said
    virsh(uri, "resume", "tiny")
    said = virsh(uri, "dumpxml tiny; domstats tiny; vcpuinfo tiny; vcpupin tiny 0 0; dommemstat tiny; ttyconsole tiny")
    assert "<domain type='qemu' id='1'>" in said
    virsh(uri, "desc tiny --config other words")
    assert "<description>a guest<" in virsh(uri, "dumpxml tiny")
    assert "<description>other words<" in virsh(uri, "dumpxml tiny --inactive")
    assert "state.state=1" in said
    assert re.search(r"CPU Affinity: +y", said)
    assert re.search(r"^rss \d+$", said, re.MULTILINE)
    assert re.search(r"^/dev/pts/\d+$", said, re.MULTILINE)
    virsh(uri, "suspend tiny; metadata tiny urn:x --key k --set <a/> --live")
    assert "paused (user)" in virsh(uri, "domstate tiny --reason")
    assert "<a/>" in virsh(uri, "metadata tiny urn:x")
    status = virsh(uri, "qemu-monitor-command", "tiny", "--pretty", '{"execute": "query-status"}')
    assert '"status": "paused"' in status
    virsh(uri, "resume tiny; reset tiny; inject-nmi tiny")
    said = virsh(uri, "managedsave", "tiny", status=1)
    assert "not supported by the connection driver: virDomainManagedSave" in said
    virsh(uri, "destroy", "tiny")
    assert "shut off (destroyed)" in virsh(uri, "domstate tiny --reason")
    virsh(uri, "domrename tiny other; undefine other")
    assert "other" not in virsh(uri, "list", "--all")
    assert "failed to get domain 'other'" in virsh(uri, "start", "other", status=1)


def test_all_events(uri: str, document: Path) -> None:
    """`event --all --loop` registers for each kind that virsh knows, and goes on."""
    with going(uri, "event", "--all", "--loop") as listening:
        # Once it is told of one it will be told of all; until then it may not have registered.
        with anyvirt.open(uri) as conn:
            while "first" not in _has_seen(listening, conn):
                continue
        virsh(uri, f"define {document}; start tiny; suspend tiny; resume tiny; destroy tiny; undefine tiny")
        seen = read_until(listening.stdout, b"Undefined Removed")
        for words in (
            b"Defined Added",
            b"Started Booted",
            b"Suspended Paused",
            b"Resumed Unpaused",
            b"Stopped Destroy",
        ):
            assert b"event 'lifecycle' for domain 'tiny': " + words in seen, seen
        listening.terminate()


def _has_seen(listening: subprocess.Popen[bytes], conn: anyvirt.virConnect) -> str:
    conn.defineXML(
        "<domain type='qemu'><name>first</name><memory>65536</memory><os><type arch='x86_64'>hvm</type></os></domain>"
    ).undefine()
    assert listening.stdout is not None
    ready, _, _ = select.select([listening.stdout], [], [], 0.2)
    return os.read(listening.stdout.fileno(), 65536).decode() if ready else ""


def test_monitor_events(uri: str, document: Path) -> None:
    virsh(uri, f"create {document} --paused")
    with going(uri, "qemu-monitor-event", "tiny", "--loop", "--pretty") as listening:
        assert listening.stdout is not None
        while not select.select([listening.stdout], [], [], 0.2)[0]:  # it says nothing when it listens
            virsh(uri, "resume tiny; suspend tiny")
        read_until(listening.stdout, b"event STOP at ")
        virsh(uri, "destroy", "tiny")
        read_until(listening.stdout, b"event SHUTDOWN at ")
        listening.terminate()


def test_a_console_in_a_terminal(uri: str, document: Path, tiny: TinyGuest) -> None:
    """Started with it, used, through a reboot, left with its key; a guest that powers off ends it."""
    with going(uri, f"create {document} --console", terminal=True) as console:
        assert console.stdin is not None
        read_until(console.stdout, tiny.marker.encode())
        console.stdin.write(b"echo $((6 * 7))\n")
        console.stdin.flush()
        read_until(console.stdout, b"42")
        virsh(uri, "reboot", "tiny")
        read_until(console.stdout, tiny.marker.encode())
        console.stdin.write(b"\x1d")  # ^]
        console.stdin.flush()
        assert console.wait(END_S) == 0
    with going(uri, "console tiny --force", terminal=True) as console:
        read_until(console.stdout, b"Escape character")
        virsh(uri, "shutdown", "tiny")
        assert console.wait(END_S) == 0
    assert "tiny" not in virsh(uri, "list", "--all")
