"""A daemon with nothing behind it: it lets clients in, over TLS or not, with SASL or not, and tells its name.

It is there for what stands in front of a daemon; each client has a thread.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable
from contextlib import suppress
from threading import Thread
from typing import Any, Self

from anyvirt.error import AuthFailed, libvirtError
from anyvirt.rpc import packet
from anyvirt.rpc.connection import Called, Pinged, Refused
from anyvirt.rpc.connection import Server as Protocol
from anyvirt.rpc.programs import program
from anyvirt.sasl import Policy, Server
from anyvirt.tls import ACCEPTED, Context, check_client

AUTH = program("remote").enums["auth_type"]


class SmallDaemon:
    """Listens on a port of its own choice while the context lasts.

    Args:
        tls: what to speak TLS with.
        sasl: makes the side of SASL for a connection, from what it needs and the name of the client's certificate.

    Attributes:
        who: the users that have been authenticated.
        errors: why clients were sent away.
    """

    def __init__(
        self,
        *,
        tls: Context | None = None,
        allowed: list[str] | None = None,
        sasl: Callable[[Policy, str | None], Server] | None = None,
        policy: Policy | None = None,
        address: str = "127.0.0.1",
    ) -> None:
        self._tls = tls
        self._allowed = allowed
        self._sasl = sasl
        self._policy = policy
        self._clients: list[socket.socket] = []
        self.who: list[str | None] = []
        self.errors: list[str] = []
        self._listener = socket.create_server((address, 0))
        self.port: int = self._listener.getsockname()[1]

    def __enter__(self) -> Self:
        self._thread = Thread(target=self._accept)
        self._thread.start()
        return self

    def __exit__(self, *_failure: object) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self._listener.close()

    def _accept(self) -> None:
        threads = []
        with suppress(OSError):
            while True:
                plain, _address = self._listener.accept()
                self._clients.append(plain)
                threads.append(Thread(target=self._serve, args=[plain]))
                threads[-1].start()
        for each in self._clients:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
        for thread in threads:
            thread.join()

    def _serve(self, plain: socket.socket) -> None:
        try:
            name = None
            connected = plain
            if self._tls is not None:
                connected = self._tls.wrap_socket(plain, server_side=True)
                name = check_client(connected, self._allowed)
                connected.sendall(ACCEPTED)
            with connected:
                _Client(self, connected, name).run()
        except (OSError, libvirtError) as exc:
            self.errors.append(str(exc))
            plain.close()

    def side(self, name: str | None) -> Server | None:
        """The side of SASL for a connection."""
        policy = self._policy or (Policy.private(256) if self._tls is not None else Policy.plain_tcp())
        return self._sasl(policy, name) if self._sasl is not None else None


class _Client:
    def __init__(self, daemon: SmallDaemon, connected: socket.socket | ssl.SSLSocket, name: str | None) -> None:
        self.daemon = daemon
        self.connected = connected
        self.side = daemon.side(name)
        self.protocol = Protocol(["remote"])
        self.layer: Any = None

    def run(self) -> None:
        while data := self.connected.recv(65536):
            self.protocol.receive(self.layer.unwrap(data) if self.layer is not None else data)
            for event in self.protocol.events():
                layer = self.layer
                answer = self._answer(event)
                if answer is not None:
                    self.connected.sendall(layer.wrap(bytes(answer)) if layer is not None else answer)

    def _answer(self, event: Any) -> bytearray | None:
        match event:
            case Called():
                try:
                    ret = self._called(event.procedure.name, event.args)
                except libvirtError as exc:
                    self.daemon.errors.append(exc.message)
                    # What exactly was wrong is for the log alone.
                    told = AuthFailed() if isinstance(exc, AuthFailed) else exc
                    return packet.failed(event.procedure, event.serial, told)
                return packet.reply(event.procedure, event.serial, ret)
            case Refused() | Pinged():
                return event.answer
        return None

    def _called(self, name: str, args: Any) -> Any:
        match name:
            case "AUTH_LIST":
                waits = self.side is not None and self.side.username is None
                return ([AUTH["SASL" if waits else "NONE"]],)
            case "AUTH_SASL_INIT" if self.side is not None:
                return (",".join(self.side.mechanisms),)
            case "AUTH_SASL_START" | "AUTH_SASL_STEP" if self.side is not None:
                data = None if args.nil else bytes(args.data)
                answer = self.side.start(args.mech, data) if name == "AUTH_SASL_START" else self.side.step(data)
                if answer.complete:
                    self.daemon.who.append(self.side.username)
                    self.layer = self.side.layer
                return (int(answer.complete), int(answer.data is None), answer.data or b"")
            case "CONNECT_GET_HOSTNAME":
                return ("small.example",)
            case "CONNECT_SUPPORTS_FEATURE":
                return (0,)
            case "CONNECT_OPEN" | "CONNECT_CLOSE":
                return None
        raise libvirtError(f"{name} is not done here", code=3)
