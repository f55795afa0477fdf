"""Storage: pools, volumes, secrets, and what a storage driver offers."""

from __future__ import annotations

from anyvirt.conf import secret
from anyvirt.conf.storage.capabilities import StoragePoolCapabilities
from anyvirt.conf.storage.format import format_volume
from anyvirt.conf.storage.parse import CapacityIs, parse_pool, parse_volume
from scripts.corpus.cases import Case, Kind, Outcome, Result, compare

_CAPACITY = {
    "flags=VIR_VOL_XML_PARSE_NO_CAPACITY": CapacityIs.KNOWN,
    "flags=VIR_VOL_XML_PARSE_OPT_CAPACITY": CapacityIs.KNOWN_FROM_BACKING,
}


def pool(case: Case) -> Result:
    return _compared(case, parse_pool(case.document.read_bytes()).to_xml())


def volume(case: Case) -> Result:
    holder = parse_pool(case.others[0].read_bytes())
    capacity = next((_CAPACITY[note] for note in case.notes if note in _CAPACITY), CapacityIs.REQUIRED)
    return _compared(case, format_volume(parse_volume(case.document.read_bytes(), holder.type, capacity=capacity)))


def secret_document(case: Case) -> Result:
    return _compared(case, secret.parse(case.document.read_bytes()).to_xml())


def capabilities(case: Case) -> Result:
    """Only ever written by libvirt: does the model know all of it?"""
    text = case.document.read_text(encoding="utf-8")
    return Result(case.name, *compare(StoragePoolCapabilities.from_xml(text).to_xml(), text))


def _compared(case: Case, ours: str) -> Result:
    if case.expected is None:
        return Result(case.name, Outcome.IDENTICAL)
    return Result(case.name, *compare(ours, case.expected.read_text(encoding="utf-8")))


KINDS = (
    Kind("storagepool", "storagepool", pool),
    Kind("storagevol", "storagevol", volume),
    Kind("storagepoolcapabilities", "storagepoolcapabilities", capabilities),
    Kind("secret", "secret", secret_document),
)
