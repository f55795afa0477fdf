"""Asks the original libvirt: run by an interpreter that can import it, and spoken to in lines of JSON.

A request is [kind, document]; the answer [error code, text], where the text is what libvirt keeps of the document, or
its message.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable

import libvirt

HOST_POOL = "<pool type='dir'><name>volumes</name><target><path>/volumes</path></target></pool>"
GUEST = "<domain type='test'><name>guest</name><memory>1024</memory><os><type>hvm</type></os></domain>"


def _domain(conn: libvirt.virConnect, document: str) -> str:
    domain = conn.defineXML(document)
    text: str = domain.XMLDesc(libvirt.VIR_DOMAIN_XML_INACTIVE | libvirt.VIR_DOMAIN_XML_SECURE)
    domain.undefine()
    return text


def _network(conn: libvirt.virConnect, document: str) -> str:
    network = conn.networkDefineXML(document)
    text: str = network.XMLDesc(libvirt.VIR_NETWORK_XML_INACTIVE)
    network.undefine()
    return text


def _pool(conn: libvirt.virConnect, document: str) -> str:
    pool = conn.storagePoolDefineXML(document)
    text: str = pool.XMLDesc(libvirt.VIR_STORAGE_XML_INACTIVE)
    pool.undefine()
    return text


def _volume(conn: libvirt.virConnect, document: str) -> str:
    pool = conn.storagePoolCreateXML(HOST_POOL)
    try:
        return pool.createXML(document).XMLDesc()  # type: ignore[no-any-return]
    finally:
        pool.destroy()


def _interface(conn: libvirt.virConnect, document: str) -> str:
    interface = conn.interfaceDefineXML(document)
    text: str = interface.XMLDesc(libvirt.VIR_INTERFACE_XML_INACTIVE)
    interface.undefine()
    return text


def _snapshot(conn: libvirt.virConnect, document: str) -> str:
    domain = conn.defineXML(GUEST)
    try:
        return domain.snapshotCreateXML(document).getXMLDesc()  # type: ignore[no-any-return]
    finally:
        domain.undefineFlags(libvirt.VIR_DOMAIN_UNDEFINE_SNAPSHOTS_METADATA)


KINDS: dict[str, Callable[[libvirt.virConnect, str], str]] = {
    "domain": _domain,
    "network": _network,
    "pool": _pool,
    "volume": _volume,
    "interface": _interface,
    "snapshot": _snapshot,
}


def main() -> None:
    libvirt.registerErrorHandler(lambda *_: None, None)
    conn = libvirt.open("test:///default")
    for line in sys.stdin:
        kind, document = json.loads(line)
        try:
            answer = [0, KINDS[kind](conn, document)]
        except libvirt.libvirtError as exc:
            answer = [exc.get_error_code(), exc.get_error_message()]
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
