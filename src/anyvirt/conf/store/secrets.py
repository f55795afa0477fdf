"""All secrets of one driver: by UUID, by what uses them, with their values."""

from __future__ import annotations

from collections.abc import Iterator

from anyvirt.conf.secret import Secret, SecretUsageType
from anyvirt.util.error import InternalError, InvalidSecret, NoSecret
from anyvirt.util.refs import SecretRef

_USAGE_NUMBERS = {usage: number for number, usage in enumerate(SecretUsageType)}  # VIR_SECRET_USAGE_TYPE_*
_ORIGIN = 30  # VIR_FROM_SECRET


class SecretObject:
    """A secret and its value."""

    def __init__(self, definition: Secret) -> None:
        self.definition = definition
        self.value: bytes | None = None

    @property
    def uuid(self) -> str:
        """Its only name."""
        uuid = self.definition.uuid
        assert uuid is not None  # a complete definition has one
        return uuid

    @property
    def usage(self) -> tuple[int, str]:
        """VIR_SECRET_USAGE_TYPE_* and which object of that kind."""
        return _usage(self.definition)

    @property
    def ref(self) -> SecretRef:
        """The values that name it for callers."""
        return SecretRef(self.uuid, *self.usage)

    def read(self) -> bytes:
        """Its value, for a client.

        Raises:
            InvalidSecret: it is not for clients.
            NoSecret: it has none.
        """
        if self.definition.private:
            raise InvalidSecret("secret is private", hint="only guests and storage of the host may use its value")
        if self.value is None:
            raise NoSecret(f"secret '{self.uuid}' does not have a value")
        return self.value


class SecretStore:
    """The secrets of a driver. Guarded by the driver's lock or by its loop."""

    def __init__(self) -> None:
        self._by_uuid: dict[str, SecretObject] = {}
        self._by_usage: dict[tuple[int, str], SecretObject] = {}

    def __iter__(self) -> Iterator[SecretObject]:
        return iter(tuple(self._by_uuid.values()))

    def by_uuid(self, uuid: str) -> SecretObject:
        """Raises:
        NoSecret: there is none with that UUID.
        """
        found = self._by_uuid.get(uuid)
        if found is None:
            raise NoSecret(f"no secret with matching uuid '{uuid}'", origin=_ORIGIN)
        return found

    def by_usage(self, usage_type: int, usage_id: str) -> SecretObject:
        """Raises:
        NoSecret: nothing of that kind and name uses one.
        """
        found = self._by_usage.get((usage_type, usage_id))
        if found is None:
            raise NoSecret(f"no secret with matching usage '{usage_id}'", origin=_ORIGIN)
        return found

    def define(self, definition: Secret) -> SecretObject:
        """Add a secret, or change the definition of one; its value stays.

        Raises:
            InternalError: it would get another usage or lose its privacy, or another secret has the usage.
        """
        usage = _usage(definition)
        secret = SecretObject(definition)
        existing = self._by_uuid.get(secret.uuid)
        if existing is not None:
            if existing.usage != usage:
                raise InternalError(
                    f"a secret with UUID {existing.uuid} is already defined for use with {existing.usage[1]}",
                    origin=_ORIGIN,
                    hint="undefine it first",
                )
            if existing.definition.private and not definition.private:
                raise InternalError("cannot change private flag on existing secret", origin=_ORIGIN)
            existing.definition = definition
            return existing
        other = self._by_usage.get(usage)
        if other is not None:
            raise InternalError(
                f"a secret with UUID {other.uuid} already defined for use with {usage[1]}",
                origin=_ORIGIN,
                hint="give its UUID to change it",
            )
        self._by_uuid[secret.uuid] = secret
        if usage[0]:
            self._by_usage[usage] = secret
        return secret

    def undefine(self, secret: SecretObject) -> None:
        """Forget it and its value."""
        del self._by_uuid[secret.uuid]
        self._by_usage.pop(secret.usage, None)


def _usage(definition: Secret) -> tuple[int, str]:
    usage = definition.usage
    return (0, "") if usage is None else (_USAGE_NUMBERS[usage.type], usage.id or "")
