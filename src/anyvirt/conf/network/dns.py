"""The name server of a network: <dns>."""

from __future__ import annotations

from anyvirt.conf.netdev.addresses import Ip
from anyvirt.util.error import XmlDetail
from anyvirt.util.xmlmap import Element, UInt, YesNo, attr, children, need


class DnsForwarder(Element, tag="forwarder"):
    """Who answers questions that the network cannot: for a domain, at an address, or both."""

    domain: str | None = attr("@domain")
    address: Ip | None = attr("@addr")  # the host's own servers when absent
    port: UInt | None = attr("@port")  # 53 when absent


class DnsTxt(Element, tag="txt"):
    """A TXT record."""

    name: str = need("@name", missing=XmlDetail)  # without blanks and commas
    value: str | None = attr("@value")  # absent only where a record is looked for


class DnsSrv(Element, tag="srv"):
    """An SRV record. Service and protocol are absent only where a record is looked for."""

    service: str | None = attr("@service")
    protocol: str | None = attr("@protocol")
    domain: str | None = attr("@domain")
    target: str | None = attr("@target")
    port: UInt | None = attr("@port", wrong=XmlDetail)  # 1 to 65535; this and the next two need a target
    priority: UInt | None = attr("@priority", wrong=XmlDetail)  # up to 65535
    weight: UInt | None = attr("@weight", wrong=XmlDetail)  # up to 65535


class DnsHost(Element, tag="host"):
    """Names of an address. Either is absent only where a record is looked for."""

    ip: Ip | None = attr("@ip", wrong=XmlDetail)
    hostnames: list[str] = children("hostname")


class Dns(Element, tag="dns"):
    """The name server."""

    enable: YesNo | None = attr("@enable")  # no: there is none
    forward_plain_names: YesNo | None = attr("@forwardPlainNames")  # ask others about names without a dot
    forwarders: list[DnsForwarder] = children("forwarder")
    txts: list[DnsTxt] = children("txt")
    srvs: list[DnsSrv] = children("srv")
    hosts: list[DnsHost] = children("host")
