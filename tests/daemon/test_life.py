"""How a daemon starts, is told things by signals, idles, and ends."""

from __future__ import annotations

import json
import os
import re
import select
import signal
import socket
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from anyvirt.testing.daemon import PrivateDaemon
from tests.daemon.talk import REMOTE, HungUp, Talk, get

MakeDaemon = Callable[..., PrivateDaemon]
END_S = 60


def run(root: Path, *arguments: str, **more: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "anyvirtd", "--root", str(root), *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=END_S, **more)  # type: ignore[call-overload,no-any-return]


def test_sockets_have_the_modes_that_the_configuration_says(make_daemon: MakeDaemon) -> None:
    daemon = make_daemon('unix_sock_group = "daemon"\nunix_sock_rw_perms = "0770"\n')
    modes = {
        path.name: (stat.S_IMODE(path.stat().st_mode), path.group())
        for path in (daemon.socket, daemon.ro_socket, daemon.admin_socket)
    }
    mine = daemon.admin_socket.group()
    assert modes == {
        "anyvirt-sock": (0o770, "daemon"),
        "anyvirt-sock-ro": (0o777, "daemon"),
        "anyvirt-admin-sock": (0o700, mine),
    }


def test_by_default_only_the_owner_may_change_things(daemon: PrivateDaemon) -> None:
    assert stat.S_IMODE(daemon.socket.stat().st_mode) == 0o700


def test_a_session_has_no_socket_for_others(make_daemon: MakeDaemon) -> None:
    daemon = make_daemon("", "--session")
    assert not daemon.ro_socket.exists()
    assert stat.S_IMODE(daemon.socket.stat().st_mode) == 0o700


@pytest.mark.parametrize(("flags", "readonly"), [(0, False), (1, True), (6, False), (7, True), (1 << 31, False)])
def test_whether_a_client_may_only_look_is_all_that_its_opening_says(
    daemon: PrivateDaemon, flags: int, readonly: bool
) -> None:
    """Libvirt's clients of ordinary users send more: that a session is meant, and might have been started."""
    with Talk(daemon.socket).open(flags=flags) as talk:
        dom = talk.ask(REMOTE["DOMAIN_LOOKUP_BY_NAME"], ("test",)).dom
        answer = talk.reply(talk.say(REMOTE["DOMAIN_SUSPEND"], (dom,)))
        assert (answer.error is not None) is readonly


def test_the_original_daemons_paths_are_served_too(make_daemon: MakeDaemon) -> None:
    daemon = make_daemon("", "--libvirt-sockets")
    for name in ("libvirt-sock", "virtqemud-sock"):
        with Talk(daemon.root / "run" / "libvirt" / name).open() as talk:
            assert talk.ask(REMOTE["CONNECT_GET_TYPE"]).type == "TEST"


def test_a_second_daemon_says_which_one_is_there(daemon: PrivateDaemon) -> None:
    done = run(daemon.root)
    assert done.returncode == 1
    assert f"another daemon runs: process {daemon.pid} has '{daemon.root}/run/anyvirtd.pid'" in done.stderr
    with Talk(daemon.socket).open():
        pass


def test_sockets_of_a_daemon_that_was_killed_are_replaced(daemon: PrivateDaemon) -> None:
    with Talk(daemon.socket).open() as talk:
        daemon.kill()
        with pytest.raises(HungUp):
            talk.next()
    assert daemon.socket.exists()
    daemon.start()
    with Talk(daemon.socket).open():
        pass


def test_a_file_in_the_place_of_a_socket_is_left_alone(root: Path) -> None:
    (root / "run").mkdir()
    (root / "run" / "anyvirt-sock").write_text("precious")
    done = run(root)
    assert done.returncode == 1
    assert "something else is there, not a socket" in done.stderr
    assert (root / "run" / "anyvirt-sock").read_text() == "precious"


