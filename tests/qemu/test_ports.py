"""qemu.ports: who may have which port."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from anyvirt.qemu.ports import PortPool
from anyvirt.util.error import InternalError

HOST = "127.0.0.1"


@contextmanager
def listening(address: str = HOST) -> Iterator[int]:
    """A port on which somebody listens."""
    with socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET) as other:
        other.bind((address, 0))
        other.listen()
        yield other.getsockname()[1]


def free_range() -> range:
    """A few ports that are very likely to be free."""
    with listening() as port:
        return range(port, min(port + 50, 65536))


def test_the_lowest_free_one() -> None:
    pool, ports = PortPool(), free_range()
    with listening() as taken:
        chosen = pool.reserve_free(HOST, range(taken, 65536))
        assert chosen > taken
    first = pool.reserve_free(HOST, ports)
    second = pool.reserve_free(HOST, ports)
    assert first < second
    pool.release(first)
    assert pool.reserve_free(HOST, ports) == first


def test_none_is_left() -> None:
    with (
        listening() as taken,
        pytest.raises(InternalError, match=f"no free port between {taken} and {taken} on {HOST}"),
    ):
        PortPool().reserve_free(HOST, range(taken, taken + 1))


def test_one_that_is_asked_for() -> None:
    pool = PortPool()
    with listening() as taken, pytest.raises(InternalError, match=f"the owner: port {taken} on {HOST} is in use"):
        pool.reserve(HOST, taken, "the owner")
    pool.reserve(HOST, taken, "the owner")
    with pytest.raises(InternalError, match="in use"):
        pool.reserve(HOST, taken, "another")
    pool.release(taken)
    pool.reserve(HOST, taken, "another")


def test_another_pool_sees_what_is_claimed() -> None:
    """As another process would: between the choice and the moment when QEMU listens, nobody else may choose it."""
    one, other, ports = PortPool(), PortPool(), free_range()
    chosen = one.reserve_free(HOST, ports)
    with pytest.raises(InternalError, match="in use"):
        other.reserve(HOST, chosen, "another")
    assert other.reserve_free(HOST, ports) != chosen
    one.release(chosen)
    other.reserve(HOST, chosen, "another")


def test_addresses_have_ports_of_their_own() -> None:
    pool = PortPool()
    port = pool.reserve_free(HOST, free_range())
    pool.reserve("127.0.0.2", port, "the owner")
    pool.release(port)
    pool.reserve(HOST, port, "another")
    pool.reserve("127.0.0.2", port, "another")


def test_what_a_running_guest_holds_is_not_chosen() -> None:
    pool, ports = PortPool(), free_range()
    pool.adopt(ports.start)
    assert pool.reserve_free(HOST, ports) > ports.start
    pool.release(ports.start)
    pool.release(ports.start)  # again, harmlessly
    assert pool.reserve_free(HOST, ports) == ports.start


def test_a_connection_that_lingers_does_not_count() -> None:
    """A display that was just closed leaves its connections behind for a minute; QEMU takes the port all the same."""
    with listening() as port:
        pass
    with socket.socket() as server:
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        server.bind((HOST, port))
        server.listen()
        client = socket.create_connection((HOST, port))
        accepted, _ = server.accept()
        accepted.close()  # who closes first keeps the connection in TIME_WAIT
        client.close()
    PortPool().reserve(HOST, port, "the owner")


def test_an_address_that_is_not_here() -> None:
    with pytest.raises(InternalError, match=r"cannot listen on 192.0.2.77"):
        PortPool().reserve_free("192.0.2.77", free_range())
