"""Devices that fit nowhere else: random numbers, the memory balloon, watchdogs, I/O threads."""

from __future__ import annotations

from anyvirt.conf.domain.devices.memballoon import BalloonModel, Memballoon
from anyvirt.conf.domain.devices.rng import BuiltinBackend, EgdBackend, RandomBackend, Rng
from anyvirt.conf.domain.devices.watchdog import Watchdog, WatchdogModel
from anyvirt.conf.domain.tuning import IoThread, IoThreadPoll
from anyvirt.qemu.command.chardev import add_host_end
from anyvirt.qemu.command.context import Context, virtio_options
from anyvirt.qemu.command.coverage import Coverage, every, fields
from anyvirt.qemu.command.line import Json
from anyvirt.qemu.machine import Chipset
from anyvirt.util.error import ConfigUnsupported

TRANSLATED: Coverage = {
    **every(RandomBackend, EgdBackend, BuiltinBackend, IoThread, IoThreadPoll, Watchdog),
    Rng: fields("model rate_bytes rate_period backend iommu ats packed page_per_vq alias acpi_index address"),
    # Statistics are switched on over the monitor.
    Memballoon: fields(
        "model autodeflate free_page_reporting stats_period alias acpi_index address iommu ats packed page_per_vq"
    ),
}


def add_iothreads(ctx: Context) -> None:
    """Threads with the ids that the definition gives, and more with the free ones until there are enough."""
    known = {thread.id: thread for thread in ctx.domain.iothread_ids}
    number = 1
    while len(known) < (ctx.domain.iothreads or 0):
        known.setdefault(number, IoThread(id=number))
        number += 1
    for number, thread in sorted(known.items()):
        poll = thread.poll or IoThreadPoll()
        ctx.line.object(
            {
                "qom-type": "iothread",
                "id": f"iothread{number}",
                "thread-pool-min": thread.thread_pool_min,
                "thread-pool-max": thread.thread_pool_max,
                "poll-max-ns": poll.max,
                "poll-grow": poll.grow,
                "poll-shrink": poll.shrink,
            }
        )


def add_rngs(ctx: Context) -> None:
    for rng in ctx.domain.rngs:
        alias = ctx.alias(rng)
        backend = f"obj{alias}"
        match rng.backend:
            case RandomBackend(path=path):
                ctx.line.object({"qom-type": "rng-random", "id": backend, "filename": path or "/dev/urandom"})
            case EgdBackend():
                chardev = add_host_end(ctx, rng.backend, alias)
                ctx.line.object({"qom-type": "rng-egd", "id": backend, "chardev": chardev})
            case BuiltinBackend():
                ctx.line.object({"qom-type": "rng-builtin", "id": backend})
            case None:
                raise ConfigUnsupported(f"domain '{ctx.domain.name}': {alias} has no <backend>")
        period = (rng.rate_period or 1000) if rng.rate_bytes is not None else None  # milliseconds
        props: dict[str, Json] = {"rng": backend, "id": alias, "max-bytes": rng.rate_bytes, "period": period}
        ctx.device(ctx.virtio("virtio-rng", rng, rng.model.value), {**props, **virtio_options(rng)}, ctx.place(rng))


def add_memballoon(ctx: Context) -> None:
    balloon = ctx.domain.memballoon
    if balloon is None or balloon.model is BalloonModel.NONE:
        return
    if balloon.model is BalloonModel.XEN:
        raise ConfigUnsupported(f"domain '{ctx.domain.name}': QEMU has no memory balloon of model 'xen'")
    props: dict[str, Json] = {
        "id": ctx.alias(balloon),
        "deflate-on-oom": balloon.autodeflate,
        "free-page-reporting": balloon.free_page_reporting,
        **virtio_options(balloon),
    }
    ctx.device(ctx.virtio("virtio-balloon", balloon, balloon.model.value), props, ctx.place(balloon))


def add_watchdogs(ctx: Context) -> None:
    """The devices; what they do is an option of the machine (`machine.add_actions`)."""
    actions = {watchdog.action for watchdog in ctx.domain.watchdogs}
    if len(actions) > 1:
        raise ConfigUnsupported(f"domain '{ctx.domain.name}': all watchdogs must have the same action")
    for watchdog in ctx.domain.watchdogs:
        if watchdog.model is WatchdogModel.ITCO:
            # Part of the q35 chipset, where it is disarmed until told otherwise.
            if ctx.chipset is not Chipset.Q35:
                raise ConfigUnsupported(f"domain '{ctx.domain.name}': watchdog 'itco' comes with q35 machines only")
            ctx.line.text("-global", "ICH9-LPC.noreboot=off")
            continue
        ctx.device(watchdog.model.value, {"id": ctx.alias(watchdog)}, ctx.place(watchdog))


def add_platform_devices(ctx: Context) -> None:
    """Devices without a place: the guest finds them in its firmware tables."""
    features = ctx.domain.features
    if features is not None and features.vmcoreinfo:
        ctx.device("vmcoreinfo", {}, {})
    if ctx.domain.genid:
        ctx.device("vmgenid", {"guid": ctx.domain.genid, "id": "vmgenid0"}, {})
