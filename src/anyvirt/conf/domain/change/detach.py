"""Finding the device that a document or an alias means, and taking it away."""

from __future__ import annotations

from typing import Any, Final

from anyvirt.conf.domain.change.kinds import (
    AnyDevice,
    all_devices,
    describe,
    devices_like,
    kind_of,
    put_devices,
    tag_of,
)
from anyvirt.conf.domain.devices.chardev import ConsoleTargetType, Serial
from anyvirt.conf.domain.model import Domain
from anyvirt.util.error import DeviceMissing, OperationFailed

_DOMAIN: Final = 20  # VIR_FROM_DOMAIN
_PLACES: Final = ("alias", "address", "acpi_index")  # said or not, they are those of one device


def find(domain: Domain, wanted: AnyDevice) -> AnyDevice:
    """The device of *domain* that *wanted*, read from a document, means.

    What the kind has for a key decides if *wanted* has it; alias and address count where they are said. Without a key
    all that is said must fit.

    Raises:
        DeviceMissing: there is none.
        OperationFailed: there are several.
    """
    matching = [device for device in devices_like(domain, wanted) if _fits(wanted, device)]
    if not matching:
        raise DeviceMissing(f"domain '{domain.name}' has no matching device: {describe(wanted)}", origin=_DOMAIN)
    if len(matching) > 1:
        raise OperationFailed(
            f"domain '{domain.name}' has {len(matching)} matching devices: {describe(wanted)}",
            hint="say more of the device, such as its <address> or <alias>",
            origin=_DOMAIN,
        )
    return matching[0]


def detach(domain: Domain, wanted: AnyDevice) -> tuple[Domain, AnyDevice]:
    """*domain* without the device that *wanted* means, and that device.

    Raises:
        DeviceMissing, OperationFailed: as `find`.
    """
    changed = domain.copy()
    device = find(changed, wanted)
    _remove(changed, device)
    return changed, device


def detach_alias(domain: Domain, alias: str) -> tuple[Domain, AnyDevice]:
    """*domain* without the device whose alias is *alias*, and that device.

    Raises:
        DeviceMissing: there is none.
    """
    changed = domain.copy()
    device = next((device for device in all_devices(changed) if getattr(device, "alias", None) == alias), None)
    if device is None:
        raise DeviceMissing(f"no device found with alias {alias}", origin=_DOMAIN)
    _remove(changed, device)
    return changed, device


def _remove(domain: Domain, device: AnyDevice) -> None:
    kind = kind_of(device)
    put_devices(domain, kind, [each for each in devices_like(domain, device) if each is not device])
    if isinstance(device, Serial) and not domain.serials:
        # The first console is the serial port once more, for people who look for consoles.
        domain.consoles = [c for c in domain.consoles if c.target_type is not ConsoleTargetType.SERIAL]


def _fits(wanted: AnyDevice, device: AnyDevice) -> bool:
    said, there = wanted.to_dict(), device.to_dict()
    places = {name: value for name, value in said.items() if name in _PLACES}
    key = kind_of(wanted).key
    if key and said.get(key[0]) is not None:
        said = {name: said[name] for name in key if name in said}
    elif "alias" in places:
        said = {}
    if tag_of(wanted) == "interface" and "mac" in said:
        said, there = {**said, "mac": said["mac"].lower()}, {**there, "mac": str(there.get("mac")).lower()}
    return _within({**said, **places}, there)


def _within(said: Any, there: Any) -> bool:
    """Whether what is *said* is *there*, which may be more."""
    if isinstance(said, dict) and isinstance(there, dict):
        return all(name in there and _within(value, there[name]) for name, value in said.items())
    if isinstance(said, list) and isinstance(there, list):
        return len(said) == len(there) and all(map(_within, said, there))
    return bool(said == there)
