"""Programs of libvirt-python's, with its own loop of events, run by the Python that has the original.

python3 blocking.py TOPIC URI [FILE]
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable
from typing import Any

import libvirt
import libvirt_qemu

END_S = 60
DOMAIN = "<domain type='test'><name>fresh</name><memory>65536</memory><os><type>hvm</type></os></domain>"
SECRET = "<secret ephemeral='no' private='no'><usage type='volume'><volume>/srv/disk</volume></usage></secret>"
VOLUME = "<volume><name>data</name><capacity>{}</capacity></volume>"
ADAPTER = (
    "<device><parent>scsi_host1</parent><capability type='scsi_host'><capability type='fc_host'>"
    "<wwnn>2000000011111111</wwnn><wwpn>1000000011111111</wwpn></capability></capability></device>"
)


class Log:
    """What handlers were told, in order."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self.seen: list[tuple[Any, ...]] = []

    def handler(self, label: str) -> Callable[..., None]:
        def handle(_conn: Any, subject: Any, *args: Any) -> None:
            with self._changed:
                self.seen.append((label, subject.name(), *args[:-1]))
                self._changed.notify_all()

        return handle

    def until(self, count: int) -> list[tuple[Any, ...]]:
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.seen) >= count, END_S), self.seen
            seen, self.seen = self.seen[:count], self.seen[count:]
            return seen


def events(uri: str) -> None:
    """Of every kind, in order; none any more when nobody wants them."""
    conn = libvirt.open(uri)
    log = Log()
    numbers = [conn.domainEventRegisterAny(None, libvirt.VIR_DOMAIN_EVENT_ID_LIFECYCLE, log.handler("domain"), None)]
    dom = conn.defineXML(DOMAIN)
    dom.create()
    dom.suspend()
    dom.destroy()
    dom.undefine()
    assert [(each[1], each[2]) for each in log.until(5)] == [("fresh", kind) for kind in (0, 2, 3, 5, 1)]

    test = conn.lookupByName("test")
    numbers.append(conn.domainEventRegisterAny(test, libvirt.VIR_DOMAIN_EVENT_ID_LIFECYCLE, log.handler("one"), None))
    other = conn.createXML(DOMAIN)
    assert sorted(each[:3] for each in log.until(1)) == [("domain", "fresh", 2)]
    test.suspend()
    assert sorted(each[:3] for each in log.until(2)) == [("domain", "test", 3), ("one", "test", 3)]
    other.destroy()
    log.until(1)
    kind = libvirt.VIR_DOMAIN_EVENT_ID_METADATA_CHANGE
    numbers.append(conn.domainEventRegisterAny(None, kind, log.handler("metadata"), None))
    test.setMetadata(libvirt.VIR_DOMAIN_METADATA_ELEMENT, "<a/>", "k", "urn:x")
    assert log.until(1) == [("metadata", "test", libvirt.VIR_DOMAIN_METADATA_ELEMENT, "urn:x")]

    networks = conn.networkEventRegisterAny(None, 0, log.handler("network"), None)
    network = conn.networkLookupByName("default")
    network.destroy()
    network.create()
    assert [each[2] for each in log.until(2)] == [3, 2]
    pools = [conn.storagePoolEventRegisterAny(None, number, log.handler(f"pool {number}"), None) for number in (0, 1)]
    pool = conn.storagePoolLookupByName("default-pool")
    pool.refresh()
    pool.destroy()
    assert [each[:3] for each in log.until(2)] == [("pool 1", "default-pool"), ("pool 0", "default-pool", 3)]
    devices = conn.nodeDeviceEventRegisterAny(None, 0, log.handler("device"), None)
    device = conn.nodeDeviceCreateXML(ADAPTER)
    name = device.name()
    device.destroy()
    assert log.until(2) == [("device", name, 0, 0), ("device", name, 1, 0)]

    for number in numbers:
        conn.domainEventDeregisterAny(number)
    conn.networkEventDeregisterAny(networks)
    for number in pools:
        conn.storagePoolEventDeregisterAny(number)
    conn.nodeDeviceEventDeregisterAny(devices)
    last = conn.domainEventRegisterAny(None, kind, log.handler("last"), None)
    test.resume()
    network.destroy()
    test.setMetadata(libvirt.VIR_DOMAIN_METADATA_TITLE, "x", None, None)
    assert log.until(1) == [("last", "test", libvirt.VIR_DOMAIN_METADATA_TITLE, None)]
    conn.domainEventDeregisterAny(last)
    conn.close()


def secrets(uri: str) -> None:
    """Values are bytes, and changes are told."""
    conn = libvirt.open(uri)
    seen: list[tuple[Any, ...]] = []
    told = threading.Semaphore(0)

    def lifecycle(_conn: Any, secret: Any, event: int, detail: int, opaque: Any) -> None:
        seen.append((secret.usageID(), event, detail, opaque))
        told.release()

    def changed(_conn: Any, secret: Any, opaque: Any) -> None:
        seen.append((secret.usageID(), opaque))
        told.release()

    conn.secretEventRegisterAny(None, libvirt.VIR_SECRET_EVENT_ID_LIFECYCLE, lifecycle, "mine")
    conn.secretEventRegisterAny(None, libvirt.VIR_SECRET_EVENT_ID_VALUE_CHANGED, changed, "mine")
    secret = conn.secretDefineXML(SECRET)
    secret.setValue(bytes(range(256)))
    assert secret.value() == bytes(range(256))
    secret.undefine()
    for _ in range(3):
        assert told.acquire(timeout=END_S), seen
    disk = "/srv/disk"
    assert seen == [(disk, 0, 0, "mine"), (disk, "mine"), (disk, 1, 0, "mine")]
    conn.close()


def streams(uri: str, file: str) -> None:
    """There and back: whole, in pieces, with holes, without waiting, given up, and two at once."""
    conn = libvirt.open(uri)
    pool = conn.storagePoolLookupByName("default-pool")
    data = os.urandom(5_000_001)
    volume = pool.createXML(VOLUME.format(len(data)))

    stream = conn.newStream()
    volume.upload(stream, 0, len(data))
    at = [0]

    def source(_stream: Any, size: int, opaque: Any) -> bytes:
        assert opaque == "mine"
        piece = data[at[0] : at[0] + size]
        at[0] += len(piece)
        return piece

    stream.sendAll(source, "mine")
    stream.finish()
    pieces: list[bytes] = []
    stream = conn.newStream()
    volume.download(stream, 0, 0)
    stream.recvAll(lambda _stream, piece, _opaque: pieces.append(piece), None)
    stream.finish()
    assert b"".join(pieces) == data

    stream = conn.newStream()
    volume.download(stream, 1000, 3000)
    got = b""
    while piece := stream.recv(1_000_000):
        got += piece
    stream.finish()
    assert got == data[1000:4000]

    with open(file, "wb") as sparse:
        sparse.write(b"head")
        sparse.seek(4_000_000)
        sparse.write(b"tail")
    _with_holes(conn, pool, file)

    # Without waiting: from the loop, as a program does that has other things to do.
    done = threading.Event()
    got_here: list[bytes] = []
    stream = conn.newStream(libvirt.VIR_STREAM_NONBLOCK)
    volume.download(stream, 0, 0)

    def readable(stream: Any, happened: int, _opaque: Any) -> None:
        piece = stream.recv(262_120)
        while isinstance(piece, bytes) and piece:
            got_here.append(piece)
            piece = stream.recv(262_120)
        if piece == -2:
            return
        stream.eventRemoveCallback()
        stream.finish()
        done.set()

    stream.eventAddCallback(libvirt.VIR_STREAM_EVENT_READABLE, readable, None)
    assert done.wait(END_S), sum(map(len, got_here))
    assert b"".join(got_here) == data

    # One that is given up leaves the connection as it was.
    stream = conn.newStream()
    volume.download(stream, 0, 0)
    stream.recv(10)
    stream.abort()
    one, two = conn.newStream(), conn.newStream()
    volume.download(one, 0, 10)
    volume.download(two, 10, 10)
    assert two.recv(10) + one.recv(10) == data[10:20] + data[:10]
    assert (one.recv(10), two.recv(10)) == (b"", b"")
    one.finish()
    two.finish()
    assert conn.getType() == "TEST"
    conn.close()


