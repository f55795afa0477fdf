"""What goes wrong around a daemon: it is killed, its clients are, its disk is full; and what holds all the same."""

from __future__ import annotations

import asyncio
import os
import resource
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

import anyvirt
from anyvirt import aio
from anyvirt.error import libvirtError
from anyvirt.sasl import UserFile
from anyvirt.testing.daemon import PrivateDaemon
from tests.daemon.talk import REMOTE, HungUp, Talk, hosted, memory_kib, open_files, packets

MakeDaemon = Callable[..., PrivateDaemon]
END_S = 60.0
VOLUME = "<volume><name>big</name><capacity unit='GiB'>1</capacity></volume>"


def document(name: str) -> str:
    return f"<domain type='test'><name>{name}</name><memory>1024</memory><os><type>hvm</type></os></domain>"


@contextmanager
def client(daemon: PrivateDaemon, work: str) -> Iterator[subprocess.Popen[str]]:
    """A program with a connection `conn` that does *work*; when this returns it has written a line."""
    lines = ["import anyvirt, sys, threading", f"conn = anyvirt.open({daemon.uri()!r})", work]
    with subprocess.Popen([sys.executable, "-c", "\n".join(lines)], stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
            yield process
        finally:
            process.kill()
            process.wait()


def wait_until(condition: Callable[[], bool], talk: Talk) -> None:
    """Until *condition* holds; meanwhile the daemon is asked things, and answers."""
    until = time.monotonic() + END_S
    while not condition():
        assert time.monotonic() < until
        talk.ask(REMOTE["CONNECT_GET_TYPE"])


# The daemon


def test_clients_of_a_killed_daemon_are_told_and_come_back(daemon: PrivateDaemon) -> None:
    """Threads amidst calls, tasks amidst calls, and who only listens."""
    closed: list[int] = []
    told = threading.Event()

    def on_close(conn: Any, reason: int, opaque: Any) -> None:
        closed.append(reason)
        told.set()

    async def many() -> int:
        conn = await aio.open(daemon.uri())
        under_way = threading.Event()

        async def ask() -> None:
            while True:
                await conn.getCapabilities()
                under_way.set()
                started.set()

        asked = await asyncio.gather(*(ask() for _ in range(50)), return_exceptions=True)
        assert not await conn.isAlive()
        with suppress(libvirtError):
            await conn.close()
        return sum(isinstance(each, libvirtError) for each in asked)

    def one(conn: anyvirt.virConnect) -> bool:
        with suppress(libvirtError):
            while True:
                conn.getCapabilities()
        return not conn.isAlive()

    started = threading.Event()
    with anyvirt.open(daemon.uri()) as listening, anyvirt.open(daemon.uri()) as shared, ThreadPoolExecutor(5) as pool:
        listening.registerCloseCallback(on_close, None)
        threads = [pool.submit(one, shared) for _ in range(4)]
        tasks = pool.submit(asyncio.run, many())
        assert started.wait(END_S)
        daemon.kill()
        assert all(thread.result(END_S) for thread in threads)
        assert tasks.result(END_S) == 50
        assert told.wait(END_S)
        assert closed[0] in (anyvirt.VIR_CONNECT_CLOSE_REASON_EOF, anyvirt.VIR_CONNECT_CLOSE_REASON_ERROR)
        assert not listening.isAlive()
        daemon.start()
        with anyvirt.open(daemon.uri()) as again:
            assert again.lookupByName("test").isActive()


def test_a_daemon_that_is_told_to_end_does_so_under_load(daemon: PrivateDaemon) -> None:
    """What it has begun is answered, and what it has not fails: nobody waits for ever."""
    stop = threading.Event()

    def work(number: int) -> int:
        calls = 0
        with suppress(libvirtError), anyvirt.open(daemon.uri()) as conn:
            while not stop.is_set():
                name = f"dom-{number}-{calls}"
                conn.createXML(document(name)).destroy()
                calls += 1
                ready.release()
        return calls

    ready = threading.Semaphore(0)
    with ThreadPoolExecutor(6) as pool:
        working = [pool.submit(work, number) for number in range(6)]
        for _ in range(12):
            assert ready.acquire(timeout=END_S)
        began = time.monotonic()
        status = daemon.stop()
        took = time.monotonic() - began
        stop.set()
        assert all(each.result(END_S) for each in working)
    assert status == 0
    assert took < 12
    assert "Traceback" not in daemon.log.read_text()


def test_answers_that_are_on_their_way_arrive_before_it_ends(daemon: PrivateDaemon) -> None:
    """Much more than fits into a socket, of a client that reads only now."""
    with Talk(daemon.socket).open() as talk, Talk(daemon.socket).open() as other:
        waiting = [talk.say(REMOTE["CONNECT_GET_CAPABILITIES"]) for _ in range(300)]
        for _ in range(50):  # the others are read meanwhile
            other.ask(REMOTE["CONNECT_GET_TYPE"])
        os.kill(daemon.pid, signal.SIGTERM)
        for serial in waiting:
            assert talk.reply(serial).error is None
        with pytest.raises(HungUp):
            talk.next()
    assert daemon.wait() == 0


# Clients


def test_who_is_killed_amidst_an_upload_leaves_nothing(daemon: PrivateDaemon) -> None:
    upload = """
pool = conn.storagePoolLookupByName("default-pool")
volume = pool.storageVolLookupByName("big")
stream = conn.newStream()
volume.upload(stream, 0, 0)
stream.send(b"x" * 1000000)
print("ready", flush=True)
while True:
    stream.send(b"x" * 100000)
"""
    with hosted(daemon.socket), Talk(daemon.socket).open() as talk, anyvirt.open(daemon.uri()) as conn:
        volume = conn.storagePoolLookupByName("default-pool").createXML(VOLUME)
        fill(conn, volume)
        before = open_files(daemon.pid)
        with client(daemon, upload) as program:
            program.kill()
            wait_until(lambda: open_files(daemon.pid) <= before, talk)
        assert memory_kib(daemon.pid) < 300_000
        fill(conn, volume)
        volume.delete()


def fill(conn: anyvirt.virConnect, volume: anyvirt.virStorageVol) -> None:
    stream = conn.newStream()
    volume.upload(stream, 0, 3)
    stream.send(b"abc")
    stream.finish()


def test_who_is_killed_amidst_a_migration_leaves_the_guest_where_it_was(daemon: PrivateDaemon, root: Path) -> None:
    """Of two daemons, both of which see it go."""
    elsewhere = root / "b"
    elsewhere.mkdir()
    with PrivateDaemon(elsewhere) as other, Talk(daemon.socket).open() as here, Talk(other.socket).open() as there:
        slowly = f"""
there = anyvirt.open({other.uri()!r})
dom = conn.createXML({document("moving").replace("1024", "1048576")!r})
def tell(*values):
    print("ready", flush=True)
conn.domainEventRegisterAny(dom, anyvirt.VIR_DOMAIN_EVENT_ID_MIGRATION_ITERATION, tell, None)
dom.migrate(there, anyvirt.VIR_MIGRATE_LIVE, bandwidth=1)
"""
        look, get_info = REMOTE["DOMAIN_LOOKUP_BY_NAME"], REMOTE["DOMAIN_GET_JOB_INFO"]
        with client(daemon, slowly) as program:
            dom = here.ask(look, ("moving",)).dom
            assert here.ask(get_info, (dom,)).type
            assert there.reply(there.say(look, ("moving",))).error is None
            program.kill()
            wait_until(lambda: not here.ask(get_info, (dom,)).type, here)
            wait_until(lambda: there.reply(there.say(look, ("moving",))).error is not None, there)
        assert here.ask(REMOTE["DOMAIN_GET_INFO"], (dom,)).state == anyvirt.VIR_DOMAIN_RUNNING
        here.ask(REMOTE["DOMAIN_SUSPEND"], (dom,))  # no job is in the way
        here.ask(REMOTE["DOMAIN_DESTROY"], (dom,))


@pytest.mark.parametrize(("phase", "arrived"), [("finish", False), ("confirm", True)])
def test_who_is_killed_when_all_of_a_guest_has_gone_leaves_it_paused(
    daemon: PrivateDaemon, root: Path, phase: str, arrived: bool
) -> None:
    """Its source does not know whether it runs over there: somebody who looks has it go on, or ends it."""
    elsewhere = root / "b"
    elsewhere.mkdir()
    with PrivateDaemon(elsewhere) as other, hosted(daemon.socket), hosted(other.socket):
        wait = f"""
from anyvirt.remote.driver import RemoteDriver
from anyvirt.util.wait import sleep
async def wait(*arguments):
    print("ready", flush=True)
    await sleep(1000)
RemoteDriver.domain_migrate_{phase}3_params = wait
there = anyvirt.open({other.uri()!r})
conn.createXML({document("moving")!r}).migrate(there, anyvirt.VIR_MIGRATE_LIVE)
"""
        with anyvirt.open(daemon.uri()) as here, anyvirt.open(other.uri()) as there, Talk(daemon.socket).open() as talk:
            before = open_files(daemon.pid), open_files(other.pid)
            with client(daemon, wait) as program:
                dom = here.lookupByName("moving")
                program.kill()
                wait_until(lambda: (open_files(daemon.pid), open_files(other.pid)) <= before, talk)
            wait_until(lambda: not dom.jobInfo()[0], talk)
            assert dom.state() == [anyvirt.VIR_DOMAIN_PAUSED, anyvirt.VIR_DOMAIN_PAUSED_MIGRATION]
            guests = [each.name() for each in there.listAllDomains(anyvirt.VIR_CONNECT_LIST_DOMAINS_ACTIVE)]
            assert ("moving" in guests) is arrived
            if arrived:
                assert there.lookupByName("moving").state()[0] == anyvirt.VIR_DOMAIN_RUNNING
                dom.destroy()
            else:
                dom.resume()
                assert dom.state()[0] == anyvirt.VIR_DOMAIN_RUNNING
                moved = dom.migrate(there, anyvirt.VIR_MIGRATE_LIVE)  # nothing of the first is in the way
                assert moved.state()[0] == anyvirt.VIR_DOMAIN_RUNNING


def test_who_is_killed_amidst_events_holds_up_nobody(daemon: PrivateDaemon) -> None:
    listen = """
for number in range(5):
    conn.domainEventRegisterAny(None, number, lambda *values: None, None)
print("ready", flush=True)
threading.Event().wait()
"""
    with hosted(daemon.socket), Talk(daemon.socket).open() as talk, ExitStack() as programs:
        before = open_files(daemon.pid)
        listening = [programs.enter_context(client(daemon, listen)) for _ in range(2)]
        listening[0].send_signal(signal.SIGSTOP)  # one does not even read
        dom = talk.ask(REMOTE["DOMAIN_LOOKUP_BY_NAME"], ("test",)).dom
        for turn in range(300):
            talk.ask(REMOTE["DOMAIN_SUSPEND"], (dom,))
            if turn == 100:
                for program in listening:
                    program.kill()
            talk.ask(REMOTE["DOMAIN_RESUME"], (dom,))
        wait_until(lambda: open_files(daemon.pid) <= before, talk)
    assert "Traceback" not in daemon.log.read_text()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can be another user")
def test_who_tries_many_passwords_waits_and_others_do_not(make_daemon: MakeDaemon, root: Path) -> None:
    """Each wrong one counts, through whichever connection; beyond a minute of them no more are looked at."""
    (root / "etc").mkdir()
    UserFile(root / "etc" / "users").set("fred", "secret", iterations=4096)
    for parent in (root / "run", root, *root.parents):
        if parent.is_relative_to("/tmp") and parent.exists():
            parent.chmod(parent.stat().st_mode | 0o011)
    daemon = make_daemon('auth_unix_rw = "sasl"\nunix_sock_rw_perms = "0777"\nmax_anonymous_clients = 100\n')

    def enter(talk: Talk, password: str) -> int:
        talk.ask(REMOTE["AUTH_SASL_INIT"])
        return talk.say(REMOTE["AUTH_SASL_START"], ("PLAIN", 0, f"\0fred\0{password}".encode()))

    with ExitStack() as clients:
        for _ in range(3):
            talk = clients.enter_context(Talk(daemon.socket))
            assert talk.reply(enter(talk, "wrong")).error is not None
        many = [clients.enter_context(Talk(daemon.socket)) for _ in range(70)]
        serials = [enter(talk, "wrong") for talk in many]
        began = time.monotonic()
        assert many[-1].reply(serials[-1]).error is not None  # at once: its turn would come too late
        os.seteuid(65534)
        try:
            other = clients.enter_context(Talk(daemon.socket))
        finally:
            os.seteuid(0)
        assert other.reply(enter(other, "secret")).error is None
        other.open()
        assert time.monotonic() - began < 30
        again = clients.enter_context(Talk(daemon.socket))
        serial = enter(again, "secret")  # it may be guessing on
        again.socket.settimeout(0.3)
        with suppress(TimeoutError):  # it has to wait, or is sent away
            assert again.reply(serial).error is not None
    assert "user 0 has given too many wrong passwords" in daemon.log.read_text()


def test_five_hundred_clients_that_do_nothing(daemon: PrivateDaemon) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < 1100:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 1100), hard))
    with ExitStack() as clients, Talk(daemon.socket).open() as talk:
        empty = memory_kib(daemon.pid)
        for _ in range(500):
            clients.enter_context(Talk(daemon.socket)).open()
        assert memory_kib(daemon.pid) - empty < 500 * 60
        before = time.monotonic()
        for _ in range(50):
            talk.ask(REMOTE["CONNECT_GET_TYPE"])
        assert time.monotonic() - before < 5
        full = open_files(daemon.pid)
    with Talk(daemon.socket).open() as talk:
        wait_until(lambda: open_files(daemon.pid) <= full - 500, talk)


