"""Mistakes that type checkers must find in programs. Checked, never run.

mypy --strict complains of an `ignore` that hides nothing, or hides something else than it says.
"""

from __future__ import annotations

import anyvirt as libvirt
from anyvirt import VIR_NOTHING, aio  # type: ignore[attr-defined]  # noqa: F401

libvirt.opne("test:///default")  # type: ignore[attr-defined]
state = libvirt.VIR_DOMAIN_RUNING  # type: ignore[attr-defined]
conn = libvirt.open(5)  # type: ignore[arg-type]
conn.lookupByName(None)  # type: ignore[arg-type]
conn.lookupByID("1")  # type: ignore[arg-type]
conn.listAllDomain()  # type: ignore[attr-defined]
conn.defineXML(b"<domain/>")  # type: ignore[arg-type]
conn.lookupByName("web").create(0, 1)  # type: ignore[call-arg]


async def main() -> None:
    conn = await aio.open()
    (await conn.lookupByName("web")).create()  # type: ignore[unused-coroutine]
    for _ in conn.listAllDomains():  # type: ignore[attr-defined]
        pass
