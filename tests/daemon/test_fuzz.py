"""Whatever clients send: the daemon lives on, stays small, answers or hangs up, and others do not notice.

Each kind of nonsense goes on for a few seconds here. For longer, from another seed:

    FUZZ_SECONDS=3600 FUZZ_SEED=7 .venv/bin/pytest tests/daemon/test_fuzz.py
"""

from __future__ import annotations

import os
import random
import re
import socket
import struct
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from anyvirt.rpc.programs import Kind, Procedure, program
from anyvirt.sasl import UserFile
from anyvirt.testing.daemon import PrivateDaemon
from tests.daemon.talk import REMOTE, Talk, packets
from tests.rpc.nonsense import SECONDS, SEED, Nonsense

pytestmark = pytest.mark.timeout(0)  # how long it takes depends on the seconds

MEMORY_MIB = 300  # that the daemon may take at any time
ANSWER_S = 30.0  # on a machine that is busy with other things
AT_ONCE = 40  # packets of one connection
PROGRAMS = ("remote", "qemu", "lxc")

_NUMBERS = [program(name).number for name in (*PROGRAMS, "admin", "keepalive")]
_WAIT = {"AUTH_SASL_INIT", "AUTH_SASL_START", "AUTH_SASL_STEP"}  # who gives wrong passwords waits, as he should
_ENDS = {  # what ends the connection, or has others wait for half a minute for the job that it begins
    *("CONNECT_CLOSE", "CONNECT_OPEN", "DOMAIN_MIGRATE_BEGIN3_PARAMS"),
}
_OTHERS_TOO = {  # what changes something for others than who asks
    *("CLIENT_CLOSE", "CONNECT_DAEMON_SHUTDOWN", "CONNECT_SET_DAEMON_TIMEOUT", "CONNECT_SET_LOGGING_OUTPUTS"),
    *("CONNECT_SET_LOGGING_FILTERS", "SERVER_SET_CLIENT_LIMITS", "SERVER_SET_THREADPOOL_PARAMETERS"),
}


def calls(*names: str) -> list[Procedure]:
    """The procedures of programs that a client may call."""
    every = [each for name in names for each in program(name).procedures.values()]
    return [each for each in every if each.kind not in (Kind.EVENT, Kind.MESSAGE) and each.name not in _OTHERS_TOO]


def memory_mib(pid: int) -> float:
    """The most memory that a process ever had."""
    found = re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())
    assert found is not None
    return int(found[1]) / 1024


@pytest.fixture
def daemon(make_daemon: Callable[..., PrivateDaemon], root: Path, monkeypatch: pytest.MonkeyPatch) -> PrivateDaemon:
    """A daemon whose socket to look only wants a password."""
    monkeypatch.chdir(root)  # of what is written to files, their names are nonsense
    (root / "etc").mkdir()
    UserFile(root / "etc" / "users").set("fred", "secret", iterations=4096)
    return make_daemon('auth_unix_ro = "sasl"\nlog_level = 3\n')


@pytest.fixture
def other(daemon: PrivateDaemon) -> Iterator[Talk]:
    """A client that behaves."""
    with Talk(daemon.socket).open() as talk:
        yield talk


class Client:
    """One that does not."""

    def __init__(self, path: Path) -> None:
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(ANSWER_S)
        self.socket.connect(str(path))
        self.unanswered: set[int] = set()
        self._got = bytearray()

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *what: object) -> None:
        self.socket.close()

    def send(self, data: bytes | bytearray) -> bool:
        """Send all; says whether the daemon still listens."""
        try:
            self.socket.sendall(data)
        except (BrokenPipeError, ConnectionResetError):
            return False
        return True

    def read(self) -> bool:
        """Read until all calls are answered; says whether they are, and the daemon has not hung up before."""
        while self.unanswered:
            try:
                data, fds, _, _ = socket.recv_fds(self.socket, 1 << 20, 64)
            except ConnectionResetError:
                return False
            for fd in fds:
                os.close(fd)
            if not data:
                return False
            self._got += data
            self._look()
        return True

    def _look(self) -> None:
        at = 0
        while len(self._got) - at >= 28:
            length, _, _, _, kind, serial, _ = struct.unpack_from(">IIIiiIi", self._got, at)
            assert 28 <= length < 2**26, "the daemon sends nonsense itself"
            if len(self._got) - at < length:
                break
            if kind in (1, 5):
                self.unanswered.discard(serial)
            at += length
        del self._got[:at]


