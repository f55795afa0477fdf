"""The <secret> document: what a secret is for. Its value never stands in it."""

from __future__ import annotations

from anyvirt.conf.schema import read
from anyvirt.util.error import ConfigUnsupported, InternalError
from anyvirt.util.uuids import new_uuid
from anyvirt.util.wordenum import WordEnum
from anyvirt.util.xmlmap import Element, Uuid, YesNo, attr, child, need


class SecretUsageType(WordEnum):
    """What a secret opens."""

    NONE = "none"
    VOLUME = "volume"  # an encrypted storage volume
    CEPH = "ceph"
    ISCSI = "iscsi"
    TLS = "tls"  # the private key of a certificate
    VTPM = "vtpm"  # the state of an emulated TPM


class SecretUsage(Element, tag="usage"):
    """What a secret opens, and the identifier that other documents may refer to it by. See `id`."""

    type: SecretUsageType = need("@type", wrong=ConfigUnsupported)
    volume: str | None = attr("volume")  # volume: path of it
    name: str | None = attr("name")  # ceph, tls, vtpm
    target: str | None = attr("target")  # iscsi

    @property
    def id(self) -> str | None:
        """The identifier (what virSecret.usageID returns)."""
        where = _IDENTIFIERS.get(self.type)
        return None if where is None else getattr(self, where)


_IDENTIFIERS = {
    SecretUsageType.VOLUME: "volume",
    SecretUsageType.CEPH: "name",
    SecretUsageType.ISCSI: "target",
    SecretUsageType.TLS: "name",
    SecretUsageType.VTPM: "name",
}


class Secret(Element, tag="secret"):
    """The whole document."""

    ephemeral: YesNo = attr("@ephemeral", default=False)  # kept in memory only
    private: YesNo = attr("@private", default=False)  # its value is not given to clients
    uuid: Uuid | None = attr("uuid")
    description: str | None = attr("description")
    usage: SecretUsage | None = child("usage")


def parse(document: str | bytes, *, strict: bool = False) -> Secret:
    """Read a secret document as a definition.

    Args:
        document: the text.
        strict: refuse elements and attributes that nobody knows (VIR_SECRET_DEFINE_VALIDATE).

    Raises:
        XmlDetail: the document is malformed.
        XmlError: something is missing or wrong.
        ConfigUnsupported: a type of usage that there is not.
        InternalError: the usage does not say what for.
    """
    secret = read(Secret, document, strict=strict)
    post_parse(secret)
    validate(secret)
    return secret


def post_parse(secret: Secret) -> None:
    """Complete *secret* in place: a UUID, and no identifier but that of its type of usage."""
    if secret.uuid is None:
        secret.uuid = new_uuid()
    usage = secret.usage
    if usage is None:
        return
    if usage.type is SecretUsageType.NONE:
        secret.usage = None
        return
    for name in ("volume", "name", "target"):
        if name != _IDENTIFIERS[usage.type]:
            setattr(usage, name, None)


def validate(secret: Secret) -> None:
    """Check *secret*, after `post_parse`."""
    usage = secret.usage
    if usage is not None and usage.type is not SecretUsageType.NONE and not usage.id:
        raise InternalError(f"secret: usage '{usage.type.value}' needs a <{_IDENTIFIERS[usage.type]}>")
