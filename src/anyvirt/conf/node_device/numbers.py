"""Numbers that stand in hexadecimal."""

from __future__ import annotations

import re
from typing import Annotated, Final

from anyvirt.util.xmlmap import Converter, integer

_HEXADECIMAL: Final = r"(?a)\s*(?:0[xX])?([0-9a-fA-F]+)"


def hexadecimal(high: int, digits: int) -> Converter[int]:
    """A number up to *high*, read in hexadecimal even without 0x, written with at least *digits*."""

    def read(text: str) -> int:
        match = re.fullmatch(_HEXADECIMAL, text)
        if match is None or int(match[1], 16) > high:
            raise ValueError(text)
        return int(match[1], 16)

    return Converter(
        allowed=f"a hexadecimal number up to {high:#x}",
        parse=read,
        format=lambda value: f"0x{value:0{digits}x}",
        check=lambda value: isinstance(value, int) and not isinstance(value, bool),
        plain=True,
    )


ClassCode = Annotated[int, hexadecimal(0xFFFFFF, 6)]
ProductId = Annotated[int, hexadecimal(2**32 - 1, 4)]
ChannelNumber = Annotated[int, hexadecimal(2**32 - 1, 1)]
DeviceNumber = Annotated[int, hexadecimal(2**32 - 1, 4)]

# These are read in any base.
PciBus = Annotated[int, integer(0, 0xFF, fmt="#04x")]
PciSlot = Annotated[int, integer(0, 0x1F, fmt="#04x")]
PciFunction = Annotated[int, integer(0, 7, fmt="#03x")]
ApAdapter = Annotated[int, integer(0, 2**32 - 1, fmt="#04x")]
ApDomain = Annotated[int, integer(0, 255, fmt="#06x")]
