"""TLS and SASL with the original programs at the other end: virsh, libvirtd, openssl."""

from __future__ import annotations

import os
import socket
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from threading import RLock
from typing import Any

import pytest

from anyvirt.error import AuthFailed, GnutlsError
from anyvirt.pki import Folder, KeyType, Role, Subject, create_ca, create_client, locate
from anyvirt.rpc.connection import Client, Replied
from anyvirt.rpc.programs import program
from anyvirt.sasl import Policy, Server, UserFile, authenticate, choose
from anyvirt.testing.libvirtd import LibvirtdUnavailable, PrivateLibvirtd
from anyvirt.testing.peers import find_program
from anyvirt.tls import ACCEPTED, check_verdict, client_context, explain, server_context
from anyvirt.util.wait import run_inline
from tests.certificates import CLIENT, make
from tests.real.small_daemon import AUTH, SmallDaemon

pytestmark = [pytest.mark.real, pytest.mark.peer("libvirt >= 9.0")]

REMOTE = program("remote").by_name
ANSWER_S = 60
TLS_PORT, TCP_PORT = 16514, 16509  # in a network that only the daemon has
PASSWORD = "sécret, =1"
PRIVATE = Policy.private(256)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """Certificates as `anyvirt pki` makes them."""
    found = Folder.flat(tmp_path_factory.mktemp("certificates"))
    make(found, KeyType.RSA)
    return found


@pytest.fixture(scope="module")
def users(tmp_path_factory: pytest.TempPathFactory) -> UserFile:
    found = UserFile(tmp_path_factory.mktemp("users") / "users")
    found.set("fred", PASSWORD, iterations=4096)
    return found


# --- virsh on a daemon of ours ----------------------------------------------------------------------------------------


class Virsh:
    """The original client."""

    def __init__(self, folder: Path, pki: Folder, password: str) -> None:
        self._pki = pki
        auth = folder / "auth.conf"
        auth.write_text(
            f"[credentials-x]\nauthname=fred\npassword={password}\n[auth-libvirt-localhost]\ncredentials=x\n"
        )
        self._environment = {**os.environ, "LIBVIRT_AUTH_FILE": str(auth), "LC_ALL": "C.UTF-8"}

    def hostname(self, daemon: SmallDaemon, transport: str, more: str = "") -> tuple[str, str]:
        """What `virsh hostname` printed, and its complaints."""
        uri = f"test+{transport}://localhost:{daemon.port}/default?pkipath={self._pki.certificates}{more}"
        command = ["virsh", "-c", uri, "hostname"]
        done = subprocess.run(
            command, capture_output=True, text=True, env=self._environment, stdin=subprocess.DEVNULL, timeout=ANSWER_S
        )
        return done.stdout.strip(), done.stderr


@pytest.fixture
def virsh(tmp_path: Path, folder: Folder) -> Virsh:
    return Virsh(tmp_path, folder, PASSWORD)


def ours(folder: Folder, **more: Any) -> SmallDaemon:
    return SmallDaemon(tls=server_context(locate(Role.SERVER, folder.certificates)), **more)


def test_virsh_connects_with_tls(virsh: Virsh, folder: Folder) -> None:
    """It takes our certificates, without a warning, and the verdict."""
    with ours(folder, allowed=[CLIENT]) as daemon:
        assert virsh.hostname(daemon, "tls") == ("small.example", "")


def test_virsh_is_told_that_its_name_is_not_allowed(virsh: Virsh, folder: Folder) -> None:
    """By silence, as libvirt tells it."""
    with ours(folder, allowed=["CN=fred"]) as daemon:
        _, complaint = virsh.hostname(daemon, "tls")
    assert "Server verification" in complaint or "TLS confirmation" in complaint
    assert f"is for '{CLIENT}', which is not allowed" in daemon.errors[0]


@pytest.mark.parametrize("priority", ["NORMAL:-VERS-TLS1.3", "SECURE256"])
def test_virsh_and_priorities(priority: str, virsh: Virsh, folder: Folder) -> None:
    """The same string means the same on both sides."""
    with SmallDaemon(tls=server_context(locate(Role.SERVER, folder.certificates), priority=priority)) as daemon:
        assert virsh.hostname(daemon, "tls") == ("small.example", "")
        assert virsh.hostname(daemon, "tls", f"&tls_priority={priority}") == ("small.example", "")


@pytest.mark.parametrize("mechanism", ["SCRAM-SHA-256", "PLAIN"])
def test_virsh_gives_its_password(mechanism: str, virsh: Virsh, folder: Folder, users: UserFile) -> None:
    """Through TLS."""
    with ours(folder, sasl=lambda policy, _name: Server(users, policy, wanted=[mechanism])) as daemon:
        assert virsh.hostname(daemon, "tls") == ("small.example", "")
        assert daemon.who == ["fred"]


