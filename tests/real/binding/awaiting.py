"""A program of libvirt-python's with events from asyncio, by libvirtaio, run by the Python that has the original."""

from __future__ import annotations

import asyncio
import io
import os
import sys
from typing import Any

import libvirt
import libvirtaio

END_S = 60
LIFECYCLE = libvirt.VIR_DOMAIN_EVENT_ID_LIFECYCLE


async def main(uri: str) -> None:
    libvirt.registerErrorHandler(lambda _context, _error: None, None)
    implementation = libvirtaio.virEventRegisterAsyncIOImpl()
    loop = asyncio.get_running_loop()
    conn = libvirt.open(uri)
    conn.setKeepAlive(1, 3)
    seen: asyncio.Queue[tuple[str, int, int]] = asyncio.Queue()

    def lifecycle(_conn: Any, dom: Any, event: int, detail: int, _opaque: Any) -> None:
        assert asyncio.get_running_loop() is loop
        seen.put_nowait((dom.name(), event, detail))

    number = conn.domainEventRegisterAny(None, LIFECYCLE, lifecycle, None)
    dom = conn.lookupByName("test")
    dom.suspend()
    dom.resume()
    got = [await asyncio.wait_for(seen.get(), END_S) for _ in range(2)]
    assert got == [("test", 3, 0), ("test", 4, 0)], got
    await asyncio.to_thread(dom.suspend)  # the loop goes on meanwhile
    assert await asyncio.wait_for(seen.get(), END_S) == ("test", 3, 0)
    await _download(conn)
    conn.domainEventDeregisterAny(number)
    closed = loop.create_future()
    conn.registerCloseCallback(lambda _conn, reason, _opaque: closed.set_result(reason), None)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    await asyncio.wait_for(closed, END_S)
    await asyncio.wait_for(implementation.drain(), END_S)


async def _download(conn: Any) -> None:
    data = os.urandom(1_000_000)
    pool = conn.storagePoolLookupByName("default-pool")
    volume = pool.createXML(f"<volume><name>data</name><capacity>{len(data)}</capacity></volume>")
    source = io.BytesIO(data)
    stream = conn.newStream()
    volume.upload(stream, 0, len(data))
    stream.sendAll(lambda _stream, size, _opaque: source.read(size), None)
    stream.finish()
    stream = conn.newStream(libvirt.VIR_STREAM_NONBLOCK)
    volume.download(stream, 0, 0)
    pieces: list[bytes] = []
    done = asyncio.get_running_loop().create_future()

    def readable(stream: Any, _happened: int, _opaque: Any) -> None:
        piece = stream.recv(100_000)
        if piece == -2:
            return
        if piece:
            pieces.append(piece)
            return
        stream.eventRemoveCallback()
        stream.finish()
        done.set_result(None)

    stream.eventAddCallback(libvirt.VIR_STREAM_EVENT_READABLE, readable, None)
    await asyncio.wait_for(done, END_S)
    assert b"".join(pieces) == data


asyncio.run(main(sys.argv[1]))
