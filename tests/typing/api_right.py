"""What programs write and type checkers must accept. Checked, never run."""

from __future__ import annotations

from typing import assert_type

import anyvirt as libvirt
from anyvirt import VIR_CONNECT_LIST_DOMAINS_ACTIVE, NoDomain, aio, libvirtError
from anyvirt import open as open_connection
from anyvirt.conf import Domain

conn = libvirt.open(None)
assert_type(conn, libvirt.virConnect)
assert_type(open_connection("test:///default"), libvirt.virConnect)
assert_type(conn.listAllDomains(VIR_CONNECT_LIST_DOMAINS_ACTIVE), list[libvirt.virDomain])
assert_type(conn.lookupByName("web").connect(), libvirt.virConnect)
assert_type(conn.defineXML(Domain.from_xml("<domain/>")), libvirt.virDomain)
assert_type(conn.lookupByName("web").state()[0] == libvirt.VIR_DOMAIN_RUNNING, bool)
assert_type(libvirt.getVersion(), int)
assert_type(libvirt.getVersion("test"), tuple[int, int])

try:
    conn.lookupByName("web")
except NoDomain as error:
    assert_type(error.get_error_code(), int | None)
except (libvirt.OperationInvalid, libvirt.libvirtError, libvirtError):
    pass


def changed(conn: libvirt.virConnect, dom: libvirt.virDomain, event: int, detail: int, opaque: str) -> None: ...


with libvirt.openReadOnly("test:///default") as reader:
    assert_type(reader, libvirt.virConnect)
    assert_type(
        reader.domainEventRegisterAny(None, libvirt.VIR_DOMAIN_EVENT_ID_LIFECYCLE, changed, "opaque"),
        int,
    )


async def main() -> None:
    async with await aio.open("test:///default") as conn:
        assert_type(conn, aio.virConnect)
        assert_type(await conn.listAllDomains(), list[aio.virDomain])
        assert_type((await conn.lookupByName("web")).connect(), aio.virConnect)
