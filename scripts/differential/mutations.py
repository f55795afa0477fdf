"""One mistake at a time: every value of a document wrong, missing, negative, empty or too large, every element gone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from xml.etree import ElementTree

_WRONG: Final = ("bogus!", None, "-1", "", "99999999999999999999")


def mutations(document: str) -> Iterator[tuple[str, str]]:
    """Each with a name: where the mistake is, and what it is."""
    root = ElementTree.fromstring(document)
    for path, element in list(_elements(root, root.tag)):
        for name, value in list(element.attrib.items()):
            for wrong in _WRONG:
                if wrong is None:
                    del element.attrib[name]
                else:
                    element.attrib[name] = wrong
                yield f"{path}/@{name} {_named(wrong)}", _text(root)
                element.attrib[name] = value
        if (element.text or "").strip():
            text = element.text
            for wrong in _WRONG:
                element.text = wrong
                yield f"{path} {_named(wrong)}", _text(root)
            element.text = text
        for place, child in enumerate(list(element)):
            element.remove(child)
            yield f"{path}/{child.tag} removed", _text(root)
            element.insert(place, child)


def _elements(element: ElementTree.Element, path: str) -> Iterator[tuple[str, ElementTree.Element]]:
    yield path, element
    for child in element:
        yield from _elements(child, f"{path}/{child.tag}")


def _named(wrong: str | None) -> str:
    return "removed" if wrong is None else f"'{wrong}'"


def _text(root: ElementTree.Element) -> str:
    return ElementTree.tostring(root, encoding="unicode")
