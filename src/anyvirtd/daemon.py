"""The daemon from start to end: its services and their sockets, the drivers that it hosts, signals, idling."""

from __future__ import annotations

import asyncio
import contextvars
import gc
import logging
import os
import signal
import socket
import ssl
import time
from collections.abc import Callable
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

from anyvirt.driver import Driver, hosting, registry
from anyvirt.driver.hosting import Hosting
from anyvirt.util.error import SystemCallError, libvirtError
from anyvirt.util.loop import adopt
from anyvirtd.auth import AuthType, Gate
from anyvirtd.calls import PROGRAMS, remote_handlers
from anyvirtd.calls.admin import AdminSession, admin_handlers
from anyvirtd.identity import Identity
from anyvirtd.listeners import Listener, from_systemd, listen_tcp, listen_unix, notify_systemd
from anyvirtd.logs import Logs
from anyvirtd.metrics import Metrics
from anyvirtd.places import ADMIN_SOCKET, LIBVIRT_NAMES, RO_SOCKET, SOCKET, Places
from anyvirtd.service import Limits, Service
from anyvirtd.session import Session
from anyvirtd.settings import Settings
from anyvirtd.wires import LINGER_S, SocketWire, TransportWire

if TYPE_CHECKING:
    from anyvirt.sasl import Attempts, UserFile
    from anyvirt.tls import Context
    from anyvirtd.access import Policy
    from anyvirtd.client import Client

log = logging.getLogger("anyvirtd")

NAME: Final = "anyvirtd"
_STOP_S: Final = 15.0  # for what is under way when the daemon stops
_HANDSHAKE_S: Final = 10.0
_IDLE_LOOK_S: Final = 5.0  # guests end without a word to the daemon's front


class Daemon:
    """A daemon.

    Args:
        places: where what is.
        settings: what the configuration file says.
        read_settings: reads it again, at each SIGHUP.
        logs: what is logged, and where to.
        listen: whether to listen to the network, as the settings say.
        libvirt_sockets: whether to listen at the paths of libvirt's own daemon, too.
        timeout_s: seconds without clients and guests after which the daemon ends; 0 for never.
        ready: called when clients may come.
    """

    def __init__(
        self,
        places: Places,
        settings: Settings,
        read_settings: Callable[[], Settings],
        logs: Logs,
        *,
        listen: bool = False,
        libvirt_sockets: bool = False,
        timeout_s: int = 0,
        ready: Callable[[], None] = lambda: None,
    ) -> None:
        self.places = places
        self.logs = logs
        self.settings = settings
        self.started = time.time()
        self.timeout_s = timeout_s
        self.services: dict[str, Service] = {}
        self.tls_context: Context | None = None
        self._read_settings = read_settings
        self._listen = listen
        self._libvirt_sockets = libvirt_sockets
        self._loop = asyncio.get_running_loop()
        self._ending = asyncio.Event()
        self._hosted: Driver | None = None
        self._hosting: asyncio.Task[None] | None = None
        self._idle_since: float | None = None
        self._idle_timer: asyncio.TimerHandle | None = None
        self._reloading: asyncio.Task[None] | None = None
        self._ready = ready
        self._metrics = Metrics(self) if self.settings.metrics else None

    async def run(self) -> None:
        """Serve until somebody ends it.

        Raises:
            libvirtError: it cannot start.
        """
        adopt(self._loop)
        hosting.host(Hosting(self.places.session, self.places.root, self.settings.host_uuid))
        self._make_services()
        try:
            self._make_listeners()
            if self._metrics is not None:
                await self._metrics.listen(self.settings.metrics)
            for number in (signal.SIGTERM, signal.SIGINT):
                self._loop.add_signal_handler(number, self.end)
            self._loop.add_signal_handler(signal.SIGHUP, self._reload_soon)
            for service in self.services.values():
                service.look_at_limits()
                for listener in service.listeners:
                    listener.resume()
            self._hosting = self._loop.create_task(self._host())
            log.info("ready: process %d, %s", os.getpid(), ", ".join(each.name for each in self._listeners()))
            self._ready()
            gc.freeze()  # what is here stays, and need not be looked at again and again while calls wait
            notify_systemd("READY=1")
            self.look_whether_idle()
            await self._ending.wait()
            notify_systemd("STOPPING=1")
            log.info("ending")
        finally:
            await self._stop()

    def end(self) -> None:
        """Finish what is under way, and end."""
        self._ending.set()

    # Services and sockets

    def _make_services(self) -> None:
        settings = self.settings
        policy = _policy(settings)
        self.services[NAME] = Service(
            NAME,
            loop=self._loop,
            programs=PROGRAMS,
            handlers=remote_handlers(),
            sessions=Session,
            limits=_limits(settings),
            keepalive=(settings.keepalive_interval, settings.keepalive_count),
            default_uri=self.places.default_uri,
            policy=policy,
            metrics=self._metrics,
            changed=self.look_whether_idle,
        )
        self.services["admin"] = Service(
            "admin",
            loop=self._loop,
            programs=("admin",),
            handlers=admin_handlers(),
            sessions=lambda client: AdminSession(client, self),
            label="admin-",
            limits=_admin_limits(settings),
            keepalive=(settings.admin_keepalive_interval, settings.admin_keepalive_count),
            metrics=self._metrics,
            changed=self.look_whether_idle,
        )

    def _listeners(self) -> list[Listener]:
        return [listener for service in self.services.values() for listener in service.listeners]

    def _make_listeners(self) -> None:
        handed_over = from_systemd()
        for name, sock in handed_over:
            self._take_over(name, sock)
        if not handed_over:
            self._listen_here()
        if self._libvirt_sockets:
            self._make_folder(self.places.libvirt_run)
            for libvirt_name, name in LIBVIRT_NAMES.items():
                if name != RO_SOCKET or not self.places.session:
                    self._listen_unix(self.places.libvirt_run / libvirt_name, name)
        if self._listen:
            settings = self.settings
            if settings.listen_tcp:
                for sock in listen_tcp(settings.listen_addr, settings.tcp_port, backlog=settings.max_queued_clients):
                    self._add(NAME, self._tcp_client, sock=sock, kind="tcp")
            if settings.listen_tls:
                self.update_tls()
                for sock in listen_tcp(settings.listen_addr, settings.tls_port, backlog=settings.max_queued_clients):
                    self._add(NAME, self._tls_client, sock=sock, kind="tls")

    def _listen_here(self) -> None:
        folder = Path(self.settings.unix_sock_dir) if self.settings.unix_sock_dir else self.places.run
        self._make_folder(folder)
        for name in (SOCKET, ADMIN_SOCKET) if self.places.session else (SOCKET, RO_SOCKET, ADMIN_SOCKET):
            self._listen_unix(folder / name, name)

    def _make_folder(self, folder: Path) -> None:
        try:
            folder.mkdir(mode=0o700 if self.places.session else 0o755, parents=True, exist_ok=True)
        except OSError as exc:
            raise SystemCallError(f"cannot make '{folder}': {exc.strerror}", int1=exc.errno or 0) from exc

    def _listen_unix(self, path: Path, name: str) -> None:
        settings = self.settings
        mode, group = 0o700, ""
        if not self.places.session:
            mode = {
                SOCKET: _or(settings.unix_sock_rw_perms, 0o777 if settings.auth_unix_rw == "polkit" else 0o700),
                RO_SOCKET: _or(settings.unix_sock_ro_perms, 0o777),
                ADMIN_SOCKET: settings.unix_sock_admin_perms,
            }[name]
            if name != ADMIN_SOCKET:
                group = settings.unix_sock_group
        backlog = settings.admin_max_queued_clients if name == ADMIN_SOCKET else settings.max_queued_clients
        sock = listen_unix(path, mode=mode, group=group, backlog=backlog)
        self._add(*self._serves(name), path=path, sock=sock)

    def _serves(self, name: str) -> tuple[str, Callable[[socket.socket], None]]:
        """The service of a UNIX socket, and what is done with its clients."""
        if name == ADMIN_SOCKET:
            return "admin", self._administrator
        return NAME, self._looking_client if name == RO_SOCKET else self._unix_client

    def _take_over(self, name: str, sock: socket.socket) -> None:
        """A socket from systemd: which it is says its name, else its path or its port."""
        if sock.family == socket.AF_UNIX:
            known = (SOCKET, RO_SOCKET, ADMIN_SOCKET)
            file = Path(os.fsdecode(sock.getsockname())).name
            stem = name.removesuffix(".socket").replace("anyvirtd", "anyvirt-sock").replace("sock-admin", "admin-sock")
            found = next((each for each in (stem, file, LIBVIRT_NAMES.get(file, "")) if each in known), None)
            if found is None:
                raise SystemCallError(
                    f"systemd has handed over '{name}' at '{file}', which is no socket of this daemon",
                    hint=f"known are {', '.join(known)}",
                )
            self._add(*self._serves(found), sock=sock)
            return
        if "tls" in name or str(sock.getsockname()[1]) == self.settings.tls_port:
            if self.tls_context is None:
                self.update_tls()
            self._add(NAME, self._tls_client, sock=sock, kind="tls")
        else:
            self._add(NAME, self._tcp_client, sock=sock, kind="tcp")

    def _add(
        self,
        service: str,
        accept: Callable[[socket.socket], None],
        *,
        sock: socket.socket,
        path: Path | None = None,
        kind: str = "unix",
    ) -> None:
        auths: dict[Callable[[socket.socket], None], str] = {
            self._unix_client: self.settings.auth_unix_rw,
            self._looking_client: self.settings.auth_unix_ro,
            self._tcp_client: self.settings.auth_tcp,
            self._tls_client: "certificate",
        }
        self.services[service].listeners.append(
            Listener(self._loop, sock, accept, path=path, kind=kind, strangers=auths.get(accept, "none") != "none")
        )

    # Clients

    def _unix_client(self, sock: socket.socket) -> None:
        self._welcome_unix(sock, readonly=False, auth=self.settings.auth_unix_rw)

    def _looking_client(self, sock: socket.socket) -> None:
        self._welcome_unix(sock, readonly=True, auth=self.settings.auth_unix_ro)

    def _welcome_unix(self, sock: socket.socket, *, readonly: bool, auth: str) -> None:
        identity = Identity.of_unix(sock)
        self.services[NAME].welcome(
            SocketWire(self._loop, sock), identity, readonly=readonly, gate=self._gate(auth, identity)
        )

    def _administrator(self, sock: socket.socket) -> None:
        identity = Identity.of_unix(sock)
        if identity.uid not in (0, os.geteuid()):
            # Whatever the mode of the socket says: what is done here ends the connections of others.
            log.warning("%s may not administrate the daemon", identity)
            sock.close()
            return
        self.services["admin"].welcome(SocketWire(self._loop, sock), identity)

    def _tcp_client(self, sock: socket.socket) -> None:
        identity = Identity("tcp", _address(sock))
        wire = SocketWire(self._loop, sock)
        self.services[NAME].welcome(wire, identity, gate=self._gate(self.settings.auth_tcp, identity))

    def _tls_client(self, sock: socket.socket) -> None:
        self.services[NAME].in_background(self._welcome_tls(sock))

    async def _welcome_tls(self, sock: socket.socket) -> None:
        service = self.services[NAME]
        identity = Identity("tls", _address(sock))
        with service.handshake():
            shaken = await self._shake_hands(sock, identity)
        if shaken is not None:
            wire, strength = shaken
            service.welcome(wire, identity, gate=self._gate(self.settings.auth_tls, identity, strength))

    async def _shake_hands(self, sock: socket.socket, identity: Identity) -> tuple[TransportWire, int] | None:
        """The wire of a client that is let in, and how strong its cipher is."""
        from anyvirt import tls

        assert self.tls_context is not None
        wire = TransportWire()
        try:
            transport, _ = await self._loop.connect_accepted_socket(
                lambda: wire,
                sock,
                ssl=self.tls_context,
                ssl_handshake_timeout=_HANDSHAKE_S,
                ssl_shutdown_timeout=LINGER_S,
            )
        except (OSError, ssl.SSLError) as exc:
            log.warning("%s: no TLS: %s", identity, exc)
            sock.close()
            return None
        connected = transport.get_extra_info("ssl_object")
        try:
            self.tls_context.after_handshake(connected)
            identity.dname = tls.check_client(connected, self.settings.tls_allowed_dn_list) or ""
        except libvirtError as exc:
            log.warning("%s: it is not let in: %s", identity, exc.message)
            transport.close()
            return None
        wire.send(tls.ACCEPTED)
        return wire, transport.get_extra_info("cipher")[2]

    def _gate(self, auth: str, identity: Identity, strength: int = 0) -> Gate | None:
        """What a client has to show; *strength* is that of its cipher, in bits."""
        if auth == "none":
            return None
        peer = f"user {identity.uid}" if identity.transport == "unix" else identity.address.partition(";")[0]
        if auth == "polkit":
            return Gate(AuthType.POLKIT, attempts=self._attempts, peer=peer)
        from anyvirt import sasl
        from anyvirt.sasl.server import USUAL

        settings = self.settings
        policy = sasl.Policy.private(strength)
        if identity.transport == "tcp":
            policy = sasl.Policy.plain_tcp(settings.tcp_min_ssf)
        external = identity.user if identity.transport == "unix" else identity.dname

        def make_exchange() -> sasl.Server:
            return sasl.Server(
                self._users,
                policy,
                wanted=settings.sasl_mechanisms or USUAL,
                external=external or None,
                allowed=settings.sasl_allowed_username_list,
            )

        return Gate(AuthType.SASL, attempts=self._attempts, peer=peer, make_exchange=make_exchange)

    # Few daemons have use for these.

    @cached_property
    def _attempts(self) -> Attempts:
        """Wrong passwords so far."""
        from anyvirt.sasl import Attempts

        return Attempts()

    @cached_property
    def _users(self) -> UserFile:
        from anyvirt.sasl import UserFile

        chosen = self.settings.sasl_users_file
        return UserFile(Path(chosen) if chosen else self.places.users)

    def update_tls(self) -> None:
        """Read the files of TLS (again): new clients get what is in them now.

        Raises:
            libvirtError: they are of no use; then those from before stay.
        """
        from anyvirt import pki, tls

        settings = self.settings
        found = pki.locate(pki.Role.SERVER, self.places.root and self.places.root / "pki", user=self.places.session)
        chosen = {"certificate": settings.cert_file, "key": settings.key_file, "ca": settings.ca_file}
        chosen["crl"] = settings.crl_file
        files = found._replace(**{name: Path(path) for name, path in chosen.items() if path})
        self.tls_context = tls.server_context(
            files, verify=not settings.tls_no_verify_certificate, priority=settings.tls_priority or None
        )

    # The drivers that it hosts

    async def _host(self) -> None:
        """Open the driver whose guests are this daemon's own, for as long as the daemon runs."""
        try:
            uri, driver_class = registry.find_hosted(self.places.default_uri)
            self._hosted = await driver_class.open(uri, readonly=False)
        except libvirtError as exc:
            log.warning("%s is not hosted: %s", self.places.default_uri, exc)

    async def _guests(self) -> int:
        """How many guests run here."""
        if self._hosting is not None and not self._hosting.done():
            await asyncio.wait([self._hosting])
        if self._hosted is None:
            return 0
        return len(await self._hosted.connect_list_all_domains(1))  # VIR_CONNECT_LIST_DOMAINS_ACTIVE

    # Idling

    def set_timeout(self, seconds: int) -> None:
        """End after so many seconds without clients and guests; 0 for never."""
        self.timeout_s = seconds
        self._idle_since = None
        self.look_whether_idle()

    def look_whether_idle(self) -> None:
        """Something has changed that may keep the daemon alive, or no longer."""
        if self._idle_timer is not None:
            self._idle_timer.cancel()
            self._idle_timer = None
        if self.timeout_s <= 0 or any(service.clients for service in self.services.values()):
            self._idle_since = None
            return
        now = self._loop.time()
        if self._idle_since is None:
            self._idle_since = now
        left = self._idle_since + self.timeout_s - now
        # It is about no request, though one may have been the last thing that happened.
        self._idle_timer = self._loop.call_later(max(left, 0), self._maybe_end, context=contextvars.Context())

    def _maybe_end(self) -> None:
        self._idle_timer = None
        self.services[NAME].in_background(self._end_if_idle())

    async def _end_if_idle(self) -> None:
        if await self._guests():
            self._idle_since = self._loop.time() - self.timeout_s + min(_IDLE_LOOK_S, self.timeout_s)
            self.look_whether_idle()
        elif self._idle_since is not None:  # nobody has come meanwhile
            log.info("nobody has been here for %d s", self.timeout_s)
            self.end()

    # Reloading

    def _reload_soon(self) -> None:
        if self._reloading is None or self._reloading.done():
            self._reloading = self._loop.create_task(self._reload())

    async def _reload(self) -> None:
        notify_systemd(f"RELOADING=1\nMONOTONIC_USEC={time.monotonic_ns() // 1000}")
        try:
            newer = await asyncio.to_thread(self._read_settings)
            settings, ignored = self.settings.reloaded(newer)
            self.logs.set_up(
                settings.log_level, settings.log_filters, settings.log_outputs, as_json=settings.log_format == "json"
            )
            if self.tls_context is not None:
                self.update_tls()
        except (libvirtError, OSError, ValueError) as exc:
            log.error("the configuration was not read again: %s", exc)
        else:
            self.settings = settings
            ours, admin = self.services[NAME], self.services["admin"]
            ours.policy = _policy(settings)
            ours.limits, admin.limits = _limits(settings), _admin_limits(settings)
            ours.set_keepalive(settings.keepalive_interval, settings.keepalive_count)
            admin.set_keepalive(settings.admin_keepalive_interval, settings.admin_keepalive_count)
            for service in self.services.values():
                service.look_at_limits()
                service.next_turns()
            log.info("the configuration was read again")
            if ignored:
                log.warning("only a restart changes %s", ", ".join(ignored))
        notify_systemd("READY=1")

    # The end

    async def _stop(self) -> None:
        if self._idle_timer is not None:
            self._idle_timer.cancel()
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            self._loop.remove_signal_handler(number)
        for service in self.services.values():
            await service.stop(_STOP_S)
        if self._metrics is not None:
            await self._metrics.close()
        for task in (self._hosting, self._reloading):
            if task is not None and not task.done():
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task
        if self._hosted is not None:
            try:
                await self._hosted.close()
            except libvirtError as exc:
                log.error("closing %s failed: %s", self.places.default_uri, exc)

    def clients(self) -> list[Client]:
        """All clients of all services."""
        return [client for service in self.services.values() for client in service.clients.values()]


def _policy(settings: Settings) -> Policy | None:
    if not settings.access_drivers:
        return None
    from anyvirtd.access import Policy

    return Policy.of(settings)


def _limits(settings: Settings) -> Limits:
    return Limits(
        settings.max_clients,
        settings.max_anonymous_clients,
        settings.min_workers,
        settings.max_workers,
        settings.prio_workers,
        settings.max_client_requests,
    )


def _admin_limits(settings: Settings) -> Limits:
    return Limits(
        settings.admin_max_clients,
        0,
        settings.admin_min_workers,
        settings.admin_max_workers,
        0,
        settings.admin_max_client_requests,
    )


def _or(mode: int | None, default: int) -> int:
    return default if mode is None else mode


def _address(sock: socket.socket) -> str:
    host, port, *_ = sock.getpeername()
    return f"{host};{port}"
