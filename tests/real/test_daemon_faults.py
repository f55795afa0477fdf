"""What goes wrong around a daemon with real guests and real clients.

Guests of QEMU go on when it is killed, and who comes back finds them; clients of libvirt that are killed leave nothing.
"""

from __future__ import annotations

import os
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

import anyvirt
from anyvirt.error import libvirtError
from anyvirt.pki import Role
from anyvirt.testing.daemon import PrivateDaemon
from anyvirt.testing.guest import TinyGuest
from anyvirt.testing.peers import find_program
from anyvirt.testing.processes import processes_using
from anyvirt.tls import ACCEPTED
from tests.certificates import certificates
from tests.daemon.talk import hosted, open_files

pytestmark = pytest.mark.real

END_S = 60.0
GUESTS = 2


@pytest.fixture
def uri(daemon: PrivateDaemon, emulator: str) -> Iterator[str]:
    found = f"qemu+unix:///system?socket={daemon.socket}"
    yield found
    with anyvirt.open(found) as conn:
        for dom in conn.listAllDomains(anyvirt.VIR_CONNECT_LIST_DOMAINS_ACTIVE):
            dom.destroy()


def emulators(daemon: PrivateDaemon, root: Path) -> set[int]:
    """The processes of the guests."""
    return processes_using(root).keys() - {daemon.pid}


def test_guests_go_on_when_their_daemon_is_killed_under_load(
    daemon: PrivateDaemon, uri: str, tiny: TinyGuest, root: Path
) -> None:
    closed = threading.Event()
    busy = threading.Semaphore(0)

    def on_close(conn: Any, reason: int, opaque: Any) -> None:
        closed.set()

    def work(number: int) -> libvirtError:
        with anyvirt.open(uri) as conn:
            dom = conn.lookupByName(f"tiny{number % GUESTS}")
            try:
                while True:
                    dom.suspend()
                    dom.XMLDesc()
                    dom.resume()
                    busy.release()
            except libvirtError as exc:
                if conn.isAlive():
                    raise
                return exc

    with anyvirt.open(uri) as conn, ThreadPoolExecutor(GUESTS) as pool:
        conn.registerCloseCallback(on_close, None)
        guests = [conn.defineXML(tiny.domain_xml(f"tiny{number}")) for number in range(GUESTS)]
        for guest in guests:
            guest.create()
        before, processes = {guest.name(): guest.ID() for guest in guests}, emulators(daemon, root)
        assert len(processes) == GUESTS
        working = [pool.submit(work, number) for number in range(GUESTS)]
        for _ in range(3 * GUESTS):
            assert busy.acquire(timeout=END_S)
        daemon.kill()
        for each in working:
            assert isinstance(each.result(END_S), libvirtError)
        assert closed.wait(END_S)
        assert not conn.isAlive()
    daemon.start()
    with anyvirt.open(uri) as again:
        assert {guest.name(): guest.ID() for guest in again.listAllDomains(1)} == before
        assert emulators(daemon, root) == processes
        for guest in again.listAllDomains(1):
            if guest.state()[0] == anyvirt.VIR_DOMAIN_PAUSED:
                guest.resume()
            assert guest.state()[0] == anyvirt.VIR_DOMAIN_RUNNING


# Clients of others


def test_virsh_that_is_killed_amidst_an_upload_leaves_nothing(daemon: PrivateDaemon, root: Path) -> None:
    """The volume is nobody's any more, and can be written by the next one."""
    if find_program("virsh") is None:
        pytest.skip("needs virsh (Debian package libvirt-clients)")
    os.mkfifo(root / "data")
    (root / "whole").write_bytes(b"abc")
    with hosted(daemon.socket), anyvirt.open(daemon.uri()) as conn:
        pool = conn.storagePoolLookupByName("default-pool")
        volume = pool.createXML("<volume><name>big</name><capacity unit='GiB'>1</capacity></volume>")
        command = ["virsh", "-c", daemon.uri(), "vol-upload", "--pool", "default-pool", "big"]
        subprocess.run([*command, str(root / "whole")], check=True, capture_output=True, timeout=END_S)
        before = open_files(daemon.pid)  # with one for the data of the volume
        with (
            subprocess.Popen([*command, str(root / "data")], stdout=subprocess.DEVNULL) as virsh,
            open(root / "data", "wb", buffering=0) as data,  # returns when virsh has begun
        ):
            for _ in range(100):  # more than fits between them: the daemon has taken some
                data.write(bytes(100_000))
            assert open_files(daemon.pid) > before
            virsh.kill()
            virsh.wait(END_S)
        until = time.monotonic() + END_S
        while open_files(daemon.pid) > before:
            assert time.monotonic() < until
            conn.getType()
        done = subprocess.run([*command, str(root / "whole")], capture_output=True, text=True, timeout=END_S)
        assert done.returncode == 0, done.stderr
        volume.delete()


def test_a_new_handshake_amidst_tls_is_refused(make_daemon: Callable[..., PrivateDaemon], root: Path) -> None:
    """openssl asks for one (TLS 1.3 has none any more), and the daemon serves others as before."""
    if find_program("openssl") is None:
        pytest.skip("needs openssl (Debian package openssl)")
    pki = certificates(root)
    files = "".join(
        f'{name} = "{path}"\n'
        for name, path in (
            ("key_file", pki.key(Role.SERVER)),
            ("cert_file", pki.certificate(Role.SERVER)),
            ("ca_file", pki.ca),
        )
    )
    where = 'listen_addr = "127.0.0.1"\ntls_port = "0"\ntls_priority = "NORMAL:-VERS-TLS1.3"\n'
    daemon = make_daemon(where + files, "--listen")
    command = [
        *("openssl", "s_client", "-connect", f"127.0.0.1:{daemon.port('tls')}", "-CAfile", str(pki.ca)),
        *("-cert", str(pki.certificate(Role.CLIENT)), "-key", str(pki.key(Role.CLIENT))),
    ]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe) as openssl:
        assert openssl.stdout is not None
        while (byte := openssl.stdout.read(1)) != ACCEPTED:  # behind what it prints itself
            assert byte, "openssl ended"
        _, complaint = openssl.communicate(b"R\n", timeout=END_S)
    assert b"RENEGOTIATING" in complaint
    assert b"no renegotiation" in complaint
    with anyvirt.open(f"test+tls://localhost:{daemon.port('tls')}/default?pkipath={pki.certificates}") as conn:
        assert conn.getType() == "TEST"
    assert "Traceback" not in daemon.log.read_text()
