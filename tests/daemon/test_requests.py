"""Requests: answers, refusals, what waits and what does not, and what malformed packets get."""

from __future__ import annotations

import os
import re
import struct
from collections.abc import Callable

import pytest

from anyvirt.testing.daemon import PrivateDaemon
from anyvirt.util.error import InternalError, InvalidArg, NoConnect, NoDomain, OperationDenied, Rpc, SystemCallError
from tests.daemon.talk import REMOTE, HungUp, Talk, hosted, memory_kib, open_files, packets

MakeDaemon = Callable[..., PrivateDaemon]


def test_calls_are_answered(shared: PrivateDaemon) -> None:
    with Talk(shared.socket).open() as talk:
        assert talk.ask(REMOTE["CONNECT_GET_TYPE"]).type == "TEST"
        assert talk.ask(REMOTE["CONNECT_GET_URI"]).uri == "test:///default"
        dom = talk.ask(REMOTE["DOMAIN_LOOKUP_BY_NAME"], ("test",)).dom
        assert talk.ask(REMOTE["DOMAIN_GET_INFO"], (dom,)).nrVirtCpu == 2
        with pytest.raises(NoDomain) as caught:
            talk.ask(REMOTE["DOMAIN_LOOKUP_BY_NAME"], ("nobody",))
        assert caught.value.origin == 12  # VIR_FROM_TEST
        talk.ask(REMOTE["CONNECT_CLOSE"])
        talk.wait_for_end()


def test_connections_to_the_default_test_node_share_it(daemon: PrivateDaemon) -> None:
    with Talk(daemon.socket).open() as first, Talk(daemon.socket).open() as second:
        dom = first.ask(REMOTE["DOMAIN_LOOKUP_BY_NAME"], ("test",)).dom
        first.ask(REMOTE["DOMAIN_SUSPEND"], (dom,))
        assert second.ask(REMOTE["DOMAIN_GET_INFO"], (dom,)).state == 3


def test_nothing_is_answered_before_a_connection_is_open(shared: PrivateDaemon) -> None:
    with Talk(shared.socket) as talk:
        with pytest.raises(InternalError, match="connection not open"):
            talk.ask(REMOTE["CONNECT_GET_TYPE"])
        talk.open()
        with pytest.raises(InternalError, match="connection already open"):
            talk.open()


@pytest.mark.parametrize(
    ("uri", "words"),
    [
        ("xyz:///", "no connection driver available"),
        ("qemu:///embed", "for programs without a daemon"),
        ("qemu:///session", "not what this daemon hosts"),
        ("test+unix:///default", "leads to another daemon"),
    ],
)
def test_what_this_daemon_does_not_have_cannot_be_opened(shared: PrivateDaemon, uri: str, words: str) -> None:
    with Talk(shared.socket) as talk:
        with pytest.raises(NoConnect, match=words):
            talk.open(uri)
        talk.open()  # the connection is none the worse for it


def test_who_may_only_look_changes_nothing(shared: PrivateDaemon) -> None:
    with Talk(shared.ro_socket).open() as by_socket, Talk(shared.socket).open(flags=1) as by_flag:
        for talk in (by_socket, by_flag):
            dom = talk.ask(REMOTE["DOMAIN_LOOKUP_BY_NAME"], ("test",)).dom
            with pytest.raises(OperationDenied, match="read only access prevents virDomainDestroy"):
                talk.ask(REMOTE["DOMAIN_DESTROY"], (dom,))


def test_every_procedure_has_an_answer() -> None:
    """Each has a handler: none is said to be unknown but those that no client may call."""
    from anyvirt.rpc.programs import Kind
    from anyvirtd.calls import remote_handlers

    calls = {each for each in REMOTE.values() if each.kind not in (Kind.EVENT, Kind.MESSAGE)}
    missing = calls - set(remote_handlers())
    assert not {each.name for each in missing if each.c_name}, missing


CALL = packets.call(REMOTE["CONNECT_GET_TYPE"], 77)


