"""What only containers can do: the functions of libvirt-python's module libvirt_lxc.

The awaitable ones are in anyvirt.aio.libvirt_lxc.
"""

from __future__ import annotations

from operator import index
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from anyvirt.domain import virDomain

__all__ = ["lxcEnterCGroup", "lxcOpenNamespace"]


def lxcOpenNamespace(domain: virDomain, flags: int) -> list[int]:
    """Open the namespaces of a running container.

    Args:
        domain: the container.
        flags: must be 0.

    Returns:
        File descriptors, the caller's to close.

    Raises:
        OperationInvalid: the container is not running.
        OperationDenied: the connection is read-only.
        NoSupport: the driver has no containers.

    Source: virDomainLxcOpenNamespace, libvirt 1.0.2.
    """
    domain._conn._check_write("virDomainLxcOpenNamespace")
    return domain._conn._call(domain._conn._driver.domain_lxc_open_namespace(domain._ref, index(flags)))


def lxcEnterCGroup(domain: virDomain, flags: int) -> int:
    """Move the calling process into the control group of a running container.

    Args:
        domain: the container.
        flags: must be 0.

    Raises:
        OperationInvalid: the container is not running.
        NoSupport: the driver has no containers.

    Source: virDomainLxcEnterCGroup, libvirt 2.0.0.
    """
    domain._conn._check_write("virDomainLxcEnterCGroup")
    domain._conn._call(domain._conn._driver.domain_lxc_enter_cgroup(domain._ref, index(flags)))
    return 0
