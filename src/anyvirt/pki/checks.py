"""What is wrong with the certificates of one end of a connection, found before the other end finds it."""

from __future__ import annotations

import enum
import os
import stat
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Final, NamedTuple, TypeVar

from anyvirt.pki import reading
from anyvirt.pki.layout import Files, Role
from anyvirt.pki.reading import Unreadable, x509

T = TypeVar("T", bound=x509.ExtensionType)

_SOON: Final = timedelta(days=30)
_PURPOSES: Final = {
    Role.SERVER: x509.oid.ExtendedKeyUsageOID.SERVER_AUTH,
    Role.CLIENT: x509.oid.ExtendedKeyUsageOID.CLIENT_AUTH,
}
_ANY_PURPOSE: Final = x509.oid.ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE


class Problem(enum.Enum):
    """What can be wrong with a file."""

    MISSING = "missing"
    UNREADABLE = "unreadable"
    NO_PEM = "not a PEM file"
    EXPIRED = "expired"
    EXPIRES_SOON = "expires soon"
    NOT_YET_VALID = "not yet valid"
    PURPOSE = "wrong purpose"
    KEY = "key mismatch"
    SIGNATURE = "not signed by the authority"
    HOST = "host name"
    REVOKED = "revoked"
    OPEN_KEY = "key readable by others"


class Finding(NamedTuple):
    """Something wrong with a file."""

    problem: Problem
    path: Path
    text: str  # one sentence
    hint: str | None
    fatal: bool  # no connection will come about


def check(files: Files, role: Role, *, host: str | None = None, now: datetime | None = None) -> list[Finding]:
    """Everything that is wrong with *files*; an empty list if nothing is.

    Args:
        host: a name or address by which clients reach the server: its certificate must have it.
        now: the time to judge by, instead of the present.
    """
    return list(_Check(files, role, host, now or datetime.now(UTC)).findings())


class _Check:
    def __init__(self, files: Files, role: Role, host: str | None, now: datetime) -> None:
        self.files = files
        self.role = role
        self.host = host
        self.now = now
        self.authorities: list[x509.Certificate] = []

    def findings(self) -> Iterator[Finding]:
        yield from self._ca()
        yield from self._crl()
        if self.files.certificate is not None:
            yield from self._certificate(self.files.certificate)
        if self.files.key is not None:
            yield from self._key(self.files.key)

    # --- each file --------------------------------------------------------------------------------------------------

    def _ca(self) -> Iterator[Finding]:
        path = self.files.ca
        what = "the certificate of the authority (CA)"
        try:
            self.authorities = reading.certificates(path)
        except (OSError, Unreadable) as exc:
            yield _no_file(exc, path, what, "`anyvirt pki ca` makes one, or copy that of the other machines")
            return
        for each in self.authorities:
            yield from self._time(each, path, what, "`anyvirt pki ca --force` makes a new one")
        if not any(map(_may_sign, self.authorities)):
            yield Finding(
                Problem.PURPOSE, path, f"{path} is not the certificate of an authority: it may not sign others",
                "put the certificate there that signed the others", True,
            )  # fmt: skip

    def _crl(self) -> Iterator[Finding]:
        path = self.files.crl
        if path is None:
            return
        what = "the list of revoked certificates (CRL)"
        try:
            listed = reading.revoked(path)
        except (OSError, Unreadable) as exc:
            yield _no_file(exc, path, what, None)
            return
        if self.authorities and not any(_lists(each, listed) for each in self.authorities):
            yield Finding(
                Problem.SIGNATURE, path, f"{what} {path} is not that of the authority in {self.files.ca}",
                "copy that of the authority, or remove it", True,
            )  # fmt: skip
        until = listed.next_update_utc
        if until is not None and until < self.now:
            yield Finding(
                Problem.EXPIRED, path, f"{what} {path} was good until {_day(until)}",
                "`anyvirt pki revoke` makes a new one", True,
            )  # fmt: skip

    def _certificate(self, path: Path) -> Iterator[Finding]:
        what = f"the {self.role.value}'s certificate"
        make = f"`anyvirt pki {self.role.value}` makes one"
        try:
            found = reading.certificates(path)[0]
        except (OSError, Unreadable) as exc:
            yield _no_file(exc, path, what, make)
            return
        yield from self._time(found, path, what, f"`anyvirt pki {self.role.value} --force` makes a new one")
        yield from self._purpose(found, path, what)
        yield from self._signature(found, path, what)
        if self.host is not None and not has_name(found, self.host):
            known = ", ".join(names(found)) or "no name at all"
            yield Finding(
                Problem.HOST, path, f"{what} {path} is not for '{self.host}', but for {known}",
                "connect by one of these names, or make one that has it: `anyvirt pki server NAME...`", True,
            )  # fmt: skip

    def _key(self, path: Path) -> Iterator[Finding]:
        what = f"the {self.role.value}'s private key"
        try:
            secret = reading.key(path)
            mode = path.stat().st_mode
        except (OSError, Unreadable) as exc:
            yield _no_file(exc, path, what, f"`anyvirt pki {self.role.value}` makes one with its certificate")
            return
        if mode & (stat.S_IRWXO | stat.S_IWGRP):
            yield Finding(
                Problem.OPEN_KEY, path, f"{what} {path} has mode {stat.S_IMODE(mode):04o}, so that others can take it",
                f"chmod 0600 {path}", False,
            )  # fmt: skip
        try:
            assert self.files.certificate is not None
            public = reading.certificates(self.files.certificate)[0].public_key()
        except (OSError, Unreadable, AssertionError):
            return  # said already, or there is nothing to compare with
        if secret.public_key() != public:
            yield Finding(
                Problem.KEY, path, f"{what} {path} does not belong to the certificate {self.files.certificate}",
                f"`anyvirt pki {self.role.value} --force` makes both anew", True,
            )  # fmt: skip

    # --- each question ----------------------------------------------------------------------------------------------

    def _time(self, of: x509.Certificate, path: Path, what: str, hint: str) -> Iterator[Finding]:
        start, end = of.not_valid_before_utc, of.not_valid_after_utc
        if self.now < start:
            yield Finding(
                Problem.NOT_YET_VALID, path, f"{what} {path} is not valid before {_day(start)}",
                "is this machine's clock right?", True,
            )  # fmt: skip
        elif end < self.now:
            yield Finding(Problem.EXPIRED, path, f"{what} {path} expired on {_day(end)}", hint, True)
        elif end - self.now < _SOON:
            left = (end - self.now).days
            yield Finding(
                Problem.EXPIRES_SOON, path, f"{what} {path} expires on {_day(end)}, in {left} days", hint, False
            )

    def _purpose(self, of: x509.Certificate, path: Path, what: str) -> Iterator[Finding]:
        purposes = _extension(of, x509.ExtendedKeyUsage)
        wanted = _PURPOSES[self.role]
        if purposes is not None and wanted not in purposes and _ANY_PURPOSE not in purposes:
            given = ", ".join(sorted(each._name for each in purposes))
            yield Finding(
                Problem.PURPOSE, path, f"{what} {path} is meant for {given}, not for {wanted._name}",
                f"`anyvirt pki {self.role.value}` makes one for a {self.role.value}", True,
            )  # fmt: skip
        usage = _extension(of, x509.KeyUsage)
        if usage is not None and not usage.digital_signature:
            yield Finding(
                Problem.PURPOSE, path, f"{what} {path} may not sign, which TLS asks of it",
                f"`anyvirt pki {self.role.value}` makes one that may", True,
            )  # fmt: skip

    def _signature(self, of: x509.Certificate, path: Path, what: str) -> Iterator[Finding]:
        if not self.authorities:
            return  # said already
        signer = next((each for each in self.authorities if _signed(of, each)), None)
        if signer is None:
            # There may be certificates between them, in the same file.
            chain = reading.certificates(path)[1:]
            signer = next((a for a in self.authorities if chain and _signed(chain[-1], a)), None)
        if signer is None:
            subject = ", ".join(each.subject.rfc4514_string() for each in self.authorities)
            yield Finding(
                Problem.SIGNATURE, path,
                f"{what} {path} is not signed by the authority in {self.files.ca} ({subject}), "
                f"but by {of.issuer.rfc4514_string() or 'nobody'}",
                "all machines need the certificate of the one authority that signed theirs", True,
            )  # fmt: skip
        if self.files.crl is not None and os.access(self.files.crl, os.R_OK):
            try:
                entry = reading.revoked(self.files.crl).get_revoked_certificate_by_serial_number(of.serial_number)
            except Unreadable:
                return  # said already
            if entry is not None:
                yield Finding(
                    Problem.REVOKED, path, f"{what} {path} has been revoked on {_day(entry.revocation_date_utc)}",
                    f"`anyvirt pki {self.role.value} --force` makes a new one", True,
                )  # fmt: skip


