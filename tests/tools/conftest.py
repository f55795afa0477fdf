"""A test node that lives as long as a test: each command opens its own connection to it.

Commands are run on the test driver in this process, and again on that of a daemon.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

import anyvirt
from anyvirt.testing import SESSION_VARIABLE
from anyvirt.testing.daemon import PrivateDaemon
from tests.tools import run

WEB = """<domain type='test'>
  <name>web</name>
  <uuid>aaaaaaaa-1111-2222-3333-444444444444</uuid>
  <title>The web server</title>
  <memory unit='MiB'>512</memory>
  <vcpu current='1'>4</vcpu>
  <os><type>hvm</type></os>
  <devices>
    <disk type='file' device='cdrom'><target dev='hda'/></disk>
    <interface type='user'><mac address='52:54:00:00:00:01'/></interface>
    <graphics type='vnc' port='5903' listen='127.0.0.1'/>
    <graphics type='spice' port='5910'/>
  </devices>
</domain>
"""


@pytest.fixture(scope="session")
def node_daemon() -> Iterator[PrivateDaemon]:
    folder = Path(tempfile.mkdtemp(prefix="av-", dir=os.environ.get(SESSION_VARIABLE)))
    with PrivateDaemon(folder) as started:
        yield started
    shutil.rmtree(folder)


@pytest.fixture(params=["here", "daemon"])
def place(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """The URI of the node."""
    if request.param == "daemon":
        daemon: PrivateDaemon = request.getfixturevalue("node_daemon")
        monkeypatch.setattr(run, "place", daemon.uri())
    return run.place


@pytest.fixture
def node(place: str) -> Iterator[anyvirt.virConnect]:
    """The node stays as commands leave it while this connection is open."""
    with anyvirt.open(place) as conn:
        yield conn


@pytest.fixture
def web_file(tmp_path: Path) -> str:
    """The document of a domain called "web"."""
    path = tmp_path / "web.xml"
    path.write_text(WEB)
    return str(path)


@pytest.fixture
def web(node: anyvirt.virConnect) -> anyvirt.virDomain:
    """A domain called "web" that is defined and does not run."""
    return node.defineXML(WEB)
