"""Guests of QEMU behind our daemon: their consoles, and that they outlive it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from anyvirt.rpc.connection import StreamData, StreamFinished
from anyvirt.testing.daemon import PrivateDaemon
from anyvirt.testing.guest import TinyGuest
from anyvirt.util.error import OperationFailed
from tests.daemon.talk import QEMU, REMOTE, HungUp, Talk, packets

pytestmark = pytest.mark.real

END_S = 60


@pytest.fixture
def talk(daemon: PrivateDaemon, emulator: str) -> Iterator[Talk]:
    with Talk(daemon.socket).open("qemu:///system") as opened:
        yield opened
        with Talk(daemon.socket).open("qemu:///system") as last:
            for dom in last.ask(REMOTE["CONNECT_LIST_ALL_DOMAINS"], (1, 1)).domains:
                last.ask(REMOTE["DOMAIN_DESTROY"], (dom,))


def start(talk: Talk, tiny: TinyGuest, name: str = "tiny", *, paused: bool = False) -> Any:
    dom = talk.ask(REMOTE["DOMAIN_DEFINE_XML"], (tiny.domain_xml(name),)).dom
    return talk.ask(REMOTE["DOMAIN_CREATE_WITH_FLAGS"], (dom, int(paused))).dom


def read_until(talk: Talk, words: bytes) -> bytes:
    seen = b""
    while words not in seen:
        piece = talk.on_stream()
        assert isinstance(piece, StreamData)
        seen += piece.data
    return seen


def test_a_console_goes_both_ways(talk: Talk, tiny: TinyGuest) -> None:
    dom = start(talk, tiny, paused=True)
    console = REMOTE["DOMAIN_OPEN_CONSOLE"]
    serial = talk.say(console, (dom, None, 0))
    assert talk.reply(serial).error is None
    talk.ask(REMOTE["DOMAIN_RESUME"], (dom,))
    read_until(talk, tiny.marker.encode())
    talk.send(packets.stream_data(console, serial, b"echo $((6 * 7))\n"))
    read_until(talk, b"42")
    with pytest.raises(OperationFailed, match="Active console session exists"):
        talk.ask(console, (dom, None, 2))  # VIR_DOMAIN_CONSOLE_SAFE
    talk.send(packets.stream_abort(console, serial))
    while not isinstance(talk.on_stream(), StreamFinished):
        pass
    assert talk.ask(console, (dom, None, 0)) is None


def test_a_guest_that_ends_closes_its_console(talk: Talk, tiny: TinyGuest) -> None:
    dom = start(talk, tiny, paused=True)
    serial = talk.say(REMOTE["DOMAIN_OPEN_CONSOLE"], (dom, None, 0))
    assert talk.reply(serial).error is None
    talk.ask(REMOTE["DOMAIN_DESTROY"], (dom,))
    while not (isinstance(piece := talk.on_stream(), StreamData) and not piece.data):
        assert isinstance(piece, StreamData)


def test_the_monitor_tells_what_happens(talk: Talk, tiny: TinyGuest) -> None:
    dom = start(talk, tiny, paused=True)
    ask = QEMU["CONNECT_DOMAIN_MONITOR_EVENT_REGISTER"]
    stops = talk.ask(ask, (dom, "stop", 2)).callbackID  # NOCASE
    talk.ask(ask, (None, "RES.*", 1))  # REGEX
    talk.ask(REMOTE["DOMAIN_RESUME"], (dom,))
    resumed = talk.told()
    assert (resumed.procedure.name, resumed.msg.event, resumed.msg.dom.name) == (
        "DOMAIN_MONITOR_EVENT",
        "RESUME",
        "tiny",
    )
    talk.ask(QEMU["CONNECT_DOMAIN_MONITOR_EVENT_DEREGISTER"], (resumed.msg.callbackID,))
    talk.ask(REMOTE["DOMAIN_SUSPEND"], (dom,))
    told = talk.told()
    assert (told.msg.event, told.msg.callbackID) == ("STOP", stops)
    answer = talk.ask(QEMU["DOMAIN_MONITOR_COMMAND"], (dom, '{"execute": "query-status"}', 0)).result
    assert json.loads(answer)["return"]["status"] == "paused"


@pytest.mark.parametrize("how", ["stop", "kill"])
def test_guests_outlive_the_daemon(talk: Talk, daemon: PrivateDaemon, tiny: TinyGuest, how: str) -> None:
    dom = start(talk, tiny, paused=True)
    getattr(daemon, how)()
    with pytest.raises(HungUp):
        talk.next()
    daemon.start()
    with Talk(daemon.socket).open("qemu:///system") as again:
        found = again.ask(REMOTE["DOMAIN_LOOKUP_BY_NAME"], ("tiny",)).dom
        assert (found.id, found.uuid) == (dom.id, dom.uuid)
        assert again.ask(REMOTE["DOMAIN_GET_INFO"], (found,)).state == 3
        again.ask(REMOTE["DOMAIN_RESUME"], (found,))


def test_a_guest_keeps_an_idle_daemon_alive(make_daemon: Callable[..., PrivateDaemon], tiny: TinyGuest) -> None:
    daemon = make_daemon("", "--timeout", "1")
    with Talk(daemon.socket).open("qemu:///system") as talk:
        dom = start(talk, tiny, paused=True)
    with pytest.raises(subprocess.TimeoutExpired):
        daemon.wait(3)
    with Talk(daemon.socket).open("qemu:///system") as talk:
        talk.ask(REMOTE["DOMAIN_DESTROY"], (dom,))
    assert daemon.wait() == 0


def test_state_of_a_session_is_under_its_root(make_daemon: Callable[..., PrivateDaemon], emulator: str) -> None:
    daemon = make_daemon("", "--session")
    with Talk(daemon.socket).open("qemu:///session") as talk:
        assert talk.ask(REMOTE["CONNECT_GET_URI"]).uri == "qemu:///session"
        talk.ask(REMOTE["DOMAIN_DEFINE_XML"], (tiny_xml("kept"),))
    assert (daemon.root / "etc" / "qemu" / "kept.xml").exists()


def tiny_xml(name: str) -> str:
    return (
        f"<domain type='qemu'><name>{name}</name><memory>65536</memory><os><type arch='x86_64'>hvm</type></os></domain>"
    )


def test_the_hosts_uuid_can_be_set(make_daemon: Callable[..., PrivateDaemon], emulator: str) -> None:
    uuid = "6695eb01-f6a4-8304-79aa-97f2502e193f"
    daemon = make_daemon(f'host_uuid = "{uuid}"\n')
    with Talk(daemon.socket).open("qemu:///system") as talk:
        assert f"<uuid>{uuid}</uuid>" in talk.ask(REMOTE["CONNECT_GET_CAPABILITIES"]).capabilities


VIRSH_CONSOLE = textwrap.dedent(
    """
    import os, pty, sys
    os._exit(os.waitstatus_to_exitcode(pty.spawn(["virsh", "-c", sys.argv[1], "console", "tiny"])))
    """
)


@pytest.mark.peer("libvirt >= 9.0")
def test_virsh_console(talk: Talk, daemon: PrivateDaemon, tiny: TinyGuest, root: Path) -> None:
    """In a terminal of its own, as a user has it."""
    dom = start(talk, tiny, paused=True)
    with subprocess.Popen(
        [sys.executable, "-c", VIRSH_CONSOLE, daemon.uri("qemu", "/system")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "TERM": "dumb"},
    ) as virsh:
        assert virsh.stdout is not None
        assert virsh.stdin is not None
        _read(virsh.stdout.fileno(), b"Escape character")
        talk.ask(REMOTE["DOMAIN_RESUME"], (dom,))
        _read(virsh.stdout.fileno(), tiny.marker.encode())
        virsh.stdin.write(b"echo $((6 * 7))\n")
        virsh.stdin.flush()
        _read(virsh.stdout.fileno(), b"42")
        talk.ask(REMOTE["DOMAIN_DESTROY"], (dom,))
        virsh.stdin.close()
        virsh.wait(END_S)


def _read(fd: int, words: bytes) -> None:
    seen = b""
    while words not in seen:
        data = os.read(fd, 65536)
        assert data, seen
        seen += data
