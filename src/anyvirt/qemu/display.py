"""Display servers of a guest: their ports, their passwords."""

from __future__ import annotations

import datetime
import ipaddress
import socket
from contextlib import AsyncExitStack, suppress

from anyvirt.conf.domain.devices.graphics import Graphics, GraphicsType, ListenType
from anyvirt.conf.domain.model import Domain
from anyvirt.qemu.command import GraphicsPorts
from anyvirt.qemu.monitor import Monitor
from anyvirt.qemu.ports import DISPLAY_PORTS, WEBSOCKET_PORTS, PortPool
from anyvirt.util.error import InternalError, XmlError
from anyvirt.util.wait import in_thread

_DEFAULT_ADDRESS = "127.0.0.1"
_CHOOSE = -1  # a port that is to be chosen at start


async def reserve_ports(pool: PortPool, domain: Domain, undo: AsyncExitStack) -> dict[int, GraphicsPorts]:
    """Find the ports of each <graphics>, write them into the definition, and have *undo* give them back.

    Raises:
        InternalError: a port that the definition asks for is in use, or the host has no such address.
    """
    chosen: dict[int, GraphicsPorts] = {}
    for position, graphics in enumerate(domain.graphics):
        if graphics.type not in (GraphicsType.VNC, GraphicsType.SPICE) or not _listens_on_address(graphics):
            continue
        owner = f"domain '{domain.name}', graphics {graphics.type.value}"
        address = listen_address(graphics)
        graphics.listen = address
        for listen in graphics.listens:
            listen.address = listen.address or address
        numeric = await _numeric(address, owner)

        def claim(port: int, ports: range, owner: str = owner, address: str = numeric) -> int:
            if port == _CHOOSE:
                port = pool.reserve_free(address, ports)
            else:
                pool.reserve(address, port, owner)
            undo.callback(pool.release, port)
            return port

        wanted = _CHOOSE if graphics.autoport or graphics.port in (None, 0) else graphics.port
        assert wanted is not None
        graphics.port = claim(wanted, DISPLAY_PORTS)
        if graphics.websocket is not None:
            graphics.websocket = claim(graphics.websocket, WEBSOCKET_PORTS)
        if graphics.tls_port is not None and graphics.tls_port > 0:
            graphics.tls_port = claim(graphics.tls_port, DISPLAY_PORTS)
        chosen[position] = GraphicsPorts(
            port=graphics.port, tls_port=graphics.tls_port or None, websocket=graphics.websocket
        )
    return chosen


async def _numeric(address: str, owner: str) -> str:
    """The number of an address that may be a name."""
    with suppress(ValueError):
        return str(ipaddress.ip_address(address))
    try:
        # Others answer for names, and take their time.
        [(*_, found), *_] = await in_thread(socket.getaddrinfo, address, None)
    except OSError as exc:
        raise InternalError(f"{owner}: cannot listen on '{address}': {exc.strerror}") from exc
    return str(found[0])


def listen_address(graphics: Graphics) -> str:
    """The address of the host that the server listens on."""
    for listen in graphics.listens:
        if listen.address:
            return listen.address
    return graphics.listen or _DEFAULT_ADDRESS


async def set_passwords(monitor: Monitor, domain: Domain) -> None:
    """Give the display servers their passwords; on the command line everybody could read them."""
    for graphics in domain.graphics:
        if graphics.passwd is None or graphics.type not in (GraphicsType.VNC, GraphicsType.SPICE):
            continue
        protocol = graphics.type.value
        password: dict[str, object] = {"protocol": protocol, "password": graphics.passwd}
        if graphics.connected is not None:
            assert graphics.connected is not None
            password["connected"] = graphics.connected.value
        await monitor.execute("set_password", password)
        if graphics.passwd == "":
            # Nobody can log in. QEMU would let everybody in who gives none.
            await monitor.execute("expire_password", {"protocol": protocol, "time": "now"})
        elif graphics.passwd_valid_to is not None:
            expiry = {"protocol": protocol, "time": str(_seconds(graphics.passwd_valid_to))}
            await monitor.execute("expire_password", expiry)


def _seconds(moment: str) -> int:
    try:
        return int(datetime.datetime.fromisoformat(moment).replace(tzinfo=datetime.UTC).timestamp())
    except ValueError as exc:
        raise XmlError(
            f"graphics/@passwdValidTo: '{moment}' is not a date and time", hint="2030-12-31T23:59:59"
        ) from exc


def _listens_on_address(graphics: Graphics) -> bool:
    if graphics.socket is not None:
        return False
    return all(listen.type in (ListenType.ADDRESS, ListenType.NETWORK) for listen in graphics.listens)
