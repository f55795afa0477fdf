"""Rules about features and clocks."""

from __future__ import annotations

import re
from typing import Final

from anyvirt.conf.domain.clock import Clock, Timer, TimerName
from anyvirt.conf.domain.features import HyperV, Kvm
from anyvirt.conf.domain.model import Domain
from anyvirt.util.error import ConfigUnsupported, XmlError

VENDOR_ID_MAX: Final = 12
DIRTY_RING: Final = (1024, 65536)
RETRIES_MIN: Final = 4095
_NUMBER: Final = re.compile(r"[+-]?[0-9]+", re.ASCII).fullmatch

# What can be said of each timer besides its presence; libvirt refuses the rest.
_OF_TIMER: Final[dict[TimerName, tuple[str, ...]]] = {
    TimerName.PLATFORM: ("tickpolicy", "track"),
    TimerName.RTC: ("tickpolicy", "track"),
    TimerName.PIT: ("tickpolicy",),
    TimerName.HPET: ("tickpolicy",),
    TimerName.TSC: ("tickpolicy", "frequency", "mode"),
    TimerName.KVMCLOCK: (),
    TimerName.HYPERVCLOCK: (),
    TimerName.ARMVTIMER: ("tickpolicy",),
}


def check_platform(domain: Domain) -> None:
    if domain.features is not None and domain.features.hyperv is not None:
        _check_hyperv(domain.features.hyperv)
    if domain.features is not None and domain.features.kvm is not None:
        _check_kvm(domain.features.kvm)
    if domain.clock is not None:
        _check_clock(domain.clock)


def _check_hyperv(hyperv: HyperV) -> None:
    if hyperv.spinlocks and hyperv.spinlock_retries is None:
        raise XmlError("features/hyperv/spinlocks: needs retries")
    if hyperv.spinlocks and (hyperv.spinlock_retries or 0) < RETRIES_MIN:
        raise XmlError(f"features/hyperv/spinlocks: retries {hyperv.spinlock_retries} is below {RETRIES_MIN}")
    if hyperv.vendor_id:
        value = hyperv.vendor_id_value
        if value is None:
            raise XmlError("features/hyperv/vendor_id: needs a value")
        if len(value.encode()) > VENDOR_ID_MAX or "," in value:
            raise XmlError(f"features/hyperv/vendor_id: '{value}' is not up to {VENDOR_ID_MAX} bytes without a comma")


def _check_kvm(kvm: Kvm) -> None:
    if not kvm.dirty_ring:
        return
    low, high = DIRTY_RING
    if kvm.dirty_ring_size is None:
        raise XmlError("features/kvm/dirty-ring: needs a size")
    if not low <= kvm.dirty_ring_size <= high or kvm.dirty_ring_size & (kvm.dirty_ring_size - 1):
        raise XmlError(f"features/kvm/dirty-ring: {kvm.dirty_ring_size} is not a power of two from {low} to {high}")


def _check_clock(clock: Clock) -> None:
    if clock.adjustment not in (None, "reset") and not _NUMBER(clock.adjustment):
        raise XmlError(f"clock/@adjustment: '{clock.adjustment}' is neither a number of seconds nor 'reset'")
    for timer in clock.timers:
        _check_timer(timer)


def _check_timer(timer: Timer) -> None:
    for option in ("tickpolicy", "track", "frequency", "mode"):
        if getattr(timer, option) and option not in _OF_TIMER[timer.name]:
            raise ConfigUnsupported(f"clock/timer: '{timer.name.value}' has no {option}")
