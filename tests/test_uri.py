"""Connection URIs, taken apart."""

from __future__ import annotations

import re

import pytest

from anyvirt.constants import VIR_FROM_URI
from anyvirt.driver import URI
from anyvirt.util.error import InternalError, InvalidArg, NoConnect


def test_all_parts_are_found() -> None:
    uri = URI.parse("xen+ssh://root@host.example:2222/system%20one?no_verify=1&keyfile=/tmp/a%20b#there")
    assert uri == (
        "xen+ssh://root@host.example:2222/system%20one?no_verify=1&keyfile=/tmp/a%20b#there",
        "xen",
        "ssh",
        "root",
        "host.example",
        2222,
        "/system one",
        {"no_verify": "1", "keyfile": "/tmp/a b"},
    )


def test_parts_may_be_missing() -> None:
    """What is not written is None, or empty."""
    assert URI.parse("test:///default")[1:] == ("test", None, None, None, None, "/default", {})
    assert URI.parse("test:")[1:] == ("test", None, None, None, None, "", {})
    assert URI.parse("qemu+unix:///embed?socket")[1:] == ("qemu", "unix", None, None, None, "/embed", {"socket": ""})


def test_hosts_may_be_addresses() -> None:
    assert URI.parse("qemu+tcp://[fe80::1]:16509/system").host == "fe80::1"
    assert URI.parse("qemu+tcp://10.0.0.1/system").port is None


def test_parameters_are_no_form() -> None:
    """A plus sign stays one; semicolons separate as in libvirt; the last of several counts."""
    assert URI.parse("qemu:///embed?root=/srv/a+b").params == {"root": "/srv/a+b"}
    assert URI.parse("qemu:///embed?root=/srv/a%26b;x=1&&y=2;y=3").params == {"root": "/srv/a&b", "x": "1", "y": "3"}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("test:///a b", "' ' must be written as %20"),
        ("test:///de\nfault", r"'\\n' must be written as %0A"),
        ("test:///\x7f", "%7F"),
        ("test:///d\u00e9fault", "must be written as %C3%A9"),
        ("test:///%zz", "'%zz' is no escaped letter"),
        ("test:///default?a=%", "'%' is no escaped letter"),
        ("://", "a driver's name comes before"),
        ("+tcp:///default", "a driver's name comes before"),
        ("1test:///default", "a driver's name comes before"),
        ("te_st:///default", "a driver's name comes before"),
        ("qemu://[::1/system", "IPv6"),
        ("qemu://host:99999/system", "out of range"),
        ("qemu://host:http/system", "could not be cast"),
    ],
)
def test_what_is_no_uri_is_refused(text: str, why: str) -> None:
    """In libvirt's words, with the reason as the hint."""
    with pytest.raises(InternalError) as caught:
        URI.parse(text)
    assert caught.value.origin == VIR_FROM_URI
    assert caught.value.message == f"internal error: Unable to parse URI {text}"
    assert re.search(why, caught.value.hint or "")


@pytest.mark.parametrize("text", ["default", "/default", "?root=/", "//host/default"])
def test_a_uri_names_a_driver(text: str) -> None:
    with pytest.raises(NoConnect, match=f"URI '{re.escape(text)}' does not include a driver name") as caught:
        URI.parse(text)
    assert caught.value.hint == "write it as qemu:///embed or test:///default"


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("test:///default", "test:///default"),
        ("test:/default", "test:///default"),
        ("test:///def%61ult", "test:///default"),
        ("test:///a%20b", "test:///a%20b"),
        ("test:///default?a=b;c=%20d#e?f", "test:///default?a=b;c=%20d#e?f"),
        ("xen+ssh://me@host:22/?x", "xen+ssh://me@host:22/?x"),
    ],
)
def test_one_uri_has_one_form(text: str, canonical: str) -> None:
    """In which a connection shows it."""
    assert URI.parse(text).canonical == canonical


def test_parameters_that_nobody_reads_are_refused() -> None:
    uri = URI.parse("qemu:///embed?root=/srv&rot=/tmp")
    uri.require_params("root", "rot")
    with pytest.raises(InvalidArg, match=r"unknown parameter 'rot' \(known: root\)"):
        uri.require_params("root")
    with pytest.raises(InvalidArg, match=r"\(known: none\)"):
        uri.require_params()