def test_a_wrong_configuration_ends_it_at_once(root: Path) -> None:
    config = root / "wrong.conf"
    config.write_text("max_clients = 5\nmax_client = 5\n")
    for more in ([], ["--check"]):
        done = run(root, "--config", str(config), *more)
        assert done.returncode == 1
        problem = f"configuration file syntax error: {config}:2: there is no option 'max_client'"
        assert done.stderr == f"anyvirtd: {problem}\nHint: did you mean 'max_clients'?\n"
    config.write_text("max_clients = 5\n")
    assert run(root, "--config", str(config), "--check").stdout == f"{config}: all is well\n"


def test_an_unknown_group_is_told(root: Path) -> None:
    config = root / "anyvirtd.conf"
    config.write_text('unix_sock_group = "nosuchgroup"\n')
    done = run(root, "--config", str(config))
    assert done.returncode == 1
    assert "there is no group 'nosuchgroup'" in done.stderr
    assert not (root / "run" / "anyvirtd.pid").exists()


def test_in_the_background_it_is_ready_when_the_command_ends(root: Path) -> None:
    assert run(root, "--daemon").returncode == 0
    pid = int((root / "run" / "anyvirtd.pid").read_text())
    process = os.pidfd_open(pid)
    try:
        with Talk(root / "run" / "anyvirt-sock").open() as talk:
            assert talk.ask(REMOTE["CONNECT_GET_TYPE"]).type == "TEST"
        assert os.getsid(pid) == pid
        assert os.readlink(f"/proc/{pid}/fd/1") == "/dev/null"
    finally:
        os.kill(pid, signal.SIGTERM)
        assert select.select([process], [], [], END_S)[0]
        os.close(process)
    assert not (root / "run" / "anyvirtd.pid").exists()


def test_in_the_background_a_failure_is_told_to_the_terminal(daemon: PrivateDaemon) -> None:
    done = run(daemon.root, "--daemon")
    assert done.returncode == 1
    assert "another daemon runs" in done.stderr


def test_it_ends_when_nobody_comes(make_daemon: MakeDaemon) -> None:
    daemon = make_daemon("", "--timeout", "1")
    with Talk(daemon.socket).open() as talk:
        talk.socket.settimeout(2)
        with pytest.raises(TimeoutError):  # it stays as long as somebody is there
            talk.next()
    assert daemon.wait() == 0
    assert "nobody has been here for 1 s" in daemon.log.read_text()


def test_a_signal_reads_the_configuration_again(daemon: PrivateDaemon) -> None:
    daemon.config.write_text('max_clients = 3\ntls_port = "1"\nlog_format = "json"\n')
    os.kill(daemon.pid, signal.SIGHUP)
    daemon.wait_for("RELOADING=1")
    daemon.wait_for("READY=1")
    lines = daemon.log.read_text().splitlines()
    records = [json.loads(line) for line in lines if line.startswith("{")]
    assert any("only a restart changes tls_port" in each["message"] for each in records)


def test_a_wrong_configuration_is_not_taken_over(daemon: PrivateDaemon) -> None:
    daemon.config.write_text("max_clients = none\n")
    os.kill(daemon.pid, signal.SIGHUP)
    daemon.wait_for("RELOADING=1")
    daemon.wait_for("READY=1")
    assert f"was not read again: configuration file syntax error: {daemon.config}:1" in daemon.log.read_text()
    with Talk(daemon.socket).open():
        pass


def test_logs_know_the_request(make_daemon: MakeDaemon) -> None:
    daemon = make_daemon('log_level = 1\nlog_format = "json"\nlog_filters = "1:anyvirtd.service"\n')
    with Talk(daemon.socket).open() as talk:
        talk.ask(REMOTE["CONNECT_GET_TYPE"])
    daemon.stop()
    records = [json.loads(line) for line in daemon.log.read_text().splitlines()]
    served = next(each for each in records if "CONNECT_GET_TYPE" in each["message"])
    assert served["request"] == "1.2"
    assert {"time", "level", "logger", "pid"} <= set(served)


