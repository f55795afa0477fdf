"""Streams to the consoles and channels of real guests, in both flavours."""

from __future__ import annotations

from pathlib import Path

import pytest

from anyvirt import aio, virConnect, virDomain
from anyvirt.constants import VIR_DOMAIN_CONSOLE_FORCE, VIR_DOMAIN_CONSOLE_SAFE
from anyvirt.error import InternalError, OperationAborted, OperationFailed, OperationInvalid
from anyvirt.stream import virStream
from anyvirt.testing import TinyGuest
from tests.real.machines import bare

pytestmark = pytest.mark.real


def until(stream: virStream, words: bytes) -> bytes:
    """What comes until *words* do."""
    seen = b""
    while words not in seen:
        piece = stream.recv(4096)
        assert isinstance(piece, bytes)
        assert piece, f"the console ended: {seen!r}"
        seen += piece
    return seen


@pytest.fixture
def dom(qemu: virConnect, tiny: TinyGuest) -> virDomain:
    """The tiny guest with a serial port on a terminal, stopped until the test has its console."""
    dom = qemu.defineXML(tiny.domain_xml(serial="pty"))
    dom.createWithFlags(1)  # VIR_DOMAIN_START_PAUSED
    return dom


def test_the_console_shows_the_guest_and_is_for_one(qemu: virConnect, dom: virDomain, tiny: TinyGuest) -> None:
    """Until another stream takes it, or the guest ends."""
    stream, other = qemu.newStream(), qemu.newStream()
    assert dom.openConsole(None, stream, VIR_DOMAIN_CONSOLE_SAFE) == 0
    dom.resume()
    until(stream, tiny.marker.encode())
    with pytest.raises(OperationFailed, match="Active console session exists for this domain"):
        dom.openConsole(None, other)
    dom.openConsole("serial0", other, VIR_DOMAIN_CONSOLE_FORCE)
    while stream.recv(4096):
        pass
    with pytest.raises(OperationAborted):
        stream.send(b"x")
    stream.finish()
    dom.destroy()
    while other.recv(4096):
        pass
    other.finish()


def test_what_cannot_be_connected_to_is_refused(qemu: virConnect) -> None:
    dom = qemu.defineXML(bare(devices="<serial type='null'/>"))
    with pytest.raises(OperationInvalid, match="domain is not running"):
        dom.openConsole(None, qemu.newStream())
    dom.create()
    with pytest.raises(InternalError, match="character device serial0 is not using a PTY"):
        dom.openConsole(None, qemu.newStream())
    with pytest.raises(InternalError, match="cannot find console device 'serial9'"):
        dom.openConsole("serial9", qemu.newStream())
    with pytest.raises(InternalError, match="cannot find channel 'default'"):
        dom.openChannel(None, qemu.newStream())
    dom.destroy()


def test_a_channel_on_a_socket(qemu: virConnect, root: Path) -> None:
    """The guest has not opened its end, so that nothing comes; the socket is connected all the same."""
    channel = "<channel type='unix'><source mode='bind'/><target type='virtio' name='org.example.0'/></channel>"
    dom = qemu.defineXML(bare(devices=channel))
    dom.create()
    stream = qemu.newStream(1)
    dom.openChannel("org.example.0", stream)
    assert stream.recv(10) == -2
    with pytest.raises(OperationFailed, match="Active channel stream exists"):
        dom.openChannel(None, qemu.newStream())
    stream.abort()
    dom.openChannel(None, stream)
    stream.abort()
    dom.destroy()


async def test_an_awaitable_console(qemu: virConnect, dom: virDomain, tiny: TinyGuest) -> None:
    """Told of when there is something to read."""
    async with await aio.open(qemu.getURI()) as conn:
        stream = await conn.newStream()
        guest = await conn.lookupByName(dom.name())
        await guest.openConsole(None, stream)
        await guest.resume()
        seen = b""
        async for piece in stream:
            seen += piece
            if tiny.marker.encode() in seen:
                break
        await guest.destroy()
