"""The daemons of this host: where their sockets are, and how a user's own is started."""

from __future__ import annotations

import errno
import os
import socket
import sys
import time
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final, NamedTuple

from anyvirt.driver.uri import URI
from anyvirt.util.error import InternalError, InvalidArg, SystemCallError, libvirtError
from anyvirt.util.posix import is_root
from anyvirt.util.sockets import Mode, Place, places

if TYPE_CHECKING:
    import subprocess

_FROM_REMOTE: Final = 13  # VIR_FROM_REMOTE
_FROM_RPC: Final = 7  # VIR_FROM_RPC

_SPAWN_TIMEOUT_S: Final = 60.0
_LOOK_S: Final = 0.02
_SAID_BYTES: Final = 4096  # of what a daemon that fails has said
_IDLE_S: Final = 120  # after which a daemon that was started here ends itself
_ABSENT: Final = (errno.ENOENT, errno.ECONNREFUSED, errno.ENOTDIR)


class Local(NamedTuple):
    """Which daemon of this host is meant.

    Attributes:
        driver: of the URI.
        session: whether it is the user's own, rather than the system's.
        readonly: whether to look without changing anything.
        mode: which of libvirt's daemons will do.
        socket: the path of its socket, if that is known.
    """

    driver: str
    session: bool
    readonly: bool = False
    mode: Mode = Mode.AUTO
    socket: str | None = None

    @classmethod
    def of(cls, uri: URI, *, readonly: bool, mode: Mode) -> Local:
        """That of *uri*. As with libvirt, the test driver's is the user's own too, but for root."""
        session = uri.path == "/session" or (uri.driver == "test" and not is_root())
        return cls(uri.driver, session, readonly, mode, uri.params.get("socket"))

    def candidates(self) -> list[Place]:
        """The daemons that could be meant, the likeliest first.

        Raises:
            InvalidArg: the driver has no daemon of its own, and that is asked for.
        """
        found = places(self.driver, session=self.session, readonly=self.readonly, mode=self.mode)
        if not found:
            raise InvalidArg(
                f"the driver '{self.driver}' has no daemon of its own",
                origin=_FROM_REMOTE,
                hint="leave out mode=direct",
            )
        return found


def connect(local: Local) -> socket.socket:
    """A socket connected to the daemon that *local* means, which is started where it is a user's own.

    Raises:
        SystemCallError: there is none, or it does not let us in; the message says which socket, whose it is, and who
            we are.
        InvalidArg: there can be none.
    """
    if local.socket:
        try:
            return _connected(local.socket)
        except OSError as exc:
            raise unreachable(local.socket, exc) from exc
    daemons = local.candidates()
    failures: list[tuple[Place, OSError]] = []
    for daemon in daemons:
        try:
            return _connected(daemon.path)
        except OSError as exc:
            if exc.errno not in _ABSENT:
                raise unreachable(daemon.path, exc) from exc
            failures.append((daemon, exc))
    tried = ", ".join(str(each.path) for each, _ in failures)
    hint = f"is a daemon running? None listens at {tried}"
    if local.session and os.environ.get("LIBVIRT_AUTOSTART", "1") == "0":
        hint = (
            f"none listens at {tried}, and LIBVIRT_AUTOSTART=0 forbids to start one; run: anyvirtd --session --daemon"
        )
    elif local.session:
        for daemon in daemons:
            if (command := _command(daemon)) is not None:
                return _started(daemon, command)
        hint = f"none listens at {tried}, and no program is here that could be started: install anyvirtd"
        if local.driver == "qemu":
            hint += ", or use qemu:///embed, which needs none"
    last, failure = failures[-1]
    raise unreachable(last.path, failure, hint=hint) from failure


def listens(local: Local) -> bool:
    """Whether a daemon that *local* means is there; none is started."""
    for daemon in local.candidates():
        with suppress(OSError):
            _connected(daemon.path).close()
            return True
    return False


def unreachable(path: str | Path, exc: OSError, hint: str | None = None) -> libvirtError:
    """What to say of a socket that cannot be connected to."""
    detail = f"Failed to connect socket to '{path}': {exc.strerror or exc}"
    if exc.errno in (errno.EACCES, errno.EPERM):
        barrier, about = _whose(path)
        detail += f" ({about}; this process is {_who()})"
        hint = _hint_of_permission(barrier)
    return SystemCallError(detail, origin=_FROM_RPC, int1=exc.errno or 0, hint=hint or _hint_of_absence(path, exc))


def _connected(path: str | Path) -> socket.socket:
    connected = socket.socket(socket.AF_UNIX)
    try:
        connected.connect(str(path))
    except BaseException:
        connected.close()
        raise
    return connected


