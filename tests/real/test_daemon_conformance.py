"""Our test driver, behind our daemon, passes the conformance suite through our client, in both flavours.

Through a UNIX socket, through TLS with a password, through TCP with one, and through ssh.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from anyvirt.sasl import UserFile
from anyvirt.testing import SESSION_VARIABLE
from anyvirt.testing.conformance import Target
from anyvirt.testing.conformance.suite import *  # noqa: F403
from anyvirt.testing.daemon import PrivateDaemon
from tests.certificates import certificates
from tests.real.private_ssh import HOST, end_shared, make_ssh
from tests.test_driver.test_conformance import DISK, MDEV_XML, domain_xml, interface_xml, pool_xml

pytestmark = pytest.mark.real

CONFIG = """
listen_addr = "127.0.0.1"
tls_port = "0"
auth_tls = "sasl"
listen_tcp = 1
tcp_port = "0"
auth_tcp = "sasl"
tcp_min_ssf = 0
"""


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """With a short path, for sockets."""
    made = Path(tempfile.mkdtemp(prefix="av-", dir=os.environ.get(SESSION_VARIABLE)))
    yield made
    shutil.rmtree(made)


@pytest.fixture(scope="module")
def anyvirtd(folder: Path) -> Iterator[PrivateDaemon]:
    certificates(folder)
    (folder / "etc").mkdir()
    UserFile(folder / "etc" / "users").set("fred", "secret")
    (folder / "auth.conf").write_text(
        "[credentials-fred]\nauthname=fred\npassword=secret\n[auth-libvirt-default]\ncredentials=fred\n"
    )
    pki = folder / "pki"
    files = f'key_file = "{pki}/serverkey.pem"\ncert_file = "{pki}/servercert.pem"\nca_file = "{pki}/cacert.pem"\n'
    with PrivateDaemon(folder, CONFIG + files, "--listen") as started:
        yield started


@pytest.fixture(scope="module")
def ssh(folder: Path) -> Iterator[Path]:
    (folder / "ssh").mkdir()
    made = make_ssh(folder / "ssh", shared=True)
    yield made
    end_shared(made)


@pytest.fixture(scope="module")
def settings(folder: Path) -> Iterator[None]:
    """A user whose passwords may be checked without encryption, here where nobody listens."""
    (folder / "config" / "anyvirt").mkdir(parents=True)
    (folder / "config" / "anyvirt" / "anyvirt.conf").write_text("tcp_min_ssf = 0\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CONFIG_HOME", str(folder / "config"))
        yield


def _unix(request: pytest.FixtureRequest, daemon: PrivateDaemon) -> str:
    return daemon.uri()


def _tls(request: pytest.FixtureRequest, daemon: PrivateDaemon) -> str:
    folder = daemon.root
    return f"test+tls://localhost:{daemon.port('tls')}/default?pkipath={folder}/pki&authfile={folder}/auth.conf"


def _tcp(request: pytest.FixtureRequest, daemon: PrivateDaemon) -> str:
    request.getfixturevalue("settings")
    return f"test+tcp://127.0.0.1:{daemon.port('tcp')}/default?authfile={daemon.root}/auth.conf"


def _ssh(request: pytest.FixtureRequest, daemon: PrivateDaemon) -> str:
    ssh = request.getfixturevalue("ssh")
    return f"test+ssh://root@{HOST}/default?command={ssh}&no_tty=1&socket={daemon.socket}"


@pytest.fixture(params=[_unix, _tls, _tcp, _ssh], ids=["unix", "tls", "tcp", "ssh"])
def target(request: pytest.FixtureRequest, anyvirtd: PrivateDaemon) -> Target:
    uri = request.param(request, anyvirtd)
    return Target(
        uri=uri,
        domain_xml=domain_xml,
        keeps_definitions=False,
        tunes=True,
        device=DISK,
        pool_xml=pool_xml,
        secrets=True,
        networks=True,
        network_ports=True,
        interface_xml=interface_xml,
        node_devices=True,
        mdev_xml=MDEV_XML,
        filters=True,
    )
