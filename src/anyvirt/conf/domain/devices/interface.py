"""Network interfaces: <interface>."""

from __future__ import annotations

from anyvirt.conf.domain.boot import Loadparm
from anyvirt.conf.domain.devices.address import Address, place
from anyvirt.conf.domain.devices.netdev import FilterRef, IpAddress
from anyvirt.conf.domain.devices.source import Reconnect, VhostUserTransport
from anyvirt.conf.domain.hexa import Hex1, Hex2, Number, PciDomain
from anyvirt.conf.netdev.model import Bandwidth, DirectMode, MacTableManager, Route, VirtualPort, Vlan
from anyvirt.util.error import ConfigUnsupported
from anyvirt.util.wordenum import WordEnum
from anyvirt.util.xmlmap import Element, OnOff, Positive, UInt, Uuid, YesNo, attr, child, children, need


class InterfaceType(WordEnum):
    USER = "user"
    ETHERNET = "ethernet"
    VHOSTUSER = "vhostuser"
    SERVER = "server"
    CLIENT = "client"
    MCAST = "mcast"
    NETWORK = "network"
    BRIDGE = "bridge"
    INTERNAL = "internal"
    DIRECT = "direct"
    HOSTDEV = "hostdev"
    UDP = "udp"
    VDPA = "vdpa"
    NULL = "null"
    VDS = "vds"


class MacType(WordEnum):
    GENERATED = "generated"
    STATIC = "static"


class VhostUserMode(WordEnum):
    SERVER = "server"
    CLIENT = "client"


class InterfaceDriver(WordEnum):
    QEMU = "qemu"
    VHOST = "vhost"
    KVM = "kvm"
    VFIO = "vfio"
    XEN = "xen"


class TxMode(WordEnum):
    IOTHREAD = "iothread"
    TIMER = "timer"


class BackendType(WordEnum):
    DEFAULT = "default"
    PASST = "passt"


class LinkState(WordEnum):
    UP = "up"
    DOWN = "down"


class TeamingType(WordEnum):
    PERSISTENT = "persistent"
    TRANSIENT = "transient"


class NetworkSource(Element, tag="source", const={"../@type": "network"}):
    """A virtual network of the host. The bridge stands here in live guests only."""

    network: str = need("@network")
    portgroup: str | None = attr("@portgroup")
    portid: Uuid | None = attr("@portid")
    bridge: str | None = attr("@bridge")
    mac_table_manager: MacTableManager | None = attr("@macTableManager")


class BridgeSource(Element, tag="source", const={"../@type": "bridge"}):
    """A bridge of the host."""

    bridge: str = need("@bridge")
    mac_table_manager: MacTableManager | None = attr("@macTableManager")


class EthernetSource(Element, tag="source", const={"../@type": "ethernet"}):
    """A tap device of the user's own; addresses and routes of the host's end."""

    ips: list[IpAddress] = children("ip")
    routes: list[Route] = children("route")


class UserSource(Element, tag="source", const={"../@type": "user"}):
    """Network of the emulator itself, without privileges."""

    dev: str | None = attr("@dev")  # interface of the host to copy addresses from (passt)


class DirectSource(Element, tag="source", const={"../@type": "direct"}):
    """A macvtap device on an interface of the host."""

    dev: str = need("@dev")
    mode: DirectMode = attr("@mode", default=DirectMode.VEPA)


class InternalSource(Element, tag="source", const={"../@type": "internal"}):
    """A network internal to the hypervisor."""

    name: str = need("@name")


class VhostUserSource(Element, tag="source", const={"../@type": "vhostuser"}):
    """A switch in user space, over a vhost-user socket."""

    kind: VhostUserTransport = need("@type")
    path: str | None = attr("@path")
    mode: VhostUserMode | None = attr("@mode")
    dev: str | None = attr("@dev")  # with the passt back end
    reconnect: Reconnect | None = child("reconnect")


class ServerSource(Element, tag="source", const={"../@type": "server"}):
    """A TCP socket that another guest connects to."""

    address: str | None = attr("@address")
    port: UInt = need("@port")


class ClientSource(Element, tag="source", const={"../@type": "client"}):
    """A TCP connection to another guest's server."""

    address: str = need("@address")
    port: UInt = need("@port")


class McastSource(Element, tag="source", const={"../@type": "mcast"}):
    """A multicast group that guests share as a network."""

    address: str = need("@address")
    port: UInt = need("@port")


