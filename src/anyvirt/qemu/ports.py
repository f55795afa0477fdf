"""TCP ports for the display servers of guests."""

from __future__ import annotations

import errno
import socket

from anyvirt.util.error import InternalError

# The ranges that libvirt takes them from unless it is configured otherwise.
DISPLAY_PORTS = range(5900, 65536)
WEBSOCKET_PORTS = range(5700, 65536)


class PortPool:
    """Hands out free ports, and keeps those of guests that have not opened theirs yet from others.

    The others may be in processes of their own, with roots of their own: what one of them claims, all see.
    """

    def __init__(self) -> None:
        # A guest that was found running holds its port itself: there is no claim for it.
        self._claims: dict[int, list[socket.socket]] = {}

    def reserve_free(self, address: str, ports: range) -> int:
        """The lowest of *ports* that is free on *address*, taken until `release`.

        Raises:
            InternalError: none is left, or the host has no such address.
        """
        for port in ports:
            if port not in self._claims and self._take(address, port):
                return port
        raise InternalError(f"no free port between {ports.start} and {ports.stop - 1} on {address}")

    def reserve(self, address: str, port: int, owner: str) -> None:
        """Take *port*, which the definition of *owner* asks for.

        Raises:
            InternalError: somebody listens there already, or the host has no such address.
        """
        if not self._take(address, port):
            raise InternalError(
                f"{owner}: port {port} on {address} is in use already", hint="choose another port, or autoport='yes'"
            )

    def adopt(self, port: int) -> None:
        """Note that a guest which was found running holds *port*."""
        self._claims.setdefault(port, [])

    def release(self, port: int) -> None:
        for claim in self._claims.pop(port, []):
            claim.close()

    def _take(self, address: str, port: int) -> bool:
        claim = _claim(address, port)
        if claim is None:
            return False
        try:
            free = _can_listen(address, port)
        except BaseException:
            claim.close()
            raise
        if free:
            self._claims.setdefault(port, []).append(claim)
        else:
            claim.close()
        return free


def _claim(address: str, port: int) -> socket.socket | None:
    """A claim to *port* until it is closed, or None while somebody else has one.

    It is a name among the abstract Unix sockets: those belong to the network namespace, as ports do, and go with the
    process.
    """
    claim = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        claim.bind(f"\0anyvirt/tcp/{address}/{port}")
    except OSError as exc:
        claim.close()
        if exc.errno == errno.EADDRINUSE:
            return None
        raise InternalError(f"cannot claim port {port} on {address}: {exc.strerror}") from exc
    return claim


def _can_listen(address: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        # As QEMU binds: connections of a former guest that linger in TIME_WAIT do not count.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
            probe.listen(1)
        except OSError as exc:
            if exc.errno in (errno.EADDRINUSE, errno.EACCES):
                return False
            raise InternalError(f"cannot listen on {address}: {exc.strerror}") from exc
    return True
