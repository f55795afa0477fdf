"""IP addresses of the test driver's guests."""

from __future__ import annotations

from ipaddress import ip_address
from typing import Final

from anyvirt import constants
from anyvirt.conf.domain.devices.interface import NetworkSource
from anyvirt.conf.network.ip import NetworkIp
from anyvirt.conf.network.ip_rules import prefix_of
from anyvirt.driver.types import InterfaceAddresses, IpAddress
from anyvirt.test.guest import TestDomain
from anyvirt.test.networks import Networks
from anyvirt.util.error import NoNetwork

_OTHER: Final = "192.168.0"  # of what is on no network
_APART: Final = 20  # as many addresses the guests of a network are apart


class Addresses(Networks):
    """Who has which address."""

    def addresses(self, domain: TestDomain) -> dict[str, InterfaceAddresses]:
        """What each interface got.

        Raises:
            NoNetwork: one is on a network that is not there.
        """
        found: dict[str, InterfaceAddresses] = {}
        for place, interface in enumerate(domain.definition.interfaces):
            addrs: list[IpAddress] | None
            if isinstance(interface.source, NetworkSource):
                addrs = self._on_network(interface.source.network or "", _APART * (domain.id - 1) + place + 1)
            else:
                addrs = [IpAddress(addr=f"{_OTHER}.{place + 1}", prefix=24, type=constants.VIR_IP_ADDR_TYPE_IPV4)]
            found[interface.target or ""] = {"addrs": addrs, "hwaddr": interface.mac}
        return found

    def _on_network(self, name: str, number: int) -> list[IpAddress] | None:
        """The address of that number, counted from the first one that the network gives; None if it gives none."""
        try:
            pools = self.networks.by_name(name).definition.ips
        except NoNetwork as exc:
            exc.origin = constants.VIR_FROM_TEST  # libvirt says that the guest's driver missed it
            raise
        pool = next((ip for ip in pools if ip.ranges), next(iter(pools), None))
        if pool is None:
            return None
        address = ip_address(_first(pool)) + number
        return [
            IpAddress(
                addr=str(address),
                prefix=prefix_of(pool) or address.max_prefixlen,
                type=constants.VIR_IP_ADDR_TYPE_IPV4 if address.version == 4 else constants.VIR_IP_ADDR_TYPE_IPV6,
            )
        ]


def _first(pool: NetworkIp) -> str:
    return pool.ranges[0].start if pool.ranges else pool.address
