"""Refusing arguments, in libvirt's words: these errors carry the function and the argument, and no prefix."""

from __future__ import annotations

from typing import Final

from anyvirt.util.error import InvalidArg, error_from_message, libvirtError

_WORD: Final = (
    0xFFFFFFFF  # flags are unsigned 32-bit numbers to libvirt; Python programs write bit 31 as a negative one
)


def invalid_argument(message: str, *, function: str, argument: str = "flags", origin: int = 0) -> libvirtError:
    """An InvalidArg whose whole message is *message*; *function* is the C name."""
    return error_from_message(InvalidArg.code, message, origin=origin, str1=function, str2=argument, int1=0, int2=0)


def check_flags(flags: int, supported: int, function: str) -> None:
    """Refuse bits of *flags* that *function* does not know.

    Raises:
        InvalidArg: it names them.
    """
    unknown = flags & ~supported & _WORD
    if unknown:
        raise invalid_argument(f"unsupported flags ({unknown:#x}) in function {function}", function=function)


def check_exclusive(
    flags: int, first: tuple[str, int], second: tuple[str, int], function: str, *, origin: int = 0
) -> None:
    """Refuse *flags* with both of two bits, each given by name and value.

    Args:
        flags, first, second: what is checked.
        function: the C name.
        origin: VIR_FROM_*, where libvirt's own library refuses it before a driver is asked.

    Raises:
        InvalidArg: both are set.
    """
    if flags & first[1] and flags & second[1]:
        raise invalid_argument(
            f"Flags '{first[0]}' and '{second[0]}' are mutually exclusive", function=function, origin=origin
        )


def check_required(
    flags: int, flag: tuple[str, int], needed: tuple[str, int], function: str, *, origin: int = 0
) -> None:
    """Refuse *flags* with one bit and without the other that it needs; *origin* as in `check_exclusive`.

    Raises:
        InvalidArg: *needed* is missing.
    """
    if flags & flag[1] and not flags & needed[1]:
        raise invalid_argument(f"Flag '{needed[0]}' is required by flag '{flag[0]}'", function=function, origin=origin)
