"""How much a call can carry: the bounds of libvirt's protocol, kept in every connection, so that a program that works
with a driver in its own process works with one behind a daemon too.
"""

from __future__ import annotations

from collections.abc import Sized
from typing import Final, TypeVar

from anyvirt.util.error import Rpc
from anyvirt.util.last_error import remember

STRING_BYTES: Final = 4 * 1024 * 1024  # REMOTE_STRING_MAX
SECRET_BYTES: Final = 65536  # REMOTE_SECRET_VALUE_MAX
CPU_MAP_BITS: Final = 8 * 2048  # REMOTE_CPUMAP_MAX, which counts bytes
DOMAINS: Final = 16384  # REMOTE_DOMAIN_LIST_MAX
DESCRIPTORS: Final = 32  # VIR_NET_MESSAGE_NUM_FDS_MAX

_FROM_RPC: Final = 7  # VIR_FROM_RPC
_CHARACTER_BYTES: Final = 4  # of one in UTF-8, at most

S = TypeVar("S", bound=Sized)


def at_most(values: S, most: int, name: str) -> S:
    """*values*, the argument *name*, if there are not too many of them.

    Raises:
        Rpc: there are more than *most*.
    """
    if len(values) > most:
        raise _refused(f"{name}: {len(values)} are too many, at most {most} fit into a message")
    return values


def short(text: str, name: str) -> str:
    """*text*, the argument *name*, if it is not too long.

    Raises:
        Rpc: it takes more than STRING_BYTES.
    """
    if len(text) * _CHARACTER_BYTES > STRING_BYTES:
        size = len(text.encode(errors="surrogatepass"))
        if size > STRING_BYTES:
            raise _refused(f"{name}: {size} bytes are too long, at most {STRING_BYTES} fit into a message")
    return text


def _refused(why: str) -> Rpc:
    error = Rpc(why, origin=_FROM_RPC)
    remember(error)
    return error
