"""Reading certificates, lists of revoked ones and keys from PEM files."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from anyvirt.util.error import ConfigUnsupported

try:
    from cryptography import x509 as x509
    from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
    from cryptography.hazmat.primitives.serialization import load_pem_private_key
except ModuleNotFoundError as exc:
    raise ConfigUnsupported(
        "looking into certificates needs the Python package 'cryptography'", hint="pip install 'anyvirt[tls]'"
    ) from exc

FROM_RPC: Final = 7  # VIR_FROM_RPC, which is where libvirt puts TLS


class Unreadable(Exception):
    """A file is not what it should be; the text says why."""


def certificates(path: Path) -> list[x509.Certificate]:
    """All certificates in *path*, at least one.

    Raises:
        Unreadable: it holds none, or something else.
        OSError: it cannot be read.
    """
    try:
        return x509.load_pem_x509_certificates(path.read_bytes())
    except ValueError as exc:
        raise Unreadable(f"{path} holds no certificate in PEM form") from exc


def revoked(path: Path) -> x509.CertificateRevocationList:
    """The list in *path*. Raises as `certificates` does."""
    try:
        return x509.load_pem_x509_crl(path.read_bytes())
    except ValueError as exc:
        raise Unreadable(f"{path} holds no list of revoked certificates in PEM form") from exc


def key(path: Path) -> PrivateKeyTypes:
    """The private key in *path*. Raises as `certificates` does."""
    try:
        return load_pem_private_key(path.read_bytes(), password=None)
    except TypeError as exc:
        raise Unreadable(f"the key {path} is protected by a password, which nobody is there to type") from exc
    except ValueError as exc:
        raise Unreadable(f"{path} holds no private key in PEM form") from exc
