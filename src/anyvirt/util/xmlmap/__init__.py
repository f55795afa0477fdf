"""XML documents as typed objects: classes are declared, the code that reads and writes is generated at first use."""

from __future__ import annotations

from anyvirt.util.xmlmap.convert import (
    Bytes,
    BytesInKiB,
    BytesInMiB,
    Converter,
    GiB,
    KiB,
    MiB,
    OnOff,
    Positive,
    UInt,
    ULong,
    Unit,
    Uuid,
    YesNo,
    integer,
    truth,
    words,
)
from anyvirt.util.xmlmap.element import Element
from anyvirt.util.xmlmap.fields import attr, child, children, flag, need, raw
from anyvirt.util.xmlmap.fragment import Fragment

__all__ = [
    "Bytes",
    "BytesInKiB",
    "BytesInMiB",
    "Converter",
    "Element",
    "Fragment",
    "GiB",
    "KiB",
    "MiB",
    "OnOff",
    "Positive",
    "UInt",
    "ULong",
    "Unit",
    "Uuid",
    "YesNo",
    "attr",
    "child",
    "children",
    "flag",
    "integer",
    "need",
    "raw",
    "truth",
    "words",
]
