"""Numbers that libvirt reads in any base, and most of them writes in hexadecimal."""

from __future__ import annotations

from typing import Annotated

from anyvirt.util.xmlmap import integer

Hex = Annotated[int, integer(0, 2**64 - 1, fmt="#x")]
Hex1 = Annotated[int, integer(0, 0xF, fmt="#03x")]
Hex2 = Annotated[int, integer(0, 0xFF, fmt="#04x")]
Hex4 = Annotated[int, integer(0, 0xFFFF, fmt="#06x")]
Hex8 = Annotated[int, integer(0, 0xFFFFFFFF, fmt="#010x")]
PciDomain = Annotated[int, integer(0, 0xFFFFFFFF, fmt="#06x")]

# These are hexadecimal whether they say so or not.
Base16 = Annotated[int, integer(0, 2**64 - 1, fmt="#x", base16=True)]
Base16Of8 = Annotated[int, integer(0, 2**64 - 1, fmt="#010x", base16=True)]

# Decimal when it is written.
Number = Annotated[int, integer(0, 2**32 - 1, any_base=True)]
LongNumber = Annotated[int, integer(0, 2**64 - 1, any_base=True)]
