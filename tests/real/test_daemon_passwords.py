"""Passwords over plain TCP: only between ends that have both been told that nobody can listen."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import anyvirt
from anyvirt.sasl import UserFile
from anyvirt.testing.daemon import PrivateDaemon

pytestmark = pytest.mark.real

CONFIG = 'listen_addr = "127.0.0.1"\nlisten_tls = 0\nlisten_tcp = 1\ntcp_port = "0"\n'
PASSWORD = "[credentials-fred]\nauthname=fred\npassword=secret\n[auth-libvirt-default]\ncredentials=fred\n"


@pytest.fixture
def open_tcp(
    make_daemon: Callable[..., PrivateDaemon], root: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[int, str], str]:
    """Opens a connection to a daemon and with a client whose settings say so much, and answers what drives it."""

    def opened(daemon_ssf: int, settings: str) -> str:
        (root / "etc").mkdir()
        UserFile(root / "etc" / "users").set("fred", "secret")
        (root / "auth.conf").write_text(PASSWORD)
        (root / "config" / "anyvirt").mkdir(parents=True)
        (root / "config" / "anyvirt" / "anyvirt.conf").write_text(settings)
        monkeypatch.setenv("XDG_CONFIG_HOME", str(root / "config"))
        daemon = make_daemon(f"{CONFIG}tcp_min_ssf = {daemon_ssf}\n", "--listen")
        with anyvirt.open(f"test+tcp://127.0.0.1:{daemon.port('tcp')}/default?authfile={root}/auth.conf") as conn:
            return conn.getType()

    return opened


def test_both_agree(open_tcp: Callable[[int, str], str]) -> None:
    assert open_tcp(0, "tcp_min_ssf = 0\n") == "TEST"


def test_the_client_wants_more(open_tcp: Callable[[int, str], str]) -> None:
    with pytest.raises(anyvirt.AuthUnavailable, match="would leave this plain connection open") as caught:
        open_tcp(0, "")
    assert "tcp_min_ssf = 0 in anyvirt.conf" in str(caught.value.hint)


def test_the_daemon_wants_more(open_tcp: Callable[[int, str], str]) -> None:
    with pytest.raises(anyvirt.libvirtError) as caught:
        open_tcp(56, "tcp_min_ssf = 0\n")
    assert caught.value.get_error_code() in (anyvirt.VIR_ERR_AUTH_FAILED, anyvirt.VIR_ERR_AUTH_UNAVAILABLE)
