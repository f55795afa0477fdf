"""Sockets that clients connect to: made here, or handed over by systemd."""

from __future__ import annotations

import asyncio
import errno
import grp
import logging
import os
import socket
import stat
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

from anyvirt.util.error import SystemCallError

log = logging.getLogger("anyvirtd.listeners")

_AT_ONCE: Final = 16  # connections that are taken in one turn of the loop
_FIRST_FD: Final = 3  # SD_LISTEN_FDS_START
_AGAIN_S: Final = 1.0  # after the process ran out of descriptors
_PATH_MAX: Final = 107


class Listener:
    """A socket that listens. *accept* is called with each connection, and owns it.

    Attributes:
        name: kind and address, for messages.
        strangers: whether those who come have yet to show who they are.
    """

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        sock: socket.socket,
        accept: Callable[[socket.socket], None],
        *,
        path: Path | None = None,
        kind: str = "unix",
        strangers: bool = False,
    ) -> None:
        sock.setblocking(False)
        self.strangers = strangers
        self.socket = sock
        self._loop = loop
        self._accept = accept
        self._path = path  # to be removed at the end
        self._listening = False
        self.name = f"{kind} {_name_of(sock)}"

    def resume(self) -> None:
        """Let clients in."""
        if not self._listening and self.socket.fileno() >= 0:
            self._listening = True
            self._loop.add_reader(self.socket.fileno(), self._ready)

    def pause(self) -> None:
        """Let clients wait."""
        if self._listening:
            self._listening = False
            self._loop.remove_reader(self.socket.fileno())

    def close(self) -> None:
        """Listen no more."""
        self.pause()
        self.socket.close()
        if self._path is not None:
            with suppress(FileNotFoundError):
                self._path.unlink()

    def _ready(self) -> None:
        for _ in range(_AT_ONCE):
            if not self._listening:  # the last one was one too many
                return
            try:
                connection, _ = self.socket.accept()
            except (BlockingIOError, InterruptedError, ConnectionAbortedError):
                return
            except OSError as exc:
                if exc.errno not in (errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM):
                    raise
                log.error("%s: no more clients for now: %s", self.name, exc.strerror)
                self.pause()
                self._loop.call_later(_AGAIN_S, self.resume)
                return
            try:
                self._accept(connection)
            except OSError as exc:  # it has gone already
                log.info("%s: a client has gone at once: %s", self.name, exc.strerror)
                connection.close()


def listen_unix(path: Path, *, mode: int, group: str = "", backlog: int) -> socket.socket:
    """A UNIX socket at *path*, for its owner and as *mode* says for *group* and others.

    What is left there of a daemon that has ended is replaced.

    Raises:
        SystemCallError: it cannot be made; another daemon listens there; there is no such group.
    """
    if len(os.fsencode(path)) > _PATH_MAX:
        raise SystemCallError(
            f"cannot listen at '{path}': the path has {len(os.fsencode(path))} bytes, at most {_PATH_MAX} are possible"
        )
    try:
        gid = grp.getgrnam(group).gr_gid if group else -1
    except KeyError:
        raise SystemCallError(
            f"there is no group '{group}' for '{path}'",
            hint=f"create it, or set another unix_sock_group: groupadd {group}",
        ) from None
    sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM | socket.SOCK_CLOEXEC)
    try:
        _clear(path)
        before = os.umask(0o177)  # nobody else gets in before group and mode are right
        try:
            sock.bind(os.fspath(path))
        finally:
            os.umask(before)
        if gid != -1:
            os.chown(path, -1, gid)
        os.chmod(path, mode)
        sock.listen(backlog)
    except OSError as exc:
        sock.close()
        raise SystemCallError(f"cannot listen at '{path}': {exc.strerror}", int1=exc.errno or 0) from exc
    except BaseException:
        sock.close()
        raise
    return sock


def _clear(path: Path) -> None:
    """Remove a socket that nobody listens at."""
    try:
        if not stat.S_ISSOCK(path.lstat().st_mode):
            raise SystemCallError(f"cannot listen at '{path}': something else is there, not a socket")
    except FileNotFoundError:
        return
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(os.fspath(path))
        except (ConnectionRefusedError, FileNotFoundError):
            with suppress(FileNotFoundError):
                path.unlink()
            return
    raise SystemCallError(f"cannot listen at '{path}': a daemon listens there already", hint="stop that one first")


def listen_tcp(address: str, port: str, *, backlog: int) -> list[socket.socket]:
    """Sockets for all addresses that *address* stands for, all of the host's if it is empty.

    Raises:
        SystemCallError: there is no such address or port, or somebody else has it.
    """
    try:
        found = socket.getaddrinfo(address or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except socket.gaierror as exc:
        raise SystemCallError(f"cannot listen at '{address}', port '{port}': {exc.strerror}") from exc
    sockets: list[socket.socket] = []
    try:
        for family, kind, protocol, _, where in found:
            sock = socket.socket(family, kind | socket.SOCK_CLOEXEC, protocol)
            sockets.append(sock)
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if family == socket.AF_INET6:
                sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            sock.bind(where)
            sock.listen(backlog)
    except OSError as exc:
        for sock in sockets:
            sock.close()
        raise SystemCallError(
            f"cannot listen at '{address or '*'}', port {port}: {exc.strerror}", int1=exc.errno or 0
        ) from exc
    return sockets


def from_systemd() -> list[tuple[str, socket.socket]]:
    """The sockets that systemd has handed over, each with its name there; none if it did not start this process.

    Raises:
        SystemCallError: what was handed over are no sockets that clients could connect to.
    """
    if os.environ.get("LISTEN_PID") != str(os.getpid()):
        return []
    names = os.environ.get("LISTEN_FDNAMES", "").split(":")
    count = os.environ.get("LISTEN_FDS", "0")
    for variable in ("LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES"):
        os.environ.pop(variable, None)  # children have others
    if not count.isdecimal():
        raise SystemCallError(f"the environment says LISTEN_FDS={count}, which is no number of sockets")
    return [_handed_over(number, names[number] if number < len(names) else "") for number in range(int(count))]


def _handed_over(number: int, name: str) -> tuple[str, socket.socket]:
    fd = _FIRST_FD + number
    try:
        sock = socket.socket(fileno=fd)
        if not sock.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
            raise OSError(errno.EINVAL, "it does not listen for connections")
        os.set_inheritable(fd, False)
    except OSError as exc:
        raise SystemCallError(
            f"cannot use descriptor {fd}, which was handed over as socket '{name}': {exc.strerror}",
            int1=exc.errno or 0,
            hint="the unit of a socket needs ListenStream= and Accept=no",
        ) from exc
    return name, sock


def notify_systemd(state: str) -> None:
    """Tell who started the daemon how it is: READY=1, STOPPING=1 ..., if he wants to know."""
    where = os.environ.get("NOTIFY_SOCKET", "")
    if not where:
        return
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as sock, suppress(OSError):
        sock.connect("\0" + where[1:] if where[0] == "@" else where)
        sock.sendall(state.encode())


def _name_of(sock: socket.socket) -> str:
    where = sock.getsockname()
    return where if isinstance(where, str) else f"{where[0]}:{where[1]}"
