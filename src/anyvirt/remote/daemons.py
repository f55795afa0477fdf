"""The daemons of this host: where their sockets are, and how a user's own is started."""

from __future__ import annotations

import errno
import os
import shutil
import socket
import subprocess
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import IO, Final, NamedTuple

from anyvirt.remote.address import VIR_FROM_REMOTE, Address, Mode
from anyvirt.util.error import InternalError, SystemCallError, libvirtError

_FROM_RPC: Final = 7

# Drivers with a daemon of their own, and the name of that; others are libvirtd's alone.
_MODULAR: Final = {
    "bhyve": "virtbhyved",
    "ch": "virtchd",
    "interface": "virtinterfaced",
    "lxc": "virtlxcd",
    "network": "virtnetworkd",
    "nodedev": "virtnodedevd",
    "nwfilter": "virtnwfilterd",
    "qemu": "virtqemud",
    "secret": "virtsecretd",
    "storage": "virtstoraged",
    "vbox": "virtvboxd",
    "vz": "virtvzd",
    "xen": "virtxend",
}

_ANYVIRT: Final = "anyvirt/anyvirt-sock"
_LIBVIRT: Final = "libvirt/libvirt-sock"
_PROGRAMS: Final = {_ANYVIRT: "anyvirtd", _LIBVIRT: "libvirtd"}  # others are named after their daemon

_SPAWN_TIMEOUT_S: Final = 60.0
_LOOK_S: Final = 0.02
_SAID_BYTES: Final = 4096  # of what a daemon that fails has said
_IDLE_S: Final = 120  # after which a daemon that was started here ends itself
_ABSENT: Final = (errno.ENOENT, errno.ECONNREFUSED, errno.ENOTDIR)


class Daemon(NamedTuple):
    """A daemon that may be here."""

    program: str
    socket: str

    @property
    def arguments(self) -> list[str]:
        """With which it is started for a session."""
        return [*(["--session"] if self.program == "anyvirtd" else []), f"--timeout={_IDLE_S}"]


def candidates(address: Address) -> list[Daemon]:
    """The daemons that could be meant, the likeliest first."""
    own = _session_for(address)
    suffix = "-ro" if address.readonly and not own else ""
    found = []
    for name in socket_names(address):
        # Libvirt's daemons know no session of root's: what root opens is the system's.
        of_user = own and (name == _ANYVIRT or os.geteuid() != 0)
        folder = _runtime() if of_user else Path("/run")
        found.append(Daemon(_program_of(name), f"{folder / name}{suffix}"))
    return found


def _program_of(name: str) -> str:
    return _PROGRAMS.get(name) or name.removeprefix("libvirt/").removesuffix("-sock")


def socket_names(address: Address) -> list[str]:
    """The sockets of the daemons that could be meant, below the folder of sockets; those for reading and writing."""
    modular = _MODULAR.get(address.uri.driver)
    direct = [f"libvirt/{modular}-sock"] if modular else []
    match address.mode:
        case Mode.LEGACY:
            return [_LIBVIRT]
        case Mode.DIRECT:
            if not direct:
                raise InternalError(
                    f"the driver '{address.uri.driver}' has no daemon of its own",
                    origin=VIR_FROM_REMOTE,
                    hint="leave out mode=direct",
                )
            return direct
        case Mode.AUTO:
            return [_ANYVIRT, *direct, _LIBVIRT]


def connect(address: Address) -> socket.socket:
    """A socket connected to the daemon of this host that *address* means, which is started where it is a user's own.

    Raises:
        SystemCallError: there is none, or it does not let us in; the message says which socket, whose it is, and who
            we are.
    """
    if path := address.param("socket"):
        try:
            return _connected(path)
        except OSError as exc:
            raise unreachable(path, exc) from exc
    daemons = candidates(address)
    failures: list[tuple[Daemon, OSError]] = []
    for daemon in daemons:
        try:
            return _connected(daemon.socket)
        except OSError as exc:
            if exc.errno not in _ABSENT:
                raise unreachable(daemon.socket, exc) from exc
            failures.append((daemon, exc))
    if _session_for(address) and os.environ.get("LIBVIRT_AUTOSTART", "1") != "0":
        for daemon in daemons:
            if (program := _program(daemon)) is not None:
                return _started(daemon, program)
    last, failure = failures[-1]
    places = ", ".join(each.socket for each, _ in failures)
    raise unreachable(last.socket, failure, hint=f"no daemon listens at {places}") from failure