def names(of: x509.Certificate) -> list[str]:
    """The host names and addresses of a certificate: the alternative names, else the common name."""
    alternative = _extension(of, x509.SubjectAlternativeName)
    if alternative is not None:
        found = [*alternative.get_values_for_type(x509.DNSName)]
        return found + [str(each) for each in alternative.get_values_for_type(x509.IPAddress)]
    return [str(each.value) for each in of.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)]


def has_name(of: x509.Certificate, host: str) -> bool:
    """Whether a client that connects to *host* will take the certificate for it."""
    try:
        wanted = str(ip_address(host))
    except ValueError:
        wanted = host.rstrip(".").lower()
        # `*` stands for the first label alone (RFC 6125, 6.4.3).
        return any(
            name.lower() == wanted or (name.startswith("*.") and wanted.partition(".")[2] == name[2:].lower())
            for name in names(of)
        )
    return wanted in names(of)


def _extension(of: x509.Certificate, kind: type[T]) -> T | None:
    try:
        return of.extensions.get_extension_for_class(kind).value
    except x509.ExtensionNotFound:
        return None


def _may_sign(of: x509.Certificate) -> bool:
    basic = _extension(of, x509.BasicConstraints)
    usage = _extension(of, x509.KeyUsage)
    return basic is not None and basic.ca and (usage is None or usage.key_cert_sign)


def _signed(of: x509.Certificate, by: x509.Certificate) -> bool:
    try:
        of.verify_directly_issued_by(by)
    except Exception:  # of several unrelated classes, one for each way not to be
        return False
    return True


def _lists(by: x509.Certificate, listed: x509.CertificateRevocationList) -> bool:
    try:
        return listed.is_signature_valid(by.public_key())  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return False  # a key of another kind


def _no_file(exc: Exception, path: Path, what: str, hint: str | None) -> Finding:
    if isinstance(exc, FileNotFoundError):
        return Finding(Problem.MISSING, path, f"{what} is missing: there is no {path}", hint, True)
    if isinstance(exc, OSError):
        text = f"{what} cannot be read by user {os.geteuid()}: {path}: {exc.strerror}"
        return Finding(Problem.UNREADABLE, path, text, None, True)
    return Finding(Problem.NO_PEM, path, f"{what} cannot be used: {exc}", hint, True)


def _day(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"
