"""Rules about features and clocks."""

from __future__ import annotations

from typing import Final

from anyvirt.conf.domain.clock import ClockOffset, TickPolicy, TimerName, is_seconds
from anyvirt.conf.domain.features import HyperV, Kvm
from anyvirt.conf.domain.model import Domain
from anyvirt.util.error import ConfigUnsupported, InternalError, XmlError

VENDOR_ID_MAX: Final = 12
DIRTY_RING: Final = (1024, 65536)
RETRIES_MIN: Final = 4095

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


def check_features(domain: Domain) -> None:
    features = domain.features
    if features is None:
        return
    if features.hyperv is not None:
        _check_hyperv(features.hyperv)
    if features.kvm is not None:
        _check_kvm(features.kvm)
    if features.xen is not None and features.xen.passthrough is None and features.xen.passthrough_mode is not None:
        raise XmlError("features/xen/passthrough: needs a state")


def _check_hyperv(hyperv: HyperV) -> None:
    if hyperv.stimer is None and hyperv.stimer_direct is not None:
        raise XmlError("features/hyperv/stimer: needs a state")
    if hyperv.spinlocks and hyperv.spinlock_retries is not None and hyperv.spinlock_retries < RETRIES_MIN:
        raise XmlError(f"features/hyperv/spinlocks: retries {hyperv.spinlock_retries} is below {RETRIES_MIN}")
    if hyperv.vendor_id:
        value = hyperv.vendor_id_value
        if value is None:
            raise XmlError("features/hyperv/vendor_id: needs a value")
        if len(value.encode()) > VENDOR_ID_MAX or "," in value:
            raise XmlError(f"features/hyperv/vendor_id: '{value}' is not up to {VENDOR_ID_MAX} bytes without a comma")


def _check_kvm(kvm: Kvm) -> None:
    if kvm.dirty_ring is None and kvm.dirty_ring_size is not None:
        raise XmlError("features/kvm/dirty-ring: needs a state")
    if not kvm.dirty_ring:
        return
    low, high = DIRTY_RING
    if kvm.dirty_ring_size is None:
        raise XmlError("features/kvm/dirty-ring: needs a size")
    if not low <= kvm.dirty_ring_size <= high or kvm.dirty_ring_size & (kvm.dirty_ring_size - 1):
        raise XmlError(f"features/kvm/dirty-ring: {kvm.dirty_ring_size} is not a power of two from {low} to {high}")


def check_clock(domain: Domain) -> None:
    clock = domain.clock
    if clock is None:
        return
    if (
        clock.offset in (ClockOffset.UTC, ClockOffset.LOCALTIME)
        and clock.adjustment not in (None, "", "reset")
        and not is_seconds(clock.adjustment)
    ):
        raise XmlError(f"clock/@adjustment: '{clock.adjustment}' is neither a number of seconds nor 'reset'")
    if clock.offset is ClockOffset.TIMEZONE and not clock.timezone:
        raise InternalError("clock: offset 'timezone' needs a timezone")
    if clock.offset is ClockOffset.ABSOLUTE and clock.start is None:
        raise InternalError("clock: offset 'absolute' needs a start")


def check_timers(domain: Domain) -> None:
    for timer in domain.clock.timers if domain.clock is not None else []:
        catchup = timer.catchup
        said = catchup is not None and bool(catchup.threshold or catchup.slew or catchup.limit)
        if said and timer.tickpolicy is not TickPolicy.CATCHUP:
            raise XmlError(f"clock/timer '{timer.name.value}': <catchup> needs tickpolicy='catchup'")
        for option in ("tickpolicy", "track", "frequency", "mode"):
            if getattr(timer, option) and option not in _OF_TIMER[timer.name]:
                raise ConfigUnsupported(f"clock/timer: '{timer.name.value}' has no {option}")
