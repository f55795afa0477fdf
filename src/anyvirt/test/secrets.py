"""Secrets of the test driver. libvirt's own has none; these behave as those of its daemon."""

from __future__ import annotations

from typing import Final

from anyvirt import constants
from anyvirt.conf.secret import Secret, parse
from anyvirt.conf.store.events import Event, EventKind
from anyvirt.conf.store.filters import Group, select
from anyvirt.conf.store.secrets import SecretObject, SecretStore
from anyvirt.driver import URI
from anyvirt.driver.contract import SecretContract
from anyvirt.test.base import TestBase
from anyvirt.test.documents import blamed_on, require_known
from anyvirt.test.node import TestNode
from anyvirt.util.flags import check_flags
from anyvirt.util.refs import SecretRef

_ORIGIN: Final = constants.VIR_FROM_SECRET

_EPHEMERAL, _LASTING = constants.VIR_CONNECT_LIST_SECRETS_EPHEMERAL, constants.VIR_CONNECT_LIST_SECRETS_NO_EPHEMERAL
_PRIVATE, _OPEN = constants.VIR_CONNECT_LIST_SECRETS_PRIVATE, constants.VIR_CONNECT_LIST_SECRETS_NO_PRIVATE
_GROUPS: Final[tuple[Group[SecretObject], ...]] = (
    Group(_EPHEMERAL | _LASTING, lambda secret: _EPHEMERAL if secret.definition.ephemeral else _LASTING),
    Group(_PRIVATE | _OPEN, lambda secret: _PRIVATE if secret.definition.private else _OPEN),
)
_ALL_FILTERS: Final = sum(group.bits for group in _GROUPS)


class Secrets(TestBase, SecretContract):
    """Everything that is about secrets. Here they all are in memory only, whether ephemeral or not."""

    def __init__(self, uri: URI, node: TestNode) -> None:
        super().__init__(uri, node)
        self.secrets = SecretStore()

    async def connect_list_all_secrets(self, flags: int) -> list[SecretRef]:
        check_flags(flags, _ALL_FILTERS, "virConnectListAllSecrets")
        test = select(flags, _GROUPS)
        return [secret.ref for secret in self.secrets if test is None or test(secret)]

    async def secret_lookup_by_uuid(self, uuid: str) -> SecretRef:
        return self.secrets.by_uuid(uuid).ref

    async def secret_lookup_by_usage(self, usage_type: int, usage_id: str) -> SecretRef:
        return self.secrets.by_usage(usage_type, usage_id).ref

    async def secret_define_xml(self, xml: str, flags: int) -> SecretRef:
        check_flags(flags, constants.VIR_SECRET_DEFINE_VALIDATE, "virSecretDefineXML")
        with blamed_on(_ORIGIN):
            definition = parse(xml)
            if flags:
                require_known(Secret, xml)
            secret = self.secrets.define(definition)
        self._emit(secret, constants.VIR_SECRET_EVENT_DEFINED)
        return secret.ref

    async def secret_get_xml_desc(self, secret: SecretRef, flags: int) -> str:
        check_flags(flags, 0, "virSecretGetXMLDesc")
        return self.secrets.by_uuid(secret.uuid).definition.to_xml()

    async def secret_set_value(self, secret: SecretRef, value: bytes, flags: int) -> None:
        check_flags(flags, 0, "virSecretSetValue")
        found = self.secrets.by_uuid(secret.uuid)
        found.value = value
        self.events.emit(Event(constants.VIR_SECRET_EVENT_ID_VALUE_CHANGED, found.ref, (), EventKind.SECRET))

    async def secret_get_value(self, secret: SecretRef, flags: int) -> bytes:
        check_flags(flags, 0, "virSecretGetValue")
        with blamed_on(_ORIGIN):
            return self.secrets.by_uuid(secret.uuid).read()

    async def secret_undefine(self, secret: SecretRef) -> None:
        found = self.secrets.by_uuid(secret.uuid)
        self.secrets.undefine(found)
        self._emit(found, constants.VIR_SECRET_EVENT_UNDEFINED)

    def _emit(self, secret: SecretObject, event: int) -> None:
        self.events.emit(Event(constants.VIR_SECRET_EVENT_ID_LIFECYCLE, secret.ref, (event, 0), EventKind.SECRET))
