"""Tap interfaces, where we may make them."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest

from anyvirt.util.error import InvalidArg, SystemCallError, libvirtError
from anyvirt.util.tap import create_tap

MAC = "52:54:00:12:34:56"


def close(fds: list[int]) -> None:
    for fd in fds:
        os.close(fd)


@pytest.fixture
def name() -> Iterator[str]:
    """A name that no other test has, on a host that lets us make taps."""
    name = f"av{secrets.token_hex(4)}"
    try:
        fds, _ = create_tap(name, MAC, vnet_header=False)
    except libvirtError as exc:
        pytest.skip(f"no tap interfaces here: {exc.detail}")
    close(fds)
    yield name
    assert not Path("/sys/class/net", name).exists(), "the tap outlived its descriptor"


def fact(name: str, which: str) -> str:
    return Path("/sys/class/net", name, which).read_text().strip()


def test_a_tap_is_the_card_of_the_host(name: str) -> None:
    fds, made = create_tap(name, MAC, vnet_header=True)
    try:
        assert made == name
        assert fact(name, "address") == "fe:54:00:12:34:56"
        assert int(fact(name, "flags"), 16) & 1  # up
    finally:
        close(fds)


def test_the_largest_frame(name: str) -> None:
    """A guest that is told of larger frames than its tap takes would lose them."""
    fds, _ = create_tap(name, MAC, mtu=9000, vnet_header=True)
    try:
        assert fact(name, "mtu") == "9000"
    finally:
        close(fds)


def test_a_queue_for_each_cpu(name: str) -> None:
    fds, _ = create_tap(name, MAC, queues=3, vnet_header=True)
    try:
        assert len(set(fds)) == 3
        assert int(fact(name, "tun_flags"), 16) & 0x100  # IFF_MULTI_QUEUE
        assert len(list(Path("/sys/class/net", name, "queues").glob("tx-*"))) == 3
    finally:
        close(fds)


@pytest.mark.parametrize("bridge", ["lo", "no-such-bridge"])
def test_what_is_no_bridge(name: str, bridge: str) -> None:
    with pytest.raises(SystemCallError) as caught:
        create_tap(name, MAC, bridge=bridge, vnet_header=False)
    assert bridge in caught.value.detail


def test_names_are_not_cut() -> None:
    """The kernel would take the first 15 bytes, which may name another bridge."""
    with pytest.raises(InvalidArg, match="bridge name 'sixteen-bytes-br' is longer than 15 bytes"):
        create_tap(None, MAC, bridge="sixteen-bytes-br", vnet_header=False)
    with pytest.raises(InvalidArg, match="interface name 'sixteen-bytes-if' is longer than 15 bytes"):
        create_tap("sixteen-bytes-if", MAC, vnet_header=False)
