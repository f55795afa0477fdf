"""qemu.display: ports and passwords of display servers."""

from __future__ import annotations

import socket
from contextlib import AsyncExitStack
from typing import Any

import pytest

from anyvirt.conf.domain.model import Domain
from anyvirt.qemu.display import listen_address, reserve_ports, set_passwords
from anyvirt.qemu.ports import PortPool
from anyvirt.util.error import InternalError, XmlError


def domain(graphics: str) -> Domain:
    return Domain.from_xml(
        f"<domain type='qemu'><name>x</name><memory>1024</memory><os><type>hvm</type></os>"
        f"<devices>{graphics}</devices></domain>"
    )


class Monitor:
    """Notes what it is told."""

    def __init__(self) -> None:
        self.told: list[tuple[str, Any]] = []

    async def execute(self, command: str, arguments: Any = None) -> None:
        self.told.append((command, arguments))


async def test_automatic_ports() -> None:
    """Each display gets its own, and it stands in the definition; afterwards all are free again."""
    pool = PortPool()
    machine = domain("<graphics type='vnc' autoport='yes' websocket='-1'/><graphics type='spice' autoport='yes'/>")
    async with AsyncExitStack() as undo:
        chosen = await reserve_ports(pool, machine, undo)
        first, second = machine.graphics
        assert (chosen[0].port, chosen[0].websocket) == (first.port, first.websocket)
        assert chosen[1].port == second.port
        assert len({first.port, first.websocket, second.port}) == 3
        assert first.listen == "127.0.0.1"
    for port in (first.port, first.websocket, second.port):
        assert port is not None
        PortPool().reserve("127.0.0.1", port, "somebody else")


async def test_what_was_reserved_is_given_back_when_a_later_one_is_not_to_be_had() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        machine = domain(f"<graphics type='vnc' autoport='yes'/><graphics type='spice' port='{taken}'/>")
        with pytest.raises(InternalError, match=f"domain 'x', graphics spice: port {taken}"):
            async with AsyncExitStack() as undo:
                await reserve_ports(PortPool(), machine, undo)
    port = machine.graphics[0].port
    assert port is not None
    PortPool().reserve("127.0.0.1", port, "somebody else")


async def test_servers_without_a_port() -> None:
    machine = domain(
        "<graphics type='vnc' socket='/tmp/x'/><graphics type='vnc'><listen type='none'/></graphics>"
        "<graphics type='egl-headless'/>"
    )
    async with AsyncExitStack() as undo:
        assert await reserve_ports(PortPool(), machine, undo) == {}


@pytest.mark.parametrize(
    ("graphics", "address"),
    [
        ("<graphics type='vnc'/>", "127.0.0.1"),
        ("<graphics type='vnc' listen='127.0.0.2'/>", "127.0.0.2"),
        ("<graphics type='vnc'><listen type='address' address='::1'/></graphics>", "::1"),
        ("<graphics type='vnc'><listen type='address'/></graphics>", "127.0.0.1"),
    ],
)
def test_the_address(graphics: str, address: str) -> None:
    assert listen_address(domain(graphics).graphics[0]) == address


async def test_names_of_addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    """They stay in the definition as they were given."""

    def look_up(name: str, _port: None) -> list[tuple[object, ...]]:
        if name != "here":
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 0))]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    machine = domain("<graphics type='vnc' autoport='yes' listen='here'/>")
    async with AsyncExitStack() as undo:
        await reserve_ports(PortPool(), machine, undo)
    assert machine.graphics[0].listen == "here"
    with pytest.raises(InternalError, match="domain 'x', graphics vnc: cannot listen on 'there': Name or service"):
        async with AsyncExitStack() as undo:
            await reserve_ports(PortPool(), domain("<graphics type='vnc' listen='there'/>"), undo)


async def test_passwords() -> None:
    """They go to the monitor alone, with what is to happen to clients that are connected, and until when they hold."""
    monitor = Monitor()
    machine = domain(
        "<graphics type='vnc' passwd='one' passwdValidTo='2030-01-01T00:00:00'/>"
        "<graphics type='spice' passwd='two' connected='disconnect'/><graphics type='vnc'/>"
    )
    await set_passwords(monitor, machine)  # type: ignore[arg-type]
    assert monitor.told == [
        ("set_password", {"protocol": "vnc", "password": "one"}),
        ("expire_password", {"protocol": "vnc", "time": "1893456000"}),
        ("set_password", {"protocol": "spice", "password": "two", "connected": "disconnect"}),
    ]


async def test_a_date_that_is_none() -> None:
    machine = domain("<graphics type='vnc' passwd='one' passwdValidTo='soon'/>")
    with pytest.raises(XmlError, match="'soon' is not a date"):
        await set_passwords(Monitor(), machine)  # type: ignore[arg-type]
