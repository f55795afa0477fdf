# Generated from anyvirt.api and anyvirt.rpc: change the tables there and run `make generate`.
"""What is asked of a driver of network filters, by procedure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from anyvirtd.dispatch.base import Answer, Fds, Handler, Session


async def connect_list_all_nwfilters(session: Session, args: Any, fds: Fds) -> Answer:
    found = await session.nwfilter_driver.connect_list_all_nwfilters(args.flags)
    return (found if args.need_results else [], len(found))


async def connect_num_of_nwfilters(session: Session, args: Any, fds: Fds) -> Answer:
    return (len(await session.nwfilter_driver.connect_list_all_nwfilters(0)),)


async def connect_list_nwfilters(session: Session, args: Any, fds: Fds) -> Answer:
    found = await session.nwfilter_driver.connect_list_all_nwfilters(0)
    return ([each.name for each in found[: args.maxnames]],)


async def nwfilter_lookup_by_name(session: Session, args: Any, fds: Fds) -> Answer:
    return (await session.nwfilter_driver.nwfilter_lookup_by_name(args.name),)


async def nwfilter_lookup_by_uuid(session: Session, args: Any, fds: Fds) -> Answer:
    return (await session.nwfilter_driver.nwfilter_lookup_by_uuid(args.uuid),)


async def nwfilter_define_xml_flags(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virNWFilterDefineXMLFlags")
    return (await session.nwfilter_driver.nwfilter_define_xml_flags(args.xml, args.flags),)


async def nwfilter_define_xml(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virNWFilterDefineXML")
    return (await session.nwfilter_driver.nwfilter_define_xml_flags(args.xml, 0),)


async def connect_list_all_nwfilter_bindings(session: Session, args: Any, fds: Fds) -> Answer:
    found = await session.nwfilter_driver.connect_list_all_nwfilter_bindings(args.flags)
    return (found if args.need_results else [], len(found))


async def nwfilter_binding_lookup_by_port_dev(session: Session, args: Any, fds: Fds) -> Answer:
    return (await session.nwfilter_driver.nwfilter_binding_lookup_by_port_dev(args.name),)


async def nwfilter_binding_create_xml(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virNWFilterBindingCreateXML")
    return (await session.nwfilter_driver.nwfilter_binding_create_xml(args.xml, args.flags),)


async def nwfilter_get_xml_desc(session: Session, args: Any, fds: Fds) -> Answer:
    return (await session.nwfilter_driver.nwfilter_get_xml_desc(args.nwfilter, args.flags),)


async def nwfilter_undefine(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virNWFilterUndefine")
    await session.nwfilter_driver.nwfilter_undefine(args.nwfilter)
    return None


async def nwfilter_binding_get_xml_desc(session: Session, args: Any, fds: Fds) -> Answer:
    return (await session.nwfilter_driver.nwfilter_binding_get_xml_desc(args.nwfilter, args.flags),)


async def nwfilter_binding_delete(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virNWFilterBindingDelete")
    await session.nwfilter_driver.nwfilter_binding_delete(args.nwfilter)
    return None


HANDLERS: dict[tuple[int, int], Handler] = {
    (0x20008086, 286): connect_list_all_nwfilters,
    (0x20008086, 178): connect_num_of_nwfilters,
    (0x20008086, 179): connect_list_nwfilters,
    (0x20008086, 175): nwfilter_lookup_by_name,
    (0x20008086, 176): nwfilter_lookup_by_uuid,
    (0x20008086, 431): nwfilter_define_xml_flags,
    (0x20008086, 180): nwfilter_define_xml,
    (0x20008086, 401): connect_list_all_nwfilter_bindings,
    (0x20008086, 397): nwfilter_binding_lookup_by_port_dev,
    (0x20008086, 399): nwfilter_binding_create_xml,
    (0x20008086, 177): nwfilter_get_xml_desc,
    (0x20008086, 181): nwfilter_undefine,
    (0x20008086, 398): nwfilter_binding_get_xml_desc,
    (0x20008086, 400): nwfilter_binding_delete,
}
