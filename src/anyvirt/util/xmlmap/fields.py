"""How a class says what it reads and writes: one line per option of the document.

    class Disk(Device, tag="disk"):
        device: DiskDevice = attr("@device", default=DiskDevice.DISK)
        target: str = need("target/@dev")
        readonly: bool = flag("readonly")
        address: Address | None = child("address")

A path leads from the element of the class to a value: `@a` an attribute, `x/@a` an attribute of a sub-element,
`x/y` the text (or, with child and children, the element) below, `.` the element's own text.
"""

from __future__ import annotations

import enum
from typing import Any, Final, TypeVar, cast, overload

from anyvirt.util.error import XmlError, libvirtError
from anyvirt.util.xmlmap.convert import Converter, Unit
from anyvirt.util.xmlmap.fragment import Fragment

T = TypeVar("T")


class Required(enum.Enum):
    """The type of REQUIRED, what stands as the default of a field that has none."""

    REQUIRED = "required"


REQUIRED: Final = Required.REQUIRED


class Kind(enum.Enum):
    """What a field's path leads to."""

    VALUE = "an attribute or text"
    FLAG = "an element that is there or not"
    CHILD = "an element"
    CHILDREN = "elements, or values, in any number"
    RAW = "an element kept as it is"


class Field:
    """One declared field. Its name comes from the class body."""

    # Written out: dataclasses take longer to import than a hundred classes of models to be made.
    __slots__ = (
        "absent",
        "bare",
        "by",
        "conv",
        "default",
        "fmt",
        "group",
        "kind",
        "lenient",
        "missing",
        "name",
        "omit_default",
        "once",
        "path",
        "secret",
        "unit",
        "wrong",
    )

    def __init__(
        self,
        kind: Kind,
        path: str,
        default: Any = None,
        fmt: str = "",
        unit: Unit | None = None,
        conv: Converter[Any] | None = None,
        *,
        omit_default: bool = False,
        by: str = "type",
        absent: str | None = None,
        bare: str | None = None,
        secret: bool = False,
        once: bool = False,
        lenient: bool = False,
        missing: type[libvirtError] = XmlError,
        wrong: type[libvirtError] | None = None,
        group: str = "",
    ) -> None:
        self.name = ""
        self.kind = kind
        self.path = path
        self.default = default
        self.fmt = fmt
        self.unit = unit
        self.conv = conv
        self.omit_default = omit_default
        self.by = by
        self.absent = absent
        self.bare = bare
        self.secret = secret
        self.once = once
        self.lenient = lenient
        self.missing = missing
        self.wrong = wrong
        self.group = group


# For a type checker these functions return a value of the field, which it compares with the annotation. At run time it
# is the Field, which the metaclass takes out of the class body.


def need(
    path: str,
    *,
    fmt: str = "",
    unit: Unit | None = None,
    conv: Converter[Any] | None = None,
    bare: str | None = None,
    secret: bool = False,
    missing: type[libvirtError] = XmlError,
    wrong: type[libvirtError] | None = None,
) -> Any:
    """A value that must be there; *missing* is the class of the error where it is not. Other options as in `attr`."""
    return Field(Kind.VALUE, path, REQUIRED, fmt, unit, conv, bare=bare, secret=secret, missing=missing, wrong=wrong)


@overload
def attr(
    path: str,
    *,
    fmt: str = ...,
    unit: Unit | None = ...,
    conv: Converter[Any] | None = ...,
    bare: str | None = ...,
    secret: bool = ...,
    lenient: bool = ...,
    wrong: type[libvirtError] | None = ...,
) -> T | None: ...


@overload
def attr(
    path: str,
    *,
    default: T,
    fmt: str = ...,
    unit: Unit | None = ...,
    conv: Converter[Any] | None = ...,
    omit_default: bool = ...,
    bare: str | None = ...,
    wrong: type[libvirtError] | None = ...,
    group: str = ...,
) -> T: ...


def attr(
    path: str,
    *,
    default: Any = None,
    fmt: str = "",
    unit: Unit | None = None,
    conv: Converter[Any] | None = None,
    omit_default: bool = False,
    bare: str | None = None,
    secret: bool = False,
    lenient: bool = False,
    wrong: type[libvirtError] | None = None,
    group: str = "",
) -> Any:
    """An optional value. None means absent; a value equal to *default* is written all the same.

    Args:
        path: where it stands.
        default: what an absent one means.
        fmt: how a number is written (format specification). A hexadecimal one also reads hexadecimal.
        unit: the unit the number counts in here and is written in; any other of libvirt's is read.
        conv: how to read and write it, where the annotation does not say.
        omit_default: leave a value equal to *default* out of the output.
        bare: what the attribute, or the text, of a sub-element says where the sub-element is there without it.
        secret: not shown by repr(), which ends up in logs and tracebacks.
        lenient: a wrong value counts as none, except where the document is to follow a schema.
        wrong: the class of the error about a wrong value, where it is not that of *conv*.
        group: attributes with defaults that say something together: none of the group is written where each has its
            default. They stand side by side.
    """
    return Field(
        Kind.VALUE,
        path,
        default,
        fmt,
        unit,
        conv,
        omit_default=omit_default,
        bare=bare,
        secret=secret,
        lenient=lenient,
        wrong=wrong,
        group=group,
    )


def flag(path: str) -> bool:
    """True where the element is present."""
    return cast("bool", Field(Kind.FLAG, path, False))


def child(
    path: str,
    *,
    by: str = "type",
    absent: str | None = None,
    once: bool = False,
    missing: type[libvirtError] = XmlError,
    wrong: type[libvirtError] | None = None,
) -> T | None:
    """An element of its own class, or of one of a union of classes.

    Args:
        path: the element. `*` as the last step stands for the elements of a union whose classes have different tags.
        by: the attribute whose value chooses among a union: of the element itself (`"type"`) or of one around it
            (`"../@type"`). Each class of the union names its value in `const={by: value}`.
        absent: the value that stands for an attribute that is not there. Where the attribute is a field with a default,
            that is it already.
        once: refuse a document with a second one, which is passed over otherwise.
        missing: the class of the error where the attribute that chooses is not there.
        wrong: the class of the error where it chooses nothing that there is.
    """
    return cast(
        "T | None", Field(Kind.CHILD, path, None, by=by, absent=absent, once=once, missing=missing, wrong=wrong)
    )


def children(
    path: str,
    *,
    by: str = "type",
    fmt: str = "",
    conv: Converter[Any] | None = None,
    missing: type[libvirtError] = XmlError,
    wrong: type[libvirtError] | None = None,
) -> list[T]:
    """A list: of elements as with `child`, of attributes (`"boot/@dev"`) or of texts. Never None."""
    return cast("list[T]", Field(Kind.CHILDREN, path, (), fmt, None, conv, by=by, missing=missing, wrong=wrong))


def raw(path: str) -> Fragment | None:
    """An element kept whole as a `Fragment`: metadata, and what belongs to somebody else."""
    return cast("Fragment | None", Field(Kind.RAW, path))
