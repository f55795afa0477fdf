"""TCP and TLS, certificates and passwords: who is let in, and what is said to who is not."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from anyvirt import pki, tls
from anyvirt.sasl import Policy, UserFile, authenticate, choose
from anyvirt.testing.daemon import PrivateDaemon
from anyvirt.util.error import AuthFailed, AuthUnavailable, Rpc, libvirtError
from tests.certificates import CLIENT, certificates
from tests.daemon.talk import REMOTE, Talk

MakeDaemon = Callable[..., PrivateDaemon]
LOCAL = 'listen_addr = "127.0.0.1"\ntls_port = "0"\ntcp_port = "0"\n'
TCP = f"{LOCAL}listen_tcp = 1\nlisten_tls = 0\n"
NONE, SASL = 0, 1


def tcp(daemon: PrivateDaemon) -> Talk:
    return Talk.over(socket.create_connection(("127.0.0.1", daemon.port("tcp")), timeout=30))


def tls_socket(daemon: PrivateDaemon, folder: Path, **more: Any) -> ssl.SSLSocket:
    context = tls.client_context(pki.locate(pki.Role.CLIENT, folder), **more)
    plain = socket.create_connection(("127.0.0.1", daemon.port("tls")), timeout=30)
    return context.wrap_socket(plain, server_hostname="localhost")


async def log_in(talk: Talk, name: str, password: str, mechanism: str, policy: Policy | None = None) -> None:
    offered = talk.ask(REMOTE["AUTH_SASL_INIT"]).mechlist
    policy = policy or Policy.private()
    chosen = choose(offered, policy, wanted=mechanism)

    async def send(mech: str | None, data: bytes | None) -> tuple[bool, bytes | None]:
        said = int(data is None), data or b""
        if mech is None:
            answer = talk.ask(REMOTE["AUTH_SASL_STEP"], said)
        else:
            answer = talk.ask(REMOTE["AUTH_SASL_START"], (mech, *said))
        return bool(answer.complete), None if answer.nil else answer.data

    await authenticate(chosen(name, password, "localhost"), send, policy)


def add_user(root: Path, name: str = "fred", password: str = "secret") -> None:
    (root / "etc").mkdir(exist_ok=True)
    UserFile(root / "etc" / "users").set(name, password, iterations=4096)


def test_tcp_without_authentication_must_be_asked_for(make_daemon: MakeDaemon) -> None:
    with tcp(make_daemon(f'{TCP}auth_tcp = "none"\n', "--listen")) as talk:
        assert talk.ask(REMOTE["AUTH_LIST"]).types == [NONE]
        talk.open()


def test_nothing_is_listened_to_unless_the_command_line_says_so(make_daemon: MakeDaemon) -> None:
    daemon = make_daemon(f'{TCP}auth_tcp = "none"\n')
    assert "tcp 127" not in daemon.log.read_text()


def test_a_stranger_may_do_nothing_but_show_who_he_is(make_daemon: MakeDaemon) -> None:
    with tcp(make_daemon(f"{TCP}tcp_min_ssf = 0\n", "--listen")) as talk:
        assert talk.ask(REMOTE["AUTH_LIST"]).types == [SASL]
        for procedure, args in (("CONNECT_OPEN", ("test:///default", 0)), ("CONNECT_GET_TYPE", None)):
            with pytest.raises(Rpc, match="authentication required"):
                talk.ask(REMOTE[procedure], args)
        with pytest.raises(AuthFailed, match="invalid POLKIT request"):
            talk.ask(REMOTE["AUTH_POLKIT"])


def test_a_strangers_packets_are_short(make_daemon: MakeDaemon) -> None:
    daemon = make_daemon(TCP, "--listen")
    with tcp(daemon) as talk:
        talk.send(bytes([0, 0x10, 0, 0]))  # of a megabyte
        talk.wait_for_end()
    assert "bad packet" in daemon.log.read_text()


async def test_passwords_are_not_sent_where_others_could_listen(make_daemon: MakeDaemon, root: Path) -> None:
    add_user(root)
    with tcp(make_daemon(TCP, "--listen")) as talk, pytest.raises(libvirtError) as caught:
        await log_in(talk, "fred", "secret", "SCRAM-SHA-256")
    assert isinstance(caught.value, AuthFailed | AuthUnavailable)


@pytest.mark.parametrize("mechanism", ["SCRAM-SHA-256", "PLAIN"])
async def test_a_password_lets_in(make_daemon: MakeDaemon, root: Path, mechanism: str) -> None:
    daemon = make_daemon('auth_unix_rw = "sasl"\n')
    add_user(root)  # while the daemon runs
    with Talk(daemon.socket) as talk:
        await log_in(talk, "fred", "secret", mechanism)
        assert talk.ask(REMOTE["AUTH_LIST"]).types == [NONE]
        talk.open()
    assert "client 1 has shown who it is: fred" in daemon.log.read_text()


async def test_wrong_passwords_are_told_nothing_and_end_the_connection(make_daemon: MakeDaemon, root: Path) -> None:
    add_user(root)
    daemon = make_daemon('auth_unix_rw = "sasl"\n')
    with Talk(daemon.socket) as talk:
        for _ in range(3):
            with pytest.raises(AuthFailed) as caught:
                await log_in(talk, "fred", "wrong", "PLAIN")
            assert "fred" not in caught.value.message
        talk.wait_for_end()
    assert "user 'fred' is unknown, or gave a wrong password" in daemon.log.read_text()


async def test_only_users_of_the_list_are_let_in(make_daemon: MakeDaemon, root: Path) -> None:
    add_user(root)
    daemon = make_daemon('auth_unix_rw = "sasl"\nsasl_allowed_username_list = [ "jim*" ]\n')
    with Talk(daemon.socket) as talk, pytest.raises(AuthFailed):
        await log_in(talk, "fred", "secret", "PLAIN")
    assert "user 'fred' is not allowed" in daemon.log.read_text()


async def test_a_step_without_a_start_is_refused(make_daemon: MakeDaemon) -> None:
    with Talk(make_daemon('auth_unix_rw = "sasl"\n').socket) as talk, pytest.raises(AuthFailed):
        talk.ask(REMOTE["AUTH_SASL_STEP"], (0, b"x"))


def test_strangers_have_only_so_many_places(make_daemon: MakeDaemon) -> None:
    daemon = make_daemon('auth_unix_rw = "sasl"\nmax_anonymous_clients = 2\n')
    with Talk(daemon.socket) as first, Talk(daemon.socket) as second, Talk(daemon.socket) as third:
        for talk in (first, second):
            talk.ask(REMOTE["AUTH_LIST"])
        serial = third.say(REMOTE["AUTH_LIST"])
        third.socket.settimeout(0.3)
        with pytest.raises(TimeoutError):
            third.next()
        first.socket.close()
        third.socket.settimeout(30)
        assert third.reply(serial).error is None


# TLS


def test_a_certificate_lets_in(make_daemon: MakeDaemon, root: Path) -> None:
    folder = certificates(root).certificates
    daemon = make_daemon(LOCAL, "--listen")
    with tls_socket(daemon, folder) as connected:
        assert connected.recv(1) == tls.ACCEPTED
        talk = Talk.over(connected)
        talk.open()
        assert talk.ask(REMOTE["CONNECT_GET_TYPE"]).type == "TEST"
    assert CLIENT in daemon.log.read_text()


def test_no_certificate_does_not(make_daemon: MakeDaemon, root: Path) -> None:
    folder = certificates(root).certificates
    daemon = make_daemon(LOCAL, "--listen")
    (folder / "clientcert.pem").unlink()
    (folder / "clientkey.pem").unlink()
    said = b""
    with tls_socket(daemon, folder) as connected, suppress(ssl.SSLError, ConnectionResetError):
        said = connected.recv(1)
    assert said == b""
    daemon.stop()
    assert "no TLS" in daemon.log.read_text()


def test_only_names_of_the_list_are_let_in(make_daemon: MakeDaemon, root: Path) -> None:
    folder = certificates(root).certificates
    daemon = make_daemon(f'{LOCAL}tls_allowed_dn_list = [ "CN=jim*" ]\n', "--listen")
    with tls_socket(daemon, folder) as connected:
        assert connected.recv(1) == b""
    assert f"'{CLIENT}', which is not allowed" in daemon.log.read_text()


async def test_a_password_can_be_asked_for_beside_the_certificate(make_daemon: MakeDaemon, root: Path) -> None:
    folder = certificates(root).certificates
    add_user(root)
    daemon = make_daemon(f'{LOCAL}auth_tls = "sasl"\n', "--listen")
    with tls_socket(daemon, folder) as connected:
        assert connected.recv(1) == tls.ACCEPTED
        talk = Talk.over(connected)
        with pytest.raises(Rpc, match="authentication required"):
            talk.open()
        await log_in(talk, "fred", "secret", "PLAIN")
        talk.open()


def test_missing_certificates_end_the_start(make_daemon: MakeDaemon, root: Path) -> None:
    with pytest.raises(RuntimeError, match=rf"certificate.*is missing: there is no {root}/pki"):
        make_daemon(LOCAL, "--listen")


def test_who_says_nothing_in_the_handshake_holds_up_nobody(make_daemon: MakeDaemon, root: Path) -> None:
    folder = certificates(root).certificates
    daemon = make_daemon(LOCAL, "--listen")
    with socket.create_connection(("127.0.0.1", daemon.port("tls"))), tls_socket(daemon, folder) as connected:
        assert connected.recv(1) == tls.ACCEPTED


def test_who_says_nothing_in_tls_is_a_stranger_and_keeps_out_none_but_strangers(
    make_daemon: MakeDaemon, root: Path
) -> None:
    folder = certificates(root).certificates
    daemon = make_daemon(f"{LOCAL}max_anonymous_clients = 2\n", "--listen")
    where = "127.0.0.1", daemon.port("tls")
    with (
        socket.create_connection(where),
        socket.create_connection(where),
        socket.create_connection(where) as third,
        Talk(daemon.socket) as known,  # behind them, and let in
    ):
        full = "clients, no more are let in for now"
        assert any(known.ask(REMOTE["AUTH_LIST"]) and full in daemon.log.read_text() for _ in range(1000))
        third.settimeout(0.2)
        with pytest.raises(TimeoutError):
            third.recv(1)
        known.open()
    with tls_socket(daemon, folder) as later:
        assert later.recv(1) == tls.ACCEPTED