def test_clients_with_half_a_packet_each_hold_up_nobody(daemon: PrivateDaemon) -> None:
    data = packets.call(REMOTE["CONNECT_OPEN"], 1, ("test:///default", 0))
    with ExitStack() as clients, Talk(daemon.socket).open() as talk:
        halves = [clients.enter_context(Talk(daemon.socket)) for _ in range(len(data))]
        for size, half in enumerate(halves):
            half.send(data[:size])
        talk.ask(REMOTE["CONNECT_GET_TYPE"])
        for size, half in enumerate(halves):
            half.client.waiting[1] = REMOTE["CONNECT_OPEN"]
            half.send(data[size:])
            assert half.reply(1).error is None


# The disk


def test_logs_that_cannot_be_written_stop_nothing(make_daemon: MakeDaemon) -> None:
    daemon = make_daemon('log_outputs = "1:file:/dev/full 4:stderr"\nlog_level = 1\n')
    with Talk(daemon.socket).open() as talk:
        for _ in range(10):
            assert talk.ask(REMOTE["CONNECT_GET_TYPE"]).type == "TEST"
    assert daemon.stop() == 0


def test_a_full_disk_loses_nothing_that_was_acknowledged(daemon: PrivateDaemon, emulator: str, root: Path) -> None:
    """What cannot be written is not defined, and what was there before is as it was."""

    def qemu(name: str, memory: int) -> str:
        machine = "<os><type arch='x86_64' machine='pc'>hvm</type></os>"
        return f"<domain type='qemu'><name>{name}</name><memory unit='MiB'>{memory}</memory>{machine}</domain>"

    uri = f"qemu+unix:///system?socket={daemon.socket}"
    with anyvirt.open(uri) as conn:
        conn.defineXML(qemu("kept", 32))
        before = sorted(path for path in root.rglob("*.xml"))
        resource.prlimit(daemon.pid, resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))  # as if it were full
        with pytest.raises(libvirtError, match="File too large"):
            conn.defineXML(qemu("new", 32))
        with pytest.raises(libvirtError, match="File too large"):
            conn.defineXML(
                qemu("kept", 64).replace("<name>", f"<uuid>{conn.lookupByName('kept').UUIDString()}</uuid><name>")
            )
        resource.prlimit(daemon.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        assert [each.name() for each in conn.listAllDomains()] == ["kept"]
        assert conn.lookupByName("kept").maxMemory() == 32 * 1024
        assert sorted(path for path in root.rglob("*.xml")) == before
        daemon.kill()
    daemon.start()
    with anyvirt.open(uri) as conn:
        assert conn.lookupByName("kept").maxMemory() == 32 * 1024
        conn.defineXML(qemu("new", 32))


def test_a_root_that_cannot_be_written_is_told(root: Path) -> None:
    (root / "run").write_text("in the way")
    command = [sys.executable, "-m", "anyvirtd", "--root", str(root)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=END_S, check=False)
    assert done.returncode == 1
    assert f"cannot make '{root}/run'" in done.stderr
    assert "Traceback" not in done.stderr