@pytest.mark.parametrize("mechanism", ["SCRAM-SHA-256", "PLAIN"])
def test_virsh_gives_a_wrong_password(mechanism: str, tmp_path: Path, folder: Folder, users: UserFile) -> None:
    """And is told no more than that."""
    virsh = Virsh(tmp_path, folder, "wrong")
    with ours(folder, sasl=lambda policy, _name: Server(users, policy, wanted=[mechanism])) as daemon:
        assert "error: authentication failed\n" in virsh.hostname(daemon, "tls")[1]
        assert daemon.who == []
        assert daemon.errors == ["authentication failed: user 'fred' is unknown, or gave a wrong password"]


def test_virsh_wants_more_than_a_password_on_plain_tcp(virsh: Virsh, users: UserFile) -> None:
    """It refuses SCRAM there even where a daemon offers it; so ours does not, by default."""
    with SmallDaemon(sasl=lambda policy, _name: Server(users, policy)) as daemon:
        assert "no SASL mechanism can be used on this connection" in virsh.hostname(daemon, "tcp")[1]
    with SmallDaemon(sasl=lambda policy, _name: Server(users, policy), policy=Policy.plain_tcp(0)) as daemon:
        assert "No worthy mechs found" in virsh.hostname(daemon, "tcp")[1]
        assert daemon.who == []


def test_renegotiation_is_refused(folder: Folder) -> None:
    """openssl asks for one, and is told no. (TLS 1.3 has none.)"""
    context = server_context(locate(Role.SERVER, folder.certificates), priority="NORMAL:-VERS-TLS1.3")
    with SmallDaemon(tls=context) as daemon:
        command = [
            "openssl", "s_client", "-connect", f"127.0.0.1:{daemon.port}", "-CAfile", str(folder.ca),
            "-cert", str(folder.certificate(Role.CLIENT)), "-key", str(folder.key(Role.CLIENT)),
        ]  # fmt: skip
        pipe = subprocess.PIPE
        with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe) as openssl:
            assert openssl.stdout is not None
            while (byte := openssl.stdout.read(1)) != ACCEPTED:  # behind what it prints itself
                assert byte, "openssl ended"
            _, complaint = openssl.communicate(b"R\n", timeout=ANSWER_S)
    assert b"RENEGOTIATING" in complaint
    assert b"no renegotiation" in complaint


# --- our client on libvirtd -------------------------------------------------------------------------------------------


def settings(folder: Folder, *more: str) -> list[str]:
    return [
        "listen_tls = 1",
        f'key_file = "{folder.key(Role.SERVER)}"',
        f'cert_file = "{folder.certificate(Role.SERVER)}"',
        f'ca_file = "{folder.ca}"',
        *more,
    ]


