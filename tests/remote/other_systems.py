"""Run a program as if on another system: what that lacks is taken away from Python first.

python other_systems.py SYSTEM URI [URI_OF_A_UNIX_SOCKET]
"""

from __future__ import annotations

import asyncio
import importlib
import importlib.abc
import os
import select
import selectors
import socket
import sys
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from types import ModuleType
from typing import Any

LIMIT_S = 30.0
BYTES = b"0123456789abcdef" * 65536  # more than a socket takes at once

LINUX = {
    select: ["epoll"],
    selectors: ["EpollSelector"],
    os: ["eventfd", "memfd_create", "pidfd_open", "sched_getaffinity"],
    socket: ["AF_NETLINK", "AF_VSOCK", "MSG_CMSG_CLOEXEC", "SO_PASSCRED", "SO_PEERCRED", "SO_PEERSEC", "SOCK_CLOEXEC"],
}
POSIX = {
    select: ["poll"],
    selectors: ["PollSelector"],
    os: ["fork", "geteuid", "getegid", "getgid", "getgroups", "getppid", "getuid", "register_at_fork", "setsid"],
    socket: ["AF_UNIX", "CMSG_LEN", "CMSG_SPACE", "MSG_DONTWAIT", "SCM_RIGHTS"],
}
POSIX_MODULES = ("fcntl", "grp", "pty", "pwd", "resource", "termios", "tty")


class NoSuchModules(importlib.abc.MetaPathFinder):
    """Finds that there are none."""

    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> None:
        if name in POSIX_MODULES:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)


class Loop(asyncio.SelectorEventLoop):
    """The default one of Windows, which waits for transfers and not for sockets."""

    def add_reader(self, *arguments: Any) -> None:  # type: ignore[override]
        raise NotImplementedError


def take_away(names: dict[ModuleType, list[str]]) -> None:
    for module, each in names.items():
        for name in each:
            delattr(module, name)


def be(system: str) -> None:
    """Become such a system, as far as Python shows it."""
    vars(selectors)["DefaultSelector"] = selectors.PollSelector
    take_away(LINUX)
    if system == "windows":
        unix, pair = socket.AF_UNIX, socket.socketpair
        socket.socketpair = lambda: pair(unix)  # type: ignore[assignment,misc]
        vars(selectors)["DefaultSelector"] = selectors.SelectSelector
        take_away(POSIX)
        missing = property()
        for name in ("recvmsg", "recvmsg_into", "sendmsg"):
            setattr(socket.socket, name, missing)
        for name in POSIX_MODULES:
            sys.modules.pop(name, None)
        sys.meta_path.insert(0, NoSuchModules())


def block(uri: str) -> None:
    """All that a blocking connection does: calls of threads, events amidst calls and while nobody calls, streams."""
    import anyvirt

    seen: list[int] = []
    came = threading.Condition()

    def tell(conn: Any, dom: Any, event: int, detail: int, opaque: Any) -> None:
        with came:
            seen.append(event)
            came.notify_all()

    with anyvirt.open(uri) as conn, anyvirt.open(uri) as other, ThreadPoolExecutor(4) as pool:
        conn.setKeepAlive(1, 5)
        number = conn.domainEventRegisterAny(None, anyvirt.VIR_DOMAIN_EVENT_ID_LIFECYCLE, tell, None)
        dom = conn.lookupByName("test")
        names = list(pool.map(lambda _: conn.lookupByName("test").name(), range(200)))
        assert names == ["test"] * 200
        for turn in range(20):
            # Through the other connection nobody calls in this one, and its thread is alone.
            caller = dom if turn % 2 else other.lookupByName("test")
            for change in (caller.suspend, caller.resume):
                seen.clear()
                change()
                with came:
                    assert came.wait_for(lambda: len(seen) > 0, LIMIT_S)
        conn.domainEventDeregisterAny(number)
        transfer(conn)


def transfer(conn: Any) -> None:
    document = f"<volume><name>{os.urandom(8).hex()}</name><capacity unit='MiB'>1</capacity></volume>"
    volume = conn.storagePoolLookupByName("default-pool").createXML(document)
    up = conn.newStream()
    volume.upload(up, 0, len(BYTES))
    rest = memoryview(BYTES)
    while rest:
        rest = rest[up.send(rest) :]
    up.finish()
    down = conn.newStream()
    volume.download(down, 0, len(BYTES))
    found = bytearray()
    while data := down.recv(100_000):
        found += data
    down.finish()
    assert found == BYTES
    volume.delete()


async def wait(uri: str) -> None:
    """The same of a connection that awaits."""
    from anyvirt import VIR_DOMAIN_EVENT_ID_LIFECYCLE, aio

    seen: asyncio.Queue[int] = asyncio.Queue()
    async with await aio.open(uri) as conn:
        await conn.domainEventRegisterAny(
            None, VIR_DOMAIN_EVENT_ID_LIFECYCLE, lambda conn, dom, event, detail, opaque: seen.put_nowait(event), None
        )
        dom = await conn.lookupByName("test")
        assert len(set(await asyncio.gather(*(dom.XMLDesc() for _ in range(100))))) == 1
        for change in (dom.suspend, dom.resume):
            await change()
            await asyncio.wait_for(seen.get(), LIMIT_S)


def unreachable(uri: str) -> str:
    import anyvirt

    try:
        anyvirt.open(uri)
    except anyvirt.libvirtError as exc:
        return str(exc)
    raise AssertionError("it was opened")


async def refused(uri: str) -> str:
    from anyvirt import aio
    from anyvirt.error import ConfigUnsupported

    try:
        await aio.open(uri)
    except ConfigUnsupported as exc:
        return str(exc)
    raise AssertionError("it was opened")


def main(system: str, uris: list[str]) -> None:
    for name in ("ssl", "subprocess", "tempfile"):  # those of this system find here all that they look for
        importlib.import_module(name)
    be(system)
    import anyvirt

    for name in dir(anyvirt):
        if name != "aio":
            getattr(anyvirt, name)
    for uri in uris:
        block(uri)
        asyncio.run(wait(uri))
    if system == "windows":
        with asyncio.Runner(loop_factory=Loop) as runner:
            assert "SelectorEventLoop" in runner.run(refused(uris[0]))
        assert "the qemu driver cannot run on this system" in unreachable("qemu:///embed")
        for uri in ("qemu:///system", "qemu:///session", "qemu+ssh://host/system", "qemu+ext:///system?command=/x"):
            assert "Hint: reach a daemon by TLS: qemu+tls://HOST/s" in unreachable(uri)
    sys.stdout.write("ready\n")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
