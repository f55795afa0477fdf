"""Consoles and channels of running guests: which device a program means, and that one stream at a time has it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from anyvirt.conf.domain.devices.chardev import Channel as GuestChannel
from anyvirt.conf.domain.devices.chardev import Console, Parallel, Serial
from anyvirt.conf.domain.model import Domain
from anyvirt.driver.streams import Channel
from anyvirt.util.error import InternalError, OperationFailed

Terminal = Serial | Parallel | Console

FORCE: Final = 1  # VIR_DOMAIN_CONSOLE_FORCE and VIR_DOMAIN_CHANNEL_FORCE
SAFE: Final = 2  # VIR_DOMAIN_CONSOLE_SAFE


def console_of(domain: Domain, name: str | None) -> Terminal | None:
    """The console, serial or parallel port whose alias is *name*, else the first console, else the first serial port.

    Returns:
        None: nothing was named, and there is none.

    Raises:
        InternalError: there is none of that name.
    """
    if name is None:
        terminals: list[Terminal] = [*domain.consoles, *domain.serials]
        return terminals[0] if terminals else None
    named: tuple[tuple[str, Sequence[Terminal]], ...]
    named = ("console", domain.consoles), ("serial", domain.serials), ("parallel", domain.parallels)
    for stem, devices in named:
        for number in range(len(devices)):
            device: Terminal = devices[number]
            if name == (device.alias or f"{stem}{number}"):
                return device
    raise InternalError(f"cannot find console device '{name}'")


def channel_of(domain: Domain, name: str | None) -> GuestChannel | None:
    """The channel whose target's name or alias is *name*, else the first.

    Returns:
        None: nothing was named, and there is none.

    Raises:
        InternalError: there is none of that name.
    """
    if name is None:
        return next(iter(domain.channels), None)
    for number, channel in enumerate(domain.channels):
        if name in (channel.name, channel.alias or f"channel{number}"):
            return channel
    raise InternalError(f"cannot find channel '{name}'")


class Sessions:
    """Which streams have a device of a guest now. Keys are a guest's UUID and what tells its devices apart."""

    def __init__(self) -> None:
        self._open: dict[tuple[str, str], tuple[Channel, Callable[[], None]]] = {}

    def check(self, uuid: str, device: str, *, force: bool, what: str) -> None:
        """Make sure that the device is free; *force* takes it away from who has it.

        Raises:
            OperationFailed: another stream has it.
        """
        found = self._open.get((uuid, device))
        if found is None:
            return
        if not force:
            raise OperationFailed(f"Active {what} exists for this domain")
        del self._open[uuid, device]
        found[1]()

    def add(self, uuid: str, device: str, channel: Channel, cut: Callable[[], None]) -> None:
        """*channel* has the device until it ends; *cut* is called to take that away before."""
        self._open[uuid, device] = channel, cut

        async def forget() -> None:
            if (found := self._open.get((uuid, device))) is not None and found[0] is channel:
                del self._open[uuid, device]

        channel.when_ended(forget)

    def end(self, uuid: str) -> None:
        """The guest has stopped: its devices are gone."""
        for key in [key for key in self._open if key[0] == uuid]:
            _, cut = self._open.pop(key)
            cut()
