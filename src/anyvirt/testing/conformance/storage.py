"""Storage pools and their volumes."""

from __future__ import annotations

import asyncio
import os
import uuid as uuids
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any

import pytest
import pytest_asyncio

from anyvirt import constants
from anyvirt.error import (
    InvalidArg,
    NoStoragePool,
    NoStorageVol,
    OperationDenied,
    OperationInvalid,
    XmlDetail,
    XmlError,
    libvirtError,
)
from anyvirt.testing.conformance.fixtures import Connect
from anyvirt.testing.conformance.flavours import Handle
from anyvirt.testing.conformance.target import Target, uuid_for

SIZE = 1024 * 1024  # bytes, of volumes


@pytest_asyncio.fixture
async def pool(conn: Handle, target: Target) -> AsyncIterator[Handle]:
    """A pool called "store", defined, built and not active; what is left of it after the test is removed."""
    made = await conn.storagePoolDefineXML(_pool_xml(target, "store"))
    await made.build()
    yield made
    with suppress(libvirtError):
        await _remove(made)


async def _remove(pool: Handle) -> None:
    if not await pool.isActive():
        await pool.create()
    for volume in await pool.listAllVolumes():
        await volume.delete()
    await pool.destroy()
    if await pool.isPersistent():
        await pool.delete()
        await pool.undefine()


@pytest_asyncio.fixture
async def volume(pool: Handle) -> Handle:
    """A volume called "disk" in the active pool "store"."""
    await pool.create()
    made: Handle = await pool.createXML(_volume_xml("disk"))
    return made


def _pool_xml(target: Target, name: str, *, uuid: str | None = None) -> str:
    if target.pool_xml is None:
        pytest.skip("the driver has no storage pools")
    return target.pool_xml(name, uuid=uuid or uuid_for(name))


def _volume_xml(name: str, capacity: int = SIZE) -> str:
    return (
        f"<volume><name>{name}</name><capacity>{capacity}</capacity><allocation>0</allocation>"
        "<target><format type='raw'/></target></volume>"
    )


async def _write(conn: Handle, volume: Handle, data: bytes, offset: int = 0) -> None:
    stream = await conn.newStream()
    await volume.upload(stream, offset, len(data))
    sent = 0
    while sent < len(data):
        sent += await stream.send(data[sent:])
    await stream.finish()


async def _read(conn: Handle, volume: Handle, offset: int = 0, length: int = 0) -> bytes:
    stream = await conn.newStream()
    await volume.download(stream, offset, length)
    parts: list[bytes] = []
    while part := await stream.recv(SIZE):
        parts.append(part)
    await stream.finish()
    return b"".join(parts)


