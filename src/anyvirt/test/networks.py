"""Finding, defining, starting, changing and describing networks of the test driver."""

from __future__ import annotations

from ipaddress import ip_address
from typing import Final

from anyvirt import constants
from anyvirt.conf.domain.devices.interface import Interface, NetworkSource
from anyvirt.conf.network.format import format_network
from anyvirt.conf.network.ip import NetworkIp
from anyvirt.conf.network.ip_rules import prefix_of
from anyvirt.conf.network.model import Network
from anyvirt.conf.network.parse import parse
from anyvirt.conf.network.update import apply
from anyvirt.conf.network_port import NetworkPort
from anyvirt.conf.store import metadata as texts
from anyvirt.conf.store.events import Event, EventKind
from anyvirt.conf.store.filters import Group
from anyvirt.conf.store.named import Kind, NamedObject, NamedStore
from anyvirt.driver import URI
from anyvirt.driver.contract import NetworkContract
from anyvirt.driver.types import DhcpLease
from anyvirt.test.base import TestBase
from anyvirt.test.documents import blamed_on, require_known
from anyvirt.test.node import TestNode
from anyvirt.util.error import InternalError, NoNetwork, NoNetworkMetadata, OperationInvalid
from anyvirt.util.flags import check_exclusive, check_flags
from anyvirt.util.refs import NetworkRef

ORIGIN: Final = constants.VIR_FROM_NETWORK  # of errors about documents

_ACTIVE, _INACTIVE = constants.VIR_CONNECT_LIST_NETWORKS_ACTIVE, constants.VIR_CONNECT_LIST_NETWORKS_INACTIVE
_PERSISTENT, _TRANSIENT = (
    constants.VIR_CONNECT_LIST_NETWORKS_PERSISTENT,
    constants.VIR_CONNECT_LIST_NETWORKS_TRANSIENT,
)
_AUTOSTART, _NO_AUTOSTART = (
    constants.VIR_CONNECT_LIST_NETWORKS_AUTOSTART,
    constants.VIR_CONNECT_LIST_NETWORKS_NO_AUTOSTART,
)
_LIVE, _CONFIG = constants.VIR_NETWORK_UPDATE_AFFECT_LIVE, constants.VIR_NETWORK_UPDATE_AFFECT_CONFIG


class TestNetwork(NamedObject[Network]):
    """A network, and the ports on it while it is active."""

    __test__ = False  # nothing for pytest to collect

    def __init__(self, name: str, uuid: str) -> None:
        super().__init__(name, uuid)
        self.ports: dict[str, NetworkPort] = {}  # by UUID

    @property
    def ref(self) -> NetworkRef:
        return NetworkRef(self.name, self.uuid)

    def require_active(self) -> Network:
        """The live configuration.

        Raises:
            OperationInvalid: there is none.
        """
        if self.live is None:
            raise OperationInvalid(f"network '{self.name}' is not active", hint="start it first")
        return self.live

    def require_persistent(self) -> Network:
        """The persistent configuration.

        Raises:
            OperationInvalid: there is none.
        """
        if self.config is None:
            raise OperationInvalid(f"network '{self.name}' is transient and has no configuration to change")
        return self.config


_KIND: Final = Kind("network", "network", NoNetwork, ORIGIN)
_GROUPS: Final[tuple[Group[TestNetwork], ...]] = (
    Group(_ACTIVE | _INACTIVE, lambda net: _ACTIVE if net.active else _INACTIVE),
    Group(_PERSISTENT | _TRANSIENT, lambda net: _PERSISTENT if net.persistent else _TRANSIENT),
    Group(_AUTOSTART | _NO_AUTOSTART, lambda net: _AUTOSTART if net.autostart else _NO_AUTOSTART),
)
_ALL_FILTERS: Final = sum(group.bits for group in _GROUPS)


