"""Many clients, and some that go at the worst moment."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
from contextlib import ExitStack

from anyvirt.testing.daemon import PrivateDaemon
from tests.daemon.talk import REMOTE, Talk, hosted, memory_kib, open_files

CLIENTS = 500


def test_five_hundred_idle_clients(daemon: PrivateDaemon) -> None:
    """Each costs a few kilobytes, and none of them slows others down."""
    with ExitStack() as talks:
        first = talks.enter_context(Talk(daemon.socket).open())
        before = memory_kib(daemon.pid)
        for _ in range(CLIENTS):
            talks.enter_context(Talk(daemon.socket).open())
        assert first.ask(REMOTE["CONNECT_GET_TYPE"]).type == "TEST"
        assert memory_kib(daemon.pid) - before < CLIENTS * 40


def test_events_reach_fifty_clients_in_order(daemon: PrivateDaemon) -> None:
    with ExitStack() as talks:
        clients = [talks.enter_context(Talk(daemon.socket).open()) for _ in range(50)]
        for talk in clients:
            talk.ask(REMOTE["CONNECT_DOMAIN_EVENT_CALLBACK_REGISTER_ANY"], (0, None))
        dom = clients[0].ask(REMOTE["DOMAIN_LOOKUP_BY_NAME"], ("test",)).dom
        for _ in range(20):
            clients[0].ask(REMOTE["DOMAIN_SUSPEND"], (dom,))
            clients[0].ask(REMOTE["DOMAIN_RESUME"], (dom,))
        for talk in clients:
            assert [talk.told().msg.msg.event for _ in range(40)] == [3, 4] * 20


UPLOADER = textwrap.dedent(
    """
    import sys
    from tests.daemon.talk import REMOTE, Talk, packets
    talk = Talk(sys.argv[1]).open()
    pool = talk.ask(REMOTE["STORAGE_POOL_LOOKUP_BY_NAME"], ("default-pool",)).pool
    document = "<volume><name>big</name><capacity>1000000000</capacity></volume>"
    vol = talk.ask(REMOTE["STORAGE_VOL_CREATE_XML"], (pool, document, 0)).vol
    serial = talk.say(REMOTE["STORAGE_VOL_UPLOAD"], (vol, 0, 0, 0))
    assert talk.reply(serial).error is None
    print("uploading", flush=True)
    while True:
        talk.send(packets.stream_data(REMOTE["STORAGE_VOL_UPLOAD"], serial, bytes(200_000)))
    """
)


def test_a_client_that_is_killed_within_an_upload(daemon: PrivateDaemon) -> None:
    with hosted(daemon.socket), Talk(daemon.socket).open() as talk:
        before = open_files(daemon.pid)
        with subprocess.Popen(
            [sys.executable, "-c", UPLOADER, str(daemon.socket)], stdout=subprocess.PIPE, text=True
        ) as uploader:
            assert uploader.stdout is not None
            assert uploader.stdout.readline() == "uploading\n"
            uploader.kill()
        pool = talk.ask(REMOTE["STORAGE_POOL_LOOKUP_BY_NAME"], ("default-pool",)).pool
        vol = talk.ask(REMOTE["STORAGE_VOL_LOOKUP_BY_NAME"], (pool, "big")).vol
        talk.ask(REMOTE["STORAGE_VOL_DELETE"], (vol, 0))
        while open_files(daemon.pid) > before:  # the volume was one as well
            talk.ask(REMOTE["CONNECT_GET_TYPE"])


def test_a_daemon_that_is_stopped_under_load_answers_what_it_has_begun(daemon: PrivateDaemon) -> None:
    with ExitStack() as talks:
        clients = [talks.enter_context(Talk(daemon.socket).open()) for _ in range(10)]
        for talk in clients:
            for _ in range(50):
                talk.say(REMOTE["CONNECT_GET_CAPABILITIES"])
        os.kill(daemon.pid, signal.SIGTERM)
        for talk in clients:
            talk.wait_for_end()
        assert daemon.wait() == 0
