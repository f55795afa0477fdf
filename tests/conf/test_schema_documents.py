"""Our own documents are such as libvirt's schemas allow: they do not merely echo what our models say."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import pytest

from tests.conf.schema_names import SCHEMAS
from tests.conf.test_documents import WHOLE

# The schema of each root element.
_SCHEMA_OF: Final = {
    "capabilities": "capability",
    "device": "nodedev",
    "domain": "domain",
    "domainCapabilities": "domaincaps",
    "domainbackup": "domainbackup",
    "domaincheckpoint": "domaincheckpoint",
    "domainsnapshot": "domainsnapshot",
    "filter": "nwfilter",
    "filterbinding": "nwfilterbinding",
    "interface": "interface",
    "network": "network",
    "networkport": "networkport",
    "pool": "storagepool",
    "secret": "secret",
    "volume": "storagevol",
}

_NEWER = "has what came after libvirt 9.0"
_INTERNAL = "is what a driver keeps for itself; there is no schema"
_UNUSUAL = "libvirt reads it, and its schema does not have it"
EXCEPTIONS: Final = {
    "backup-running": _INTERNAL,
    "capabilities": _NEWER,
    "domain-capabilities": _NEWER,
    "domain-newer": _NEWER,
    "domain-status": _INTERNAL,
    "domain-unusual": _UNUSUAL,
    "migration-cookie": _INTERNAL,
    "network": _NEWER,
    "node-device-made": _UNUSUAL,
    "snapshot-leaving": _INTERNAL,
}

pytestmark = pytest.mark.skipif(not SCHEMAS.is_dir(), reason="libvirt's schemas are not installed")


@pytest.mark.parametrize("path", [path for path in WHOLE if path.stem not in EXCEPTIONS], ids=lambda path: path.stem)
def test_a_document_follows_the_schema(path: Path) -> None:
    etree: Any = pytest.importorskip("lxml.etree")
    root = etree.parse(path).getroot()
    schema = etree.RelaxNG(etree.parse(SCHEMAS / f"{_SCHEMA_OF[root.tag]}.rng"))
    assert schema.validate(root), schema.error_log


def test_exceptions_are_documents() -> None:
    assert set(EXCEPTIONS) <= {path.stem for path in WHOLE}
