"""`anyvirt-ssh-helper` as the original client runs it at the other end of an ssh connection."""

from __future__ import annotations

import os
import re
import select
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from threading import Thread

import pytest

from anyvirt.testing.libvirtd import LibvirtdUnavailable, PrivateLibvirtd

pytestmark = pytest.mark.real

ANSWER_S = 60
HELPER = (sys.executable, "-m", "anyvirtd.ssh_helper")
SOURCES = str(Path(sys.modules["anyvirt"].__file__ or "").parents[1])
# Stands for ssh: runs on this host what it is told to run on another.
SSH = """#!/bin/sh
while [ "$1" != -- ]; do shift; done
shift 2
exec sh -c "$*"
"""


@pytest.fixture(scope="module")
def libvirtd() -> Iterator[PrivateLibvirtd]:
    try:
        with PrivateLibvirtd() as daemon:
            yield daemon
    except LibvirtdUnavailable as exc:
        pytest.skip(str(exc))


@pytest.fixture
def programs(tmp_path: Path) -> Path:
    """A folder of programs: our helper under the names by which clients look for one, and what stands for ssh."""
    folder = tmp_path / "bin"
    folder.mkdir()
    # virsh hands little of its environment on.
    script = f'#!/bin/sh\nexport PYTHONPATH={SOURCES}\necho "$0 $*" >>{tmp_path}/log\nexec {" ".join(HELPER)} "$@"\n'
    for name in ("virt-ssh-helper", "nc", "anyvirt-ssh-helper"):
        (folder / name).write_text(script)
        (folder / name).chmod(0o755)
    (folder / "ssh").write_text(SSH)
    (folder / "ssh").chmod(0o755)
    return folder


@pytest.mark.peer("virsh >= 9.0")
@pytest.mark.parametrize(
    ("driver", "proxy", "run"),
    [
        ("qemu", "native", "virt-ssh-helper qemu:///system"),
        ("qemu", "auto", "virt-ssh-helper qemu:///system"),
        ("qemu", "netcat", "nc -q0 -U /var/run/libvirt/libvirt-sock"),
        ("test", "native", "virt-ssh-helper test:///default"),
        ("test", "netcat&netcat={}/anyvirt-ssh-helper", "anyvirt-ssh-helper -q0 -U /var/run/libvirt/libvirt-sock"),
    ],
)
def test_virsh_reaches_a_daemon_through_it(
    driver: str, proxy: str, run: str, libvirtd: PrivateLibvirtd, programs: Path
) -> None:
    """Whatever it asks for: the helper by its name, or netcat."""
    path = "default" if driver == "test" else "system"
    uri = f"{driver}+ssh://there.example/{path}?command={programs}/ssh&mode=legacy&proxy={proxy.format(programs)}"
    environment = {**os.environ, "PATH": f"{programs}:{os.environ['PATH']}"}
    command = [*libvirtd.beside, "virsh", "-c", uri, "hostname"]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=ANSWER_S)
    assert (done.stdout.strip(), done.stderr) == (socket.gethostname(), "")
    assert run in (programs.parent / "log").read_text()


def test_readonly(libvirtd: PrivateLibvirtd, programs: Path) -> None:
    """With -r the daemon is reached through the socket that lets nobody change anything."""
    uri = f"test+ssh://there.example/default?command={programs}/ssh&proxy=native"
    environment = {**os.environ, "PATH": f"{programs}:{os.environ['PATH']}"}
    command = [*libvirtd.beside, "virsh", "-r", "-c", uri, "destroy", "test"]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=ANSWER_S)
    assert "read only access prevents virDomainDestroy" in done.stderr
    assert "virt-ssh-helper -r test:///default" in (programs.parent / "log").read_text()


def helper(*words: str, typed: str = "", **more: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": SOURCES, "LIBVIRT_AUTOSTART": "0", **more}
    return subprocess.run(
        [*HELPER, *words], capture_output=True, text=True, env=environment, timeout=ANSWER_S, input=typed
    )


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        ([], "a URI is needed, or -U with the path of a socket"),
        (["a:///", "b:///"], "a URI is needed"),
        (["-U", "/x", "a:///"], "a URI is needed"),
        (["-q"], "option -q requires an argument"),
        (["--nonsense"], "option --nonsense not recognized"),
    ],
)
def test_command_lines_that_make_no_sense(words: list[str], problem: str) -> None:
    """Are refused with the usage."""
    done = helper(*words)
    assert done.returncode == 2
    assert done.stderr.startswith(f"anyvirt-ssh-helper: {problem}")
    assert "usage: anyvirt-ssh-helper [-r] URI" in done.stderr


@pytest.mark.parametrize(
    ("uri", "problem"),
    [
        ("qemu+tls://elsewhere/system", "is not a URI of a daemon on this host"),
        ("qemu://elsewhere/system", "is not a URI of a daemon on this host"),
        ("qemu:///session?mode=fast", "mode 'fast' in .* is not one of auto, direct, legacy"),
        ("nonsense", "does not include a driver name"),
    ],
)
def test_uris_of_other_hosts(uri: str, problem: str) -> None:
    """And those that are none, are refused."""
    done = helper(uri)
    assert done.returncode == 1
    assert re.search(problem, done.stderr)


