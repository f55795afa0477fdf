"""Between the text of a document and Python's values."""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Annotated, Any, Final, Generic, TypeVar

from anyvirt.util.error import InternalError, XmlError, libvirtError

T = TypeVar("T")


class Converter(Generic[T]):
    """How one kind of value is read and written.

    Attributes:
        allowed: what a value has to be; completes the sentence "'x' is not ...".
        parse: text to value; raises ValueError, KeyError or OverflowError for a wrong one.
        format: value to text.
        check: whether a value built by a program is one of this kind; used to explain a failure only.
        strips: white space around the text of an element does not count.
        plain: what `format` returns never needs escaping.
        error: the class of the error about a wrong value.
        inline: code of the text inside an f-string, `%s` standing for the value; replaces `format` in output.
    """

    # Written out, as Unit is: named tuples take longer to import than twenty classes of models to be made.
    __slots__ = ("allowed", "check", "error", "format", "inline", "parse", "plain", "strips")

    def __init__(
        self,
        allowed: str,
        parse: Callable[[str], T],
        format: Callable[[T], str],
        check: Callable[[object], bool] = lambda value: True,
        strips: bool = True,
        plain: bool = False,
        error: type[libvirtError] = XmlError,
        inline: str = "",
    ) -> None:
        self.allowed = allowed
        self.parse = parse
        self.format = format
        self.check = check
        self.strips = strips
        self.plain = plain
        self.error = error
        self.inline = inline


def words(table: Mapping[str, T]) -> Converter[T]:
    """A closed set of words and what each means."""
    back = {value: word for word, value in table.items()}
    return Converter(
        allowed="one of " + ", ".join(table),
        parse=dict(table).__getitem__,
        format=back.__getitem__,
        check=lambda value: value in back,
    )


def truth(true: str, false: str) -> Converter[bool]:
    """A truth value written as two words."""
    return Converter(
        allowed=f"one of {true}, {false}",
        parse={true: True, false: False}.__getitem__,
        format=lambda value: true if value else false,
        check=lambda value: isinstance(value, bool),
        plain=True,
        inline=f"{{{true!r} if %s else {false!r}}}",
    )


YES_NO: Final = truth("yes", "no")
ON_OFF: Final = truth("on", "off")

TEXT: Final[Converter[str]] = Converter(
    allowed="text", parse=str, format=str, check=lambda value: isinstance(value, str), strips=False
)


def enumeration(members: type[enum.Enum]) -> Converter[Any]:
    """A closed set of words as the values of an enum."""
    table = {member.value: member for member in members}
    if not all(isinstance(value, str) for value in table):
        raise TypeError(f"the values of {members.__qualname__} must be str to stand in XML")
    plain = not any(set(word) & set("&<>'\"\t\r\n") for word in table)
    return Converter(
        allowed="one of " + ", ".join(table),
        parse=table.__getitem__,
        format=lambda member: str(member.value),
        check=lambda value: isinstance(value, members),
        plain=plain,
        inline="{%s._value_}" if plain else "",
    )


def plain_value(converter: Converter[Any] | None, value: Any) -> Any:
    """*value*, which *converter* reads and writes, for JSON: a number, a truth value or a text."""
    if isinstance(value, enum.Enum):
        return value.value
    return value if converter is None or isinstance(value, str | int) else converter.format(value)


# As C's strtol reads: leading white space and a sign, then digits of the base. Without regular expressions, whose
# compilation would be a good part of what importing this costs.
_WHITE: Final = " \t\r\n\v\f"
_DIGITS: Final = {8: frozenset("01234567"), 10: frozenset("0123456789"), 16: frozenset("0123456789abcdefABCDEF")}


def _decimal(text: str) -> int:
    digits = text.lstrip(_WHITE)
    bare = digits[1:] if digits[:1] in ("+", "-") else digits
    if not (bare.isdigit() and bare.isascii()):
        raise ValueError
    return int(digits)


def _any_base(text: str) -> int:
    digits = text.lstrip(_WHITE)
    bare = digits[1:] if digits[:1] in ("+", "-") else digits
    base = 10
    if bare[:2] in ("0x", "0X"):
        base, bare = 16, bare[2:]
    elif bare[:1] == "0":
        base = 8
    if not bare or not _DIGITS[base].issuperset(bare):
        raise ValueError
    value = int(bare, base)
    return -value if digits[:1] == "-" else value


def _hexadecimal(text: str) -> int:
    digits = text.lstrip(_WHITE)
    bare = digits[2:] if digits[:2] in ("0x", "0X") else digits
    if not bare or not _DIGITS[16].issuperset(bare):
        raise ValueError
    return int(bare, 16)


