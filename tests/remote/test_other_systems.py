"""The client on other systems than Linux, as far as this one can stand for them: Python lacks what it lacks there."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import anyvirt
from anyvirt.testing.daemon import PrivateDaemon
from tests.certificates import certificates

CONFIG = 'listen_addr = "127.0.0.1"\nlisten_tcp = 1\ntcp_port = "0"\nauth_tcp = "none"\ntls_port = "0"\n'
PROGRAM = Path(__file__).with_name("other_systems.py")


@pytest.mark.parametrize("system", ["bsd", "windows"])
def test_it_does_all_that_sockets_can(system: str, make_daemon: Callable[..., PrivateDaemon], root: Path) -> None:
    """Both flavours, with events and streams, through each transport that there is."""
    pki = certificates(root).certificates
    files = f'key_file = "{pki}/serverkey.pem"\ncert_file = "{pki}/servercert.pem"\nca_file = "{pki}/cacert.pem"\n'
    daemon = make_daemon(CONFIG + files, "--listen")
    uris = [
        f"test+tls://localhost:{daemon.port('tls')}/default?pkipath={pki}",
        f"test+tcp://127.0.0.1:{daemon.port('tcp')}/default",
    ]
    if system != "windows":
        uris.append(daemon.uri())
    with anyvirt.open(daemon.uri()):  # what the test driver has stays
        done = subprocess.run(
            [sys.executable, str(PROGRAM), system, *uris], capture_output=True, text=True, timeout=100, check=False
        )
    assert (done.returncode, done.stdout) == (0, "ready\n"), done.stderr
    assert done.stderr == ""
