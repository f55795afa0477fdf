"""IP and MAC addresses as the C library and libvirt read them."""

from __future__ import annotations

import pytest

from anyvirt.conf.netdev.addresses import ip_object, is_group_mac, normal_ip, normal_mac


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("10.0.0.1", "10.0.0.1"),
        ("10.1", "10.0.0.1"),
        ("0010.0.0.1", "8.0.0.1"),
        ("2001:DB8:0:0::1", "2001:db8::1"),
        ("::ffff:1.2.3.4", "::ffff:1.2.3.4"),
        ("fe80::1%eth0", "fe80::1%eth0"),
    ],
)
def test_ip_addresses(text: str, normal: str) -> None:
    assert normal_ip(text) == normal
    assert normal_ip(normal) == normal
    assert str(ip_object(text)) == str(ip_object(normal))


@pytest.mark.parametrize(
    "text", ["", " ", "10.0.0.1 ", " ::1", "10.0.0.256", "example.net", "1::2::3", "10.0.0.1/24", "::é"]
)
def test_what_is_no_ip_address(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        normal_ip(text)


def test_mac_addresses() -> None:
    assert normal_mac("52:54:0:a:B:0C") == "52:54:00:0a:0b:0c"
    assert is_group_mac("01:00:5e:00:00:01")
    assert not is_group_mac("52:54:00:00:00:01")
    for text in ("", "52:54:00:00:00", "52-54-00-00-00-01", "52:54:00:00:00:001", "g2:54:00:00:00:01"):
        with pytest.raises(ValueError, match=r".*"):
            normal_mac(text)
