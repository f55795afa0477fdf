"""VIR_DOMAIN_BLOCK_IOTUNE_*: the throughput limits of a disk, <iotune>, and of a group of them, <throttlegroup>."""

from __future__ import annotations

from typing import Final

from anyvirt.conf.domain.devices.disk import Disk, IoTune, ThrottleGroup
from anyvirt.conf.domain.model import Domain
from anyvirt.conf.domain.settings.sources import host_path
from anyvirt.util.error import ArgumentUnsupported, InvalidArg, OperationDenied
from anyvirt.util.typed import IO_LIMITS, TypedParams

MAX_VALUE: Final = 1000000000000000  # QEMU's THROTTLE_VALUE_MAX

_NAMES: Final = (*IO_LIMITS[:12], "size_iops_sec", "group_name", *IO_LIMITS[12:])  # as libvirt lists them
_GROUPS: Final = (
    *(IO_LIMITS[start : start + 3] for start in range(0, len(IO_LIMITS), 3)),
    ("size_iops_sec",),
    ("group_name",),
)  # what is set together


def find_disk(domain: Domain, disk: str) -> Disk:
    """The disk whose target, or whose source's path, is *disk*.

    Raises:
        InvalidArg: there is none.
    """
    for each in domain.disks:
        if disk == each.target:
            return each
    for each in domain.disks:
        if disk and disk == host_path(each.source):
            return each
    raise InvalidArg(f"disk '{disk}' was not found in the domain config")


def get(disk: Disk) -> TypedParams:
    """The limits of *disk*, 0 where there is none, and the name of the group that shares them."""
    tune = disk.iotune or IoTune()
    return {name: getattr(tune, name) or ("" if name == "group_name" else 0) for name in _NAMES}


def changed(before: IoTune | None, params: TypedParams) -> IoTune:
    """Limits as *before*, changed by *params*: what belongs together is replaced together.

    Raises:
        ArgumentUnsupported: a value is too large for any hypervisor, or a name is unknown.
        InvalidArg: a total excludes a limit of reads or writes.
    """
    tune = before.copy() if before is not None else IoTune()
    for name, value in params.items():
        if name not in _NAMES:
            raise ArgumentUnsupported(f"parameter '{name}' not supported")
        if name != "group_name" and int(value) > MAX_VALUE:
            raise ArgumentUnsupported(f"{name}: block I/O throttle limit value must be no more than {MAX_VALUE}")
    for group in _GROUPS:
        if any(name in params for name in group):
            for name in group:
                setattr(tune, name, params.get(name) or None)
    for what in ("bytes_sec", "iops_sec", "bytes_sec_max", "iops_sec_max"):
        if getattr(tune, f"total_{what}") and (getattr(tune, f"read_{what}") or getattr(tune, f"write_{what}")):
            raise InvalidArg(f"total and read/write of {what} cannot be set at the same time")
    return tune


def put(domain: Domain, disk: Disk, tune: IoTune) -> None:
    """Give *tune* to *disk*, and to the disks that share its group."""
    empty = not any(getattr(tune, name) for name in _NAMES)
    for each in domain.disks:
        shared = tune.group_name and each.iotune is not None and each.iotune.group_name == tune.group_name
        if each is disk or shared:
            each.iotune = None if empty else tune.copy()


def put_throttle_group(domain: Domain, name: str, params: TypedParams) -> None:
    """Make the throttle group *name*, or change it.

    Raises:
        ArgumentUnsupported, InvalidArg: as `changed`; also, *params* gives it another name.
    """
    if params.get("group_name", name) != name:
        raise InvalidArg(f"throttle group '{name}' cannot be called '{params['group_name']}' in its parameters")
    there = next((group for group in domain.throttle_groups if group.group_name == name), None)
    limits = changed(there, {**params, "group_name": name})
    group = ThrottleGroup(**{field: getattr(limits, field) for field in _NAMES})
    if there is None:
        domain.throttle_groups.append(group)
    else:
        domain.throttle_groups[domain.throttle_groups.index(there)] = group


def remove_throttle_group(domain: Domain, name: str) -> None:
    """Remove the throttle group *name*.

    Raises:
        InvalidArg: there is none.
        OperationDenied: a disk uses it.
    """
    there = next((group for group in domain.throttle_groups if group.group_name == name), None)
    if there is None:
        raise InvalidArg(f"throttle group '{name}' does not exist")
    users = [disk.target for disk in domain.disks if name in disk.throttle_filters]
    if users:
        raise OperationDenied(f"throttle group '{name}' is still being used by disk {', '.join(users)}")
    domain.throttle_groups.remove(there)
