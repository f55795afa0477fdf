"""The admin program: what can be looked at and changed while the daemon runs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from anyvirt.rpc.params import read_params, wire_params
from anyvirt.testing.daemon import PrivateDaemon
from anyvirt.util.error import InternalError, InvalidArg, NoClient, NoServer, OperationInvalid
from anyvirt.util.typed import Kind, Names
from tests.daemon.talk import ADMIN, REMOTE, Talk

OURS = ("anyvirtd",)


@pytest.fixture
def admin(daemon: PrivateDaemon) -> Iterator[Talk]:
    with Talk(daemon.admin_socket, "admin") as talk:
        talk.ask(ADMIN["CONNECT_OPEN"], (0,))
        yield talk


@pytest.fixture
def asker(shared: PrivateDaemon) -> Iterator[Talk]:
    """An administrator who changes nothing."""
    with Talk(shared.admin_socket, "admin") as talk:
        talk.ask(ADMIN["CONNECT_OPEN"], (0,))
        yield talk


def limits(**values: int) -> Any:
    return wire_params(values, Names(dict.fromkeys(values, Kind.UINT)))


def test_nothing_is_told_before_it_is_open(daemon: PrivateDaemon) -> None:
    with Talk(daemon.admin_socket, "admin") as talk, pytest.raises(InternalError, match="connection not open"):
        talk.ask(ADMIN["CONNECT_LIST_SERVERS"], (1, 0))


def test_servers(asker: Talk) -> None:
    listed = asker.ask(ADMIN["CONNECT_LIST_SERVERS"], (1, 0))
    assert ([each.name for each in listed.servers], listed.ret) == (["anyvirtd", "admin"], 2)
    assert asker.ask(ADMIN["CONNECT_LIST_SERVERS"], (0, 0)).ret == 2
    assert asker.ask(ADMIN["CONNECT_LOOKUP_SERVER"], ("admin", 0)).srv.name == "admin"
    with pytest.raises(NoServer, match="No server named 'other'"):
        asker.ask(ADMIN["CONNECT_LOOKUP_SERVER"], ("other", 0))
    assert asker.ask(ADMIN["CONNECT_GET_LIB_VERSION"]).libVer == 12_008_000


def test_clients_can_be_looked_at_and_disconnected(daemon: PrivateDaemon, admin: Talk) -> None:
    with Talk(daemon.ro_socket).open() as talk:
        (client,) = admin.ask(ADMIN["SERVER_LIST_CLIENTS"], (OURS, 1, 0)).clients
        assert (client.srv.name, client.id, client.transport) == ("anyvirtd", 1, 0)
        info = read_params(admin.ask(ADMIN["CLIENT_GET_INFO"], (client, 0)).params)
        assert info["readonly"] is True
        assert {"unix_user_id", "unix_user_name", "unix_group_id", "unix_process_id", "sock_addr"} <= set(info)
        admin.ask(ADMIN["CLIENT_CLOSE"], (client, 0))
        talk.wait_for_end()
    with pytest.raises(NoClient, match="No client with matching ID '1'"):
        admin.ask(ADMIN["CLIENT_CLOSE"], (client, 0))


def test_an_administrator_can_disconnect_himself(admin: Talk) -> None:
    (me,) = admin.ask(ADMIN["SERVER_LIST_CLIENTS"], (("admin",), 1, 0)).clients
    admin.ask(ADMIN["CLIENT_CLOSE"], (me, 0))
    admin.wait_for_end()


def test_limits_of_clients_can_be_changed(daemon: PrivateDaemon, admin: Talk) -> None:
    admin.ask(ADMIN["SERVER_SET_CLIENT_LIMITS"], (OURS, limits(nclients_max=1, nclients_unauth_max=1), 0))
    now = read_params(admin.ask(ADMIN["SERVER_GET_CLIENT_LIMITS"], (OURS, 0)).params)
    assert now == {"nclients_max": 1, "nclients": 0, "nclients_unauth_max": 1, "nclients_unauth": 0}
    with Talk(daemon.socket).open(), Talk(daemon.socket) as outside:
        serial = outside.say(REMOTE["AUTH_LIST"])
        admin.ask(ADMIN["SERVER_SET_CLIENT_LIMITS"], (OURS, limits(nclients_max=2), 0))
        assert outside.reply(serial).error is None


def test_limits_of_requests_can_be_changed(admin: Talk) -> None:
    admin.ask(ADMIN["SERVER_SET_THREADPOOL_PARAMETERS"], (OURS, limits(maxWorkers=33, prioWorkers=3), 0))
    now = read_params(admin.ask(ADMIN["SERVER_GET_THREADPOOL_PARAMETERS"], (OURS, 0)).params)
    assert (now["maxWorkers"], now["prioWorkers"], now["jobQueueDepth"]) == (33, 3, 0)


@pytest.mark.parametrize(
    ("procedure", "given", "words"),
    [
        ("SERVER_SET_THREADPOOL_PARAMETERS", {"nWorkers": 3}, "'nWorkers' cannot be set"),
        ("SERVER_SET_THREADPOOL_PARAMETERS", {"maxWorkers": 1, "minWorkers": 2}, "no more than maxWorkers"),
        ("SERVER_SET_THREADPOOL_PARAMETERS", {}, "nothing to set"),
        ("SERVER_SET_CLIENT_LIMITS", {"nclients_max": 5}, "at least nclients_unauth_max 20"),
        ("SERVER_SET_CLIENT_LIMITS", {"color": 5}, "'color' cannot be set"),
    ],
)
def test_limits_that_make_no_sense_are_refused(asker: Talk, procedure: str, given: Any, words: str) -> None:
    with pytest.raises(InvalidArg, match=words):
        asker.ask(ADMIN[procedure], (OURS, limits(**given), 0))


def test_logs_can_be_changed_while_it_runs(daemon: PrivateDaemon, admin: Talk) -> None:
    admin.ask(ADMIN["CONNECT_SET_LOGGING_FILTERS"], ("1:anyvirtd.service 4:qemu", 0))
    filters = admin.ask(ADMIN["CONNECT_GET_LOGGING_FILTERS"], (0,))
    assert (filters.filters, filters.nfilters) == ("1:anyvirtd.service 4:qemu", 2)
    other = daemon.root / "other.log"
    admin.ask(ADMIN["CONNECT_SET_LOGGING_OUTPUTS"], (f"1:file:{other}", 0))
    assert admin.ask(ADMIN["CONNECT_GET_LOGGING_OUTPUTS"], (0,)).outputs == f"1:file:{other}"
    with Talk(daemon.socket).open() as talk:
        for _ in range(2):  # what it is logged for is answered first
            talk.ask(REMOTE["CONNECT_GET_TYPE"])
    assert "CONNECT_GET_TYPE" in other.read_text()
    for procedure in ("CONNECT_SET_LOGGING_OUTPUTS", "CONNECT_SET_LOGGING_FILTERS"):
        with pytest.raises(InvalidArg, match="LEVEL:"):
            admin.ask(ADMIN[procedure], ("9:nowhere", 0))
    assert admin.ask(ADMIN["CONNECT_GET_LOGGING_OUTPUTS"], (0,)).outputs == f"1:file:{other}"
    admin.ask(ADMIN["CONNECT_SET_LOGGING_OUTPUTS"], (None, 0))
    assert admin.ask(ADMIN["CONNECT_GET_LOGGING_OUTPUTS"], (0,)).outputs == "1:stderr"


def test_there_is_no_tls_to_update(asker: Talk) -> None:
    with pytest.raises(OperationInvalid, match="does not listen for TLS"):
        asker.ask(ADMIN["SERVER_UPDATE_TLS_FILES"], (OURS, 0))


def test_the_time_without_clients_can_be_set(daemon: PrivateDaemon, admin: Talk) -> None:
    admin.ask(ADMIN["CONNECT_SET_DAEMON_TIMEOUT"], (1, 0))
    admin.ask(ADMIN["CONNECT_CLOSE"])
    assert daemon.wait() == 0


def test_the_daemon_can_be_ended(daemon: PrivateDaemon, admin: Talk) -> None:
    admin.ask(ADMIN["CONNECT_DAEMON_SHUTDOWN"], (0,))
    assert daemon.wait() == 0


def test_flags_that_nobody_knows_are_refused(asker: Talk) -> None:
    with pytest.raises(InvalidArg, match="unsupported flags"):
        asker.ask(ADMIN["CONNECT_LIST_SERVERS"], (1, 8))


def test_clients_of_guests_cannot_speak_it(make_daemon: Callable[..., PrivateDaemon]) -> None:
    daemon = make_daemon()
    with Talk(daemon.socket, "admin") as talk:
        serial = talk.say(ADMIN["CONNECT_OPEN"], (0,))
        error = talk.reply(serial).error
        assert error is not None
        assert "Cannot find program" in error.message
