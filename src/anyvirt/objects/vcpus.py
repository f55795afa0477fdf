"""What the public API tells of virtual CPUs where drivers tell more."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from anyvirt.driver.contract import HypervisorContract
    from anyvirt.util.refs import DomainRef


async def online_maps(
    maps: Coroutine[Any, Any, list[tuple[bool, ...]]], driver: HypervisorContract, dom: DomainRef
) -> list[tuple[bool, ...]]:
    """Those of *maps*, one for each vcpu that there can be, whose vcpus are online: libvirt-python asks for no more."""
    found = await maps
    return found[: (await driver.domain_get_info(dom)).vcpus]
