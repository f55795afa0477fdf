"""Our test driver, behind our daemon, passes the conformance suite through our client, in both flavours.

Through a UNIX socket, and through TLS with a password.
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
from tests.test_driver.test_conformance import DISK, MDEV_XML, domain_xml, interface_xml, pool_xml

pytestmark = pytest.mark.real

CONFIG = """
listen_addr = "127.0.0.1"
tls_port = "0"
auth_tls = "sasl"
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
        "[credentials-fred]\nauthname=fred\npassword=secret\n[auth-libvirt-localhost]\ncredentials=fred\n"
    )
    pki = folder / "pki"
    files = f'key_file = "{pki}/serverkey.pem"\ncert_file = "{pki}/servercert.pem"\nca_file = "{pki}/cacert.pem"\n'
    with PrivateDaemon(folder, CONFIG + files, "--listen") as started:
        yield started


@pytest.fixture(params=["unix", "tls"])
def target(request: pytest.FixtureRequest, anyvirtd: PrivateDaemon, folder: Path) -> Target:
    if request.param == "unix":
        uri = anyvirtd.uri()
    else:
        port = anyvirtd.port("tls")
        uri = f"test+tls://localhost:{port}/default?pkipath={folder}/pki&authfile={folder}/auth.conf"
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
