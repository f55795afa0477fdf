"""Asks the original libvirt: run by an interpreter that can import it, and spoken to in lines of JSON.

The argument is the URI of the connection. A request is [kind, document]; the answer [error code, text, origin], where
the text is what libvirt keeps of the document, or its message, and the origin is the part of libvirt that refused it,
VIR_FROM_*.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import Any, Final

_HOST_POOL: Final = "<pool type='dir'><name>volumes</name><target><path>/volumes</path></target></pool>"
_GUEST: Final = """<domain type='test'><name>guest</name><memory>1024</memory><os><type>hvm</type></os><devices>
<disk type='file'><driver type='qcow2'/><source file='/a'/><target dev='vda' bus='virtio'/></disk>
<disk type='file'><driver type='qcow2'/><source file='/b'/><target dev='vdb' bus='virtio'/></disk></devices></domain>"""


def _domain(lib: Any, conn: Any, document: str) -> str:
    domain = conn.defineXML(document)
    try:
        return str(domain.XMLDesc(lib.VIR_DOMAIN_XML_INACTIVE | lib.VIR_DOMAIN_XML_SECURE))
    finally:
        domain.undefine()


def _network(lib: Any, conn: Any, document: str) -> str:
    network = conn.networkDefineXML(document)
    try:
        return str(network.XMLDesc())
    finally:
        network.undefine()


def _pool(lib: Any, conn: Any, document: str) -> str:
    pool = conn.storagePoolDefineXML(document)
    try:
        return str(pool.XMLDesc())
    finally:
        pool.undefine()


def _volume(lib: Any, conn: Any, document: str) -> str:
    pool = conn.storagePoolCreateXML(_HOST_POOL)
    try:
        return str(pool.createXML(document).XMLDesc())
    finally:
        pool.destroy()


def _interface(lib: Any, conn: Any, document: str) -> str:
    interface = conn.interfaceDefineXML(document)
    try:
        return str(interface.XMLDesc())
    finally:
        interface.undefine()


def _snapshot(lib: Any, conn: Any, document: str) -> str:
    domain = conn.defineXML(_GUEST)
    try:
        return str(domain.snapshotCreateXML(document).getXMLDesc())
    finally:
        domain.undefineFlags(lib.VIR_DOMAIN_UNDEFINE_SNAPSHOTS_METADATA)


def _checkpoint(lib: Any, conn: Any, document: str) -> str:
    domain = conn.createXML(_GUEST)
    try:
        checkpoint = domain.checkpointCreateXML(document)
        return str(checkpoint.getXMLDesc(lib.VIR_DOMAIN_CHECKPOINT_XML_NO_DOMAIN))
    finally:
        domain.destroy()


def _node_device(lib: Any, conn: Any, document: str) -> str:
    device = conn.nodeDeviceCreateXML(document)
    try:
        return str(device.XMLDesc())
    finally:
        device.destroy()


def _secret(lib: Any, conn: Any, document: str) -> str:
    secret = conn.secretDefineXML(document)
    try:
        return str(secret.XMLDesc())
    finally:
        secret.undefine()


def _filter(lib: Any, conn: Any, document: str) -> str:
    definition = conn.nwfilterDefineXML(document)
    try:
        return str(definition.XMLDesc())
    finally:
        definition.undefine()


# What is kept of a document, by the module of the binding and a connection: the original's, or ours.
KINDS: Final[dict[str, Callable[[Any, Any, str], str]]] = {
    "domain": _domain,
    "network": _network,
    "pool": _pool,
    "volume": _volume,
    "interface": _interface,
    "snapshot": _snapshot,
    "checkpoint": _checkpoint,
    "node device": _node_device,
    "secret": _secret,
    "filter": _filter,
}


def main() -> None:
    import libvirt

    libvirt.registerErrorHandler(lambda *_: None, None)
    conn = libvirt.open(sys.argv[1])
    for line in sys.stdin:
        kind, document = json.loads(line)
        try:
            answer = [0, KINDS[kind](libvirt, conn, document), 0]
        except libvirt.libvirtError as exc:
            answer = [exc.get_error_code(), exc.get_error_message(), exc.get_error_domain()]
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
