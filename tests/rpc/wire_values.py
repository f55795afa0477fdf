"""Values of any struct of the protocol, made from its fields."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from anyvirt.rpc.programs import NAMES, program
from anyvirt.rpc.types import Array, Chars, Maybe, Number, Opaque, Params, String, Struct, Type, Union, Uuid
from anyvirt.rpc.xdr import UUID_SIZE, uuid_text

STRUCTS = {each.full_name: each for name in (*NAMES, "packet") for each in program(name).structs.values()}

UUID = "75757575-7575-7575-7575-757575757575"

FEW = 3  # elements of a list, so that examples stay small

_RANGES = {"i": (-(2**31), 2**31 - 1), "I": (0, 2**32 - 1), "q": (-(2**63), 2**63 - 1), "Q": (0, 2**64 - 1)}
_TEXTS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=9)
_ODD_TEXTS = st.binary(max_size=9).map(lambda raw: raw.replace(b"\0", b"").decode("utf-8", "surrogateescape"))


def values(kind: Type) -> st.SearchStrategy[Any]:
    """Any value that the type has."""
    match kind:
        case Number("d"):
            return st.floats(allow_nan=False)
        case Number(code, low, high):
            least, most = _RANGES[code]
            return st.integers(least if low is None else low, most if high is None else high)
        case Uuid():
            return st.binary(min_size=UUID_SIZE, max_size=UUID_SIZE).map(uuid_text)
        case String():
            return _TEXTS | _ODD_TEXTS
        case Opaque():
            return st.binary(max_size=9)
        case Chars(most, fixed):
            return st.binary(min_size=most if fixed else 0, max_size=most if fixed else 9)
        case Array(of, most):
            return st.lists(values(of), max_size=min(FEW, most))
        case Params():
            few = st.integers(-(2**63), 2**64 - 1) | st.booleans() | st.floats(allow_nan=False) | _TEXTS
            return st.dictionaries(_TEXTS, few | st.lists(few, min_size=2, max_size=3), max_size=FEW)
        case Maybe(of):
            return st.none() | values(of)
        case Union():
            return st.one_of([st.tuples(st.just(case), values(of)) for case, of in kind.cases.items()])
        case Struct():
            return st.tuples(*map(values, kind.fields.values()))


def plain(kind: Type) -> Any:
    """A short value: whatever can be there is, once."""
    match kind:
        case Number():
            return 1
        case Uuid():
            return UUID
        case String():
            return "abc"
        case Opaque():
            return b"abcde"
        case Chars(most, fixed):
            return b"a" * most if fixed else b"ab"
        case Array(of):
            return [plain(of)]
        case Params():
            return {"abc": 1}
        case Maybe(of):
            return plain(of)
        case Union():
            case, of = next(iter(kind.cases.items()))
            return (case, plain(of))
        case Struct():
            return tuple(map(plain, kind.fields.values()))
