"""Typed parameters: the protocol's list of (name, (type, value)), and dictionaries as programs have them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from struct import Struct, error
from typing import Any, Final, NamedTuple

from anyvirt.rpc.xdr import PADDING, Buffer, XdrError, check_counted, compiled, unfit_text, wrong_type
from anyvirt.util.error import ArgumentUnsupported, InvalidArg
from anyvirt.util.typed import DOMAIN_STATS, Kind, Names, TypedParams, TypedValue, convert

_INT, _UINT, _LLONG, _ULLONG = Kind.INT.value, Kind.UINT.value, Kind.LLONG.value, Kind.ULLONG.value
_DOUBLE_KIND, _BOOLEAN, _STRING = Kind.DOUBLE.value, Kind.BOOLEAN.value, Kind.STRING.value
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

_STRING_MAX: Final = 4 * 1024 * 1024
_LEAST: Final = 12  # bytes that a parameter takes
_WORD: Final = Struct(">I")
_FORMATS: Final[Mapping[int, str]] = {_INT: "i", _UINT: "I", _LLONG: "q", _ULLONG: "Q", _DOUBLE_KIND: "d"}
_word_at: Final = _WORD.unpack_from
_PACKS: Final[Mapping[int, Any]] = {
    Kind.INT: Struct(">i").pack,
    Kind.UINT: _WORD.pack,
    Kind.LLONG: Struct(">q").pack,
    Kind.ULLONG: Struct(">Q").pack,
    Kind.DOUBLE: Struct(">d").pack,
    Kind.BOOLEAN: Struct(">i").pack,
}


def append_params(out: bytearray, params: Mapping[str, Any], most: int) -> None:
    """Write statistics of a domain, as `wire_params` says.

    Raises:
        TypeError, XdrError: a value cannot be sent.
    """
    if type(params) is not dict and not isinstance(params, Mapping):  # the former is quick, and what drivers have
        raise wrong_type("", params, "dict")
    layout = _layouts.get(tuple(params))
    if layout is not None and (layout[2] or set(map(type, params.values())) == _INT_ALONE):
        pack, parts, _ = layout
        parts = parts.copy()
        parts[2::2] = params.values()
        try:
            out += pack(*parts)
            return
        except error:  # one is too large, negative this time, or no number
            pass
    sent = [each for name, given in params.items() for each in wire_params({name: given}, DOMAIN_STATS)]
    if len(sent) > most:
        check_counted(len(sent), most, 0, 0, "", "values")
    out += _WORD.pack(len(sent))
    for name, (kind, value) in sent:
        out += _head(name, kind)
        out += _text(value) if kind == _STRING else _packed(kind, name, value)
    # The type of a name that is not known depends on the value; that of most is the one for what is not negative.
    if set(map(type, params.values())) == _INT_ALONE and all(
        kind == _ULLONG or DOMAIN_STATS.know(name) for name, (kind, _) in sent
    ):
        _remember(tuple(params), [kind for _, (kind, _) in sent])


def _remember(names: tuple[str, ...], kinds: Sequence[int]) -> None:
    """Numbers of these names have these types."""
    if len(_layouts) >= _LAYOUTS_MAX:
        _layouts.clear()
    heads = [_head(name, kind) for name, kind in zip(names, kinds, strict=True)]
    formats = "".join(f"{len(head)}s{_FORMATS[kind]}" for head, kind in zip(heads, kinds, strict=True))
    parts = [len(names), *(part for head in heads for part in (head, 0))]
    _layouts[names] = Struct(">I" + formats).pack, parts, all(map(DOMAIN_STATS.know, names))


_layouts: Final[dict[tuple[str, ...], tuple[Callable[..., bytes], list[Any], bool]]] = {}
"""For statistics that are all numbers, by their names: what packs them all at once; what it takes, how many there are,
and the bytes before each number with a place for that; whether all types are known, so that no value matters."""
_LAYOUTS_MAX: Final = 256
_INT_ALONE: Final = {int}


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
    before = ""  # the name behind which a run begins
    number = 0
    while number < count:
        run = _runs.get(before)
        if run is not None:
            many, size, names, heads, unpack = run
            if number + many <= count and at + size <= end:
                values = unpack(data, at)
                if values[::2] == heads and (not found or found.keys().isdisjoint(names)):
                    run_found = dict(zip(names, values[1::2], strict=False))  # there is a value for each
                    found = found | run_found if found else run_found
                    at += size
                    number += many
                    before = names[-1]
                    continue
        read, at = _one_by_one(data, at, end, number, count, found)
        _learn(before, read)
        number += len(read)
        before = read[-1].name
    return found, at


class _Run(NamedTuple):
    """Numbers that follow each other. They are read in one step where the same ones come behind the same name again."""

    many: int
    size: int  # bytes
    names: tuple[str, ...]
    heads: tuple[bytes, ...]  # what stands before each number
    unpack: Callable[[Buffer, int], tuple[Any, ...]]  # heads and numbers in turns


_runs: Final[dict[str, _Run]] = {}
"""What came last, by the name of the parameter before it; "" for none."""
_RUNS_MAX: Final = 1024
_RUN_MAX: Final = 64  # parameters


class _Read(NamedTuple):
    """A parameter that was read by itself."""

    name: str
    kind: int
    head: bytes


def _learn(before: str, read: Sequence[_Read]) -> None:
    """Remember the numbers in *read*, which came behind the name *before*."""
    numbers = [each for each in read if each.kind in _FORMATS]
    names = tuple(each.name for each in numbers)
    if not names or len(set(names)) < len(names):
        return
    if len(_runs) >= _RUNS_MAX:
        _runs.clear()
    layout = Struct(">" + "".join(f"{len(each.head)}s{_FORMATS[each.kind]}" for each in numbers))
    _runs[before] = _Run(len(names), layout.size, names, tuple(each.head for each in numbers), layout.unpack_from)


def _one_by_one(
    data: Buffer, at: int, end: int, number: int, count: int, found: dict[str, Any]
) -> tuple[list[_Read], int]:
    """Enter parameters in *found*, up to one that is no number; what they were, and where they end."""
    read: list[_Read] = []
    while number < count and len(read) < _RUN_MAX:
        began = at
        name, kind, at = _head_at(data, at, end, number)
        read.append(_Read(name, kind, bytes(data[began:at])))
        value, at = _value_at(kind, data, at, end, number)
        if name in found:
            again = found[name]
            found[name] = [*again, value] if isinstance(again, list) else [again, value]
        else:
            found[name] = value
        number += 1
        if kind not in _FORMATS:
            break
    return read, at


def _head_at(data: Buffer, at: int, end: int, number: int) -> tuple[str, int, int]:
    """Name and kind of a parameter, and where its value begins."""
    if end - at < _LEAST:
        raise XdrError(f"the data ends after {max(end - at, 0)} of {_LEAST} bytes", f"[{number}]")
    (size,) = _word_at(data, at)
    at += 4
    if size > _STRING_MAX or size > end - at - 8:
        check_counted(size, _STRING_MAX, 1, end - at - 8, f"[{number}].field", "bytes")
    name = _text_at(data, at, size, f"[{number}].field")
    at += size + (-size & 3)
    if end - at < 8:
        raise XdrError(f"the data ends after {max(end - at, 0)} of 8 bytes", f"[{number}].value")
    return name, _word_at(data, at)[0], at + 4


def _value_at(kind: int, data: Buffer, at: int, end: int, number: int) -> tuple[TypedValue, int]:
    """The value of a parameter of that kind, and where it ends."""
    if kind == _STRING:
        (size,) = _word_at(data, at)
        at += 4
        if size > _STRING_MAX or size > end - at:
            check_counted(size, _STRING_MAX, 1, end - at, f"[{number}].value.value", "bytes")
        return _text_at(data, at, size, f"[{number}].value.value"), at + size + (-size & 3)
    if kind == _BOOLEAN:
        return _word_at(data, at)[0] != 0, at + 4
    if kind not in _FORMATS:
        raise XdrError(f"{kind} is none of 1, 2, 3, 4, 5, 6, 7", f"[{number}].value.type")
    layout = compiled(">" + _FORMATS[kind])
    if end - at < layout.size:
        raise XdrError(f"the data ends after {end - at} of {layout.size} bytes", f"[{number}].value.value")
    value: TypedValue = layout.unpack_from(data, at)[0]
    return value, at + layout.size


def _text_at(data: Buffer, at: int, size: int, path: str) -> str:
    text = str(data[at : at + size], "utf-8", "surrogateescape")
    if "\0" in text:
        raise XdrError("a string with a null character", path)
    return text
