"""File descriptors that go with calls and answers."""

from __future__ import annotations

import asyncio
import os
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import anyvirt
from anyvirt import aio
from anyvirt.error import NoSupport
from anyvirt.rpc.connection import Called
from tests.remote.scripted import ScriptedDaemon, in_thread, silent


@pytest.fixture
def pipe() -> Iterator[tuple[int, int]]:
    """Two ends of a socket."""
    one, other = socket.socketpair()
    with one, other:
        yield one.fileno(), other.fileno()


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def test_one_is_sent_and_stays_ours(daemon: ScriptedDaemon, conn: anyvirt.virConnect, pipe: tuple[int, int]) -> None:
    daemon.answers["DOMAIN_OPEN_GRAPHICS"] = lambda _: None
    before = open_files()
    conn.lookupByName("web").openGraphics(0, pipe[1])
    called = daemon.peer.wait_for("DOMAIN_OPEN_GRAPHICS")
    (received,) = called.fds
    os.write(received, b"hello")
    assert os.read(pipe[0], 10) == b"hello"
    assert open_files() == before + 1  # the daemon's, which is in this process


def answer_with(daemon: ScriptedDaemon, called: Called, fd: int) -> None:
    daemon.peer.answer(called, None, [fd])


def test_one_is_received(daemon: ScriptedDaemon, conn: anyvirt.virConnect, pipe: tuple[int, int]) -> None:
    daemon.answers["DOMAIN_OPEN_GRAPHICS_FD"] = silent
    answer = in_thread(conn.lookupByName("web").openGraphicsFD, 0)
    answer_with(daemon, daemon.peer.wait_for("DOMAIN_OPEN_GRAPHICS_FD"), pipe[1])
    received = answer.result()
    os.write(received, b"hello")
    os.close(received)
    assert os.read(pipe[0], 10) == b"hello"


async def test_one_that_nobody_waits_for_is_closed(
    daemon: ScriptedDaemon, aconn: aio.virConnect, pipe: tuple[int, int]
) -> None:
    """As when its call was cancelled."""
    daemon.answers["DOMAIN_OPEN_GRAPHICS_FD"] = silent
    domain = await aconn.lookupByName("web")
    call = asyncio.create_task(domain.openGraphicsFD(0))
    called = await asyncio.to_thread(daemon.peer.wait_for, "DOMAIN_OPEN_GRAPHICS_FD")
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call
    before = open_files()
    answer_with(daemon, called, pipe[1])
    await aconn.getType()  # answered after that
    assert open_files() == before


def test_none_can_be_sent_through_anything_else(daemon: ScriptedDaemon, pipe: tuple[int, int]) -> None:
    """Only a UNIX socket of this host passes them."""
    uri = f"test+ext:///default?command={daemon.path.parent}/connect"
    script = daemon.path.parent / "connect"
    script.write_text(f"#!/bin/sh\nexec {sys.executable} -m anyvirtd.ssh_helper -U {daemon.path}\n")
    script.chmod(0o755)
    with anyvirt.open(uri) as conn:
        domain = conn.lookupByName("web")
        with pytest.raises(NoSupport) as caught:
            domain.openGraphics(0, pipe[1])
        assert "only be passed through a UNIX socket" in str(caught.value)
        assert conn.getType() == "TEST"
