"""GnuTLS's priority strings, which libvirt's settings use, for OpenSSL: `tls_priority=NORMAL:-VERS-TLS1.3`.

What a string says about versions of TLS, and the named levels, have a counterpart. Single ciphers, groups, signatures
and the like have none that would mean the same, so they are refused rather than ignored.
"""

from __future__ import annotations

import ssl
from typing import Final, NamedTuple

from anyvirt.util.error import InvalidArg

_FROM_RPC: Final = 7  # VIR_FROM_RPC

_VERSIONS: Final = {
    "VERS-TLS1.0": ssl.TLSVersion.TLSv1,
    "VERS-TLS1.1": ssl.TLSVersion.TLSv1_1,
    "VERS-TLS1.2": ssl.TLSVersion.TLSv1_2,
    "VERS-TLS1.3": ssl.TLSVersion.TLSv1_3,
}
_ALL_VERSIONS: Final = ("VERS-ALL", "VERS-TLS-ALL")
_USUAL: Final = frozenset({ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3})
_FORWARD_SECRET: Final = "ECDHE+AESGCM:ECDHE+CHACHA20:DHE+AESGCM:DHE+CHACHA20:!aNULL:!PSK"
# Each level: the ciphers of TLS 1.2 (None: OpenSSL's choice), and the bits that a cipher of any version must have.
_LEVELS: Final[dict[str, tuple[str | None, int]]] = {
    "NORMAL": (None, 0),
    "PERFORMANCE": (None, 0),
    "SECURE128": (None, 128),
    "SECURE192": ("ECDHE+AES256:ECDHE+CHACHA20:DHE+AES256:!aNULL:!PSK", 192),
    "SECURE256": ("ECDHE+AES256:ECDHE+CHACHA20:DHE+AES256:!aNULL:!PSK", 192),
    "PFS": (_FORWARD_SECRET, 0),
}
# What OpenSSL does anyway, so that saying it changes nothing.
_HARMLESS: Final = frozenset({"%SAFE_RENEGOTIATION", "%COMPAT", "%SERVER_PRECEDENCE", "-VERS-SSL3.0", "-VERS-DTLS-ALL"})


class Priority(NamedTuple):
    """What a priority string means."""

    lowest: ssl.TLSVersion
    highest: ssl.TLSVersion
    ciphers: str | None  # in OpenSSL's words, for TLS 1.2 and older; None: its choice
    least_bits: int  # of the cipher that was agreed on

    @classmethod
    def parse(cls, text: str) -> Priority:
        """Read a priority string.

        Raises:
            InvalidArg: it asks for something that OpenSSL cannot be told, or leaves no version of TLS.
        """
        level, *changes = text.split(":")
        ciphers, least_bits = _level(text, level)
        versions = set(_USUAL) if level != "NONE" else set()
        for change in changes:
            _change(text, change, versions)
        if not versions:
            raise _refused(text, "it leaves no version of TLS")
        lowest, highest = min(versions), max(versions)
        missing = [v for v in _VERSIONS.values() if lowest < v < highest and v not in versions]
        if missing:
            raise _refused(text, f"it leaves out {missing[0].name} between {lowest.name} and {highest.name}")
        return cls(lowest, highest, ciphers, least_bits)


def _level(text: str, level: str) -> tuple[str | None, int]:
    if level == "NONE":
        return None, 0
    if level.startswith("@"):
        # A list of names that the system's GnuTLS settings define, such as @LIBVIRT,SYSTEM. OpenSSL has settings of
        # the system too, and takes them when it is told nothing.
        return None, 0
    found = _LEVELS.get(level)
    if found is None:
        raise _refused(text, f"'{level}' is not known; it may begin with {', '.join(_LEVELS)} or @SYSTEM")
    return found


def _change(text: str, change: str, versions: set[ssl.TLSVersion]) -> None:
    sign, what = change[:1], change[1:]
    if change in _HARMLESS:
        return
    if sign not in ("+", "-", "!") or not what.startswith("VERS-"):
        raise _refused(text, f"'{change}' has no counterpart in OpenSSL; only versions can be chosen, as -VERS-TLS1.3")
    if what in _ALL_VERSIONS:
        named = set(_VERSIONS.values()) if sign != "+" else set(_USUAL)
    elif what in _VERSIONS:
        named = {_VERSIONS[what]}
    else:
        raise _refused(text, f"'{what}' is not a version of TLS; there are {', '.join(_VERSIONS)}")
    if sign == "+":
        versions |= named
    else:
        versions -= named


def _refused(text: str, why: str) -> InvalidArg:
    return InvalidArg(f"TLS priority '{text}' cannot be used: {why}", origin=_FROM_RPC)
