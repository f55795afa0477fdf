"""Making certificates: an authority, and what it signs for servers and clients. For tests and small sites.

Keys are readable by their owner alone, and no file is replaced unless asked for.
"""

from __future__ import annotations

import enum
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Final, NamedTuple

from anyvirt.pki import reading
from anyvirt.pki.layout import Folder, Role
from anyvirt.pki.names import escaped
from anyvirt.pki.reading import Unreadable, x509
from anyvirt.util import files
from anyvirt.util.error import InvalidArg, OperationInvalid, SystemCallError

# isort: split
# After `reading`, which says what to do where it is not installed.
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

_RSA_BITS: Final = 3072  # NIST SP 800-57: as strong as a cipher of 128 bits
_NAME: Final = x509.NameOID
_USE: Final = x509.oid.ExtendedKeyUsageOID
# Clocks of machines differ; a certificate must be good on all of them at once.
_CLOCKS: Final = timedelta(hours=1)
_CRL_DAYS: Final = 365
_NAME_MAX: Final = 64  # X.520, ub-common-name


class KeyType(enum.Enum):
    """The kind of private key."""

    RSA = "rsa"  # 3072 bits: what any version of libvirt takes
    EC = "ec"  # the curve P-256: shorter, faster


Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


class Subject(NamedTuple):
    """Whom a certificate is for. Only the common name must be given."""

    common_name: str
    organization: str | None = None
    country: str | None = None  # two letters

    def __str__(self) -> str:
        """As `tls_allowed_dn_list` wants it: "C=GB,O=Example,CN=web"."""
        given = (("C", self.country), ("O", self.organization), ("CN", self.common_name))
        return ",".join(f"{key}={escaped(value)}" for key, value in given if value)

    def name(self) -> x509.Name:
        """As certificates have it."""
        given = ((_NAME.COUNTRY_NAME, self.country), (_NAME.ORGANIZATION_NAME, self.organization))
        try:
            parts = [x509.NameAttribute(oid, value) for oid, value in given if value]
            return x509.Name([*parts, x509.NameAttribute(_NAME.COMMON_NAME, self.common_name)])
        except ValueError as exc:
            raise InvalidArg(f"'{self.common_name}' cannot be the subject of a certificate: {exc}") from exc


def create_ca(
    folder: Folder, subject: Subject, *, days: int = 3650, key_type: KeyType = KeyType.RSA, force: bool = False
) -> list[Path]:
    """Make an authority: its key and its certificate, which signs itself.

    Args:
        days: how long it is valid.
        force: replace what is there.

    Returns:
        the files written.

    Raises:
        OperationInvalid: there is one already.
        InvalidArg: the subject or the number of days makes no sense.
        SystemCallError: a file cannot be written.
    """
    _refuse_existing([folder.ca_key, folder.ca], force)
    key = _new_key(key_type)
    public = key.public_key()
    name = subject.name()
    builder = (
        _builder(name, name, days)
        .public_key(public)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(key_cert_sign=True, crl_sign=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
    )
    certificate = builder.sign(key, hashes.SHA256())
    return _write([(folder.ca_key, _key_pem(key), True), (folder.ca, _pem(certificate), False)])


def create_server(
    folder: Folder,
    names: Sequence[str],
    *,
    ca: Folder,
    subject: Subject | None = None,
    days: int = 825,
    key_type: KeyType = KeyType.RSA,
    force: bool = False,
) -> list[Path]:
    """Make a server's key and certificate, signed by the authority in *ca*.

    Args:
        names: every host name and address by which clients reach it.
        subject: by default, the first of the names.

    Returns, raises: as `create_ca`; OperationInvalid also if there is no authority.
    """
    if not names:
        raise InvalidArg("a server's certificate needs at least one host name or address")
    alternatives = x509.SubjectAlternativeName([_alternative(each) for each in names])
    subject = subject or Subject(names[0] if len(names[0]) <= _NAME_MAX else "server")
    return _create(folder, Role.SERVER, subject, ca, days, key_type, force, alternatives)


def create_client(
    folder: Folder,
    subject: Subject,
    *,
    ca: Folder,
    days: int = 825,
    key_type: KeyType = KeyType.RSA,
    force: bool = False,
) -> list[Path]:
    """Make a client's key and certificate, signed by the authority in *ca*.

    A daemon can admit clients by their subject (`tls_allowed_dn_list`).

    Returns, raises: as `create_server`.
    """
    return _create(folder, Role.CLIENT, subject, ca, days, key_type, force, None)


def revoke(ca: Folder, certificate: Path) -> list[Path]:
    """Put *certificate* on the authority's list of revoked ones, which is made anew and good for a year.

    Returns:
        the list, which belongs on every machine.

    Raises:
        OperationInvalid: there is no authority, or it has not signed the certificate.
        InvalidArg: the file is no certificate.
        SystemCallError: a file cannot be read or written.
    """
    issuer, key = _authority(ca)
    try:
        found = reading.certificates(certificate)[0]
        listed = list(reading.revoked(ca.crl)) if ca.crl.exists() else []
    except Unreadable as exc:
        raise InvalidArg(str(exc)) from exc
    except OSError as exc:
        raise _system(exc) from exc
    try:
        found.verify_directly_issued_by(issuer)
    except Exception as exc:  # of several unrelated classes
        raise OperationInvalid(f"{certificate} was not signed by the authority in {ca.ca}") from exc
    now = datetime.now(UTC)
    builder = x509.CertificateRevocationListBuilder().issuer_name(issuer.subject).last_update(now - _CLOCKS)
    builder = builder.next_update(now + timedelta(days=_CRL_DAYS))
    for entry in listed:
        builder = builder.add_revoked_certificate(entry)
    if all(entry.serial_number != found.serial_number for entry in listed):
        entry = x509.RevokedCertificateBuilder().serial_number(found.serial_number).revocation_date(now).build()
        builder = builder.add_revoked_certificate(entry)
    signed = builder.sign(key, hashes.SHA256())
    return _write([(ca.crl, signed.public_bytes(serialization.Encoding.PEM), False)])


def _create(
    folder: Folder,
    role: Role,
    subject: Subject,
    ca: Folder,
    days: int,
    key_type: KeyType,
    force: bool,
    alternatives: x509.SubjectAlternativeName | None,
) -> list[Path]:
    places = [folder.key(role), folder.certificate(role)]
    _refuse_existing(places, force)
    issuer, issuer_key = _authority(ca)
    key = _new_key(key_type)
    public = key.public_key()
    purpose = _USE.SERVER_AUTH if role is Role.SERVER else _USE.CLIENT_AUTH
    builder = (
        _builder(subject.name(), issuer.subject, days, issuer.not_valid_after_utc)
        .public_key(public)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        # Up to version 11 libvirt wants both; with another kind of key the second means nothing (RFC 5480, 3).
        .add_extension(_usage(digital_signature=True, key_encipherment=key_type is KeyType.RSA), critical=False)
        .add_extension(x509.ExtendedKeyUsage([purpose]), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False)
    )
    if alternatives is not None:
        builder = builder.add_extension(alternatives, critical=False)
    certificate = builder.sign(issuer_key, hashes.SHA256())
    return _write([(places[0], _key_pem(key), True), (places[1], _pem(certificate), False)])


def _authority(ca: Folder) -> tuple[x509.Certificate, Key]:
    try:
        certificate = reading.certificates(ca.ca)[0]
        key = reading.key(ca.ca_key)
    except FileNotFoundError as exc:
        raise OperationInvalid(
            f"there is no authority (CA) to sign with: {exc.filename} is missing",
            hint="`anyvirt pki ca` makes one; on a machine that has it, make certificates for others with --pkipath",
        ) from exc
    except OSError as exc:
        raise _system(exc) from exc
    except Unreadable as exc:
        raise OperationInvalid(f"the authority (CA) cannot be used: {exc}") from exc
    if not isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
        raise OperationInvalid(f"the authority's key {ca.ca_key} is neither of RSA nor of an elliptic curve")
    if key.public_key() != certificate.public_key():
        raise OperationInvalid(f"the authority's key {ca.ca_key} does not belong to its certificate {ca.ca}")
    return certificate, key


def _builder(
    subject: x509.Name, issuer: x509.Name, days: int, at_most: datetime | None = None
) -> x509.CertificateBuilder:
    if days < 1:
        raise InvalidArg(f"a certificate cannot be valid for {days} days")
    now = datetime.now(UTC)
    try:
        end = now + timedelta(days=days)
        end = end if at_most is None else min(end, at_most)  # it is worth nothing once its authority has expired
        builder = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer)
        builder = builder.serial_number(x509.random_serial_number())
        return builder.not_valid_before(now - _CLOCKS).not_valid_after(end)
    except (OverflowError, ValueError) as exc:
        raise InvalidArg(f"a certificate cannot be valid for {days} days: {exc}") from exc


