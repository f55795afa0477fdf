# Generated from anyvirt.api and anyvirt.rpc: change the tables there and run `make generate`.
"""What is asked of a driver of the host's devices, by procedure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from anyvirt.util.refs import NodeDeviceRef

if TYPE_CHECKING:
    from anyvirtd.dispatch.base import Answer, Fds, Handler, Session


async def connect_list_all_node_devices(session: Session, args: Any, fds: Fds) -> Answer:
    found = await session.node_device_driver.connect_list_all_node_devices(args.flags)
    return (found if args.need_results else [], len(found))


async def node_num_of_devices(session: Session, args: Any, fds: Fds) -> Answer:
    return (await session.node_device_driver.node_num_of_devices(args.cap, args.flags),)


async def node_list_devices(session: Session, args: Any, fds: Fds) -> Answer:
    found = await session.node_device_driver.node_list_devices(args.cap, args.flags)
    return (found[: args.maxnames],)


async def node_device_lookup_by_name(session: Session, args: Any, fds: Fds) -> Answer:
    return (await session.node_device_driver.node_device_lookup_by_name(args.name),)


async def node_device_lookup_scsi_host_by_wwn(session: Session, args: Any, fds: Fds) -> Answer:
    return (await session.node_device_driver.node_device_lookup_scsi_host_by_wwn(args.wwnn, args.wwpn, args.flags),)


async def node_device_create_xml(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virNodeDeviceCreateXML")
    return (await session.node_device_driver.node_device_create_xml(args.xml_desc, args.flags),)


async def node_device_define_xml(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virNodeDeviceDefineXML")
    return (await session.node_device_driver.node_device_define_xml(args.xml_desc, args.flags),)


async def node_device_get_parent(session: Session, args: Any, fds: Fds) -> Answer:
    return (await session.node_device_driver.node_device_get_parent(NodeDeviceRef(args.name)),)


async def node_device_num_of_caps(session: Session, args: Any, fds: Fds) -> Answer:
    return (await session.node_device_driver.node_device_num_of_caps(NodeDeviceRef(args.name)),)


async def node_device_list_caps(session: Session, args: Any, fds: Fds) -> Answer:
    found = await session.node_device_driver.node_device_list_caps(NodeDeviceRef(args.name))
    return (found[: args.maxnames],)


async def node_device_get_xml_desc(session: Session, args: Any, fds: Fds) -> Answer:
    return (await session.node_device_driver.node_device_get_xml_desc(NodeDeviceRef(args.name), args.flags),)


async def node_device_is_active(session: Session, args: Any, fds: Fds) -> Answer:
    return (int(await session.node_device_driver.node_device_is_active(NodeDeviceRef(args.name))),)


async def node_device_is_persistent(session: Session, args: Any, fds: Fds) -> Answer:
    return (int(await session.node_device_driver.node_device_is_persistent(NodeDeviceRef(args.name))),)


async def node_device_get_autostart(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virNodeDeviceGetAutostart")
    return (int(await session.node_device_driver.node_device_get_autostart(NodeDeviceRef(args.name))),)


async def node_device_set_autostart(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virNodeDeviceSetAutostart")
    await session.node_device_driver.node_device_set_autostart(NodeDeviceRef(args.name), bool(args.autostart))
    return None


async def node_device_create(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virNodeDeviceCreate")
    await session.node_device_driver.node_device_create(NodeDeviceRef(args.name), args.flags)
    return None


async def node_device_destroy(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virNodeDeviceDestroy")
    await session.node_device_driver.node_device_destroy(NodeDeviceRef(args.name))
    return None


async def node_device_undefine(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virNodeDeviceUndefine")
    await session.node_device_driver.node_device_undefine(NodeDeviceRef(args.name), args.flags)
    return None


async def node_device_update(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virNodeDeviceUpdate")
    await session.node_device_driver.node_device_update(NodeDeviceRef(args.name), args.xml_desc, args.flags)
    return None


async def node_device_dettach(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virNodeDeviceDettach")
    await session.node_device_driver.node_device_dettach(NodeDeviceRef(args.name))
    return None


async def node_device_detach_flags(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virNodeDeviceDetachFlags")
    await session.node_device_driver.node_device_detach_flags(NodeDeviceRef(args.name), args.driverName, args.flags)
    return None


async def node_device_re_attach(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virNodeDeviceReAttach")
    await session.node_device_driver.node_device_re_attach(NodeDeviceRef(args.name))
    return None


async def node_device_reset(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virNodeDeviceReset")
    await session.node_device_driver.node_device_reset(NodeDeviceRef(args.name))
    return None


HANDLERS: dict[tuple[int, int], Handler] = {
    (0x20008086, 285): connect_list_all_node_devices,
    (0x20008086, 111): node_num_of_devices,
    (0x20008086, 112): node_list_devices,
    (0x20008086, 113): node_device_lookup_by_name,
    (0x20008086, 297): node_device_lookup_scsi_host_by_wwn,
    (0x20008086, 123): node_device_create_xml,
    (0x20008086, 428): node_device_define_xml,
    (0x20008086, 115): node_device_get_parent,
    (0x20008086, 116): node_device_num_of_caps,
    (0x20008086, 117): node_device_list_caps,
    (0x20008086, 114): node_device_get_xml_desc,
    (0x20008086, 436): node_device_is_active,
    (0x20008086, 435): node_device_is_persistent,
    (0x20008086, 433): node_device_get_autostart,
    (0x20008086, 434): node_device_set_autostart,
    (0x20008086, 430): node_device_create,
    (0x20008086, 124): node_device_destroy,
    (0x20008086, 429): node_device_undefine,
    (0x20008086, 447): node_device_update,
    (0x20008086, 118): node_device_dettach,
    (0x20008086, 301): node_device_detach_flags,
    (0x20008086, 119): node_device_re_attach,
    (0x20008086, 120): node_device_reset,
}
