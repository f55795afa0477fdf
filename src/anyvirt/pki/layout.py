"""Which files one end of a TLS connection reads: libvirt's places, so that one set of certificates serves both.

| | of the system | of a user, in ~/.pki/libvirt | in one folder (`pkipath`) |
|---|---|---|---|
| authority | /etc/pki/CA/cacert.pem | cacert.pem | cacert.pem |
| revoked ones | /etc/pki/CA/cacrl.pem | cacrl.pem | cacrl.pem |
| certificate | /etc/pki/libvirt/clientcert.pem, servercert.pem | the same names | the same names |
| key | /etc/pki/libvirt/private/clientkey.pem, serverkey.pem | the same names | the same names |
"""

from __future__ import annotations

import enum
import os
from pathlib import Path
from typing import Final, NamedTuple

from anyvirt.util.posix import is_root

SYSTEM: Final = Path("/etc/pki")


class Role(enum.Enum):
    """The end of the connection that a certificate is for."""

    SERVER = "server"
    CLIENT = "client"


class Files(NamedTuple):
    """The files of one end. Those that need not be there are None where they are not."""

    ca: Path
    crl: Path | None
    certificate: Path | None
    key: Path | None


class Folder(NamedTuple):
    """Where each file has its place, whether it is there or not."""

    ca: Path
    ca_key: Path
    crl: Path
    certificates: Path
    keys: Path

    @classmethod
    def system(cls, base: Path = SYSTEM) -> Folder:
        """Those of the whole machine."""
        return cls(
            ca=base / "CA" / "cacert.pem",
            ca_key=base / "CA" / "private" / "cakey.pem",
            crl=base / "CA" / "cacrl.pem",
            certificates=base / "libvirt",
            keys=base / "libvirt" / "private",
        )

    @classmethod
    def flat(cls, folder: Path) -> Folder:
        """All in one folder: that of a user, or the one that a URI names by `pkipath`."""
        return cls(folder / "cacert.pem", folder / "cakey.pem", folder / "cacrl.pem", folder, folder)

    def certificate(self, role: Role) -> Path:
        """The place of the certificate."""
        return self.certificates / f"{role.value}cert.pem"

    def key(self, role: Role) -> Path:
        """The place of its private key."""
        return self.keys / f"{role.value}key.pem"


def user_folder() -> Path:
    """Where a user's own certificates are."""
    return Path(os.path.expanduser("~")) / ".pki" / "libvirt"


def locate(role: Role, pkipath: str | Path | None = None, *, user: bool | None = None) -> Files:
    """The files to use: those in the folder *pkipath*, else the user's, and the system's for what the user has not.

    A server's files are named whether they are there or not. A client's certificate and key are None where neither is
    there: not every server asks for one.

    Args:
        user: whether to look in the user's folder; by default unless we are root.
    """
    if pkipath is not None:
        return _found(role, Folder.flat(Path(pkipath)), Folder.flat(Path(pkipath)))
    system = Folder.system()
    if not is_root() if user is None else user:
        return _found(role, Folder.flat(user_folder()), system)
    return _found(role, system, system)


def _found(role: Role, first: Folder, otherwise: Folder) -> Files:
    # Certificate and key belong together, so they come from one folder.
    own = first if first.certificate(role).exists() and first.key(role).exists() else otherwise
    certificate, key = own.certificate(role), own.key(role)
    needless = role is Role.CLIENT and not certificate.exists() and not key.exists()
    return Files(
        ca=first.ca if first.ca.exists() else otherwise.ca,
        crl=next((each.crl for each in (first, otherwise) if each.crl.exists()), None),
        certificate=None if needless else certificate,
        key=None if needless else key,
    )
