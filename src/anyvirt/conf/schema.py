"""What the schemas say that documents of several kinds share; some are read only where they follow theirs."""

from __future__ import annotations

import re
from typing import Final, TypeVar

from anyvirt.util.error import XmlInvalidSchema, libvirtError
from anyvirt.util.xmlmap import Element

E = TypeVar("E", bound=Element)

# Formats of disk images: virStorageFileFormat.
IMAGE_FORMATS: Final = (
    *("raw", "dir", "bochs", "cloop", "dmg", "iso", "vpc", "vdi", "fat", "vhd", "ploop"),
    *("cow", "qcow", "qcow2", "qed", "vmdk"),  # with a backing file
)


def is_disk_target(text: str) -> bool:
    """Whether it can be the name of a disk in the guest, as vda or fd0."""
    return re.fullmatch(r"(ioemu:)?(fd|hd|sd|vd|xvd|ubd)[a-zA-Z0-9_]+", text) is not None


def read(cls: type[E], document: str | bytes, *, strict: bool) -> E:
    """Read *document*; *strict* refuses what does not follow the schema, otherwise what *cls* does not know is dropped.

    Raises:
        XmlDetail: the document is malformed.
        XmlError: it is a document of another kind, or a value is missing or wrong.
        XmlInvalidSchema: *strict*, and it does not follow the schema.
    """
    return read_by_schema(cls, document) if strict else cls.from_xml(document)


def read_by_schema(cls: type[E], document: str | bytes) -> E:
    """Read *document*, refusing with the code of a broken schema whatever *cls* does not know or has other values for.

    Raises:
        XmlDetail: the document is malformed.
        XmlError: it is a document of another kind.
        XmlInvalidSchema: it does not follow the schema.
    """
    try:
        return cls.from_xml(document, unknown="refuse")
    except libvirtError as exc:
        from anyvirt.util.xmlmap.document import is_well_formed  # what reads documents is loaded with the first one

        if exc.detail.startswith("expected <") or not is_well_formed(document):
            raise
        # Values have codes of their own, but a schema does not know them.
        raise XmlInvalidSchema(exc.detail, hint=exc.hint) from exc
