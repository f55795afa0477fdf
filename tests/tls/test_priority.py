"""What GnuTLS's priority strings mean here."""

from __future__ import annotations

import ssl

import pytest

from anyvirt.error import InvalidArg
from anyvirt.tls.priority import Priority

V = ssl.TLSVersion


@pytest.mark.parametrize(
    ("text", "lowest", "highest", "bits"),
    [
        ("NORMAL", V.TLSv1_2, V.TLSv1_3, 0),
        ("@SYSTEM", V.TLSv1_2, V.TLSv1_3, 0),
        ("@LIBVIRT,SYSTEM", V.TLSv1_2, V.TLSv1_3, 0),
        ("SECURE128", V.TLSv1_2, V.TLSv1_3, 128),
        ("SECURE256:%SAFE_RENEGOTIATION", V.TLSv1_2, V.TLSv1_3, 192),
        ("PFS", V.TLSv1_2, V.TLSv1_3, 0),
        ("NORMAL:-VERS-TLS1.3", V.TLSv1_2, V.TLSv1_2, 0),
        ("NORMAL:-VERS-ALL:+VERS-TLS1.3", V.TLSv1_3, V.TLSv1_3, 0),
        ("NORMAL:-VERS-TLS-ALL:+VERS-TLS1.2", V.TLSv1_2, V.TLSv1_2, 0),
        ("NORMAL:+VERS-TLS1.1", V.TLSv1_1, V.TLSv1_3, 0),
        ("NONE:+VERS-TLS1.2", V.TLSv1_2, V.TLSv1_2, 0),
    ],
)
def test_versions_and_levels(text: str, lowest: ssl.TLSVersion, highest: ssl.TLSVersion, bits: int) -> None:
    """Are understood."""
    found = Priority.parse(text)
    assert (found.lowest, found.highest, found.least_bits) == (lowest, highest, bits)


@pytest.mark.parametrize("level", ["SECURE192", "SECURE256", "PFS"])
def test_the_ciphers_of_a_level_are_some_that_openssl_has(level: str) -> None:
    """It refuses a list in which it knows none."""
    ciphers = Priority.parse(level).ciphers
    assert ciphers is not None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.set_ciphers(ciphers)
    assert any(each["protocol"] == "TLSv1.2" for each in context.get_ciphers())


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("NORMALLY", "'NORMALLY' is not known; it may begin with NORMAL"),
        ("", "'' is not known"),
        ("NORMAL:-AES-128-CBC", "'-AES-128-CBC' has no counterpart in OpenSSL"),
        ("NORMAL:+GROUP-X25519", r"'\+GROUP-X25519' has no counterpart"),
        ("NORMAL:-VERS-TLS1.4", "'VERS-TLS1.4' is not a version of TLS"),
        ("NORMAL:-VERS-ALL", "leaves no version of TLS"),
        ("NORMAL:+VERS-TLS1.1:-VERS-TLS1.2", "leaves out TLSv1_2 between TLSv1_1 and TLSv1_3"),
        ("NONE", "leaves no version"),
    ],
)
def test_what_has_no_counterpart_is_refused(text: str, problem: str) -> None:
    """Not ignored: somebody relies on it."""
    with pytest.raises(InvalidArg, match=problem) as caught:
        Priority.parse(text)
    assert f"TLS priority '{text}' cannot be used" in str(caught.value)
