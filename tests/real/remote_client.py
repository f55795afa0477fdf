"""Run by tests where a daemon is, in its namespaces: opens the URI, and prints what it finds as JSON.

python remote_client.py URI [NAME PASSWORD]
"""

from __future__ import annotations

import json
import sys
from typing import Any

import anyvirt
from anyvirt import aio


def answer(name: str, password: str) -> list[Any]:
    def give(credentials: Any, opaque: Any) -> int:
        for each in credentials:
            each[4] = name if each[0] == anyvirt.VIR_CRED_AUTHNAME else password
        return 0

    return [[anyvirt.VIR_CRED_AUTHNAME, anyvirt.VIR_CRED_PASSPHRASE], give, None]


def look(conn: anyvirt.virConnect) -> dict[str, Any]:
    return {
        "type": conn.getType(),
        "uri": conn.getURI(),
        "domains": [each.name() for each in conn.listAllDomains()],
        "secure": bool(conn.isSecure()),
        "encrypted": bool(conn.isEncrypted()),
    }


async def look_awaiting(uri: str, auth: list[Any] | None) -> list[str]:
    async with await (aio.openAuth(uri, auth, 0) if auth else aio.open(uri)) as conn:
        return [each.name() for each in await conn.listAllDomains()]


def main() -> None:
    import asyncio

    uri, *credentials = sys.argv[1:]
    auth = answer(*credentials) if credentials else None
    try:
        with anyvirt.openAuth(uri, auth, 0) if auth else anyvirt.open(uri) as conn:
            found = look(conn)
        found["awaited"] = asyncio.run(look_awaiting(uri, auth))
    except anyvirt.libvirtError as exc:
        found = {"error": type(exc).__name__, "message": str(exc)}
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
