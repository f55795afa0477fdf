"""A libvirtd of the test's own."""

from __future__ import annotations

import os
import subprocess
from contextlib import ExitStack

import pytest

from anyvirt.testing.libvirtd import LibvirtdUnavailable, PrivateLibvirtd

VIRSH_S = 60


@pytest.mark.real
@pytest.mark.peer("libvirt >= 9.0", "virsh")
@pytest.mark.skipif(os.geteuid() != 0, reason="needs root for namespaces")
def test_the_original_client_reaches_it() -> None:
    """It answers under its URI, knows no domains of others, and is gone with its folder."""
    with ExitStack() as stack:
        try:
            daemon = stack.enter_context(PrivateLibvirtd())
        except LibvirtdUnavailable as exc:
            pytest.skip(str(exc))
        command = ["virsh", "--connect", daemon.uri, "list", "--all", "--name"]
        done = subprocess.run(command, capture_output=True, text=True, timeout=VIRSH_S)
        assert (done.returncode, done.stdout.strip()) == (0, ""), done.stderr + daemon.log
        folder = daemon.folder
    assert not folder.exists()


def test_without_libvirtd_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """The reason can be shown as that of a skipped test."""
    monkeypatch.setattr("anyvirt.testing.libvirtd.find_program", lambda _: None)
    with pytest.raises(LibvirtdUnavailable, match="libvirt-daemon-system"), PrivateLibvirtd():
        pass
