"""GSSAPI with the original programs: the only mechanism that protects plain TCP."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import anyvirt
from anyvirt.testing.libvirtd import LibvirtdUnavailable, PrivateLibvirtd
from tests.real.kerberos import HOST, Realm, address, need_kerberos

pytestmark = [pytest.mark.real, pytest.mark.peer("libvirt >= 9.0")]

ANSWER_S = 60
TCP_PORT = 16509  # in a network that only the daemon has
REPOSITORY = Path(__file__).parents[2]


class Site:
    """A libvirtd that takes tickets, and those who have one."""

    def __init__(self, daemon: PrivateLibvirtd, realm: Realm) -> None:
        self.daemon = daemon
        sources = f"{Path(anyvirt.__file__).parents[1]}:{REPOSITORY}"
        self.environment = {**os.environ, **realm.environment, "PYTHONPATH": sources}

    def run(self, *command: str, **more: str) -> tuple[str, str]:
        """What a program printed, and its complaints."""
        done = subprocess.run(
            [*self.daemon.beside, *command],
            env={**self.environment, **more},
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            timeout=ANSWER_S,
        )
        return done.stdout.strip(), done.stderr


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    need_kerberos()
    folder = tmp_path_factory.mktemp("realm")
    realm = Realm(folder)
    (folder / "libvirt.conf").write_text(f"mech_list: gssapi\nkeytab: {folder}/keytab\n")
    lines = ["listen_tls = 0", "listen_tcp = 1", 'auth_tcp = "sasl"']
    environment = {**realm.environment, "SASL_CONF_PATH": str(folder)}
    try:
        with PrivateLibvirtd(settings=lines, ports=[TCP_PORT], environment=environment) as daemon:
            realm.start(daemon)
            yield Site(daemon, realm)
    except LibvirtdUnavailable as exc:
        pytest.skip(str(exc))


def test_our_client_on_libvirtd(site: Site) -> None:
    """It is let in by its ticket, and everything after that is encrypted."""
    assert site.run(sys.executable, "-m", "tests.real.kerberos", "ask", address(), str(TCP_PORT)) == (f"256 {HOST}", "")


def test_without_a_ticket(site: Site) -> None:
    """Nothing can be done, and it says what would help."""
    _, complaint = site.run(
        sys.executable, "-m", "tests.real.kerberos", "ask", address(), str(TCP_PORT), KRB5CCNAME="FILE:/nowhere"
    )
    assert "no SASL mechanism of the server's (GSSAPI) can be used here" in complaint
    assert "Hint: Kerberos needs a ticket (kinit)" in complaint


@pytest.mark.parametrize(("client", "allowed"), [("virsh", "fred"), ("ours", "*@TEST")])
def test_clients_on_our_side(site: Site, client: str, allowed: str) -> None:
    """The original one, and ours: each is known by its ticket, with or without the realm."""
    pipe = subprocess.PIPE
    command = [*site.daemon.beside, sys.executable, "-m", "tests.real.kerberos", "serve", address(), allowed]
    with subprocess.Popen(command, env=site.environment, stdin=pipe, stdout=pipe, text=True) as serving:
        assert serving.stdout is not None
        port = serving.stdout.readline().strip()
        try:
            if client == "virsh":
                said = site.run("virsh", "-c", f"test+tcp://{HOST}:{port}/default", "hostname")
                assert said == ("small.example", "")
            else:
                said = site.run(sys.executable, "-m", "tests.real.kerberos", "ask", address(), port)
                assert said == ("256 small.example", "")
        finally:
            rest, _ = serving.communicate(timeout=ANSWER_S)
    assert rest.strip() == "fred"