class Networks(TestBase, NetworkContract):
    """Everything that is about networks as a whole."""

    def __init__(self, uri: URI, node: TestNode) -> None:
        super().__init__(uri, node)
        self.networks: NamedStore[Network, TestNetwork] = NamedStore(TestNetwork, _KIND)
        for xml in node.networks:
            self._start(self.networks.define(_parse(xml)).object)

    def _start(self, net: TestNetwork) -> None:
        # As in libvirt's test driver the live configuration is the persistent one, until another is defined.
        self.networks.start(net, net.config)

    def _emit_network(self, net: TestNetwork, event: int) -> None:
        number = constants.VIR_NETWORK_EVENT_ID_LIFECYCLE
        self.events.emit(Event(number, net.ref, (event, 0), EventKind.NETWORK))

    # Finding

    async def connect_list_all_networks(self, flags: int) -> list[NetworkRef]:
        check_flags(flags, _ALL_FILTERS, "virConnectListAllNetworks")
        return [net.ref for net in self.networks.list(flags, _GROUPS)]

    async def network_lookup_by_name(self, name: str) -> NetworkRef:
        return self.networks.by_name(name).ref

    async def network_lookup_by_uuid(self, uuid: str) -> NetworkRef:
        return self.networks.by_uuid(uuid).ref

    # Defining, starting, stopping

    async def network_define_xml_flags(self, xml: str, flags: int) -> NetworkRef:
        check_flags(flags, constants.VIR_NETWORK_DEFINE_VALIDATE, "virNetworkDefineXMLFlags")
        net = self.networks.define(_parse(xml, strict=bool(flags))).object
        self._emit_network(net, constants.VIR_NETWORK_EVENT_DEFINED)
        return net.ref

    async def network_create_xml_flags(self, xml: str, flags: int) -> NetworkRef:
        check_flags(flags, constants.VIR_NETWORK_CREATE_VALIDATE, "virNetworkCreateXMLFlags")
        net = self.networks.create(_parse(xml, strict=bool(flags)))
        self._emit_network(net, constants.VIR_NETWORK_EVENT_STARTED)
        return net.ref

    async def network_create(self, net: NetworkRef) -> None:
        found = self.networks.find(net)
        if found.active:
            raise OperationInvalid(f"Network '{found.name}' is already running")
        self._start(found)
        self._emit_network(found, constants.VIR_NETWORK_EVENT_STARTED)

    async def network_destroy(self, net: NetworkRef) -> None:
        found = self.networks.find(net)
        if found.active:
            found.ports.clear()
            self.networks.stop(found)
        # As libvirt's test driver, which takes one that is not active too, and says so again.
        self._emit_network(found, constants.VIR_NETWORK_EVENT_STOPPED)

    async def network_undefine(self, net: NetworkRef) -> None:
        found = self.networks.find(net)
        if found.active:
            raise OperationInvalid(f"Network '{found.name}' is still running", hint="stop it first")
        self.networks.undefine(found)
        self._emit_network(found, constants.VIR_NETWORK_EVENT_UNDEFINED)

    async def network_set_autostart(self, net: NetworkRef, autostart: bool) -> None:
        self.networks.find(net).autostart = autostart

    # Changing

    async def network_update(
        self, net: NetworkRef, command: int, section: int, parent_index: int, xml: str, flags: int
    ) -> None:
        check_flags(flags, _LIVE | _CONFIG, "virNetworkUpdate")
        found = self.networks.find(net)
        which = _resolve(found, flags)
        live, config = found.live, found.config
        shared = live is config
        with blamed_on(ORIGIN):
            # Both are made before either is kept: one that cannot be changed leaves the other as it was.
            if live is not None and which & _LIVE:
                live = apply(live, command, section, xml, parent_index=parent_index)
            if config is not None and which & _CONFIG:
                config = apply(config, command, section, xml, parent_index=parent_index)
            elif shared:
                config = live
        found.live, found.config = live, config

    async def network_get_metadata(self, net: NetworkRef, type: int, uri: str | None, flags: int) -> str:
        function = "virNetworkGetMetadata"
        check_flags(flags, _LIVE | _CONFIG, function)
        check_exclusive(
            flags,
            ("VIR_NETWORK_UPDATE_AFFECT_LIVE", _LIVE),
            ("VIR_NETWORK_UPDATE_AFFECT_CONFIG", _CONFIG),
            function,
        )
        found = self.networks.find(net)
        which = _resolve(found, flags)
        definition = found.require_active() if which & _LIVE else found.require_persistent()
        return texts.read(definition, type, uri, missing=NoNetworkMetadata, function=function)

    async def network_set_metadata(
        self, net: NetworkRef, type: int, metadata: str | None, key: str | None, uri: str | None, flags: int
    ) -> None:
        function = "virNetworkSetMetadata"
        check_flags(flags, _LIVE | _CONFIG, function)
        texts.check(type, metadata, key, uri, function=function)
        found = self.networks.find(net)
        which = _resolve(found, flags)
        for definition, bit in ((found.live, _LIVE), (found.config, _CONFIG)):
            if definition is not None and which & bit:
                texts.write(definition, type, metadata, key, uri)  # twice the same where they are one
        about = uri if type == constants.VIR_NETWORK_METADATA_ELEMENT else None
        number = constants.VIR_NETWORK_EVENT_ID_METADATA_CHANGE
        self.events.emit(Event(number, found.ref, (type, about), EventKind.NETWORK))

    # Looking at one

    async def network_get_xml_desc(self, net: NetworkRef, flags: int) -> str:
        check_flags(flags, constants.VIR_NETWORK_XML_INACTIVE, "virNetworkGetXMLDesc")
        found = self.networks.find(net)
        inactive = bool(flags & constants.VIR_NETWORK_XML_INACTIVE)
        return format_network(found.next_definition if inactive else found.definition, inactive=inactive)

    async def network_get_bridge_name(self, net: NetworkRef) -> str:
        found = self.networks.find(net)
        if not found.definition.bridge:
            raise InternalError(f"network '{found.name}' does not have a bridge name.")
        return found.definition.bridge

    async def network_is_active(self, net: NetworkRef) -> bool:
        return self.networks.find(net).active

    async def network_is_persistent(self, net: NetworkRef) -> bool:
        return self.networks.find(net).persistent

    async def network_get_autostart(self, net: NetworkRef) -> bool:
        return self.networks.find(net).autostart

    async def network_get_dhcp_leases(self, net: NetworkRef, mac: str | None, flags: int) -> list[DhcpLease]:
        check_flags(flags, 0, "virNetworkGetDHCPLeases")
        found = self.networks.find(net)
        definition = found.require_active()
        pool = next((ip for ip in definition.ips if ip.ranges), None)
        if pool is None:
            return []
        leases: list[DhcpLease] = []
        for domain in self.domains:
            if not domain.active:
                continue
            mine = [
                each
                for each in domain.definition.interfaces
                if isinstance(each.source, NetworkSource) and each.source.network == found.name
            ]
            leases += [_lease(definition, pool, number, each, domain.name) for number, each in enumerate(mine)]
        return [lease for lease in leases if mac is None or lease["mac"] == mac.lower()]


def _lease(net: Network, pool: NetworkIp, number: int, interface: Interface, domain: str) -> DhcpLease:
    """What the guest's interface has of the network: the addresses of the range in their order, for ever."""
    address = ip_address(pool.ranges[0].start) + number
    return DhcpLease(
        iface=net.bridge or "",
        expirytime=0,
        type=constants.VIR_IP_ADDR_TYPE_IPV4 if address.version == 4 else constants.VIR_IP_ADDR_TYPE_IPV6,
        mac=interface.mac,
        ipaddr=str(address),
        prefix=prefix_of(pool) or address.max_prefixlen,
        hostname=f"{domain}host",
        clientid=None,
        iaid=None,
    )


def _resolve(net: TestNetwork, flags: int) -> int:
    """The bits for the live and the persistent configuration that *flags* stand for."""
    if not flags & (_LIVE | _CONFIG):
        return _LIVE if net.active else _CONFIG
    if flags & _LIVE:
        net.require_active()
    if flags & _CONFIG:
        net.require_persistent()
    return flags & (_LIVE | _CONFIG)


def _parse(xml: str, *, strict: bool = False) -> Network:
    with blamed_on(ORIGIN):
        definition = parse(xml)
        if strict:
            require_known(Network, xml)
    return definition
