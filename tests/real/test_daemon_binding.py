"""The original libvirt-python on our daemon: with its own loop of events, and with asyncio's."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

import anyvirt
from anyvirt.testing.daemon import PrivateDaemon
from anyvirt.testing.guest import TinyGuest

pytestmark = [pytest.mark.real, pytest.mark.peer("libvirt-python >= 9.0")]

ORIGINAL = "/usr/bin/python3"  # distributions install the original for this one
PROGRAMS = Path(__file__).with_name("binding")
END_S = 100


def run(topic: str, *arguments: str) -> None:
    done = subprocess.run(
        [ORIGINAL, str(PROGRAMS / "blocking.py"), topic, *arguments],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=END_S,
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stderr


@pytest.mark.parametrize("topic", ["events", "secrets", "threads"])
def test_calls_and_events(daemon: PrivateDaemon, topic: str) -> None:
    run(topic, daemon.uri())


def test_streams(daemon: PrivateDaemon, root: Path) -> None:
    run("streams", daemon.uri(), str(root / "sparse"))


@pytest.mark.parametrize("topic", ["monitor", "console"])
def test_a_guest_of_qemu(daemon: PrivateDaemon, tiny: TinyGuest, topic: str) -> None:
    uri = daemon.uri("qemu", "/system")
    with anyvirt.open(uri) as conn:
        dom = conn.createXML(tiny.domain_xml(), anyvirt.VIR_DOMAIN_START_PAUSED)
        try:
            run(topic, uri, *([tiny.marker] if topic == "console" else []))
        finally:
            dom.destroy()


@pytest.mark.parametrize("how", ["stop", "kill"])
def test_events_of_asyncio(daemon: PrivateDaemon, how: str) -> None:
    """Until the daemon ends, as it should or not."""
    with subprocess.Popen(
        [ORIGINAL, str(PROGRAMS / "awaiting.py"), daemon.uri()],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as program:
        assert program.stdout is not None
        assert program.stdout.readline() == "ready\n", program.communicate(timeout=END_S)
        getattr(daemon, how)()
        _out, errors = program.communicate(timeout=END_S)
        assert (program.returncode, errors) == (0, "")
