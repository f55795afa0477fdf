"""VIR_DOMAIN_MEMORY_*: <memtune>, in KiB."""

from __future__ import annotations

from typing import Final

from anyvirt.conf.domain.memory import MemTune
from anyvirt.conf.domain.model import Domain
from anyvirt.util.error import InvalidArg
from anyvirt.util.typed import TypedParams

UNLIMITED: Final = 2**53 - 1  # VIR_DOMAIN_MEMORY_PARAM_UNLIMITED

_FIELDS: Final = ("hard_limit", "soft_limit", "swap_hard_limit")


def get(domain: Domain) -> TypedParams:
    """The limits, UNLIMITED where there is none."""
    tune = domain.memtune or MemTune()
    return {name: UNLIMITED if (limit := getattr(tune, name)) is None else limit for name in _FIELDS}


def put(domain: Domain, params: TypedParams) -> None:
    """Set the limits in *params*.

    Raises:
        InvalidArg: memory alone could be more than memory and swap together.
    """
    limits = {**get(domain), **{name: min(int(value), UNLIMITED) for name, value in params.items()}}
    if int(params.get("hard_limit", limits["hard_limit"])) > int(limits["swap_hard_limit"]):
        raise InvalidArg(
            f"memory hard_limit ({limits['hard_limit']} KiB) must be lower than or equal to swap_hard_limit "
            f"({limits['swap_hard_limit']} KiB), which counts memory and swap together"
        )
    tune = domain.memtune or MemTune()
    for name in params:
        limit = int(limits[name])
        setattr(tune, name, None if limit == UNLIMITED else limit)
    domain.memtune = tune