@pytest.mark.parametrize(
    ("at", "word"),
    [
        pytest.param(12, 99999, id="unknown procedure"),
        pytest.param(12, 107, id="an event's procedure"),
        pytest.param(4, 0x1234, id="unknown program"),
        pytest.param(8, 2, id="unknown version"),
    ],
)
def test_calls_that_mean_nothing_are_refused_on_their_number(shared: PrivateDaemon, at: int, word: int) -> None:
    data = bytearray(CALL)
    struct.pack_into(">I", data, at, word)
    with Talk(shared.socket).open() as talk:
        talk.send(data)
        answer = talk.socket.recv(65536)
        assert struct.unpack_from(">I", answer, 20)[0] == 77
        assert talk.ask(REMOTE["CONNECT_GET_TYPE"]).type == "TEST"


def test_arguments_that_mean_nothing_name_procedure_and_field(shared: PrivateDaemon) -> None:
    data = packets.call(REMOTE["DOMAIN_LOOKUP_BY_NAME"], 5, ("test",))
    struct.pack_into(">I", data, 28, 2**31)
    with Talk(shared.socket).open() as talk:
        talk.client.waiting[5] = REMOTE["DOMAIN_LOOKUP_BY_NAME"]
        talk.send(data)
        error = talk.reply(5).error
        assert isinstance(error, Rpc)
        assert re.search(r"DOMAIN_LOOKUP_BY_NAME.*name", str(error))


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(struct.pack(">I", 3), id="too short"),
        pytest.param(struct.pack(">I", 2**31), id="too long"),
        pytest.param(struct.pack(">IIIiiIi", 28, 0x20008086, 1, 1, 99, 1, 0), id="no such type"),
        pytest.param(struct.pack(">IIIiiIi", 28, 0x20008086, 1, 1, 1, 1, 0), id="a reply"),
        pytest.param(b"GET / HTTP/1.0\r\n\r\n" + bytes(64), id="another protocol"),
    ],
)
def test_who_does_not_speak_the_protocol_is_disconnected(shared: PrivateDaemon, data: bytes) -> None:
    with Talk(shared.socket) as talk, Talk(shared.socket).open() as other:
        talk.send(data)
        talk.wait_for_end()
        other.ask(REMOTE["CONNECT_GET_TYPE"])
    peer = rf"client \d+ \(process {os.getpid()} of user \w+\)"
    assert re.search(f"{peer} was disconnected: bad packet", shared.log.read_text())


def test_half_a_packet_is_no_packet(daemon: PrivateDaemon) -> None:
    with Talk(daemon.socket) as talk:
        talk.send(CALL[:20])
    with Talk(daemon.socket).open() as other:
        other.ask(REMOTE["CONNECT_GET_TYPE"])
    daemon.stop()
    assert "it hung up within a packet" in daemon.log.read_text()


def test_calls_may_be_sent_without_waiting_for_answers(shared: PrivateDaemon) -> None:
    with Talk(shared.socket).open() as talk:
        waiting = [talk.say(REMOTE["CONNECT_GET_TYPE"]) for _ in range(2000)]
        for serial in reversed(waiting):
            assert talk.reply(serial).ret.type == "TEST"


def test_descriptors_that_nobody_wants_are_closed(daemon: PrivateDaemon) -> None:
    with hosted(daemon.socket), Talk(daemon.socket).open() as talk, open(os.devnull) as file:
        before = open_files(daemon.pid)
        for _ in range(10):
            talk.ask(REMOTE["CONNECT_GET_TYPE"], None, [file.fileno()] * 3)
        talk.ask(REMOTE["CONNECT_GET_TYPE"])
        assert open_files(daemon.pid) == before


def test_more_clients_than_allowed_wait_outside(make_daemon: MakeDaemon) -> None:
    daemon = make_daemon("max_clients = 2\n")
    with Talk(daemon.socket).open() as first, Talk(daemon.socket).open(), Talk(daemon.socket) as third:
        serial = third.say(REMOTE["CONNECT_OPEN"], ("test:///default", 0))
        third.socket.settimeout(0.3)
        with pytest.raises(TimeoutError):
            third.next()
        third.socket.settimeout(30)
        first.socket.close()
        assert third.reply(serial).error is None


