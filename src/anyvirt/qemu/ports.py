"""TCP ports for the display servers of guests."""

from __future__ import annotations

import errno
import socket

from anyvirt.util.error import InternalError, InvalidArg

# The ranges that libvirt takes them from unless it is configured otherwise.
DISPLAY_PORTS = range(5900, 65536)
WEBSOCKET_PORTS = range(5700, 65536)


class PortPool:
    """Hands out free ports, and remembers those of guests that have not opened theirs yet."""

    def __init__(self) -> None:
        self._taken: set[int] = set()

    def reserve_free(self, address: str, ports: range) -> int:
        """The lowest of *ports* that is free on *address*, taken until `release`.

        Raises:
            InternalError: none is left.
        """
        for port in ports:
            if port not in self._taken and _can_listen(address, port):
                self._taken.add(port)
                return port
        raise InternalError(f"no free port between {ports.start} and {ports.stop - 1} on {address}")

    def reserve(self, address: str, port: int, owner: str) -> None:
        """Take *port*, which the definition of *owner* asks for.

        Raises:
            InternalError: somebody listens there already.
        """
        if port in self._taken or not _can_listen(address, port):
            raise InternalError(
                f"{owner}: port {port} on {address} is in use already", hint="choose another port, or autoport='yes'"
            )
        self._taken.add(port)

    def adopt(self, port: int) -> None:
        """Note that a guest which was found running holds *port*."""
        self._taken.add(port)

    def release(self, port: int) -> None:
        self._taken.discard(port)


def _can_listen(address: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        # As QEMU binds: connections of a former guest that linger in TIME_WAIT do not count.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
            probe.listen(1)
        except OSError as exc:
            if exc.errno == errno.EADDRNOTAVAIL:
                raise InvalidArg(f"this host has no address {address} to listen on") from exc
            if exc.errno in (errno.EADDRINUSE, errno.EACCES):
                return False
            raise
    return True
