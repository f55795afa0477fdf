"""What each end of a TLS connection is set up with: certificates, whom it trusts, versions and ciphers."""

from __future__ import annotations

import ssl
from pathlib import Path
from typing import TYPE_CHECKING, Final

from anyvirt.pki.layout import Files, Role
from anyvirt.tls.priority import Priority
from anyvirt.util.error import ConfigUnsupported, GnutlsError, InvalidArg, libvirtError

if TYPE_CHECKING:
    from anyvirt.pki.checks import Finding

FROM_RPC: Final = 7  # VIR_FROM_RPC


class Context(ssl.SSLContext):
    """An `ssl.SSLContext` that knows its files and what its priority string asked for.

    Attributes:
        files: what it was made of.
        role: the end that it is for.
    """

    files: Files
    role: Role
    least_bits: int

    def after_handshake(self, connected: ssl.SSLSocket | ssl.SSLObject) -> None:
        """Check what was agreed on with the other end. Call it once the handshake is through.

        Raises:
            GnutlsError: the cipher is weaker than the priority string allows. (OpenSSL cannot be told beforehand.)
        """
        cipher = connected.cipher()
        if cipher is not None and cipher[2] < self.least_bits:
            raise GnutlsError(
                f"the other end chose the cipher {cipher[0]} of {cipher[2]} bits, where the TLS priority asks for "
                f"{self.least_bits}",
                origin=FROM_RPC,
            )


def client_context(files: Files, *, verify: bool = True, priority: str | None = None) -> Context:
    """What a client connects with.

    Args:
        files: from `anyvirt.pki.locate`. Without certificate and key it can reach servers that ask for none.
        verify: whether the server's certificate must be signed by the authority and be for the host's name; False for
            a URI with `no_verify=1`. Then the authority's certificate need not be there either.
        priority: GnuTLS's priority string of the URI's `tls_priority=` or the configuration; None: NORMAL.

    Raises:
        GnutlsError: a file is missing, unreadable, out of date or does not fit the others; the message names it.
        InvalidArg: *priority* cannot be used.
    """
    context = _context(ssl.PROTOCOL_TLS_CLIENT, files, Role.CLIENT, priority)
    context.check_hostname = verify
    # As GnuTLS does it: the subject's common name counts where there is no alternative name.
    context.hostname_checks_common_name = True
    context.verify_mode = ssl.CERT_REQUIRED if verify else ssl.CERT_NONE
    if verify:
        _trust(context)
    if files.certificate is not None or files.key is not None:
        _identify(context)
    return context


def server_context(files: Files, *, verify: bool = True, priority: str | None = None, sanity: bool = True) -> Context:
    """What a daemon listens with. Renegotiation is refused.

    Args:
        files: from `anyvirt.pki.locate`, or what the configuration names.
        verify: whether a client must have a certificate that the authority has signed; False for
            `tls_no_verify_certificate`.
        priority: GnuTLS's priority string of `tls_priority`; None: NORMAL.
        sanity: whether to look for what makes clients refuse our own certificate; False for
            `tls_no_sanity_certificate`, where they trust another authority than we do.

    Raises:
        GnutlsError: a file is missing, unreadable, out of date or does not fit the others; the message names it.
        InvalidArg: *priority* cannot be used.
    """
    if files.certificate is None or files.key is None:
        raise InvalidArg("a TLS server needs a certificate and its key", origin=FROM_RPC)
    context = _context(ssl.PROTOCOL_TLS_SERVER, files, Role.SERVER, priority)
    context.options |= ssl.OP_NO_RENEGOTIATION
    # libvirt's clients take the first packet after the handshake for the verdict, and give up when it is a ticket.
    context.num_tickets = 0
    context.options |= ssl.OP_NO_TICKET
    context.verify_mode = ssl.CERT_REQUIRED if verify else ssl.CERT_NONE
    if verify:
        _trust(context)
    _identify(context)
    # What OpenSSL takes though nobody will accept it. (A client finds out when it is refused: see `peers.explain`.)
    for finding in findings(context) if sanity else ():
        raise wrong(finding)
    return context


def _context(protocol: int, files: Files, role: Role, priority: str | None) -> Context:
    wanted = Priority.parse(priority or "NORMAL")
    context = Context(protocol)
    context.files, context.role, context.least_bits = files, role, wanted.least_bits
    context.minimum_version = wanted.lowest
    context.maximum_version = wanted.highest
    if wanted.ciphers is not None:
        context.set_ciphers(wanted.ciphers)
    return context


def _trust(context: Context) -> None:
    """Trust the authority, but none of the certificates that it has revoked."""
    ca, crl = context.files.ca, context.files.crl
    _readable(ca, "certificate of the authority (CA)")
    try:
        context.load_verify_locations(ca)
    except (ssl.SSLError, OSError) as exc:
        raise _unusable(context, ca, "certificate of the authority (CA)", exc) from exc
    if crl is not None:
        _readable(crl, "list of revoked certificates (CRL)")
        try:
            context.load_verify_locations(crl)
        except (ssl.SSLError, OSError) as exc:
            raise _unusable(context, crl, "list of revoked certificates (CRL)", exc) from exc
        context.verify_flags |= ssl.VERIFY_CRL_CHECK_LEAF


def _identify(context: Context) -> None:
    """Show our own certificate."""
    certificate, key = context.files.certificate, context.files.key
    if certificate is None or key is None:
        raise InvalidArg("a TLS certificate and its key must be given together", origin=FROM_RPC)
    _readable(certificate, f"{context.role.value}'s certificate")
    _readable(key, f"{context.role.value}'s private key")
    try:
        context.load_cert_chain(certificate, key, password=_refuse_password)
    except (ssl.SSLError, OSError, ValueError) as exc:
        raise _unusable(context, certificate, f"{context.role.value}'s certificate", exc) from exc


def _refuse_password() -> bytes:
    # OpenSSL would ask on the terminal.
    raise ValueError("the key is protected by a password, which nobody is there to type")


def _readable(path: Path, what: str) -> None:
    try:
        with path.open("rb"):
            return
    except FileNotFoundError as exc:
        hint = "see `anyvirt pki --help` for how to make certificates, and `anyvirt pki check` for what is missing"
        raise GnutlsError(f"the {what} is missing: there is no {path}", origin=FROM_RPC, hint=hint) from exc
    except OSError as exc:
        raise GnutlsError(f"the {what} cannot be read: {path}: {exc.strerror}", origin=FROM_RPC) from exc


def _unusable(context: Context, path: Path, what: str, exc: Exception) -> libvirtError:
    """Why a file was refused: in our words where they can be found, else in OpenSSL's."""
    for finding in findings(context):
        return wrong(finding)
    reason = exc.reason if isinstance(exc, ssl.SSLError) and exc.reason else str(exc)
    if reason == "KEY_VALUES_MISMATCH":
        return GnutlsError(f"the key {context.files.key} does not belong to the {what} {path}", origin=FROM_RPC)
    return GnutlsError(f"the {what} {path} cannot be used: {reason}", origin=FROM_RPC)


def findings(context: Context) -> list[Finding]:
    """What makes the files unusable; nothing where `cryptography` is not there to look into them."""
    try:
        from anyvirt.pki.checks import check
    except ConfigUnsupported:
        return []
    unused = () if context.verify_mode is ssl.CERT_REQUIRED else (context.files.ca, context.files.crl)
    return [each for each in check(context.files, context.role) if each.fatal and each.path not in unused]


def wrong(finding: Finding) -> libvirtError:
    """The error that says so."""
    return GnutlsError(finding.text, origin=FROM_RPC, hint=finding.hint)
