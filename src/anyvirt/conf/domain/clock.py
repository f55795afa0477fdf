"""The guest's clock and timers."""

from __future__ import annotations

import re
from typing import Final

from anyvirt.util.error import ConfigUnsupported
from anyvirt.util.wordenum import WordEnum
from anyvirt.util.xmlmap import Element, ULong, YesNo, attr, child, children, need

_SECONDS: Final = r"[+-]?[0-9]+"
_LONGEST: Final = 20  # digits and a sign; what is longer is too much, too


def is_seconds(text: str) -> bool:
    """Whether an adjustment says how much."""
    return re.fullmatch(_SECONDS, text) is not None and -(2**63) <= int(text[:_LONGEST]) < 2**63


class ClockOffset(WordEnum):
    UTC = "utc"
    LOCALTIME = "localtime"
    TIMEZONE = "timezone"
    VARIABLE = "variable"
    ABSOLUTE = "absolute"


class ClockBasis(WordEnum):
    UTC = "utc"
    LOCALTIME = "localtime"


class TimerName(WordEnum):
    PLATFORM = "platform"
    PIT = "pit"
    RTC = "rtc"
    HPET = "hpet"
    TSC = "tsc"
    KVMCLOCK = "kvmclock"
    HYPERVCLOCK = "hypervclock"
    ARMVTIMER = "armvtimer"


class TickPolicy(WordEnum):
    DELAY = "delay"
    CATCHUP = "catchup"
    MERGE = "merge"
    DISCARD = "discard"


class TimerTrack(WordEnum):
    BOOT = "boot"
    GUEST = "guest"
    WALL = "wall"
    REALTIME = "realtime"


class TimerMode(WordEnum):
    AUTO = "auto"
    NATIVE = "native"
    EMULATE = "emulate"
    PARAVIRT = "paravirt"
    SMPSAFE = "smpsafe"


class TimerCatchup(Element, tag="catchup"):
    """How fast lost ticks are delivered again."""

    threshold: ULong | None = attr("@threshold")
    slew: ULong | None = attr("@slew")
    limit: ULong | None = attr("@limit")


class Timer(Element, tag="timer"):
    """One timer of the guest."""

    name: TimerName = need("@name")
    present: YesNo | None = attr("@present")
    tickpolicy: TickPolicy | None = attr("@tickpolicy")
    track: TimerTrack | None = attr("@track")
    frequency: ULong | None = attr("@frequency")  # Hz, tsc only
    mode: TimerMode | None = attr("@mode")  # tsc only
    catchup: TimerCatchup | None = child("catchup")


class Clock(Element, tag="clock"):
    """<clock>: what the guest's clock shows at start."""

    offset: ClockOffset = attr("@offset", default=ClockOffset.UTC, wrong=ConfigUnsupported)
    adjustment: str | None = attr("@adjustment")  # seconds, or `reset`
    basis: ClockBasis | None = attr("@basis", wrong=ConfigUnsupported)  # what `variable` counts from
    timezone: str | None = attr("@timezone")
    start: ULong | None = attr("@start", lenient=True)  # seconds since the epoch, for `absolute`
    timers: list[Timer] = children("timer")