def test_figures_for_prometheus(make_daemon: MakeDaemon, root: Path) -> None:
    daemon = make_daemon(f'metrics = "{root}/metrics"\n')
    with Talk(daemon.socket).open() as talk:
        talk.ask(REMOTE["CONNECT_GET_TYPE"])
        text = get(root / "metrics", "/metrics")
    assert text.startswith("HTTP/1.1 200 OK\r\n")
    assert 'anyvirtd_clients{service="anyvirtd"} 1\n' in text
    labels = 'service="anyvirtd",program="remote",procedure="CONNECT_GET_TYPE"'
    assert f"anyvirtd_call_seconds_count{{{labels}}} 1\n" in text
    assert re.search(r"^anyvirtd_tasks [1-9][0-9]*$", text, re.MULTILINE)
    assert get(root / "metrics", "/else").startswith("HTTP/1.1 404")


ACTIVATE = """
import os, sys
os.environ["LISTEN_PID"] = str(os.getpid())
os.execv(sys.executable, [sys.executable, "-m", "anyvirtd", *sys.argv[1:]])
"""


def test_sockets_of_systemd_are_taken_over(root: Path) -> None:
    """As systemd does it: from descriptor 3 on, with their names, and clients may wait there already."""
    with socket.socket(socket.AF_UNIX) as sock, socket.socket(socket.AF_UNIX) as admin:
        for each, name in ((sock, "anyvirt-sock"), (admin, "anyvirt-admin-sock")):
            each.bind(str(root / name))
            each.listen()
        names = "anyvirtd.socket:anyvirtd-admin.socket"

        def put_in_place() -> None:
            first, second = os.dup(sock.fileno()), os.dup(admin.fileno())
            os.dup2(first, 3)
            os.dup2(second, 4)

        with Talk(root / "anyvirt-sock") as talk:
            serial = talk.say(REMOTE["CONNECT_OPEN"], ("test:///default", 0))
            process = subprocess.Popen(
                [sys.executable, "-c", ACTIVATE, "--root", str(root)],
                env={**os.environ, "LISTEN_FDS": "2", "LISTEN_FDNAMES": names},
                preexec_fn=put_in_place,
                close_fds=False,
                stderr=subprocess.DEVNULL,
            )
            try:
                assert talk.reply(serial).error is None
                assert not (root / "run" / "anyvirt-sock").exists()
            finally:
                process.terminate()
                assert process.wait(END_S) == 0
        assert (root / "anyvirt-sock").exists()  # it is systemd's


@pytest.mark.parametrize(
    ("count", "kind", "words"),
    [
        ("x", None, "LISTEN_FDS=x, which is no number of sockets"),
        ("1", None, "cannot use descriptor 3, which was handed over as socket 'it': Socket operation on non-socket"),
        ("1", socket.SOCK_STREAM, "as socket 'it': it does not listen for connections"),
        ("1", socket.SOCK_DGRAM, "as socket 'it': it does not listen for connections"),
        ("2", None, "cannot use descriptor 3"),
    ],
)
def test_what_is_no_socket_for_clients_is_not_taken_over(
    root: Path, count: str, kind: socket.SocketKind | None, words: str
) -> None:
    with open(os.devnull) as nothing, socket.socket(socket.AF_UNIX, kind or socket.SOCK_STREAM) as sock:
        handed_over = nothing.fileno() if kind is None else sock.fileno()

        def put_in_place() -> None:
            os.dup2(os.dup(handed_over), 3)

        done = subprocess.run(
            [sys.executable, "-c", ACTIVATE, "--root", str(root)],
            env={**os.environ, "LISTEN_FDS": count, "LISTEN_FDNAMES": "it"},
            preexec_fn=put_in_place,
            close_fds=False,
            capture_output=True,
            text=True,
            timeout=END_S,
        )
    assert done.returncode == 1
    assert words in done.stderr
    assert "Traceback" not in done.stderr
