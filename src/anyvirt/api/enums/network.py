"""Constants: networks, host interfaces and network filters."""

from __future__ import annotations

from anyvirt.api.enums.model import Const, Group

GROUPS: tuple[Group, ...] = (
    Group(
        "virConnectListAllInterfacesFlags",
        "Filters of listAllInterfaces().",
        (
            Const("VIR_CONNECT_LIST_INTERFACES_INACTIVE", 1 << 0, "0.10.2"),
            Const("VIR_CONNECT_LIST_INTERFACES_ACTIVE", 1 << 1, "0.10.2"),
        ),
    ),
    Group(
        "virConnectListAllNetworksFlags",
        "Filters of listAllNetworks().",
        (
            Const("VIR_CONNECT_LIST_NETWORKS_INACTIVE", 1 << 0, "0.10.2"),
            Const("VIR_CONNECT_LIST_NETWORKS_ACTIVE", 1 << 1, "0.10.2"),
            Const("VIR_CONNECT_LIST_NETWORKS_PERSISTENT", 1 << 2, "0.10.2"),
            Const("VIR_CONNECT_LIST_NETWORKS_TRANSIENT", 1 << 3, "0.10.2"),
            Const("VIR_CONNECT_LIST_NETWORKS_AUTOSTART", 1 << 4, "0.10.2"),
            Const("VIR_CONNECT_LIST_NETWORKS_NO_AUTOSTART", 1 << 5, "0.10.2"),
        ),
    ),
    Group(
        "virInterfaceDefineFlags",
        "What interfaceDefineXML() checks.",
        (Const("VIR_INTERFACE_DEFINE_VALIDATE", 1 << 0, "7.7.0"),),
    ),
    Group(
        "virInterfaceXMLFlags",
        "What XMLDesc() of an interface includes.",
        (Const("VIR_INTERFACE_XML_INACTIVE", 1 << 0, "0.7.3"),),
    ),
    Group(
        "virIPAddrType",
        "Families of addresses.",
        (
            Const("VIR_IP_ADDR_TYPE_IPV4", 0, "1.2.6"),
            Const("VIR_IP_ADDR_TYPE_IPV6", 1, "1.2.6"),
        ),
    ),
    Group(
        "virNetworkCreateFlags",
        "What networkCreateXMLFlags() checks.",
        (Const("VIR_NETWORK_CREATE_VALIDATE", 1 << 0, "7.8.0"),),
    ),
    Group(
        "virNetworkDefineFlags",
        "What networkDefineXMLFlags() checks.",
        (Const("VIR_NETWORK_DEFINE_VALIDATE", 1 << 0, "7.7.0"),),
    ),
    Group(
        "virNetworkEventLifecycleType",
        "What happened to a network.",
        (
            Const("VIR_NETWORK_EVENT_DEFINED", 0, "1.2.1"),
            Const("VIR_NETWORK_EVENT_UNDEFINED", 1, "1.2.1"),
            Const("VIR_NETWORK_EVENT_STARTED", 2, "1.2.1"),
            Const("VIR_NETWORK_EVENT_STOPPED", 3, "1.2.1"),
        ),
    ),
    Group(
        "virNetworkEventID",
        "The events of networkEventRegisterAny().",
        (
            Const("VIR_NETWORK_EVENT_ID_LIFECYCLE", 0, "1.2.1"),
            Const("VIR_NETWORK_EVENT_ID_METADATA_CHANGE", 1, "9.8.0"),
        ),
    ),
    Group(
        "virNetworkMetadataType",
        "Parts of a network's metadata.",
        (
            Const("VIR_NETWORK_METADATA_DESCRIPTION", 0, "9.7.0"),
            Const("VIR_NETWORK_METADATA_TITLE", 1, "9.7.0"),
            Const("VIR_NETWORK_METADATA_ELEMENT", 2, "9.7.0"),
        ),
    ),
    Group(
        "virNetworkPortCreateFlags",
        "How portCreateXML() works.",
        (
            Const("VIR_NETWORK_PORT_CREATE_RECLAIM", 1 << 0, "5.5.0"),
            Const("VIR_NETWORK_PORT_CREATE_VALIDATE", 1 << 1, "7.8.0"),
        ),
    ),
    Group(
        "virNetworkUpdateSection",
        "The part of a network that update() changes.",
        (
            Const("VIR_NETWORK_SECTION_NONE", 0, "0.10.2"),
            Const("VIR_NETWORK_SECTION_BRIDGE", 1, "0.10.2"),
            Const("VIR_NETWORK_SECTION_DOMAIN", 2, "0.10.2"),
            Const("VIR_NETWORK_SECTION_IP", 3, "0.10.2"),
            Const("VIR_NETWORK_SECTION_IP_DHCP_HOST", 4, "0.10.2"),
            Const("VIR_NETWORK_SECTION_IP_DHCP_RANGE", 5, "0.10.2"),
            Const("VIR_NETWORK_SECTION_FORWARD", 6, "0.10.2"),
            Const("VIR_NETWORK_SECTION_FORWARD_INTERFACE", 7, "0.10.2"),
            Const("VIR_NETWORK_SECTION_FORWARD_PF", 8, "0.10.2"),
            Const("VIR_NETWORK_SECTION_PORTGROUP", 9, "0.10.2"),
            Const("VIR_NETWORK_SECTION_DNS_HOST", 10, "0.10.2"),
            Const("VIR_NETWORK_SECTION_DNS_TXT", 11, "0.10.2"),
            Const("VIR_NETWORK_SECTION_DNS_SRV", 12, "0.10.2"),
        ),
    ),
    Group(
        "virNetworkUpdateFlags",
        "Where update() of a network goes.",
        (
            Const("VIR_NETWORK_UPDATE_AFFECT_CURRENT", 0, "0.10.2"),
            Const("VIR_NETWORK_UPDATE_AFFECT_LIVE", 1 << 0, "0.10.2"),
            Const("VIR_NETWORK_UPDATE_AFFECT_CONFIG", 1 << 1, "0.10.2"),
        ),
    ),
    Group(
        "virNetworkUpdateCommand",
        "What update() does with the part.",
        (
            Const("VIR_NETWORK_UPDATE_COMMAND_NONE", 0, "0.10.2"),
            Const("VIR_NETWORK_UPDATE_COMMAND_MODIFY", 1, "0.10.2"),
            Const("VIR_NETWORK_UPDATE_COMMAND_DELETE", 2, "0.10.2"),
            Const("VIR_NETWORK_UPDATE_COMMAND_ADD_LAST", 3, "0.10.2"),
            Const("VIR_NETWORK_UPDATE_COMMAND_ADD_FIRST", 4, "0.10.2"),
        ),
    ),
    Group(
        "virNetworkXMLFlags",
        "What XMLDesc() of a network includes.",
        (Const("VIR_NETWORK_XML_INACTIVE", 1 << 0, "0.9.10"),),
    ),
    Group(
        "virNWFilterBindingCreateFlags",
        "What nwfilterBindingCreateXML() checks.",
        (Const("VIR_NWFILTER_BINDING_CREATE_VALIDATE", 1 << 0, "7.8.0"),),
    ),
    Group(
        "virNWFilterDefineFlags",
        "What nwfilterDefineXMLFlags() checks.",
        (Const("VIR_NWFILTER_DEFINE_VALIDATE", 1 << 0, "7.7.0"),),
    ),
    Group(
        "VIR_NETWORK_PORT_*",
        "Parameters of a network port: bandwidth.",
        (
            Const("VIR_NETWORK_PORT_BANDWIDTH_IN_AVERAGE", "inbound.average", "5.5.0"),
            Const("VIR_NETWORK_PORT_BANDWIDTH_IN_BURST", "inbound.burst", "5.5.0"),
            Const("VIR_NETWORK_PORT_BANDWIDTH_IN_FLOOR", "inbound.floor", "5.5.0"),
            Const("VIR_NETWORK_PORT_BANDWIDTH_IN_PEAK", "inbound.peak", "5.5.0"),
            Const("VIR_NETWORK_PORT_BANDWIDTH_OUT_AVERAGE", "outbound.average", "5.5.0"),
            Const("VIR_NETWORK_PORT_BANDWIDTH_OUT_BURST", "outbound.burst", "5.5.0"),
            Const("VIR_NETWORK_PORT_BANDWIDTH_OUT_PEAK", "outbound.peak", "5.5.0"),
        ),
    ),
)
