"""A new device for a definition."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

from anyvirt.conf.domain.change.aliases import name_device
from anyvirt.conf.domain.change.kinds import AnyDevice, describe, devices_like, kind_of, put_devices, tag_of
from anyvirt.conf.domain.devices.disk import Disk
from anyvirt.conf.domain.model import Domain
from anyvirt.util.error import OperationFailed, OperationInvalid, libvirtError

_DOMAIN: Final = 20  # VIR_FROM_DOMAIN
_UNIQUE: Final = frozenset({"disk", "lease", "filesystem", "hostdev", "shmem", "audio", "controller"})
"""Kinds of which no two may have the same key."""

Finish = Callable[[Domain], None]


class Attached(NamedTuple):
    """A definition with a new device, and that device, complete."""

    domain: Domain
    device: AnyDevice


def attach(domain: Domain, device: AnyDevice, *, running: bool, finish: Finish) -> Attached:
    """*domain* with *device*, which stays as it is.

    Args:
        domain: what gets the device.
        device: as it was read.
        running: the guest runs, so the device needs an alias.
        finish: completes and checks the definition, as when it was defined.

    Raises:
        OperationInvalid, OperationFailed: there is such a device already; the latter in a running guest.
        XmlError, ConfigUnsupported ...: as *finish*.
    """
    changed = domain.copy()
    new = device.copy()
    there = devices_like(changed, new)
    _check_new(new, there, domain, running=running)
    place = _place(new, there)
    put_devices(changed, kind_of(new), [*there[:place], new, *there[place:]])
    finish(changed)
    if running:
        name_device(changed, new)
    return Attached(changed, new)


def _check_new(device: AnyDevice, there: list[AnyDevice], domain: Domain, *, running: bool) -> None:
    kind = kind_of(device)
    if kind.single and there:
        raise _refusal(running, f"domain '{domain.name}' already has a {tag_of(device)} device")
    alias = getattr(device, "alias", None)
    if alias is not None and any(getattr(each, "alias", None) == alias for each in there):
        raise _refusal(running, f"domain '{domain.name}' already has a device with alias '{alias}'")
    if tag_of(device) not in _UNIQUE:
        return
    values = [getattr(device, name) for name in kind.key]
    if values[0] is None or values[-1] is None:
        return  # it gets one that is free
    if any([getattr(each, name) for name in kind.key] == values for each in there):
        if isinstance(device, Disk):
            raise _refusal(running, f"target {device.target} already exists")
        raise _refusal(running, f"domain '{domain.name}' already has {describe(device)}")


def _refusal(running: bool, message: str) -> libvirtError:
    return OperationFailed(message, origin=_DOMAIN) if running else OperationInvalid(message, origin=_DOMAIN)


def _place(device: AnyDevice, there: list[AnyDevice]) -> int:
    """Where it goes: disks of a bus stand in the order of their names, all else comes last."""
    if not isinstance(device, Disk):
        return len(there)
    for place, other in enumerate(there):
        if isinstance(other, Disk) and other.bus is device.bus and _order(other) > _order(device):
            return place
    same = [place for place, other in enumerate(there) if isinstance(other, Disk) and other.bus is device.bus]
    return same[-1] + 1 if same else len(there)


def _order(disk: Disk) -> tuple[int, str]:
    return len(disk.target), disk.target  # vdb before vdaa
