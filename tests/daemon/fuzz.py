"""Random and damaged packets for a daemon: `python -m tests.daemon.fuzz SECONDS [SEED]`.

The daemon must answer or hang up, and go on answering others; its memory and descriptors must stay bounded.
"""

from __future__ import annotations

import random
import socket
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from anyvirt.rpc import packet as packets
from anyvirt.rpc.programs import Kind, Procedure, program
from anyvirt.rpc.types import UUID_SIZE, Array, Chars, Maybe, Number, Opaque, String, Struct, Type, Union
from anyvirt.testing.daemon import PrivateDaemon
from tests.daemon.talk import REMOTE, HungUp, Talk, open_files

MEMORY_MAX_KIB = 300_000
FILES_MAX = 60
_ROUND = 60  # packets to one connection

_TEXTS = ("", "test", "default", "default-pool", "eth1", "vda", "x" * 300, "<domain/>", "%s%n", "\udc80", "[")
_NUMBERS = (0, 1, 2, 3, 4, 7, 2**31 - 1, 2**31, 2**32 - 1, -1, -(2**31), 2**63 - 1, 2**64 - 1, 4096)
_RANGES = {"i": (-(2**31), 2**31 - 1), "I": (0, 2**32 - 1), "q": (-(2**63), 2**63 - 1), "Q": (0, 2**64 - 1)}
_CALLS = [
    each
    for name in ("remote", "qemu", "lxc", "admin")
    for each in program(name).procedures.values()
    if each.kind not in (Kind.EVENT, Kind.MESSAGE) and each.name not in ("CONNECT_CLOSE", "CONNECT_DAEMON_SHUTDOWN")
]


class Fuzzer:
    """Makes packets."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.damage = 0.0  # the share of packets that are damaged; the first that makes no sense ends a connection
        self.known: list[Any] = []  # structs that the daemon has answered

    def value(self, kind: Type) -> Any:
        rand = self.random
        match kind:
            case Number("d"):
                return rand.choice((0.0, -1.5, 1e300, float("inf")))
            case Number(code, low, high) if not code.endswith("s"):
                least, most = _RANGES[code]
                least, most = least if low is None else low, most if high is None else high
                fitting = [each for each in _NUMBERS if least <= each <= most]
                return rand.choice(fitting)
            case Number():
                return rand.randbytes(UUID_SIZE)
            case String():
                return rand.choice(_TEXTS)
            case Opaque():
                return rand.randbytes(rand.choice((0, 1, 9, 200)))
            case Chars(most, fixed):
                return rand.randbytes(most if fixed else min(most, rand.choice((0, 3, 40))))
            case Array(of, most):
                return [self.value(of) for _ in range(min(most, rand.choice((0, 1, 3))))]
            case Maybe(of):
                return None if rand.random() < 0.4 else self.value(of)
            case Union():
                case = rand.choice(list(kind.cases))
                return case, self.value(kind.cases[case])
            case Struct():
                alike = [each for each in self.known if type(each).__name__ == kind.full_name]
                if alike and rand.random() < 0.7:
                    return rand.choice(alike)
                return tuple(map(self.value, kind.fields.values()))

    def packet(self, procedure: Procedure, serial: int) -> bytes:
        """A call of *procedure*, sometimes damaged."""
        args = None if procedure.args is None else self.value(procedure.args)
        data = bytearray(packets.call(procedure, serial, args))
        if self.random.random() < self.damage:
            for _ in range(self.random.choice((1, 1, 4))):
                data[self.random.randrange(4, len(data))] = self.random.randrange(256)
        if self.random.random() < self.damage / 6:
            data = data[: self.random.randrange(len(data))]
        return bytes(data)


def fuzz(daemon: PrivateDaemon, seconds: float, seed: int) -> int:
    """Send for so long; the result is how many packets were sent.

    Raises:
        AssertionError: something is wrong with the daemon.
    """
    fuzzer, sent, until = Fuzzer(seed), 0, time.monotonic() + seconds
    with Talk(daemon.socket).open() as witness:
        fuzzer.known.append(witness.ask(REMOTE["DOMAIN_LOOKUP_BY_NAME"], ("test",)).dom)
        while time.monotonic() < until:
            sent += _round(daemon, fuzzer)
            assert witness.ask(REMOTE["CONNECT_GET_TYPE"]).type == "TEST"
            assert memory_kib(daemon.pid) < MEMORY_MAX_KIB, f"{memory_kib(daemon.pid)} KiB, seed {seed}"
        deadline = time.monotonic() + 10
        while open_files(daemon.pid) > FILES_MAX:
            assert time.monotonic() < deadline, f"{open_files(daemon.pid)} open files, seed {seed}"
            witness.ask(REMOTE["CONNECT_GET_TYPE"])
    return sent


def _round(daemon: PrivateDaemon, fuzzer: Fuzzer) -> int:
    """One connection: to look only, for all, or of an administrator; opened or not."""
    path = fuzzer.random.choice((daemon.socket, daemon.socket, daemon.ro_socket, daemon.admin_socket))
    fuzzer.damage = fuzzer.random.choice((0.0, 0.02, 0.3))
    sent = 0
    with Talk(path, "remote", "qemu", "lxc", "admin") as talk:
        talk.socket.settimeout(5)
        with suppress(HungUp, BrokenPipeError, ConnectionResetError, TimeoutError):
            if path != daemon.admin_socket and fuzzer.random.random() < 0.8:
                talk.say(REMOTE["CONNECT_OPEN"], ("test:///default", 0))
            for serial in range(100, 100 + _ROUND):
                talk.socket.sendall(fuzzer.packet(fuzzer.random.choice(_CALLS), serial))
                sent += 1
            talk.socket.shutdown(socket.SHUT_WR)
            while talk.socket.recv(1 << 20):
                pass
    return sent


def memory_kib(pid: int) -> int:
    """The memory that a process has."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1])
    raise AssertionError(f"process {pid} has gone")


def main() -> None:
    """By hand, for longer."""
    seconds = float(sys.argv[1])
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else random.randrange(2**32)
    with tempfile.TemporaryDirectory(prefix="avf-") as folder, PrivateDaemon(Path(folder)) as daemon:
        sent = fuzz(daemon, seconds, seed)
        log = daemon.log.read_text()
        print(f"seed {seed}: {sent} packets, {memory_kib(daemon.pid)} KiB, {log.count('Traceback')} surprises")  # noqa: T201
        for part in log.split("\n20")[1:]:
            if "Traceback" in part:
                print("20" + part)  # noqa: T201


if __name__ == "__main__":
    main()
