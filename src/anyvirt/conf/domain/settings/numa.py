"""VIR_DOMAIN_NUMA_*: <numatune><memory>."""

from __future__ import annotations

from typing import Final

from anyvirt.conf.domain.model import Domain
from anyvirt.conf.domain.settings.origin import DOMAIN
from anyvirt.conf.domain.tuning import NumaMemory, NumaMode, NumaPlacement, NumaTune
from anyvirt.util import cpuset
from anyvirt.util.error import ConfigUnsupported, InvalidArg, OperationInvalid
from anyvirt.util.typed import TypedParams

MODES: Final = (NumaMode.STRICT, NumaMode.PREFERRED, NumaMode.INTERLEAVE, NumaMode.RESTRICTIVE)
"""By VIR_DOMAIN_NUMATUNE_MEM_*."""


def get(domain: Domain) -> TypedParams:
    """The mode as a number, and the nodes as a list such as 0-1, empty where none are set."""
    memory = _memory(domain) or NumaMemory()
    return {"numa_mode": MODES.index(memory.mode or NumaMode.STRICT), "numa_nodeset": memory.nodeset or ""}


def put(domain: Domain, params: TypedParams, *, running: bool) -> None:
    """Set the mode and the nodes that *params* gives.

    Raises:
        InvalidArg: there is no such mode, or the nodes are no list of numbers.
        OperationInvalid: the mode of a *running* guest's memory would change.
        ConfigUnsupported: there would be a mode and no nodes.
    """
    before = _memory(domain)
    mode = before.mode if before is not None else None
    if "numa_mode" in params:
        number = int(params["numa_mode"])
        if not 0 <= number < len(MODES):
            raise InvalidArg(f"unsupported numatune mode: '{number}'")
        mode = MODES[number]
    nodeset = before.nodeset if before is not None else None
    if "numa_nodeset" in params:
        nodeset = cpuset.to_text(cpuset.parse(str(params["numa_nodeset"])))
    if running and before is not None and mode is not (before.mode or NumaMode.STRICT):
        raise OperationInvalid("can't change numatune mode for running domain")
    placed = before.placement if before is not None else None
    if nodeset is None and placed is not NumaPlacement.AUTO:
        raise ConfigUnsupported("nodeset for NUMA memory tuning must be set if 'placement' is 'static'", origin=DOMAIN)
    tune = domain.numatune = domain.numatune or NumaTune()
    if nodeset is not None:
        placed = NumaPlacement.STATIC if placed is NumaPlacement.AUTO and "numa_nodeset" in params else placed
    tune.memory = NumaMemory(mode=mode or NumaMode.STRICT, nodeset=nodeset, placement=placed)


def _memory(domain: Domain) -> NumaMemory | None:
    return domain.numatune.memory if domain.numatune is not None else None
