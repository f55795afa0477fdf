"""Another state of a device that is there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

from anyvirt.conf.domain.change.detach import find
from anyvirt.conf.domain.change.kinds import AnyDevice, describe, devices_like, kind_of, put_devices, tag_of
from anyvirt.conf.domain.devices.disk import Disk, DiskDevice
from anyvirt.conf.domain.model import Domain
from anyvirt.util.error import OperationUnsupported
from anyvirt.util.xmlmap.diff import diff

_DOMAIN: Final = 20  # VIR_FROM_DOMAIN

_CONFIG: Final = frozenset({"disk", "graphics", "interface", "memory", "memballoon"})
"""Kinds that can be replaced in a definition, as libvirt has it."""

_LIVE: Final[dict[str, tuple[str, ...]]] = {
    "disk": ("iotune", "throttlefilters", "@snapshot", "transient", "source/@startupPolicy"),
    "interface": (
        "bandwidth",
        "link",
        "filterref",
        "source",
        "@type",
        "virtualport",
        "vlan",
        "port",
        "coalesce",
        "@trustGuestRxFilters",
        "teaming",
    ),
    "graphics": ("@passwd", "@passwdValidTo", "@connected"),
    "memballoon": ("stats",),
    "memory": ("target/requested",),
}
"""By kind, where a document of a running guest's device may differ."""

_MEDIUM: Final = ("source", "@type", "driver/@type", "backingStore", "readonly")
_DRIVES: Final = (DiskDevice.CDROM, DiskDevice.FLOPPY)


class Updated(NamedTuple):
    """A definition with a changed device, and that device before and after."""

    domain: Domain
    before: AnyDevice
    after: AnyDevice


def update(domain: Domain, device: AnyDevice, *, running: bool, finish: Callable[[Domain], None]) -> Updated:
    """*domain* with *device* in place of the one that it means.

    Where *device* does not say them, alias and place stay.

    Args:
        domain: stays as it is.
        device: all of the device, as it shall be.
        running: the guest runs, and much of a device cannot change then.
        finish: completes and checks the definition, as when it was defined.

    Raises:
        DeviceMissing, OperationFailed: there is no such device, or several.
        OperationUnsupported: something that differs cannot be changed.
        XmlError, ConfigUnsupported ...: as *finish*.
    """
    tag = tag_of(device)
    if tag not in (_LIVE if running else _CONFIG):
        which = "live" if running else "persistent"
        raise OperationUnsupported(f"{which} update of device '{tag}' is not supported", origin=_DOMAIN)
    changed = domain.copy()
    before = _meant(changed, device)
    after = device.copy()
    for place in ("alias", "address", "acpi_index", "mac"):
        if hasattr(after, place) and getattr(after, place) is None:
            setattr(after, place, getattr(before, place))
    put_devices(changed, kind_of(after), [after if each is before else each for each in devices_like(changed, after)])
    finish(changed)
    if running:
        _check_live(domain, before, after)
    return Updated(changed, before, after)


def _meant(domain: Domain, device: AnyDevice) -> AnyDevice:
    """What changes is no help to find the device."""
    there = devices_like(domain, device)
    if not kind_of(device).key and len(there) == 1:
        return there[0]
    if tag_of(device) == "memory":
        wanted = device.copy()
        wanted.requested = wanted.current = None  # type: ignore[union-attr]
        return find(domain, wanted)
    return find(domain, device)


def _check_live(domain: Domain, before: AnyDevice, after: AnyDevice) -> None:
    allowed = _LIVE[tag_of(after)]
    if isinstance(after, Disk) and after.device in _DRIVES:
        allowed += _MEDIUM
    for difference in diff(before, after):
        path = difference.path.partition("[")[0]
        if not any(path == each or path.startswith((f"{each}/", f"{each}@")) for each in allowed):
            raise OperationUnsupported(
                f"{describe(after)} of running domain '{domain.name}': cannot change {difference}",
                hint="VIR_DOMAIN_AFFECT_CONFIG changes it for the next start",
                origin=_DOMAIN,
            )
