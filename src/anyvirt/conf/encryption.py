"""<encryption>: how the content of a disk or a storage volume is encrypted."""

from __future__ import annotations

from anyvirt.conf.auth import check_secret_reference
from anyvirt.util.error import ConfigUnsupported, XmlError
from anyvirt.util.wordenum import WordEnum
from anyvirt.util.xmlmap import Element, UInt, Uuid, attr, child, children, need


class EncryptionFormat(WordEnum):
    DEFAULT = "default"
    QCOW = "qcow"  # QEMU's old AES
    LUKS = "luks"
    LUKS2 = "luks2"
    LUKS_ANY = "luks-any"  # whichever version the header tells; librbd


class EncryptionEngine(WordEnum):
    """Who encrypts."""

    QEMU = "qemu"
    LIBRBD = "librbd"


class EncryptionSecretType(WordEnum):
    PASSPHRASE = "passphrase"


class EncryptionSecret(Element, tag="secret"):
    """The secret that holds a passphrase, by UUID or by usage."""

    type: EncryptionSecretType = need("@type", wrong=ConfigUnsupported)
    uuid: Uuid | None = attr("@uuid", wrong=XmlError)
    usage: str | None = attr("@usage")


class Cipher(Element, tag="cipher"):
    """How a new LUKS volume is encrypted."""

    name: str = need("@name")  # aes, serpent, twofish ...
    size: UInt = need("@size")  # bits
    mode: str | None = attr("@mode")  # cbc, xts ...
    hash: str | None = attr("@hash")


class InitVector(Element, tag="ivgen"):
    """How the initialisation vectors of a new LUKS volume are made."""

    name: str = need("@name")  # plain, plain64, essiv
    hash: str | None = attr("@hash")


class Encryption(Element, tag="encryption", open_tags=(".",)):
    """How the content is encrypted. Cipher and initialisation vector are for new LUKS volumes."""

    format: EncryptionFormat = need("@format", wrong=ConfigUnsupported)
    engine: EncryptionEngine | None = attr("@engine")
    secrets: list[EncryptionSecret] = children("secret")
    cipher: Cipher | None = child("cipher")
    ivgen: InitVector | None = child("ivgen")


def fill_encryption(encryption: Encryption) -> None:
    """Leave out the choice of a cipher where the format has none."""
    if encryption.format is not EncryptionFormat.LUKS:
        encryption.cipher = encryption.ivgen = None


def check_encryption(encryption: Encryption, where: str) -> None:
    """The rules for the encryption of a volume.

    Raises:
        XmlError: a secret that is named twice or not at all, or <ivgen> without <cipher>.
    """
    for secret in encryption.secrets:
        check_secret_reference(secret.uuid, secret.usage, f"{where}/secret")
    if encryption.ivgen is not None and encryption.cipher is None:
        raise XmlError(f"{where}/ivgen: needs a <cipher> beside it")
