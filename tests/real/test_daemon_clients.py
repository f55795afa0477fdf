"""Debian's own clients on our daemon: virsh, virt-admin, and the original binding."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from anyvirt.sasl import UserFile
from anyvirt.testing.daemon import PrivateDaemon
from tests.certificates import certificates

pytestmark = [pytest.mark.real, pytest.mark.peer("libvirt >= 9.0")]

MakeDaemon = Callable[..., PrivateDaemon]
END_S = 60


def run(*command: str, check: bool = True, **environment: str) -> str:
    done = subprocess.run(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=END_S,
        env={**os.environ, "LC_ALL": "C.UTF-8", **environment},
    )
    assert not check or done.returncode == 0, done.stdout
    return done.stdout


def virsh(daemon: PrivateDaemon, *command: str, check: bool = True, uri: str = "", **environment: str) -> str:
    return run("virsh", "-c", uri or daemon.uri(), *command, check=check, **environment)


DOMAIN = "<domain type='test'><name>fresh</name><memory>65536</memory><os><type>hvm</type></os></domain>"


def test_virsh_lists_and_looks(daemon: PrivateDaemon) -> None:
    said = virsh(daemon, "list; dominfo test; dumpxml test; domstats test; nodeinfo; net-list; pool-list; iface-list")
    assert re.search(r" 1 +test +running", said)
    assert "Max memory:     8388608 KiB" in said
    assert "<name>test</name>" in said
    assert "state.state=1" in said
    assert re.search(r" default +active", said)
    assert re.search(r" default-pool +active", said)
    assert re.search(r" eth1 +active", said)


def test_virsh_defines_starts_and_ends(daemon: PrivateDaemon, root: Path) -> None:
    (root / "fresh.xml").write_text(DOMAIN)
    said = virsh(
        daemon,
        f"define {root}/fresh.xml; start fresh; suspend fresh; domstate fresh; resume fresh; setmem fresh 32768;"
        "destroy fresh; undefine fresh; list --all",
    )
    assert "Domain 'fresh' started" in said
    assert "paused" in said
    assert re.search(r" 1 +test +running", said)
    assert "Domain 'fresh' has been undefined" in said


def test_virsh_who_may_only_look_is_told_so(daemon: PrivateDaemon) -> None:
    said = virsh(daemon, "destroy", "test", check=False, uri=daemon.uri(readonly=True))
    assert "read only access prevents virDomainDestroy" in said
    said = virsh(daemon, "--readonly", "destroy", "test", check=False)
    assert "read only access prevents virDomainDestroy" in said


def test_virsh_moves_volumes_through_streams(daemon: PrivateDaemon, root: Path) -> None:
    data = os.urandom(3_000_000)
    (root / "data").write_bytes(data)
    said = virsh(
        daemon,
        "vol-create-as default-pool data 3000000; "
        f"vol-upload --pool default-pool data {root}/data; vol-download --pool default-pool data {root}/back",
    )
    assert "Vol data created" in said
    assert (root / "back").read_bytes() == data


def test_virsh_sees_events(daemon: PrivateDaemon) -> None:
    with subprocess.Popen(
        ["virsh", "-q", "-c", daemon.uri(), "event", "--event", "lifecycle", "--timeout", "30"],
        stdout=subprocess.PIPE,
        text=True,
    ) as waiting:
        # It says nothing when it has registered; the daemon counts its client's registrations in its own time.
        assert waiting.stdout is not None
        for _ in range(300):
            virsh(daemon, "suspend test; resume test")
            if waiting.poll() is not None:
                break
        assert "event 'lifecycle' for domain 'test'" in waiting.stdout.read()


def test_virsh_through_tls(make_daemon: MakeDaemon, root: Path) -> None:
    folder = certificates(root).certificates
    daemon = make_daemon('listen_addr = "127.0.0.1"\ntls_port = "0"\n', "--listen")
    uri = f"test+tls://localhost:{daemon.port('tls')}/default?pkipath={folder}"
    assert " test " in virsh(daemon, "list", uri=uri)


def test_virsh_with_a_password(make_daemon: MakeDaemon, root: Path) -> None:
    (root / "etc").mkdir()
    UserFile(root / "etc" / "users").set("fred", "secret")
    daemon = make_daemon('auth_unix_rw = "sasl"\n')
    auth = root / "auth.conf"
    for password, words in (("secret", " test "), ("wrong", "authentication failed")):
        auth.write_text(
            f"[credentials-test]\nusername=fred\nauthname=fred\npassword={password}\n"
            "[auth-libvirt-default]\ncredentials=test\n"
        )
        said = virsh(daemon, "list", check=False, uri=f"{daemon.uri()}&authfile={auth}")
        assert words in said, said


def test_virsh_through_the_original_daemons_socket(make_daemon: MakeDaemon, root: Path) -> None:
    make_daemon("", "--libvirt-sockets")
    uri = f"test+unix:///default?socket={root}/run/libvirt/libvirt-sock"
    assert "running" in run("virsh", "-q", "-c", uri, "list")


def test_virsh_keeps_a_connection_alive(daemon: PrivateDaemon) -> None:
    """It asks each second, and the daemon answers while virsh waits for an event that does not come."""
    said = virsh(daemon, "-k", "1", "-K", "1", "event", "--event", "reboot", "--timeout", "4", check=False)
    assert "event loop timed out" in said


def virt_admin(daemon: PrivateDaemon, *command: str, check: bool = True) -> str:
    return run("virt-admin", "-q", "-c", daemon.admin_uri, *command, check=check)


def test_virt_admin(daemon: PrivateDaemon) -> None:
    with subprocess.Popen(
        ["virsh", "-q", "-c", daemon.uri(readonly=True)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as client:
        assert client.stdin is not None
        assert client.stdout is not None
        client.stdin.write("uri\n")
        client.stdin.flush()
        client.stdout.readline()
        assert re.search(r" 0 +anyvirtd\n 1 +admin", virt_admin(daemon, "server-list"))
        assert re.search(r"maxWorkers +: 20", virt_admin(daemon, "server-threadpool-info", "anyvirtd"))
        virt_admin(daemon, "server-threadpool-set", "anyvirtd", "--max-workers", "30", "--priority-workers", "7")
        said = virt_admin(daemon, "server-threadpool-info", "anyvirtd")
        assert re.search(r"maxWorkers +: 30", said)
        assert re.search(r"prioWorkers +: 7", said)
        virt_admin(daemon, "server-clients-set", "anyvirtd", "--max-clients", "50")
        assert re.search(r"nclients_max +: 50\nnclients +: 1", virt_admin(daemon, "server-clients-info", "anyvirtd"))
        listed = virt_admin(daemon, "client-list", "anyvirtd")
        number = listed.split()[0]
        info = virt_admin(daemon, "client-info", "anyvirtd", number)
        assert re.search(r"readonly +: yes", info)
        assert re.search(rf"unix_process_id *: {client.pid}", info)
        virt_admin(daemon, "daemon-log-filters", "1:anyvirtd 4:qemu")
        assert "1:anyvirtd 4:qemu" in virt_admin(daemon, "daemon-log-filters")
        assert "1:stderr" in virt_admin(daemon, "daemon-log-outputs")
        assert "Client" in virt_admin(daemon, "client-disconnect", "anyvirtd", number)
        assert virt_admin(daemon, "client-list", "anyvirtd").strip() == ""
        client.stdin.close()
        client.wait(END_S)


def test_virt_admin_updates_the_files_of_tls(make_daemon: MakeDaemon, root: Path) -> None:
    folder = certificates(root).certificates
    daemon = make_daemon('listen_addr = "127.0.0.1"\ntls_port = "0"\n', "--listen")
    assert "succeed" in virt_admin(daemon, "server-update-tls", "anyvirtd")
    (folder / "servercert.pem").unlink()
    said = virt_admin(daemon, "server-update-tls", "anyvirtd", check=False)
    assert "is missing" in said
    uri = f"test+tls://localhost:{daemon.port('tls')}/default?pkipath={folder}"
    assert " test " in virsh(daemon, "list", uri=uri)  # what was there before still is


ORIGINAL = "/usr/bin/python3"

SCRIPT = """
import sys, threading, time
import libvirt

