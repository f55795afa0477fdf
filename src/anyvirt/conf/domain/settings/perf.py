"""VIR_PERF_PARAM_*: <perf>, the counters of the host's processors that are kept for the guest."""

from __future__ import annotations

from anyvirt.conf.domain.model import Domain, PerfEvent, PerfEventName
from anyvirt.util.typed import PERF_EVENTS, TypedParams


def get(domain: Domain) -> TypedParams:
    """Whether each is kept."""
    kept = {event.name.value: event.enabled for event in domain.perf_events}
    return {name: kept.get(name, False) for name in PERF_EVENTS}


def put(domain: Domain, params: TypedParams) -> None:
    """Switch those in *params* on or off."""
    switches = {**{event.name.value: event.enabled for event in domain.perf_events}, **params}
    domain.perf_events = [
        PerfEvent(name=PerfEventName(name), enabled=bool(switches[name])) for name in PERF_EVENTS if name in switches
    ]
