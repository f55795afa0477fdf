# Generated from anyvirt.api and anyvirt.rpc: change the tables there and run `make generate`.
"""The calls of a driver of secrets, made of a daemon."""

from __future__ import annotations

from typing import TYPE_CHECKING

from anyvirt.driver.contract.secret import SecretContract
from anyvirt.rpc.programs import program

if TYPE_CHECKING:
    from anyvirt.remote.link import Link
    from anyvirt.util.refs import SecretRef

REMOTE = program("remote").by_name


class SecretCalls(SecretContract):
    """The calls of a driver of secrets, made of a daemon."""

    _link: Link

    async def connect_list_all_secrets(self, flags: int) -> list[SecretRef]:
        ret = await self._link.call(
            REMOTE["CONNECT_LIST_ALL_SECRETS"],
            (
                1,
                flags,
            ),
        )
        answer: list[SecretRef] = ret.secrets
        return answer

    async def secret_lookup_by_uuid(self, uuid: str) -> SecretRef:
        ret = await self._link.call(REMOTE["SECRET_LOOKUP_BY_UUID"], (uuid,))
        answer: SecretRef = ret.secret
        return answer

    async def secret_lookup_by_usage(self, usage_type: int, usage_id: str) -> SecretRef:
        ret = await self._link.call(
            REMOTE["SECRET_LOOKUP_BY_USAGE"],
            (
                usage_type,
                usage_id,
            ),
        )
        answer: SecretRef = ret.secret
        return answer

    async def secret_define_xml(self, xml: str, flags: int) -> SecretRef:
        ret = await self._link.call(
            REMOTE["SECRET_DEFINE_XML"],
            (
                xml,
                flags,
            ),
        )
        answer: SecretRef = ret.secret
        return answer

    async def secret_get_xml_desc(self, secret: SecretRef, flags: int) -> str:
        ret = await self._link.call(
            REMOTE["SECRET_GET_XML_DESC"],
            (
                secret,
                flags,
            ),
        )
        answer: str = ret.xml
        return answer

    async def secret_set_value(self, secret: SecretRef, value: bytes, flags: int) -> None:
        await self._link.call(
            REMOTE["SECRET_SET_VALUE"],
            (
                secret,
                value,
                flags,
            ),
        )

    async def secret_get_value(self, secret: SecretRef, flags: int) -> bytes:
        ret = await self._link.call(
            REMOTE["SECRET_GET_VALUE"],
            (
                secret,
                flags,
            ),
        )
        answer: bytes = ret.value
        return answer

    async def secret_undefine(self, secret: SecretRef) -> None:
        await self._link.call(REMOTE["SECRET_UNDEFINE"], (secret,))
