"""Network interfaces."""

from __future__ import annotations

from anyvirt.util.wordenum import WordEnum
from anyvirt.util.xmlmap import Element, UInt, attr, child, children, need


class LinkState(WordEnum):
    """Operational state, as in RFC 2863."""

    UNKNOWN = "unknown"
    NOT_PRESENT = "notpresent"
    DOWN = "down"
    LOWER_LAYER_DOWN = "lowerlayerdown"
    TESTING = "testing"
    DORMANT = "dormant"
    UP = "up"


class NetFeature(WordEnum):
    """What the card does for the CPU, in the order of the output."""

    RX = "rx"
    TX = "tx"
    SG = "sg"
    TSO = "tso"
    GSO = "gso"
    GRO = "gro"
    LRO = "lro"
    RXVLAN = "rxvlan"
    TXVLAN = "txvlan"
    NTUPLE = "ntuple"
    RXHASH = "rxhash"
    RDMA = "rdma"
    TXUDPTNL = "txudptnl"
    SWITCHDEV = "switchdev"


class NetKind(WordEnum):
    ETHERNET = "80203"  # IEEE 802.3
    WIRELESS = "80211"  # IEEE 802.11


class NetLink(Element, tag="link"):
    """The state of the link."""

    speed: UInt | None = attr("@speed")  # Mbit/s
    state: LinkState | None = attr("@state")


class NetCapability(Element, tag="capability", const={"type": "net"}):
    """A network interface."""

    interface: str = need("interface")  # its name
    address: str | None = attr("address")  # MAC
    link: NetLink | None = child("link")
    features: list[NetFeature] = children("feature/@name")
    kind: NetKind | None = attr("capability/@type")


class VdpaCapability(Element, tag="capability", const={"type": "vdpa"}):
    """A network device with a virtio data path."""

    chardev: str = need("chardev")  # path
