"""The remote driver: opening a connection to a daemon, and what is answered on this side of it."""

from __future__ import annotations

import enum
import threading
from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar, Final, Self, TypeVar

from anyvirt.driver import URI, Driver, RunsOn, settings
from anyvirt.remote import transports
from anyvirt.remote.address import VIR_FROM_REMOTE, Address
from anyvirt.remote.by_hand import HypervisorByHand
from anyvirt.remote.events import RemoteEvents
from anyvirt.rpc.programs import program
from anyvirt.util.error import AuthFailed, AuthUnavailable, InvalidArg, libvirtError
from anyvirt.util.wait import blocks, in_thread

if TYPE_CHECKING:
    from anyvirt.driver.contract.base import ContractBase
    from anyvirt.driver.credentials import Credentials
    from anyvirt.remote.base import BaseLink
    from anyvirt.remote.wire import Wire

C = TypeVar("C", bound="ContractBase")

_REMOTE: Final = program("remote").by_name
_RO: Final = 1  # VIR_CONNECT_RO

# Contract: module and class of the calls that answer it.
_SECONDARY: Final = {
    "NetworkContract": ("network", "NetworkCalls"),
    "StorageContract": ("storage", "StorageCalls"),
    "InterfaceContract": ("interface", "InterfaceCalls"),
    "NodeDeviceContract": ("node_device", "NodeDeviceCalls"),
    "SecretContract": ("secret", "SecretCalls"),
    "NwfilterContract": ("nwfilter", "NwfilterCalls"),
}


class Feature(enum.IntEnum):
    """VIR_DRV_FEATURE_*: what a daemon can be asked whether it has it."""

    FD_PASSING = 8
    PROGRAM_KEEPALIVE = 10
    REMOTE_EVENT_CALLBACK = 14
    REMOTE_CLOSE_CALLBACK = 15


class AuthType(enum.IntEnum):
    """REMOTE_AUTH_*: how a daemon wants to know who we are."""

    NONE = 0
    SASL = 1
    POLKIT = 2


class RemoteDriver(HypervisorByHand, Driver):
    """A connection to a daemon; each connection of a program has one of its own."""

    name: ClassVar[str] = "remote"
    error_origin: ClassVar[int] = VIR_FROM_REMOTE
    runs_on: ClassVar[RunsOn] = RunsOn.CALLER

    events: RemoteEvents

    def __init__(self, uri: URI, wire: Wire) -> None:
        self.uri = uri
        self.lock = threading.RLock()
        if blocks():
            from anyvirt.remote.blocking import BlockingLink

            self._link: BaseLink = BlockingLink(wire, self.lock)
        else:
            from anyvirt.remote.awaiting import AwaitingLink

            self._link = AwaitingLink(wire, self.lock)
        self.events = RemoteEvents(self._link)
        self._link.listener = self.events
        self._services: dict[type[Any], Any] = {}

    @classmethod
    async def open(cls, uri: URI, *, readonly: bool) -> Self:
        return await cls.open_auth(uri, readonly=readonly, auth=None)

    @classmethod
    async def open_auth(cls, uri: URI, *, readonly: bool, auth: Credentials | None) -> Self:
        """Connect to the daemon that *uri* means, say who we are, and have it open the driver.

        Raises:
            SystemCallError: the daemon cannot be reached.
            AuthFailed, AuthUnavailable, AuthCancelled: it does not let us in.
            InvalidArg, ConfigUnsupported: the URI makes no sense.
            Whatever the daemon's driver says.
        """
        address = Address.of(uri, readonly=readonly)
        wire = await _connected(address)
        driver = cls(uri, wire)
        try:
            await driver._enter(address, auth)
        except BaseException as exc:
            driver._link.drop()
            if isinstance(exc, libvirtError):
                transports.explain_end(exc, address)
            raise
        driver._link.shared = True
        return driver

    async def _enter(self, address: Address, auth: Credentials | None) -> None:
        await self._authenticate(address, auth)
        await self._link.call(_REMOTE["CONNECT_OPEN"], (address.name or None, _RO if address.readonly else 0))
        if (wanted := settings.keepalive()) is not None and wanted[0] > 0:
            await self.connect_set_keep_alive(*wanted)

    async def _authenticate(self, address: Address, auth: Credentials | None) -> None:
        offered = (await self._link.call(_REMOTE["AUTH_LIST"])).types
        wanted, _, mechanism = (address.param("auth") or "").partition(".")
        if wanted:
            try:
                chosen = AuthType[wanted.upper()]
            except KeyError:
                raise InvalidArg(
                    f"unknown authentication type '{wanted}'", origin=VIR_FROM_REMOTE, hint="there are sasl and polkit"
                ) from None
            if chosen not in offered:
                raise AuthFailed(
                    f"requested authentication type {wanted} rejected",
                    origin=VIR_FROM_REMOTE,
                    hint=f"the daemon has {', '.join(_auth_name(each) for each in offered) or 'none'}",
                )
        else:
            chosen = offered[0] if offered else AuthType.NONE
        match chosen:
            case AuthType.NONE:
                return
            case AuthType.POLKIT:
                await self._link.call(_REMOTE["AUTH_POLKIT"])
            case AuthType.SASL:
                from anyvirt.remote.sasl import authenticate

                await authenticate(self._link, address, auth, mechanism or None)
            case _:
                raise AuthUnavailable(
                    f"the daemon wants an authentication of type {chosen}, which is not known here",
                    origin=VIR_FROM_REMOTE,
                )

    async def close(self) -> None:
        await self._link.close(_REMOTE["CONNECT_CLOSE"])

    def secondary(self, contract: type[C]) -> C:
        if isinstance(self, contract):
            return self
        found = self._services.get(contract)
        if found is None:
            module, name = _SECONDARY[contract.__name__]
            found = getattr(import_module(f"anyvirt.remote.calls.{module}"), name)()
            found._link, found.events = self._link, self.events
            self._services[contract] = found
        answer: C = found
        return answer

    # What is known here

    async def connect_get_uri(self) -> str:
        return self.uri.canonical

    async def connect_is_alive(self) -> bool:
        return self._link.alive

    async def connect_is_secure(self) -> bool:
        """Whether nobody can listen, on either part of the way to the hypervisor."""
        wire = self._link.wire
        return (wire.encrypted or wire.local) and await super().connect_is_secure()

    async def connect_is_encrypted(self) -> bool:
        return self._link.wire.encrypted and await super().connect_is_encrypted()

    async def connect_set_keep_alive(self, interval: int, count: int) -> int:
        if interval > 0 and not await self._has(Feature.PROGRAM_KEEPALIVE):
            return 1
        self._link.keep_alive(interval, count)
        return 0

    async def connect_domain_qemu_monitor_event_register(self, flags: int) -> None:
        """Whether there are such events shows when the daemon is asked for them."""

    async def _has(self, feature: Feature) -> bool:
        answer = await self._link.call(_REMOTE["CONNECT_SUPPORTS_FEATURE"], (int(feature),))
        return bool(answer.supported)


async def _connected(address: Address) -> Wire:
    found: list[Wire] = []
    try:
        await in_thread(lambda: found.append(transports.connect(address)))
    except BaseException:
        for wire in found:  # it was connected for somebody who does not wait any more
            wire.close()
        raise
    return found[0]


def _auth_name(number: int) -> str:
    try:
        return AuthType(number).name.lower()
    except ValueError:
        return f"type {number}"
