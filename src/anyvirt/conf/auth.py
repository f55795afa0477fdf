"""<auth>: who one is to a server of storage. Disks and storage pools have it."""

from __future__ import annotations

from anyvirt.util.error import ConfigUnsupported, XmlError
from anyvirt.util.wordenum import WordEnum
from anyvirt.util.xmlmap import Element, Uuid, attr, child, need


class AuthType(WordEnum):
    """How the server asks."""

    NONE = "none"
    CHAP = "chap"  # iSCSI
    CEPH = "ceph"


class AuthSecret(Element, tag="secret"):
    """The secret that holds the password or key, by UUID or by usage."""

    type: str | None = attr("@type")  # ceph, iscsi; disks name it, pools do not
    uuid: Uuid | None = attr("@uuid", wrong=XmlError)
    usage: str | None = attr("@usage")


class Auth(Element, tag="auth"):
    """Credentials for network storage."""

    type: AuthType | None = attr("@type", wrong=ConfigUnsupported)  # pools name it, disks do not
    username: str = need("@username")
    secret: AuthSecret | None = child("secret")


def check_auth(auth: Auth, where: str) -> None:
    """The rules for every <auth>.

    Raises:
        XmlError: no user, no secret, or a secret that is named twice or not at all.
    """
    if not auth.username:
        raise XmlError(f"{where}: needs a username")
    if auth.secret is None:
        raise XmlError(f"{where}: needs a <secret>")
    check_secret_reference(auth.secret.uuid, auth.secret.usage, f"{where}/secret")


def check_secret_reference(uuid: str | None, usage: str | None, where: str) -> None:
    """A reference to a secret names it in one way."""
    if (uuid is None) == (usage is None):
        raise XmlError(f"{where}: give either uuid or usage")
