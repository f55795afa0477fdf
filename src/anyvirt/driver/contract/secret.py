# Generated from anyvirt.api: change the table there and run `make generate`.
"""What a driver of secrets may answer: one coroutine for each call of the public API."""

from __future__ import annotations

from typing import TYPE_CHECKING

from anyvirt.driver.contract.base import ContractBase

if TYPE_CHECKING:
    from anyvirt.util.refs import SecretRef


class SecretContract(ContractBase):
    """Every call that a driver of secrets can support."""

    async def connect_list_all_secrets(self, flags: int) -> list[SecretRef]:
        """List secrets."""
        raise self._unanswered("virConnectListAllSecrets")

    async def secret_lookup_by_uuid(self, uuid: str) -> SecretRef:
        """Find a secret by the bytes of its UUID."""
        raise self._unanswered("virSecretLookupByUUID")

    async def secret_lookup_by_usage(self, usage_type: int, usage_id: str) -> SecretRef:
        """Find a secret by what uses it."""
        raise self._unanswered("virSecretLookupByUsage")

    async def secret_define_xml(self, xml: str, flags: int) -> SecretRef:
        """Define a secret, or change the definition of one. Its value stays."""
        raise self._unanswered("virSecretDefineXML")

    async def secret_get_xml_desc(self, secret: SecretRef, flags: int) -> str:
        """Describe the secret, without its value."""
        raise self._unanswered("virSecretGetXMLDesc")

    async def secret_set_value(self, secret: SecretRef, value: bytes, flags: int) -> None:
        """Set the value of the secret."""
        raise self._unanswered("virSecretSetValue")

    async def secret_get_value(self, secret: SecretRef, flags: int) -> bytes:
        """Give the value of the secret."""
        raise self._unanswered("virSecretGetValue")

    async def secret_undefine(self, secret: SecretRef) -> None:
        """Forget the secret and its value."""
        raise self._unanswered("virSecretUndefine")
