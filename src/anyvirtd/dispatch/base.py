"""What the handlers of procedures are given, and what they answer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

if TYPE_CHECKING:
    from anyvirt.driver.contract import (
        HypervisorContract,
        InterfaceContract,
        NetworkContract,
        NodeDeviceContract,
        NwfilterContract,
        SecretContract,
        StorageContract,
    )
    from anyvirt.driver.streams import Channel


class Session(Protocol):
    """A client's open connection to a driver."""

    @property
    def driver(self) -> HypervisorContract: ...

    @property
    def network_driver(self) -> NetworkContract: ...

    @property
    def storage_driver(self) -> StorageContract: ...

    @property
    def interface_driver(self) -> InterfaceContract: ...

    @property
    def node_device_driver(self) -> NodeDeviceContract: ...

    @property
    def secret_driver(self) -> SecretContract: ...

    @property
    def nwfilter_driver(self) -> NwfilterContract: ...

    def check_write(self, function: str) -> None:
        """Refuse the call *function* of libvirt's API if the connection is read-only.

        Raises:
            OperationDenied: it is.
        """
        ...


class Reply(NamedTuple):
    """An answer that is more than the fields of the procedure's ret struct."""

    ret: tuple[Any, ...] | None
    fds: tuple[int, ...] = ()
    """Open files that go with it; they are closed here when they were sent."""
    channel: Channel | None = None
    """What goes on under the call's serial number from now on."""


Answer = tuple[Any, ...] | Reply | None
"""The fields of the procedure's ret struct, None where it has none."""

Fds = tuple[int, ...]
"""Open files that came with a call; whoever calls a handler closes them after it has ended."""

Handler = Callable[[Session, Any, Fds], Awaitable[Answer]]
"""Does what a procedure asks for. It is given the session, the procedure's args struct, and open files.

Raises:
    libvirtError: as the driver's method does; OperationDenied on a read-only connection.
"""


def without_strings(params: Mapping[str, Any], flags: int) -> Mapping[str, Any]:
    """*params* for a client that may be too old to know texts among them."""
    if flags & 4:  # VIR_TYPED_PARAM_STRING_OKAY
        return params
    return {name: value for name, value in params.items() if not isinstance(value, str)}


def lease_fields(lease: Mapping[str, Any]) -> tuple[Any, ...]:
    """The lease of an address in the order of the protocol."""
    return tuple(lease[name] for name in _LEASE)


_LEASE = ("iface", "expirytime", "type", "mac", "iaid", "ipaddr", "prefix", "hostname", "clientid")