class Attack:
    """Rounds of nonsense until the time is over, each on a connection of its own."""

    def __init__(self, daemon: PrivateDaemon, other: Talk) -> None:
        self.daemon = daemon
        self.other = other
        self.packets = 0
        self.slowest = 0.0

    def run(self, one: Callable[[random.Random], None]) -> None:
        began, number = time.monotonic(), 0
        while number == 0 or time.monotonic() - began < SECONDS:
            try:
                one(random.Random(f"{SEED}/{number}"))
                before = time.monotonic()
                assert self.other.ask(REMOTE["CONNECT_GET_TYPE"]).type == "TEST"
                self.slowest = max(self.slowest, time.monotonic() - before)
                assert memory_mib(self.daemon.pid) < MEMORY_MIB
            except BaseException as exc:
                exc.add_note(f"round {number} of seed {SEED}; the daemon's log:\n{tail(self.daemon.log)}")
                raise
            number += 1
        sys.stdout.write(
            f"seed {SEED}: {number} rounds, {self.packets} packets, at most {memory_mib(self.daemon.pid):.0f} MiB, "
            f"others waited at most {self.slowest:.3f} s\n"
        )

    def finish(self) -> None:
        """It ends as it should, and nothing has surprised it."""
        assert self.daemon.stop() == 0
        found = surprises(self.daemon.log.read_text())
        assert not found, "\n".join(f"{where}: {trace}" for where, trace in found.items())


def surprises(log: str) -> dict[str, str]:
    """Exceptions that nobody has expected: one of each kind, by where it came from."""
    found = {}
    for part in log.split("Traceback (most recent call last):")[1:]:
        trace = re.split(r"\n\d{4}-", part)[0].rstrip()
        where = re.findall(r'File ".*?/src/(.*?)", line (\d+)', trace)
        found[str(where[-1])] = trace
    return found


def tail(path: Path) -> str:
    return path.read_text()[-6000:]


def test_calls_with_any_arguments_are_answered(daemon: PrivateDaemon, other: Talk, root: Path) -> None:
    attack = Attack(daemon, other)
    known = objects(other)
    procedures = [each for each in calls(*PROGRAMS) if each.name not in _WAIT | _ENDS]
    order: list[Procedure] = []

    def one(dice: random.Random) -> None:
        nonsense = Nonsense(dice, known)
        restore(other, known)
        uri = dice.choice(("test:///default", "test:///default", "qemu:///system"))
        with Client(daemon.socket) as client:
            client.unanswered.add(1)
            assert client.send(nonsense_free_open(uri))
            assert client.read()
            said = {}
            for serial in range(2, 2 + AT_ONCE):
                if not order:
                    order.extend(procedures)
                    dice.shuffle(order)
                said[serial] = procedure = order.pop()
                client.unanswered.add(serial)
                assert client.send(nonsense.call(procedure, serial))
                attack.packets += 1
            try:
                assert client.read()
            except TimeoutError as exc:
                exc.add_note(f"no answer to {', '.join(said[serial].name for serial in client.unanswered)}")
                raise

    attack.run(one)
    attack.finish()


