"""Element, the base of every typed document and of every part of one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Self, dataclass_transform

from anyvirt.util.xmlmap.fields import REQUIRED, Field, need
from anyvirt.util.xmlmap.unknown import Unknown

if TYPE_CHECKING:
    from anyvirt.util.xmlmap.tree import Node

Const = dict[str, "str | tuple[str, ...]"]
Earlier = tuple[tuple[str, str, str, object], ...]  # tag, the tag it stands in front of, where which field has what
OnUnknown = Literal["drop", "keep", "refuse"]


def _init(self: Element, /, **values: Any) -> None:
    from anyvirt.util.xmlmap.generate import build

    build(type(self), "__init__")(self, **values)


def _copy(self: Element) -> Element:
    from anyvirt.util.xmlmap.generate import build

    copied: Element = build(type(self), "_copy")(self)
    return copied


def _shallow_copy(self: Element) -> Element:
    from anyvirt.util.xmlmap.generate import build

    copied: Element = build(type(self), "_shallow_copy")(self)
    return copied


def _format(self: Element, out: list[str], indent: str, tag: str) -> None:
    from anyvirt.util.xmlmap.generate import build

    build(type(self), "_format")(self, out, indent, tag)


def _format_unknown(self: Element, out: list[str], indent: str, tag: str) -> None:
    from anyvirt.util.xmlmap.generate import build

    build(type(self), "_format_unknown")(self, out, indent, tag)


def _parse_drop(cls: type[Element], node: Node) -> Element:
    from anyvirt.util.xmlmap.generate import build

    return build(cls, "_parse_drop")(node)  # type: ignore[no-any-return]


def _parse_keep(cls: type[Element], node: Node) -> Element:
    from anyvirt.util.xmlmap.generate import build

    return build(cls, "_parse_keep")(node)  # type: ignore[no-any-return]


def _parse_refuse(cls: type[Element], node: Node) -> Element:
    from anyvirt.util.xmlmap.generate import build

    return build(cls, "_parse_refuse")(node)  # type: ignore[no-any-return]


# Every class gets these of its own, so that it never inherits what was generated for its base.
GENERATED_LATER: dict[str, Any] = {
    "__init__": _init,
    "_copy": _copy,
    "_shallow_copy": _shallow_copy,
    "_format": _format,
    "_format_unknown": _format_unknown,
    "_parse_drop": classmethod(_parse_drop),
    "_parse_keep": classmethod(_parse_keep),
    "_parse_refuse": classmethod(_parse_refuse),
}


class ElementMeta(type):
    """Collects the declared fields of a class; reading annotations and writing code wait until first use."""

    __xml_tag__: str
    __xml_const__: Const
    __xml_own__: tuple[Field, ...]
    __xml_last__: bool
    __xml_namespaces__: dict[str, str]
    __xml_open__: frozenset[str]
    __xml_closed__: bool
    __xml_fields__: tuple[Field, ...]
    __xml_earlier__: Earlier

    def __new__(
        mcs,
        name: str,
        bases: tuple[type, ...],
        body: dict[str, Any],
        *,
        tag: str = "",
        const: Const | None = None,
        last: bool = False,
        namespaces: dict[str, str] | None = None,
        open_tags: tuple[str, ...] = (),
        closed: bool = False,
    ) -> ElementMeta:
        # Hundreds of classes are made when all models are imported; nine of ten have Element alone above them.
        own = {key: value for key, value in body.items() if value.__class__ is Field}
        if bases:
            _check_names(name, body, own)
        for key, field in own.items():
            field.name = key
            del body[key]
        body["__xml_own__"] = body["__xml_fields__"] = tuple(own.values())
        body["__xml_last__"] = last
        if tag:
            body["__xml_tag__"] = tag
        if len(bases) == 1 and bases[0].__base__ is object:
            body.setdefault("__slots__", tuple(own))
            cls = type.__new__(mcs, name, bases, body)
        else:
            # Never to inherit what was generated for another class; nothing ever is for Element itself.
            body.update(GENERATED_LATER)
            inherited = {field.name for base in bases for field in getattr(base, "__xml_fields__", ())}
            body.setdefault("__slots__", tuple([key for key in own if key not in inherited]))
            cls = type.__new__(mcs, name, bases, body)
            cls.__xml_fields__ = _in_output_order(cls)
        # Other options are inherited as all attributes are.
        if const:
            cls.__xml_const__ = cls.__xml_const__ | const
        if namespaces:
            cls.__xml_namespaces__ = cls.__xml_namespaces__ | namespaces
        if open_tags:
            cls.__xml_open__ = cls.__xml_open__.union(open_tags)
        if closed:
            cls.__xml_closed__ = True
        return cls

    @property
    def __xml_source__(cls) -> str:
        """The code that was generated for the class, all of it; for people who look for what happens."""
        from anyvirt.util.xmlmap.generate import source_of

        return source_of(cls)


def _check_names(name: str, body: dict[str, Any], own: dict[str, Field]) -> None:
    """A field needs an annotation and an annotation a field; neither may hide what Element itself offers."""
    annotations: dict[str, Any] = body.get("__annotations__", {})
    if annotations.keys() != own.keys():
        for key, annotation in annotations.items():
            if key in own or key.startswith("__"):
                continue
            if "ClassVar" not in (annotation if isinstance(annotation, str) else repr(annotation)):
                raise TypeError(
                    f"{name}.{key}: say where it stands in the document: need(), attr(), flag(), child() ..."
                )
        for key in own:
            if key not in annotations:
                raise TypeError(f"{name}.{key}: a field needs an annotation")
    if not _RESERVED.isdisjoint(own):
        key = next(key for key in own if key in _RESERVED)
        raise TypeError(f"{name}.{key}: the name is taken by a method of every element")
    if "__init__" in body:
        raise TypeError(f"{name}: the constructor is generated; use a class method for another one")


_RESERVED = frozenset(("from_xml", "to_xml", "from_dict", "to_dict", "copy", "shallow_copy", "self"))


def _in_output_order(cls: ElementMeta) -> tuple[Field, ...]:
    """Fields of base classes first; those of classes declared with `last` after everything else, basemost at the end.

    A field that a class declares again keeps its place.
    """
    first: dict[str, Field] = {}
    last: dict[str, Field] = {}
    for base in reversed(cls.__mro__):
        if isinstance(base, ElementMeta):
            fields = {field.name: field for field in base.__xml_own__}
            for name in [name for name in fields if name in first or name in last]:
                (first if name in first else last)[name] = fields.pop(name)
            if base.__xml_last__:
                last = fields | last
            else:
                first |= fields
    return (*first.values(), *last.values())


@dataclass_transform(kw_only_default=True, field_specifiers=(need,))
class Element(metaclass=ElementMeta):
    """A part of a document as a typed object. Subclasses declare fields; see `anyvirt.util.xmlmap.fields`.

    Class options:
        tag: name of the element; inherited.
        const: what tells the members of a union apart. `{"type": "pci"}` is an attribute of the element itself and is
            written; `{"../@type": "file"}` names an attribute of an element around it. A tuple lists several values.
        last: fields of this class come after those of the classes that inherit from it.
        namespaces: prefix and namespace of the foreign elements that the fields name. A class whose parts have such
            names declares them too: prefixes are resolved for the document that is read.
        open_tags: paths of elements that are written with a start and an end tag even around nothing, as libvirt does
            with `<devices>`; `.` is the element itself.
        closed: elements in it that the class does not know are refused, not dropped.

    Objects compare by value and are built with keywords; the constructor checks names, not types.
    """

    __slots__ = ("_unknown",)

    _unknown: Unknown | None
    __xml_tag__: ClassVar[str] = ""
    __xml_const__: ClassVar[Const] = {}
    __xml_namespaces__: ClassVar[dict[str, str]] = {}
    __xml_open__: ClassVar[frozenset[str]] = frozenset()
    __xml_closed__: ClassVar[bool] = False
    __xml_fields__: ClassVar[tuple[Field, ...]]
    __xml_earlier__: ClassVar[Earlier] = ()  # sub-elements that are not always written at their place

    @classmethod
    def from_xml(cls, document: str | bytes, *, unknown: OnUnknown = "drop") -> Self:
        """Read a document whose root is this element.

        Args:
            document: text, or bytes in the encoding that their XML declaration names.
            unknown: what happens to elements and attributes that the class does not know. They are dropped as libvirt
                does, kept and written back at the end of the element they were in, or refused.

        Raises:
            XmlDetail: the document is malformed, too large, too deep, or has a document type declaration.
            XmlError: another root element, or a value that is missing or wrong.
        """
        from anyvirt.util.xmlmap.document import read

        return read(cls, document, unknown)

    def to_xml(self, *, indent: int = 0) -> str:
        """The element in libvirt's style, with a newline at the end.

        Args:
            indent: spaces in front of every line.

        Raises:
            XmlError: a value holds a character that XML cannot hold.
            TypeError: a field holds something of another type than it was declared with.
        """
        from anyvirt.util.xmlmap.document import write

        return write(self, " " * indent)

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> Self:
        """An object of plain values, as `to_dict` returns them, and as JSON and YAML hold them.

        Raises:
            XmlError: a key that the class does not know, or a value that is missing or wrong.
        """
        from anyvirt.util.xmlmap.mapping import from_dict

        return from_dict(cls, plain, cls.__xml_tag__ or cls.__name__)

    def to_dict(self) -> dict[str, Any]:
        """What the document holds as plain values, by the names of the fields.

        Enums are their words, fragments their text. A member of a union has the attribute that tells it, such as
        `"type": "pci"`, unless a field of the element around it says so already.
        """
        from anyvirt.util.xmlmap.mapping import to_dict

        return to_dict(self)

    def copy(self) -> Self:
        """A copy that shares nothing that can change."""
        return self._copy()

    def shallow_copy(self) -> Self:
        """A copy that shares its parts, in lists of its own: for one that differs in little and is not kept."""
        return self._shallow_copy()

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        for field in self.__xml_fields__:
            if getattr(self, field.name) != getattr(other, field.name):
                return False
        return self._unknown == other._unknown

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        """The call that builds it, without what has its default and with secrets left out."""
        shown = []
        for field in self.__xml_fields__:
            value = getattr(self, field.name, REQUIRED)
            if value is not REQUIRED and value != field.default and value != []:
                shown.append(f"{field.name}={'...' if field.secret else repr(value)}")
        return f"{type(self).__name__}({', '.join(shown)})"

    # Generated at first use; see generate.py.
    def _copy(self) -> Self:
        raise NotImplementedError

    def _shallow_copy(self) -> Self:
        raise NotImplementedError

    def _format(self, out: list[str], indent: str, tag: str) -> None:
        raise NotImplementedError

    def _format_unknown(self, out: list[str], indent: str, tag: str) -> None:
        raise NotImplementedError

    @classmethod
    def _parse_drop(cls, node: Node) -> Self:
        raise NotImplementedError

    @classmethod
    def _parse_keep(cls, node: Node) -> Self:
        raise NotImplementedError

    @classmethod
    def _parse_refuse(cls, node: Node) -> Self:
        raise NotImplementedError
