"""What a hypervisor driver is."""

from __future__ import annotations

import enum
import threading
from typing import TYPE_CHECKING, ClassVar, Final, Self, TypeVar

from anyvirt.conf.store.events import EventQueue
from anyvirt.driver.contract.base import ContractBase
from anyvirt.driver.contract.hypervisor import HypervisorContract
from anyvirt.driver.uri import URI

if TYPE_CHECKING:
    from anyvirt.driver.credentials import Credentials
    from anyvirt.util.refs import DomainRef

__all__ = ["LIBVIR_VERSION_NUMBER", "URI", "Driver", "RunsOn"]

C = TypeVar("C", bound=ContractBase)


LIBVIR_VERSION_NUMBER: Final = 12_008_000
"""The release of libvirt whose API this is: major * 1,000,000 + minor * 1,000 + release."""


class RunsOn(enum.Enum):
    """Where the coroutines of a driver run; fixed for the life of a connection."""

    CALLER = "caller"  # request and answer: stepped inline by blocking callers, on the caller's loop by others
    LOOP = "loop"  # long-lived background work: always on the background loop


class Driver(HypervisorContract):
    """Base of every hypervisor driver.

    A subclass names itself, says where it runs, and answers the calls it supports; each other call raises NoSupport
    with the name of the function. One instance may serve several connections: `open` says so by returning it again,
    and `close` is called once for each.
    """

    name: ClassVar[str]
    """What virConnect.getType() answers."""
    error_origin: ClassVar[int]
    """VIR_FROM_* of the errors that come from this driver."""
    runs_on: ClassVar[RunsOn]
    uri: URI
    lock: threading.RLock
    """Guards the state that the connections share, in caller mode."""
    events: EventQueue

    @classmethod
    async def open(cls, uri: URI, *, readonly: bool) -> Self:
        """Open a connection to the hypervisor at *uri*."""
        raise NotImplementedError(f"{cls.__name__} must say how it is opened")

    @classmethod
    async def open_auth(cls, uri: URI, *, readonly: bool, auth: Credentials | None) -> Self:
        """Open a connection to the hypervisor at *uri*, which may ask who is there: see `anyvirt.driver.credentials`.

        Only a driver of a hypervisor that asks has its own.
        """
        return await cls.open(uri, readonly=readonly)

    @classmethod
    def default_uri(cls) -> str | None:
        """The URI that a program means that names none; None if this host has nothing for this driver."""
        return None

    async def close(self) -> None:
        """Release what one connection held.

        Calls of that connection may be under way only in caller mode; they must end soon after.
        """

    async def leave_migration(self, dom: DomainRef) -> None:
        """End what there is here of a migration whose leader has gone after all of the guest had, and before the end.

        Nobody here knows whether it runs at its destination: it stays paused, and is anybody's to resume or destroy.
        """

    def secondary(self, contract: type[C]) -> C:
        """Who answers the calls of *contract* on connections of this driver: itself where it can, else nobody."""
        return self if isinstance(self, contract) else contract()

    async def connect_get_type(self) -> str:
        return self.name

    async def connect_get_uri(self) -> str:
        return self.uri.canonical

    async def connect_is_alive(self) -> bool:
        return True

    # An embedded driver is this process: nobody is on the way to it.

    async def connect_is_secure(self) -> bool:
        return True

    async def connect_is_encrypted(self) -> bool:
        return False

    async def connect_get_lib_version(self) -> int:
        return LIBVIR_VERSION_NUMBER
