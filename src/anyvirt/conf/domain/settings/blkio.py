"""VIR_DOMAIN_BLKIO_*: <blkiotune>. A limit of several devices is one text: /dev/sda,500,/dev/sdb,100."""

from __future__ import annotations

from typing import Final

from anyvirt.conf.domain.memory import BlkioDevice, BlkioTune
from anyvirt.conf.domain.model import Domain
from anyvirt.conf.domain.settings.origin import DOMAIN
from anyvirt.util.error import InvalidArg
from anyvirt.util.typed import TypedParams

_PREFIX: Final = "device_"
_LIMITS: Final = {
    "weight": 2**32 - 1,
    "read_iops_sec": 2**32 - 1,
    "write_iops_sec": 2**32 - 1,
    "read_bytes_sec": 2**64 - 1,
    "write_bytes_sec": 2**64 - 1,
}  # what fits into the field


def get(domain: Domain) -> TypedParams:
    """The weight, 0 where none is set, and the limits."""
    tune = domain.blkiotune or BlkioTune()
    params: TypedParams = {"weight": tune.weight or 0}
    for field in _LIMITS:
        limits = ((device.path, getattr(device, field)) for device in tune.devices)
        params[_PREFIX + field] = ",".join(f"{path},{limit}" for path, limit in limits if limit)
    return params


def put(domain: Domain, params: TypedParams) -> None:
    """Set the weight and the limits of the devices that *params* names; a limit of 0 takes it away.

    Raises:
        InvalidArg: a text is not of paths and numbers.
    """
    changes = [
        (name.removeprefix(_PREFIX), path, limit)
        for name, value in params.items()
        if name.startswith(_PREFIX)
        for path, limit in _parse(name, str(value))
    ]
    tune = domain.blkiotune or BlkioTune()
    if "weight" in params:
        tune.weight = int(params["weight"]) or None
    for field, path, limit in changes:
        device = next((device for device in tune.devices if device.path == path), None)
        if device is None:
            device = BlkioDevice(path=path)
            tune.devices.append(device)
        setattr(device, field, limit or None)
    tune.devices = [device for device in tune.devices if any(getattr(device, field) for field in _LIMITS)]
    domain.blkiotune = tune if tune.weight or tune.devices else None


def _parse(name: str, text: str) -> list[tuple[str, int]]:
    parts = text.split(",") if text else []
    if len(parts) % 2:
        raise InvalidArg(
            f"unable to parse blkio device '{name}' '{text}'",
            hint="write it as PATH,VALUE,PATH,VALUE ...",
            origin=DOMAIN,
        )
    found: list[tuple[str, int]] = []
    for path, value in zip(parts[::2], parts[1::2], strict=True):
        digits = value.isascii() and value.isdigit()
        if not digits or int(value) > _LIMITS[name.removeprefix(_PREFIX)]:
            raise InvalidArg(f"invalid value '{value}' for parameter '{name}' of device '{path}'", origin=DOMAIN)
        found.append((path, int(value)))
    return found
