"""Asks the original libvirt: run by an interpreter that can import it, and spoken to in lines of JSON.

A request is [kind, document]; the answer [error code, text, origin], where the text is what libvirt keeps of the
document, or its message, and the origin is the part of libvirt that refused it, VIR_FROM_*.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable

import libvirt

HOST_POOL = "<pool type='dir'><name>volumes</name><target><path>/volumes</path></target></pool>"
GUEST = """<domain type='test'><name>guest</name><memory>1024</memory><os><type>hvm</type></os><devices>
<disk type='file'><driver type='qcow2'/><source file='/a'/><target dev='vda' bus='virtio'/></disk>
<disk type='file'><driver type='qcow2'/><source file='/b'/><target dev='vdb' bus='virtio'/></disk></devices></domain>"""


def _domain(conn: libvirt.virConnect, document: str) -> str:
    domain = conn.defineXML(document)
    text: str = domain.XMLDesc(libvirt.VIR_DOMAIN_XML_INACTIVE | libvirt.VIR_DOMAIN_XML_SECURE)
    domain.undefine()
    return text


def _network(conn: libvirt.virConnect, document: str) -> str:
    network = conn.networkDefineXML(document)
    text: str = network.XMLDesc()
    network.undefine()
    return text


def _pool(conn: libvirt.virConnect, document: str) -> str:
    pool = conn.storagePoolDefineXML(document)
    text: str = pool.XMLDesc()
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


def _checkpoint(conn: libvirt.virConnect, document: str) -> str:
    domain = conn.createXML(GUEST)
    try:
        return domain.checkpointCreateXML(document).getXMLDesc(libvirt.VIR_DOMAIN_CHECKPOINT_XML_NO_DOMAIN)  # type: ignore[no-any-return]
    finally:
        domain.destroy()


def _node_device(conn: libvirt.virConnect, document: str) -> str:
    device = conn.nodeDeviceCreateXML(document)
    text: str = device.XMLDesc()
    device.destroy()
    return text


KINDS: dict[str, Callable[[libvirt.virConnect, str], str]] = {
    "domain": _domain,
    "network": _network,
    "pool": _pool,
    "volume": _volume,
    "interface": _interface,
    "snapshot": _snapshot,
    "checkpoint": _checkpoint,
    "node device": _node_device,
}


def main() -> None:
    libvirt.registerErrorHandler(lambda *_: None, None)
    conn = libvirt.open("test:///default")
    for line in sys.stdin:
        kind, document = json.loads(line)
        try:
            answer = [0, KINDS[kind](conn, document), 0]
        except libvirt.libvirtError as exc:
            answer = [exc.get_error_code(), exc.get_error_message(), exc.get_error_domain()]
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
