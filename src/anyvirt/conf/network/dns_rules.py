"""Rules about the name server of a network.

Each function takes in *where* what the part belongs to, for the message. With *partial*, a record only says what to
look for.
"""

from __future__ import annotations

import re
from typing import Final

from anyvirt.conf.netdev.rules import checked_ip
from anyvirt.conf.network.dns import Dns, DnsForwarder, DnsHost, DnsSrv, DnsTxt
from anyvirt.util.error import XmlDetail, XmlError

SERVICE_MAX: Final = 482  # bytes: a message of 512 less 30 for the rest of the record
_SERVICE: Final = re.compile(r"[a-zA-Z0-9_+/*-]*", re.ASCII).fullmatch
_PROTOCOL: Final = re.compile(r"[a-zA-Z0-9+/-]*", re.ASCII).fullmatch
_MAX: Final = 65535


def check_dns(dns: Dns, where: str) -> None:
    for forwarder in dns.forwarders:
        _check_forwarder(forwarder, where)
    for host in dns.hosts:
        check_dns_host(host, where)
    for srv in dns.srvs:
        check_srv(srv, where)
    for txt in dns.txts:
        check_txt(txt, where)
    if dns.enable is False and (dns.forwarders or dns.hosts or dns.srvs or dns.txts):
        raise XmlError(f"{where}, dns: has records although enable='no'")


def _check_forwarder(forwarder: DnsForwarder, where: str) -> None:
    if forwarder.address is None and forwarder.domain is None:
        raise XmlError(f"{where}, dns/forwarder: needs at least one of addr and domain")
    if forwarder.address is not None:
        checked_ip(forwarder.address, f"{where}, dns/forwarder/@addr")


def check_dns_host(host: DnsHost, where: str, *, partial: bool = False) -> None:
    where = f"{where}, dns host {host.ip or ''}".rstrip()
    if not all(host.hostnames) or not (host.hostnames or partial):
        raise XmlDetail(f"{where}, hostname: is required and may not be empty")
    if host.ip is not None:
        checked_ip(host.ip, f"{where}, @ip")
    elif not partial:
        raise XmlDetail(f"{where}, @ip: is required")
    elif not host.hostnames:
        raise XmlDetail(f"{where}: needs an ip or a hostname")


def check_srv(srv: DnsSrv, where: str, *, partial: bool = False) -> None:
    where = f"{where}, dns srv {srv.service or ''}".rstrip()
    if srv.service is None and not partial:
        raise XmlDetail(f"{where}, @service: is required")
    if srv.service is not None:
        if len(srv.service.encode()) > SERVICE_MAX:
            raise XmlDetail(f"{where}, @service: is longer than {SERVICE_MAX} bytes")
        if not _SERVICE(srv.service):
            raise XmlDetail(f"{where}, @service: has more than letters, digits and _ - + / *")
    if srv.protocol is None and not partial:
        raise XmlDetail(f"{where}, @protocol: is required")
    if srv.protocol is not None and not _PROTOCOL(srv.protocol):
        raise XmlDetail(f"{where}, @protocol: '{srv.protocol}' has more than letters, digits and - + /")
    for name, value, low in (("port", srv.port, 1), ("priority", srv.priority, 0), ("weight", srv.weight, 0)):
        if value is not None and srv.target is None:
            raise XmlDetail(f"{where}, @{name}: is not allowed without a target")
        if value is not None and not low <= value <= _MAX:
            raise XmlDetail(f"{where}, @{name}: {value} is not from {low} to {_MAX}")


def check_txt(txt: DnsTxt, where: str, *, partial: bool = False) -> None:
    where = f"{where}, dns txt {txt.name}".rstrip()
    if " " in txt.name or "," in txt.name:
        raise XmlDetail(f"{where}, @name: '{txt.name}' has a blank or a comma")
    if txt.value is None and not partial:
        raise XmlDetail(f"{where}, @value: is required")