class UdpSource(Element, tag="source", const={"../@type": "udp"}):
    """A pair of UDP sockets."""

    address: str = need("@address")
    port: UInt = need("@port")
    local_address: str = need("local/@address")
    local_port: UInt = need("local/@port")


class HostPciAddress(Element, tag="address", const={"type": "pci"}):
    """Where a PCI device is at the host."""

    domain: PciDomain = attr("@domain", default=0)
    bus: Hex2 = attr("@bus", default=0)
    slot: Hex2 = attr("@slot", default=0)
    function: Hex1 = attr("@function", default=0)


class HostUsbAddress(Element, tag="address", const={"type": "usb"}):
    """Where a USB device is plugged in at the host: by its number, or by the port, which stays."""

    bus: Number | None = attr("@bus")
    device: Number | None = attr("@device")
    port: str | None = attr("@port")


HostAddress = HostPciAddress | HostUsbAddress


class HostdevSource(Element, tag="source", const={"../@type": "hostdev"}):
    """A network function of the host, passed through."""

    address: HostAddress | None = child("address", wrong=ConfigUnsupported)


class VdpaSource(Element, tag="source", const={"../@type": "vdpa"}):
    """A vDPA character device of the host."""

    dev: str = need("@dev")


class VdsSource(Element, tag="source", const={"../@type": "vds"}):
    """A port of a distributed switch (VMware)."""

    switch_id: Uuid = need("@switchid")
    port_id: int = need("@portid")
    port_group_id: str = need("@portgroupid")
    connection_id: int = need("@connectionid")


class NullSource(Element, tag="source", const={"../@type": "null"}):
    """Not connected."""


InterfaceSource = (
    NetworkSource
    | BridgeSource
    | EthernetSource
    | UserSource
    | DirectSource
    | InternalSource
    | VhostUserSource
    | ServerSource
    | ClientSource
    | McastSource
    | UdpSource
    | HostdevSource
    | VdpaSource
    | VdsSource
    | NullSource
)


class PortRange(Element, tag="range"):
    """Ports that are forwarded, or excluded from it."""

    start: UInt = need("@start")
    end: UInt | None = attr("@end")
    to: UInt | None = attr("@to")  # first port of the guest
    exclude: YesNo | None = attr("@exclude")


class PortForwardProto(WordEnum):
    TCP = "tcp"
    UDP = "udp"


class PortForward(Element, tag="portForward"):
    """Ports of the host that lead to the guest (user networks with passt)."""

    proto: PortForwardProto = need("@proto")
    address: str | None = attr("@address")
    dev: str | None = attr("@dev")
    ranges: list[PortRange] = children("range")


class Teaming(Element, tag="teaming"):
    """Two interfaces that the guest bonds, so that the passed-through one may be unplugged."""

    type: TeamingType = need("@type", wrong=ConfigUnsupported)
    persistent: str | None = attr("@persistent")  # transient: alias of the persistent one


class ActualSource(Element, tag="source"):
    """Where a network connected an interface."""

    bridge: str | None = attr("@bridge")
    mac_table_manager: MacTableManager | None = attr("@macTableManager")
    dev: str | None = attr("@dev")  # card of the host
    mode: DirectMode | None = attr("@mode")
    address: HostAddress | None = child(
        "address", wrong=ConfigUnsupported
    )  # device of the host that was passed through


class ActualInterface(Element, tag="actual"):
    """What a network made of an interface when the guest started; status documents only."""

    type: InterfaceType = need("@type")
    managed: YesNo | None = attr("@managed")
    trust_guest_rx_filters: YesNo | None = attr("@trustGuestRxFilters")
    source: ActualSource | None = child("source")
    class_id: UInt | None = attr("class/@id")  # of the bandwidth that is guaranteed
    vlan: Vlan | None = child("vlan")
    virtualport: VirtualPort | None = child("virtualport")
    bandwidth: Bandwidth | None = child("bandwidth")
    port_isolated: YesNo | None = attr("port/@isolated")


