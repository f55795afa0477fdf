# Generated from anyvirt.api and anyvirt.rpc: change the tables there and run `make generate`.
"""What is asked of a driver of virtual networks, by procedure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from anyvirt.constants import (
    VIR_CONNECT_LIST_NETWORKS_ACTIVE,
    VIR_CONNECT_LIST_NETWORKS_INACTIVE,
    VIR_TYPED_PARAM_STRING_OKAY,
)
from anyvirt.rpc.params import checked_params, wire_params
from anyvirt.util.typed import OF_FUNCTIONS
from anyvirtd.dispatch.base import lease_fields, without_strings

if TYPE_CHECKING:
    from anyvirtd.dispatch.base import Answer, Fds, Handler, Session


async def connect_list_all_networks(session: Session, args: Any, fds: Fds) -> Answer:
    found = await session.network_driver.connect_list_all_networks(args.flags)
    return (found if args.need_results else [], len(found))


async def connect_num_of_networks(session: Session, args: Any, fds: Fds) -> Answer:
    return (len(await session.network_driver.connect_list_all_networks(VIR_CONNECT_LIST_NETWORKS_ACTIVE)),)


async def connect_list_networks(session: Session, args: Any, fds: Fds) -> Answer:
    found = await session.network_driver.connect_list_all_networks(VIR_CONNECT_LIST_NETWORKS_ACTIVE)
    return ([each.name for each in found[: args.maxnames]],)


async def connect_num_of_defined_networks(session: Session, args: Any, fds: Fds) -> Answer:
    return (len(await session.network_driver.connect_list_all_networks(VIR_CONNECT_LIST_NETWORKS_INACTIVE)),)


async def connect_list_defined_networks(session: Session, args: Any, fds: Fds) -> Answer:
    found = await session.network_driver.connect_list_all_networks(VIR_CONNECT_LIST_NETWORKS_INACTIVE)
    return ([each.name for each in found[: args.maxnames]],)


async def network_lookup_by_name(session: Session, args: Any, fds: Fds) -> Answer:
    return (await session.network_driver.network_lookup_by_name(args.name),)


async def network_lookup_by_uuid(session: Session, args: Any, fds: Fds) -> Answer:
    return (await session.network_driver.network_lookup_by_uuid(args.uuid),)


async def network_create_xml_flags(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virNetworkCreateXMLFlags")
    return (await session.network_driver.network_create_xml_flags(args.xml, args.flags),)


async def network_create_xml(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virNetworkCreateXML")
    return (await session.network_driver.network_create_xml_flags(args.xml, 0),)


async def network_define_xml_flags(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virNetworkDefineXMLFlags")
    return (await session.network_driver.network_define_xml_flags(args.xml, args.flags),)


async def network_define_xml(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virNetworkDefineXML")
    return (await session.network_driver.network_define_xml_flags(args.xml, 0),)


async def network_get_xml_desc(session: Session, args: Any, fds: Fds) -> Answer:
    return (await session.network_driver.network_get_xml_desc(args.net, args.flags),)


async def network_get_bridge_name(session: Session, args: Any, fds: Fds) -> Answer:
    return (await session.network_driver.network_get_bridge_name(args.net),)


async def network_is_active(session: Session, args: Any, fds: Fds) -> Answer:
    return (int(await session.network_driver.network_is_active(args.net)),)


async def network_is_persistent(session: Session, args: Any, fds: Fds) -> Answer:
    return (int(await session.network_driver.network_is_persistent(args.net)),)


async def network_get_autostart(session: Session, args: Any, fds: Fds) -> Answer:
    return (int(await session.network_driver.network_get_autostart(args.net)),)


async def network_set_autostart(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virNetworkSetAutostart")
    await session.network_driver.network_set_autostart(args.net, bool(args.autostart))
    return None


async def network_create(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virNetworkCreate")
    await session.network_driver.network_create(args.net)
    return None


async def network_destroy(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virNetworkDestroy")
    await session.network_driver.network_destroy(args.net)
    return None


async def network_undefine(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virNetworkUndefine")
    await session.network_driver.network_undefine(args.net)
    return None


async def network_update(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virNetworkUpdate")
    await session.network_driver.network_update(
        args.net, args.command, args.section, args.parentIndex, args.xml, args.flags
    )
    return None


async def network_get_metadata(session: Session, args: Any, fds: Fds) -> Answer:
    return (await session.network_driver.network_get_metadata(args.network, args.type, args.uri, args.flags),)


async def network_set_metadata(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virNetworkSetMetadata")
    await session.network_driver.network_set_metadata(
        args.network, args.type, args.metadata, args.key, args.uri, args.flags
    )
    return None


async def network_get_dhcp_leases(session: Session, args: Any, fds: Fds) -> Answer:
    found = await session.network_driver.network_get_dhcp_leases(args.net, args.mac, args.flags)
    return ([lease_fields(each) for each in found] if args.need_results else [], len(found))


async def network_list_all_ports(session: Session, args: Any, fds: Fds) -> Answer:
    found = await session.network_driver.network_list_all_ports(args.network, args.flags)
    return (found if args.need_results else [], len(found))


async def network_port_lookup_by_uuid(session: Session, args: Any, fds: Fds) -> Answer:
    return (await session.network_driver.network_port_lookup_by_uuid(args.network, args.uuid),)


async def network_port_create_xml(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virNetworkPortCreateXML")
    return (await session.network_driver.network_port_create_xml(args.network, args.xml, args.flags),)


async def network_port_get_xml_desc(session: Session, args: Any, fds: Fds) -> Answer:
    return (await session.network_driver.network_port_get_xml_desc(args.port, args.flags),)


async def network_port_delete(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virNetworkPortDelete")
    await session.network_driver.network_port_delete(args.port, args.flags)
    return None


async def network_port_get_parameters(session: Session, args: Any, fds: Fds) -> Answer:
    params = wire_params(
        without_strings(
            await session.network_driver.network_port_get_parameters(
                args.port, args.flags & ~VIR_TYPED_PARAM_STRING_OKAY
            ),
            args.flags,
        ),
        OF_FUNCTIONS["virNetworkPortGetParameters"],
    )
    return (params[: args.nparams], len(params))


async def network_port_set_parameters(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virNetworkPortSetParameters")
    await session.network_driver.network_port_set_parameters(
        args.port, checked_params(args.params, OF_FUNCTIONS["virNetworkPortSetParameters"]), args.flags
    )
    return None


HANDLERS: dict[tuple[int, int], Handler] = {
    (0x20008086, 283): connect_list_all_networks,
    (0x20008086, 52): connect_num_of_networks,
    (0x20008086, 38): connect_list_networks,
    (0x20008086, 50): connect_num_of_defined_networks,
    (0x20008086, 36): connect_list_defined_networks,
    (0x20008086, 46): network_lookup_by_name,
    (0x20008086, 47): network_lookup_by_uuid,
    (0x20008086, 437): network_create_xml_flags,
    (0x20008086, 40): network_create_xml,
    (0x20008086, 432): network_define_xml_flags,
    (0x20008086, 41): network_define_xml,
    (0x20008086, 43): network_get_xml_desc,
    (0x20008086, 45): network_get_bridge_name,
    (0x20008086, 152): network_is_active,
    (0x20008086, 153): network_is_persistent,
    (0x20008086, 44): network_get_autostart,
    (0x20008086, 48): network_set_autostart,
    (0x20008086, 39): network_create,
    (0x20008086, 42): network_destroy,
    (0x20008086, 49): network_undefine,
    (0x20008086, 291): network_update,
    (0x20008086, 445): network_get_metadata,
    (0x20008086, 444): network_set_metadata,
    (0x20008086, 341): network_get_dhcp_leases,
    (0x20008086, 404): network_list_all_ports,
    (0x20008086, 405): network_port_lookup_by_uuid,
    (0x20008086, 406): network_port_create_xml,
    (0x20008086, 409): network_port_get_xml_desc,
    (0x20008086, 410): network_port_delete,
    (0x20008086, 407): network_port_get_parameters,
    (0x20008086, 408): network_port_set_parameters,
}
