"""A real ssh for tests, whose server is run for each connection, and has no port."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from anyvirt.testing.peers import find_program

SOURCES = Path(__file__).parents[2] / "src"
HOST = "there.example"
"""The only host that it knows."""
_KEPT_S = 10


def make_ssh(folder: Path, *, shared: bool = False) -> Path:
    """A program in *folder* to be used as ssh; `anyvirt-ssh-helper` and `nc` over there are ours.

    What is run is written to the file `log` beside it. The test is skipped where there is no ssh.

    Args:
        shared: whether all that it is asked for goes through one connection, which a user's settings may say as well.
            The path of *folder* must be short then. It lasts until `end_shared`, or a little longer than its last use.
    """
    if not all(map(find_program, ("ssh", "sshd", "ssh-keygen"))):
        pytest.skip("needs ssh and sshd (Debian packages openssh-client and openssh-server)")
    for name in ("host", "user"):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(folder / name)], check=True)
    shutil.copy(folder / "user.pub", folder / "authorized")
    programs = folder / "bin"
    programs.mkdir()
    # Each client asks first whether netcat has the option -q. Where there are many, a shell answers that sooner.
    ready = "[ \"$*\" != -q ] || { echo '-q requires an argument'; exit 1; }\n" if shared else ""
    for name in ("anyvirt-ssh-helper", "nc"):
        run = f'{ready}echo "{name} $*" >>{folder}/log\nexec {sys.executable} -m anyvirtd.ssh_helper "$@"'
        _script(programs / name, run)
    (folder / "sshd_config").write_text(
        f"HostKey {folder}/host\nAuthorizedKeysFile {folder}/authorized\nStrictModes no\nPidFile none\n"
        f"PermitRootLogin yes\nUsePAM no\nPasswordAuthentication no\nSetEnv PYTHONPATH={SOURCES} "
        f"PATH={programs}:/usr/bin:/bin\n"
    )
    (folder / "known").write_text(f"{HOST} {(folder / 'host.pub').read_text()}")
    (folder / "ssh_config").write_text(
        f"IdentityFile {folder}/user\nIdentitiesOnly yes\nUserKnownHostsFile {folder}/known\n"
        f"ProxyCommand {folder}/server\n"
        + (f"ControlMaster auto\nControlPath {folder}/shared\nControlPersist {_KEPT_S}\n" if shared else "")
    )
    _script(folder / "server", f"mkdir -p /run/sshd\nexec {find_program('sshd')} -i -f {folder}/sshd_config")
    _script(folder / "ssh", f'echo "ssh $*" >>{folder}/log\nexec ssh -F {folder}/ssh_config "$@"')
    return folder / "ssh"


def end_shared(ssh: Path) -> None:
    """End the connection that all have shared, if there is one."""
    subprocess.run([ssh, "-O", "exit", HOST], capture_output=True)


def _script(path: Path, text: str) -> None:
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
