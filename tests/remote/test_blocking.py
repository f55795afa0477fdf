"""Calls of a blocking connection: of several threads, interrupted, cut off."""

from __future__ import annotations

import gc
import os
import random
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from typing import Any

import pytest

import anyvirt
from anyvirt.error import InternalError, InvalidConn, NoDomain, NoSupport, OperationInvalid, Rpc, SystemCallError
from anyvirt.rpc import packet as packets
from tests.remote.scripted import LIMIT_S, REMOTE, ScriptedDaemon, in_thread, silent
from tests.rpc.wire_values import UUID


class Interrupted(BaseException):
    """Stands for Ctrl-C."""


@contextmanager
def interrupting() -> Iterator[Callable[[float], threading.Timer]]:
    """Gives a function that has this thread interrupted after so many seconds, by the timer that it answers with."""
    timers: list[threading.Timer] = []
    this = threading.get_ident()

    def interrupt(number: int, frame: object) -> None:
        raise Interrupted

    def after(seconds: float) -> threading.Timer:
        timer = threading.Timer(seconds, signal.pthread_kill, (this, signal.SIGUSR1))
        timers.append(timer)
        timer.start()
        return timer

    before = signal.signal(signal.SIGUSR1, interrupt)
    try:
        yield after
    finally:
        signal.signal(signal.SIGUSR1, signal.SIG_IGN)
        for timer in timers:
            timer.join()
        signal.signal(signal.SIGUSR1, before)


def test_calls_and_errors(daemon: ScriptedDaemon, conn: anyvirt.virConnect) -> None:
    """An error has the class, the words and the origin that the daemon gave it."""
    assert (conn.getType(), conn.lookupByName("web").ID()) == ("TEST", 7)

    def refuse(args: Any) -> Any:
        raise NoDomain("no domain 'web'", origin=anyvirt.VIR_FROM_QEMU)

    daemon.answers["DOMAIN_LOOKUP_BY_NAME"] = refuse
    with pytest.raises(NoDomain, match="no domain 'web'") as caught:
        conn.lookupByName("web")
    assert caught.value.origin == anyvirt.VIR_FROM_QEMU
    assert conn.getType() == "TEST"


def test_asyncio_is_not_needed(daemon: ScriptedDaemon) -> None:
    """Nor loaded."""
    import subprocess
    import sys

    program = f"import sys, anyvirt; anyvirt.open('{daemon.uri}').getType(); sys.exit('asyncio' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_a_long_call_holds_up_no_other_thread(daemon: ScriptedDaemon, conn: anyvirt.virConnect) -> None:
    """The thread that waits longest reads for all, and hands that on when it has its own answer."""
    daemon.answers["CONNECT_GET_HOSTNAME"] = daemon.answers["CONNECT_GET_TYPE"] = silent
    slow = in_thread(conn.getHostname)
    held = daemon.peer.wait_for("CONNECT_GET_HOSTNAME")
    assert conn.lookupByName("one").name() == "one"
    slower = in_thread(conn.getType)
    last = daemon.peer.wait_for("CONNECT_GET_TYPE")
    assert conn.lookupByName("two").name() == "two"
    daemon.peer.answer(held, ("host",))
    assert slow.result(LIMIT_S) == "host"
    daemon.peer.answer(last, ("late",))
    assert slower.result(LIMIT_S) == "late"


def test_each_of_many_threads_gets_its_own_answers(conn: anyvirt.virConnect) -> None:
    names = [f"guest{number}" for number in range(400)]
    with ThreadPoolExecutor(8) as pool:
        assert [each.name() for each in pool.map(conn.lookupByName, names)] == names


def test_an_interrupted_call_leaves_the_connection_usable(daemon: ScriptedDaemon, conn: anyvirt.virConnect) -> None:
    """Its answer is dropped when it comes."""
    daemon.answers["CONNECT_GET_HOSTNAME"] = silent
    with interrupting() as after:
        after(0.05)
        with pytest.raises(Interrupted):
            conn.getHostname()
    daemon.peer.answer(daemon.peer.wait_for("CONNECT_GET_HOSTNAME"), ("late",))
    assert conn.lookupByName("web").name() == "web"


