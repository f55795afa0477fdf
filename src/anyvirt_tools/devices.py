"""What commands read out of a domain's XML.

The document may come from a newer library with values that our models do not know, so it is read as plain XML.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from xml.etree import ElementTree

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_FIRST_VNC_PORT = 5900
_ANY_ADDRESS = ("0.0.0.0", "::")


class Disk(NamedTuple):
    """A disk as domblklist shows it."""

    type: str
    device: str
    target: str
    source: str | None


class Interface(NamedTuple):
    """A network interface as domiflist shows it."""

    target: str | None
    type: str
    source: str | None
    model: str | None
    mac: str | None


class Display(NamedTuple):
    """A graphical display that listens."""

    type: str
    address: str | None  # None: any
    port: int | None
    tls_port: int | None
    socket: str | None

    @property
    def vnc(self) -> str:
        """As VNC viewers take it: HOST:NUMBER."""
        number = (self.port or _FIRST_VNC_PORT) - _FIRST_VNC_PORT
        return self.socket or f"{self.address or ''}:{number}"

    @property
    def uri(self) -> str:
        """As viewers of any kind take it."""
        if self.socket:
            return f"{self.type}+unix://{self.socket}"
        host = self.address or "localhost"
        host = f"[{host}]" if ":" in host else host
        port = self.port
        if port is not None and self.type == "vnc":
            port -= _FIRST_VNC_PORT
        query = f"tls-port={self.tls_port}" if self.tls_port else ""
        place = f"{host}:{port}" if port is not None else host
        return f"{self.type}://{place}" + (f"?{query}" if query else "")


class Character(NamedTuple):
    """A character device and where its host end is."""

    element: str  # console, serial ...
    type: str  # pty, unix, file ...
    path: str | None
    mode: str | None
    alias: str | None


def disks(xml: str) -> list[Disk]:
    """The disks of a domain."""
    return [
        Disk(
            type=disk.get("type", "file"),
            device=disk.get("device", "disk"),
            target=_attribute(disk, "target", "dev") or "-",
            source=_first(disk.find("source"), ("file", "dev", "dir", "name", "volume", "path")),
        )
        for disk in ElementTree.fromstring(xml).iterfind("devices/disk")
    ]


def _first(source: Element | None, names: tuple[str, ...]) -> str | None:
    """The first of the attributes *names* that *source* has."""
    if source is None:
        return None
    return next((value for name in names if (value := source.get(name))), None)


def interfaces(xml: str) -> list[Interface]:
    """The network interfaces of a domain."""
    return [
        Interface(
            target=_attribute(interface, "target", "dev"),
            type=interface.get("type", "-"),
            source=_first(interface.find("source"), ("bridge", "network", "dev", "name")),
            model=_attribute(interface, "model", "type"),
            mac=_attribute(interface, "mac", "address"),
        )
        for interface in ElementTree.fromstring(xml).iterfind("devices/interface")
    ]


def displays(xml: str) -> list[Display]:
    """The graphical displays of a running domain that somebody can connect to."""
    found = []
    for graphics in ElementTree.fromstring(xml).iterfind("devices/graphics"):
        address = graphics.get("listen") or _attribute(graphics, "listen", "address")
        display = Display(
            type=graphics.get("type", "-"),
            address=None if address in _ANY_ADDRESS else address,
            port=_port(graphics.get("port")),
            tls_port=_port(graphics.get("tlsPort")),
            socket=graphics.get("socket") or _attribute(graphics, "listen", "socket"),
        )
        if display.port or display.tls_port or display.socket:
            found.append(display)
    return found


def characters(xml: str) -> list[Character]:
    """The consoles of a domain, then its serial and parallel ports."""
    domain = ElementTree.fromstring(xml)
    return [
        Character(
            element=name,
            type=device.get("type", "-"),
            path=_attribute(device, "source", "path") or device.get("tty"),
            mode=_attribute(device, "source", "mode"),
            alias=_attribute(device, "alias", "name"),
        )
        for name in ("console", "serial", "parallel")
        for device in domain.iterfind(f"devices/{name}")
    ]


def _attribute(element: Element, child: str, name: str) -> str | None:
    found = element.find(child)
    return found.get(name) if found is not None else None


def _port(text: str | None) -> int | None:
    """A port number; -1 and 0 stand for none."""
    return int(text) if text and text.isdecimal() and int(text) else None
