"""Typed parameters: the protocol's list of (name, (type, value)), and dictionaries as programs have them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from struct import Struct, error
from typing import Any, Final, NamedTuple

from anyvirt.rpc.xdr import PADDING, Buffer, XdrError, check_counted, unfit_text, wrong_type
from anyvirt.util.error import ArgumentUnsupported, InvalidArg
from anyvirt.util.typed import Kind, Names, TypedParams, convert

_INT, _UINT, _LLONG, _ULLONG = Kind.INT.value, Kind.UINT.value, Kind.LLONG.value, Kind.ULLONG.value
_DOUBLE_KIND, _BOOLEAN, _STRING = Kind.DOUBLE.value, Kind.BOOLEAN.value, Kind.STRING.value
_INT_MAX, _LLONG_MAX = 2**31 - 1, 2**63 - 1
_WHOLE = frozenset({Kind.INT, Kind.UINT, Kind.LLONG, Kind.ULLONG})
ANY = Names({})
"""Parameters whose types show in their values alone."""


def read_params(params: Iterable[tuple[str, tuple[int, Any]]]) -> TypedParams:
    """The dictionary of what a packet brought; those that came more than once as a list."""
    found: dict[str, Any] = {}
    for name, (kind, given) in params:
        value = bool(given) if kind == _BOOLEAN else given
        if name not in found:
            found[name] = value
        elif isinstance(found[name], list):
            found[name].append(value)
        else:
            found[name] = [found[name], value]
    return found


def checked_params(params: Iterable[tuple[str, tuple[int, Any]]], names: Names) -> TypedParams:
    """The same for a call that takes parameters: those that it knows have the types that it wants.

    Raises:
        InvalidArg: one has another type.
    """
    params = list(params)
    for name, (kind, value) in params:
        wanted = names.kind_of(name, value)
        if wanted != kind and names.know(name):
            raise InvalidArg(
                f"invalid type '{_word(kind)}' for parameter '{name}', expected '{_word(wanted)}'",
            )
    return read_params(params)


def settable_params(
    params: Iterable[tuple[str, tuple[int, Any]]], known: Mapping[str, Any], names: Names
) -> TypedParams:
    """The same for a call that sets what *known* is now.

    Raises:
        ArgumentUnsupported: one is not among *known*.
    """
    values = checked_params(params, names)
    for name in values:
        if name not in known:
            raise ArgumentUnsupported(
                f"parameter '{name}' not supported", hint=f"known are {', '.join(known) or 'none'}"
            )
    return values


def _word(kind: int) -> str:
    return Kind(kind).name.lower()


def wire_params(values: Mapping[str, Any], names: Names = ANY) -> list[tuple[str, tuple[int, Any]]]:
    """What a packet takes; a list is sent as parameters of the same name.

    Args:
        values: the parameters.
        names: the types of those that the call knows; others are told from their values as libvirt-python does.

    Raises:
        TypeError: a value is of no type that can be sent. That a number does not fit is found when it is written.
    """
    kinds = names.kinds
    sent: list[tuple[str, tuple[int, Any]]] = []
    for name, given in values.items():
        if type(given) is int and name not in kinds and "." not in name:
            sent.append((name, (_ULLONG if given >= 0 else _LLONG, given)))
            continue
        for value in given if isinstance(given, list | tuple) else (given,):
            kind = names.kind_of(name, value)
            if type(value) is int and kind in _WHOLE:
                sent.append((name, (kind, value)))  # whether it fits is seen when it is written
                continue
            converted = convert(name, value, kind)
            sent.append((name, (kind, int(converted) if kind is Kind.BOOLEAN else converted)))
    return sent


# The statistics of many domains are many thousand parameters. They are read into dictionaries and written from them
# without what is in between: the time of such a call is that of these two functions.

_new: Final = tuple.__new__
_STRING_MAX: Final = 4 * 1024 * 1024
_LEAST: Final = 12  # bytes that a parameter takes
_KIND_AND_VALUE: Final = Struct(">iQ")
_DOUBLE: Final = Struct(">d")
_WORD: Final = Struct(">I")
_word_at, _kind_and_value_at = _WORD.unpack_from, _KIND_AND_VALUE.unpack_from
_PACKS: Final[Mapping[int, Any]] = {
    Kind.INT: Struct(">i").pack,
    Kind.UINT: _WORD.pack,
    Kind.LLONG: Struct(">q").pack,
    Kind.ULLONG: Struct(">Q").pack,
    Kind.DOUBLE: _DOUBLE.pack,
    Kind.BOOLEAN: Struct(">i").pack,
}


class Encoded(NamedTuple):
    """Parameters as they stand in a packet."""

    number: int  # of them
    data: bytes | bytearray


def encoded_params(values: Mapping[str, Any], names: Names = ANY) -> Encoded:
    """*values* for a packet, as `wire_params` says.

    Raises:
        TypeError, XdrError: a value cannot be sent.
    """
    out = bytearray()
    count = 0
    _, numbers = _numbers.get(id(names)) or _enter(names)
    for name, given in values.items():
        if type(given) is int and (known := numbers.get(name) or _number(names, name, given)) is not None:
            head, pack = known
            try:
                out += head
                out += pack(given)
            except error as exc:
                raise _unfit(names.kind_of(name, given), name, given) from exc
            count += 1
            continue
        for _, (kind, value) in wire_params({name: given}, names):
            out += _head(name, kind)
            out += _text(value) if kind == _STRING else _packed(kind, name, value)
            count += 1
    return _new(Encoded, (count, out))


_numbers: Final[dict[int, tuple[Names, dict[str, tuple[bytes, Any]]]]] = {}
"""For each family of parameters by its id: what stands before a number of that name, and what packs it."""


def _enter(names: Names) -> tuple[Names, dict[str, tuple[bytes, Any]]]:
    entry = _numbers[id(names)] = names, {}  # the family is kept, or another one could have its id
    return entry


def _number(names: Names, name: str, value: int) -> tuple[bytes, Any] | None:
    """What *value* takes; None if its type is not that of a whole number."""
    kind = names.kind_of(name, value)
    if kind not in _WHOLE:
        return None
    number = _head(name, kind), _PACKS[kind]
    if names.know(name):  # the type of others depends on the value
        numbers = _numbers[id(names)][1]
        if len(numbers) >= _NAMES_MAX:
            numbers.clear()
        numbers[name] = number
    return number


def _packed(kind: int, name: str, value: Any) -> bytes:
    try:
        packed: bytes = _PACKS[kind](value)
    except error as exc:
        raise _unfit(kind, name, value) from exc
    return packed


def _unfit(kind: int, name: str, value: Any) -> XdrError:
    return XdrError(f"{value!r:.80} cannot be sent as {_word(kind)}", name)


@lru_cache(4096)
def _head(name: str, kind: int) -> bytes:
    """What stands before a value."""
    return _text(name) + _WORD.pack(kind)


def _text(text: str) -> bytes:
    try:
        raw = text.encode("utf-8", "surrogateescape")
    except UnicodeError:
        raise unfit_text("", text) from None
    if len(raw) > _STRING_MAX:
        raise XdrError(f"{len(raw)} bytes, at most {_STRING_MAX} are allowed")
    return _WORD.pack(len(raw)) + raw + PADDING[len(raw) & 3]


def append_params(out: bytearray, params: Encoded | Mapping[str, Any], most: int) -> None:
    """Write *params*, whose types show in their values if they are not encoded yet."""
    if not isinstance(params, Encoded):
        if not isinstance(params, Mapping):
            raise wrong_type("", params, "dict")
        params = encoded_params(params)
    if params.number > most:
        check_counted(params.number, most, 0, 0, "", "values")
    out += _WORD.pack(params.number)
    out += params.data


def take_params(data: Buffer, at: int, end: int, most: int) -> tuple[TypedParams, int]:
    """The parameters that begin at *at*, and where they end; those that came more than once as a list.

    Raises:
        XdrError: they are none.
    """
    if end - at < 4:
        raise XdrError(f"the data ends after {max(end - at, 0)} of 4 bytes")
    (count,) = _word_at(data, at)
    at += 4
    if count > most or count * _LEAST > end - at:
        check_counted(count, most, _LEAST, end - at, "", "values")
    found: dict[str, Any] = {}
    names = _names
    for number in range(count):
        try:
            (size,) = _word_at(data, at)
            after = at + 4 + size
            name = names[data[at + 4 : after]]
            kind, value = _kind_and_value_at(data, after + (-size & 3))
        except (KeyError, TypeError, error):  # a name that is new, or the last one of a short kind
            name, after, kind, value = _slowly(data, at, end, number)
        at = after + (at - after & 3) + 8
        if kind == _ULLONG:
            at += 4
        elif kind == _INT:
            value >>= 32
            if value > _INT_MAX:
                value -= 1 << 32
        elif kind == _UINT:
            value >>= 32
        elif kind == _STRING:
            size = value >> 32
            if size > _STRING_MAX or size > end - at:
                check_counted(size, _STRING_MAX, 1, end - at, f"[{number}].value.value", "bytes")
            value = str(data[at : at + size], "utf-8", "surrogateescape")
            if "\0" in value:
                raise XdrError("a string with a null character", f"[{number}].value.value")
            at += size + (-size & 3)
        elif kind == _LLONG:
            at += 4
            if value > _LLONG_MAX:
                value -= 1 << 64
        elif kind == _DOUBLE_KIND:
            (value,) = _DOUBLE.unpack(value.to_bytes(8, "big"))
            at += 4
        elif kind == _BOOLEAN:
            value = value >> 32 != 0
        else:
            raise XdrError(f"{kind} is none of 1, 2, 3, 4, 5, 6, 7", f"[{number}].value.type")
        if name in found:
            again = found[name]
            found[name] = [*again, value] if isinstance(again, list) else [again, value]
        else:
            found[name] = value
    if at > end:
        raise XdrError(f"the data ends {at - end} bytes before the last value does", f"[{count - 1}].value.value")
    return found, at


_names: Final[dict[Any, str]] = {}
"""Names of parameters by their bytes: the same ones come again and again."""
_NAMES_MAX: Final = 4096


def _slowly(data: Buffer, at: int, end: int, number: int) -> tuple[str, int, int, int]:
    """Name of a parameter, where it ends, kind, and the eight bytes behind that, with zeros for those not there."""
    if end - at < _LEAST:
        raise XdrError(f"the data ends after {max(end - at, 0)} of {_LEAST} bytes", f"[{number}]")
    (size,) = _word_at(data, at)
    at += 4
    if size > _STRING_MAX or size > end - at - 8:
        check_counted(size, _STRING_MAX, 1, end - at - 8, f"[{number}].field", "bytes")
    raw = bytes(data[at : at + size])
    name = str(raw, "utf-8", "surrogateescape")
    if "\0" in name:
        raise XdrError("a string with a null character", f"[{number}].field")
    if len(_names) >= _NAMES_MAX:
        _names.clear()
    _names[raw] = name
    after = at + size
    value_at = after + (-size & 3)
    rest = bytes(data[value_at : min(end, value_at + _KIND_AND_VALUE.size)])
    kind, value = _KIND_AND_VALUE.unpack(rest.ljust(_KIND_AND_VALUE.size, b"\0"))
    return name, after, kind, value