def test_who_is_interrupted_hands_on_the_reading(daemon: ScriptedDaemon, conn: anyvirt.virConnect) -> None:
    """Another thread that waits gets its answer all the same."""
    daemon.answers["CONNECT_GET_HOSTNAME"] = daemon.answers["CONNECT_GET_TYPE"] = silent
    others: list[Future[Any]] = []

    def start_other() -> None:
        daemon.peer.wait_for("CONNECT_GET_HOSTNAME")
        others.append(in_thread(conn.getType))
        daemon.peer.wait_for("CONNECT_GET_TYPE")

    with interrupting() as after:
        starting = in_thread(start_other)
        after(0.3)
        with pytest.raises(Interrupted):
            conn.getHostname()
    starting.result(LIMIT_S)
    daemon.peer.answer(daemon.peer.wait_for("CONNECT_GET_TYPE"), ("TYPE",))
    assert others[0].result(LIMIT_S) == "TYPE"


@pytest.mark.filterwarnings("ignore:coroutine .* was never awaited")  # interrupted between being made and begun
def test_interrupts_anywhere_in_a_call(conn: anyvirt.virConnect) -> None:
    """Neither is a byte lost nor sent twice: the next call goes well."""
    chance = random.Random(1)
    with interrupting() as after:
        for number in range(400):
            # An interrupt may come amidst a destructor, where it is lost.
            with suppress(Interrupted):
                timer = after(chance.uniform(20e-6, 300e-6))
                while timer.is_alive():
                    conn.lookupByName("x")
                timer.join()
                raise Interrupted
            assert conn.lookupByName(f"guest{number}").name() == f"guest{number}"


def test_what_comes_in_pieces(daemon: ScriptedDaemon, conn: anyvirt.virConnect) -> None:
    """Byte by byte."""
    daemon.answers["CONNECT_GET_HOSTNAME"] = silent
    answer = in_thread(conn.getHostname)
    called = daemon.peer.wait_for("CONNECT_GET_HOSTNAME")
    for byte in packets.reply(called.procedure, called.serial, ("host",)):
        daemon.peer.send(bytes([byte]))
    assert answer.result(LIMIT_S) == "host"


def test_calls_that_an_old_daemon_lacks_say_what_it_needs(daemon: ScriptedDaemon, conn: anyvirt.virConnect) -> None:
    with pytest.raises(NoSupport, match="virDomainGraphicsReload") as caught:
        conn.lookupByName("web").graphicsReload(0)
    since = REMOTE["DOMAIN_GRAPHICS_RELOAD"].since
    assert caught.value.hint == f"the daemon must be libvirt {since} or newer; it has 1.2.3"


def test_the_end_of_the_daemon_ends_all_calls(daemon: ScriptedDaemon, conn: anyvirt.virConnect) -> None:
    """With what happened; those that come later say that nobody is there. Closing goes well."""
    daemon.answers["CONNECT_GET_HOSTNAME"] = silent
    waiting = [in_thread(conn.getHostname) for _ in range(3)]
    daemon.peer.wait_for("CONNECT_GET_HOSTNAME", 3)
    daemon.peer.hang_up()
    for each in waiting:
        with pytest.raises(SystemCallError, match="End of file while reading data"):
            each.result(LIMIT_S)
    assert conn.isAlive() == 0
    with pytest.raises(InternalError, match="client socket is closed") as caught:
        conn.getType()
    assert caught.value.origin == anyvirt.VIR_FROM_RPC
    assert conn.close() == 0


def test_nonsense_ends_the_connection(daemon: ScriptedDaemon, conn: anyvirt.virConnect) -> None:
    daemon.answers["CONNECT_GET_HOSTNAME"] = silent
    waiting = in_thread(conn.getHostname)
    daemon.peer.wait_for("CONNECT_GET_HOSTNAME")
    daemon.peer.send(b"\xff" * 28)
    with pytest.raises(Rpc, match="a packet of 4294967295 bytes"):
        waiting.result(LIMIT_S)
    assert conn.isAlive() == 0


