"""Streams to the consoles and channels of guests, and pictures of their screens."""

from __future__ import annotations

import os
import socket
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from anyvirt import constants as c
from anyvirt.qemu.core import QemuCore
from anyvirt.util.error import InternalError, SystemCallError
from anyvirt.util.flags import check_flags
from anyvirt.util.refs import DomainRef

if TYPE_CHECKING:
    from anyvirt.conf.domain.devices.chardev import Channel as GuestChannel
    from anyvirt.driver.streams import Channel
    from anyvirt.driver.terminals import Sessions, Terminal
    from anyvirt.qemu.instance import QemuGuest


class Terminals(QemuCore):
    """Everything that opens a stream to a guest."""

    @cached_property
    def _sessions(self) -> Sessions:
        from anyvirt.driver.terminals import Sessions

        return Sessions()

    async def domain_open_console(self, dom: DomainRef, dev_name: str | None, flags: int) -> Channel:
        from anyvirt.driver.terminals import console_of

        # That there is no other stream is always seen to here, so that SAFE asks for nothing more.
        check_flags(flags, c.VIR_DOMAIN_CONSOLE_FORCE | c.VIR_DOMAIN_CONSOLE_SAFE, "virDomainOpenConsole")
        guest = self.find(dom)
        device = console_of(guest.require_active(), dev_name)
        if device is None:
            raise InternalError("cannot find console device 'default'", hint="define a <console> or a <serial>")
        force = bool(flags & c.VIR_DOMAIN_CONSOLE_FORCE)
        return self._connected(guest, device, "console session", force=force)

    async def domain_open_channel(self, dom: DomainRef, name: str | None, flags: int) -> Channel:
        from anyvirt.driver.terminals import channel_of

        check_flags(flags, c.VIR_DOMAIN_CHANNEL_FORCE, "virDomainOpenChannel")
        guest = self.find(dom)
        device = channel_of(guest.require_active(), name)
        if device is None:
            raise InternalError("cannot find channel 'default'", hint="define a <channel>")
        force = bool(flags & c.VIR_DOMAIN_CHANNEL_FORCE)
        return self._connected(guest, device, "channel stream", force=force)

    def _connected(self, guest: QemuGuest, device: Terminal | GuestChannel, what: str, *, force: bool) -> Channel:
        from anyvirt.driver.descriptors import DescriptorChannel

        alias = device.alias or ""
        self._sessions.check(guest.uuid, alias, force=force, what=what)
        channel = DescriptorChannel(_opened(device))
        self._sessions.add(guest.uuid, alias, channel, channel.cut)
        return channel


def _opened(device: Terminal | GuestChannel) -> int:
    """The host's end of *device*, which does not block."""
    from anyvirt.conf.domain.devices.chardev import CharMode, CharType

    source = device.sources[0] if device.sources else None
    path = device.tty or (source.path if source is not None else None)
    try:
        if device.type is CharType.PTY and path:
            return os.open(path, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK | os.O_CLOEXEC)
        if device.type is CharType.UNIX and path and source is not None and source.mode is not CharMode.CONNECT:
            return _connect(Path(path))
    except OSError as exc:
        raise SystemCallError(
            f"cannot connect to {path} of '{device.alias}': {exc.strerror}", int1=exc.errno or 0
        ) from exc
    raise InternalError(
        f"character device {device.alias} is not using a PTY or a UNIX socket that listens: it is of type "
        f"'{device.type.value}'"
    )


def _connect(path: Path) -> int:
    """A connection to the Unix socket at *path*, which may be longer than a socket address can be."""
    folder = os.open(path.parent, os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            connection.setblocking(False)
            connection.connect(f"/proc/self/fd/{folder}/{path.name}")
            return connection.detach()
    finally:
        os.close(folder)
