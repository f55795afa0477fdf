"""The guest's clock."""

from __future__ import annotations

import datetime

from anyvirt.conf.domain.clock import Clock, ClockBasis, ClockOffset, TickPolicy, Timer, TimerName, TimerTrack
from anyvirt.qemu.command.context import Context
from anyvirt.qemu.command.coverage import Coverage, every, fields
from anyvirt.qemu.command.line import Scalar
from anyvirt.util.error import ConfigUnsupported

TRANSLATED: Coverage = {
    **every(Clock),
    Timer: fields("name present tickpolicy track frequency"),
}

# Timers that can be taken from a guest, or given to it.
_OPTIONAL = (TimerName.HPET, TimerName.KVMCLOCK, TimerName.HYPERVCLOCK)

_EPOCH = datetime.datetime.fromtimestamp(0, datetime.UTC)

_TRACK = {TimerTrack.GUEST: "vm", TimerTrack.WALL: "host", TimerTrack.REALTIME: "rt"}


def add_clock(ctx: Context) -> None:
    """`-rtc`, and how ticks that were lost are made up for."""
    clock = ctx.domain.clock or Clock()
    options: dict[str, Scalar] = {"base": _base(ctx, clock)}
    for timer in clock.timers:
        match timer.name:
            case TimerName.RTC:
                options |= _real_time_clock(ctx, timer)
            case TimerName.PIT:
                _add_pit(ctx, timer)
            case TimerName.HPET | TimerName.KVMCLOCK | TimerName.HYPERVCLOCK | TimerName.TSC:
                _refuse_ticks(ctx, timer)  # the rest is an option of the machine or of the CPU
            case TimerName.PLATFORM | TimerName.ARMVTIMER:
                raise _unsupported(ctx, timer, "is not supported")
        if timer.present is False and timer.name not in _OPTIONAL:
            raise _unsupported(ctx, timer, "cannot be taken away")
    ctx.line.pairs("-rtc", None, options)


def environment(ctx: Context) -> dict[str, str]:
    """QEMU keeps the time zone of its own environment."""
    clock = ctx.domain.clock
    if clock is None or clock.offset is not ClockOffset.TIMEZONE or clock.timezone is None:
        return {}
    return {"TZ": clock.timezone}


def _base(ctx: Context, clock: Clock) -> str:
    match clock.offset:
        case ClockOffset.UTC:
            return "utc"
        case ClockOffset.LOCALTIME | ClockOffset.TIMEZONE:
            return "localtime"
        case ClockOffset.VARIABLE:
            now = ctx.runtime.now
            if clock.basis is ClockBasis.LOCALTIME:
                now = now.astimezone()
            return _stamp(ctx, now, _adjustment(ctx, clock))
        case ClockOffset.ABSOLUTE:
            return _stamp(ctx, _EPOCH, clock.start or 0)


def _adjustment(ctx: Context, clock: Clock) -> int:
    try:
        return int(clock.adjustment or 0)
    except ValueError:
        raise ConfigUnsupported(
            f"domain '{ctx.domain.name}': <clock adjustment='{clock.adjustment}'> must be a number of seconds"
        ) from None


def _stamp(ctx: Context, start: datetime.datetime, seconds: int) -> str:
    try:
        moment = start + datetime.timedelta(seconds=seconds)
    except OverflowError:
        raise ConfigUnsupported(
            f"domain '{ctx.domain.name}': the <clock> is {seconds} seconds off, which no calendar has"
        ) from None
    return moment.replace(tzinfo=None).isoformat(timespec="seconds")


def _real_time_clock(ctx: Context, timer: Timer) -> dict[str, Scalar]:
    options: dict[str, Scalar] = {}
    match timer.tickpolicy:
        case None | TickPolicy.DELAY:
            pass
        case TickPolicy.CATCHUP:
            options["driftfix"] = "slew"
        case TickPolicy.MERGE | TickPolicy.DISCARD:
            raise _unsupported(ctx, timer, f"has no tickpolicy '{timer.tickpolicy.value}'")
    if timer.track is not None:
        if timer.track not in _TRACK:
            raise _unsupported(ctx, timer, f"cannot track '{timer.track.value}'")
        options["clock"] = _TRACK[timer.track]
    return options


def _add_pit(ctx: Context, timer: Timer) -> None:
    match timer.tickpolicy:
        case None:
            return
        case TickPolicy.DELAY | TickPolicy.DISCARD:
            # Of KVM's timer; the one of TCG never loses ticks.
            if ctx.runtime.accelerator == "kvm":
                ctx.line.text("-global", f"kvm-pit.lost_tick_policy={timer.tickpolicy.value}")
        case TickPolicy.CATCHUP | TickPolicy.MERGE:
            raise _unsupported(ctx, timer, f"has no tickpolicy '{timer.tickpolicy.value}'")


def _refuse_ticks(ctx: Context, timer: Timer) -> None:
    if timer.tickpolicy is not None:
        raise _unsupported(ctx, timer, "has no tickpolicy")


def _unsupported(ctx: Context, timer: Timer, what: str) -> ConfigUnsupported:
    return ConfigUnsupported(f"domain '{ctx.domain.name}': timer '{timer.name.value}' {what} in QEMU")