@pytest.fixture(scope="module")
def libvirtd(folder: Folder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[PrivateLibvirtd]:
    """A daemon with TLS and TCP that wants SASL on both."""
    if find_program("saslpasswd2") is None:
        pytest.skip("needs saslpasswd2 (Debian package sasl2-bin)")
    sasl = tmp_path_factory.mktemp("sasl")
    database = sasl / "users.db"
    command = ["saslpasswd2", "-f", str(database), "-a", "libvirt", "-p", "-c", "fred"]
    subprocess.run(command, input=PASSWORD.encode(), check=True)
    (sasl / "libvirt.conf").write_text(
        f"mech_list: scram-sha-256 scram-sha-1 scram-sha-512 plain anonymous\nsasldb_path: {database}\n"
    )
    lines = [
        "listen_tls = 1",
        "listen_tcp = 1",
        'auth_tls = "sasl"',
        'auth_tcp = "sasl"',
        f'key_file = "{folder.key(Role.SERVER)}"',
        f'cert_file = "{folder.certificate(Role.SERVER)}"',
        f'ca_file = "{folder.ca}"',
        f'tls_allowed_dn_list = ["{CLIENT}"]',
    ]
    try:
        with PrivateLibvirtd(
            settings=lines, ports=[TLS_PORT, TCP_PORT], environment={"SASL_CONF_PATH": str(sasl)}
        ) as daemon:
            yield daemon
    except LibvirtdUnavailable as exc:
        pytest.skip(str(exc))


class Talk:
    """A connection, and the client's end of the protocol."""

    def __init__(self, connected: socket.socket | ssl.SSLSocket) -> None:
        self._connected = connected
        self._client = Client()

    def ask(self, name: str, args: Any = None) -> Any:
        """The result of a call."""
        _serial, data = self._client.call(REMOTE[name], args)
        self._connected.sendall(data)
        while True:
            for event in self._client.events():
                assert isinstance(event, Replied)
                if event.error is not None:
                    raise event.error
                return event.ret
            arrived = self._connected.recv(65536)
            assert arrived, "the daemon hung up"
            self._client.receive(arrived)

    async def send(self, mechanism: str | None, data: bytes | None) -> tuple[bool, bytes | None]:
        """A step of SASL."""
        said = (int(data is None), data or b"")
        ret = self.ask("AUTH_SASL_STEP", said) if mechanism is None else self.ask("AUTH_SASL_START", (mechanism, *said))
        return bool(ret.complete), None if ret.nil else bytes(ret.data)

    def authenticate(self, policy: Policy, mechanism: str, password: str = PASSWORD) -> None:
        """As fred."""
        assert self.ask("AUTH_LIST").types == [AUTH["SASL"]]
        chosen = choose(self.ask("AUTH_SASL_INIT").mechlist, policy, wanted=mechanism)
        run_inline(authenticate(chosen("fred", password), self.send, policy), RLock())


def encrypted(daemon: PrivateLibvirtd, folder: Folder, host: str = "localhost", **more: Any) -> ssl.SSLSocket:
    """A connection with TLS that the daemon has accepted."""
    context = client_context(locate(Role.CLIENT, folder.certificates), **more)
    plain = daemon.connect(TLS_PORT)
    try:
        connected = context.wrap_socket(plain, server_hostname=host)
        context.after_handshake(connected)
        check_verdict(connected.recv(1))
    except OSError as exc:
        plain.close()
        raise explain(exc, context, host) from exc
    return connected


@pytest.mark.parametrize("mechanism", ["SCRAM-SHA-1", "SCRAM-SHA-256", "SCRAM-SHA-512", "PLAIN"])
def test_libvirtd_takes_our_password(mechanism: str, libvirtd: PrivateLibvirtd, folder: Folder) -> None:
    """And proves that it knows it too; a wrong one it does not take."""
    with closing(encrypted(libvirtd, folder)) as connected:
        talk = Talk(connected)
        with pytest.raises(AuthFailed):
            talk.authenticate(PRIVATE, mechanism, "wrong")
        talk.authenticate(PRIVATE, mechanism)
        talk.ask("CONNECT_OPEN", ("test:///default", 0))
        assert talk.ask("CONNECT_GET_URI").uri == "test:///default"


def test_libvirtd_offers_no_password_on_plain_tcp(libvirtd: PrivateLibvirtd) -> None:
    """Nothing that would leave the connection open to others; and says no more than that it failed."""
    with closing(libvirtd.connect(TCP_PORT)) as connected:
        talk = Talk(connected)
        assert talk.ask("AUTH_LIST").types == [AUTH["SASL"]]
        with pytest.raises(AuthFailed, match="authentication failed"):
            talk.ask("AUTH_SASL_INIT")
    assert "no SASL mechanisms are available" in libvirtd.log


@pytest.mark.parametrize("priority", ["NORMAL:-VERS-TLS1.3", "SECURE256", "PFS"])
def test_libvirtd_and_priorities(priority: str, libvirtd: PrivateLibvirtd, folder: Folder) -> None:
    """GnuTLS agrees with what they mean to OpenSSL."""
    with closing(encrypted(libvirtd, folder, priority=priority)) as connected:
        assert connected.version() == ("TLSv1.2" if "-VERS" in priority else "TLSv1.3")


def test_libvirtd_for_another_host(libvirtd: PrivateLibvirtd, folder: Folder) -> None:
    """Is refused by us, unless nobody looks."""
    with pytest.raises(GnutlsError, match="it is for another host name than 'elsewhere'"):
        encrypted(libvirtd, folder, "elsewhere")
    encrypted(libvirtd, folder, "elsewhere", verify=False).close()


def test_libvirtd_does_not_want_every_client(libvirtd: PrivateLibvirtd, folder: Folder, tmp_path: Path) -> None:
    """Not one whose name is not on its list, nor one of another authority, nor one without a certificate."""
    eve = Folder.flat(tmp_path)
    eve.ca.write_bytes(folder.ca.read_bytes())
    create_client(eve, Subject("eve"), ca=folder, key_type=KeyType.EC)
    with pytest.raises(AuthFailed, match="the server did not accept our certificate"):
        encrypted(libvirtd, eve)
    for path in (eve.certificate(Role.CLIENT), eve.key(Role.CLIENT)):
        path.unlink()
    with pytest.raises((AuthFailed, GnutlsError), match=r"did not accept|refused the TLS|no TLS connection"):
        encrypted(libvirtd, eve)


def test_libvirtd_of_another_authority(libvirtd: PrivateLibvirtd, tmp_path: Path) -> None:
    """Is not trusted."""
    other = Folder.flat(tmp_path)
    create_ca(other, Subject("Another"), key_type=KeyType.EC)
    create_client(other, Subject("fred"), ca=other, key_type=KeyType.EC)
    with pytest.raises(GnutlsError, match=f"not trusted here\nHint: the authority trusted here is {other.ca}"):
        encrypted(libvirtd, other)
