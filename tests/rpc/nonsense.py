"""Nonsense in the form of the protocol: values of any struct, packets that are nearly right, bytes that are not."""

from __future__ import annotations

import os
import random
import struct
from collections.abc import Mapping, Sequence
from typing import Any, Final

from anyvirt.rpc import packet as packets
from anyvirt.rpc.programs import Procedure
from anyvirt.rpc.types import Array, Chars, Maybe, Number, Opaque, Params, String, Struct, Type, Union, Uuid
from anyvirt.rpc.xdr import UUID_SIZE, uuid_text

SECONDS: Final = float(os.environ.get("FUZZ_SECONDS", "4"))
"""How long one kind of nonsense goes on."""
SEED: Final = int(os.environ.get("FUZZ_SEED", "1"))

_HEADER: Final = struct.Struct(">IIIiiIi")
_WORDS: Final = (0, 1, 2, 3, 4, 28, 63, 64, 255, 256, 1024, 16384, 65535, 65536, 2**24, 2**31 - 1, 2**31, 2**32 - 1)
_LIMITS: Final = {"i": (-(2**31), 2**31 - 1), "I": (0, 2**32 - 1), "q": (-(2**63), 2**63 - 1), "Q": (0, 2**64 - 1)}
_FEW: Final = 3
_BYTES: Final = 500_000  # of one value, more or less: lists in lists would have no end


class Nonsense:
    """Values at random, more often such as mean something than pure chance would have them.

    Args:
        known: values to take now and then, by their types: names that there are, references to objects.
    """

    def __init__(self, dice: random.Random, known: Mapping[str, Sequence[Any]] | None = None) -> None:
        self.dice = dice
        self.known = known or {}
        self._left = _BYTES

    def value(self, kind: Type) -> Any:
        """Any value of a type."""
        self._left = _BYTES
        return self._value(kind)

    def _value(self, kind: Type) -> Any:
        dice = self.dice
        match kind:
            case Number("d"):
                return dice.choice((0.0, -1.0, 1e300, float("inf"), float("nan"), dice.random()))
            case Number(code, low, high):
                least, most = _LIMITS[code]
                return self._number(least if low is None else low, most if high is None else high)
            case Uuid():
                return uuid_text(dice.choice((bytes(UUID_SIZE), dice.randbytes(UUID_SIZE))))
            case String(most):
                return self._text()[:most]
            case Opaque(most):
                return dice.randbytes(min(most, dice.choice((0, 1, 5, 300))))
            case Chars(most, fixed):
                return dice.randbytes(most if fixed else min(most, dice.choice((0, 1, 9))))
            case Array(of, most):
                count = dice.choice((0, 1, 1, 2, _FEW, 40)) if dice.random() < 0.99 else 5000
                count = min(most, count, max(0, self._left >> 4))
                self._left -= count << 4
                return [self._value(of) for _ in range(count)]
            case Params():
                return {
                    self._value(String(9)): dice.choice((0, -1, 0.5, True, "x")) for _ in range(dice.randrange(_FEW))
                }
            case Maybe(of):
                return self._value(of) if dice.random() < 0.7 else None
            case Union():
                case, of = dice.choice(list(kind.cases.items()))
                return case, self._value(of)
            case Struct():
                known = self.known.get(kind.full_name)
                if known and dice.random() < 0.8:
                    return dice.choice(known)
                return tuple(map(self._value, kind.fields.values()))

    def _number(self, least: int, most: int) -> int:
        dice = self.dice
        if dice.random() < 0.6:
            return max(least, min(most, dice.choice((0, 0, 0, 1, 1, 2, 3, 4, 8, 16, 100))))
        return dice.choice((least, most, least + 1, most - 1, dice.randint(least, most)))

    def _text(self) -> str:
        dice = self.dice
        texts = self.known.get("string")
        if texts and dice.random() < 0.6:
            return str(dice.choice(texts))
        odd = dice.randbytes(dice.choice((0, 1, 8, 80))).translate(None, b"\0/").decode("utf-8", "surrogateescape")
        text = dice.choice((odd, "é%s%n" * dice.choice((1, 200)), "x" * dice.choice((0, 1, 255, 70_000))))
        if len(text) > max(100, self._left):
            return odd
        self._left -= len(text)
        return text

    def call(self, procedure: Procedure, serial: int) -> bytearray:
        """A call with arguments that can be read."""
        return packets.call(procedure, serial, None if procedure.args is None else self.value(procedure.args))

    def spoiled(self, data: bytes | bytearray) -> bytearray:
        """The same with a few mistakes; its length is right or wrong."""
        dice, out = self.dice, bytearray(data)
        for _ in range(dice.randint(1, 3)):
            match dice.randrange(6):
                case 0:
                    out[dice.randrange(len(out))] = dice.randrange(256)
                case 1:
                    at = 4 * dice.randrange(len(out) // 4)
                    struct.pack_into(">I", out, at, dice.choice(_WORDS))
                case 2:
                    del out[max(4, dice.randrange(len(out))) :]
                case 3:
                    out += dice.randbytes(dice.choice((1, 4, 40, 3000)))
                case 4:
                    at = dice.randrange(len(out))
                    out[at:at] = dice.randbytes(4 * dice.randint(1, 3))
                case 5:
                    start = dice.randrange(len(out))
                    out += out[start : start + 64]
            if len(out) < 8:
                out += bytes(8)
        if dice.random() < 0.8:
            struct.pack_into(">I", out, 0, len(out))
        return out

    def headed(self, programs: Sequence[int]) -> bytearray:
        """A header with anything in it, and something behind it."""
        dice = self.dice
        body = dice.randbytes(dice.choice((0, 0, 4, 8, 100)))
        length = _HEADER.size + len(body)
        if dice.random() < 0.1:
            length = dice.choice(_WORDS)
        program = dice.choice(programs) if dice.random() < 0.9 else dice.getrandbits(32)
        procedure = dice.choice((dice.randrange(470), dice.randrange(470), -1, 2**31 - 1))
        kind = dice.choice((0, 0, 1, 2, 3, 3, 4, 5, 6, 7, -1))
        header = _HEADER.pack(
            length, program, 1, procedure, kind, dice.choice((0, 1, 2, 7, 2**32 - 1)), dice.choice((0, 0, 1, 2, 3))
        )
        return bytearray(header + body)
