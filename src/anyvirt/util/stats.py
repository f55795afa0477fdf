"""Figures of domains, as drivers answer with them and as they travel."""

from __future__ import annotations

from typing import NamedTuple

from anyvirt.util.refs import DomainRef
from anyvirt.util.typed import TypedParams


class DomainStats(NamedTuple):
    """The statistics of one domain, by their names in constants.VIR_DOMAIN_STATS_*."""

    ref: DomainRef
    params: TypedParams
