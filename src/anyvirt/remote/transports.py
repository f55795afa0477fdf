"""From an address to a wire: sockets, TLS, and programs such as ssh that have the daemon at their other end.

All of this blocks, and is run where that holds nobody up.
"""

from __future__ import annotations

import shlex
import socket
from typing import TYPE_CHECKING, Final

from anyvirt.driver.daemons import Local
from anyvirt.driver.daemons import connect as connect_to_daemon
from anyvirt.remote.address import PORT_TCP, PORT_TLS, Address, Proxy, Transport
from anyvirt.remote.wire import HAS_UNIX_SOCKETS, BytesWire, Wire
from anyvirt.util.error import ConfigUnsupported, InvalidArg, SystemCallError, libvirtError
from anyvirt.util.sockets import run_folder

if TYPE_CHECKING:
    from anyvirt.tls import Context

_FROM_RPC: Final = 7
HANDSHAKE_S: Final = 30.0
"""How long a daemon may take for each word of TLS's handshake."""

# The proxies of ssh, as a shell on the other host runs them. A user's shell may be any: the words are for `sh -c`.
_HELPERS: Final = ("anyvirt-ssh-helper", "virt-ssh-helper")
_SSH_METHODS: Final = {
    "agent": "publickey",
    "privkey": "publickey",
    "password": "password",
    "keyboard-interactive": "keyboard-interactive",
}
_HOST_KEYS: Final = {"normal": None, "auto": "accept-new", "ignore": "no"}


def connect(address: Address) -> Wire:
    """A wire to the daemon at *address*.

    Raises:
        SystemCallError: it cannot be reached; the message says where and why.
        InvalidArg: a parameter makes no sense.
        ConfigUnsupported: this system has no such transport.
        GnutlsError, AuthFailed: one of the two ends does not trust the other.
    """
    if not HAS_UNIX_SOCKETS and address.transport not in (Transport.TCP, Transport.TLS):
        raise ConfigUnsupported(
            f"URI '{address.uri.text}': this system has no UNIX sockets, which its transport takes",
            origin=_FROM_RPC,
            hint=f"reach a daemon by TLS: {address.uri.driver}+tls://HOST{address.uri.path}",
        )
    match address.transport:
        case Transport.UNIX:
            return Wire(connect_to_daemon(_local(address)))
        case Transport.TCP:
            tcp = _tcp(address, PORT_TCP)
            return Wire(tcp) if HAS_UNIX_SOCKETS else BytesWire(tcp)
        case Transport.TLS:
            return _tls(address)
        case Transport.SSH:
            return _command(ssh_command(address), encrypted=True)
        case Transport.EXT:
            return _command([address.uri.params["command"]], encrypted=False)


def _local(address: Address) -> Local:
    return Local.of(address.uri, readonly=address.readonly, mode=address.mode)


def _tcp(address: Address, port: int) -> socket.socket:
    host, port = address.uri.host or "localhost", address.uri.port or port
    try:
        connected = socket.create_connection((host, port))
    except OSError as exc:
        reason = exc.strerror or str(exc)
        if isinstance(exc, socket.gaierror):
            raise SystemCallError(
                f"unable to resolve host '{host}': {reason}", origin=_FROM_RPC, hint="is the name right?"
            ) from exc
        raise SystemCallError(
            f"unable to connect to server at '{host}:{port}': {reason}",
            origin=_FROM_RPC,
            int1=exc.errno or 0,
            hint=f"does the daemon there listen for {address.transport.value} at this port, and no firewall forbid it?",
        ) from exc
    connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # a call is a packet that is waited for
    return connected


def _tls(address: Address) -> Wire:
    from anyvirt.pki.layout import Role, locate
    from anyvirt.remote.tls_wire import TlsWire
    from anyvirt.tls import check_verdict, client_context, explain

    context: Context = client_context(
        locate(Role.CLIENT, address.param("pkipath")),
        verify=not address.switch("no_verify"),
        priority=address.param("tls_priority"),
    )
    host = address.uri.host or "localhost"
    plain = _tcp(address, PORT_TLS)
    plain.settimeout(HANDSHAKE_S)
    try:
        wrapped = context.wrap_socket(plain, server_hostname=host)
        context.after_handshake(wrapped)
        check_verdict(wrapped.recv(1))
    except OSError as exc:
        plain.close()
        raise explain(exc, context, host) from exc
    except BaseException:
        plain.close()
        raise
    return TlsWire(wrapped)


def _command(command: list[str], *, encrypted: bool) -> Wire:
    from anyvirt.remote.command_wire import CommandWire  # who needs no program need not load what starts one

    return CommandWire(command, encrypted=encrypted)