def _command(daemon: Place) -> list[str] | None:
    """What starts a daemon that is installed here and can be a user's own."""
    import shutil

    if daemon.daemon == "anyvirtd":
        beside = Path(sys.executable).parent  # an environment that is not on the PATH
        named = os.environ.get("ANYVIRTD_PATH")
        program = named or shutil.which("anyvirtd", path=str(beside)) or shutil.which("anyvirtd")
        if program is None and find_spec("anyvirtd") is None:
            return None
        start = [program] if program is not None else [sys.executable, "-m", "anyvirtd"]  # not installed, but here
        return [*start, "--session", "--daemon", f"--timeout={_IDLE_S}"]  # which has a log then, once it is ready
    if is_root():
        return None  # libvirt's daemons know no session of root's
    program = os.environ.get("LIBVIRTD_PATH")
    if program and daemon.daemon != "libvirtd":
        return None
    path = os.environ.get("PATH", os.defpath) + ":/usr/sbin:/usr/local/sbin"
    program = program or shutil.which(daemon.daemon, path=path)
    return [program, f"--timeout={_IDLE_S}"] if program else None


def _started(daemon: Place, command: list[str]) -> socket.socket:
    """Start a daemon, which outlives us, and connect to it when it listens.

    Two programs may do so at once: one of the two daemons ends when it finds the other's lock, and both reach the one
    that stays.
    """
    import subprocess  # what most connections do without is loaded when it is needed
    import tempfile

    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=said,
            start_new_session=True,
            cwd="/",
        )
        _children[:] = [child for child in _children if child.poll() is None]
        _children.append(process)
        deadline = time.monotonic() + _SPAWN_TIMEOUT_S
        while True:
            ended = process.poll()
            with suppress(OSError):
                return _connected(daemon.path)
            if ended is not None:
                raise _not_started(daemon, command, f"it ended with status {ended}", said)
            if time.monotonic() > deadline:
                raise _not_started(daemon, command, f"it did not listen within {_SPAWN_TIMEOUT_S:.0f} s", said)
            time.sleep(_LOOK_S)  # a daemon has no way to tell us that it is ready


_children: list[subprocess.Popen[bytes]] = []  # daemons that were started here, to be waited for when they end


def _not_started(daemon: Place, command: list[str], why: str, said: IO[bytes]) -> libvirtError:
    said.seek(max(0, said.seek(0, os.SEEK_END) - _SAID_BYTES))
    text = said.read().decode(errors="replace").strip()
    by_hand = " ".join(word for word in command if word != "--daemon" and not word.startswith("--timeout"))
    return InternalError(
        f"cannot start the daemon {daemon.daemon} for {daemon.path}: {why}" + (f": {text}" if text else ""),
        origin=_FROM_REMOTE,
        hint=f"run `{by_hand}` by hand to see what it says; qemu:///embed needs no daemon",
    )


def _whose(path: str | Path) -> tuple[str, str]:
    """The first thing on the way to *path* that this process may not pass, and whose it is."""
    import grp
    import pwd
    import stat

    barrier = str(path)
    for parent in reversed(Path(path).parents):
        if not os.access(parent, os.X_OK):
            barrier = str(parent)
            break
    try:
        found = os.stat(barrier)
    except OSError:
        return barrier, f"{barrier} cannot be looked at"
    owner, group = str(found.st_uid), str(found.st_gid)
    with suppress(KeyError):
        owner = pwd.getpwuid(found.st_uid).pw_name
    with suppress(KeyError):
        group = grp.getgrgid(found.st_gid).gr_name
    return group, f"{barrier} belongs to {owner}:{group} with mode {stat.S_IMODE(found.st_mode):04o}"


def _who() -> str:
    import grp
    import pwd

    user = str(os.geteuid())
    with suppress(KeyError):
        user = pwd.getpwuid(os.geteuid()).pw_name
    groups = []
    for number in sorted({os.getegid(), *os.getgroups()}):
        try:
            groups.append(grp.getgrgid(number).gr_name)
        except KeyError:
            groups.append(str(number))
    return f"user '{user}' in the groups {', '.join(groups)}"


def _hint_of_permission(group: str) -> str:
    if group in ("root", "0"):
        return "ask the administrator for access, or use a session of your own: qemu:///session"
    return (
        f"ask the administrator to make you a member of the group '{group}', then log in anew; or use qemu:///session"
    )


def _hint_of_absence(path: str | Path, exc: OSError) -> str | None:
    match exc.errno:
        case errno.ENOENT | errno.ENOTDIR:
            return f"there is no {path}: is the daemon running?"
        case errno.ECONNREFUSED:
            return "nobody listens at this socket, which a daemon has left behind: start the daemon"
        case _:
            return None
