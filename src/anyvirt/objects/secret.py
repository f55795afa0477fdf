# Generated from anyvirt.api: change the table there and run `make generate`.
"""virSecret: a passphrase or key that guests and storage need."""

from __future__ import annotations

from operator import index

from anyvirt.objects.base import SecretBase
from anyvirt.util.arguments import secret_value


class virSecret(SecretBase):
    """A passphrase or key that guests and storage need."""

    def XMLDesc(self, flags: int = 0) -> str:
        """Describe the secret, without its value.

        Args:
            flags: must be 0.

        Returns:
            an XML document <secret>.

        Raises:
            NoSecret: the secret is gone.
            NoSupport: the driver does not have this call.

        Source: virSecretGetXMLDesc, libvirt 0.7.1.
        """
        return self._conn._call(self._conn._secret_driver.secret_get_xml_desc(self._ref, index(flags)))

    def setValue(self, value: str | bytes | bytearray | memoryview, flags: int = 0) -> int:
        """Set the value of the secret.

        Args:
            value: the bytes of the secret; a str stands for its UTF-8. Must not be empty.
            flags: must be 0.

        Raises:
            OperationDenied: the connection is read-only.
            NoSecret: the secret is gone.
            NoSupport: the driver does not have this call.

        Source: virSecretSetValue, libvirt 0.7.1.
        """
        self._conn._check_write("virSecretSetValue")
        self._conn._call(
            self._conn._secret_driver.secret_set_value(
                self._ref, secret_value(value, "value", "virSecretSetValue"), index(flags)
            )
        )
        return 0

    def value(self, flags: int = 0) -> bytes:
        """Give the value of the secret.

        Args:
            flags: must be 0.

        Raises:
            NoSecret: it has no value.
            InvalidSecret: it is private: only the host may read it.
            OperationDenied: the connection is read-only.
            NoSecret: the secret is gone.
            NoSupport: the driver does not have this call.

        Source: virSecretGetValue, libvirt 0.7.1.
        """
        self._conn._check_write("virSecretGetValue")
        return self._conn._call(self._conn._secret_driver.secret_get_value(self._ref, index(flags)))

    def undefine(self) -> int:
        """Forget the secret and its value.

        Raises:
            OperationDenied: the connection is read-only.
            NoSecret: the secret is gone.
            NoSupport: the driver does not have this call.

        Source: virSecretUndefine, libvirt 0.7.1.
        """
        self._conn._check_write("virSecretUndefine")
        self._conn._call(self._conn._secret_driver.secret_undefine(self._ref))
        return 0