def integer(
    low: int | None = None, high: int | None = None, *, any_base: bool = False, base16: bool = False, fmt: str = ""
) -> Converter[int]:
    """A whole number.

    Args:
        low: the smallest that is allowed.
        high: the largest.
        any_base: reads 0x1f and 017 too, as C does.
        base16: reads 1f and 0x1f alike.
        fmt: how it is written.
    """
    read = _decimal
    if base16:
        read = _hexadecimal
    elif any_base or fmt[-1:] in ("x", "X"):
        read = _any_base

    def bounded(text: str) -> int:
        value = read(text)
        if (low is not None and value < low) or (high is not None and value > high):
            raise ValueError
        return value

    if low is not None and high is not None:
        allowed = f"a whole number from {low} to {high}"
    elif low is not None:
        allowed = f"a whole number from {low} up"
    elif high is not None:
        allowed = f"a whole number up to {high}"
    else:
        allowed = "a whole number"
    return Converter(
        allowed=allowed,
        parse=lru_cache(maxsize=1024)(bounded),  # the same few numbers come again and again
        format=lambda value: format(value, fmt),
        check=lambda value: isinstance(value, int) and not isinstance(value, bool),
        plain=True,
        inline=f"{{%s:{fmt or 'd'}}}",
    )


INTEGER: Final = integer(-(2**63), 2**63 - 1)
UInt = Annotated[int, integer(0, 2**32 - 1)]
ULong = Annotated[int, integer(0, 2**64 - 1)]
Positive = Annotated[int, integer(1, 2**32 - 1)]
OnOff = Annotated[bool, ON_OFF]
YesNo = Annotated[bool, YES_NO]


def _parse_uuid(text: str) -> str:
    """32 hexadecimal digits with dashes anywhere between them, as libvirt reads them."""
    digits = text.strip().replace("-", "").lower()
    if len(digits) != 32 or not _DIGITS[16].issuperset(digits):
        raise ValueError
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


UUID: Final = Converter(
    allowed="a UUID",
    parse=_parse_uuid,
    format=str,
    check=lambda value: isinstance(value, str),
    error=InternalError,  # as libvirt calls it
)
Uuid = Annotated[str, UUID]


class Unit:
    """What a number with a `unit` attribute counts.

    Attributes:
        name: how the unit is written; empty for the largest one in which the number stays whole, which needs a
            *scale* of 1.
        scale: bytes in one.
        assumed: bytes in one where the document names no unit; the same as *scale* unless given.
        rounds_up: a part of one counts as one, and not as none.
    """

    __slots__ = ("assumed", "name", "rounds_up", "scale")

    def __init__(self, name: str, scale: int, assumed: int = 0, *, rounds_up: bool = True) -> None:
        self.name = name
        self.scale = scale
        self.assumed = assumed
        self.rounds_up = rounds_up

    def read(self, text: str, unit: str | None) -> int:
        """*text* counted in this unit; raises ValueError for a wrong number, KeyError for a wrong unit."""
        value = _decimal(text)
        if value < 0:
            raise ValueError
        scale = SCALES[unit.lower()] if unit else self.assumed or self.scale
        size = value * scale
        if size >= 2**64:
            raise ValueError
        return -(-size // self.scale) if self.rounds_up else size // self.scale


def _scales() -> dict[str, int]:
    scales = {"b": 1, "byte": 1, "bytes": 1}
    for power, letter in enumerate("kmgtpe", start=1):
        scales[letter] = scales[f"{letter}ib"] = 1024**power
        scales[f"{letter}b"] = 1000**power
    return scales


SCALES: Final = _scales()  # libvirt's units, in lower case; case does not count
_LARGEST: Final = ("EiB", "PiB", "TiB", "GiB", "MiB", "KiB")


def in_largest_unit(size: int) -> tuple[int, str]:
    """*size* bytes as a whole number of the largest unit that there is one of."""
    for power, name in zip(range(6, 0, -1), _LARGEST, strict=True):
        if size and size % 1024**power == 0:
            return size // 1024**power, name
    return size, "B"


UNITS_ALLOWED: Final = "a unit such as bytes, KiB, MiB, GiB, TiB, PiB, EiB, KB, MB, GB"

Bytes: Final = Unit("bytes", 1)
KiB: Final = Unit("KiB", 1024)
BytesInKiB: Final = Unit("", 1, 1024)
BytesInMiB: Final = Unit("", 1, 1024**2)
MiB: Final = Unit("MiB", 1024**2)
GiB: Final = Unit("GiB", 1024**3)
