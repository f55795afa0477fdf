"""Typed parameters: which names a call knows, and the type that each value has in libvirt's interface and on its wire.

Drivers and programs see plain dicts. The types stand here, by name and for each family of calls, so that a value of a
wrong type is found before a driver is asked, and so that a wire can carry it later. Numbered parts of names are written
as an asterisk: net.*.rx.bytes.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from operator import index
from typing import Any, Final, NamedTuple

from anyvirt.util.limits import at_most, short

TypedValue = int | float | bool | str
"""The value of a typed parameter."""

TypedParams = dict[str, TypedValue]
"""Parameters or figures by name. One that can be given several times is a list then: see `several`."""


class Kind(enum.IntEnum):
    """virTypedParameterType."""

    INT = 1
    UINT = 2
    LLONG = 3
    ULLONG = 4
    DOUBLE = 5
    BOOLEAN = 6
    STRING = 7


class Names(NamedTuple):
    """The parameters of a family of calls.

    Attributes:
        kinds: the type of each.
        most: how many a call can have, by the bounds of libvirt's protocol.
        repeated: those that can be given more than once.
    """

    kinds: Mapping[str, Kind]
    most: int = 64
    repeated: frozenset[str] = frozenset()

    def kind_of(self, name: str, value: object) -> Kind:
        """The type of the parameter *name*, told from its *value* where the name is unknown."""
        known = self.kinds.get(name)
        if known is None and "." in name:
            known = self.kinds.get(_pattern(name))
        return natural_kind(name, value) if known is None else known

    def know(self, name: str) -> bool:
        """Whether the type of *name* stands here."""
        return name in self.kinds or _pattern(name) in self.kinds


@lru_cache(4096)
def _pattern(name: str) -> str:
    """*name* with asterisks for its numbers."""
    return _NUMBER.sub("*", name)


_NUMBER: Final = re.compile(r"(?<=\.)[0-9]+(?=\.|$)")

_RANGES: Final = {
    Kind.INT: (-(2**31), 2**31 - 1, "int"),
    Kind.UINT: (0, 2**32 - 1, "unsigned int"),
    Kind.LLONG: (-(2**63), 2**63 - 1, "long long"),
    Kind.ULLONG: (0, 2**64 - 1, "unsigned long long"),
}


def natural_kind(name: str, value: object) -> Kind:
    """The type that libvirt-python chooses for a value of which it knows nothing else.

    Raises:
        TypeError: no parameter can have such a value.
    """
    match value:
        case bool():
            return Kind.BOOLEAN
        case int():
            return Kind.LLONG if value < 0 else Kind.ULLONG
        case float():
            return Kind.DOUBLE
        case str():
            return Kind.STRING
    raise TypeError(f"parameter '{name}' is {type(value).__name__}, not a number, a bool or a str")


def convert(name: str, value: object, kind: Kind) -> TypedValue:
    """*value* as a parameter of type *kind* has it.

    Raises:
        TypeError: it is of a wrong type.
        OverflowError: it does not fit.
    """
    match kind:
        case Kind.STRING:
            if not isinstance(value, str):
                raise TypeError(f"parameter '{name}' must be str, not {type(value).__name__}")
            if "\0" in value:
                raise ValueError(f"parameter '{name}' has an embedded null character")
            return short(value, f"parameter '{name}'")
        case Kind.BOOLEAN:
            return bool(value)
        case Kind.DOUBLE:
            if not isinstance(value, int | float):
                raise TypeError(f"parameter '{name}' must be a number, not {type(value).__name__}")
            return float(value)
    low, high, c_type = _RANGES[kind]
    try:
        number = index(value)  # type: ignore[arg-type]  # who gives something else is told so
    except TypeError:
        raise TypeError(f"parameter '{name}' must be an integer, not {type(value).__name__}") from None
    if not low <= number <= high:
        raise OverflowError(f"parameter '{name}' is {number}, which does not fit into C's {c_type}")
    return number


def require_params(params: Mapping[str, TypedValue]) -> None:
    """Raises:
    LookupError: *params* is empty.
    TypeError: it is no mapping, or a name is not a text.
    """
    if not isinstance(params, Mapping):
        raise TypeError(f"params must be a dict, not {type(params).__name__}")
    if not params:
        raise LookupError("params must not be empty: there is nothing to set")


def settable(params: Mapping[str, TypedValue], known: Mapping[str, TypedValue], names: Names) -> TypedParams:
    """*params* as a driver takes them that answered *known* when it was asked what there is.

    Raises:
        LookupError: a name is not among *known*.
        TypeError, OverflowError: a value does not fit its type.
    """
    values: TypedParams = {}
    for name, value in params.items():
        if not isinstance(name, str):
            raise TypeError(f"names of parameters must be str, not {type(name).__name__}")
        if name not in known:
            raise LookupError(f"parameter '{name}' is unknown here; known are {', '.join(known) or 'none'}")
        values[name] = convert(name, value, names.kind_of(name, known[name]))
    return values


def hinted(params: Mapping[str, TypedValue | Sequence[str]] | None, names: Names, function: str) -> TypedParams:
    """*params* for a call that says itself, in *names*, which ones there are; what it does not know is for the driver.

    Raises:
        InvalidArg: there are none, or one is given several times that can be given once.
        TypeError, OverflowError: a value does not fit its type.
        Rpc: there are too many.
    """
    if params is not None and not isinstance(params, Mapping):
        raise TypeError(f"params must be a dict, not {type(params).__name__}")
    if not params:
        from anyvirt.util.arguments import must

        raise must("not be NULL", "params", function)
    values: TypedParams = {}
    for name, value in params.items():
        if not isinstance(name, str):
            raise TypeError(f"names of parameters must be str, not {type(name).__name__}")
        if isinstance(value, list | tuple):
            _add_several(values, name, value, names, function)
        else:
            values[name] = convert(name, value, names.kind_of(name, value))
    at_most(range(sum(len(each) if isinstance(each, list) else 1 for each in values.values())), names.most, "params")
    return values


def _add_several(
    values: dict[str, Any], name: str, given: list[Any] | tuple[Any, ...], names: Names, function: str
) -> None:
    """Add the parameter *name*, *given* as often as there are values, as libvirt-python understands lists."""
    converted = [convert(name, value, names.kind_of(name, value)) for value in given]
    if name in names.repeated:
        values[name] = converted
        return
    if len(converted) > 1:
        from anyvirt.util.arguments import refused
        from anyvirt.util.error import InvalidArg

        raise refused(InvalidArg(f"parameter '{name}' occurs multiple times"), function)
    if converted:
        values[name] = converted[0]


def several(params: Mapping[str, Any], name: str) -> list[Any]:
    """The values of a parameter that can be given more than once."""
    value = params.get(name, [])
    return value if isinstance(value, list) else [value]


def _all(kind: Kind, *names: str) -> dict[str, Kind]:
    return dict.fromkeys(names, kind)


NODE_MEMORY: Final = Names(
    {
        **_all(Kind.UINT, "shm_pages_to_scan", "shm_sleep_millisecs", "shm_merge_across_nodes"),
        **_all(
            Kind.ULLONG,
            "shm_pages_shared",
            "shm_pages_sharing",
            "shm_pages_unshared",
            "shm_pages_volatile",
            "shm_full_scans",
        ),
    }
)
MEMORY: Final = Names(_all(Kind.ULLONG, "hard_limit", "soft_limit", "min_guarantee", "swap_hard_limit"), most=16)
BLKIO: Final = Names(
    {
        "weight": Kind.UINT,
        **_all(
            Kind.STRING,
            "device_weight",
            "device_read_iops_sec",
            "device_write_iops_sec",
            "device_read_bytes_sec",
            "device_write_bytes_sec",
        ),
    },
    most=16,
)
SCHEDULER: Final = Names(
    {
        **_all(Kind.ULLONG, "cpu_shares", "vcpu_period", "emulator_period", "global_period", "iothread_period"),
        **_all(Kind.LLONG, "vcpu_quota", "emulator_quota", "global_quota", "iothread_quota"),
        **_all(Kind.UINT, "weight", "cap"),  # Xen
        **_all(Kind.LLONG, "reservation", "limit"),  # ESX
        "shares": Kind.INT,  # ESX
    },
    most=16,
)
NUMA: Final = Names({"numa_nodeset": Kind.STRING, "numa_mode": Kind.INT}, most=16)
BANDWIDTH: Final = Names(
    _all(
        Kind.UINT,
        "inbound.average",
        "inbound.peak",
        "inbound.burst",
        "inbound.floor",
        "outbound.average",
        "outbound.peak",
        "outbound.burst",
    ),
    most=16,
)
IO_LIMITS: Final = tuple(
    f"{which}_{unit}_sec{what}"
    for what in ("", "_max", "_max_length")
    for unit in ("bytes", "iops")
    for which in ("total", "read", "write")
)
"""The throughput limits of a disk, those that need each other apart by nine."""
IOTUNE: Final = Names({**_all(Kind.ULLONG, *IO_LIMITS, "size_iops_sec"), "group_name": Kind.STRING}, most=32)
PERF_EVENTS: Final = (
    "cmt",
    "mbmt",
    "mbml",
    "cpu_cycles",
    "instructions",
    "cache_references",
    "cache_misses",
    "branch_instructions",
    "branch_misses",
    "bus_cycles",
    "stalled_cycles_frontend",
    "stalled_cycles_backend",
    "ref_cpu_cycles",
    "cpu_clock",
    "task_clock",
    "page_faults",
    "context_switches",
    "cpu_migrations",
    "page_faults_min",
    "page_faults_maj",
    "alignment_faults",
    "emulation_faults",
)
"""The host's counters that can be kept for a guest, in libvirt's order."""
PERF: Final = Names(_all(Kind.BOOLEAN, *PERF_EVENTS))
IOTHREAD: Final = Names(
    {
        "poll_max_ns": Kind.ULLONG,
        **_all(Kind.UINT, "poll_grow", "poll_shrink", "poll_weight"),
        **_all(Kind.INT, "thread_pool_min", "thread_pool_max"),
    }
)
LAUNCH_SECURITY: Final = Names(
    {
        **_all(Kind.STRING, "sev-measurement", "sev-secret", "sev-secret-header"),
        **_all(Kind.UINT, "sev-api-major", "sev-api-minor", "sev-build-id", "sev-policy"),
        **_all(Kind.ULLONG, "sev-secret-set-address", "sev-snp-policy"),
    }
)
ANNOUNCE: Final = Names(_all(Kind.UINT, "initial", "max", "rounds", "step"), most=16)
IDENTITY: Final = Names(
    {
        **_all(
            Kind.STRING,
            "user-name",
            "group-name",
            "sasl-user-name",
            "x509-distinguished-name",
            "selinux-context",
        ),
        **_all(Kind.ULLONG, "unix-user-id", "unix-group-id", "process-time"),
        "process-id": Kind.LLONG,
    },
    most=20,
)
MIGRATION: Final = Names(
    _all(
        Kind.STRING,
        "migrate_uri",
        "destination_name",
        "destination_xml",
        "persistent_xml",
        "graphics_uri",
        "listen_address",
        "migrate_disks",
        "migrate_disks_detect_zeroes",
        "migrate_disks_target_zero",
        "compression",
        "tls.destination",
        "disks_uri",
    )
    | _all(Kind.ULLONG, "bandwidth", "bandwidth.postcopy", "bandwidth.avail.switchover", "compression.xbzrle.cache")
    | _all(
        Kind.INT,
        "disks_port",
        "compression.mt.level",
        "compression.mt.threads",
        "compression.mt.dthreads",
        "compression.zlib.level",
        "compression.zstd.level",
        "auto_converge.initial",
        "auto_converge.increment",
        "parallel.connections",
    ),
    most=64,
    repeated=frozenset(("migrate_disks", "migrate_disks_detect_zeroes", "migrate_disks_target_zero")),
)
"""Of virDomain.migrate3() and migrateToURI3()."""
SAVE: Final = Names({**_all(Kind.STRING, "file", "dxml", "image_format"), "parallel.channels": Kind.INT})
BLOCK_COPY: Final = Names({"bandwidth": Kind.ULLONG, "granularity": Kind.UINT, "buf-size": Kind.ULLONG}, most=16)
CPU_STATS: Final = Names(_all(Kind.ULLONG, "cpu_time", "user_time", "system_time", "vcpu_time"))
BLOCK_STATS: Final = Names(
    _all(
        Kind.LLONG,
        "rd_bytes",
        "rd_operations",
        "rd_total_times",
        "wr_bytes",
        "wr_operations",
        "wr_total_times",
        "flush_operations",
        "flush_total_times",
        "errs",
    )
)
DOMAIN_STATS: Final = Names(
    {
        **_all(
            Kind.INT, "state.state", "state.reason", "vcpu.*.state", "dirtyrate.calc_status", "dirtyrate.calc_period"
        ),
        **_all(
            Kind.LLONG,
            "dirtyrate.calc_start_time",
            "dirtyrate.megabytes_per_second",
            "dirtyrate.vcpu.*.megabytes_per_second",
        ),
        **_all(Kind.UINT, "vcpu.current", "vcpu.maximum", "net.count", "block.count", "block.*.backingIndex"),
        **_all(Kind.UINT, "iothread.count", "iothread.*.poll-grow", "iothread.*.poll-shrink"),
        **_all(Kind.UINT, "cpu.cache.monitor.count", "cpu.cache.monitor.*.bank.count"),
        **_all(Kind.UINT, "cpu.cache.monitor.*.bank.*.id", "cpu.cache.monitor.*.bank.*.bytes"),
        **_all(Kind.UINT, "memory.bandwidth.monitor.count", "memory.bandwidth.monitor.*.node.count"),
        "memory.bandwidth.monitor.*.node.*.id": Kind.UINT,
    }
)
"""What their values do not tell: all else that is a whole number is of type ULLONG."""
GUEST_VCPUS: Final = Names(_all(Kind.STRING, "vcpus", "online", "offlinable"))
GUEST_INFO: Final = Names(
    {
        **_all(Kind.UINT, "user.count", "fs.count", "disk.count", "if.count", "device.count"),
        **_all(Kind.UINT, "fs.*.disk.count", "disk.*.dependency.count", "if.*.addr.count"),
        **_all(Kind.ULLONG, "user.*.login-time", "fs.*.total-bytes", "fs.*.used-bytes", "device.*.driverDate"),
        **_all(Kind.UINT, "if.*.addr.*.prefix", "device.*.pciVendor", "device.*.pciDevice"),
        "timezone.offset": Kind.INT,
        "disk.*.partition": Kind.BOOLEAN,
        **_all(Kind.DOUBLE, "load.1m", "load.5m", "load.15m"),
    }
)

JOB: Final = Names(
    {
        **_all(Kind.INT, "operation", "auto_converge_throttle"),
        "success": Kind.BOOLEAN,
        "errmsg": Kind.STRING,
    }
)
SEV: Final = Names(_all(Kind.UINT, "cbitpos", "reduced-phys-bits", "max-guests", "max-es-guests"))

OF_FUNCTIONS: Final[Mapping[str, Names]] = {
    "virNodeGetMemoryParameters": NODE_MEMORY,
    "virNodeSetMemoryParameters": NODE_MEMORY,
    "virDomainGetMemoryParameters": MEMORY,
    "virDomainSetMemoryParameters": MEMORY,
    "virDomainGetBlkioParameters": BLKIO,
    "virDomainSetBlkioParameters": BLKIO,
    "virDomainGetSchedulerParametersFlags": SCHEDULER,
    "virDomainSetSchedulerParametersFlags": SCHEDULER,
    "virDomainGetNumaParameters": NUMA,
    "virDomainSetNumaParameters": NUMA,
    "virDomainGetInterfaceParameters": BANDWIDTH,
    "virDomainSetInterfaceParameters": BANDWIDTH,
    "virDomainGetBlockIoTune": IOTUNE,
    "virDomainSetBlockIoTune": IOTUNE,
    "virDomainSetThrottleGroup": IOTUNE,
    "virDomainGetPerfEvents": PERF,
    "virDomainSetPerfEvents": PERF,
    "virDomainSetIOThreadParams": IOTHREAD,
    "virDomainGetLaunchSecurityInfo": LAUNCH_SECURITY,
    "virDomainSetLaunchSecurityState": LAUNCH_SECURITY,
    "virDomainAnnounceInterface": ANNOUNCE,
    "virConnectSetIdentity": IDENTITY,
    "virDomainSaveParams": SAVE,
    "virDomainRestoreParams": SAVE,
    "virDomainBlockCopy": BLOCK_COPY,
    "virNetworkPortGetParameters": BANDWIDTH,
    "virNetworkPortSetParameters": BANDWIDTH,
    "virDomainGetCPUStats": CPU_STATS,
    "virConnectGetAllDomainStats": DOMAIN_STATS,
    "virDomainListGetStats": DOMAIN_STATS,
    "virDomainBlockStatsFlags": BLOCK_STATS,
    "virDomainGetGuestVcpus": GUEST_VCPUS,
    "virDomainGetGuestInfo": GUEST_INFO,
    "virDomainGetJobStats": JOB,
    "virNodeGetSEVInfo": SEV,
}
"""By C function: the parameters that it takes or gives."""
