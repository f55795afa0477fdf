"""The configuration file: libvirtd's options under their names, and a few of our own.

Every line is checked before the daemon does anything: unknown names and useless values are refused with file and line.
"""

from __future__ import annotations

import difflib
import logging
import os
import re
from collections.abc import Callable
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from anyvirt.util import virconf
from anyvirt.util.error import ConfSyntax, SystemCallError

log = logging.getLogger("anyvirtd.settings")

_FROM_CONF: Final = 9  # VIR_FROM_CONF
_COUNT_MAX: Final = 2**31 - 1

Check = Callable[[Any], Any]
"""Answers what a value means; raises ValueError with what would be allowed."""


def _flag(value: Any) -> bool:
    if value not in (0, 1):
        raise ValueError("0 or 1")
    return bool(value)


def _number(least: int, most: int = _COUNT_MAX) -> Check:
    def check(value: Any) -> int:
        if not isinstance(value, int) or not least <= value <= most:
            raise ValueError(f"a number from {least} to {most}")
        return value

    return check


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("a text in quotes")
    return value


def _texts(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise ValueError("a list of texts in quotes, in brackets")
    return tuple(value)


def _one_of(*known: str) -> Check:
    def check(value: Any) -> str:
        if value not in known:
            raise ValueError(" or ".join(f'"{each}"' for each in known))
        return str(value)

    return check


def _mode(value: Any) -> int:
    if not isinstance(value, str) or not re.fullmatch("0?[0-7]{3}", value):
        raise ValueError('an octal number in quotes, such as "0770"')
    return int(value, 8)


def _port(value: Any) -> str:
    if not isinstance(value, str) or not value or (value.isdigit() and int(value) > 65535):
        raise ValueError('a port\'s number or name in quotes, such as "16514"')
    return value


def _uuid(value: Any) -> str:
    try:
        return str(UUID(_text(value)))
    except ValueError:
        raise ValueError("a UUID in quotes") from None


def _filters(value: Any) -> str:
    from anyvirtd.logs import read_filters

    read_filters(_text(value))
    return str(value)


def _outputs(value: Any) -> str:
    from anyvirtd.logs import read_outputs

    read_outputs(_text(value))
    return str(value)


def _rules(value: Any) -> tuple[str, ...]:
    from anyvirtd.access import read_rule

    for rule in _texts(value):
        read_rule(rule)
    return tuple(value)


def _mechanisms(value: Any) -> tuple[str, ...]:
    from anyvirt.sasl.server import MECHANISMS  # few daemons have use for it

    found = _texts(value)
    if not found or not set(found) <= set(MECHANISMS):
        raise ValueError(f"a list of some of {', '.join(MECHANISMS)}")
    return found


def _access_drivers(value: Any) -> tuple[str, ...]:
    found = _texts(value)
    if not set(found) <= {"none", "rules", "polkit"}:
        raise ValueError('["rules"], ["polkit"], both or ["none"]')
    return tuple(each for each in found if each != "none")


def _option(check: Check, default: Any, doc: str, *, reload: bool = False) -> Any:
    return field(default=default, metadata={"check": check, "doc": doc, "reload": reload})


_AUTH = _one_of("none", "sasl", "polkit")
_AUTH_REMOTE = _one_of("none", "sasl")


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What the configuration file says; what it does not say is as here. Those that may change at SIGHUP are marked."""

    # Network
    listen_tls: bool = _option(_flag, True, "With --listen: let clients in over TLS.")
    listen_tcp: bool = _option(_flag, False, "With --listen: let clients in over TCP, which everybody can read.")
    tls_port: str = _option(_port, "16514", "Port for TLS.")
    tcp_port: str = _option(_port, "16509", "Port for TCP.")
    listen_addr: str = _option(_text, "", "Address to listen at; all of the host's by default.")

    # UNIX sockets
    unix_sock_group: str = _option(_text, "", "Group of the sockets; by default that of the daemon.")
    unix_sock_ro_perms: int | None = _option(
        _mode, None, "Who may use the socket to look only; by default everybody, 0777."
    )
    unix_sock_rw_perms: int | None = _option(
        _mode, None, "Who may use the socket for all; by default the owner, 0700; everybody where polkit asks, 0777."
    )
    unix_sock_admin_perms: int = _option(_mode, 0o700, "Who may administrate the daemon.")
    unix_sock_dir: str = _option(_text, "", "Folder of the sockets.")

    # Who is there
    auth_unix_ro: str = _option(_AUTH, "none", "How clients of the socket to look only show who they are.")
    auth_unix_rw: str = _option(_AUTH, "none", "How clients of the socket for all show who they are.")
    auth_tcp: str = _option(_AUTH_REMOTE, "sasl", "How clients over TCP show who they are.")
    auth_tls: str = _option(_AUTH_REMOTE, "none", "How clients over TLS show who they are, beside their certificate.")
    tcp_min_ssf: int = _option(_number(0), 112, "Bits of encryption that SASL must give over TCP; 0 for none.")
    access_drivers: tuple[str, ...] = _option(_access_drivers, (), "Who decides what clients may do.", reload=True)
    access_rules: tuple[str, ...] = _option(
        _rules, (), 'What clients may do, for access_drivers = ["rules"].', reload=True
    )

    # TLS and SASL
    key_file: str = _option(_text, "", "The server's private key.")
    cert_file: str = _option(_text, "", "The server's certificate.")
    ca_file: str = _option(_text, "", "Certificates of authorities whose word is taken.")
    crl_file: str = _option(_text, "", "Certificates that were revoked.")
    tls_no_sanity_certificate: bool = _option(_flag, False, "Take the server's certificate as it is.")
    tls_no_verify_certificate: bool = _option(
        _flag, False, "Take clients without a certificate that is worth anything."
    )
    tls_allowed_dn_list: tuple[str, ...] | None = _option(
        _texts, None, "Names in certificates of those who may come in."
    )
    tls_priority: str = _option(_text, "", "Ciphers, in OpenSSL's words.")
    sasl_allowed_username_list: tuple[str, ...] | None = _option(_texts, None, "Names of those who may come in.")
    sasl_mechanisms: tuple[str, ...] | None = _option(
        _mechanisms, None, "What clients may choose from; by default all but EXTERNAL, which asks for nothing more."
    )
    sasl_users_file: str = _option(_text, "", "Who has a password; `anyvirt sasl` changes it.")

    # Limits
    max_clients: int = _option(_number(1), 5000, "Clients at once.", reload=True)
    max_queued_clients: int = _option(_number(1), 1000, "Clients that wait to be let in.")
    max_anonymous_clients: int = _option(
        _number(0), 20, "Clients at once that have yet to show who they are.", reload=True
    )
    min_workers: int = _option(_number(0), 5, "Without effect: there are no worker threads.", reload=True)
    max_workers: int = _option(_number(1), 20, "Requests at once that wait for something.", reload=True)
    prio_workers: int = _option(_number(0), 5, "More of them, for requests that never wait long.", reload=True)
    max_client_requests: int = _option(_number(1), 5, "Requests at once of one client.", reload=True)
    admin_min_workers: int = _option(_number(0), 1, "The same for the socket of administrators.", reload=True)
    admin_max_workers: int = _option(_number(1), 5, "", reload=True)
    admin_max_clients: int = _option(_number(1), 5, "", reload=True)
    admin_max_queued_clients: int = _option(_number(1), 5, "")
    admin_max_client_requests: int = _option(_number(1), 5, "", reload=True)

    # Keepalive
    keepalive_interval: int = _option(
        _number(-1), 5, "Seconds of silence after which a client is asked whether it lives; -1 for never.", reload=True
    )
    keepalive_count: int = _option(
        _number(0), 5, "Questions without an answer after which it is given up.", reload=True
    )
    admin_keepalive_interval: int = _option(_number(-1), 5, "The same for administrators.", reload=True)
    admin_keepalive_count: int = _option(_number(0), 5, "", reload=True)

    # Logs and figures
    log_level: int = _option(
        _number(1, 4), 3, "What is logged: 1 all, 2 information, 3 warnings, 4 errors.", reload=True
    )
    log_filters: str = _option(_filters, "", "Other levels for parts of the program: 1:client 4:qemu.", reload=True)
    log_outputs: str = _option(_outputs, "", "Where to: 3:stderr, 2:file:PATH, 3:syslog:NAME, 3:journald.", reload=True)
    log_format: str = _option(_one_of("text", "json"), "text", "A line of text, or a JSON object.", reload=True)
    metrics: str = _option(_text, "", "Where figures are told: PATH of a UNIX socket, or ADDRESS:PORT.")

    # The host
    host_uuid: str = _option(_uuid, "", "The host's UUID; by default that of its firmware, else a random one.")

    @classmethod
    def read(cls, path: Path, *, required: bool) -> Settings:
        """What the file at *path* says; all as it is by default if there is none, unless it is *required*.

        Raises:
            ConfSyntax: something in it cannot be understood; with the line.
            SystemCallError: it cannot be read.
        """
        try:
            text = path.read_text("utf-8")
        except FileNotFoundError as exc:
            if required:
                raise SystemCallError(f"cannot read '{path}': {exc.strerror}", int1=exc.errno or 0) from exc
            return cls()
        except OSError as exc:
            raise SystemCallError(f"cannot read '{path}': {exc.strerror}", int1=exc.errno or 0) from exc
        except UnicodeDecodeError as exc:
            raise ConfSyntax(f"{path}: it is not UTF-8: {exc.reason}", origin=_FROM_CONF) from exc
        return cls.parse(text, path)

    @classmethod
    def parse(cls, text: str, path: Path) -> Settings:
        """What *text* says.

        Raises:
            ConfSyntax: something in it cannot be understood; with *path* and the line.
        """
        found: dict[str, Any] = {}
        for name, (line, value) in virconf.parse_lines(text, os.fspath(path)).items():
            check = _CHECKS.get(name)
            if check is None:
                if name in _WITHOUT_EFFECT:
                    log.warning("%s:%d: %s has no effect on this daemon", path, line, name)
                    continue
                near = difflib.get_close_matches(name, _CHECKS, 1)
                hint = f"did you mean '{near[0]}'?" if near else "anyvirtd.conf(5) has all options"
                raise ConfSyntax(f"{path}:{line}: there is no option '{name}'", origin=_FROM_CONF, hint=hint)
            try:
                found[name] = check(value)
            except ValueError as exc:
                raise ConfSyntax(f"{path}:{line}: {name} must be {exc}, not {value!r}", origin=_FROM_CONF) from None
        return cls(**found)

    def reloaded(self, newer: Settings) -> tuple[Settings, list[str]]:
        """These with what may change while the daemon runs from *newer*; and the names of what else is different."""
        values = {each.name: getattr(self, each.name) for each in fields(self)}
        ignored = []
        for each in fields(self):
            value = getattr(newer, each.name)
            if each.metadata["reload"]:
                values[each.name] = value
            elif value != values[each.name]:
                ignored.append(each.name)
        return Settings(**values), ignored


_CHECKS: Final[dict[str, Check]] = {each.name: each.metadata["check"] for each in fields(Settings)}

_WITHOUT_EFFECT: Final = frozenset(
    {
        "audit_level",
        "host_uuid_source",
        "audit_logging",
        "keepalive_required",
        "admin_keepalive_required",
        "ovs_timeout",
        "mdns_adv",
        "mdns_name",
    }
)
"""Options of libvirtd's that this daemon has no use for, so that files for that can be taken as they are."""
