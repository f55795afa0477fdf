"""The functions of anyvirt.libvirt_lxc, awaitable."""

from __future__ import annotations

from operator import index
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from anyvirt.aio.domain import virDomain

__all__ = ["lxcEnterCGroup", "lxcOpenNamespace"]


async def lxcOpenNamespace(domain: virDomain, flags: int) -> list[int]:
    """Open the namespaces of a running container."""
    domain._conn._check_write("virDomainLxcOpenNamespace")
    return await domain._conn._call(domain._conn._driver.domain_lxc_open_namespace(domain._ref, index(flags)))


async def lxcEnterCGroup(domain: virDomain, flags: int) -> int:
    """Move the calling process into the control group of a running container."""
    domain._conn._check_write("virDomainLxcEnterCGroup")
    await domain._conn._call(domain._conn._driver.domain_lxc_enter_cgroup(domain._ref, index(flags)))
    return 0
