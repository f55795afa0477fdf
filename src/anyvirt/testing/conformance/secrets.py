"""Secrets."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from anyvirt import constants
from anyvirt.error import InvalidSecret, NoSecret, OperationDenied, libvirtError
from anyvirt.testing.conformance.fixtures import Connect
from anyvirt.testing.conformance.flavours import Handle
from anyvirt.testing.conformance.target import Target, uuid_for

UUID = uuid_for("secret")
CEPH = constants.VIR_SECRET_USAGE_TYPE_CEPH


def _xml(*, private: str = "no", uuid: str = UUID, name: str = "conformance") -> str:
    return (
        f"<secret ephemeral='yes' private='{private}'><uuid>{uuid}</uuid>"
        f"<usage type='ceph'><name>{name}</name></usage></secret>"
    )


async def _defined(conn: Handle, target: Target, **how: str) -> Handle:
    if not target.secrets:
        pytest.skip("the driver keeps no secrets")
    secret: Handle = await conn.secretDefineXML(_xml(**how))
    return secret


@pytest.mark.asyncio
class TestSecrets:
    async def test_a_secret_is_found_until_it_is_undefined(self, conn: Handle, target: Target) -> None:
        secret = await _defined(conn, target)
        assert (await secret.UUIDString(), await secret.usageType(), await secret.usageID()) == (
            UUID,
            CEPH,
            "conformance",
        )
        assert await conn.secretLookupByUUIDString(UUID) == secret
        assert await conn.secretLookupByUsage(CEPH, "conformance") == secret
        assert secret in await conn.listAllSecrets(constants.VIR_CONNECT_LIST_SECRETS_EPHEMERAL)
        assert UUID in await conn.listSecrets()
        await secret.undefine()
        for call in (
            secret.XMLDesc(),
            secret.undefine(),
            conn.secretLookupByUUIDString(UUID),
            conn.secretLookupByUsage(CEPH, "conformance"),
        ):
            with pytest.raises(NoSecret):
                await call

    async def test_a_value_is_kept(self, conn: Handle, target: Target) -> None:
        secret = await _defined(conn, target)
        with pytest.raises(NoSecret):
            await secret.value()
        await secret.setValue(b"\0\xff value")
        assert await secret.value() == b"\0\xff value"
        await secret.undefine()

    async def test_a_private_value_is_not_given(self, conn: Handle, target: Target) -> None:
        secret = await _defined(conn, target, private="yes")
        await secret.setValue(b"value")
        with pytest.raises(InvalidSecret):
            await secret.value()
        await secret.undefine()

    async def test_a_usage_belongs_to_one_secret(self, conn: Handle, target: Target) -> None:
        secret = await _defined(conn, target)
        with pytest.raises(libvirtError):
            await conn.secretDefineXML(_xml(uuid=uuid_for("another")))
        with pytest.raises(libvirtError):
            await conn.secretDefineXML(_xml(name="another"))
        assert await secret.usageID() == "conformance"
        await secret.undefine()

    async def test_a_reader_does_not_see_the_value(self, conn: Handle, connect: Connect, target: Target) -> None:
        secret = await _defined(conn, target)
        await secret.setValue(b"value")
        reader = await connect(readonly=True)
        seen = await reader.secretLookupByUUIDString(UUID)
        assert await seen.XMLDesc() == await secret.XMLDesc()
        for call in (seen.value(), seen.setValue(b"other"), seen.undefine()):
            with pytest.raises(OperationDenied):
                await call
        await secret.undefine()

    async def test_events_tell_of_it(self, conn: Handle, target: Target) -> None:
        secret = await _defined(conn, target)
        queue: asyncio.Queue[str] = asyncio.Queue()
        loop = asyncio.get_running_loop()

        def handler(_conn: Any, about: Any, *args: object) -> None:
            loop.call_soon_threadsafe(queue.put_nowait, f"{about.usageID()} {args[:-1]}")

        numbers = [
            await conn.secretEventRegisterAny(secret, event, handler, None)
            for event in (constants.VIR_SECRET_EVENT_ID_VALUE_CHANGED, constants.VIR_SECRET_EVENT_ID_LIFECYCLE)
        ]
        await secret.setValue(b"value")
        await secret.undefine()
        async with asyncio.timeout(target.timeout_s):
            seen = [await queue.get() for _ in range(2)]
        for number in numbers:
            await conn.secretEventDeregisterAny(number)
        gone = (constants.VIR_SECRET_EVENT_UNDEFINED, 0)
        assert seen == ["conformance ()", f"conformance {gone}"]