@pytest.mark.asyncio
class TestPools:
    async def test_a_defined_pool_is_there_and_inactive(self, conn: Handle, pool: Handle) -> None:
        assert (await pool.name(), await pool.UUIDString()) == ("store", uuid_for("store"))
        assert (await pool.isActive(), await pool.isPersistent(), await pool.autostart()) == (0, 1, 0)
        assert (await pool.info())[0] == constants.VIR_STORAGE_POOL_INACTIVE
        assert "store" in await conn.listDefinedStoragePools()
        assert pool in await conn.listAllStoragePools(constants.VIR_CONNECT_LIST_STORAGE_POOLS_INACTIVE)
        assert pool not in await conn.listAllStoragePools(constants.VIR_CONNECT_LIST_STORAGE_POOLS_ACTIVE)

    async def test_it_is_found_by_name_and_uuid(self, conn: Handle, pool: Handle) -> None:
        assert await conn.storagePoolLookupByName("store") == pool
        assert await conn.storagePoolLookupByUUIDString(uuid_for("store")) == pool
        assert await conn.storagePoolLookupByUUID(uuids.UUID(uuid_for("store")).bytes) == pool

    async def test_what_is_not_there_is_not_found(self, conn: Handle, pool: Handle) -> None:
        with pytest.raises(NoStoragePool, match="nobody"):
            await conn.storagePoolLookupByName("nobody")
        with pytest.raises(NoStoragePool, match=uuid_for("nobody")):
            await conn.storagePoolLookupByUUIDString(uuid_for("nobody"))

    async def test_starting_and_stopping(self, conn: Handle, pool: Handle) -> None:
        with pytest.raises(OperationInvalid):
            await pool.destroy()
        await pool.create()
        assert await pool.isActive() == 1
        assert "store" in await conn.listStoragePools()
        state, capacity, allocation, available = await pool.info()
        assert state == constants.VIR_STORAGE_POOL_RUNNING
        assert capacity > 0
        assert allocation + available <= capacity
        with pytest.raises(OperationInvalid):
            await pool.create()
        with pytest.raises(OperationInvalid):
            await pool.undefine()
        await pool.refresh()
        await pool.destroy()
        assert await pool.isActive() == 0

    async def test_an_undefined_pool_is_gone(self, conn: Handle, pool: Handle) -> None:
        await pool.undefine()
        for call in (pool.XMLDesc(), pool.create(), pool.undefine(), conn.storagePoolLookupByName("store")):
            with pytest.raises(NoStoragePool):
                await call

    async def test_a_name_and_a_uuid_belong_to_one_pool(self, conn: Handle, pool: Handle, target: Target) -> None:
        before = await pool.XMLDesc()
        with pytest.raises(libvirtError):
            await conn.storagePoolDefineXML(_pool_xml(target, "store", uuid=uuid_for("other")))
        with pytest.raises(libvirtError):
            await conn.storagePoolDefineXML(_pool_xml(target, "other", uuid=uuid_for("store")))
        assert await pool.XMLDesc() == before

    @pytest.mark.parametrize("xml", ["<pool", "<pool/>", "<network/>", ""])
    async def test_bad_documents_are_refused(self, conn: Handle, pool: Handle, xml: str) -> None:
        before = len(await conn.listAllStoragePools())
        with pytest.raises((XmlDetail, XmlError)):
            await conn.storagePoolDefineXML(xml)
        assert len(await conn.listAllStoragePools()) == before

    async def test_autostart_is_remembered(self, pool: Handle) -> None:
        await pool.setAutostart(1)
        assert await pool.autostart() == 1
        await pool.setAutostart(0)
        assert await pool.autostart() == 0

    async def test_its_xml_defines_it_again(self, conn: Handle, pool: Handle) -> None:
        xml = await pool.XMLDesc(constants.VIR_STORAGE_XML_INACTIVE)
        assert await conn.storagePoolDefineXML(xml) == pool
        assert await pool.XMLDesc(constants.VIR_STORAGE_XML_INACTIVE) == xml

    async def test_events_tell_its_story(self, conn: Handle, pool: Handle, target: Target) -> None:
        queue: asyncio.Queue[tuple[str, int]] = asyncio.Queue()
        loop = asyncio.get_running_loop()

        def handler(_conn: Any, about: Any, event: int, _detail: int, _opaque: object) -> None:
            loop.call_soon_threadsafe(queue.put_nowait, (about.name(), event))

        lifecycle = constants.VIR_STORAGE_POOL_EVENT_ID_LIFECYCLE
        number = await conn.storagePoolEventRegisterAny(pool, lifecycle, handler, None)
        await pool.create()
        await pool.destroy()
        await pool.undefine()
        async with asyncio.timeout(target.timeout_s):
            seen = [await queue.get() for _ in range(3)]
        await conn.storagePoolEventDeregisterAny(number)
        assert seen == [
            ("store", constants.VIR_STORAGE_POOL_EVENT_STARTED),
            ("store", constants.VIR_STORAGE_POOL_EVENT_STOPPED),
            ("store", constants.VIR_STORAGE_POOL_EVENT_UNDEFINED),
        ]

    async def test_readers_look_and_do_not_touch(self, pool: Handle, connect: Connect, target: Target) -> None:
        reader = await connect(readonly=True)
        seen = await reader.storagePoolLookupByName("store")
        assert await seen.XMLDesc() == await pool.XMLDesc()
        for call in (
            seen.create(),
            seen.destroy(),
            seen.undefine(),
            seen.build(),
            seen.delete(),
            seen.refresh(),
            seen.setAutostart(1),
            seen.createXML(_volume_xml("disk")),
            reader.storagePoolDefineXML(_pool_xml(target, "other")),
        ):
            with pytest.raises(OperationDenied):
                await call