def test_a_user_s_daemons_are_tried_in_order(tmp_path: Path) -> None:
    """Ours, the modular one, the one for everything; what was tried is said where none answers."""
    names = ("anyvirt/anyvirt-sock", "libvirt/virtqemud-sock", "libvirt/libvirt-sock")
    done = helper("qemu:///session", XDG_RUNTIME_DIR=str(tmp_path))
    assert done.returncode == 1
    assert [str(tmp_path / name) in done.stderr for name in names] == [True] * 3
    assert "Hint: none listens at " in done.stderr
    for name in reversed(names):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(str(tmp_path / name))
            listener.listen()
            assert _said(("qemu:///session",), listener, XDG_RUNTIME_DIR=str(tmp_path)) == (b"question", b"answer")
        # Its socket stays there, as that of a daemon which has been killed.


DAEMON = """#!{python}
import os, socket, sys
path = os.environ["XDG_RUNTIME_DIR"] + "/anyvirt/anyvirt-sock"
os.mkdir(os.path.dirname(path))
listener = socket.socket(socket.AF_UNIX)
listener.bind(path)
listener.listen()
open(path + ".pid", "w").write(str(os.getpid()))
client, _ = listener.accept()
heard = client.recv(100)
client.sendall(" ".join(sys.argv[1:]).encode() + b": " + heard)
"""


def test_a_user_s_own_daemon_is_started(tmp_path: Path) -> None:
    """Where there is none; it goes on without the helper."""
    program = tmp_path / "anyvirtd"
    program.write_text(DAEMON.format(python=sys.executable))
    program.chmod(0o755)
    more = {"XDG_RUNTIME_DIR": str(tmp_path), "ANYVIRTD_PATH": str(program), "LIBVIRT_AUTOSTART": "1"}
    assert helper("qemu:///session", typed="hello", **more).stdout == "--session --daemon --timeout=120: hello"
    with suppress(ProcessLookupError):
        daemon = os.pidfd_open(int((tmp_path / "anyvirt/anyvirt-sock.pid").read_text()))
        assert select.select([daemon], [], [], ANSWER_S)[0]
        os.close(daemon)
    failing = helper("qemu:///session", typed="hello", **{**more, "XDG_RUNTIME_DIR": "/nowhere"})
    assert failing.returncode == 1
    words = "cannot start the daemon anyvirtd for /nowhere/anyvirt/anyvirt-sock: it ended with status 1"
    assert words in failing.stderr
    assert str(program) in failing.stderr


def test_a_socket_that_is_named(tmp_path: Path) -> None:
    """In the URI, or as netcat has it."""
    path = tmp_path / "sock"
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(path))
        listener.listen()
        for words in (("-U", str(path)), ("-q0", "-U", str(path)), (f"qemu:///system?socket={path}",)):
            assert _said(words, listener) == (b"question", b"answer")


def test_the_daemon_hangs_up(tmp_path: Path) -> None:
    """Which ends the helper, though its standard input is still open."""
    path = tmp_path / "sock"
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(path))
        listener.listen()
        pipe = subprocess.PIPE
        environment = {**os.environ, "PYTHONPATH": SOURCES}
        with subprocess.Popen([*HELPER, "-U", str(path)], stdin=pipe, stdout=pipe, env=environment) as process:
            client, _ = listener.accept()
            client.close()
            assert process.wait(ANSWER_S) == 0


def test_much_data(tmp_path: Path) -> None:
    """Passes in both directions at once, whole."""
    path = tmp_path / "sock"
    data = os.urandom(3_000_000)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(path))
        listener.listen()
        assert _said(("-U", str(path)), listener, question=data, answer=data[::-1]) == (data, data[::-1])


def _said(
    words: tuple[str, ...],
    listener: socket.socket,
    question: bytes = b"question",
    answer: bytes = b"answer",
    **more: str,
) -> tuple[bytes, bytes]:
    """What a daemon heard through the helper, and what came back: both to the end."""
    pipe = subprocess.PIPE
    environment = {**os.environ, "PYTHONPATH": SOURCES, **more}
    listener.settimeout(ANSWER_S)
    with subprocess.Popen([*HELPER, *words], stdin=pipe, stdout=pipe, env=environment) as process:
        client, _ = listener.accept()
        with client:
            assert process.stdin is not None

            def ask() -> None:
                assert process.stdin is not None
                process.stdin.write(question)
                process.stdin.close()

            asking = Thread(target=ask)
            asking.start()
            heard = bytearray()
            while data := client.recv(65536):
                heard += data
            asking.join()

            def reply() -> None:
                client.sendall(answer)
                client.shutdown(socket.SHUT_WR)

            replying = Thread(target=reply)
            replying.start()
            assert process.stdout is not None
            said = process.stdout.read()
            replying.join()
        assert process.wait(ANSWER_S) == 0
    return bytes(heard), said