def _with_holes(conn: Any, pool: Any, file: str) -> None:
    fd = os.open(file, os.O_RDONLY)
    size = os.fstat(fd).st_size
    volume = pool.createXML(VOLUME.format(size).replace("data", "sparse"))

    def hole(_stream: Any, _opaque: Any) -> tuple[bool, int]:
        here = os.lseek(fd, 0, os.SEEK_CUR)
        if here == size:
            return False, 0
        data = os.lseek(fd, here, os.SEEK_DATA)
        in_data = data == here
        end = os.lseek(fd, here, os.SEEK_HOLE) if in_data else data
        os.lseek(fd, here, os.SEEK_SET)
        return in_data, end - here

    stream = conn.newStream()
    volume.upload(stream, 0, size, libvirt.VIR_STORAGE_VOL_UPLOAD_SPARSE_STREAM)
    stream.sparseSendAll(
        lambda _stream, count, _opaque: os.read(fd, count),
        hole,
        lambda _stream, length, _opaque: os.lseek(fd, length, os.SEEK_CUR),
        None,
    )
    stream.finish()
    os.close(fd)
    pieces: list[bytes] = []
    holes: list[int] = []
    stream = conn.newStream()
    volume.download(stream, 0, 0, libvirt.VIR_STORAGE_VOL_DOWNLOAD_SPARSE_STREAM)

    def skip(_stream: Any, length: int, _opaque: Any) -> None:
        holes.append(length)
        pieces.append(bytes(length))

    stream.sparseRecvAll(lambda _stream, piece, _opaque: pieces.append(piece), skip, None)
    stream.finish()
    with open(file, "rb") as sparse:
        assert b"".join(pieces) == sparse.read()
    assert sum(holes) > 3_000_000, holes


def threads(uri: str) -> None:
    """Many share a connection, and each gets its own answers."""
    conn = libvirt.open(uri)
    names = [f"guest{number}" for number in range(8)]
    for name in names:
        conn.defineXML(DOMAIN.replace("fresh", name))
    wrong: list[str] = []

    def work(name: str) -> None:
        for _ in range(100):
            found = conn.lookupByName(name)
            if found.name() != name or f"<name>{name}</name>" not in found.XMLDesc():
                wrong.append(name)
            try:
                conn.lookupByName(f"no-{name}")
            except libvirt.libvirtError as error:
                if f"no-{name}" not in str(error):
                    wrong.append(str(error))

    running = [threading.Thread(target=work, args=(name,)) for name in names]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join(END_S)
    assert not any(thread.is_alive() for thread in running)
    assert wrong == []
    conn.close()


def monitor(uri: str) -> None:
    """QEMU's own events and commands."""
    conn = libvirt.open(uri)
    (dom,) = conn.listAllDomains()
    log = Log()
    everything = libvirt_qemu.qemuMonitorEventRegister(conn, None, None, log.handler("all"), None)
    one = libvirt_qemu.qemuMonitorEventRegister(
        conn, dom, "st.p", log.handler("stop"), None, libvirt_qemu.VIR_CONNECT_DOMAIN_QEMU_MONITOR_EVENT_REGISTER_REGEX
        | libvirt_qemu.VIR_CONNECT_DOMAIN_QEMU_MONITOR_EVENT_REGISTER_NOCASE,
    )  # fmt: skip
    dom.resume()
    assert log.until(1)[0][:3] == ("all", dom.name(), "RESUME")
    dom.suspend()
    assert sorted(each[:3] for each in log.until(2)) == [("all", dom.name(), "STOP"), ("stop", dom.name(), "STOP")]
    answer = libvirt_qemu.qemuMonitorCommand(dom, "info status", libvirt_qemu.VIR_DOMAIN_QEMU_MONITOR_COMMAND_HMP)
    assert "paused" in answer, answer
    libvirt_qemu.qemuMonitorEventDeregister(conn, everything)
    libvirt_qemu.qemuMonitorEventDeregister(conn, one)
    conn.close()


def console(uri: str, marker: str) -> None:
    """A guest's console, both ways."""
    conn = libvirt.open(uri)
    (dom,) = conn.listAllDomains()
    stream = conn.newStream()
    dom.openConsole(None, stream)
    dom.resume()
    seen = b""
    while marker.encode() not in seen:
        piece = stream.recv(4096)
        assert piece, seen
        seen += piece
    stream.send(b"echo $((6 * 7))\n")
    while b"42" not in seen:
        seen += stream.recv(4096)
    stream.abort()
    conn.close()


def _turn() -> None:
    while True:
        libvirt.virEventRunDefaultImpl()


if __name__ == "__main__":
    libvirt.registerErrorHandler(lambda _context, _error: None, None)
    libvirt.virEventRegisterDefaultImpl()
    threading.Thread(target=_turn, daemon=True).start()
    globals()[sys.argv[1]](*sys.argv[2:])
