# Generated from anyvirt.api and anyvirt.rpc: change the tables there and run `make generate`.
"""What is asked of a driver of the host's network interfaces, by procedure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from anyvirt.constants import VIR_CONNECT_LIST_INTERFACES_ACTIVE, VIR_CONNECT_LIST_INTERFACES_INACTIVE

if TYPE_CHECKING:
    from anyvirtd.dispatch.base import Answer, Fds, Handler, Session


async def connect_list_all_interfaces(session: Session, args: Any, fds: Fds) -> Answer:
    found = await session.interface_driver.connect_list_all_interfaces(args.flags)
    return (found if args.need_results else [], len(found))


async def connect_num_of_interfaces(session: Session, args: Any, fds: Fds) -> Answer:
    return (len(await session.interface_driver.connect_list_all_interfaces(VIR_CONNECT_LIST_INTERFACES_ACTIVE)),)


async def connect_list_interfaces(session: Session, args: Any, fds: Fds) -> Answer:
    found = await session.interface_driver.connect_list_all_interfaces(VIR_CONNECT_LIST_INTERFACES_ACTIVE)
    return ([each.name for each in found[: args.maxnames]],)


async def connect_num_of_defined_interfaces(session: Session, args: Any, fds: Fds) -> Answer:
    return (len(await session.interface_driver.connect_list_all_interfaces(VIR_CONNECT_LIST_INTERFACES_INACTIVE)),)


async def connect_list_defined_interfaces(session: Session, args: Any, fds: Fds) -> Answer:
    found = await session.interface_driver.connect_list_all_interfaces(VIR_CONNECT_LIST_INTERFACES_INACTIVE)
    return ([each.name for each in found[: args.maxnames]],)


async def interface_lookup_by_name(session: Session, args: Any, fds: Fds) -> Answer:
    return (await session.interface_driver.interface_lookup_by_name(args.name),)


async def interface_lookup_by_mac_string(session: Session, args: Any, fds: Fds) -> Answer:
    return (await session.interface_driver.interface_lookup_by_mac_string(args.mac),)


async def interface_define_xml(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virInterfaceDefineXML")
    return (await session.interface_driver.interface_define_xml(args.xml, args.flags),)


async def interface_change_begin(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virInterfaceChangeBegin")
    await session.interface_driver.interface_change_begin(args.flags)
    return None


async def interface_change_commit(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virInterfaceChangeCommit")
    await session.interface_driver.interface_change_commit(args.flags)
    return None


async def interface_change_rollback(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virInterfaceChangeRollback")
    await session.interface_driver.interface_change_rollback(args.flags)
    return None


async def interface_get_xml_desc(session: Session, args: Any, fds: Fds) -> Answer:
    return (await session.interface_driver.interface_get_xml_desc(args.iface, args.flags),)


async def interface_is_active(session: Session, args: Any, fds: Fds) -> Answer:
    return (int(await session.interface_driver.interface_is_active(args.iface)),)


async def interface_create(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virInterfaceCreate")
    await session.interface_driver.interface_create(args.iface, args.flags)
    return None


async def interface_destroy(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virInterfaceDestroy")
    await session.interface_driver.interface_destroy(args.iface, args.flags)
    return None


async def interface_undefine(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virInterfaceUndefine")
    await session.interface_driver.interface_undefine(args.iface)
    return None


HANDLERS: dict[tuple[int, int], Handler] = {
    (0x20008086, 284): connect_list_all_interfaces,
    (0x20008086, 126): connect_num_of_interfaces,
    (0x20008086, 127): connect_list_interfaces,
    (0x20008086, 137): connect_num_of_defined_interfaces,
    (0x20008086, 138): connect_list_defined_interfaces,
    (0x20008086, 128): interface_lookup_by_name,
    (0x20008086, 129): interface_lookup_by_mac_string,
    (0x20008086, 131): interface_define_xml,
    (0x20008086, 220): interface_change_begin,
    (0x20008086, 221): interface_change_commit,
    (0x20008086, 222): interface_change_rollback,
    (0x20008086, 130): interface_get_xml_desc,
    (0x20008086, 156): interface_is_active,
    (0x20008086, 133): interface_create,
    (0x20008086, 134): interface_destroy,
    (0x20008086, 132): interface_undefine,
}
