"""The <networkport> document: what connects a guest's interface to a network."""

from __future__ import annotations

from anyvirt.conf.domain.hexa import Hex1, Hex2, PciDomain
from anyvirt.conf.netdev.addresses import Mac, normal_mac
from anyvirt.conf.netdev.fill import fill_vlan, filled_bandwidth, filled_virtual_port
from anyvirt.conf.netdev.model import Bandwidth, DirectMode, MacTableManager, VirtualPort, Vlan
from anyvirt.conf.netdev.rules import check_bandwidth, check_virtual_port, check_vlan
from anyvirt.conf.network.forward import HostdevDriver
from anyvirt.conf.schema import read
from anyvirt.util.error import XmlError
from anyvirt.util.xmlmap import Element, OnOff, Uuid, YesNo, attr, child, need


class NoPlug(Element, tag="plug", const={"type": "none"}):
    """Not connected, as without <plug>."""


class NetworkPlug(Element, tag="plug", const={"type": "network"}):
    """The bridge of a virtual network."""

    bridge: str = need("@bridge")
    mac_table_manager: MacTableManager | None = attr("@macTableManager")


class BridgePlug(Element, tag="plug", const={"type": "bridge"}):
    """A bridge of the host."""

    bridge: str = need("@bridge")
    mac_table_manager: MacTableManager | None = attr("@macTableManager")


class DirectPlug(Element, tag="plug", const={"type": "direct"}):
    """A macvtap device on a card of the host."""

    dev: str = need("@dev")
    mode: DirectMode = attr("@mode", default=DirectMode.VEPA)


class PlugAddress(Element, tag="address"):
    """A PCI function of the host."""

    domain: PciDomain = attr("@domain", default=0)
    bus: Hex2 = attr("@bus", default=0)
    slot: Hex2 = attr("@slot", default=0)  # 0 to 0x1f
    function: Hex1 = attr("@function", default=0)  # 0 to 7
    multifunction: OnOff | None = attr("@multifunction")  # allowed, and forgotten


class HostdevPlug(Element, tag="plug", const={"type": "hostdev-pci"}):
    """A function of a card, handed to the guest."""

    managed: YesNo | None = attr("@managed")  # bind and release it for the guest
    driver: HostdevDriver | None = attr("driver/@name")
    driver_model: str | None = attr("driver/@model")  # name of the kernel's driver
    address: PlugAddress | None = child("address")


Plug = NoPlug | NetworkPlug | BridgePlug | DirectPlug | HostdevPlug


class NetworkPort(Element, tag="networkport"):
    """A port of a network, taken by an interface of a guest."""

    uuid: Uuid = need("uuid")
    owner_name: str = need("owner/name")  # the guest
    owner_uuid: Uuid = need("owner/uuid")
    group: str | None = attr("group")  # a portgroup of the network
    mac: Mac = need("mac/@address")
    virtualport: VirtualPort | None = child("virtualport")
    bandwidth: Bandwidth | None = child("bandwidth")
    vlan: Vlan | None = child("vlan")
    isolated: YesNo | None = attr("port/@isolated")  # cannot reach other isolated ports
    trust_guest_rx_filters: YesNo | None = attr("rxfilters/@trustGuest")
    plug: Plug | None = child("plug")


def parse(document: str | bytes, *, strict: bool = False) -> NetworkPort:
    """Read the document of a port, complete it and check it.

    Args:
        document: the text.
        strict: refuse elements and attributes that nobody knows (VIR_NETWORK_PORT_CREATE_VALIDATE).

    Raises:
        XmlDetail: the document is malformed.
        XmlError: something is missing, wrong, or contradicts something else.
        ConfigUnsupported: it asks for what cannot be had.
    """
    port = read(NetworkPort, document, strict=strict)
    post_parse(port)
    validate(port)
    return port


def post_parse(port: NetworkPort) -> None:
    """Complete *port* in place."""
    port.virtualport = filled_virtual_port(port.virtualport)
    port.bandwidth = filled_bandwidth(port.bandwidth)
    fill_vlan(port.vlan)
    if isinstance(port.plug, NoPlug):
        port.plug = None
    if isinstance(port.plug, HostdevPlug) and port.plug.address is not None:
        port.plug.address.multifunction = None


def validate(port: NetworkPort) -> None:
    """Check *port*, after `post_parse`.

    Raises:
        XmlError, ...: the first rule that is broken.
    """
    where = f"networkport {port.uuid}"
    try:
        normal_mac(port.mac)
    except ValueError:
        raise XmlError(f"{where}, mac: '{port.mac}' is not a MAC address") from None
    check_virtual_port(port.virtualport, where)
    check_bandwidth(port.bandwidth, where, is_port=True)
    check_vlan(port.vlan, where)
    if isinstance(port.plug, HostdevPlug):
        address = port.plug.address
        if address is None:
            raise XmlError(f"{where}, plug/address: is required with type 'hostdev-pci'")
        if address.slot > 0x1F or address.function > 7:
            raise XmlError(f"{where}, plug/address: is beyond slot 0x1f or function 7")