class Interface(Element, tag="interface"):
    """A network interface of the guest."""

    # What drives a device of the host stands before it, what drives one of the guest's behind its model.
    __xml_earlier__ = (("driver", "source", "type", InterfaceType.HOSTDEV),)

    type: InterfaceType = attr("@type", default=InterfaceType.USER)
    managed: YesNo | None = attr("@managed")  # hostdev: bind and release the device for the guest
    trust_guest_rx_filters: YesNo | None = attr("@trustGuestRxFilters")
    mac: str | None = attr("mac/@address")  # generated when absent
    mac_type: MacType | None = attr("mac/@type")
    mac_check: YesNo | None = attr("mac/@check")
    current_mac: str | None = attr("mac/@currentAddress")  # live guests only: the guest has chosen another
    source: InterfaceSource | None = child("source", by="../@type")
    actual: ActualInterface | None = child("actual")
    vlan: Vlan | None = child("vlan")
    virtualport: VirtualPort | None = child("virtualport")
    bandwidth: Bandwidth | None = child("bandwidth")
    port_isolated: YesNo | None = attr("port/@isolated")
    ips: list[IpAddress] = children("ip")  # addresses of the guest's end
    routes: list[Route] = children("route")
    port_forwards: list[PortForward] = children("portForward")
    script: str | None = attr("script/@path")
    downscript: str | None = attr("downscript/@path")
    backenddomain: str | None = attr("backenddomain/@name")
    target: str | None = attr("target/@dev")  # name of the host's end; vnetN is chosen at start
    target_managed: YesNo | None = attr("target/@managed")  # no: the device exists already
    guest_dev: str | None = attr("guest/@dev")  # containers: name inside
    guest_actual: str | None = attr("guest/@actual")
    model: str | None = attr("model/@type")  # virtio, e1000e, rtl8139 ...
    driver: InterfaceDriver | None = attr("driver/@name")
    driver_model: str | None = attr("driver/@model")  # hostdev: the module of the host's kernel
    driver_iommufd: YesNo | None = attr("driver/@iommufd")  # hostdev
    txmode: TxMode | None = attr("driver/@txmode")
    ioeventfd: OnOff | None = attr("driver/@ioeventfd")
    event_idx: OnOff | None = attr("driver/@event_idx")
    queues: UInt | None = attr("driver/@queues")
    rx_queue_size: UInt | None = attr("driver/@rx_queue_size")
    tx_queue_size: UInt | None = attr("driver/@tx_queue_size")
    rss: OnOff | None = attr("driver/@rss")
    rss_hash_report: OnOff | None = attr("driver/@rss_hash_report")
    iommu: OnOff | None = attr("driver/@iommu")
    ats: OnOff | None = attr("driver/@ats")
    packed: OnOff | None = attr("driver/@packed")
    page_per_vq: OnOff | None = attr("driver/@page_per_vq")
    host_csum: OnOff | None = attr("driver/host/@csum")
    host_gso: OnOff | None = attr("driver/host/@gso")
    host_tso4: OnOff | None = attr("driver/host/@tso4")
    host_tso6: OnOff | None = attr("driver/host/@tso6")
    host_ecn: OnOff | None = attr("driver/host/@ecn")
    host_ufo: OnOff | None = attr("driver/host/@ufo")
    host_mrg_rxbuf: OnOff | None = attr("driver/host/@mrg_rxbuf")
    guest_csum: OnOff | None = attr("driver/guest/@csum")
    guest_tso4: OnOff | None = attr("driver/guest/@tso4")
    guest_tso6: OnOff | None = attr("driver/guest/@tso6")
    guest_ecn: OnOff | None = attr("driver/guest/@ecn")
    guest_ufo: OnOff | None = attr("driver/guest/@ufo")
    backend: BackendType | None = attr("backend/@type")
    backend_tap: str | None = attr("backend/@tap")  # device to open instead of /dev/net/tun
    backend_vhost: str | None = attr("backend/@vhost")  # device to open instead of /dev/vhost-net
    backend_log_file: str | None = attr("backend/@logFile")
    backend_hostname: str | None = attr("backend/@hostname")  # passt: what the guest is told of its name
    backend_fqdn: str | None = attr("backend/@fqdn")
    filterref: FilterRef | None = child("filterref")
    sndbuf: UInt | None = attr("tune/sndbuf")  # bytes
    teaming: Teaming | None = child("teaming")
    link_state: LinkState | None = attr("link/@state")
    mtu: UInt | None = attr("mtu/@size")  # bytes
    coalesce_rx_frames: UInt | None = attr("coalesce/rx/frames/@max")
    boot_order: Positive | None = attr("boot/@order")
    loadparm: Loadparm | None = attr("boot/@loadparm")
    alias: str | None = attr("alias/@name")
    rom_enabled: YesNo | None = attr("rom/@enabled")
    rom_bar: OnOff | None = attr("rom/@bar")
    rom_file: str | None = attr("rom/@file")
    acpi_index: Positive | None = attr("acpi/@index")
    address: Address | None = place()
