"""Calls through daemons: the original binding on the original daemon, and ours on either, in turns."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path

import anyvirt
from anyvirt.testing.daemon import PrivateDaemon
from anyvirt.testing.libvirtd import PrivateLibvirtd
from benchmarks.figures import Figure, alternating
from benchmarks.remote_client import peak_mib

ROUNDS = 30
CALLS = ("getLibVersion", "info", "lookupByName", "XMLDesc", "open")
TARGETS = {"open": 1.0}
CALL_TARGET = 0.8
IN_FLIGHT_TARGET = 1 / 6
STREAM_BYTES = 1024 * 1024 * 1024
ORIGINAL = "/usr/bin/python3"
DOMAINS = 300
DOMAIN = "<domain type='test'><name>crowd{}</name><memory>65536</memory><os><type>hvm</type></os></domain>"


class Client:
    """A process that measures one module with one daemon."""

    def __init__(self, python: str, module: str, uri: str) -> None:
        program = Path(__file__).with_name("remote_client.py")
        self._process = subprocess.Popen(
            [python, str(program), module, uri], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def measure(self, name: str) -> float:
        """Seconds."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(name + "\n")
        self._process.stdin.flush()
        return float(self._process.stdout.readline())

    def close(self) -> None:
        """End it."""
        self._process.communicate()


@contextmanager
def clients(original_uri: str, our_uri: str | None) -> Iterator[tuple[Client, Client, Client | None]]:
    """The original on its daemon, ours on the same, ours on ours."""
    made = [Client(ORIGINAL, "libvirt", original_uri), Client(sys.executable, "anyvirt", original_uri)]
    if our_uri is not None:
        made.append(Client(sys.executable, "anyvirt", our_uri))
    try:
        yield made[0], made[1], made[2] if our_uri is not None else None
    finally:
        for client in made:
            client.close()


def measure() -> list[Figure]:
    """Microseconds of the original, and what share of that ours needs."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="av-")))
        theirs = stack.enter_context(PrivateLibvirtd())
        ours = stack.enter_context(PrivateDaemon(folder))
        uri = f"test+unix:///default?socket={theirs.folder}/libvirt-sock"
        figures = _calls(uri, ours.uri())
        figures += _crowd(uri, ours.uri())
        figures += _streams(theirs, ours)
    return figures


def _calls(their_uri: str, our_uri: str) -> list[Figure]:
    figures = []
    with clients(their_uri, our_uri) as (original, mixed, ours):
        assert ours is not None
        for name in CALLS:
            times = alternating([partial(each.measure, name) for each in (original, mixed, ours)], ROUNDS)
            figures += [
                Figure(f"remote: {name}, libvirt", times[0] * 1e6, "us"),
                Figure(f"remote: {name}, anyvirt on libvirtd", times[1] / times[0], "x"),
                Figure(
                    f"remote: {name}, anyvirt on anyvirtd", times[2] / times[0], "x", TARGETS.get(name, CALL_TARGET)
                ),
            ]
        one, many = alternating(
            [partial(original.measure, "getLibVersion"), partial(ours.measure, "in flight")], ROUNDS
        )
        figures.append(Figure("remote: 64 calls in flight, anyvirt on anyvirtd", many / one, "x", IN_FLIGHT_TARGET))
        times = alternating([partial(each.measure, "events") for each in (original, mixed, ours)], 5)
        figures += [
            Figure("remote: an event to 50 clients, libvirt", times[0] * 1e6, "us"),
            Figure("remote: an event to 50 clients, anyvirt on libvirtd", times[1] / times[0], "x"),
            Figure("remote: an event to 50 clients, anyvirt on anyvirtd", times[2] / times[0], "x"),
        ]
    return figures


def _crowd(their_uri: str, our_uri: str) -> list[Figure]:
    """With many domains, which are there as long as somebody is connected."""
    figures = []
    with ExitStack() as stack:
        for uri in (their_uri, our_uri):
            conn = stack.enter_context(anyvirt.open(uri))
            for number in range(DOMAINS):
                conn.defineXML(DOMAIN.format(number))
        original, mixed, ours = stack.enter_context(clients(their_uri, our_uri))
        assert ours is not None
        for name in ("listAllDomains", "getAllDomainStats"):
            times = alternating([partial(each.measure, name) for each in (original, mixed, ours)], 5)
            figures += [
                Figure(f"remote: {name} of {DOMAINS}, libvirt", times[0] * 1e3, "ms"),
                Figure(f"remote: {name} of {DOMAINS}, anyvirt on libvirtd", times[1] / times[0], "x"),
                Figure(f"remote: {name} of {DOMAINS}, anyvirt on anyvirtd", times[2] / times[0], "x", 1.0),
            ]
    return figures


def _streams(theirs: PrivateLibvirtd, daemon: PrivateDaemon) -> list[Figure]:
    path = theirs.folder / "bench"
    path.mkdir()
    figures = []
    with ExitStack() as stack:
        for uri in (theirs.uri, daemon.uri()):  # the test driver's volumes are there while somebody is connected
            conn = stack.enter_context(anyvirt.open(uri))
            pool = conn.storagePoolDefineXML(
                f"<pool type='dir'><name>bench</name><target><path>{path}</path></target></pool>"
            )
            pool.create()
            pool.createXML(f"<volume><name>bench</name><capacity>{STREAM_BYTES}</capacity></volume>")
        original, mixed, ours = stack.enter_context(clients(theirs.uri, daemon.uri()))
        assert ours is not None
        before = ours.measure("peak"), peak_mib(daemon.pid)
        for action in ("upload", "download"):
            name = f"remote: {action} of {STREAM_BYTES >> 20} MiB"
            actions = [partial(each.measure, f"{action} {STREAM_BYTES}") for each in (original, mixed, ours)]
            times = alternating(actions, 2)
            figures += [
                Figure(f"{name}, libvirt", times[0], "s"),
                Figure(f"{name}, anyvirt on libvirtd", times[1] / times[0], "x", 1.0),
                Figure(f"{name}, anyvirt on anyvirtd", times[2] / times[0], "x", 1.0),
            ]
        figures += [
            Figure("remote: memory that this takes, client", ours.measure("peak") - before[0], "MiB"),
            Figure("remote: memory that this takes, daemon", peak_mib(daemon.pid) - before[1], "MiB"),
        ]
    return figures
