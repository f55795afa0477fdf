# Generated from anyvirt.api and anyvirt.rpc: change the tables there and run `make generate`.
"""What is asked of a driver of secrets, by procedure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from anyvirtd.dispatch.base import Answer, Fds, Handler, Session


async def connect_list_all_secrets(session: Session, args: Any, fds: Fds) -> Answer:
    found = await session.secret_driver.connect_list_all_secrets(args.flags)
    return (found if args.need_results else [], len(found))


async def connect_num_of_secrets(session: Session, args: Any, fds: Fds) -> Answer:
    return (len(await session.secret_driver.connect_list_all_secrets(0)),)


async def secret_lookup_by_uuid(session: Session, args: Any, fds: Fds) -> Answer:
    return (await session.secret_driver.secret_lookup_by_uuid(args.uuid),)


async def secret_lookup_by_usage(session: Session, args: Any, fds: Fds) -> Answer:
    return (await session.secret_driver.secret_lookup_by_usage(args.usageType, args.usageID),)


async def secret_define_xml(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virSecretDefineXML")
    return (await session.secret_driver.secret_define_xml(args.xml, args.flags),)


async def secret_get_xml_desc(session: Session, args: Any, fds: Fds) -> Answer:
    return (await session.secret_driver.secret_get_xml_desc(args.secret, args.flags),)


async def secret_set_value(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virSecretSetValue")
    await session.secret_driver.secret_set_value(args.secret, args.value, args.flags)
    return None


async def secret_get_value(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virSecretGetValue")
    return (await session.secret_driver.secret_get_value(args.secret, args.flags),)


async def secret_undefine(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virSecretUndefine")
    await session.secret_driver.secret_undefine(args.secret)
    return None


HANDLERS: dict[tuple[int, int], Handler] = {
    (0x20008086, 287): connect_list_all_secrets,
    (0x20008086, 139): connect_num_of_secrets,
    (0x20008086, 141): secret_lookup_by_uuid,
    (0x20008086, 147): secret_lookup_by_usage,
    (0x20008086, 142): secret_define_xml,
    (0x20008086, 143): secret_get_xml_desc,
    (0x20008086, 144): secret_set_value,
    (0x20008086, 145): secret_get_value,
    (0x20008086, 146): secret_undefine,
}
