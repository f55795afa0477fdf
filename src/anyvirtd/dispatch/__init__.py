"""What is done with each call: the procedures that a driver answers, by (number of the program, number of its own)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from anyvirtd.dispatch import by_hand, hypervisor, interface, network, node_device, nwfilter, secret, storage

if TYPE_CHECKING:
    from anyvirtd.dispatch.base import Handler

HANDLERS: Final[dict[tuple[int, int], Handler]] = {
    **hypervisor.HANDLERS,
    **network.HANDLERS,
    **storage.HANDLERS,
    **interface.HANDLERS,
    **node_device.HANDLERS,
    **secret.HANDLERS,
    **nwfilter.HANDLERS,
    **by_hand.HANDLERS,
}
