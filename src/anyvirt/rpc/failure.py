"""Errors that travel in packets: libvirtError and the struct that stands for one."""

from __future__ import annotations

from typing import Any, Final

from anyvirt.rpc.programs import program
from anyvirt.rpc.xdr import Buffer
from anyvirt.util.error import error_from_message, libvirtError
from anyvirt.util.refs import DomainRef, NetworkRef

_INTERNAL: Final = 1  # VIR_ERR_INTERNAL_ERROR
_ERROR: Final = 2  # VIR_ERR_ERROR


def write_error(
    out: bytearray, error: libvirtError, *, dom: DomainRef | None = None, net: NetworkRef | None = None
) -> None:
    """Append the struct for *error*, which is about *dom* or *net* if that is given.

    A text that is too long or otherwise cannot be sent is cut short or put right: an error always arrives.
    """
    err = error.err or (_INTERNAL, 0, error.message, _ERROR, None, None, None, -1, -1)
    code, origin, message, level, *texts, int1, int2 = err
    str1, str2, str3 = (_sendable(text) for text in texts)
    _error().encode(
        (code, origin, _sendable(message), level, dom, str1, str2, str3, _word(int1), _word(int2), net), out
    )


def read_error(payload: Buffer) -> libvirtError:
    """The error in the payload of a packet, of the class of its code.

    Raises:
        XdrError: the payload is not that of an error.
    """
    struct = _error().decode(payload)
    return error_from_message(
        struct.code,
        struct.message or "Unknown error",
        origin=struct.domain,
        level=struct.level,
        str1=struct.str1,
        str2=struct.str2,
        str3=struct.str3,
        int1=struct.int1,
        int2=struct.int2,
    )


def _error() -> Any:
    return program("packet").structs["error"]


_TEXT_MAX: Final = 64 * 1024  # bytes; three of them fit into a packet with room to spare, whatever its limit


def _sendable(text: object) -> str | None:
    if text is None:
        return None
    raw = str(text).replace("\0", "\N{REPLACEMENT CHARACTER}").encode("utf-8", "backslashreplace")
    return raw[:_TEXT_MAX].decode("utf-8", "ignore")


def _word(number: int) -> int:
    return number if -(2**31) <= number < 2**31 else -1
