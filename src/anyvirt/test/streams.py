"""What the guests of the test driver show and answer: consoles and channels that echo, and a picture of a screen."""

from __future__ import annotations

import struct
import zlib
from typing import Final

from anyvirt import constants
from anyvirt.driver.channels import BytesReader, Echo
from anyvirt.driver.streams import Channel
from anyvirt.driver.terminals import channel_of, console_of
from anyvirt.test.base import TestBase
from anyvirt.util.flags import check_flags
from anyvirt.util.refs import DomainRef

_WIDTH: Final = 320  # pixels
_HEIGHT: Final = 200


class Streams(TestBase):
    """Everything that opens a stream to a guest."""

    async def domain_open_console(self, dom: DomainRef, dev_name: str | None, flags: int) -> Channel:
        check_flags(
            flags, constants.VIR_DOMAIN_CONSOLE_FORCE | constants.VIR_DOMAIN_CONSOLE_SAFE, "virDomainOpenConsole"
        )
        domain = self.find(dom)
        device = console_of(domain.require_active(), dev_name)
        # A guest here can always be talked to, also one that was defined without a console.
        alias = (device.alias if device is not None else None) or dev_name or "console"
        force = bool(flags & constants.VIR_DOMAIN_CONSOLE_FORCE)
        return self._echo(domain.uuid, alias, "console session", force=force)

    async def domain_open_channel(self, dom: DomainRef, name: str | None, flags: int) -> Channel:
        check_flags(flags, constants.VIR_DOMAIN_CHANNEL_FORCE, "virDomainOpenChannel")
        domain = self.find(dom)
        device = channel_of(domain.require_active(), name)
        called = (device.name or device.alias if device is not None else None) or name or ""
        force = bool(flags & constants.VIR_DOMAIN_CHANNEL_FORCE)
        return self._echo(domain.uuid, f"channel {called}", "channel stream", force=force)

    async def domain_screenshot(self, dom: DomainRef, screen: int, flags: int) -> tuple[str, Channel]:
        check_flags(flags, 0, "virDomainScreenshot")
        domain = self.find(dom)
        return "image/png", BytesReader(_picture(domain.uuid))

    def _echo(self, uuid: str, device: str, what: str, *, force: bool) -> Channel:
        self.sessions.check(uuid, device, force=force, what=what)
        echo = Echo()
        self.sessions.add(uuid, device, echo, echo.feed_end)
        return echo


def _picture(uuid: str) -> bytes:
    """A PNG of 320 x 200 pixels: a slope of grey with a frame, in a colour that tells guests apart."""
    red, green, blue = bytes.fromhex(uuid.replace("-", ""))[:3]
    frame = bytes((red, green, blue)) * _WIDTH
    rows = bytearray()
    for y in range(_HEIGHT):
        line = frame
        if 8 <= y < _HEIGHT - 8:
            inner = b"".join(bytes((level,)) * 3 for level in ((x * 255 // _WIDTH) for x in range(8, _WIDTH - 8)))
            line = frame[: 8 * 3] + inner + frame[: 8 * 3]
        rows += b"\0" + line  # each row says that it is not filtered
    header = struct.pack(">IIBBBBB", _WIDTH, _HEIGHT, 8, 2, 0, 0, 0)  # 8 bits, RGB
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(bytes(rows))), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in parts
    )