def test_a_client_that_does_not_read_stops_being_read(daemon: PrivateDaemon) -> None:
    """Its answers do not pile up in the daemon, and others are answered all the while."""
    with Talk(daemon.socket).open() as talk, Talk(daemon.socket).open() as other:
        talk.socket.settimeout(1.0)
        data = packets.call(REMOTE["CONNECT_GET_CAPABILITIES"], 9) * 100_000
        with pytest.raises(TimeoutError):
            talk.socket.sendall(data)
        assert other.ask(REMOTE["CONNECT_GET_TYPE"]).type == "TEST"
        assert memory_kib(daemon.pid) < 200_000


def test_hanging_up_leaves_nothing_behind(daemon: PrivateDaemon) -> None:
    with hosted(daemon.socket), Talk(daemon.socket).open() as one:
        before = open_files(daemon.pid)
        for _ in range(20):
            with Talk(daemon.socket).open():
                pass
        while open_files(daemon.pid) > before:
            one.ask(REMOTE["CONNECT_GET_TYPE"])


def test_a_signal_ends_it_without_a_trace(daemon: PrivateDaemon) -> None:
    with Talk(daemon.socket).open() as talk:
        assert daemon.stop() == 0
        with pytest.raises(HungUp):
            talk.next()
    assert not daemon.socket.exists()
    assert not (daemon.root / "run" / "anyvirtd.pid").exists()


def test_numbers_that_no_function_takes_are_refused(daemon: PrivateDaemon) -> None:
    """Where C has an int, the protocol may have more."""
    with Talk(daemon.socket).open() as talk:
        dom = talk.ask(REMOTE["DOMAIN_LOOKUP_BY_NAME"], ("test",)).dom
        with pytest.raises(InvalidArg, match=r"DOMAIN_GRAPHICS_RELOAD\): type is out of range"):
            talk.ask(REMOTE["DOMAIN_GRAPHICS_RELOAD"], (dom, 2**32 - 1, 0))


def test_a_migration_without_a_name_is_refused(daemon: PrivateDaemon) -> None:
    with Talk(daemon.socket).open() as talk, pytest.raises(InvalidArg, match=r"'destination_name' .* is missing"):
        talk.ask(REMOTE["DOMAIN_MIGRATE_FINISH3_PARAMS"], ([], b"{}", 0, 0))


def test_no_file_is_as_long_as_the_protocol_has_room_for(daemon: PrivateDaemon) -> None:
    with hosted(daemon.socket), Talk(daemon.socket).open() as talk:
        pool = talk.ask(REMOTE["STORAGE_POOL_LOOKUP_BY_NAME"], ("default-pool",)).pool
        document = "<volume><name>v</name><capacity>4096</capacity></volume>"
        vol = talk.ask(REMOTE["STORAGE_VOL_CREATE_XML"], (pool, document, 0)).vol
        files = set()
        for _ in range(3):
            with pytest.raises(SystemCallError, match=r"cannot seek to 18446744073709551615"):
                talk.ask(REMOTE["STORAGE_VOL_DOWNLOAD"], (vol, 2**64 - 1, 0, 0))
            files.add(open_files(daemon.pid))
        assert len(files) == 1


@pytest.mark.parametrize(("nparams", "ncpus", "what"), [(2**32 - 1, 2, "nparams"), (2, 2**32 - 1, "ncpus")])
def test_no_memory_is_taken_for_an_answer_that_cannot_be_sent(
    shared: PrivateDaemon, nparams: int, ncpus: int, what: str
) -> None:
    with Talk(shared.socket).open() as talk:
        dom = talk.ask(REMOTE["DOMAIN_LOOKUP_BY_NAME"], ("test",)).dom
        with pytest.raises(InternalError, match=f"{what} too large"):
            talk.ask(REMOTE["DOMAIN_GET_CPU_STATS"], (dom, nparams, 0, ncpus, 0))
