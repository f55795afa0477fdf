"""Every constant and error code of the public interface, by topic."""

from __future__ import annotations

from anyvirt.api.enums import (
    common,
    domain_events,
    domain_flags,
    domain_params,
    domain_snapshots,
    domain_stats,
    errors,
    host,
    host_devices,
    network,
    qemu,
    storage,
)
from anyvirt.api.enums.model import Const, ErrorCode, Group

CODES: tuple[ErrorCode, ...] = errors.CODES

GROUPS: tuple[Group, ...] = (
    *host.GROUPS,
    *common.GROUPS,
    *domain_events.GROUPS,
    *domain_flags.GROUPS,
    *domain_params.GROUPS,
    *domain_stats.GROUPS,
    *domain_snapshots.GROUPS,
    *network.GROUPS,
    *storage.GROUPS,
    *host_devices.GROUPS,
    *qemu.GROUPS,
    Group(
        "virErrorNumber",
        "What went wrong: the code of an error.",
        tuple(Const(code.name, code.value, code.since) for code in CODES),
    ),
    *errors.GROUPS,
)