def test_an_answer_that_nobody_asked_for_ends_the_connection(daemon: ScriptedDaemon, conn: anyvirt.virConnect) -> None:
    daemon.answers["CONNECT_GET_HOSTNAME"] = silent
    waiting = in_thread(conn.getHostname)
    daemon.peer.wait_for("CONNECT_GET_HOSTNAME")
    daemon.peer.send(packets.reply(REMOTE["CONNECT_GET_TYPE"], 999, ("x",)))
    with pytest.raises(Rpc, match="serial 999, which was not called"):
        waiting.result(LIMIT_S)


def test_closing_ends_the_calls_of_other_threads(daemon: ScriptedDaemon, conn: anyvirt.virConnect) -> None:
    daemon.answers["CONNECT_GET_HOSTNAME"] = silent
    waiting = in_thread(conn.getHostname)
    daemon.peer.wait_for("CONNECT_GET_HOSTNAME")
    conn.close()
    with pytest.raises(InvalidConn, match="closed before the call had ended"):
        waiting.result(LIMIT_S)
    daemon.peer.wait_for_end()
    assert len(daemon.peer.calls("CONNECT_CLOSE")) == 1


def test_a_forgotten_connection_is_closed(daemon: ScriptedDaemon) -> None:
    conn = anyvirt.open(daemon.uri)
    conn.setKeepAlive(60, 5)
    del conn
    gc.collect()
    daemon.peer.wait_for_end()


def test_an_open_that_is_refused_leaves_nothing(daemon: ScriptedDaemon) -> None:
    def refuse(args: Any) -> Any:
        raise OperationInvalid("not now")

    daemon.answers["CONNECT_OPEN"] = refuse
    with pytest.raises(OperationInvalid, match="not now"):
        anyvirt.open(daemon.uri)
    daemon.peer.wait_for_end()


def test_what_is_sent_to_open(daemon: ScriptedDaemon) -> None:
    """The URI without what was meant for us, or the name that was given; and whether to look alone."""
    for uri, name, flags in (
        (f"{daemon.uri}&mode=legacy&x=1%26b", "test:///default?x=1%26b", 0),
        (f"test+unix:///a%20b?name=xen:///system&socket={daemon.path}", "xen:///system", 0),
        (f"remote+unix:///?socket={daemon.path}", None, 0),
    ):
        anyvirt.open(uri).close()
        called = daemon.peer.calls("CONNECT_OPEN")[0]
        assert (called.args.name, called.args.flags) == (name, flags)
    anyvirt.openReadOnly(daemon.uri).close()
    assert daemon.peer.calls("CONNECT_OPEN")[0].args.flags == 1


def test_a_forked_child_leaves_the_connection_alone(daemon: ScriptedDaemon, conn: anyvirt.virConnect) -> None:
    conn.setKeepAlive(60, 5)
    child = os.fork()
    if not child:
        status = 1
        try:
            conn.getType()
        except InvalidConn as exc:
            status = 0 if "is a fork of that" in str(exc) else 2
        finally:
            os._exit(status)
    assert os.waitpid(child, 0)[1] == 0
    assert conn.getType() == "TEST"


def test_a_slow_daemon_gets_all_of_a_large_call(daemon: ScriptedDaemon, conn: anyvirt.virConnect) -> None:
    """Several calls that do not fit into the socket; their packets are not mixed."""
    daemon.answers["DOMAIN_DEFINE_XML_FLAGS"] = lambda args: ((str(len(args.xml)), UUID, -1),)
    daemon.peer.reading.clear()
    sizes = [1_000_000 + number for number in range(6)]
    with ThreadPoolExecutor(6) as pool:
        answers = pool.map(lambda size: conn.defineXML("x" * size), sizes)
        threading.Timer(0.2, daemon.peer.reading.set).start()
        assert [int(each.name()) for each in answers] == sizes
