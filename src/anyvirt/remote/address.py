"""What a URI says about the way to a daemon, and what is left of it for the daemon itself."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import Final, TypeVar
from urllib.parse import quote

from anyvirt.driver import settings
from anyvirt.driver.uri import URI
from anyvirt.util.error import InvalidArg
from anyvirt.util.sockets import Mode

E = TypeVar("E", bound=enum.Enum)

VIR_FROM_REMOTE: Final = 13

PORT_TCP: Final = 16509  # LIBVIRTD_TCP_PORT
PORT_TLS: Final = 16514  # LIBVIRTD_TLS_PORT

_OURS: Final = (
    "auth",
    "authfile",
    "command",
    "keyfile",
    "known_hosts",
    "known_hosts_verify",
    "mode",
    "name",
    "netcat",
    "no_sanity",
    "no_tty",
    "no_verify",
    "pkipath",
    "proxy",
    "socket",
    "sshauth",
    "tls_priority",
)
"""Parameters of a URI that are meant for this end; others are the driver's over there."""


class Transport(enum.Enum):
    """How a daemon is reached."""

    UNIX = "unix"
    TCP = "tcp"
    TLS = "tls"
    SSH = "ssh"
    EXT = "ext"


class Proxy(enum.Enum):
    """What ssh runs on the other host to reach the daemon's socket."""

    AUTO = "auto"
    NATIVE = "native"
    NETCAT = "netcat"


@dataclass(frozen=True, slots=True)
class Address:
    """The way to a daemon."""

    uri: URI
    transport: Transport
    readonly: bool
    mode: Mode
    proxy: Proxy
    name: str
    """What the daemon is asked to open."""

    @classmethod
    def of(cls, uri: URI, *, readonly: bool) -> Address:
        """Read *uri*.

        Raises:
            InvalidArg: it names a transport, or a value of a parameter, that is not known.
        """
        params = uri.params
        transport = _transport(uri)
        decided = transport is not Transport.UNIX or "mode" in params or "socket" in params
        mode = _choice(uri, "mode", Mode, None if decided else settings.remote_mode(), "auto")
        proxy = _choice(uri, "proxy", Proxy, None, "netcat" if "netcat" in params or "socket" in params else "auto")
        if transport is Transport.EXT and "command" not in params:
            raise _refused(uri, "transport 'ext' needs the parameter 'command'", "the program that connects")
        return cls(uri, transport, readonly, mode, proxy, _name(uri))

    def param(self, name: str) -> str | None:
        """A parameter of the URI; None where it has none."""
        return self.uri.params.get(name)

    def switch(self, name: str) -> bool:
        """Whether the number that a parameter of the URI says is not 0.

        Raises:
            InvalidArg: it is no number.
        """
        text = self.uri.params.get(name)
        if text is None:
            return False
        if not text.lstrip("+-").isdecimal():
            raise _refused(self.uri, f"{name}={text} is not a number", f"write {name}=1")
        return int(text) != 0


def _transport(uri: URI) -> Transport:
    if uri.transport is None:
        return Transport.TLS if uri.host else Transport.UNIX
    if uri.transport in ("libssh", "libssh2"):
        raise _refused(
            uri, f"transport '{uri.transport}' is not supported", f"use {uri.driver}+ssh://, which runs the ssh program"
        )
    try:
        found = Transport(uri.transport.lower())
    except ValueError:
        known = ", ".join(each.value for each in Transport)
        raise _refused(uri, f"transport '{uri.transport}' is not known", f"there are {known}") from None
    if found is Transport.UNIX and uri.host:
        raise _refused(
            uri,
            f"using unix socket and remote server '{uri.host}' is not supported",
            f"use {uri.driver}+ssh://{uri.host}{uri.path} for a daemon over there",
        )
    return found


def _choice(uri: URI, name: str, of: type[E], setting: str | None, default: str) -> E:
    """What the URI says, else a setting, else the default."""
    text = uri.params.get(name) or setting or default
    try:
        return of(text)
    except ValueError:
        known = ", ".join(str(each.value) for each in of)
        raise _refused(uri, f"unknown {name} '{text}'", f"there are {known}") from None


def _name(uri: URI) -> str:
    if "name" in uri.params:
        return uri.params["name"]
    if uri.driver == "remote":
        return ""  # the daemon picks the driver
    left = "&".join(
        f"{quote(key, safe='')}={quote(value, safe='/:,')}" for key, value in uri.params.items() if key not in _OURS
    )
    return f"{uri.driver}://{quote(uri.path, safe='/:@!$&()*+,;=~')}" + (f"?{left}" if left else "")


def _refused(uri: URI, why: str, hint: str) -> InvalidArg:
    return InvalidArg(f"URI '{uri.text}': {why}", origin=VIR_FROM_REMOTE, hint=hint)
