"""IP addresses of the test driver's guests."""

from __future__ import annotations

from typing import Final

from anyvirt.conf.domain.devices.interface import NetworkSource
from anyvirt.driver.types import InterfaceAddresses, IpAddress
from anyvirt.test.guest import TestDomain

_NETWORK: Final = "192.168.122"  # which networks give addresses of
_OTHER: Final = "192.168.0"
_IPV4: Final = 0  # VIR_IP_ADDR_TYPE_IPV4


def addresses(domain: TestDomain) -> dict[str, InterfaceAddresses]:
    """What each interface got. Guests on a network are twenty addresses apart, from 192.168.122.3 on."""
    found: dict[str, InterfaceAddresses] = {}
    for place, interface in enumerate(domain.definition.interfaces):
        if isinstance(interface.source, NetworkSource):
            text = f"{_NETWORK}.{(20 * (domain.id - 1) + place) % 252 + 3}"
        else:
            text = f"{_OTHER}.{place + 1}"
        address: IpAddress = {"addr": text, "prefix": 24, "type": _IPV4}
        found[interface.target or ""] = {"addrs": [address], "hwaddr": interface.mac}
    return found
