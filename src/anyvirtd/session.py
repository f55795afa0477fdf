"""A client's open connection to a driver: what handlers of calls find there."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final, TypeVar

from anyvirt.driver import RunsOn, registry
from anyvirt.driver.contract import (
    InterfaceContract,
    NetworkContract,
    NodeDeviceContract,
    NwfilterContract,
    SecretContract,
    StorageContract,
)
from anyvirt.util.arguments import refused
from anyvirt.util.error import AccessDenied, InternalError, OperationDenied, libvirtError
from anyvirtd.events import Registrations
from anyvirtd.migrations import Migrations
from anyvirtd.stepping import NO_LOCK, Lock

if TYPE_CHECKING:
    from anyvirt.driver import Driver
    from anyvirt.driver.contract.base import ContractBase
    from anyvirtd.client import Client

_FROM_RPC: Final = 7  # VIR_FROM_RPC
_RO: Final = 1  # VIR_CONNECT_RO

C = TypeVar("C", bound="ContractBase")


class Session:
    """One client's connection.

    Attributes:
        readonly: whether it may only look.
        lock: what guards the state of the driver between steps of calls.
        events: what the client has asked to be told of.
        migrations: those that it is in the midst of.
    """

    def __init__(self, client: Client) -> None:
        self.client = client
        self.readonly = client.readonly
        self.lock: Lock = NO_LOCK
        self.events = Registrations(self)
        self.migrations = Migrations(self)
        self._driver: Driver | None = None
        self._closed = False

    @property
    def is_open(self) -> bool:
        """Whether there is a driver."""
        return self._driver is not None

    @property
    def driver(self) -> Driver:
        """The hypervisor's driver.

        Raises:
            InternalError: the connection is not open.
        """
        if self._driver is None:
            raise InternalError("connection not open", origin=_FROM_RPC)
        return self._driver

    @property
    def origin(self) -> int:
        """VIR_FROM_* of errors that do not say where they are from."""
        return _FROM_RPC if self._driver is None else self._driver.error_origin

    def _secondary(self, contract: type[C]) -> C:
        return self.driver.secondary(contract)

    @cached_property
    def network_driver(self) -> NetworkContract:
        """Who answers for virtual networks; and so on for the other kinds of host services."""
        return self._secondary(NetworkContract)

    @cached_property
    def storage_driver(self) -> StorageContract:
        return self._secondary(StorageContract)

    @cached_property
    def interface_driver(self) -> InterfaceContract:
        return self._secondary(InterfaceContract)

    @cached_property
    def node_device_driver(self) -> NodeDeviceContract:
        return self._secondary(NodeDeviceContract)

    @cached_property
    def secret_driver(self) -> SecretContract:
        return self._secondary(SecretContract)

    @cached_property
    def nwfilter_driver(self) -> NwfilterContract:
        return self._secondary(NwfilterContract)

    def check_write(self, function: str) -> None:
        """Refuse *function* if the connection may only look."""
        if self.readonly:
            raise refused(OperationDenied(f"read only access prevents {function}"), function)

    async def open(self, name: str | None, flags: int) -> None:
        """Open the driver at the URI *name*, at the daemon's own for none.

        Raises:
            InternalError: it is open already.
            NoConnect: there is no driver for it in this daemon.
            AccessDenied: it names a file, which is not the client's to have read.
            libvirtError: the driver cannot be opened.
        """
        if self._driver is not None or self._closed:
            raise InternalError("connection already open", origin=_FROM_RPC)
        # In other bits libvirt's clients say how they have come here: that a user's own daemon is meant (2), which they
        # may start (4).
        readonly = self.readonly or bool(flags & _RO)
        service = self.client.service
        uri, driver_class = registry.find_hosted(name or service.default_uri)
        if uri.driver == "test" and uri.path != "/default" and not service.trusts(self.client.identity):
            raise AccessDenied(
                f"{uri.text}: only root and the daemon's own user may have it read files", hint="use test:///default"
            )
        try:
            driver = await driver_class.open(uri, readonly=readonly)
        except libvirtError as error:
            error.origin = error.origin or driver_class.error_origin
            raise
        if self._closed:  # the client has hung up meanwhile
            await driver.close()
            return
        self._driver = driver
        self.readonly = readonly
        self.lock = driver.lock if driver.runs_on is RunsOn.CALLER else NO_LOCK

    async def leave(self) -> None:
        """The client has gone, and what runs for it is about to come to its end."""
        await self.migrations.stop(self.client.service.handlers)

    async def close(self) -> None:
        """Nothing runs any more: let go of the driver."""
        self._closed = True
        await self.migrations.undo(self.client.service.handlers)
        self.events.close()
        driver, self._driver = self._driver, None
        self.lock = NO_LOCK
        if driver is not None:
            await driver.close()
