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

from typing import TYPE_CHECKING, Any, Final, TypedDict, TypeVar, Unpack, cast, overload

from anyvirt.util.error import XmlError, libvirtError
from anyvirt.util.wordenum import WordEnum
from anyvirt.util.xmlmap.convert import Converter, Unit
from anyvirt.util.xmlmap.fragment import Fragment

T = TypeVar("T")


class Required(WordEnum):
    """The type of REQUIRED, what stands as the default of a field that has none."""

    REQUIRED = "required"


REQUIRED: Final = Required.REQUIRED


class Kind(WordEnum):
    """What a field's path leads to."""

    VALUE = "an attribute or text"
    FLAG = "an element that is there or not"
    CHILD = "an element"
    CHILDREN = "elements, or values, in any number"
    RAW = "an element kept as it is"


class Field:
    """One declared field. Its name comes from the class body; most options of most fields are as they stand here."""

    __slots__ = ("__dict__", "default", "kind", "name", "path")

    name: str
    fmt: str = ""
    unit: Unit | None = None
    conv: Converter[Any] | None = None
    omit_default: bool = False
    by: str = "type"
    absent: str | None = None
    bare: str | None = None
    secret: bool = False
    once: bool = False
    lenient: bool = False
    missing: type[libvirtError] = XmlError
    wrong: type[libvirtError] | None = None
    group: str = ""

    def __init__(self, kind: Kind, path: str, default: Any = None, /, **options: Any) -> None:
        self.kind = kind
        self.path = path
        self.default = default
        for name, value in options.items():
            if not hasattr(Field, name):
                raise TypeError(f"{path}: there is no option '{name}' of a field")
            setattr(self, name, value)


if TYPE_CHECKING:

    class _NeedOptions(TypedDict, total=False):
        fmt: str
        unit: Unit | None
        conv: Converter[Any] | None
        bare: str | None
        secret: bool
        missing: type[libvirtError]
        wrong: type[libvirtError] | None

    class _ChildOptions(TypedDict, total=False):
        by: str
        absent: str | None
        once: bool
        missing: type[libvirtError]
        wrong: type[libvirtError] | None

    class _ChildrenOptions(TypedDict, total=False):
        by: str
        fmt: str
        conv: Converter[Any] | None
        missing: type[libvirtError]
        wrong: type[libvirtError] | None


# For a type checker these functions return a value of the field, which it compares with the annotation. At run time it
# is the Field, which the metaclass takes out of the class body.


def need(path: str, **options: Unpack[_NeedOptions]) -> Any:
    """A value that must be there; *missing* is the class of the error where it is not. Other options as in `attr`."""
    return Field(Kind.VALUE, path, REQUIRED, **options)


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


def attr(path: str, *, default: Any = None, **options: Any) -> Any:
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
    return Field(Kind.VALUE, path, default, **options)


def flag(path: str) -> bool:
    """True where the element is present."""
    return cast("bool", Field(Kind.FLAG, path, False))


def child(path: str, **options: Unpack[_ChildOptions]) -> T | None:
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
    return cast("T | None", Field(Kind.CHILD, path, None, **options))


def children(path: str, **options: Unpack[_ChildrenOptions]) -> list[T]:
    """A list: of elements as with `child`, of attributes (`"boot/@dev"`) or of texts. Never None."""
    return cast("list[T]", Field(Kind.CHILDREN, path, (), **options))


def raw(path: str) -> Fragment | None:
    """An element kept whole as a `Fragment`: metadata, and what belongs to somebody else."""
    return cast("Fragment | None", Field(Kind.RAW, path))
