# Generated from anyvirt.api and anyvirt.rpc: change the tables there and run `make generate`.
"""What is asked of a driver of storage pools and volumes, by procedure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from anyvirt.constants import VIR_CONNECT_LIST_STORAGE_POOLS_ACTIVE, VIR_CONNECT_LIST_STORAGE_POOLS_INACTIVE
from anyvirtd.dispatch.base import Reply

if TYPE_CHECKING:
    from anyvirtd.dispatch.base import Answer, Fds, Handler, Session


async def connect_list_all_storage_pools(session: Session, args: Any, fds: Fds) -> Answer:
    found = await session.storage_driver.connect_list_all_storage_pools(args.flags)
    return (found if args.need_results else [], len(found))


async def connect_num_of_storage_pools(session: Session, args: Any, fds: Fds) -> Answer:
    return (len(await session.storage_driver.connect_list_all_storage_pools(VIR_CONNECT_LIST_STORAGE_POOLS_ACTIVE)),)


async def connect_list_storage_pools(session: Session, args: Any, fds: Fds) -> Answer:
    found = await session.storage_driver.connect_list_all_storage_pools(VIR_CONNECT_LIST_STORAGE_POOLS_ACTIVE)
    return ([each.name for each in found[: args.maxnames]],)


async def connect_num_of_defined_storage_pools(session: Session, args: Any, fds: Fds) -> Answer:
    return (len(await session.storage_driver.connect_list_all_storage_pools(VIR_CONNECT_LIST_STORAGE_POOLS_INACTIVE)),)


async def connect_list_defined_storage_pools(session: Session, args: Any, fds: Fds) -> Answer:
    found = await session.storage_driver.connect_list_all_storage_pools(VIR_CONNECT_LIST_STORAGE_POOLS_INACTIVE)
    return ([each.name for each in found[: args.maxnames]],)


async def storage_pool_lookup_by_name(session: Session, args: Any, fds: Fds) -> Answer:
    return (await session.storage_driver.storage_pool_lookup_by_name(args.name),)


async def storage_pool_lookup_by_uuid(session: Session, args: Any, fds: Fds) -> Answer:
    return (await session.storage_driver.storage_pool_lookup_by_uuid(args.uuid),)


async def storage_pool_lookup_by_target_path(session: Session, args: Any, fds: Fds) -> Answer:
    return (await session.storage_driver.storage_pool_lookup_by_target_path(args.path),)


async def storage_pool_create_xml(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virStoragePoolCreateXML")
    return (await session.storage_driver.storage_pool_create_xml(args.xml, args.flags),)


async def storage_pool_define_xml(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virStoragePoolDefineXML")
    return (await session.storage_driver.storage_pool_define_xml(args.xml, args.flags),)


async def connect_find_storage_pool_sources(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virConnectFindStoragePoolSources")
    return (await session.storage_driver.connect_find_storage_pool_sources(args.type, args.srcSpec, args.flags),)


async def connect_get_storage_pool_capabilities(session: Session, args: Any, fds: Fds) -> Answer:
    return (await session.storage_driver.connect_get_storage_pool_capabilities(args.flags),)


async def storage_pool_get_xml_desc(session: Session, args: Any, fds: Fds) -> Answer:
    return (await session.storage_driver.storage_pool_get_xml_desc(args.pool, args.flags),)


async def storage_pool_get_info(session: Session, args: Any, fds: Fds) -> Answer:
    return await session.storage_driver.storage_pool_get_info(args.pool)


async def storage_pool_is_active(session: Session, args: Any, fds: Fds) -> Answer:
    return (int(await session.storage_driver.storage_pool_is_active(args.pool)),)


async def storage_pool_is_persistent(session: Session, args: Any, fds: Fds) -> Answer:
    return (int(await session.storage_driver.storage_pool_is_persistent(args.pool)),)


async def storage_pool_get_autostart(session: Session, args: Any, fds: Fds) -> Answer:
    return (int(await session.storage_driver.storage_pool_get_autostart(args.pool)),)


async def storage_pool_set_autostart(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virStoragePoolSetAutostart")
    await session.storage_driver.storage_pool_set_autostart(args.pool, bool(args.autostart))
    return None


async def storage_pool_build(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virStoragePoolBuild")
    await session.storage_driver.storage_pool_build(args.pool, args.flags)
    return None


async def storage_pool_create(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virStoragePoolCreate")
    await session.storage_driver.storage_pool_create(args.pool, args.flags)
    return None


async def storage_pool_destroy(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virStoragePoolDestroy")
    await session.storage_driver.storage_pool_destroy(args.pool)
    return None


async def storage_pool_delete(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virStoragePoolDelete")
    await session.storage_driver.storage_pool_delete(args.pool, args.flags)
    return None


async def storage_pool_undefine(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virStoragePoolUndefine")
    await session.storage_driver.storage_pool_undefine(args.pool)
    return None


async def storage_pool_refresh(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virStoragePoolRefresh")
    await session.storage_driver.storage_pool_refresh(args.pool, args.flags)
    return None


async def storage_pool_list_all_volumes(session: Session, args: Any, fds: Fds) -> Answer:
    found = await session.storage_driver.storage_pool_list_all_volumes(args.pool, args.flags)
    return (found if args.need_results else [], len(found))


async def storage_pool_num_of_volumes(session: Session, args: Any, fds: Fds) -> Answer:
    return (len(await session.storage_driver.storage_pool_list_all_volumes(args.pool, 0)),)


async def storage_pool_list_volumes(session: Session, args: Any, fds: Fds) -> Answer:
    found = await session.storage_driver.storage_pool_list_all_volumes(args.pool, 0)
    return ([each.name for each in found[: args.maxnames]],)


async def storage_vol_lookup_by_name(session: Session, args: Any, fds: Fds) -> Answer:
    return (await session.storage_driver.storage_vol_lookup_by_name(args.pool, args.name),)


async def storage_vol_lookup_by_key(session: Session, args: Any, fds: Fds) -> Answer:
    return (await session.storage_driver.storage_vol_lookup_by_key(args.key),)


async def storage_vol_lookup_by_path(session: Session, args: Any, fds: Fds) -> Answer:
    return (await session.storage_driver.storage_vol_lookup_by_path(args.path),)


async def storage_pool_lookup_by_volume(session: Session, args: Any, fds: Fds) -> Answer:
    return (await session.storage_driver.storage_pool_lookup_by_volume(args.vol),)


async def storage_vol_create_xml(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virStorageVolCreateXML")
    return (await session.storage_driver.storage_vol_create_xml(args.pool, args.xml, args.flags),)


async def storage_vol_create_xml_from(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virStorageVolCreateXMLFrom")
    return (await session.storage_driver.storage_vol_create_xml_from(args.pool, args.xml, args.clonevol, args.flags),)


async def storage_vol_get_path(session: Session, args: Any, fds: Fds) -> Answer:
    return (await session.storage_driver.storage_vol_get_path(args.vol),)


async def storage_vol_get_xml_desc(session: Session, args: Any, fds: Fds) -> Answer:
    return (await session.storage_driver.storage_vol_get_xml_desc(args.vol, args.flags),)


async def storage_vol_get_info(session: Session, args: Any, fds: Fds) -> Answer:
    return await session.storage_driver.storage_vol_get_info(args.vol)


async def storage_vol_get_info_flags(session: Session, args: Any, fds: Fds) -> Answer:
    return await session.storage_driver.storage_vol_get_info_flags(args.vol, args.flags)


async def storage_vol_delete(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virStorageVolDelete")
    await session.storage_driver.storage_vol_delete(args.vol, args.flags)
    return None


async def storage_vol_wipe(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virStorageVolWipe")
    await session.storage_driver.storage_vol_wipe(args.vol, args.flags)
    return None


async def storage_vol_wipe_pattern(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virStorageVolWipePattern")
    await session.storage_driver.storage_vol_wipe_pattern(args.vol, args.algorithm, args.flags)
    return None


async def storage_vol_download(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virStorageVolDownload")
    return Reply(
        None, channel=await session.storage_driver.storage_vol_download(args.vol, args.offset, args.length, args.flags)
    )


async def storage_vol_upload(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virStorageVolUpload")
    return Reply(
        None, channel=await session.storage_driver.storage_vol_upload(args.vol, args.offset, args.length, args.flags)
    )


async def storage_vol_resize(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virStorageVolResize")
    await session.storage_driver.storage_vol_resize(args.vol, args.capacity, args.flags)
    return None


HANDLERS: dict[tuple[int, int], Handler] = {
    (0x20008086, 281): connect_list_all_storage_pools,
    (0x20008086, 71): connect_num_of_storage_pools,
    (0x20008086, 72): connect_list_storage_pools,
    (0x20008086, 73): connect_num_of_defined_storage_pools,
    (0x20008086, 74): connect_list_defined_storage_pools,
    (0x20008086, 84): storage_pool_lookup_by_name,
    (0x20008086, 85): storage_pool_lookup_by_uuid,
    (0x20008086, 391): storage_pool_lookup_by_target_path,
    (0x20008086, 76): storage_pool_create_xml,
    (0x20008086, 77): storage_pool_define_xml,
    (0x20008086, 75): connect_find_storage_pool_sources,
    (0x20008086, 403): connect_get_storage_pool_capabilities,
    (0x20008086, 88): storage_pool_get_xml_desc,
    (0x20008086, 87): storage_pool_get_info,
    (0x20008086, 154): storage_pool_is_active,
    (0x20008086, 155): storage_pool_is_persistent,
    (0x20008086, 89): storage_pool_get_autostart,
    (0x20008086, 90): storage_pool_set_autostart,
    (0x20008086, 79): storage_pool_build,
    (0x20008086, 78): storage_pool_create,
    (0x20008086, 80): storage_pool_destroy,
    (0x20008086, 81): storage_pool_delete,
    (0x20008086, 82): storage_pool_undefine,
    (0x20008086, 83): storage_pool_refresh,
    (0x20008086, 282): storage_pool_list_all_volumes,
    (0x20008086, 91): storage_pool_num_of_volumes,
    (0x20008086, 92): storage_pool_list_volumes,
    (0x20008086, 95): storage_vol_lookup_by_name,
    (0x20008086, 96): storage_vol_lookup_by_key,
    (0x20008086, 97): storage_vol_lookup_by_path,
    (0x20008086, 86): storage_pool_lookup_by_volume,
    (0x20008086, 93): storage_vol_create_xml,
    (0x20008086, 125): storage_vol_create_xml_from,
    (0x20008086, 100): storage_vol_get_path,
    (0x20008086, 99): storage_vol_get_xml_desc,
    (0x20008086, 98): storage_vol_get_info,
    (0x20008086, 378): storage_vol_get_info_flags,
    (0x20008086, 94): storage_vol_delete,
    (0x20008086, 165): storage_vol_wipe,
    (0x20008086, 259): storage_vol_wipe_pattern,
    (0x20008086, 209): storage_vol_download,
    (0x20008086, 208): storage_vol_upload,
    (0x20008086, 260): storage_vol_resize,
}