@pytest.mark.parametrize("who", ["stranger", "friend", "administrator"])
def test_packets_that_are_nearly_right_are_answered_or_end_the_connection(
    daemon: PrivateDaemon, other: Talk, who: str
) -> None:
    attack = Attack(daemon, other)
    known = objects(other)
    path = {"stranger": daemon.ro_socket, "friend": daemon.socket, "administrator": daemon.admin_socket}[who]
    procedures = calls("admin") if who == "administrator" else calls(*PROGRAMS)
    procedures = [each for each in procedures if each.name not in _WAIT]

    def one(dice: random.Random) -> None:
        nonsense = Nonsense(dice, known)
        with Client(path) as client:
            if who == "friend":
                restore(other, known)
                client.send(nonsense_free_open("test:///default"))
            for serial in range(2, 2 + AT_ONCE):
                data = nonsense.call(dice.choice(procedures), serial)
                match dice.randrange(8):
                    case 0 | 1:
                        client.unanswered.add(serial)
                    case 2:
                        data = nonsense.headed(_NUMBERS)
                    case 3:
                        data = bytearray(dice.randbytes(dice.choice((1, 28, 500))))
                    case _:
                        data = nonsense.spoiled(data)
                attack.packets += 1
                if not client.send(data):
                    return
            # What a mistake has swallowed is not answered: the end of what is sent must be the end of the connection.
            client.socket.shutdown(socket.SHUT_WR)
            client.unanswered.add(-1)
            assert not client.read()

    attack.run(one)
    attack.finish()


def test_passwords_of_nonsense_let_nobody_in(daemon: PrivateDaemon, other: Talk) -> None:
    """And who waits for having given them keeps nobody else waiting."""
    attack = Attack(daemon, other)
    procedures = [REMOTE[name] for name in sorted(_WAIT)]
    known: dict[str, list[Any]] = {"string": ["PLAIN", "SCRAM-SHA-256"]}

    def one(dice: random.Random) -> None:
        nonsense = Nonsense(dice, known)
        with Client(daemon.ro_socket) as client:
            for serial in range(2, 12):
                if not client.send(nonsense.call(dice.choice(procedures), serial)):
                    return
                attack.packets += 1
            client.send(nonsense_free_open("test:///default"))

    attack.run(one)
    attack.finish()
    assert "has shown who it is" not in daemon.log.read_text()


def nonsense_free_open(uri: str) -> bytearray:
    return packets.call(REMOTE["CONNECT_OPEN"], 1, (uri, 0))


def objects(talk: Talk) -> dict[str, list[Any]]:
    """What there is, so that nonsense is about something."""
    dom = talk.ask(REMOTE["DOMAIN_LOOKUP_BY_NAME"], ("test",)).dom
    net = talk.ask(REMOTE["NETWORK_LOOKUP_BY_NAME"], ("default",)).net
    pool = talk.ask(REMOTE["STORAGE_POOL_LOOKUP_BY_NAME"], ("default-pool",)).pool
    vol = talk.ask(REMOTE["STORAGE_VOL_CREATE_XML"], (pool, VOLUME, 0)).vol
    found = {"domain": dom, "network": net, "storage_pool": pool, "storage_vol": vol}
    documents = [
        talk.ask(REMOTE["DOMAIN_GET_XML_DESC"], (dom, 0)).xml,
        talk.ask(REMOTE["NETWORK_GET_XML_DESC"], (net, 0)).xml,
        talk.ask(REMOTE["STORAGE_POOL_GET_XML_DESC"], (pool, 0)).xml,
        VOLUME,
    ]
    texts = ["test", "default", "default-pool", "v", "vda", "eth1", *documents]
    return {**{f"remote_{name}": [value] for name, value in found.items()}, "string": texts}


VOLUME = "<volume><name>v</name><capacity>4096</capacity></volume>"


def restore(talk: Talk, known: dict[str, list[Any]]) -> None:
    """Have what was destroyed by chance again, so that it does not become quiet."""
    (dom,), (net,), (pool,) = (known[f"remote_{kind}"] for kind in ("domain", "network", "storage_pool"))
    domain, network, storage, volume = known["string"][-4:]
    talk.ask(REMOTE["CONNECT_GET_TYPE"])
    for name, args in (
        ("DOMAIN_DEFINE_XML", (domain,)),
        ("DOMAIN_CREATE", (dom,)),
        ("NETWORK_DEFINE_XML", (network,)),
        ("NETWORK_CREATE", (net,)),
        ("STORAGE_POOL_DEFINE_XML", (storage, 0)),
        ("STORAGE_POOL_CREATE", (pool, 0)),
        ("STORAGE_VOL_CREATE_XML", (pool, volume, 0)),
    ):
        talk.reply(talk.say(REMOTE[name], args))  # it may be there