libvirt.virEventRegisterDefaultImpl()
def turn():
    while True:
        libvirt.virEventRunDefaultImpl()
threading.Thread(target=turn, daemon=True).start()

conn = libvirt.open(sys.argv[1])
conn.setKeepAlive(1, 3)
seen, closed = [], threading.Event()
told = threading.Event()
def lifecycle(conn, dom, event, detail, opaque):
    seen.append((dom.name(), event, detail))
    told.set()
conn.domainEventRegisterAny(None, libvirt.VIR_DOMAIN_EVENT_ID_LIFECYCLE, lifecycle, None)
conn.registerCloseCallback(lambda conn, reason, opaque: (print("closed", reason, flush=True), closed.set()), None)
dom = conn.lookupByName("test")
print(conn.getType(), dom.info()[3], dom.UUIDString(), flush=True)
dom.suspend()
assert told.wait(30)
print(seen[0], flush=True)
try:
    conn.lookupByName("nobody")
except libvirt.libvirtError as error:
    print(error.get_error_code(), error.get_error_domain(), flush=True)
print("ready", flush=True)
sys.stdin.readline()
assert closed.wait(30)
"""


@pytest.fixture
def original(daemon: PrivateDaemon) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [ORIGINAL, "-c", SCRIPT, daemon.uri()],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        yield process
        process.kill()


@pytest.mark.parametrize("how", ["stop", "kill"])
def test_the_original_binding(daemon: PrivateDaemon, original: subprocess.Popen[str], how: str) -> None:
    """Calls, errors, events; and it is told when the daemon ends, as it should or not."""
    assert original.stdout is not None
    assert original.stdin is not None
    lines = [original.stdout.readline().strip() for _ in range(4)]
    assert lines == ["TEST 2 6695eb01-f6a4-8304-79aa-97f2502e193f", "('test', 3, 0)", "42 12", "ready"]
    getattr(daemon, how)()
    original.stdin.write("\n")
    original.stdin.flush()
    assert original.stdout.readline().startswith("closed ")
    assert original.wait(END_S) == 0


def test_virt_admin_asks_and_sets_the_rest(daemon: PrivateDaemon, root: Path) -> None:
    """What the other test leaves out, and what makes no sense."""
    assert re.search(r"daemon: \d+\.\d+\.\d+", virt_admin(daemon, "version"))
    assert virt_admin(daemon, "uri").strip() == daemon.admin_uri
    assert re.search(r"nWorkers +: 5\nfreeWorkers +: 5", virt_admin(daemon, "server-threadpool-info", "anyvirtd"))
    virt_admin(daemon, "daemon-log-outputs", f"1:file:{root}/said")
    assert f"1:file:{root}/said" in virt_admin(daemon, "daemon-log-outputs")
    virt_admin(daemon, "server-clients-set", "admin", "--max-clients", "7", "--max-unauth-clients", "3")
    assert re.search(
        r"nclients_max +: 7\n(.*\n)*nclients_unauth_max +: 3", virt_admin(daemon, "srv-clients-info admin")
    )
    for command, words in (
        ("server-threadpool-info nope", "No server named 'nope'"),
        ("client-info anyvirtd 99", "No client with matching ID '99'"),
        ("client-disconnect anyvirtd 99", "No client with matching ID '99'"),
        ("server-clients-set admin --max-clients 0", "nclients_max 0 must be at least 1"),
        ("daemon-log-outputs 9:x", "outputs of logs must be"),
        ("daemon-log-filters x", "filters of logs must be"),
        ("server-update-tls anyvirtd", "does not listen for TLS"),
    ):
        assert words in virt_admin(daemon, *command.split(), check=False)
    virt_admin(daemon, "daemon-timeout", "--timeout", "1")
    assert daemon.wait() == 0
