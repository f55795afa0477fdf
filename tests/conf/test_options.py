"""Every option that a model declares stands in some document of the folder, and gets through reading and writing."""

from __future__ import annotations

import enum
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from anyvirt.conf.cpu.document import _Kind
from anyvirt.conf.snapshot.model import SnapshotRequest
from anyvirt.util.xmlmap import Element
from anyvirt.util.xmlmap.plan import plan_of
from tests.conf.every_class import can_be_held, every_class, name_of
from tests.conf.test_documents import KEPT, WHOLE, kind_of, root_of

# Classes that look at a part of documents that are read in whole by another one.
_PARTIAL: Final[dict[str, type[Element]]] = {"cpu": _Kind, "domainsnapshot": SnapshotRequest}


def declared() -> set[str]:
    """All options, as module.Class.field, that a document can choose."""
    return {
        f"{name_of(cls)}.{slot.name}"
        for cls in every_class()
        if can_be_held(cls)
        for slot in plan_of(cls).slots
        if not _has_no_choice(slot.field.default)
    }


def _has_no_choice(default: object) -> bool:
    """Whether *default* is the only word that there is."""
    return isinstance(default, enum.Enum) and len(type(default)) == 1


def said(element: Element) -> Iterator[str]:
    """The options of *element* and of all its parts that are not as they would be without a word."""
    for slot in plan_of(type(element)).slots:
        value = getattr(element, slot.name)
        if value is None or value == [] or value == slot.field.default:
            continue
        yield f"{name_of(type(element))}.{slot.name}"
        for part in value if isinstance(value, list) else [value]:
            if isinstance(part, Element):
                yield from said(part)


def exercised(path: Path) -> set[str]:
    """The options that *path* says, and that are still there when what was read is written and read again."""
    text = path.read_text(encoding="utf-8")
    kinds = [kind_of(path)]
    if partial := _PARTIAL.get(root_of(path)):
        kinds.append(partial)
    found: set[str] = set()
    for kind in kinds:
        first = kind.from_xml(text)
        found |= set(said(first)) & set(said(kind.from_xml(first.to_xml())))
    return found


def test_every_option_stands_in_a_document() -> None:
    found: set[str] = set().union(*map(exercised, WHOLE + KEPT))
    missing = sorted(declared() - found)
    assert not missing, "no document in tests/conf/documents says:\n" + "\n".join(missing)


def test_an_option_that_is_lost_on_the_way_does_not_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is read and not written would otherwise pass."""
    path = tmp_path / "secret.xml"
    path.write_text("<secret private='yes'><description>d</description></secret>", encoding="utf-8")
    assert exercised(path) == {"secret.Secret.private", "secret.Secret.description"}
    kind = kind_of(path)
    write = kind.to_xml
    monkeypatch.setattr(kind, "to_xml", lambda self: write(self).replace("private='yes'", ""))
    assert exercised(path) == {"secret.Secret.description"}
