# Generated from anyvirt.api: change the table there and run `make generate`.
"""virSecret, awaitable.

What each call does, takes and raises stands in anyvirt.objects.secret.
"""

from __future__ import annotations

from operator import index

from anyvirt.objects.base import AsyncSecretBase
from anyvirt.util.arguments import secret_value


class virSecret(AsyncSecretBase):
    """A passphrase or key that guests and storage need."""

    async def XMLDesc(self, flags: int = 0) -> str:
        """Describe the secret, without its value."""
        return await self._conn._call(self._conn._secret_driver.secret_get_xml_desc(self._ref, index(flags)))

    async def setValue(self, value: str | bytes | bytearray | memoryview, flags: int = 0) -> int:
        """Set the value of the secret."""
        self._conn._check_write("virSecretSetValue")
        await self._conn._call(
            self._conn._secret_driver.secret_set_value(
                self._ref, secret_value(value, "value", "virSecretSetValue"), index(flags)
            )
        )
        return 0

    async def value(self, flags: int = 0) -> bytes:
        """Give the value of the secret."""
        self._conn._check_write("virSecretGetValue")
        return await self._conn._call(self._conn._secret_driver.secret_get_value(self._ref, index(flags)))

    async def undefine(self) -> int:
        """Forget the secret and its value."""
        self._conn._check_write("virSecretUndefine")
        await self._conn._call(self._conn._secret_driver.secret_undefine(self._ref))
        return 0
