"""A realm of Kerberos for a test, in the network of a private libvirtd; and programs that run there.

python -m tests.real.kerberos serve ADDRESS PATTERN: a small daemon with GSSAPI; prints its port, at the end who came.
python -m tests.real.kerberos ask ADDRESS PORT: our client; prints the host name that the daemon there tells it.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from threading import RLock
from typing import Any

import pytest

from anyvirt.rpc.connection import Client, Replied
from anyvirt.rpc.programs import program
from anyvirt.sasl import Policy, Server, UserFile, authenticate, choose
from anyvirt.testing.libvirtd import PrivateLibvirtd
from anyvirt.testing.peers import find_program
from anyvirt.util.wait import run_inline
from tests.real.small_daemon import SmallDaemon

REMOTE = program("remote").by_name
HOST = socket.gethostname()  # libsasl takes no other for the name of the service
PORT = 88
PROGRAMS = ("kdb5_util", "kadmin.local", "krb5kdc", "kinit")
_STRENGTH = 112  # bits: what libvirtd asks for by default
_START_S = 60


class Realm:
    """A realm with the user "fred" and the service of this host.

    Args:
        port: of the server that hands out tickets; it belongs to this host alone.

    Attributes:
        environment: what its programs and libraries need to find it.
    """

    def __init__(self, folder: Path, port: int = PORT) -> None:
        self.folder = folder
        (folder / "krb5.conf").write_text(
            "[libdefaults]\n default_realm = TEST\n dns_lookup_kdc = false\n rdns = false\n"
            " dns_canonicalize_hostname = false\n"
            f"[realms]\n TEST = {{\n  kdc = 127.0.0.1:{port}\n }}\n[domain_realm]\n {HOST} = TEST\n"
        )
        (folder / "kdc.conf").write_text(
            f"[realms]\n TEST = {{\n  database_name = {folder}/principal\n  key_stash_file = {folder}/stash\n"
            f"  kdc_listen = 127.0.0.1:{port}\n  kdc_tcp_listen = 127.0.0.1:{port}\n }}\n"
            f"[logging]\n kdc = FILE:{folder}/kdc.log\n"
        )
        self.environment = {
            "KRB5_CONFIG": f"{folder}/krb5.conf",
            "KRB5_KDC_PROFILE": f"{folder}/kdc.conf",
            "KRB5_KTNAME": f"FILE:{folder}/keytab",
            "KRB5CCNAME": f"FILE:{folder}/tickets",
            "KRB5RCACHEDIR": str(folder),
        }
        self._run("kdb5_util", "create", "-s", "-r", "TEST", "-P", "master")
        for query in (f"addprinc -randkey libvirt/{HOST}", "addprinc -pw secret fred", f"ktadd libvirt/{HOST}"):
            self._run("kadmin.local", "-r", "TEST", "-q", query)

    def _run(self, name: str, *words: str) -> None:
        environment = {**os.environ, **self.environment}
        subprocess.run([str(find_program(name)), *words], env=environment, capture_output=True, check=True)

    def start(self, beside: PrivateLibvirtd) -> None:
        """Hand out tickets in the network of *beside*, with which the server ends, and give fred one."""
        environment = {**os.environ, **self.environment}
        subprocess.run([*beside.beside, *self.server], env=environment, check=True, timeout=_START_S)
        self.ask_for_ticket(*beside.beside)

    @property
    def server(self) -> list[str]:
        """The command of the server, which goes into the background by itself, once it listens."""
        return [str(find_program("krb5kdc")), "-r", "TEST", "-P", f"{self.folder}/pid"]

    def ask_for_ticket(self, *beside: str) -> None:
        """Give fred one. *beside* has a command run where the server is."""
        environment = {**os.environ, **self.environment}
        kinit = [*beside, "kinit", "fred"]
        subprocess.run(kinit, input=b"secret\n", env=environment, check=True, capture_output=True, timeout=_START_S)


def address() -> str:
    """Where this host is found by its name."""
    with suppress(OSError):
        return socket.gethostbyname(HOST)
    return "nowhere"


def need_kerberos() -> None:
    """Skip the test where there is no Kerberos."""
    pytest.importorskip("gssapi")
    missing = [name for name in PROGRAMS if find_program(name) is None]
    if missing:
        pytest.skip(f"needs {missing[0]} (Debian packages krb5-kdc, krb5-admin-server, krb5-user)")
    if not list(Path("/usr/lib").glob("*/sasl2/libgssapiv2.so*")):
        pytest.skip("needs the Debian package libsasl2-modules-gssapi-mit")
    if not address().startswith("127."):
        pytest.skip(f"needs a host whose name is one for itself, which {HOST} is not")


def _serve() -> None:
    def side(policy: Policy, _name: str | None) -> Server:
        return Server(UserFile(Path("/nowhere")), policy, wanted=["GSSAPI"], allowed=[sys.argv[3]])

    with SmallDaemon(sasl=side, policy=Policy.plain_tcp(_STRENGTH), address=sys.argv[2]) as daemon:
        print(daemon.port, flush=True)  # noqa: T201
        sys.stdin.read()
    print(*daemon.who, *daemon.errors)  # noqa: T201


def _ask(port: int) -> None:
    policy = Policy.plain_tcp(_STRENGTH)
    client = Client()
    layer: Any = None
    with socket.create_connection((sys.argv[2], port)) as connected:

        def call(name: str, args: Any = None) -> Any:
            data = bytes(client.call(REMOTE[name], args)[1])
            connected.sendall(layer.wrap(data) if layer is not None else data)
            while True:
                for event in client.events():
                    assert isinstance(event, Replied)
                    if event.error is not None:
                        raise event.error
                    return event.ret
                arrived = connected.recv(1000)  # so that packets come in pieces
                assert arrived
                client.receive(layer.unwrap(arrived) if layer is not None else arrived)

        async def send(mechanism: str | None, data: bytes | None) -> tuple[bool, bytes | None]:
            said = (int(data is None), data or b"")
            ret = call("AUTH_SASL_STEP", said) if mechanism is None else call("AUTH_SASL_START", (mechanism, *said))
            return bool(ret.complete), None if ret.nil else bytes(ret.data)

        mechanism = choose(call("AUTH_SASL_INIT").mechlist, policy)("", "", HOST)
        layer = run_inline(authenticate(mechanism, send, policy), RLock())
        call("CONNECT_OPEN", ("test:///default", 0))
        print(layer.ssf, call("CONNECT_GET_HOSTNAME").hostname)  # noqa: T201


if __name__ == "__main__":
    _serve() if sys.argv[1] == "serve" else _ask(int(sys.argv[3]))
