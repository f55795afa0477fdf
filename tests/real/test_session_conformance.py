"""The daemon of libvirt that an ordinary user runs for himself passes the conformance suite through our client.

Through a UNIX socket, through TLS with a password, through TCP with a ticket of Kerberos, and through ssh. Each test
goes one of these ways, and those alone are run for which the way makes a difference. With ANYVIRT_EVERY_TRANSPORT=1 in
the environment all tests go all ways, which takes minutes.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from zlib import crc32

import pytest

from anyvirt.testing import SESSION_VARIABLE
from anyvirt.testing.conformance import Target, suite
from anyvirt.testing.conformance.suite import *  # noqa: F403
from tests.real.daemons import expect_differences
from tests.real.private_ssh import HOST, end_shared, make_ssh
from tests.real.session_libvirtd import SessionLibvirtd, session_libvirtd
from tests.real.test_remote_qemu_conformance import DIFFERENCES, domain_xml

pytestmark = [pytest.mark.real, pytest.mark.peer("libvirt >= 9.0")]

TRANSPORTS = ("unix", "tls", "tcp", "ssh")
EVERY = os.environ.get("ANYVIRT_EVERY_TRANSPORT", "") not in ("", "0")
if not EVERY:
    usual = (
        "Closed",
        "Concurrency",
        "Definitions",
        "EventKinds",
        "Events",
        "ReadOnly",
        "Secrets",
        "Streams",
        "Volumes",
    )
    for other in {name for name in suite.__all__ if name.startswith("Test")} - {f"Test{name}" for name in usual}:
        del globals()[other]


@pytest.fixture(autouse=True)
def differs(request: pytest.FixtureRequest) -> None:
    expect_differences(request, DIFFERENCES)


@pytest.fixture(scope="module")
def daemon() -> Iterator[SessionLibvirtd]:
    with session_libvirtd() as started, pytest.MonkeyPatch.context() as patch:
        for name, value in started.tickets.items():
            patch.setenv(name, value)
        yield started


@pytest.fixture(scope="module")
def ssh() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="av-", dir=os.environ.get(SESSION_VARIABLE)))
    made = make_ssh(folder, shared=True)
    yield made
    end_shared(made)
    shutil.rmtree(folder)


@pytest.fixture(params=TRANSPORTS if EVERY else ["one"])
def target(request: pytest.FixtureRequest, daemon: SessionLibvirtd) -> Target:
    transport: str = request.param
    if not EVERY:
        transport = TRANSPORTS[crc32(request.node.nodeid.encode()) % len(TRANSPORTS)]
    if transport == "ssh":
        ssh = request.getfixturevalue("ssh")
        uri = f"qemu+ssh://root@{HOST}/session?command={ssh}&no_tty=1&socket={daemon.socket}"
    else:
        uri = daemon.uris[transport]

    def pool_xml(name: str, *, uuid: str) -> str:
        target = f"<target><path>{daemon.folder}/data/{name}</path></target>"
        return f"<pool type='dir'><name>{name}</name><uuid>{uuid}</uuid>{target}</pool>"

    return Target(
        uri=uri,
        domain_xml=domain_xml,
        can_shutdown=False,
        can_save=False,
        can_snapshot=False,
        pool_xml=pool_xml,
        secrets=True,
    )