def _usage(**allowed: bool) -> x509.KeyUsage:
    names = (
        "digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
        "key_cert_sign", "crl_sign", "encipher_only", "decipher_only",
    )  # fmt: skip
    return x509.KeyUsage(**{name: allowed.get(name, False) for name in names})


def _alternative(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(name))
    except ValueError:
        pass
    try:
        if not name or any(char.isspace() or char == "/" for char in name):
            raise ValueError("it has characters that no name has")
        return x509.DNSName(name if name.isascii() else name.encode("idna").decode())
    except ValueError as exc:
        raise InvalidArg(f"'{name}' is neither a host name nor an address: {exc}") from exc


def _new_key(key_type: KeyType) -> Key:
    if key_type is KeyType.EC:
        return ec.generate_private_key(ec.SECP256R1())
    return rsa.generate_private_key(public_exponent=65537, key_size=_RSA_BITS)


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def _key_pem(key: Key) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _refuse_existing(places: Sequence[Path], force: bool) -> None:
    there = next((each for each in places if each.exists()), None)
    if there is not None and not force:
        raise OperationInvalid(
            f"{there} is there already", hint="--force replaces it; what it has signed or opened will not work any more"
        )


def _write(contents: Sequence[tuple[Path, bytes, bool]]) -> list[Path]:
    """Write (path, data, secret): first all beside their places, so that a full disk changes nothing."""
    try:
        with ExitStack() as undo:
            staged = []
            for path, data, secret in contents:
                _make_folder(path.parent, secret=secret and path.parent.name == "private")
                temporary = files.stage(path, data, mode=0o600 if secret else 0o644)
                undo.callback(temporary.unlink, missing_ok=True)
                staged.append(temporary)
            for temporary, (path, _data, _secret) in zip(staged, contents, strict=True):
                files.publish(temporary, path)
    except OSError as exc:
        raise _system(exc) from exc
    return [path for path, _data, _secret in contents]


def _make_folder(folder: Path, *, secret: bool) -> None:
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    for each in reversed(missing):
        each.mkdir(mode=0o700 if secret and each == folder else 0o755)


def _system(exc: OSError) -> SystemCallError:
    return SystemCallError(f"{exc.filename}: {exc.strerror}", int1=exc.errno or 0)
