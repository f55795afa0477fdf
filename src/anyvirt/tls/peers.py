"""Who is at the other end of a TLS connection, whether that is allowed, and why a handshake failed."""

from __future__ import annotations

import ssl
from collections.abc import Sequence
from typing import Final

from anyvirt.pki.layout import Role
from anyvirt.pki.names import escaped
from anyvirt.tls.contexts import FROM_RPC, Context, findings, wrong
from anyvirt.util.error import AuthFailed, GnutlsError, libvirtError
from anyvirt.util.wildcards import matches

ACCEPTED: Final = b"\1"
"""What a daemon sends after the handshake when it accepts the client."""

# GnuTLS's short names (RFC 4514 and its own) for those that Python spells out.
_SHORT: Final = {
    "commonName": "CN",
    "countryName": "C",
    "domainComponent": "DC",
    "emailAddress": "EMAIL",
    "localityName": "L",
    "organizationName": "O",
    "organizationalUnitName": "OU",
    "serialNumber": "serialNumber",
    "stateOrProvinceName": "ST",
    "streetAddress": "STREET",
    "userId": "UID",
}

# OpenSSL's numbers (X509_V_ERR_*) of what can be wrong with the other end's certificate.
_REASONS: Final = {
    3: "there is no list of revoked certificates of its authority",
    9: "it is not valid yet: is a clock wrong?",
    10: "it has expired",
    12: "the list of revoked certificates has expired",
    18: "it is signed by itself, not by the authority that is trusted here",
    19: "it is signed by an authority that is not trusted here",
    20: "it is signed by an authority that is not trusted here",
    21: "it is signed by an authority that is not trusted here",
    23: "it has been revoked",
    26: "it is not meant for this end of a connection",
    62: "it is for another host name",
    64: "it is for another address",
}
_NAME_ERRORS: Final = (62, 64)

# OpenSSL's names of alerts (RFC 8446, 6.2) that the other end sends, and of its own complaints.
_ALERTS: Final = {
    "SSLV3_ALERT_BAD_CERTIFICATE": "it takes our certificate for a bad one",
    "SSLV3_ALERT_CERTIFICATE_EXPIRED": "our certificate has expired",
    "SSLV3_ALERT_CERTIFICATE_REVOKED": "our certificate has been revoked",
    "SSLV3_ALERT_CERTIFICATE_UNKNOWN": "it does not accept our certificate",
    "SSLV3_ALERT_HANDSHAKE_FAILURE": "there is no version or cipher that both ends know, or it wants a certificate",
    "SSLV3_ALERT_UNSUPPORTED_CERTIFICATE": "our certificate is not meant for this end of a connection",
    "TLSV1_ALERT_ACCESS_DENIED": "it does not let us in",
    "TLSV1_ALERT_PROTOCOL_VERSION": "it knows none of the versions of TLS that are allowed here",
    "TLSV1_ALERT_UNKNOWN_CA": "it does not trust the authority that signed our certificate",
    "TLSV13_ALERT_CERTIFICATE_REQUIRED": "it wants a certificate, and we have none",
}
_STRANGE: Final = {
    "NO_SHARED_CIPHER": "there is no cipher that both ends know",
    "PEER_DID_NOT_RETURN_A_CERTIFICATE": "it has shown no certificate",
    "UNSUPPORTED_PROTOCOL": "it knows none of the versions of TLS that are allowed here",
    "UNEXPECTED_EOF_WHILE_READING": "it hung up",
    "WRONG_VERSION_NUMBER": "it does not speak TLS",
}


def distinguished_name(connected: ssl.SSLSocket | ssl.SSLObject) -> str | None:
    """The subject of the other end's certificate, as `tls_allowed_dn_list` wants it: "C=GB,O=Example,CN=web".

    None: it has shown none, or it was not verified.
    """
    certificate = connected.getpeercert()
    if not certificate:
        return None
    subject: tuple[tuple[tuple[str, str], ...], ...] = certificate.get("subject", ())  # type: ignore[assignment]
    return ",".join("+".join(f"{_SHORT.get(key, key)}={escaped(value)}" for key, value in part) for part in subject)


def check_client(connected: ssl.SSLSocket | ssl.SSLObject, allowed: Sequence[str] | None) -> str | None:
    """The name of the client's certificate, if it may connect.

    Args:
        allowed: patterns of names, `tls_allowed_dn_list`; None: any.

    Raises:
        AuthFailed: its name is not allowed, or it has none though names are asked for.
    """
    name = distinguished_name(connected)
    if allowed is None:
        return name
    if name is None:
        raise AuthFailed("the client has no verified certificate, and only certain names may connect", origin=FROM_RPC)
    if not matches(name, allowed):
        raise AuthFailed(
            f"the client's certificate is for '{name}', which is not allowed",
            origin=FROM_RPC,
            hint="add it to tls_allowed_dn_list",
        )
    return name


def check_verdict(verdict: bytes) -> None:
    """Look at what the server sent after the handshake: the first byte, or b"" where it hung up.

    Raises:
        AuthFailed: it does not accept us.
    """
    if verdict[:1] != ACCEPTED:
        raise AuthFailed(
            "the server did not accept our certificate or address",
            origin=FROM_RPC,
            hint="the server's log says why; does its tls_allowed_dn_list have the name of our certificate?",
        )


def explain(error: OSError, context: Context, host: str | None = None) -> libvirtError:
    """What a failure of the handshake, or of the first byte after it, means: to be raised from *error*.

    Args:
        host: the name that a client connected to.
    """
    other = "server" if context.role is Role.CLIENT else "client"
    at = f" '{host}'" if host else ""
    if context.role is Role.CLIENT and isinstance(error, ssl.SSLError):
        # What is wrong with our own files, if anything is, says more than how the other end sees it.
        for finding in findings(context):
            return wrong(finding)
    if isinstance(error, ssl.SSLCertVerificationError):
        why = _REASONS.get(error.verify_code, error.verify_message)
        if error.verify_code in _NAME_ERRORS:
            why += f" than '{host}'"
        return GnutlsError(
            f"the certificate of the {other}{at} is refused: {why}", origin=FROM_RPC, hint=_hint(error, context, host)
        )
    if isinstance(error, ssl.SSLError):
        reason = error.reason or str(error)
        alert = _ALERTS.get(reason)
        if alert is not None:
            return GnutlsError(f"the {other}{at} refused the TLS connection: {alert}", origin=FROM_RPC)
        return GnutlsError(f"no TLS connection with the {other}{at}: {_STRANGE.get(reason, reason)}", origin=FROM_RPC)
    text = error.strerror or str(error) or type(error).__name__
    return GnutlsError(f"no TLS connection with the {other}{at}: {text}", origin=FROM_RPC)


def _hint(error: ssl.SSLCertVerificationError, context: Context, host: str | None) -> str | None:
    if error.verify_code in _NAME_ERRORS:
        return f"connect by a name that is in the certificate, or give the server one for '{host}'"
    if error.verify_code in (18, 19, 20, 21):
        return f"the authority trusted here is {context.files.ca}; it must be the one that signed that certificate"
    return None
