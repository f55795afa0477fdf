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
    "cpu": "cpu",
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
    "storagepoolCapabilities": "storagepoolcaps",
    "volume": "storagevol",
}

_NEWER = "has what came after libvirt 9.0"
_INTERNAL = "is what a driver keeps for itself; there is no schema"
_NO_SCHEMA = "documents of this kind have no schema"
_UNUSUAL = "libvirt reads it, and its schema does not have it"
EXCEPTIONS: Final = {
    "backup-running": _INTERNAL,
    "block-copy": _NO_SCHEMA,
    "capabilities": _NEWER,
    "cpu-registers": _NO_SCHEMA,
    "domain-arm-newer": _NEWER,
    "domain-arm-newest": _NEWER,
    "domain-bhyve-newest": _NEWER,
    "domain-capabilities": _NEWER,
    "domain-capabilities-s390": _NEWER,
    "domain-devices-newer": _NEWER,
    "domain-newer": _NEWER,
    "domain-refused": _UNUSUAL,
    "domain-riscv": _NEWER,
    "domain-s390-newest": _NEWER,
    "domain-secure-execution": _NEWER,
    "domain-shared-ids": _NEWER,
    "domain-snp": _NEWER,
    "domain-status": _INTERNAL,
    "domain-status-moving": _INTERNAL,
    "domain-tdx": _NEWER,
    "domain-throttle-groups": _NEWER,
    "domain-unusual": _UNUSUAL,
    "filter-known-addresses-unusual": _UNUSUAL,
    "filter-unusual": _UNUSUAL,
    "migration-cookie": _INTERNAL,
    "migration-cookie-persistent": _INTERNAL,
    "network": _NEWER,
    "network-functions-of-card": _NEWER,
    "network-port-function": _NEWER,
    "node-device-channel-group": _NEWER,
    "node-device-channel-member": _NEWER,
    "node-device-made": _UNUSUAL,
    "node-device-made-by-names": _UNUSUAL,
    "save-cookie": _INTERNAL,
    "snapshot-leaving": _INTERNAL,
    "storage-pool-sources": _NO_SCHEMA,
    "sysinfo": _NO_SCHEMA,
}

# Documents with what the original that is installed may not know.
NEWER: Final = frozenset(name for name, why in EXCEPTIONS.items() if why is _NEWER)

pytestmark = pytest.mark.skipif(not SCHEMAS.is_dir(), reason="libvirt's schemas are not installed")


@pytest.mark.parametrize("path", [path for path in WHOLE if path.stem not in EXCEPTIONS], ids=lambda path: path.stem)
def test_a_document_follows_the_schema(path: Path) -> None:
    etree: Any = pytest.importorskip("lxml.etree")
    root = etree.parse(path).getroot()
    schema = etree.RelaxNG(etree.parse(SCHEMAS / f"{_SCHEMA_OF[root.tag]}.rng"))
    assert schema.validate(root), schema.error_log


def test_exceptions_are_documents() -> None:
    assert set(EXCEPTIONS) <= {path.stem for path in WHOLE}


def test_exceptions_do_not_follow_the_schema() -> None:
    """What has come to follow it is no exception any more."""
    etree: Any = pytest.importorskip("lxml.etree")
    for path in WHOLE:
        if EXCEPTIONS.get(path.stem) in (_NEWER, _UNUSUAL):
            root = etree.parse(path).getroot()
            assert not etree.RelaxNG(etree.parse(SCHEMAS / f"{_SCHEMA_OF[root.tag]}.rng")).validate(root), path.stem
