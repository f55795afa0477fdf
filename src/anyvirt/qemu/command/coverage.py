"""Nothing that a definition asks for is left out in silence.

Every module that translates a part of the definition lists the fields it reads. What a definition sets beyond them
is refused by name: a guest without a limit or a device that its owner asked for would be worse than none. A field
that the models learn later is refused until somebody translates it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from anyvirt.util.error import ConfigUnsupported
from anyvirt.util.xmlmap import Element

Coverage = Mapping[type[Element], frozenset[str]]


def fields(*words: str) -> frozenset[str]:
    """A set of field names, written as words."""
    return frozenset(name for word in words for name in word.split())


def every(*classes: type[Element]) -> dict[type[Element], frozenset[str]]:
    """Classes of which all fields are known to be translated, or not to concern the command line."""
    return {cls: frozenset(field.name for field in cls.__xml_fields__) for cls in classes}


def refuse_untranslated(element: Element, coverage: Coverage, where: str = "") -> None:
    """Walk through *element* and everything below it.

    Raises:
        ConfigUnsupported: something is set that no module translates.
    """
    where = where or f"<{type(element).__xml_tag__}>"
    known = coverage.get(type(element), frozenset())
    for field in type(element).__xml_fields__:
        value = getattr(element, field.name)
        if value == field.default or value == [] or value is False:
            continue
        if field.name not in known:
            raise ConfigUnsupported(
                f"{where} {_shown(field.path, value)} is not supported by the QEMU driver", hint="leave it out"
            )
        for item in _elements(value):
            refuse_untranslated(item, coverage, f"{where} {_named(item)}")


def _shown(path: str, value: object) -> str:
    """The path of a field, with its value where that is an attribute of the element itself."""
    element, at, attribute = path.partition("@")
    names = element.rstrip("/").replace("/", "><")
    if not at:
        return f"<{names}>"
    return f"<{names} {attribute}=>" if names else f"{attribute}='{getattr(value, 'value', value)}'"


def _elements(value: object) -> Iterable[Element]:
    if isinstance(value, Element):
        return (value,)
    if isinstance(value, list):
        return (item for item in value if isinstance(item, Element))
    return ()


def _named(element: Element) -> str:
    """<disk vda>, <interface net0>, <controller scsi0>: enough to find it in the document."""
    name = getattr(element, "target", None) or getattr(element, "alias", None) or getattr(element, "name", None)
    return f"<{type(element).__xml_tag__} {name}>" if isinstance(name, str) else f"<{type(element).__xml_tag__}>"
