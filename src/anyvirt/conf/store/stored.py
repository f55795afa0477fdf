"""Definitions as they lie on disk: known by name and UUID at once, read whole when somebody looks into them.

Most processes that open a store only list it; the models of a hundred domains would cost them more than all the rest.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING
from xml.parsers import expat

from anyvirt.util.error import XmlError

if TYPE_CHECKING:
    from anyvirt.conf.domain.model import Domain

Parse = Callable[[str], "Domain"]
Edit = Callable[["Domain"], None]


class Stored:
    """A definition that is read at its first use."""

    def __init__(self, text: str, parse: Parse) -> None:
        self.name, self.uuid = _identify(text)
        self._text = text
        self._parse = parse
        self._edits: list[Edit] = []

    def amend(self, edit: Edit) -> None:
        """Have *edit* change the definition when it is read."""
        self._edits.append(edit)

    def read(self) -> Domain:
        """The definition.

        Raises:
            libvirtError: it is well-formed, but not a domain that this version understands.
        """
        definition = self._parse(self._text)
        for edit in self._edits:
            edit(definition)
        return definition


def _identify(text: str) -> tuple[str, str]:
    """Name and UUID of the document *text*, which is read to its end to see that it is whole.

    Raises:
        XmlError: it is not well-formed, or lacks one of them.
    """
    depth = 0
    field: str | None = None
    found: dict[str, str] = {}

    def start(tag: str, _attributes: object) -> None:
        nonlocal depth, field
        if depth == 0 and tag != "domain":
            raise XmlError(f"expected <domain>, found <{tag}>")
        field = tag if depth == 1 and tag in ("name", "uuid") and tag not in found else None
        if field is not None:
            found[field] = ""
        depth += 1

    def end(_tag: str) -> None:
        nonlocal depth, field
        depth -= 1
        field = None

    def characters(data: str) -> None:
        if field is not None:
            found[field] += data

    def refuse(*_declaration: object) -> None:
        raise XmlError("a document type declaration is not allowed")

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = characters
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(text, True)
    except expat.ExpatError as exc:
        raise XmlError(f"line {exc.lineno}: {expat.ErrorString(exc.code)}") from exc
    name, uuid = found.get("name", ""), found.get("uuid", "").strip().lower()
    if not name or not uuid:
        raise XmlError(f"the definition of a domain lacks its {'uuid' if name else 'name'}")
    return name, uuid
