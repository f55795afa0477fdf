"""Documents that do not follow libvirt's schema: what a caller who asks for validation is told."""

from __future__ import annotations

from collections.abc import Callable

from anyvirt.conf.checkpoint import parse as parse_checkpoint
from anyvirt.conf.domain.parse import parse as parse_domain
from anyvirt.conf.node_device.parse import parse as parse_node_device
from anyvirt.conf.nwfilter.parse import parse as parse_filter
from anyvirt.conf.snapshot import parse as parse_snapshot
from anyvirt.util.error import XmlError
from scripts.corpus.cases import Case, Kind, Outcome, Result

_READERS: dict[str, Callable[[str], object]] = {
    "<filter": lambda text: parse_filter(text, strict=True),
    "<domainsnapshot": lambda text: parse_snapshot(text, strict=True),
    "<domaincheckpoint": parse_checkpoint,
    "<domain": lambda text: parse_domain(text, strict=True),
    "<device": lambda text: parse_node_device(text, strict=True),
}


def refused(case: Case) -> Result:
    """Every reader with its validation switched on refuses the document."""
    text = case.document.read_text(encoding="utf-8")
    read = next((reader for root, reader in _READERS.items() if f"{root}>" in text or f"{root} " in text), None)
    if read is None:
        raise XmlError(f"{case.document.name}: a kind of document that is not supported yet")
    read(text)
    return Result(case.name, Outcome.WRONGLY_ACCEPTED)


KINDS = (Kind("schema-invalid", "schema-invalid", refused),)