def ssh_command(address: Address) -> list[str]:
    """The command line that runs ssh.

    Raises:
        InvalidArg: it lacks a host, or a parameter makes no sense.
        ConfigUnsupported: an authentication is asked for that the ssh program does not have.
    """
    uri = address.uri
    if not uri.host:
        raise InvalidArg(f"URI '{uri.text}': ssh needs the name of a host", origin=_FROM_RPC)
    command = [address.param("command") or "ssh", "-T", "-e", "none"]
    if uri.port is not None:
        command += ["-p", str(uri.port)]
    if uri.user is not None:
        command += ["-l", uri.user]
    if keyfile := address.param("keyfile"):
        command += ["-i", keyfile]
    if address.switch("no_tty"):
        command += ["-o", "BatchMode=yes"]
    if methods := address.param("sshauth"):
        command += ["-o", f"PreferredAuthentications={_methods(address, methods)}"]
    if known_hosts := address.param("known_hosts"):
        command += ["-o", f"UserKnownHostsFile={known_hosts}"]
    if checking := _host_key_checking(address):
        command += ["-o", f"StrictHostKeyChecking={checking}"]
    return [*command, "--", uri.host, f"sh -c {shlex.quote(remote_script(address))}"]


def _methods(address: Address, text: str) -> str:
    methods: dict[str, None] = {}
    for word in text.split(","):
        method = _SSH_METHODS.get(word.strip())
        if method is None:
            raise ConfigUnsupported(
                f"URI '{address.uri.text}': the ssh program has no authentication '{word}'",
                origin=_FROM_RPC,
                hint=f"sshauth may list {', '.join(_SSH_METHODS)}",
            )
        methods[method] = None
    return ",".join(methods)


def _host_key_checking(address: Address) -> str | None:
    if address.switch("no_verify"):
        return "no"
    wanted = address.param("known_hosts_verify") or "normal"
    if wanted not in _HOST_KEYS:
        raise InvalidArg(
            f"URI '{address.uri.text}': unknown known_hosts_verify '{wanted}'",
            origin=_FROM_RPC,
            hint=f"there are {', '.join(_HOST_KEYS)}",
        )
    return _HOST_KEYS[wanted]


def remote_script(address: Address) -> str:
    """What a shell on the other host runs: a helper that knows where the daemon listens, or netcat."""
    match address.proxy:
        case Proxy.NATIVE:
            return _helper_script(address, otherwise=f"exec {_helper_call(_HELPERS[-1], address)}")
        case Proxy.NETCAT:
            return _netcat_script(address)
        case Proxy.AUTO:
            return _helper_script(address, otherwise=_netcat_script(address))


def _helper_call(helper: str, address: Address) -> str:
    readonly = "-r " if address.readonly else ""
    return f"{helper} {readonly}{shlex.quote(address.name)}"


def _helper_script(address: Address, otherwise: str) -> str:
    tries = "".join(
        f"if command -v {helper} >/dev/null 2>&1; then exec {_helper_call(helper, address)}; fi; "
        for helper in _HELPERS
    )
    return tries + otherwise


def _netcat_script(address: Address) -> str:
    # Some netcats go on after the end of their input unless -q0 tells them not to, and others do not know that option.
    netcat = shlex.quote(address.param("netcat") or "nc")
    connect = "; ".join(_netcat_calls(address, netcat))
    return f'if {netcat} -q 2>&1 | grep -q "requires an argument"; then q=-q0; else q=; fi; {connect}'


def _netcat_calls(address: Address, netcat: str) -> list[str]:
    if path := address.param("socket"):
        return [f"exec {netcat} $q -U {shlex.quote(path)}"]
    local = _local(address)
    here = run_folder(session=local.session)
    names = [place.path.relative_to(here) for place in local.candidates()]
    if local.session:
        folder = '"${XDG_RUNTIME_DIR:-$HOME/.cache}"'
        paths = [f"{folder}/{name}" for name in names]
    else:
        paths = [str(here / name) for name in names]
    tries = [f"[ -S {path} ] && exec {netcat} $q -U {path}" for path in paths]
    return [*tries, f"exec {netcat} $q -U {paths[-1]}"]


def explain_end(error: libvirtError, address: Address) -> libvirtError:
    """An error of the first calls; with the hint that helps where it is the program between that has failed."""
    ended = isinstance(error, SystemCallError) and error.origin == _FROM_RPC
    if ended and address.transport in (Transport.SSH, Transport.EXT) and error.hint is None:
        command = " ".join(ssh_command(address)[:-1]) if address.transport is Transport.SSH else "the command"
        error.hint = f"does `{command} true` work by hand, and is the daemon or its helper installed over there?"
    return error