@pytest.mark.asyncio
class TestVolumes:
    async def test_a_new_volume_is_found(self, conn: Handle, pool: Handle, volume: Handle) -> None:
        assert await volume.name() == "disk"
        assert await pool.storageVolLookupByName("disk") == volume
        assert await conn.storageVolLookupByKey(await volume.key()) == volume
        assert await conn.storageVolLookupByPath(await volume.path()) == volume
        assert await volume.storagePoolLookupByVolume() == pool
        assert await pool.listVolumes() == ["disk"]
        assert await pool.listAllVolumes() == [volume]
        assert await pool.numOfVolumes() == 1
        assert (await volume.info())[1] == SIZE
        assert "<name>disk</name>" in await volume.XMLDesc()

    async def test_what_is_not_there_is_not_found(self, conn: Handle, pool: Handle, volume: Handle) -> None:
        for call in (
            pool.storageVolLookupByName("nothing"),
            conn.storageVolLookupByKey("nothing"),
            conn.storageVolLookupByPath("/nowhere/nothing"),
        ):
            with pytest.raises(NoStorageVol, match="nothing"):
                await call

    async def test_a_name_is_given_once(self, pool: Handle, volume: Handle) -> None:
        with pytest.raises(libvirtError):
            await pool.createXML(_volume_xml("disk", 2 * SIZE))
        assert (await volume.info())[1] == SIZE

    async def test_bytes_come_back(self, conn: Handle, volume: Handle) -> None:
        data = os.urandom(400_000)
        await _write(conn, volume, data, offset=12_345)
        assert await _read(conn, volume, 12_345, len(data)) == data
        assert await _read(conn, volume, 0, 12_345) == bytes(12_345)
        assert len(await _read(conn, volume)) == SIZE

    async def test_a_copy_has_the_data_and_goes_its_own_way(self, conn: Handle, pool: Handle, volume: Handle) -> None:
        await _write(conn, volume, b"before")
        copy = await pool.createXMLFrom(_volume_xml("copy"), volume)
        await _write(conn, volume, b"after!")
        assert await _read(conn, copy, 0, 6) == b"before"

    async def test_wiping_ends_the_data(self, conn: Handle, volume: Handle) -> None:
        await _write(conn, volume, b"secret")
        await volume.wipe()
        assert await _read(conn, volume, 0, 6) == bytes(6)

    async def test_resizing(self, conn: Handle, volume: Handle) -> None:
        await _write(conn, volume, b"data")
        await volume.resize(2 * SIZE)
        assert (await volume.info())[1] == 2 * SIZE
        assert await _read(conn, volume, 0, 4) == b"data"
        with pytest.raises(InvalidArg):
            await volume.resize(SIZE)
        assert (await volume.info())[1] == 2 * SIZE

    async def test_a_deleted_volume_is_gone(self, pool: Handle, volume: Handle) -> None:
        await volume.delete()
        for call in (volume.info(), volume.XMLDesc(), volume.delete(), pool.storageVolLookupByName("disk")):
            with pytest.raises(NoStorageVol):
                await call
        assert await pool.listVolumes() == []

    async def test_volumes_stay_while_their_pool_is_stopped(self, conn: Handle, pool: Handle, volume: Handle) -> None:
        await _write(conn, volume, b"data")
        await pool.destroy()
        for call in (volume.info(), pool.listVolumes(), pool.createXML(_volume_xml("other"))):
            with pytest.raises(OperationInvalid):
                await call
        await pool.create()
        assert await _read(conn, volume, 0, 4) == b"data"

    async def test_calls_made_together_take_turns(self, pool: Handle, volume: Handle) -> None:
        names = [f"many{number}" for number in range(20)]
        await asyncio.gather(*(pool.createXML(_volume_xml(name, 4096)) for name in names))
        assert sorted(await pool.listVolumes()) == sorted([*names, "disk"])
        made = [await pool.storageVolLookupByName(name) for name in names]
        await asyncio.gather(*(each.delete() for each in made))
        assert await pool.listVolumes() == ["disk"]