def unreachable(path: str, exc: OSError, hint: str | None = None) -> libvirtError:
    """What to say of a socket that cannot be connected to."""
    detail = f"Failed to connect socket to '{path}': {exc.strerror or exc}"
    if exc.errno in (errno.EACCES, errno.EPERM):
        barrier, about = _whose(path)
        detail += f" ({about}; this process is {_who()})"
        hint = _hint_of_permission(barrier)
    return SystemCallError(detail, origin=_FROM_RPC, int1=exc.errno or 0, hint=hint or _hint_of_absence(path, exc))


def _connected(path: str) -> socket.socket:
    connected = socket.socket(socket.AF_UNIX)
    try:
        connected.connect(path)
    except BaseException:
        connected.close()
        raise
    return connected


def _session_for(address: Address) -> bool:
    """Whether the daemon is a user's own: as with libvirt, the test driver's is, too, but for root."""
    return address.session or (address.uri.driver == "test" and os.geteuid() != 0)


def _runtime() -> Path:
    chosen = os.environ.get("XDG_RUNTIME_DIR", "")
    if os.path.isabs(chosen):
        return Path(chosen)
    of_user = Path(f"/run/user/{os.getuid()}")
    if of_user.is_dir():
        return of_user
    cache = os.environ.get("XDG_CACHE_HOME", "")
    return Path(cache) if os.path.isabs(cache) else Path(os.path.expanduser("~")) / ".cache"


def _program(daemon: Daemon) -> str | None:
    """The program of a daemon that is installed here and can be a user's own."""
    if daemon.program == "anyvirtd":
        return shutil.which("anyvirtd")
    if os.geteuid() == 0:
        return None  # libvirt's daemons know no session of root's
    named = os.environ.get("LIBVIRTD_PATH")
    if named:
        return named if daemon.program == "libvirtd" else None
    return shutil.which(daemon.program, path=os.environ.get("PATH", os.defpath) + ":/usr/sbin:/usr/local/sbin")


def _started(daemon: Daemon, program: str) -> socket.socket:
    """Start a daemon, which outlives us, and connect to it when it listens.

    Two programs may do so at once: one of the two daemons ends when it finds the other's lock, and both reach the one
    that stays.
    """
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(
            [program, *daemon.arguments],
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
                return _connected(daemon.socket)
            if ended is not None:
                raise _not_started(daemon, program, f"it ended with status {ended}", said)
            if time.monotonic() > deadline:
                raise _not_started(daemon, program, f"it did not listen within {_SPAWN_TIMEOUT_S:.0f} s", said)
            time.sleep(_LOOK_S)  # a daemon has no way to tell us that it is ready


_children: list[subprocess.Popen[bytes]] = []  # daemons that were started here, to be waited for when they end


def _not_started(daemon: Daemon, program: str, why: str, said: IO[bytes]) -> libvirtError:
    said.seek(max(0, said.seek(0, os.SEEK_END) - _SAID_BYTES))
    text = said.read().decode(errors="replace").strip()
    return InternalError(
        f"cannot start the daemon {program} for {daemon.socket}: {why}" + (f": {text}" if text else ""),
        origin=VIR_FROM_REMOTE,
    )


def _whose(path: str) -> tuple[str, str]:
    """The first thing on the way to *path* that this process may not pass, and whose it is."""
    import grp
    import pwd
    import stat

    barrier = path
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


def _hint_of_absence(path: str, exc: OSError) -> str | None:
    match exc.errno:
        case errno.ENOENT | errno.ENOTDIR:
            return f"there is no {path}: is the daemon running?"
        case errno.ECONNREFUSED:
            return "nobody listens at this socket, which a daemon has left behind: start the daemon"
        case _:
            return None
