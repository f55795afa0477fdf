"""A daemon that lies: whatever it sends, a call ends, with a result or an error of ours, and nothing is left open."""

from __future__ import annotations

import os
import random
import socket
import struct
import threading
from pathlib import Path

from anyvirt.error import libvirtError
from anyvirt.remote.base import BaseLink
from anyvirt.remote.blocking import BlockingLink
from anyvirt.remote.wire import Wire
from anyvirt.rpc import packet as packets
from anyvirt.rpc.connection import Notified
from anyvirt.rpc.programs import program
from anyvirt.util.wait import run_inline

REMOTE = program("remote").by_name
DOMAIN = ("web", bytes(16), 1)
ROUNDS = int(os.environ.get("ANYVIRT_FUZZ_ROUNDS", "1500"))


class Deaf:
    """Takes what is told, and does nothing."""

    def notified(self, event: Notified) -> None:
        pass

    def lost(self, reason: int) -> None:
        pass


def answers() -> list[tuple[str, tuple[object, ...], bytearray]]:
    """Calls, their arguments, and an honest answer to serial 1."""
    return [
        ("DOMAIN_LOOKUP_BY_NAME", ("web",), packets.reply(REMOTE["DOMAIN_LOOKUP_BY_NAME"], 1, (DOMAIN,))),
        ("CONNECT_LIST_ALL_DOMAINS", (1, 0), packets.reply(REMOTE["CONNECT_LIST_ALL_DOMAINS"], 1, ([DOMAIN] * 3, 3))),
        (
            "CONNECT_GET_ALL_DOMAIN_STATS",
            ([], 0, 0),
            packets.reply(REMOTE["CONNECT_GET_ALL_DOMAIN_STATS"], 1, ([(DOMAIN, {"state.state": 1})],)),
        ),
        ("NODE_GET_INFO", (), packets.reply(REMOTE["NODE_GET_INFO"], 1, (b"i686".ljust(32, b"\0"), *range(7)))),
    ]


def spoiled(honest: bytearray, chance: random.Random) -> bytes:
    """The answer with a few words changed, cut off, or followed by something."""
    data = bytearray(honest)
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(0, len(data) - 3, 4)
        word = chance.choice([0, 1, 2, 0xFFFFFFFF, 0x7FFFFFFF, len(data), chance.getrandbits(32)])
        struct.pack_into(">I", data, at, word)
    if chance.random() < 0.2:
        data = data[: chance.randrange(len(data))]
    if chance.random() < 0.2:
        data += chance.randbytes(chance.randrange(64))
    if chance.random() < 0.5 and len(data) >= 4:
        struct.pack_into(">I", data, 0, len(data))
    return bytes(data)


def ask(link: BaseLink, name: str, args: tuple[object, ...]) -> None:
    try:
        run_inline(link.call(REMOTE[name], args or None), link.lock)
    except libvirtError:
        return


def test_no_answer_does_harm() -> None:
    chance = random.Random(5)
    cases = answers()
    before = len(list(Path("/proc/self/fd").iterdir()))
    for _ in range(ROUNDS):
        ours, theirs = socket.socketpair()
        with theirs:
            link = BlockingLink(Wire(ours), threading.RLock())
            link.listener = Deaf()
            name, args, honest = chance.choice(cases)
            theirs.sendall(spoiled(honest, chance))
            theirs.shutdown(socket.SHUT_WR)
            ask(link, name, args)
            link.drop()
    assert len(list(Path("/proc/self/fd").iterdir())) == before
