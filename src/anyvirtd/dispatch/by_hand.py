"""The calls whose procedures differ from them in more than the order of what they take and answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from anyvirt.constants import (
    VIR_CONNECT_LIST_DOMAINS_ACTIVE,
    VIR_DOMAIN_AFFECT_CONFIG,
    VIR_DOMAIN_AFFECT_LIVE,
    VIR_DOMAIN_JOB_NONE,
    VIR_DOMAIN_JOB_STATS_COMPLETED,
    VIR_DOMAIN_JOB_STATS_KEEP_COMPLETED,
    VIR_DOMAIN_SNAPSHOT_REVERT_PAUSED,
    VIR_DOMAIN_SNAPSHOT_REVERT_RUNNING,
    VIR_TYPED_PARAM_STRING_OKAY,
)
from anyvirt.rpc.params import checked_params, wire_params
from anyvirt.rpc.programs import program
from anyvirt.rpc.values import read_snapshot, wire_cpumap
from anyvirt.rpc.xdr import VIR_FROM_RPC
from anyvirt.util.arguments import exclusive_flags, required_flags, text
from anyvirt.util.error import InternalError, InvalidArg, OperationFailed
from anyvirt.util.guest import MEMORY_STATS, GuestTime
from anyvirt.util.typed import CPU_STATS, IOTUNE, JOB, MIGRATION
from anyvirtd.dispatch.base import Reply, without_strings

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from anyvirtd.dispatch.base import Answer, Fds, Handler, Session

_TAGS = {name: number for number, name in enumerate(MEMORY_STATS)}


async def node_get_cpu_map(session: Session, args: Any, fds: Fds) -> Answer:
    found = await session.driver.node_get_cpu_map(args.flags)
    return (
        wire_cpumap(found.online) if args.need_map else b"",
        found.online_count if args.need_online else 0,
        found.total,
    )


async def node_get_cpu_stats(session: Session, args: Any, fds: Fds) -> Answer:
    return _figures(await session.driver.node_get_cpu_stats(args.cpuNum, args.flags), args.nparams)


async def node_get_memory_stats(session: Session, args: Any, fds: Fds) -> Answer:
    return _figures(await session.driver.node_get_memory_stats(args.cellNum, args.flags), args.nparams)


def _figures(figures: Mapping[str, int], room: int) -> Answer:
    if room and room != len(figures):
        raise InvalidArg(f"nparams must be {len(figures)}, the number of what there is, not {room}")
    return list(figures.items())[:room], len(figures)


async def node_get_free_pages(session: Session, args: Any, fds: Fds) -> Answer:
    found = await session.driver.node_get_free_pages(args.pages, args.startCell, args.cellCount, args.flags)
    return ([count for cell in found.values() for count in cell.values()],)


async def node_alloc_pages(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virNodeAllocPages")
    if len(args.pageSizes) != len(args.pageCounts):
        raise InvalidArg(f"there are {len(args.pageSizes)} sizes of pages, but {len(args.pageCounts)} counts")
    pages = dict(zip(args.pageSizes, args.pageCounts, strict=True))
    return (await session.driver.node_alloc_pages(pages, args.startCell, args.cellCount, args.flags),)


async def connect_list_domains(session: Session, args: Any, fds: Fds) -> Answer:
    found = await session.driver.connect_list_all_domains(VIR_CONNECT_LIST_DOMAINS_ACTIVE)
    return ([each.id for each in found[: args.maxids]],)


async def connect_list_secrets(session: Session, args: Any, fds: Fds) -> Answer:
    found = await session.secret_driver.connect_list_all_secrets(0)
    return ([each.uuid for each in found[: args.maxuuids]],)


async def domain_rename(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virDomainRename")
    name = text(args.new_name, "new_name", "virDomainRename")
    await session.driver.domain_rename(args.dom, name, args.flags)
    return (0,)


async def domain_revert_to_snapshot(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virDomainRevertToSnapshot")
    exclusive_flags(
        args.flags,
        "virDomainRevertToSnapshot",
        VIR_DOMAIN_SNAPSHOT_REVERT_RUNNING=VIR_DOMAIN_SNAPSHOT_REVERT_RUNNING,
        VIR_DOMAIN_SNAPSHOT_REVERT_PAUSED=VIR_DOMAIN_SNAPSHOT_REVERT_PAUSED,
    )
    snapshot = read_snapshot(args.snap)
    await session.driver.domain_revert_to_snapshot(snapshot.domain, snapshot, args.flags)
    return None


async def domain_set_time(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virDomainSetTime")
    await session.driver.domain_set_time(args.dom, GuestTime(args.seconds, args.nseconds), args.flags)
    return None


async def domain_memory_stats(session: Session, args: Any, fds: Fds) -> Answer:
    found = await session.driver.domain_memory_stats(args.dom, args.flags)
    return ([(_TAGS[name], value) for name, value in found.items()][: args.maxStats],)


async def domain_get_vcpus(session: Session, args: Any, fds: Fds) -> Answer:
    found = (await session.driver.domain_get_vcpus(args.dom))[: args.maxinfo]
    return [each[:4] for each in found], _maps([each.cpumap for each in found], args.maplen)


def _one_of_both(flags: int, function: str) -> None:
    """Refuse *flags* that ask for the running guest and for the definition at once."""
    exclusive_flags(
        flags,
        function,
        VIR_DOMAIN_AFFECT_LIVE=VIR_DOMAIN_AFFECT_LIVE,
        VIR_DOMAIN_AFFECT_CONFIG=VIR_DOMAIN_AFFECT_CONFIG,
    )


async def domain_get_vcpu_pin_info(session: Session, args: Any, fds: Fds) -> Answer:
    _one_of_both(args.flags, "virDomainGetVcpuPinInfo")
    found = await session.driver.domain_get_vcpu_pin_info(args.dom, args.flags)
    maps = found[: args.ncpumaps]
    return _maps(maps, args.maplen), len(maps)


async def domain_get_emulator_pin_info(session: Session, args: Any, fds: Fds) -> Answer:
    _one_of_both(args.flags, "virDomainGetEmulatorPinInfo")
    found = await session.driver.domain_get_emulator_pin_info(args.dom, args.flags)
    return _maps([found], args.maplen), 1


def _maps(maps: Sequence[Sequence[bool]], size: int) -> bytes:
    """The maps one behind the other, each of *size* bytes.

    Raises:
        InvalidArg: nothing that the protocol has room for.
    """
    room: int = program("remote").constants["CPUMAPS_MAX"]
    if size < 0 or size * len(maps) > room:
        raise InvalidArg(f"{len(maps)} maps of {size} bytes are more than the {room} bytes of an answer")
    return b"".join(wire_cpumap(cpus)[:size].ljust(size, b"\0") for cpus in maps)


async def domain_get_cpu_stats(session: Session, args: Any, fds: Fds) -> Answer:
    constants = program("remote").constants
    for name, most in (("nparams", "DOMAIN_GET_CPU_STATS_MAX"), ("ncpus", "DOMAIN_GET_CPU_STATS_NCPUS_MAX")):
        if getattr(args, name) > constants[most]:
            raise InternalError(f"{name} too large", origin=VIR_FROM_RPC, hint=f"at most {constants[most]}")
    dom, flags = args.dom, args.flags & ~VIR_TYPED_PARAM_STRING_OKAY
    found = await session.driver.domain_get_cpu_stats(dom, args.start_cpu == -1, flags)
    stats = [wire_params(without_strings(each, args.flags), CPU_STATS) for each in found]
    size = max(map(len, stats), default=0)
    if not args.ncpus:
        return [], len(stats)
    if not args.nparams:
        return [], size
    start = max(args.start_cpu, 0)
    if start and start >= len(stats):
        raise InvalidArg(f"start_cpu {start} must be less than {len(stats)}, the number of CPUs")
    chosen = stats[start : start + args.ncpus]
    # Each CPU has its place, with empty ones where there is more room than parameters.
    empty = ("", (1, 0))
    padded = [(each + [empty] * args.nparams)[: args.nparams] if len(chosen) > 1 else each for each in chosen]
    return [param for each in padded for param in each], min(size, args.nparams)


async def domain_get_block_info(session: Session, args: Any, fds: Fds) -> Answer:
    found = await session.driver.domain_get_block_info(args.dom, args.path, args.flags)
    return found.allocation, found.capacity, found.physical


async def domain_get_block_io_tune(session: Session, args: Any, fds: Fds) -> Answer:
    _one_of_both(args.flags, "virDomainGetBlockIoTune")
    if args.disk is None and not args.nparams:
        return [], len(IOTUNE.kinds)  # how many there are is the same for any disk
    disk = text(args.disk, "disk", "virDomainGetBlockIoTune")
    flags = args.flags & ~VIR_TYPED_PARAM_STRING_OKAY
    found = await session.driver.domain_get_block_io_tune(args.dom, disk, flags)
    params = wire_params(without_strings(found, args.flags), IOTUNE)
    return params[: args.nparams], len(params)


async def domain_interface_addresses(session: Session, args: Any, fds: Fds) -> Answer:
    if args.source == 1:  # VIR_DOMAIN_INTERFACE_ADDRESSES_SRC_AGENT: the guest is asked
        session.check_write("virDomainInterfaceAddresses")
    found = await session.driver.domain_interface_addresses(args.dom, args.source, args.flags)
    return (
        [
            (name, each["hwaddr"], [(at["type"], at["addr"], at["prefix"]) for at in each["addrs"] or ()])
            for name, each in found.items()
        ],
    )


async def domain_get_job_stats(session: Session, args: Any, fds: Fds) -> Answer:
    required_flags(
        args.flags,
        "virDomainGetJobStats",
        VIR_DOMAIN_JOB_STATS_KEEP_COMPLETED=VIR_DOMAIN_JOB_STATS_KEEP_COMPLETED,
        VIR_DOMAIN_JOB_STATS_COMPLETED=VIR_DOMAIN_JOB_STATS_COMPLETED,
    )
    found = dict(await session.driver.domain_get_job_stats(args.dom, args.flags))
    kind = found.pop("type", VIR_DOMAIN_JOB_NONE)
    return kind, wire_params(found, JOB)


async def domain_get_block_job_info(session: Session, args: Any, fds: Fds) -> Answer:
    found = await session.driver.domain_get_block_job_info(args.dom, args.path, args.flags)
    if not found:
        return 0, 0, 0, 0, 0
    return 1, found["type"], found["bandwidth"], found["cur"], found["end"]


async def domain_open_graphics(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virDomainOpenGraphics")
    await session.driver.domain_open_graphics(args.dom, args.idx, _only(fds), args.flags)
    return None


def _only(fds: Fds) -> int:
    if len(fds) != 1:
        raise InvalidArg(f"DOMAIN_OPEN_GRAPHICS takes one file descriptor, not {len(fds)}")
    return fds[0]


async def domain_open_graphics_fd(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virDomainOpenGraphicsFD")
    found = await session.driver.domain_open_graphics_fd(args.dom, args.idx, args.flags)
    return Reply(None, fds=(found,))


async def domain_migrate_finish3_params(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virDomainMigrateFinish3Params")
    params = checked_params(args.params, MIGRATION)
    end = await session.driver.domain_migrate_finish3_params(params, args.cookie_in, args.flags, bool(args.cancelled))
    if end.ref is None:
        raise OperationFailed("the migration was cancelled: nothing arrived here")
    return end.ref, end.cookie


async def qemu_domain_monitor_command_with_files(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virDomainQemuMonitorCommandWithFiles")
    dom = args.dom
    found = await session.driver.domain_qemu_monitor_command_with_files(dom, args.cmd, list(fds), args.flags)
    return Reply((found.text,), fds=tuple(found.files))


async def lxc_domain_open_namespace(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virDomainLxcOpenNamespace")
    return Reply(None, fds=tuple(await session.driver.domain_lxc_open_namespace(args.dom, args.flags)))


def _handlers() -> dict[tuple[int, int], Handler]:
    by_program = {
        "remote": (
            node_get_cpu_map,
            node_get_cpu_stats,
            node_get_memory_stats,
            node_get_free_pages,
            node_alloc_pages,
            connect_list_domains,
            connect_list_secrets,
            domain_rename,
            domain_revert_to_snapshot,
            domain_set_time,
            domain_memory_stats,
            domain_get_vcpus,
            domain_get_vcpu_pin_info,
            domain_get_emulator_pin_info,
            domain_get_cpu_stats,
            domain_get_block_info,
            domain_get_block_io_tune,
            domain_interface_addresses,
            domain_get_job_stats,
            domain_get_block_job_info,
            domain_open_graphics,
            domain_open_graphics_fd,
            domain_migrate_finish3_params,
        ),
        "qemu": (qemu_domain_monitor_command_with_files,),
        "lxc": (lxc_domain_open_namespace,),
    }
    handlers: dict[tuple[int, int], Handler] = {}
    for name, functions in by_program.items():
        spoken = program(name)
        prefix = "" if name == "remote" else f"{name}_"
        for function in functions:
            procedure = spoken.by_name[function.__name__.removeprefix(prefix).upper()]
            handlers[spoken.number, procedure.number] = function
    return handlers


HANDLERS = _handlers()
