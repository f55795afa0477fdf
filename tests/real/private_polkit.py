"""The real polkitd, on a bus of its own, with rules and actions of the test's: the host's are out of its sight."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from anyvirt.testing.peers import find_program
from tests.real.ordinary_user import let_in

_POLKITD = "/usr/lib/polkit-1/polkitd"
_END_S = 30
_BUS = """
<busconfig>
  <type>system</type>
  <listen>unix:path={folder}/bus</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow own="*"/>
    <allow send_destination="*"/>
    <allow receive_sender="*"/>
    <allow user="*"/>
  </policy>
</busconfig>
"""
# In a namespace of its own. /etc and /usr stay as they are, and with the process all of it goes.
_SCRIPT = """
set -e
mount -t tmpfs -o mode=755 tmpfs /etc/polkit-1
mkdir /etc/polkit-1/rules.d
cp "$1/test.rules" /etc/polkit-1/rules.d/
mount -t tmpfs -o mode=755 tmpfs /usr/share/polkit-1
mkdir /usr/share/polkit-1/rules.d /usr/share/polkit-1/actions
cp "$1"/actions/* /usr/share/polkit-1/actions/
exec "$2"
"""


@contextmanager
def private_polkit(folder: Path, rules: str, *actions: Path) -> Iterator[str]:
    """Run it with the JavaScript *rules*, and the files *actions*; what is given is the address of its bus.

    Programs find that in the variable DBUS_SYSTEM_BUS_ADDRESS. The test is skipped where there is no polkit.
    """
    if os.geteuid() != 0:
        pytest.skip("only root can run polkitd")
    programs = "dbus-daemon", "pkcheck", "pkttyagent", _POLKITD
    if missing := [each for each in programs if find_program(each) is None]:
        pytest.skip(f"needs {', '.join(missing)} (Debian packages dbus-daemon and polkitd)")
    (folder / "bus.conf").write_text(_BUS.format(folder=folder))
    (folder / "test.rules").write_text(rules)
    (folder / "actions").mkdir()
    for path in actions:
        (folder / "actions" / path.name).write_bytes(path.read_bytes())
    with ExitStack() as started:
        bus = started.enter_context(
            _run("dbus-daemon", f"--config-file={folder}/bus.conf", "--nofork", "--print-address")
        )
        assert bus.stdout is not None
        let_in(folder / "bus")
        address = bus.stdout.readline().strip()
        polkitd = started.enter_context(
            _run("unshare", "--mount", "bash", "-c", _SCRIPT, "polkitd", str(folder), _POLKITD, address=address)
        )
        assert polkitd.stdout is not None
        said = []
        for line in polkitd.stdout:
            said.append(line)
            if "Acquired the name" in line:
                break
        else:
            raise AssertionError("".join(said))
        yield address


@contextmanager
def _run(*command: str, address: str = "") -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "DBUS_SYSTEM_BUS_ADDRESS": address},
        preexec_fn=_end_with_parent,
    ) as process:
        try:
            yield process
        finally:
            process.terminate()
            process.communicate(timeout=_END_S)


def _end_with_parent() -> None:
    """In the child: polkitd, which becomes another user and forgets this, ends with its bus."""
    import ctypes

    ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG
