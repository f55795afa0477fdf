"""The admin program: what virt-admin asks about the daemon itself."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any, Final

from anyvirt.driver import LIBVIR_VERSION_NUMBER
from anyvirt.rpc.params import read_params, wire_params
from anyvirt.rpc.programs import program
from anyvirt.util.error import InternalError, InvalidArg, NoClient, NoServer, OperationInvalid, SystemCallError
from anyvirt.util.flags import check_flags
from anyvirt.util.typed import Kind, Names
from anyvirtd.stepping import NO_LOCK

if TYPE_CHECKING:
    from collections.abc import Mapping

    from anyvirt.rpc.programs import Procedure
    from anyvirtd.client import Client
    from anyvirtd.daemon import Daemon
    from anyvirtd.dispatch.base import Answer, Fds
    from anyvirtd.service import Handler, Service

log = logging.getLogger("anyvirtd.admin")

_FROM_ADMIN: Final = 66  # VIR_FROM_ADMIN
_TRANSPORTS: Final = {"unix": 0, "tcp": 1, "tls": 2}  # virClientTransport
_PRESERVE: Final = 1  # VIR_DAEMON_SHUTDOWN_PRESERVE

_POOL: Final = Names(
    dict.fromkeys(("minWorkers", "maxWorkers", "nWorkers", "freeWorkers", "prioWorkers", "jobQueueDepth"), Kind.UINT)
)
_CLIENTS: Final = Names(
    dict.fromkeys(("nclients_max", "nclients", "nclients_unauth_max", "nclients_unauth"), Kind.UINT)
)
_CLIENT: Final = Names(
    {
        "readonly": Kind.BOOLEAN,
        "sock_addr": Kind.STRING,
        "sasl_user_name": Kind.STRING,
        "unix_user_id": Kind.INT,
        "unix_user_name": Kind.STRING,
        "unix_group_id": Kind.INT,
        "unix_group_name": Kind.STRING,
        "unix_process_id": Kind.INT,
        "tls_x509_dname": Kind.STRING,
        "selinux_context": Kind.STRING,
    }
)


class _NoEvents:
    def close(self) -> None:
        """There are none."""


class AdminSession:
    """An administrator's connection."""

    lock = NO_LOCK
    origin = _FROM_ADMIN

    def __init__(self, client: Client, daemon: Daemon) -> None:
        self.client = client
        self.daemon = daemon
        self.events = _NoEvents()
        self.is_open = False

    async def leave(self) -> None:
        """Nothing goes on."""

    async def close(self) -> None:
        """Nothing is held."""

    def service(self, named: Any) -> Service:
        """The service that a client means.

        Raises:
            NoServer: there is none of that name.
        """
        self.require_open()
        found = self.daemon.services.get(named.name)
        if found is None:
            known = ", ".join(self.daemon.services)
            raise NoServer(f"No server named '{named.name}'", hint=f"there are {known}")
        return found

    def find(self, named: Any) -> Client:
        """The client that a client means.

        Raises:
            NoServer, NoClient: there is none.
        """
        found = self.service(named.srv).clients.get(named.id)
        if found is None:
            raise NoClient(f"No client with matching ID '{named.id}'")
        return found

    def require_open(self) -> None:
        """Raises:
        InternalError: the connection is not open.
        """
        if not self.is_open:
            raise InternalError("connection not open", origin=_FROM_ADMIN)


async def connect_open(session: AdminSession, args: Any, fds: Fds) -> Answer:
    check_flags(args.flags, 0, "virAdmConnectOpen")
    if session.is_open:
        raise InternalError("connection already open", origin=_FROM_ADMIN)
    session.is_open = True
    return None


async def connect_close(session: AdminSession, args: Any, fds: Fds) -> Answer:
    session.client.close_after_answer = True
    return None


async def connect_get_lib_version(session: AdminSession, args: Any, fds: Fds) -> Answer:
    return (LIBVIR_VERSION_NUMBER,)


async def connect_list_servers(session: AdminSession, args: Any, fds: Fds) -> Answer:
    session.require_open()
    check_flags(args.flags, 0, "virAdmConnectListServers")
    names = list(session.daemon.services)
    return [(name,) for name in names] if args.need_results else [], len(names)


async def connect_lookup_server(session: AdminSession, args: Any, fds: Fds) -> Answer:
    check_flags(args.flags, 0, "virAdmConnectLookupServer")
    session.service(args)
    return ((args.name,),)


async def server_get_threadpool_parameters(session: AdminSession, args: Any, fds: Fds) -> Answer:
    """Requests that wait for something take the part of libvirt's worker threads."""
    check_flags(args.flags, 0, "virAdmServerGetThreadPoolParameters")
    service = session.service(args.srv)
    limits = service.limits
    workers = max(service.running, limits.min_workers)
    figures = {
        "minWorkers": limits.min_workers,
        "maxWorkers": limits.max_workers,
        "nWorkers": workers,
        "freeWorkers": workers - service.running,  # of those that are there, not of those that could be
        "prioWorkers": limits.prio_workers,
        "jobQueueDepth": sum(len(client.waiting) for client in service.clients.values()),
    }
    return (wire_params(figures, _POOL),)


async def server_set_threadpool_parameters(session: AdminSession, args: Any, fds: Fds) -> Answer:
    check_flags(args.flags, 0, "virAdmServerSetThreadPoolParameters")
    service = session.service(args.srv)
    given = _settable(args.params, _POOL, ("minWorkers", "maxWorkers", "prioWorkers"))
    limits = service.limits
    least, most = given.get("minWorkers", limits.min_workers), given.get("maxWorkers", limits.max_workers)
    if least > most or not most:
        raise InvalidArg(f"minWorkers {least} must be no more than maxWorkers {most}, and that at least 1")
    limits.min_workers, limits.max_workers = least, most
    limits.prio_workers = given.get("prioWorkers", limits.prio_workers)
    service.next_turns()
    return None


async def server_list_clients(session: AdminSession, args: Any, fds: Fds) -> Answer:
    check_flags(args.flags, 0, "virAdmServerListClients")
    service = session.service(args.srv)
    clients = [_wire(client) for client in service.clients.values()]
    return clients if args.need_results else [], len(clients)


async def server_lookup_client(session: AdminSession, args: Any, fds: Fds) -> Answer:
    check_flags(args.flags, 0, "virAdmServerLookupClient")
    return (_wire(session.find(args)),)


async def client_get_info(session: AdminSession, args: Any, fds: Fds) -> Answer:
    check_flags(args.flags, 0, "virAdmClientGetInfo")
    client = session.find(args.clnt)
    who = client.identity
    known: dict[str, Any] = {
        "readonly": client.readonly,
        "sock_addr": who.address,
        "sasl_user_name": who.sasl_user or None,
        "unix_user_id": who.uid,
        "unix_user_name": who.user or None,
        "unix_group_id": who.gid,
        "unix_group_name": who.group or None,
        "unix_process_id": who.pid,
        "tls_x509_dname": who.dname or None,
        "selinux_context": who.selinux or None,
    }
    return (wire_params({name: value for name, value in known.items() if value is not None}, _CLIENT),)


async def client_close(session: AdminSession, args: Any, fds: Fds) -> Answer:
    check_flags(args.flags, 0, "virAdmClientClose")
    client = session.find(args.clnt)
    if client is session.client:
        client.close_after_answer = True
    else:
        client.close(f"{session.client.identity} wants it so")
    return None


async def server_get_client_limits(session: AdminSession, args: Any, fds: Fds) -> Answer:
    check_flags(args.flags, 0, "virAdmServerGetClientLimits")
    service = session.service(args.srv)
    figures = {
        "nclients_max": service.limits.max_clients,
        "nclients": len(service.clients),
        "nclients_unauth_max": service.limits.max_anonymous_clients,
        "nclients_unauth": service.anonymous,
    }
    return (wire_params(figures, _CLIENTS),)


async def server_set_client_limits(session: AdminSession, args: Any, fds: Fds) -> Answer:
    check_flags(args.flags, 0, "virAdmServerSetClientLimits")
    service = session.service(args.srv)
    given = _settable(args.params, _CLIENTS, ("nclients_max", "nclients_unauth_max"))
    most = given.get("nclients_max", service.limits.max_clients)
    anonymous = given.get("nclients_unauth_max", service.limits.max_anonymous_clients)
    if not most or anonymous > most:
        raise InvalidArg(f"nclients_max {most} must be at least 1, and at least nclients_unauth_max {anonymous}")
    service.limits.max_clients, service.limits.max_anonymous_clients = most, anonymous
    service.look_at_limits()
    return None


def _settable(params: Any, names: Names, which: tuple[str, ...]) -> Mapping[str, Any]:
    given = read_params(params)
    for name, value in given.items():
        if name not in which:
            raise InvalidArg(f"parameter '{name}' cannot be set", hint=f"those that can are {', '.join(which)}")
        if not isinstance(value, int) or isinstance(value, bool):
            raise InvalidArg(f"parameter '{name}' must be one number, not {value!r:.80}")
    if not given:
        raise InvalidArg("there is nothing to set")
    return given


async def connect_get_logging_outputs(session: AdminSession, args: Any, fds: Fds) -> Answer:
    check_flags(args.flags, 0, "virAdmConnectGetLoggingOutputs")
    outputs = session.daemon.logs.outputs
    return " ".join(map(str, outputs)), len(outputs)


async def connect_get_logging_filters(session: AdminSession, args: Any, fds: Fds) -> Answer:
    check_flags(args.flags, 0, "virAdmConnectGetLoggingFilters")
    filters = session.daemon.logs.filters
    return " ".join(map(str, filters)) or None, len(filters)


async def connect_set_logging_outputs(session: AdminSession, args: Any, fds: Fds) -> Answer:
    check_flags(args.flags, 0, "virAdmConnectSetLoggingOutputs")
    try:
        session.daemon.logs.set_outputs(args.outputs or "")
    except ValueError as exc:
        raise InvalidArg(f"outputs of logs must be {exc}") from exc
    except OSError as exc:
        raise SystemCallError(f"cannot log to '{args.outputs}': {exc.strerror}", int1=exc.errno or 0) from exc
    return None


async def connect_set_logging_filters(session: AdminSession, args: Any, fds: Fds) -> Answer:
    check_flags(args.flags, 0, "virAdmConnectSetLoggingFilters")
    try:
        session.daemon.logs.set_filters(args.filters or "")
    except ValueError as exc:
        raise InvalidArg(f"filters of logs must be {exc}") from exc
    return None


async def server_update_tls_files(session: AdminSession, args: Any, fds: Fds) -> Answer:
    check_flags(args.flags, 0, "virAdmServerUpdateTlsFiles")
    session.service(args.srv)
    if session.daemon.tls_context is None:
        raise OperationInvalid(f"server '{args.srv.name}' does not listen for TLS, so there is nothing to update")
    session.daemon.update_tls()
    log.info("%s has had the TLS files read again", session.client)
    return None


async def connect_set_daemon_timeout(session: AdminSession, args: Any, fds: Fds) -> Answer:
    check_flags(args.flags, 0, "virAdmConnectSetDaemonTimeout")
    session.require_open()
    session.daemon.set_timeout(args.timeout)
    return None


async def connect_daemon_shutdown(session: AdminSession, args: Any, fds: Fds) -> Answer:
    """Guests go on as they are, whatever the flags say."""
    check_flags(args.flags, _PRESERVE, "virAdmConnectDaemonShutdown")
    session.require_open()
    log.warning("%s ends the daemon", session.client)
    asyncio.get_running_loop().call_soon(session.daemon.end)
    return None


def _wire(client: Client) -> tuple[Any, ...]:
    return (client.service.name,), client.id, int(client.since), _TRANSPORTS[client.identity.transport]


def admin_handlers() -> dict[Procedure, Handler]:
    """The handlers of all procedures of the program."""
    functions = (
        connect_open,
        connect_close,
        connect_get_lib_version,
        connect_list_servers,
        connect_lookup_server,
        server_get_threadpool_parameters,
        server_set_threadpool_parameters,
        server_list_clients,
        server_lookup_client,
        client_get_info,
        client_close,
        server_get_client_limits,
        server_set_client_limits,
        connect_get_logging_outputs,
        connect_get_logging_filters,
        connect_set_logging_outputs,
        connect_set_logging_filters,
        server_update_tls_files,
        connect_set_daemon_timeout,
        connect_daemon_shutdown,
    )
    by_name = program("admin").by_name
    return {by_name[each.__name__.upper()]: each for each in functions}
