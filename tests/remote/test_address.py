"""From URIs to the ways to daemons."""

from __future__ import annotations

import shlex
import subprocess
from pathlib import Path

import pytest

import anyvirt
from anyvirt.driver import URI
from anyvirt.error import ConfigUnsupported, InternalError, InvalidArg, SystemCallError
from anyvirt.remote.address import Address, Transport
from anyvirt.remote.transports import remote_script, ssh_command
from anyvirt.rpc.connection import Pinged
from anyvirt.util.sockets import Mode
from tests.remote.scripted import ScriptedDaemon


def address(text: str, *, readonly: bool = False) -> Address:
    return Address.of(URI.parse(text), readonly=readonly)


@pytest.mark.parametrize(
    ("uri", "transport", "name"),
    [
        ("qemu:///system", Transport.UNIX, "qemu:///system"),
        ("qemu://host/system", Transport.TLS, "qemu:///system"),
        ("qemu+TCP://host:1/system", Transport.TCP, "qemu:///system"),
        ("qemu+ssh://me@host/session?keyfile=/k&a=b%20c", Transport.SSH, "qemu:///session?a=b%20c"),
        ("esx+tls://host/?name=esx://other/", Transport.TLS, "esx://other/"),
        ("remote://host/", Transport.TLS, ""),
    ],
)
def test_how_a_daemon_is_reached_and_what_it_is_asked_for(uri: str, transport: Transport, name: str) -> None:
    found = address(uri)
    assert (found.transport, found.name) == (transport, name)


def test_the_command_line_of_ssh() -> None:
    uri = (
        "qemu+ssh://me@host:2222/system?command=/opt/ssh&keyfile=/key&no_tty=1&sshauth=agent,privkey,password"
        "&known_hosts=/known&known_hosts_verify=auto&mode=legacy&proxy=netcat"
    )
    *command, script = ssh_command(address(uri))
    assert shlex.join(command) == (
        "/opt/ssh -T -e none -p 2222 -l me -i /key -o BatchMode=yes -o PreferredAuthentications=publickey,password "
        "-o UserKnownHostsFile=/known -o StrictHostKeyChecking=accept-new -- host"
    )
    shell, option, words = shlex.split(script)
    assert (shell, option) == ("sh", "-c")
    assert "-U /run/libvirt/libvirt-sock" in words


def test_what_the_ssh_program_does_not_have() -> None:
    with pytest.raises(ConfigUnsupported, match="has no authentication 'gssapi'") as caught:
        ssh_command(address("qemu+ssh://host/system?sshauth=gssapi"))
    assert "keyboard-interactive" in str(caught.value)


@pytest.mark.parametrize(
    ("uri", "readonly", "ran"),
    [
        ("qemu+ssh://host/system?proxy=native", False, "virt-ssh-helper qemu:///system"),
        ("qemu+ssh://host/system", True, "virt-ssh-helper -r qemu:///system"),
        ("qemu+ssh://host/system?name=a'b%20c", False, "virt-ssh-helper a'b c"),
        ("qemu+ssh://host/system?netcat=/x%20y/nc", False, ""),
        ("qemu+ssh://host/session?socket=/a%20b", False, "nc -U /a b"),
    ],
)
def test_what_a_shell_over_there_runs(uri: str, readonly: bool, ran: str, tmp_path: Path) -> None:
    """With what is installed there: helpers before netcat, whose program a URI may name. All of it is quoted."""
    for name in ("virt-ssh-helper", "nc"):
        (tmp_path / name).write_text(f'#!/bin/sh\n[ "$*" = -q ] || echo {name} "$@"\n')
        (tmp_path / name).chmod(0o755)
    script = remote_script(address(uri, readonly=readonly))
    done = subprocess.run(
        ["/bin/sh", "-c", script], env={"PATH": f"{tmp_path}:/usr/bin:/bin"}, capture_output=True, text=True
    )
    assert done.stdout.strip() == ran


def test_settings_for_daemons(daemon: ScriptedDaemon, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The mode, and keepalive, of every connection."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    (tmp_path / "anyvirt").mkdir()
    conf = tmp_path / "anyvirt" / "anyvirt.conf"
    conf.write_text('remote_mode = "legacy"\nkeepalive_interval = 1\nkeepalive_count = 100\n')
    assert address("qemu:///system").mode is Mode.LEGACY
    assert address("qemu:///system?mode=auto").mode is Mode.AUTO
    with anyvirt.open(daemon.uri):
        daemon.peer.wait_for_event(Pinged)
    conf.write_text('remote_mode = "odd"\n')
    with pytest.raises(InvalidArg, match="unknown mode 'odd'"):
        address("qemu:///system")
    conf.write_text("keepalive_interval = 'x'\n")
    with pytest.raises(InternalError, match="expected a number for 'keepalive_interval'"):
        anyvirt.open(daemon.uri)


def test_where_no_daemon_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All places are named that were looked at."""
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.setenv("LIBVIRT_AUTOSTART", "0")
    with pytest.raises(SystemCallError, match="No such file or directory") as caught:
        anyvirt.open("qemu:///session")
    assert caught.value.hint is not None
    for name in ("anyvirt/anyvirt-sock", "libvirt/virtqemud-sock", "libvirt/libvirt-sock"):
        assert f"{tmp_path}/{name}" in caught.value.hint
